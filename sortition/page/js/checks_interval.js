// V55: what a computation that was ended proves of the smallest chance (docs/format.md 6.9).

import { seatedOf } from "./checks_method.js";
import { Text } from "./findings.js";
import { Fraction, least, ONE, ZERO } from "./fraction.js";
import { multiplierFaults, rowsOf, sumsOf } from "./rows.js";

export function* v55Interval(draw) {
  const { interval } = draw.certificate;
  if (!interval) return;
  if (!["leximin", "maximin"].includes(draw.lottery.method)) {
    yield new Text("An allowed gap belongs to the methods leximin and maximin.");
  }
  if (draw.lottery.weights) yield new Text("With weights a computation that was ended proves nothing.");
  const rows = rowsOf(draw);
  const wrong = [...multiplierFaults(rows, interval.multipliers)];
  yield* wrong;
  const seated = seatedOf(draw);
  const chances = seated.map(([, profile]) => profile.chance);
  if (!chances.length || !least(chances).is(interval.low)) {
    yield new Text("The lower end is not the smallest chance.");
  }
  if (!wrong.length && !highest(draw, rows, seated, interval).is(interval.high)) {
    yield new Text("The multipliers prove another upper end than is stated.");
  }
  yield* sizeFaults(interval);
}

function* sizeFaults({ allowed, low, high }) {
  if (low.compare(ZERO) <= 0 || low.compare(high) > 0 || high.compare(ONE) > 0) {
    yield new Text("The smallest chance is not between the ends of the interval.");
  }
  if (high.minus(low).compare(allowed) > 0) yield new Text("The gap is larger than what was allowed.");
  if (allowed.compare(ZERO) <= 0 || allowed.compare(ONE) >= 0) {
    yield new Text("What was allowed is not between 0 and 1.");
  }
}

/** The bound on the smallest chance of any lottery; the common denominator falls away. */
function highest(draw, rows, seated, { multipliers }) {
  const { profiles } = draw.lottery;
  const { bound, weights } = sumsOf(rows, profiles.length, multipliers);
  let [total, shared] = [bound, 0n];
  profiles.forEach(({ people }, t) => {
    if (weights[t] < 0n) total -= weights[t] * BigInt(people.length);
  });
  for (const [t, { people }] of seated) if (weights[t] > 0n) shared += weights[t] * BigInt(people.length);
  if (!shared) return ONE;
  const found = new Fraction(total, shared);
  return found.compare(ONE) > 0 ? ONE : found;
}
