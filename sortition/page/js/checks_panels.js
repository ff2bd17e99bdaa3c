// V11 to V18: every numbered panel keeps the rules; counts, turns and spread are as stated.

import { sameTexts } from "./draw_facts.js";
import { Blocked, Text } from "./findings.js";
import { floorDivide, Fraction, least, ONE, ZERO } from "./fraction.js";
import { key } from "./names.js";
import { mostTogether } from "./together.js";

const file = "seating.csv";
const COPIES = /^[1-9][0-9]{0,11}$/;

export function* v11List(draw) {
  const [header, ...rows] = draw.table(file);
  const { units, size } = draw.lottery;
  if (!sameTexts(header, ["first", "copies", "seats"])) {
    yield new Text("The header of {file} is not first, copies, seats.", { file });
  }
  const digits = String(units - 1n).length;
  let first = 0n;
  for (const [i, cells] of rows.entries()) {
    const row = i + 2;
    if (cells.length !== header.length || cells[0] !== String(first).padStart(digits, "0")) {
      yield new Text("{file}, row {row:d}: not numbered in order.", { file, row });
    }
    if (COPIES.test(cells[1] ?? "")) first += BigInt(cells[1]);
    else yield new Text("{file}, row {row:d}: no number of panels.", { file, row });
  }
  if (first !== units) yield new Text("There are {n} panels, not {units}.", { n: first, units });
  try {
    void draw.blocks;
  } catch (error) {
    if (!(error instanceof Blocked)) throw error;
    yield new Text("Some panel has not {size} seats, in order, of queues with so many people.", { size });
  }
}

export function* v12Quotas(draw) {
  const { categories, quotas } = draw.lottery;
  const { blocks, queues, values } = draw;
  for (const [c, category] of categories.entries()) {
    const ours = quotas.filter((quota) => key(quota.category) === key(category));
    const keys = ours.map((quota) => key(quota.value));
    const valueOf = queues.map((queue) => values[c][queue.people[0]]);
    for (const [at, block] of blocks.entries()) {
      const seats = new Map();
      for (const q of block.queues) seats.set(valueOf[q], (seats.get(valueOf[q]) ?? 0) + 1);
      for (const [i, quota] of ours.entries()) {
        const taken = seats.get(keys[i]) ?? 0;
        if (quota.min <= taken && taken <= quota.max) continue;
        yield new Text("{file}, row {row:d}: {seats} of {category} {value}, not {low} to {high}.", {
          ...{ file, row: at + 2, seats: taken, category: quota.category },
          ...{ value: quota.value, low: quota.min, high: quota.max },
        });
      }
    }
  }
}

export function* v13Homes(draw) {
  if (!draw.lottery.kinds.length) return;
  const { queues } = draw;
  for (const [at, block] of draw.blocks.entries()) {
    const homes = block.queues.map((q) => queues[q].home).filter((home) => home !== null);
    if (new Set(homes).size !== homes.length) {
      yield new Text("{file}, row {row:d}: a home has two seats.", { file, row: at + 2 });
    }
  }
}

/** A share as a decimal with six digits, rounded half up (5.3). */
export function sixDigits(count, of) {
  const millionths = (BigInt(count) * 2000000n + BigInt(of)) / (2n * BigInt(of));
  return `${millionths / 1000000n}.${String(millionths % 1000000n).padStart(6, "0")}`;
}

export function* v14Counts(draw) {
  const chances = "chances.csv";
  const [header, ...rows] = draw.table(chances);
  if (!sameTexts(header, ["id", "count", "of", "chance"])) {
    yield new Text("The header of {file} is not id, count, of, chance.", { file: chances });
  }
  if (
    !sameTexts(
      rows.map((row) => row[0]),
      draw.people.ids,
    )
  ) {
    yield new Text("{file} does not list everybody of the pool, in order.", { file: chances });
    return;
  }
  const of = draw.units;
  for (const [i, row] of rows.entries()) {
    const count = draw.counts[i];
    if (!sameTexts(row.slice(1), [String(count), String(of), sixDigits(count, of)])) {
      yield new Text("{file}, row {row:d}: not what the panels give.", { file: chances, row: i + 2 });
    }
  }
}

/** The counts that an exact chance allows among M panels: one or two whole numbers (5.4). */
export function allowedCounts(chance, units) {
  const down = floorDivide(units * chance.top, chance.bottom);
  return down * chance.bottom === units * chance.top ? [down] : [down, down + 1n];
}

export function* v15Rounding(draw) {
  const units = BigInt(draw.units);
  const { people } = draw.profiles;
  for (const [t, profile] of draw.lottery.profiles.entries()) {
    const allowed = allowedCounts(profile.chance, units);
    if (!people[t].every((person) => allowed.includes(BigInt(draw.counts[person])))) {
      yield new Text("A count in profile {t:d} is a whole panel or more off its chance.", { t });
    }
  }
}

/** How long the list has to be when the plan does not say (5.3). */
function longEnough(chances) {
  const smallest = least([ONE, ...chances.filter((chance) => chance.compare(ZERO) > 0)]);
  const panels = (n) => new Fraction(n).times(smallest);
  if (panels(1000n).compare(new Fraction(10n)) >= 0) return 1000n;
  const enough = [1000n, 10000n, 100000n].find((n) => panels(n).compare(new Fraction(50n)) >= 0);
  return enough ?? 1000000n;
}

export function* v16Length(draw) {
  const chances = draw.draw.units ?? draw.lottery.profiles.map((profile) => profile.chance);
  const needed = Array.isArray(chances) ? longEnough(chances) : chances;
  if (BigInt(draw.units) < needed) {
    yield new Text("The list has {n} panels; it should have {least} or more.", { n: draw.units, least: needed });
  }
}

export function* v17Seats(draw) {
  if (!draw.isListed) return;
  const listed = "panels.csv";
  const [header, ...rows] = draw.table(listed);
  const places = Array.from({ length: Number(draw.lottery.size) }, (_, i) => String(i + 1));
  if (!sameTexts(header, ["panel", ...places])) {
    yield new Text("The header of {file} is not panel, 1, 2, … to the size.", { file: listed });
  }
  const { ids } = draw.people;
  const { panels } = draw;
  if (rows.length !== panels.length) {
    yield new Text("There are {n} panels, not {units}.", { n: rows.length, units: panels.length });
  }
  const digits = String(panels.length - 1).length;
  for (let panel = 0; panel < Math.min(rows.length, panels.length); panel++) {
    if (rows[panel][0] !== String(panel).padStart(digits, "0")) {
      yield new Text("Panel {panel:d} is not numbered so.", { panel });
    }
    if (
      !sameTexts(
        rows[panel].slice(1),
        panels[panel].map((person) => ids[person]),
      )
    ) {
      yield new Text("The seats of panel {panel:d} did not go round as they should.", { panel });
    }
  }
}

export function* v18Spread(draw) {
  const lists = draw.isListed ? draw.panels : draw.blocks.map((block) => block.queues);
  const distinct = new Set(lists.map(String)).size;
  const together = draw.isListed ? mostTogether(draw.panels, draw.counts) : null;
  const stated = draw.lottery;
  if (stated.distinct !== BigInt(distinct)) {
    yield new Text("{distinct} panels differ, not {stated}.", { distinct, stated: stated.distinct });
  }
  if (String(stated.together) !== String(together)) {
    yield new Text("The figure for the pair most together is {together}.", { together: together ?? "null" });
  }
}
