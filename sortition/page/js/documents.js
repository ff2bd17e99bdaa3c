// The JSON files of a draw, read by the members that docs/format.md gives them (1.2, §§4, 6, 7, 10.3).

import { parseJson } from "./json.js";
import { Member } from "./member.js";

const fraction = (member) => member.fraction();
const whole = (member) => member.whole();
const WEIGHT = /^(?:[1-9][0-9]{0,2}|1000)$/;

/** The document in bytes, read as one of the kinds below. Throws Unreadable or Malformed. */
export function document(bytes, read) {
  return read(new Member(parseJson(bytes)));
}

export function manifest(member) {
  const m = member.object("files", "format");
  m.format.oneOf("sortition/manifest/3");
  return m.files.list(listedFile);
}

export function listedFile(member) {
  const m = member.object("bytes", "name", "sha256");
  return { name: m.name.text(), size: m.bytes.whole(), sha256: m.sha256.text() };
}

export function lottery(member) {
  const m = member.object(
    ...["format", "method", "size", "units", "construction", "categories", "quotas", "profiles"],
    ...["kinds", "spread", "seating_sha256", "certificate_sha256"],
    ...member.held("derived"),
    ...member.held("weights"),
  );
  m.format.oneOf("sortition/lottery/3");
  const spread = m.spread.object("distinct", "together");
  return {
    method: m.method.oneOf("leximin", "maximin", "nash", "goldilocks"),
    size: m.size.whole(1n),
    units: m.units.whole(1n),
    construction: m.construction.text(),
    categories: m.categories.texts(),
    quotas: m.quotas.list(quota),
    derived: derived(m.derived),
    weights: weights(m),
    profiles: m.profiles.list(profile),
    kinds: m.kinds.list((kind) => kind.object("homes").homes.list((home) => home.texts())),
    distinct: spread.distinct.whole(),
    together: spread.together.orNull(fraction),
    seating_sha256: m.seating_sha256.text(),
    certificate_sha256: m.certificate_sha256.text(),
  };
}

export function quota(member) {
  const m = member.object("category", "value", "min", "max", "min_flex", "max_flex");
  const min = m.min.whole();
  return {
    category: m.category.text(),
    value: m.value.text(),
    min,
    max: m.max.whole(min),
    flex: [m.min_flex.orNull(whole), m.max_flex.orNull(whole)],
  };
}

/** The definitions (4.7): none when there is no such member, and else at least one. */
export function derived(member) {
  if (!member) return [];
  const found = member.list(definition);
  if (!found.length) throw member.wrong("{place} does not belong here.");
  return found;
}

/** The category that has weights (4.9), null when there is no such member. */
export function weights(m) {
  if (!m.weights) return null;
  const name = m.weights.text();
  const values = m.quotas.list(quota).filter((row) => row.category === name);
  const right = !m.method || ["leximin", "maximin"].includes(m.method.value);
  if (!right || !values.length || !values.every(({ value }) => WEIGHT.test(value))) {
    throw m.weights.wrong("{place} names no weights.");
  }
  return name;
}

function definition(member) {
  const m = member.object("category", "of", "values");
  const values = m.values.list((item) => {
    const { value, where } = item.object("value", "where");
    return { value: value.text(), where: where.list((some) => some.texts()) };
  });
  return { category: m.category.text(), of: m.of.texts(), values };
}

function profile(member) {
  const m = member.object("values", "kind", "people", "chance");
  return {
    values: m.values.texts(),
    kind: m.kind.orNull((kind) => kind.index()),
    people: m.people.texts(),
    chance: m.chance.fraction(),
  };
}

export function certificate(member) {
  const m = member.object("format", "cuts", "levels", "welfare", "balance", "reach", ...member.held("interval"));
  m.format.oneOf("sortition/certificate/3");
  return {
    cuts: m.cuts.list(cut),
    levels: m.levels.list(level),
    welfare: m.welfare.orNull(welfare),
    balance: m.balance.orNull(balance),
    interval: m.interval ? interval(m.interval) : null,
    combination: reach(m.reach),
  };
}

function cut(member) {
  const m = member.object("weights", "bound", "reason", "after");
  return {
    weights: m.weights.list((pair) => wholePair(pair, null)),
    bound: m.bound.whole(null),
    reason: m.reason.oneOf("unseatable", "cut"),
    after: m.after.index(),
  };
}

function level(member) {
  const m = member.object("chance", "profiles", "multipliers", "gap");
  return {
    chance: m.chance.fraction(),
    profiles: m.profiles.list((t) => t.index()),
    multipliers: m.multipliers.list(multiplier),
    gap: m.gap.fraction(),
  };
}

function welfare(member) {
  const m = member.object("multipliers", "gap");
  return { multipliers: m.multipliers.list(multiplier), gap: m.gap.fraction() };
}

function balance(member) {
  const m = member.object("floor", "cap", "multipliers", "pull", "bound", "gap");
  return {
    floor: m.floor.fraction(),
    cap: m.cap.fraction(),
    multipliers: m.multipliers.list(multiplier),
    pull: m.pull.fraction(),
    bound: m.bound.fraction(),
    gap: m.gap.fraction(),
  };
}

function interval(member) {
  const m = member.object("allowed", "low", "high", "multipliers", "moments");
  m.moments.whole(1n);
  return {
    allowed: m.allowed.fraction(),
    low: m.low.fraction(),
    high: m.high.fraction(),
    multipliers: m.multipliers.list(multiplier),
  };
}

/** A row (its place) and its multiplier. */
function multiplier(member) {
  const [row, times] = member.pair();
  return [row.index(), times.fraction()];
}

/** The panels of an exact combination with their weights; null when the chances are rounded (6.6). */
function reach(member) {
  const rounded = member.value instanceof Map && member.value.get("state") === "rounded";
  if (rounded) {
    member.object("state");
    return null;
  }
  const m = member.object("state", "combination");
  m.state.oneOf("exact", "rounded");
  return m.combination.list((item) => {
    const [weight, panel] = item.pair();
    return [weight.fraction(), panel.list((pair) => wholePair(pair, 1n))];
  });
}

/** A profile (its place) and a whole number. */
function wholePair(member, least) {
  const [t, times] = member.pair();
  return [t.index(), times.whole(least)];
}

export function draw(member) {
  const m = member.object(
    ...["format", "seed", "randomness", "number", "of", "panel", "settings"],
    ...["certificate_sha256", "lottery_sha256", "seating_sha256"],
  );
  m.format.oneOf("sortition/draw/3");
  const s = m.settings.object("household_columns", "id_column", "language", "units", "version");
  s.version.text();
  return {
    seed: m.seed.orNull((seed) => seed.text()),
    randomness: m.randomness.text(),
    number: m.number.whole(),
    of: m.of.whole(1n),
    panel: m.panel.texts(),
    certificate_sha256: m.certificate_sha256.text(),
    lottery_sha256: m.lottery_sha256.text(),
    seating_sha256: m.seating_sha256.text(),
    household_columns: s.household_columns.texts(),
    id_column: s.id_column.text(),
    language: s.language.text(),
    units: s.units.orNull((units) => units.whole(1n)),
  };
}

export function closedPool(member) {
  const may = [...member.held("derived"), ...member.held("weights")];
  const m = member.object("format", "size", "id_column", "household_columns", "quotas", ...may);
  m.format.oneOf("sortition/pool/1");
  return {
    size: m.size.whole(1n),
    id_column: m.id_column.text(),
    household_columns: m.household_columns.texts(),
    quotas: m.quotas.list(quota),
    derived: derived(m.derived),
    weights: weights(m),
  };
}
