// The result for people: how many checks passed, what is proved, what to compare with one's notes.

import { largestGain } from "./checks_proof.js";
import { Text } from "./findings.js";

/** What everything that is said about the proof rests on. */
const PROOF = ["V04", "V05", "V10", "V11", "V12", "V13", "V15", "V19", "V20", "V21", "V22", "V28", "V29", "V55"];

const statusesOf = (findings) => Object.fromEntries(findings.map(({ number, status }) => [number, status]));

export function countedLines(findings) {
  const failed = findings.filter(({ status }) => status === "fail").map(({ number }) => number);
  const passed = findings.filter(({ status }) => status === "pass").length;
  const lines = [new Text("{passed} of {all} checks passed.", { passed, all: findings.length })];
  if (failed.length) lines.push(new Text("These failed: {checks}.", { checks: failed.join(", ") }));
  return lines;
}

export function summaryLines(draw, findings) {
  const statuses = statusesOf(findings);
  const proved = PROOF.every((number) => statuses[number] === "pass") && statuses.V23 !== "fail";
  const lines = proved ? proofLines(draw) : [new Text("Nothing is proved about the chances.")];
  const seeded = statuses.V24 === "pass" && draw.draw.seed !== null;
  if (seeded) {
    lines.push(
      new Text(
        "Both public values come from one seed: anybody can repeat this draw, but nothing is proved about who chose the seed.",
      ),
    );
  }
  return [...countedLines(findings), ...lines];
}

function proofLines(draw) {
  const { units } = draw;
  const { combination, cuts } = draw.certificate;
  const lines = [promise(draw)];
  const name = draw.lottery.weights;
  if (name) {
    lines.unshift(
      new Text("Chances count here divided by the weights in {name}; so does all that is proved of them.", { name }),
    );
  }
  lines.push(
    combination
      ? new Text("These chances can be reached exactly; the panels come within one in {units} of them for everybody.", {
          units,
        })
      : new Text("The panels come within one in {units} of these chances for everybody.", { units }),
  );
  if (cuts.length) {
    lines.push(
      new Text(
        "Extra conditions that the proof rests on and that were not checked here, for that takes an integer solver: {n}.",
        { n: cuts.length },
      ),
    );
  }
  return lines;
}

function promise(draw) {
  const { welfare, balance } = draw.certificate;
  if (welfare) return product(welfare.gap);
  if (balance) {
    return new Text(
      "Proved in exact fractions: as long as nobody has more than the largest chance, the smallest cannot be larger; as long as nobody has less than the smallest chance, the largest cannot be smaller. And no lottery balances the two better, but for less than 1 part in a million.",
    );
  }
  if (draw.certificate.interval) return ended(draw.certificate.interval);
  const gain = largestGain(draw);
  return draw.lottery.method === "maximin" ? floor(gain) : fairness(gain);
}

function ended({ low, high }) {
  const gap = high.minus(low);
  const n = gap.top ? oneIn(gap) : 10n ** 9n;
  return new Text(
    "Not proved optimal, for the computation was ended by a time limit, as was allowed before. Proved in exact fractions: no lottery has a smallest chance that is larger by more than 1 in {n}.",
    { n },
  );
}

function product(gap) {
  if (!gap.top) return new Text("Proved in exact fractions: no lottery has a larger product of chances.");
  return new Text(
    "Proved in exact fractions: no lottery has a product of chances that is larger by more than 1 part in {n}.",
    { n: gap.bottom / gap.top - 1n },
  );
}

const oneIn = (gain) => (gain.bottom > gain.top ? gain.bottom / gain.top : 1n);

function floor(gain) {
  if (!gain.top) return new Text("Proved in exact fractions: no lottery has a larger smallest chance.");
  return new Text("Proved: no lottery has a smallest chance that is larger by more than 1 in {n}.", { n: oneIn(gain) });
}

function fairness(gain) {
  if (!gain.top) {
    return new Text(
      "Proved in exact fractions: nobody can have a better chance, unless somebody whose chance is no better gets less.",
    );
  }
  return new Text(
    "Proved: nobody can have a chance that is better by more than 1 in {n}, unless somebody whose chance is no better gets less.",
    { n: oneIn(gain) },
  );
}

/** What a public bundle shows, and what is left for the auditor. */
export function publicLines(findings, { isErased }) {
  const kept = findings.filter(({ withheld }) => withheld).map(({ number }) => number);
  const open = findings.filter(({ withheld }) => !withheld);
  const allPassed = open.every(({ status }) => status === "pass");
  const lines = allPassed
    ? [new Text("All {n} checks that can be made with the public files passed.", { n: open.length })]
    : countedLines(findings);
  if (kept.length) {
    const checks = runs(kept).join(", ");
    lines.push(
      isErased
        ? new Text("Erased with the people, so nobody can check it now: {checks}.", { checks })
        : new Text("Kept from the public, so for the auditor to check: {checks}.", { checks }),
    );
  }
  return lines;
}

/** Numbers of checks, successive ones as V01–V29. */
function runs(numbers) {
  const found = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last && Number(last.at(-1).slice(1)) + 1 === Number(number.slice(1))) last.push(number);
    else found.push([number]);
  }
  return found.map((run) => (run.length === 1 ? run[0] : `${run[0]}–${run.at(-1)}`));
}

/** What to compare with what was published and seen (12.6, 15.2): no file can show that. */
export function publishedLines(dossier, findings) {
  const statuses = statusesOf(findings);
  if (statuses.V31 !== "pass" || statuses.V32 !== "pass") return [];
  const [closed, committed] = ["pool closed", "panels committed"].map((step) => dossier.of(step).at(-1));
  const lines = [];
  for (const { facts } of dossier.of("letters drawn").slice(0, 1)) {
    lines.push(new Text("The value of the letters: {value}", { value: facts.value }));
  }
  if (closed) {
    lines.push(new Text("The commitment to plan and pool, for before value A: {hash}", { hash: closed.hash }));
  }
  if (committed) {
    lines.push(new Text("The commitment to the panels, for before value B: {hash}", { hash: committed.hash }));
  }
  const parts = (step) => dossier.of(step).flatMap((entry) => entry.facts.parts);
  for (const { value } of parts("value A")) lines.push(new Text("Value A: {value}", { value }));
  for (const { value } of parts("value B")) lines.push(new Text("Value B: {value}", { value }));
  for (const { facts } of dossier.of("drawn")) lines.push(new Text("Number drawn: {number:d} (of {of})", facts));
  lines.push(new Text("The last line of the journal: {hash}", { hash: dossier.entries.at(-1).hash }));
  return lines;
}
