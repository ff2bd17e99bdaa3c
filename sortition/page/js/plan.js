// A plan, read as docs/format.md §11 has it.

import { compareText } from "./bytes.js";
import { Fraction, largest, ONE } from "./fraction.js";
import { seconds } from "./journal.js";
import { jsonText } from "./json.js";
import { Member } from "./member.js";
import { clean, key } from "./names.js";

const KEY = /^(?:ed25519:)?[0-9a-f]{64}$/;
const LANGUAGE = /^[a-z]{2,3}$/;
const GAP = /^0(?:\.[0-9]{1,18})?$/;
const MOST_NUMBERS = 200n;
const MOST_SCENARIOS = 1000n;
/** The smallest threshold that a plan can have (11.1), and that of plans before there was one. */
const SMALLEST = 3n;
const USUAL = 10n;
/** What is announced of each kind of source (14.2). */
const NEEDS = {
  digits: ["count"],
  dice: ["count", "of"],
  balls: ["count", "of"],
  lottery: ["count", "of"],
  drand: ["chain", "round"],
  nist: ["round"],
  text: [],
};

/** The plan in a TOML table; dates are text. Throws Malformed. */
export function planOf(table) {
  const version = table.get("format") === "sortition/plan/1" ? 1 : 2;
  const names = version === 1 ? Object.keys(MEMBERS) : [...Object.keys(MEMBERS), "threshold"];
  const member = new Member(table);
  const may = ["allowed_gap", "alternates", "quotas", "weights"].flatMap((name) => member.held(name));
  const m = member.object("format", ...names, ...may);
  m.format.oneOf(`sortition/plan/${version}`);
  const plan = Object.fromEntries(Object.entries(MEMBERS).map(([name, read]) => [name, read(m[name])]));
  return {
    ...plan,
    allowed_gap: allowedGap(m.allowed_gap, plan.method),
    quotas: m.quotas ? quotas(m.quotas, plan.categories) : null,
    standby: m.alternates ? standby(m.alternates, plan.categories) : null,
    weights: m.weights ? weights(m.weights, plan) : null,
    threshold: m.threshold ? m.threshold.whole(SMALLEST) : USUAL,
  };
}

/** What a computation that is ended may leave unproved (11.1), as text; "0" is nothing. */
function allowedGap(member, method) {
  if (!member) return "0";
  const gap = member.text();
  if (!GAP.test(gap)) throw member.wrong("{place} should be a number below 1.");
  if (/[1-9]/.test(gap) && method !== "leximin" && method !== "maximin") {
    throw member.wrong("{place} should be 0 for this method.");
  }
  return gap;
}

/** The category with weights (11.5). */
function weights(member, { categories, method }) {
  const name = line(member);
  if ((method !== "leximin" && method !== "maximin") || !categories.includes(name)) {
    throw member.wrong("{place} names no weights.");
  }
  return name;
}

/** What was agreed on alternates (11.6). Chances are fractions; groups by category and value. */
function standby(member, categories) {
  const m = member.object("count", "scenarios", "worse", "dropout", ...member.held("dropouts"));
  const found = { count: m.count.whole(1n), scenarios: m.scenarios.whole(1n) };
  if (found.scenarios > MOST_SCENARIOS) throw m.scenarios.wrong("{place} is too large.");
  found.worse = part(m.worse);
  const everybody = part(m.dropout);
  const groups = new Map();
  const highest = new Map();
  for (const [category, values] of m.dropouts?.table() ?? []) {
    if (!categories.includes(clean(category))) {
      throw m.dropouts.wrong("The chances to drop out are about other categories.");
    }
    for (const [value, chance] of values.table()) {
      const name = jsonText([key(category), key(value)]);
      if (groups.has(name)) throw member.wrong("{place} name a value twice.");
      if (!clean(category) || !clean(value)) throw member.wrong("{place} should not be empty.");
      groups.set(name, part(chance));
      if (!everybody.top) throw member.wrong("{place} has a chance over 1.");
      const factor = groups.get(name).over(everybody);
      highest.set(key(category), largest([highest.get(key(category)) ?? ONE, factor]));
    }
  }
  const most = [...highest.values()].reduce((all, factor) => all.times(factor), everybody);
  if (most.compare(ONE) > 0) throw member.wrong("{place} has a chance over 1.");
  return { ...found, everybody, groups };
}

/** A part of 1 (11.6), as a fraction. */
function part(member) {
  if (!GAP.test(member.text())) throw member.wrong("{place} should be a number below 1.");
  const digits = member.value.slice(2);
  return new Fraction(BigInt(digits), 10n ** BigInt(digits.length));
}

/** The quotas that were agreed (11.4): rows of category, value, least and most seats, in order. */
function quotas(member, categories) {
  const rows = member.table().flatMap(([category, values]) =>
    values.table().map(([value, bounds]) => {
      const [low, high] = bounds.pair();
      const least = low.whole();
      return [clean(category), clean(value), least, high.whole(least)];
    }),
  );
  if (!rows.every(([category, value]) => category && value)) throw member.wrong("{place} should not be empty.");
  if (new Set(rows.map(([category, value]) => jsonText([key(category), key(value)]))).size !== rows.length) {
    throw member.wrong("{place} name a value twice.");
  }
  const about = [...new Set(rows.map(([category]) => category))];
  if (jsonText(about.sort(compareText)) !== jsonText([...new Set(categories)].sort(compareText))) {
    throw member.wrong("The quotas are about other categories than the plan.");
  }
  return inOrder(rows);
}

/** Rows of category, value, least and most seats, by category and then by value. */
function inOrder(rows) {
  return [...rows].sort((a, b) => compareText(a[0], b[0]) || compareText(a[1], b[1]));
}

/** Whether the quotas of a pool are those of the plan, when it has any. */
export function agreedQuotas(plan, quotas) {
  const rows = quotas.map(({ category, value, min, max }) => [category, value, min, max]);
  return plan.quotas === null || jsonText(plan.quotas) === jsonText(inOrder(rows));
}

function language(member) {
  if (!LANGUAGE.test(member.text())) throw member.wrong("{place} should be the short name of a language.");
  return member.value;
}

function line(member) {
  const text = clean(member.text());
  if (!text) throw member.wrong("{place} should not be empty.");
  return text;
}

function names(member) {
  const found = member.texts();
  if (found.includes("")) throw member.wrong("{place} should not be empty.");
  return found.map(clean);
}

/** A list that is not empty. */
const some = (read) => (member) => {
  const found = read(member);
  if (!found.length) throw member.wrong("{place} should not be empty.");
  return found;
};

function ensureMoment(member, text) {
  if (seconds(text) === null) throw member.wrong("{place} should be a moment.");
  return member.value;
}

function day(member) {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(member.text())) throw member.wrong("{place} should be a day.");
  return ensureMoment(member, `${member.value}T00:00:00Z`);
}

function party(member) {
  const m = member.object("name", "key");
  if (!KEY.test(m.key.text())) throw m.key.wrong("{place} should be a key.");
  return { key: m.key.value.replace(/^ed25519:/, ""), name: line(m.name) };
}

function parties(member) {
  const found = member.list(party);
  const once = (of) => new Set(found.map(of)).size === found.length;
  if (!once(({ name }) => name) || !once(({ key }) => key)) throw member.wrong("{place} name somebody twice.");
  return found;
}

function source(member) {
  const kind = member.value instanceof Map ? member.value.get("kind") : null;
  const needs = Object.hasOwn(NEEDS, kind) ? NEEDS[kind] : [];
  const m = member.object("kind", "source", "when", ...needs);
  m.kind.oneOf(...Object.keys(NEEDS));
  const found = { kind, source: line(m.source), when: ensureMoment(m.when, m.when.text()) };
  found.chain = m.chain?.oneOf("quicknet", "default");
  found.count = m.count?.whole(1n);
  found.of = m.of?.whole(2n);
  found.round = m.round?.whole(1n);
  const different = kind === "balls" || kind === "lottery";
  if (found.count > MOST_NUMBERS || (different && found.count > found.of)) throw m.count.wrong("{place} is too large.");
  return found;
}

const oneOf =
  (...choices) =>
  (member) =>
    member.oneOf(...choices);
const sources = some((member) => member.list(source));

const MEMBERS = {
  language,
  title: line,
  purpose: line,
  mandate: line,
  initiator: oneOf("government", "residents", "organisation"),
  initiator_name: line,
  organiser: line,
  contact: line,
  population: line,
  eligibility: line,
  categories: some(names),
  quotas_set_by: line,
  size: (member) => member.whole(1n),
  household: names,
  method: oneOf("leximin", "maximin", "nash", "goldilocks"),
  panels: (member) => member.whole(),
  retention: day,
  parties: some(parties),
  construction: sources,
  randomness: sources,
};
