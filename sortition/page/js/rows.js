// The rows of the problem (docs/format.md 4.6), and what multipliers on them come to (6.4).

import { blocked, Text } from "./findings.js";
import { Fraction, lcm } from "./fraction.js";

const MOST_BITS = 200000;
const MOST_HEX = MOST_BITS / 4;

/**
 * A row: `weights` maps profiles to whole numbers, `lower` is null for a cut. It holds for the panels
 * that the first `after` levels leave.
 */
const row = (weights, lower, upper, after = 0) => ({ weights, lower, upper, after });
const ones = (profiles, lower, upper) => row(new Map(profiles.map((t) => [t, 1n])), lower, upper);

/** The size, quotas, kinds of homes, people with a weight and cuts, in that order. */
export function rowsOf(draw) {
  const { categories, kinds, profiles, quotas, size } = draw.lottery;
  const known = new Set(categories);
  if (!quotas.every((quota) => known.has(quota.category))) {
    throw blocked("A quota has no category: see {check}.", { check: "V08" });
  }
  if (!profiles.every((profile) => profile.values.length === known.size)) {
    throw blocked("The profiles cannot be used: see {check}.", { check: "V10" });
  }
  if (profiles.length && known.size !== categories.length) throw new RangeError("a category stands twice");
  const having = (test) => profiles.flatMap((profile, t) => (test(profile) ? [t] : []));
  return [
    ones(
      having(() => true),
      size,
      size,
    ),
    ...quotas.map(({ category, value, min, max }) => {
      const c = categories.indexOf(category);
      return ones(
        having((profile) => profile.values[c] === value),
        min,
        max,
      );
    }),
    ...kinds.map((homes, k) =>
      ones(
        having((profile) => profile.kind === k),
        0n,
        BigInt(homes.length),
      ),
    ),
    ...weightsOf(draw).flatMap((weight, t) => (weight > 1n ? [ones([t], 0n, BigInt(profiles[t].people.length))] : [])),
    ...cutsOf(draw).map((cut) => row(new Map(cut.weights), null, cut.bound, cut.after)),
  ];
}

/** What the chances of each profile are divided by (4.9); 1 where there are no weights. */
export function weightsOf({ lottery: { categories, profiles, weights } }) {
  if (!weights) return profiles.map(() => 1n);
  if (!categories.includes(weights)) throw blocked("A quota has no category: see {check}.", { check: "V08" });
  const values = profiles.map((profile) => profile.values[categories.indexOf(weights)] ?? "");
  if (!values.every((value) => /^[0-9]+$/.test(value))) {
    throw blocked("The profiles cannot be used: see {check}.", { check: "V10" });
  }
  return values.map(BigInt);
}

/** The cuts, when each names profiles that exist, none of them twice (6.2). */
function cutsOf(draw) {
  const { cuts } = draw.certificate;
  if (!cuts.every((cut) => namesOnce(cut.weights, draw.lottery.profiles.length))) {
    throw blocked("A cut names its profiles wrongly: see {check}.", { check: "V22" });
  }
  return cuts;
}

/** Whether pairs name places below a length, each once. */
export function namesOnce(pairs, length) {
  return new Set(pairs.map(([t]) => t)).size === pairs.length && pairs.every(([t]) => t < length);
}

/** The least common denominator; hostile fractions are refused. */
export function commonDenominator(fractions) {
  let below = 1n;
  for (const { bottom } of fractions) {
    if (below % bottom) below = lcm(below, bottom);
    if (below.toString(16).length > MOST_HEX) throw blocked("The fractions are too long to be added.");
  }
  return below;
}

/** The sum of max(m*l, m*u) over the rows, and a_t of each profile; both times `below`. */
export function sumsOf(rows, profiles, multipliers) {
  const below = commonDenominator(multipliers.map(([, times]) => times));
  const weights = new Array(profiles).fill(0n);
  let bound = 0n;
  for (const [r, multiplier] of multipliers) {
    const times = multiplier.scaled(below);
    const [low, high] = [times * (rows[r].lower ?? rows[r].upper), times * rows[r].upper];
    bound += low > high ? low : high;
    for (const [t, weight] of rows[r].weights) weights[t] += times * weight;
  }
  return { bound, weights, below };
}

/** What is wrong with multipliers that must hold for every panel (6.7, 6.8). */
export function* multiplierFaults(rows, multipliers) {
  if (!namesOnce(multipliers, rows.length)) {
    yield new Text("The multipliers name their rows wrongly.");
    return;
  }
  for (const [r, { top }] of multipliers) {
    if (top === 0n) yield new Text("A multiplier is 0.");
    if (top < 0n && rows[r].lower === null) yield new Text("A multiplier on a cut is negative.");
    if (rows[r].after) yield new Text("A multiplier is on a cut that does not hold for every panel.");
  }
}

/** What the multipliers of a level prove (6.4): a_t (times a positive number), and the gap. */
export function boundOf(draw, level, rows) {
  const { profiles } = draw.lottery;
  const { bound, weights, below } = sumsOf(rows, profiles.length, level.multipliers);
  let total = bound;
  const byChance = new Map();
  const own = weightsOf(draw);
  profiles.forEach((profile, t) => {
    const people = weights[t] * BigInt(profile.people.length);
    if (people < 0n) total -= people * own[t];
    else if (people) {
      const name = profile.chance.toString();
      const held = byChance.get(name) ?? { chance: profile.chance, people: 0n };
      byChance.set(name, { chance: held.chance, people: held.people + people });
    }
  });
  let gap = new Fraction(total);
  for (const { chance, people } of byChance.values()) gap = gap.minus(chance.times(new Fraction(people)));
  return { weights, below, gap: gap.over(new Fraction(below)) };
}
