// V47, V48 and V50 to V54: what the public files say, checked from them alone (docs/format.md §18).

import { compareText } from "./bytes.js";
import { v55Interval } from "./checks_interval.js";
import { v28Welfare, v29Balance } from "./checks_method.js";
import { v19Levels, v20Bound, v21Reach, v22CutsKept } from "./checks_proof.js";
import { isCanonicalCsv, parseCsv } from "./csv.js";
import * as documents from "./documents.js";
import { sameTexts } from "./draw_facts.js";
import { blocked, lazy, Malformed, Text, Unreadable, withheld } from "./findings.js";
import { Fraction, ONE, ZERO } from "./fraction.js";
import { isCanonicalJson, jsonText, parseJson } from "./json.js";
import { agreedQuotas } from "./plan.js";
import { DRAWN, PANELS, terms as termsShape } from "./public_facts.js";
import { panelNumber } from "./tickets.js";

const LONGEST = 1000000n;
const TAG = /^[0-9a-f]{64}$/;
const NOTE = /^(?:[0-9a-f]{64})+$/;

const sum = (numbers) => numbers.reduce((total, n) => total + n, 0);
const wholeSum = (numbers) => numbers.reduce((total, n) => total + n, 0n);
const rising = (texts) => texts.every((text, i) => !i || compareText(texts[i - 1], text) < 0);
const numbered = (panel, units) => String(panel).padStart(String(units - 1n).length, "0");

export function* v47Form(shown) {
  // V60 looks at bundles of replacements.
  const isOwn = (file) => file.startsWith("public/") && !file.endsWith("/public.zip");
  const files = [...shown.dossier.files.keys()].filter(isOwn);
  for (const file of files.sort(compareText)) yield* spellingFaults(file, shown.content(file));
  yield* outputFaults(shown);
  yield* peopleFaults(shown);
  if (shown.terms.listed) yield* listFaults(shown);
  if (shown.isDrawn) yield* rowFaults(shown, DRAWN, shown.drawn);
}

/** The public outputs of the two entries that have some (18.1). */
function* outputFaults(shown) {
  const committed = ["lottery.json", "people.csv"];
  if (shown.terms.listed) committed.push("panels.csv");
  if (!shown.terms.rest) committed.push("certificate.json");
  const expected = { "panels committed": committed.map((name) => `${PANELS}/${name}`), drawn: [DRAWN] };
  for (const entry of shown.dossier.entries.filter(({ step }) => step !== "replaced")) {
    const named = [...entry.outputs.keys()].filter((name) => name.startsWith("public/")).sort(compareText);
    if (!sameTexts(named, (expected[entry.step] ?? []).sort(compareText))) {
      yield new Text("Line {n} does not name the public files it should.", { n: entry.number + 1n });
    }
  }
}

function* spellingFaults(file, content) {
  try {
    if (!isInTheOneWay(file, content)) yield new Text("{file} is not written in the canonical way.", { file });
  } catch (error) {
    if (!(error instanceof Unreadable || error instanceof Malformed)) throw error;
    yield new Text("{file} is not what it should be:", { file });
    yield error.reason;
  }
}

function isInTheOneWay(file, content) {
  if (file.endsWith(".csv")) return isCanonicalCsv(parseCsv(content), content);
  documents.document(content, file.endsWith("certificate.json") ? documents.certificate : termsShape);
  return isCanonicalJson(content);
}

function* peopleFaults(shown) {
  const file = `${PANELS}/people.csv`;
  if (!sameTexts(shown.rows(file)[0], ["tag", "note"])) {
    yield new Text("The header of {file} is not {header}.", { file, header: "tag, note" });
    return;
  }
  const { people } = shown;
  if (!rising(people.map(([tag]) => tag))) yield new Text("{file} is not in order, or has somebody twice.", { file });
  if (!people.every(([tag, note]) => TAG.test(tag) && NOTE.test(note))) {
    yield new Text("{file} holds something that is no tag or no note.", { file });
  }
  if (new Set(people.map(([, note]) => note.length)).size > 1) {
    yield new Text("The notes in {file} are not all of one length.", { file });
  }
  if (BigInt(people.length) !== shown.terms.people) {
    yield new Text("{file} does not have a row for each of {n} people.", { file, n: people.length });
  }
}

function* listFaults(shown) {
  const file = `${PANELS}/panels.csv`;
  const { units } = shown.terms;
  const right = shown.panels.every((panel, p) => panel.number === numbered(p, units));
  if (!right || BigInt(shown.panels.length) !== units) {
    yield new Text("{file} does not have panels numbered from 0 to {n}.", { file, n: units - 1n });
  }
  for (const panel of shown.panels) yield* rowFaults(shown, file, panel);
}

function* rowFaults(shown, file, { number: panel, rest, seats }) {
  if (!rising(seats)) yield new Text("{file}, panel {panel}: seats out of order.", { file, panel });
  const { values } = shown.terms;
  if (rest.length !== values.length) throw new RangeError("there is not one figure for each quota");
  if (rest.some((n, q) => (n === null) !== (values[q] === null))) {
    yield new Text("{file}, panel {panel}: what is withheld differs.", { file, panel });
  }
}

export function* v48Threshold(shown) {
  const { bands, groups, kinds, people, rest, threshold, values } = shown.terms;
  if (threshold !== shown.dossier.lastPlan.threshold) yield new Text("The threshold is not that of the plan.");
  if (rest + wholeSum(groups.map((group) => group.people)) !== people) {
    yield new Text("The groups and the rest are not all people of the pool.");
  }
  const told = [
    ...groups.map((group) => group.people),
    ...values.filter((figure) => figure),
    ...bands.map((band) => band.people),
    ...(rest && groups.length ? [rest] : []),
  ];
  for (const n of told) if (n < threshold) yield new Text("A group of {n} people can be told apart.", { n });
  if (rest && (kinds.length || groups.some((group) => group.kind !== null))) yield new Text("Homes can be told apart.");
  yield* figureFaults(shown.terms);
  yield* bandFaults(shown.terms);
}

/** The figures of a category add up; two or more are withheld together, of enough people (18.4). */
function* figureFaults({ categories, derived, quotas, rest, threshold, values }) {
  if (values.length !== quotas.length) {
    yield new Text("There is not one figure for each quota.");
    return;
  }
  for (const category of categories) {
    const figures = values.filter((_, q) => quotas[q].category === category);
    const hidden = rest - wholeSum(figures.filter((figure) => figure !== null));
    const kept = figures.filter((figure) => figure === null).length;
    if (rest && derived.some((one) => one.category === category)) {
      if (kept !== figures.length) yield new Text("What is told of {category} tells of small groups.", { category });
      continue;
    }
    if (hidden < 0n || (hidden && !kept)) yield new Text("The figures of {category} do not add up.", { category });
    // In a pool that is small itself, everything is withheld; its size is in the journal.
    if (rest >= threshold && (kept === 1 || (kept && hidden < threshold))) {
      yield new Text("What is withheld of {category} can be worked out.", { category });
    }
  }
}

function* bandFaults({ bands, rest, threshold, units }) {
  if (wholeSum(bands.map((band) => band.people)) !== (rest >= threshold ? rest : 0n)) {
    yield new Text("The bands do not hold the rest.");
  }
  const right = bands.every(({ from, to }, i) => from <= to && to <= units && (!i || bands[i - 1].to < from));
  if (!right) yield new Text("The bands are not in order.");
}

export function* v50Panels(shown) {
  const { listed } = shown.terms;
  const panels = [...(listed ? shown.panels : []), ...(shown.isDrawn ? [shown.drawn] : [])];
  for (const panel of panels) yield* seatFaults(shown, panel);
  if (!shown.dossier.isPublic) return;
  if (shown.withheld.length) throw withheld("Quotas about small groups are kept from the public.");
  if (!listed) throw withheld("The list is too long to be written out.");
}

function* seatFaults(shown, { number: panel, groups: taken, rest, seats }) {
  const { categories, groups, quotas, size } = shown.terms;
  if (BigInt(seats.length) !== size || new Set(seats).size !== seats.length) {
    yield new Text("Panel {panel} does not have {n} seats.", { panel, n: size });
  }
  if (taken.some((n, g) => n > groups[g].people)) {
    yield new Text("Panel {panel} has more of a group than there are.", { panel });
  }
  const left = Number(size) - sum(taken);
  const seen = new Map(quotas.map((quota) => [quota.category, 0]));
  for (const [q, { category, value, min, max }] of quotas.entries()) {
    const found = sum(shown.holders[q].map((g) => taken[g])) + (rest[q] ?? 0);
    seen.set(category, seen.get(category) + (rest[q] ?? 0));
    if (found > max || (rest[q] !== null && found < min)) {
      yield new Text("Panel {panel}: {seats} of {category} {value}, not {low} to {high}.", {
        ...{ panel, seats: found, category, value, low: min, high: max },
      });
    }
  }
  const hidden = new Set(shown.withheld.map((q) => quotas[q].category));
  for (const category of categories) {
    const told = seen.get(category) ?? 0;
    if (left < 0 || told > left || (told < left && !hidden.has(category))) {
      yield new Text("Panel {panel}: the seats of {category} do not add up.", { panel, category });
    }
  }
}

export function* v51Chances(shown) {
  const { bands, groups, listed, size, units } = shown.terms;
  if (!listed) {
    if (shown.dossier.isPublic) throw withheld("The list is too long to be written out.");
    return;
  }
  const given = groups.map((_, g) => BigInt(sum(shown.panels.map((panel) => panel.groups[g]))));
  for (const [g, { chance, people }] of groups.entries()) {
    const exact = chance.times(new Fraction(units));
    const off = new Fraction(given[g]).minus(exact.times(new Fraction(people)));
    const distance = off.top < 0n ? ZERO.minus(off) : off;
    if (distance.compare(new Fraction(people)) >= 0 || (exact.bottom === 1n && off.top)) {
      yield new Text("Group {g:d} does not sit in as many panels as its chance says.", { g });
    }
  }
  const rest = units * size - wholeSum(given);
  const fewest = wholeSum(bands.map((band) => band.people * band.from));
  const most = wholeSum(bands.map((band) => band.people * band.to));
  if (bands.length && (rest < fewest || rest > most)) {
    yield new Text("The rest does not sit in as many panels as the bands say.");
  }
}

/** The public lottery as the checks of the proof look at one: profiles of people without names. */
function lotteryWithoutNames(shown) {
  const { categories, groups, kinds, method, quotas, size, units, weights } = shown.terms;
  if (wholeSum(groups.map((group) => group.people)) > BigInt(shown.people.length)) {
    throw blocked("The groups are not of the pool: see {check}.", { check: "V48" });
  }
  const profiles = groups.map((group) => ({ ...group, people: { length: Number(group.people) } }));
  const lottery = { categories, method, profiles, quotas, size, units, weights };
  lottery.kinds = kinds.map((homes) => ({ length: Number(homes) }));
  const queues = groups.map((_, g) => ({ profile: g }));
  const draw = { lottery, queues, certificate: shown.certificate };
  lazy(draw, { blocks: () => blocksWithoutNames(shown) });
  return draw;
}

/** Each group is one queue, and each panel one block, with a queue for each seat. */
function blocksWithoutNames(shown) {
  const panels = shown.terms.listed ? shown.panels : [];
  return panels.map((panel) => ({ queues: panel.groups.flatMap((n, g) => new Array(n).fill(g)) }));
}

export function* v52Proof(shown) {
  const { groups, kinds, people, rest } = shown.terms;
  if (rest) {
    if (shown.dossier.isPublic) throw withheld("The proof speaks of small groups; it is for the auditor.");
    return;
  }
  if (kinds.some((homes) => homes > people)) {
    yield new Text("There are more homes than people.");
    return;
  }
  const draw = lotteryWithoutNames(shown);
  const checks = [v19Levels, v20Bound, v21Reach, v22CutsKept, v28Welfare, v29Balance, v55Interval];
  for (const check of checks) yield* check(draw);
  for (const [g, { chance }] of groups.entries()) {
    if (chance.compare(ZERO) < 0 || chance.compare(ONE) > 0) {
      yield new Text("The chance of group {g:d} is not between 0 and 1.", { g });
    }
  }
}

export function* v53Terms(shown) {
  const { dossier, terms } = shown;
  const plan = dossier.lastPlan;
  const fact = (step, name) => dossier.last(step).facts[name];
  const sorted = (texts) => JSON.stringify([...texts].sort(compareText));
  const quotasIn = (file) => {
    const held = parseJson(dossier.file(file));
    return jsonText([held.get("quotas"), held.get("derived") ?? null, held.get("weights") ?? null]);
  };
  const stated = [
    [terms.construction, fact("value A", "value")],
    [terms.units, fact("panels committed", "units")],
    [terms.people, fact("pool closed", "people")],
    [terms.method, plan.method],
    [terms.size, plan.size],
    [terms.size, dossier.pool.size],
    [terms.listed, terms.units * terms.size <= LONGEST],
    [sorted(terms.categories), sorted(plan.categories)],
    [agreedQuotas(plan, dossier.pool.quotas), true],
    [dossier.pool.weights, plan.weights],
    [JSON.stringify(terms.categories), JSON.stringify([...new Set(terms.quotas.map((quota) => quota.category))])],
    [quotasIn(`${PANELS}/lottery.json`), quotasIn(`${dossier.poolPlace}/pool.json`)],
  ];
  if (stated.some(([found, expected]) => found !== expected)) {
    yield new Text("The public list is not that of the plan, the pool and value A.");
  }
  const asked = plan.panels;
  if (terms.units < asked) {
    yield new Text("The list has {n} panels; it should have {least} or more.", { n: terms.units, least: asked });
  }
}

export function* v54Drawn(shown) {
  const { dossier, drawn, terms } = shown;
  const { number, of } = dossier.last("drawn").facts;
  const expected = panelNumber(dossier.last("value B").facts.value, terms.units);
  if (number !== expected || of !== terms.units)
    yield new Text("Public value B does not give number {number}.", { number });
  if (drawn.number !== numbered(expected, terms.units)) yield new Text("{file} has another number.", { file: DRAWN });
  if (terms.listed && JSON.stringify(shown.panels[Number(expected)]) !== JSON.stringify(drawn)) {
    yield new Text("The panel drawn is not the committed one with that number.");
  }
}
