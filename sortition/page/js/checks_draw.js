// V24 to V27: the public values, the number they give, and the panel with that number.

import { sameTexts } from "./draw_facts.js";
import { Text } from "./findings.js";
import { clean } from "./names.js";
import { fromSeed, isPublic, panelNumber } from "./tickets.js";

const MOST = 1n << 256n;

export function* v24Values(draw) {
  const [a, b, seed] = [draw.lottery.construction, draw.draw.randomness, draw.draw.seed];
  for (const [name, value] of [
    ["A", a],
    ["B", b],
  ]) {
    if (!isPublic(value)) yield new Text("Public value {name} is empty or not clean text.", { name });
  }
  if (seed === null) return;
  if (!isPublic(seed)) yield new Text("The seed is empty or not clean text.");
  else if (!sameTexts(fromSeed(clean(seed)), [a, b])) {
    yield new Text("The public values are not those that the seed gives.");
  }
}

export function* v25Number(draw) {
  const { number, of, randomness } = draw.draw;
  const { units } = draw.lottery;
  if (of !== units) yield new Text("The draw was from {of} panels, not {units}.", { of, units });
  if (of > MOST) yield new Text("No number can be drawn from so many.");
  else if (number !== panelNumber(randomness, of)) {
    yield new Text("Public value B does not give number {number}.", { number });
  }
}

export function* v26Hashes(draw) {
  const { lottery, draw: drawn } = draw;
  const stated = [
    ["lottery.json", "seating.csv", lottery.seating_sha256],
    ["lottery.json", "certificate.json", lottery.certificate_sha256],
    ["draw.json", "seating.csv", drawn.seating_sha256],
    ["draw.json", "certificate.json", drawn.certificate_sha256],
    ["draw.json", "lottery.json", drawn.lottery_sha256],
  ];
  for (const [where, file, hash] of stated) {
    if (draw.hash(file) !== hash) yield new Text("{where} names {file} by another hash.", { where, file });
  }
}

export function* v27Panel(draw) {
  const { number, panel } = draw.draw;
  const seated = draw.panel(number);
  if (seated === null) {
    yield new Text("There is no panel with number {number}.", { number });
    return;
  }
  const expected = seated.map((person) => draw.people.ids[person]);
  const listed = draw
    .table("panel.csv")
    .slice(1)
    .map((row) => row[0]);
  const file = ["draw.json", "panel.csv"];
  if (!sameTexts(panel, expected)) yield new Text("{file} holds other people than that panel.", { file: file[0] });
  if (!sameTexts(listed, expected)) yield new Text("{file} holds other people than that panel.", { file: file[1] });
}
