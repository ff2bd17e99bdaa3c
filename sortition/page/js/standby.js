// Who drops out in which scenario, and the best that others can do about it (docs/format.md §24).

import { ticket } from "./tickets.js";

/** Numbers of 4 bytes in a ticket. */
const NUMBERS = 8;
/** No panel has so many people, so a larger bound is as good as this one. */
const MANY = 2n ** 24n;
/** A price of 1. */
const UNIT = 4096;
/** Steps to better prices at a branch. */
const STEPS = 40;

/** For each of so many scenarios whether somebody is there (24.3); the chance is a Fraction. */
export function stays(value, purpose, subject, chance, scenarios) {
  const least = Number((chance.top * 2n ** 32n + chance.bottom - 1n) / chance.bottom);
  const there = [];
  for (let block = 0; there.length < scenarios; block++) {
    const drawn = new DataView(ticket(value, purpose, `${block}\n${subject}`).buffer);
    for (let i = 0; i < NUMBERS; i++) there.push(drawn.getUint32(4 * i) >= least);
  }
  return there.slice(0, scenarios);
}

/** Seats below the least and above the most (BigInts), over all rows (24.1). */
export function seatsWrong(bounds, counts) {
  return bounds.reduce((sum, [low, high], r) => {
    const n = BigInt(counts[r]);
    if (n < low) return sum + low - n;
    return n > high ? sum + n - high : sum;
  }, 0n);
}

/**
 * What a group of some people can mend beside those who sit already. A person is a list of rows; who
 * counts in the same rows is of the same kind, and it makes no difference who of a kind comes in.
 */
export class Mending {
  /** `counts` are the people who sit, for each row; `bounds` as for `seatsWrong`. */
  constructor(people, bounds, counts) {
    this.people = people;
    this.bounds = bounds.map((pair) => pair.map((bound) => Number(bound < MANY ? bound : MANY)));
    this.counts = [...counts];
  }

  /** By how many the seats that are wrong can become fewer, when up to so many come in. */
  most(seats, people = this.people) {
    const kinds = new Map();
    for (const rows of people) {
      const name = rows.join();
      if (!kinds.has(name)) kinds.set(name, { rows, left: 0 });
      kinds.get(name).left += 1;
    }
    this.best = 0;
    this.search([...kinds.values()], seats, 0, null);
    return this.best;
  }

  /** The group of 24.6, as places of its people: the most seats mended, the fewest people, the first in order. */
  group(seats) {
    const most = this.most(seats);
    let size = 0;
    while (this.most(size) < most) size += 1;
    const found = [];
    let missing = most;
    for (const [i, rows] of this.people.entries()) {
      if (found.length === size) break;
      const mended = this.gain(rows);
      this.sit(rows, 1);
      if (mended + this.most(size - found.length - 1, this.people.slice(i + 1)) === missing) {
        found.push(i);
        missing -= mended;
      } else this.sit(rows, -1);
    }
    for (const i of found) this.sit(this.people[i], -1);
    return found;
  }

  sit(rows, by) {
    for (const row of rows) this.counts[row] += by;
  }

  /** What one more in a row mends: 1, nothing, or less than nothing where there are enough. */
  slope(row) {
    const [low, high] = this.bounds[row];
    if (this.counts[row] < low) return 1;
    return this.counts[row] >= high ? -1 : 0;
  }

  gain(rows) {
    return rows.reduce((sum, row) => sum + this.slope(row), 0);
  }

  /**
   * Goes through the groups, from one that mended `sofar`. Who mends nothing now mends nothing later:
   * seats that are wrong are convex in every count.
   */
  search(kinds, seats, sofar, prices) {
    this.best = Math.max(this.best, sofar);
    if (seats <= 0) return;
    const useful = kinds.filter((kind) => kind.left && this.gain(kind.rows) > 0);
    const gains = new Map(useful.map((kind) => [kind, this.gain(kind.rows)]));
    useful.sort((a, b) => gains.get(b) - gains.get(a));
    const own = prices ? [...prices] : this.counts.map((_, row) => UNIT * this.slope(row));
    for (const [i, kind] of useful.entries()) {
      const rest = useful.slice(i);
      if (sofar + atMost(rest, gains, seats) <= this.best || !this.mayMend(rest, seats, sofar, own)) return;
      kind.left -= 1;
      this.sit(kind.rows, 1);
      this.search(rest, seats - 1, sofar + gains.get(kind), own);
      this.sit(kind.rows, -1);
      kind.left += 1;
    }
  }

  /**
   * Whether so many of these may come to more than the best. With any price from -1 to 1 for each row,
   * they mend no more than what those worth most are worth, and what the prices give away: a row has
   * at least its price times what it lacks wrong. The prices get better on the way.
   */
  mayMend(kinds, seats, sofar, prices) {
    const bar = UNIT * (this.best + 1 - sofar);
    let trial = [...prices];
    let [least, pace] = [Infinity, 8];
    for (let step = 0; step < STEPS; step++) {
      const { found, rises } = this.priced(kinds, seats, trial);
      if (found < least) {
        least = found;
        trial.forEach((price, row) => (prices[row] = price));
      } else pace = Math.max(1, pace - 1);
      if (found < bar) return false;
      const length = rises.reduce((sum, rise) => sum + rise * rise, 0) || 1;
      const way = ((found - bar + 1) * pace) / (8 * length);
      trial = trial.map((price, row) => Math.max(-UNIT, Math.min(UNIT, Math.round(price - way * rises[row]))));
    }
    return true;
  }

  /** What prices allow to be mended, in parts of UNIT, and how that rises with each of them. */
  priced(kinds, seats, prices) {
    let found = 0;
    const rises = prices.map((price, row) => {
      const n = this.counts[row];
      const [low, high] = this.bounds[row];
      const lack = (price >= 0 ? low : high) - n;
      found += UNIT * Math.max(low - n, n - high, 0) - price * lack;
      return -lack;
    });
    const worths = kinds.map(({ rows, left }) => [rows.reduce((sum, row) => sum + prices[row], 0), rows, left]);
    let free = seats;
    for (const [worth, rows, left] of worths.sort((a, b) => b[0] - a[0])) {
      const come = Math.min(free, left);
      if (worth <= 0 || !come) break;
      free -= come;
      found += worth * come;
      for (const row of rows) rises[row] += come;
    }
    return { found, rises };
  }
}

/** What the first so many of these mend at most: nobody mends more when others came in before. */
function atMost(kinds, gains, seats) {
  let [sum, free] = [0, seats];
  for (const kind of kinds) {
    const come = Math.min(free, kind.left);
    sum += come * gains.get(kind);
    free -= come;
  }
  return sum;
}
