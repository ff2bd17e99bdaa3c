// V38 to V43: public values, and the draw as it was prepared (docs/format.md §10 and §14).

import { compareText, hex, sameBytes, unhex } from "./bytes.js";
import { parseCsv } from "./csv.js";
import { jsonFaults, memberFaults, tableFaults } from "./checks_files.js";
import * as documents from "./documents.js";
import { sameTexts } from "./draw_facts.js";
import { blocked, Text, Unreadable } from "./findings.js";
import { Fraction } from "./fraction.js";
import { seconds } from "./journal.js";
import { parseJson } from "./json.js";
import { clean, key } from "./names.js";
import { agreedQuotas } from "./plan.js";
import { sha256 } from "./sha.js";
import { panelNumber } from "./tickets.js";

const MARK = "PROEF / TRIAL";
/** Genesis and period of the drand chains, in seconds (14.6). */
const CHAINS = { quicknet: [1692803367n, 3n], default: [1595431050n, 30n] };
const COMMITTED = ["seating.csv", "panels.csv", "lottery.json", "certificate.json"];
const SOURCES = { "value A": "construction", "value B": "randomness" };
const FIXED = { "value A": "pool closed", "value B": "panels committed", "letters drawn": "letters planned" };

const valuesOf = (dossier) => dossier.of("value A", "value B");

const sourcesOf = (dossier, entry) => dossier.planAt(entry)[SOURCES[entry.step]];

export function* v38Values(dossier) {
  for (const entry of valuesOf(dossier)) {
    const sources = sourcesOf(dossier, entry);
    const { value, parts } = entry.facts;
    const n = entry.number + 1n;
    if (value !== parts.map((part) => part.value).join(" | ")) {
      yield new Text("Line {n}: the value is not made of its parts.", { n });
    }
    if (clean(value) !== value) yield new Text("Line {n}: the value is not clean text.", { n });
    if (parts.length !== sources.length) {
      yield new Text("Line {n}: the plan announces another number of sources.", { n });
      continue;
    }
    for (const [i, part] of parts.entries()) {
      if (!isAnnounced(sources[i], part)) {
        yield new Text("Line {n}: {value} is not what the plan announces.", { n, value: part.value });
      }
    }
  }
}

/** Whether a part has the kind of its source, the form of the kind, and a check that fits (14.2-14.5). */
function isAnnounced(source, { kind, value, check, evidence }) {
  const space = value.indexOf(" ");
  const [word, rest] = space < 0 ? [value, ""] : [value.slice(0, space), value.slice(space + 1)];
  if (source.kind !== kind || word !== kind) return false;
  const beacon = kind === "drand" || kind === "nist";
  const checks = beacon ? ["checked", "not checked"] : ["witnessed"];
  return checks.includes(check) && (kind === "drand" || !evidence) && FORMS[kind](source, rest, evidence);
}

/** As many numbers as announced, each from 1 to `of`, written plainly; or null. */
function numbersIn(source, rest) {
  const words = rest.split(" ");
  if (!words.every((word) => /^(?:0|[1-9][0-9]{0,8})$/.test(word))) return null;
  const numbers = words.map(Number);
  const right = BigInt(numbers.length) === source.count && numbers.every((n) => n >= 1 && n <= source.of);
  return right ? numbers : null;
}

const FORMS = {
  digits: (source, rest) => /^[0-9]+$/.test(rest) && BigInt(rest.length) === source.count,
  dice: (source, rest) => numbersIn(source, rest) !== null,
  balls: (source, rest) => {
    const numbers = numbersIn(source, rest);
    return numbers !== null && new Set(numbers).size === numbers.length;
  },
  lottery: (source, rest) => {
    const numbers = numbersIn(source, rest);
    return numbers !== null && numbers.every((n, i) => !i || numbers[i - 1] < n);
  },
  drand: (source, rest, evidence) => {
    const form = source.chain === "quicknet" ? /^([0-9a-f]{96})$/ : /^([0-9a-f]{192}) [0-9a-f]{192}$/;
    const [, signature] = form.exec(evidence) ?? [];
    return signature !== undefined && rest === `${source.chain} ${source.round} ${hex(sha256(unhex(signature)))}`;
  },
  nist: (source, rest) => new RegExp(`^${source.round} [0-9a-f]{128}$`).test(rest),
  text: (_, rest) => rest !== "" && !rest.includes("|"),
};

export function* v39Known(dossier) {
  const used = new Set();
  let letters = null;
  for (const entry of dossier.of("value A", "value B", "letters drawn")) {
    const { value } = entry.facts;
    const ofLetters = entry.step === "letters drawn";
    const again = ofLetters && letters !== null;
    if (again ? value !== letters : used.has(value)) {
      yield new Text("Line {n}: this value was used before.", { n: entry.number + 1n });
    }
    used.add(value);
    if (ofLetters) letters ??= value;
    if (!again) yield* timeFaults(dossier, entry);
  }
  for (const entry of valuesOf(dossier)) {
    const { parts } = entry.facts;
    for (const [i, source] of sourcesOf(dossier, entry).slice(0, parts.length).entries()) {
      if (source.kind === "drand" && BigInt(seconds(parts[i].known)) !== roundTime(source)) {
        yield new Text("Line {n}: the round of drand comes out at another time.", { n: entry.number + 1n });
      }
    }
  }
}

/** The value came after what it decides on, and before it was recorded. */
function* timeFaults(dossier, entry) {
  const n = entry.number + 1n;
  const before = dossier
    .of(FIXED[entry.step])
    .filter((fixed) => fixed.number < entry.number)
    .at(-1);
  if (!before) throw blocked("Nothing was fixed before the value: see {check}.", { check: "V34" });
  for (const part of entry.facts.parts ?? [entry.facts]) {
    const known = seconds(part.known);
    if (known < seconds(before.time)) {
      yield new Text("Line {n}: the value was known before what it decides on was fixed.", { n });
    }
    if (known > seconds(entry.time)) yield new Text("Line {n}: the value was recorded before it was known.", { n });
  }
}

function roundTime(source) {
  const [genesis, period] = CHAINS[source.chain];
  return genesis + (source.round - 1n) * period;
}

export function* v40Beacons(dossier) {
  if (valuesOf(dossier).some((entry) => entry.facts.parts.some((part) => part.kind === "drand"))) {
    throw blocked("The signature of a drand round is not checked here: that takes a library.");
  }
}

export function* v41Pool(dossier) {
  yield* poolFaults(dossier);
  const { pool, registrants } = dossier;
  const plan = dossier.lastPlan;
  if (dossier.last("pool closed").facts.people !== BigInt(registrants.length - 1)) {
    yield new Text("The journal states another number of people.");
  }
  if (pool.size !== plan.size || !sameTexts(pool.household_columns.map(key), plan.household.map(key))) {
    yield new Text("Size or household columns of the pool are not those of the plan.");
  }
  const categories = [...new Set(pool.quotas.map((quota) => quota.category))];
  if (!sameTexts(categories.sort(compareText), [...plan.categories].sort(compareText))) {
    yield new Text("The quotas are about other categories than the plan.");
  }
  if (pool.weights !== plan.weights) yield new Text("The weights are not those of the plan.");
  if (!agreedQuotas(plan, pool.quotas)) yield new Text("The quotas are not those of the plan.");
  yield* otherRules(pool, dossier.drawn);
  const [panel, others] = ["panel.csv", "not_drawn.csv"].map((file) => dossier.drawn.table(file));
  const everybody = [...panel.slice(1), ...others.slice(1)].sort((a, b) => compareText(a[0], b[0]));
  const drawn = [panel[0], ...everybody];
  if (drawn.length !== registrants.length || !drawn.every((row, i) => sameTexts(row, registrants[i]))) {
    yield new Text("The draw has other people than the closed pool.");
  }
}

function* poolFaults(dossier) {
  const [rules, people] = ["pool.json", "registrants.csv"].map((name) => `${dossier.poolPlace}/${name}`);
  const faults = [...jsonFaults(rules, dossier.file(rules))];
  yield* faults.length ? faults : memberFaults(rules, dossier.file(rules), documents.closedPool);
  yield* tableFaults(people, dossier.file(people));
}

const plainQuotas = (quotas) =>
  JSON.stringify(quotas.map(({ category, value, min, max, flex }) => [category, value, `${min} ${max} ${flex}`]));

/** Where quotas, id or household columns of the draw are not those of the closed pool. */
function* otherRules(pool, { lottery, draw }) {
  const both = [pool, lottery].map(({ derived, weights }) => JSON.stringify([derived, weights]));
  const sameDefinitions = both[0] === both[1];
  if (plainQuotas(pool.quotas) !== plainQuotas(lottery.quotas) || !sameDefinitions) {
    yield new Text("The draw has other quotas than the closed pool.");
  }
  const same = {
    id_column: pool.id_column === draw.id_column,
    household_columns: sameTexts(pool.household_columns, draw.household_columns),
  };
  for (const member of Object.keys(same)) {
    if (!same[member]) yield new Text("The draw has another {member} than the closed pool.", { member });
  }
}

export function* v42Draw(dossier) {
  for (const file of COMMITTED) {
    if (!sameBytes(dossier.files.get(`panels/${file}`), dossier.files.get(`draw/${file}`))) {
      yield new Text("{file}: not the one that was committed.", { file });
    }
  }
  const plan = dossier.lastPlan;
  const { facts } = dossier.last("drawn");
  const { lottery, draw } = dossier.drawn;
  const [valueA, valueB] = ["value A", "value B"].map((step) => dossier.last(step).facts.value);
  const { units } = dossier.last("panels committed").facts;
  const stated = [
    [lottery.construction, valueA],
    [draw.randomness, valueB],
    [draw.seed, null],
    [draw.language, plan.language],
    [lottery.method, plan.method],
    [lottery.size, plan.size],
    [draw.units, plan.panels || null],
    [lottery.units, units],
    [facts.of, units],
    [facts.number, draw.number],
    [facts.number, panelNumber(valueB, units)],
  ];
  yield* endedFaults(dossier);
  for (const [found, expected] of stated) {
    if (found !== expected) {
      yield new Text("The draw has {found}, and the journal or the plan {expected}.", { found, expected });
    }
  }
}

/** A computation that was ended is drawn from only as the plan allowed beforehand. */
function* endedFaults(dossier) {
  const interval = parseJson(dossier.file("draw/certificate.json")).get("interval");
  if (!interval) return;
  const allowed = decimal(dossier.lastPlan.allowed_gap);
  const [top, bottom = "1"] = interval.get("allowed").split("/");
  if (!allowed.top || !allowed.is(new Fraction(BigInt(top), BigInt(bottom)))) {
    yield new Text("The computation was ended with a gap that the plan does not allow.");
  }
}

/** "0.005" as the fraction 1/200. */
function decimal(text) {
  const digits = text.split(".")[1] ?? "";
  return new Fraction(BigInt(digits || "0"), 10n ** BigInt(digits.length));
}

export function* v43Trials(dossier) {
  for (const [i, entry] of dossier.of("trial").entries()) {
    if (entry.facts.trial !== BigInt(i + 1) || !asTold(dossier, entry)) {
      yield new Text("Line {n} tells another trial.", { n: entry.number + 1n });
    }
    for (const file of entry.outputs.keys()) {
      const content = dossier.files.get(file) ?? new Uint8Array();
      const end = file.endsWith(".html") ? content.length : content.indexOf(0x0a) + 1 || content.length;
      if (!file.startsWith("trials/") || !includesMark(content.subarray(0, end))) {
        yield new Text("{file} does not say that it is a trial.", { file });
      }
    }
  }
}

/** Whether the files of a trial hold what the journal says of it. */
function asTold(dossier, { facts }) {
  const place = `trials/${facts.trial}/trial-`;
  try {
    const drawn = parseJson(dossier.file(`${place}draw.json`));
    const people = BigInt(parseCsv(dossier.file(`${place}chances.csv`)).length - 1);
    const same = ["seed", "number", "of"].every((name) => drawn instanceof Map && drawn.get(name) === facts[name]);
    return same && people === facts.people;
  } catch (error) {
    if (error instanceof Unreadable) return false;
    throw error;
  }
}

function includesMark(bytes) {
  // The mark is ASCII, so a file need not be UTF-8 to be searched for it.
  return new TextDecoder("latin1").decode(bytes).includes(MARK);
}
