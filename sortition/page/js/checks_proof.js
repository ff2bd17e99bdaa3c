// V19 to V23: the certificate, in exact fractions. No solver is trusted.

import { blocked, Text } from "./findings.js";
import { Fraction, least, ONE, ZERO } from "./fraction.js";
import { boundOf, commonDenominator, namesOnce, rowsOf, weightsOf } from "./rows.js";

export function* v19Levels(draw) {
  const { levels } = draw.certificate;
  const { profiles } = draw.lottery;
  const weights = weightsOf(draw).map((weight) => new Fraction(weight));
  yield* holders(draw);
  for (const [level, { chance, profiles: held }] of levels.entries()) {
    if (!held.length) yield new Text("Level {level:d} holds nobody.", { level });
    if (chance.compare(ZERO) < 0 || chance.compare(ONE) > 0) {
      yield new Text("The chance of level {level:d} is not between 0 and 1.", { level });
    }
    if (held.some((t) => t < profiles.length && !profiles[t].chance.is(chance.times(weights[t])))) {
      yield new Text("Level {level:d} has another chance than its people.", { level });
    }
  }
  for (let level = 1; level < levels.length; level++) {
    if (levels[level - 1].chance.compare(levels[level].chance) > 0) {
      yield new Text("The chance of level {level:d} is below the one before.", { level });
    }
  }
}

const inOrder = (places) => [...places].sort((a, b) => a - b).join();

/** Who is in the levels: everybody (leximin), or only those of whom the method proves something. */
function* holders(draw) {
  const { levels } = draw.certificate;
  const { method, profiles } = draw.lottery;
  const named = levels.flatMap((level) => level.profiles);
  const ended = draw.certificate.interval !== null;
  if (method === "leximin" && !ended) {
    if (inOrder(named) !== [...profiles.keys()].join()) {
      yield new Text("The levels do not hold every profile exactly once.");
    }
    return;
  }
  if (
    !namesOnce(
      named.map((t) => [t]),
      profiles.length,
    )
  ) {
    yield new Text("The levels do not name their profiles once.");
  }
  const [zero, seated] = [[], []];
  const weights = weightsOf(draw).map((weight) => new Fraction(weight));
  profiles.forEach(({ chance }, t) => (chance.top === 0n ? zero.push(t) : seated.push(chance.over(weights[t]))));
  const first = levels.filter((level) => level.chance.top === 0n);
  if (first.length !== Number(zero.length > 0) || first.some((level) => inOrder(level.profiles) !== zero.join())) {
    yield new Text("The people without a chance are not those of the first level.");
  }
  if (first.some((level) => level.gap.top !== 0n)) {
    yield new Text("It is not proved that nobody of the first level can have a chance.");
  }
  const found = levels.filter((level) => level.chance.top !== 0n).map((level) => level.chance);
  const expected = method === "maximin" && seated.length && !ended ? [least(seated)] : [];
  if (found.join() !== expected.join()) yield new Text("The levels are not those that the method proves.");
}

export function* v20Bound(draw) {
  const rows = rowsOf(draw);
  const { levels } = draw.certificate;
  const later = new Set(draw.lottery.profiles.keys());
  for (const [level, proof] of levels.entries()) {
    for (const t of proof.profiles) later.delete(t);
    if (!namesOnce(proof.multipliers, rows.length)) {
      yield new Text("The multipliers of level {level:d} name their rows wrongly.", { level });
    } else if (level === levels.length - 1 && proof.chance.is(ONE) && !proof.multipliers.length) {
      if (proof.gap.top !== 0n) yield new Text("The gap of level {level:d} is 0, not what is stated.", { level });
    } else {
      yield* levelFaults(level, proof, rows, boundOf(draw, proof, rows), later);
    }
  }
}

function* levelFaults(level, proof, rows, { weights, gap }, later) {
  for (const [r, { top }] of proof.multipliers) {
    if (top === 0n) yield new Text("Level {level:d} has a multiplier of 0.", { level });
    if (top < 0n && rows[r].lower === null)
      yield new Text("Level {level:d} has a negative multiplier on a cut.", { level });
    if (rows[r].after > level) yield new Text("Level {level:d} uses a cut that is only true after it.", { level });
  }
  if (proof.profiles.some((t) => t < weights.length && weights[t] <= 0n)) {
    yield new Text("The proof of level {level:d} leaves out people of that level.", { level });
  }
  if ([...later].some((t) => weights[t] > 0n)) {
    yield new Text("The proof of level {level:d} counts people of later levels.", { level });
  }
  if (!gap.is(proof.gap)) yield new Text("The gap of level {level:d} is {gap}, not what is stated.", { level, gap });
  if (gap.top < 0n) yield new Text("The chances of level {level:d} are more than can be.", { level });
}

export function* v21Reach(draw) {
  const { combination } = draw.certificate;
  if (combination === null) return;
  const { profiles } = draw.lottery;
  yield* panelFaults(draw, combination);
  const below = commonDenominator(combination.map(([weight]) => weight));
  const seats = new Array(profiles.length).fill(0n);
  let total = 0n;
  for (const [weight, panel] of combination) {
    const times = weight.scaled(below);
    total += times;
    for (const [t, count] of panel) if (t < seats.length) seats[t] += times * count;
  }
  if (total !== below) yield new Text("The weights of the combination do not add up to 1.");
  for (const [t, { chance, people }] of profiles.entries()) {
    if (!new Fraction(seats[t], below).is(chance.times(new Fraction(BigInt(people.length))))) {
      yield new Text("The combination gives profile {t:d} another chance.", { t });
    }
  }
}

/** Every panel of the combination has a positive weight and keeps every rule but the cuts. */
function* panelFaults(draw, combination) {
  const people = draw.lottery.profiles.map((profile) => BigInt(profile.people.length));
  const rules = rowsOf(draw).filter((row) => row.lower !== null);
  for (const [at, [weight, panel]] of combination.entries()) {
    if (weight.top <= 0n) yield new Text("Weight {at:d} of the combination is not positive.", { at });
    if (!namesOnce(panel, people.length) || panel.some(([t, count]) => count > people[t])) {
      yield new Text("Panel {at:d} of the combination has seats that do not exist.", { at });
    } else if (!rules.every((rule) => between(rule, total(rule, panel)))) {
      yield new Text("Panel {at:d} of the combination breaks a quota or a home.", { at });
    }
  }
}

const total = (row, panel) => panel.reduce((sum, [t, count]) => sum + (row.weights.get(t) ?? 0n) * count, 0n);
const between = (row, sum) => row.lower <= sum && sum <= row.upper;

export function* v22CutsKept(draw) {
  const { combination, cuts, levels } = draw.certificate;
  for (const [c, cut] of cuts.entries()) {
    if (!namesOnce(cut.weights, draw.lottery.profiles.length)) {
      yield new Text("Cut {cut:d} names its profiles wrongly.", { cut: c });
      return;
    }
    const single = cut.weights.length === 1 && cut.weights[0][1] === 1n && cut.bound === 0n;
    if (cut.after > levels.length) yield new Text("Cut {cut:d} follows on levels that do not exist.", { cut: c });
    if (cut.reason === "unseatable" && !(single && cut.after === 0)) {
      yield new Text("Cut {cut:d} does not say that one profile has no seat.", { cut: c });
    }
  }
  if (!cuts.length) return;
  const { blocks, queues } = draw;
  for (const [c, cut] of cuts.entries()) {
    const weights = new Map(cut.weights);
    for (const [panel, block] of blocks.entries()) {
      const sum = block.queues.reduce((n, q) => n + (weights.get(queues[q].profile) ?? 0n), 0n);
      if (sum > cut.bound) yield new Text("Panel {panel:d} breaks cut {cut:d}.", { panel, cut: c });
    }
    if ((combination ?? []).some(([, panel]) => total({ weights }, [...new Map(panel)]) > cut.bound)) {
      yield new Text("The combination breaks cut {cut:d}.", { cut: c });
    }
  }
}

export function* v23CutsTrue(draw) {
  const n = draw.certificate.cuts.length;
  if (!n) return;
  throw blocked(
    "Conditions on all possible panels that the proof uses: {n}. To check those takes an integer solver; everything else was checked here.",
    { n },
  );
}

/** By how much anybody could have more, at most: 0 is a complete proof (6.4). */
export function largestGain(draw) {
  const rows = rowsOf(draw);
  let most = ZERO;
  for (const level of draw.certificate.levels.filter(({ gap }) => gap.top > 0n)) {
    const { weights, below } = boundOf(draw, level, rows);
    for (const t of level.profiles) {
      const people = new Fraction(weights[t] * BigInt(draw.lottery.profiles[t].people.length), below);
      const gain = level.gap.over(people);
      if (gain.compare(most) > 0) most = gain;
    }
  }
  return most;
}
