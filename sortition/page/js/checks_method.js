// V28 and V29: what nash and goldilocks promise, in exact fractions (docs/format.md 6.7, 6.8).

import { Text } from "./findings.js";
import { Fraction, largest, least, ZERO } from "./fraction.js";
import { multiplierFaults, rowsOf, sumsOf } from "./rows.js";

const LARGEST_GAP = new Fraction(1n, 1000001n);
const SCALE = 10n ** 18n;
const [TWO, FOUR] = [new Fraction(2n), new Fraction(4n)];

/** The profiles that are in no level, with their places. */
export function seatedOf(draw) {
  const held = new Set(draw.certificate.levels.flatMap((level) => level.profiles));
  return [...draw.lottery.profiles.entries()].filter(([t]) => !held.has(t));
}

const countOf = (seated) => seated.reduce((sum, [, profile]) => sum + BigInt(profile.people.length), 0n);

function* gapFaults(gap) {
  if (gap.top < 0n || gap.compare(LARGEST_GAP) > 0)
    yield new Text("The gap is not between 0 and 1 in a million and one.");
}

export function* v28Welfare(draw) {
  const { welfare } = draw.certificate;
  if ((draw.lottery.method === "nash") !== (welfare !== null)) {
    yield new Text("The proof of the largest product belongs to the method nash, and to no other.");
  } else if (welfare) {
    yield* welfareFaults(draw, welfare);
  }
}

function* welfareFaults(draw, welfare) {
  const rows = rowsOf(draw);
  const seated = seatedOf(draw);
  const wrong = [...multiplierFaults(rows, welfare.multipliers)];
  yield* wrong;
  if (seated.some(([, profile]) => profile.chance.top <= 0n)) {
    yield new Text("Somebody without a chance is not at the first level.");
    return;
  }
  if (!wrong.length) {
    const gap = welfareGap(draw, rows, seated, welfare);
    if (!gap.is(welfare.gap)) yield new Text("The gap is {gap}, not what is stated.", { gap });
  }
  yield* gapFaults(welfare.gap);
}

/** B - n (6.7), with w_t rounded up to 18 decimals. */
function welfareGap(draw, rows, seated, { multipliers }) {
  const { bound, weights, below } = sumsOf(rows, draw.lottery.profiles.length, multipliers);
  let total = bound * SCALE;
  for (const [t, { chance, people }] of seated) {
    const weight = (SCALE * chance.bottom + chance.top - 1n) / chance.top;
    const left = weight * below - weights[t] * SCALE;
    if (left > 0n) total += left * BigInt(people.length);
  }
  return new Fraction(total, SCALE * below).minus(new Fraction(countOf(seated)));
}

export function* v29Balance(draw) {
  const { balance } = draw.certificate;
  if ((draw.lottery.method === "goldilocks") !== (balance !== null)) {
    yield new Text("The proof of floor and cap belongs to the method goldilocks, and to no other.");
    return;
  }
  if (!balance) return;
  const rows = rowsOf(draw);
  const seated = seatedOf(draw);
  const wrong = [...multiplierFaults(rows, balance.multipliers)];
  yield* wrong;
  const chances = seated.map(([, profile]) => profile.chance);
  if (!chances.length || !least(chances).is(balance.floor) || !largest(chances).is(balance.cap)) {
    yield new Text("Floor and cap are not the smallest and the largest chance.");
  } else if (balance.floor.top <= 0n) {
    yield new Text("Somebody without a chance is not at the first level.");
  } else if (balance.floor.is(balance.cap)) {
    yield* evenFaults(draw, seated, balance);
  } else if (!wrong.length) {
    yield* balanceFaults(draw, rows, seated, balance);
  }
}

const evenChance = (draw, seated) => new Fraction(draw.lottery.size, countOf(seated));

function* evenFaults(draw, seated, { multipliers, floor, pull, bound, gap }) {
  const nothing = !multipliers.length && pull.top === 0n && gap.top === 0n && bound.is(TWO);
  if (!nothing || !floor.is(evenChance(draw, seated))) {
    yield new Text("Equal chances are proved by themselves, and this is said in another way.");
  }
}

/** P, Q and S of 6.8 from the multipliers, and what follows from them. */
function* balanceFaults(draw, rows, seated, balance) {
  const { bound, weights, below } = sumsOf(rows, draw.lottery.profiles.length, balance.multipliers);
  let [p, q] = [0n, 0n];
  for (const [t, { people }] of seated) {
    const sum = weights[t] * BigInt(people.length);
    if (sum > 0n) p += sum;
    else q -= sum;
  }
  const [push, most] = [new Fraction(p, below), new Fraction(q, below)];
  const { floor, cap, pull } = balance;
  const even = evenChance(draw, seated);
  if (p <= 0n || pull.top <= 0n || pull.compare(most) > 0) {
    yield new Text("The multipliers do not weigh floor and cap against each other.");
    return;
  }
  const seats = new Fraction(bound, below).plus(most).minus(pull);
  if (!push.times(floor).is(seats.plus(pull.times(cap)))) {
    yield new Text("With other multipliers floor or cap could be better, for these leave room.");
  }
  const distance = balance.bound.plus(seats.over(pull.times(even)));
  if (distance.compare(ZERO) > 0 && distance.times(distance).compare(FOUR.times(push).over(pull)) > 0) {
    yield new Text("That no lottery costs less than is stated is not proved.");
  }
  const gap = cap.over(even).plus(even.over(floor)).minus(balance.bound);
  if (!gap.is(balance.gap)) yield new Text("The gap is {gap}, not what is stated.", { gap });
  yield* gapFaults(balance.gap);
}
