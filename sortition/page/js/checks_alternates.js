// V62 to V65: who stands by, how well that was chosen, and who came in (docs/format.md §24).

import { compareBytes, compareText } from "./bytes.js";
import { leftOf } from "./checks_replaced.js";
import { sameTexts } from "./draw_facts.js";
import { blocked, Text } from "./findings.js";
import { floorDivide } from "./fraction.js";
import { jsonText } from "./json.js";
import { key } from "./names.js";
import { Mending, seatsWrong, stays } from "./standby.js";
import { number, ticket } from "./tickets.js";

const FILES = ["alternates", "chances", "prices", "sets"].map((name) => `alternates/${name}.csv`);
const [ALTERNATES, CHANCES, PRICES, LIST] = FILES;
const SETS = 1000n;
/** A price of 1 (24.5). */
const ONE = 2n ** 20n;
const WHOLE = /^(?:0|-?[1-9][0-9]{0,3999})$/;
/** No row of anybody has so high a price: a seat that costs more is not worth it either. */
const TOO_DEAR = 2n ** 48n;

export function* v62Drawn(dossier) {
  const agreed = dossier.lastPlan.standby;
  if (!agreed) {
    yield new Text("The plan says nothing of alternates.");
    return;
  }
  const { number: at, facts, outputs } = entryOf(dossier);
  const n = at + 1n;
  if (!sameTexts([...outputs.keys()].sort(compareText), FILES)) {
    yield new Text("Line {n} does not name the files it should.", { n });
  }
  if (facts.people > agreed.count || facts.sets !== SETS) {
    yield new Text("Line {n}: the plan has other alternates.", { n });
  }
  if (facts.number !== number(valueB(dossier), "alternates", SETS)) {
    yield new Text("Line {n}: value B gives another number.", { n });
  }
  if (facts.bound > facts.shortfall || facts.shortfall > facts.without) {
    yield new Text("Line {n}: the seats that are wrong are out of order.", { n });
  }
}

export function* v63Sets(dossier) {
  const { facts } = entryOf(dossier);
  const bench = new Bench(dossier);
  const count = dossier.lastPlan.standby?.count ?? 0n;
  const wanted = count < bench.most ? count : bench.most;
  if (facts.people !== wanted) yield new Text("The number of alternates should be {n}.", { n: wanted });
  const [header, ...rows] = dossier.table(LIST);
  const size = header.length - 1;
  const expected = ["number", ...Array.from({ length: size }, (_, i) => String(i + 1))];
  if (BigInt(size) !== facts.people || !sameTexts(header, expected) || BigInt(rows.length) !== SETS) {
    yield new Text("{file} is not a table of sets.", { file: "sets.csv" });
    return;
  }
  const counts = new Map();
  for (const [n, [name, ...ids]] of rows.entries()) {
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
    yield* setFaults(bench, size, n, name, ids);
  }
  const drawn = (rows[facts.number]?.slice(1) ?? []).map((id, i) => [id, String(i + 1)]);
  if (!sameRows(dossier.table(ALTERNATES), [["id", "place"], ...drawn])) {
    yield new Text("{file} is not the set that was drawn.", { file: "alternates.csv" });
  }
  const chances = [...bench.able].sort(compareText).map((id) => [id, String(counts.get(id) ?? 0)]);
  if (!sameRows(dossier.table(CHANCES), [["id", "sets"], ...chances])) {
    yield new Text("{file} does not count the sets.", { file: "chances.csv" });
  }
}

function* setFaults(bench, size, n, name, ids) {
  const people = new Set(ids);
  const right = name === String(n).padStart(3, "0") && people.size === size;
  if (!right || !ids.every((id) => bench.able.has(id))) {
    yield new Text("Set {number} does not have the people it should.", { number: name });
  }
  const homes = ids.filter((id) => bench.homes.has(id)).map((id) => bench.homes.get(id));
  if (new Set(homes).size !== homes.length) {
    yield new Text("Set {number} has two people of one home.", { number: name });
  }
  if (!sameTexts(ids, bench.inOrder(ids))) {
    yield new Text("Set {number} is not in the order of tickets.", { number: name });
  }
}

export function* v64Shortfall(dossier) {
  const { facts } = entryOf(dossier);
  const bench = new Bench(dossier);
  const drawn = idsOf(dossier.table(ALTERNATES));
  if (!drawn.every((id) => bench.able.has(id))) {
    throw blocked("The alternates cannot be found: see {check}.", { check: "V63" });
  }
  const scenarios = new Scenarios(bench, facts.people);
  const without = scenarios.without();
  if (without !== facts.without) yield new Text("Without alternates {n} seats are wrong.", { n: without });
  const found = scenarios.withAlternates(drawn);
  if (found !== facts.shortfall) yield new Text("With the alternates {n} seats are wrong.", { n: found });
  const prices = pricesIn(dossier.table(PRICES), bench.bounds.length, scenarios.number);
  if (!prices) {
    yield new Text("{file} is not a table of prices.", { file: "prices.csv" });
    return;
  }
  const bound = scenarios.bound(prices);
  if (bound !== facts.bound) yield new Text("The prices prove a bound of {n}.", { n: bound });
}

export function* v65Called(dossier) {
  const order = idsOf(dossier.table(ALTERNATES));
  for (const [i, entry] of dossier.of("alternates called").entries()) {
    const file = `called/${i + 1}/panel.csv`;
    const { people, quotas, free } = leftOf(dossier, dossier.entries.slice(0, Number(entry.number)), 0n);
    const able = new Set(idsOf(people));
    const waiting = order.filter((id) => able.has(id));
    const bounds = [[free, free], ...quotas.map(([, , low, high]) => [low, high])];
    const rowsOf = rowsBy(dossier, quotas);
    const mending = new Mending(
      waiting.map(rowsOf),
      bounds,
      bounds.map(() => 0),
    );
    const group = mending.group(Number(free));
    if (!sameRows(dossier.table(file), [["id"], ...group.map((at) => [waiting[at]])])) {
      yield new Text("{file}: by the rule others come in.", { file });
    }
    if (entry.facts.people !== BigInt(group.length) || entry.facts.free !== free) {
      yield new Text("Line {n} and {file} differ.", { n: entry.number + 1n, file });
    }
  }
}

// --- parts ---------------------------------------------------------------------------------------

function entryOf(dossier) {
  const [found] = dossier.of("alternates drawn");
  if (!found) throw blocked("No alternates were drawn: see {check}.", { check: "V34" });
  return found;
}

function valueB(dossier) {
  const found = dossier.of("value B").at(-1);
  if (!found) throw blocked("There is no value B: see {check}.", { check: "V34" });
  return found.facts.value;
}

/** A function from an id to the rows that somebody counts in (24.1); quotas begin with category and value. */
function rowsBy({ drawn }, quotas) {
  const place = new Map(quotas.map(([category, name], i) => [jsonText([key(category), key(name)]), i + 1]));
  const valuesOf = valuesBy(drawn);
  const categories = drawn.lottery.categories.map(key);
  return (id) => {
    const named = valuesOf(id).map((cell, c) => place.get(jsonText([categories[c], cell])));
    return [0, ...named.filter((row) => row !== undefined)];
  };
}

/** A function from an id to the keys of somebody's values, in the order of the categories. */
function valuesBy({ people: { index }, values }) {
  return (id) => {
    if (!index.has(id)) throw blocked("The people cannot be put together: see {check}.", { check: "V07" });
    return values.map((column) => column[index.get(id)]);
  };
}

/** Who can stand by for the panel that was drawn (24.1). */
class Bench {
  constructor(dossier) {
    const { drawn, pool } = dossier;
    const { ids } = drawn.people;
    this.dossier = dossier;
    this.panel = new Set(idsOf(drawn.table("panel.csv")));
    const shared = drawn.homes.map((home) => home.map((i) => ids[i]));
    const near = new Set(shared.filter((home) => home.some((id) => this.panel.has(id))).flat());
    this.able = new Set(ids.filter((id) => !this.panel.has(id) && !near.has(id)));
    const homes = shared.filter((home) => !near.has(home[0]));
    this.homes = new Map(homes.flatMap((home) => home.map((id) => [id, home[0]])));
    /** How many can stand by together: of every home one. */
    this.most = BigInt(this.able.size - this.homes.size + homes.length);
    this.bounds = [[pool.size, pool.size], ...pool.quotas.map(({ min, max }) => [min, max])];
    this.tickets = new Map();
    this.valuesOf = valuesBy(drawn);
    this.rowsOf = rowsBy(
      dossier,
      pool.quotas.map(({ category, value }) => [category, value]),
    );
  }

  inOrder(ids) {
    const value = valueB(this.dossier);
    for (const id of ids) if (!this.tickets.has(id)) this.tickets.set(id, ticket(value, "alternate", id));
    const order = (a, b) => compareBytes(this.tickets.get(a), this.tickets.get(b)) || compareText(a, b);
    return [...ids].sort(order);
  }
}

/** Who drops out (24.3), by the plan; `size` is how many stand by. */
class Scenarios {
  constructor(bench, size) {
    const { standby } = bench.dossier.lastPlan;
    if (!standby) throw blocked("The plan says nothing of alternates.");
    Object.assign(this, { bench, size, standby });
    this.number = Number(standby.scenarios);
    this.value = valueB(bench.dossier);
    this.categories = bench.dossier.drawn.lottery.categories.map(key);
    this.counts = Array.from({ length: this.number }, () => bench.bounds.map(() => 0));
    for (const id of bench.panel) {
      const there = this.stays("dropout member", id, bench.valuesOf(id));
      const rows = bench.rowsOf(id);
      this.counts.forEach((counts, s) => {
        if (there[s]) for (const row of rows) counts[row] += 1;
      });
    }
  }

  /** For each scenario whether somebody with these values is there. */
  stays(purpose, subject, values) {
    return stays(this.value, purpose, subject, this.chance(values), this.number);
  }

  /** How likely somebody with these values drops out (24.2). */
  chance(values) {
    const { everybody, groups } = this.standby;
    return values
      .map((cell, c) => groups.get(jsonText([this.categories[c], cell])))
      .reduce((chance, group) => (group ? chance.times(group.over(everybody)) : chance), everybody);
  }

  /** The same for the j-th of the alternates of a set who have these values. */
  slot(values, j) {
    return this.stays("dropout alternate", [j, ...values].join("\n"), values);
  }

  free(counts) {
    const free = this.bench.bounds[0][0] - BigInt(counts[0]);
    return free > 0n ? free : 0n;
  }

  /** Seats wrong in all scenarios together when nobody stands by. */
  without() {
    return this.counts.reduce((sum, counts) => sum + seatsWrong(this.bench.bounds, counts), 0n);
  }

  /** The same when the best of these come in, in each scenario. */
  withAlternates(drawn) {
    const sofar = new Map();
    const slots = drawn.map((id) => {
      const values = this.bench.valuesOf(id);
      const name = jsonText(values);
      const j = sofar.get(name) ?? 0;
      sofar.set(name, j + 1);
      return { rows: this.bench.rowsOf(id), there: this.slot(values, j) };
    });
    const known = new Map();
    const mended = this.counts.map((counts, s) => {
      const here = slots.filter(({ there }) => there[s]).map(({ rows }) => rows);
      const name = jsonText([counts, here].map(String));
      if (!known.has(name)) {
        known.set(name, new Mending(here, this.bench.bounds, counts).most(Number(this.free(counts))));
      }
      return known.get(name);
    });
    return mended.reduce((sum, seats) => sum - BigInt(seats), this.without());
  }

  /** What the prices prove (24.5). */
  bound(prices) {
    let total = 0n;
    prices.forEach(({ rows, seat }, s) => {
      total -= seat * this.free(this.counts[s]);
      this.bench.bounds.forEach(([low, high], r) => {
        total += BigInt(rows[r]) * ((rows[r] < 0 ? high : low) - BigInt(this.counts[s][r]));
      });
    });
    const worth = [...this.worths(prices)].sort((a, b) => b - a).slice(0, Number(this.size));
    for (const one of worth) total -= BigInt(one);
    const bound = -floorDivide(-total, ONE);
    return bound > 0n ? bound : 0n;
  }

  /** What each slot could mend at most: below 2^53, as there are up to 1000 scenarios. */
  *worths(prices) {
    const groups = new Map();
    for (const id of this.bench.able) {
      const values = this.bench.valuesOf(id);
      const name = jsonText(values);
      if (!groups.has(name)) groups.set(name, { values, rows: this.bench.rowsOf(id), people: 0 });
      groups.get(name).people += 1;
    }
    const seats = prices.map(({ seat }) => Number(seat < TOO_DEAR ? seat : TOO_DEAR));
    for (const { values, rows, people } of groups.values()) {
      const mends = prices.map((of, s) => rows.reduce((sum, row) => sum + of.rows[row], 0) - seats[s]);
      for (let j = 0; j < people && BigInt(j) < this.size; j++) {
        const there = this.slot(values, j);
        yield mends.reduce((sum, more, s) => (there[s] && more > 0 ? sum + more : sum), 0);
      }
    }
  }
}

/** The prices of rows (numbers) and of a seat (a BigInt) for each scenario, in parts of ONE; null: not so. */
function pricesIn([header, ...lines], rows, scenarios) {
  const names = Array.from({ length: rows }, (_, r) => `row ${r}`);
  if (!sameTexts(header, ["scenario", ...names, "seat"]) || lines.length !== scenarios) return null;
  const found = lines.map(([name, ...cells], s) => {
    if (name !== String(s) || cells.length !== rows + 1 || !cells.every((cell) => WHOLE.test(cell))) return null;
    const seat = BigInt(cells.pop());
    const prices = cells.map(BigInt);
    if (seat < 0n || prices.some((price) => price < -ONE || price > ONE)) return null;
    return { rows: prices.map(Number), seat };
  });
  return found.includes(null) ? null : found;
}

const idsOf = (rows) => rows.slice(1).map((row) => row[0]);
const sameRows = (a, b) => a.length === b.length && a.every((row, i) => sameTexts(row, b[i]));
