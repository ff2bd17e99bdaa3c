// A draw under examination: what several checks need, computed once, from its files alone. A fact
// that cannot be had throws Blocked, and the check that asked for it is not checkable.

import { compareBytes, compareText } from "./bytes.js";
import { parseCsv } from "./csv.js";
import { derivedColumns } from "./derived.js";
import * as documents from "./documents.js";
import { blocked, lazy, Malformed, Unreadable } from "./findings.js";
import { addressKey, compareNatural, key, natural } from "./names.js";
import { ticket } from "./tickets.js";

export const CSV_FILES = ["panel.csv", "not_drawn.csv", "chances.csv", "seating.csv", "panels.csv"];
export const JSON_FILES = ["lottery.json", "certificate.json", "draw.json", "manifest.json"];
export const DRAW_FILES = [...CSV_FILES, ...JSON_FILES, "report.html"];

/** Seats (M times k) up to which panels.csv is there (5.5). */
const LONGEST = 1000000n;
const COPIES = /^[1-9][0-9]{0,11}$/;

export const see = (file, check) => blocked("{file} cannot be read: see {check}.", { file, check });

export class DrawFacts {
  /** `files` maps names to bytes, `hashes` names to SHA-256; `odd` are files that do not belong. */
  constructor({ files, hashes, odd }) {
    Object.assign(this, { files, hashes, odd });
    lazy(this, {
      lottery: () => this.document("lottery.json", documents.lottery),
      certificate: () => this.document("certificate.json", documents.certificate),
      draw: () => this.document("draw.json", documents.draw),
      manifest: () => this.document("manifest.json", documents.manifest),
      people: () => this.findPeople(),
      values: () => this.findValues(),
      ranks: () => this.values.map(ranked),
      homes: () => this.findHomes(),
      kinds: () => this.findKinds(),
      isListed: () => this.lottery.units * this.lottery.size <= LONGEST,
      expected: () => this.findExpected(),
      profiles: () => this.findProfiles(),
      queues: () => this.findQueues(),
      blocks: () => this.findBlocks(),
      units: () => this.blocks.reduce((sum, block) => sum + block.copies, 0),
      counts: () => this.findCounts(),
      panels: () => this.findPanels(),
    });
    this.tables = new Map();
  }

  content(file) {
    const bytes = this.files.get(file);
    if (!bytes) throw blocked("{file} is missing: see {check}.", { file, check: "V01" });
    return bytes;
  }

  hash(file) {
    this.content(file);
    return this.hashes.get(file);
  }

  document(file, read) {
    const content = this.content(file);
    try {
      return documents.document(content, read);
    } catch (error) {
      if (error instanceof Malformed) throw see(file, "V05");
      if (error instanceof Unreadable) throw see(file, "V04");
      throw error;
    }
  }

  /** The rows of a CSV file, header first. */
  table(file) {
    if (!this.tables.has(file)) this.tables.set(file, this.parsed(file));
    return this.tables.get(file);
  }

  parsed(file) {
    const content = this.content(file);
    try {
      return parseCsv(content);
    } catch (error) {
      if (error instanceof Unreadable) throw see(file, "V06");
      throw error;
    }
  }

  // --- people ------------------------------------------------------------------------------------

  /** Everybody of the pool, in order of id: columns, ids, rows, and the place of each id. */
  findPeople() {
    const [drawn, others] = [this.table("panel.csv"), this.table("not_drawn.csv")];
    const rows = [...drawn.slice(1), ...others.slice(1)].sort((a, b) => compareText(a[0], b[0]));
    const index = new Map(rows.map((row, i) => [row[0], i]));
    const columns = drawn[0];
    const alike = rows.every((row) => row.length === columns.length) && sameTexts(columns, others[0]);
    if (!alike || index.size !== rows.length) {
      throw blocked("The people cannot be put together: see {check}.", { check: "V07" });
    }
    return { columns, ids: [...index.keys()], rows, index };
  }

  /** The place of a column: spelled so, or else the only one with the same key (2.1); else -1. */
  column(name) {
    const { columns } = this.people;
    const spelled = columns.filter((column) => column === name).length === 1;
    if (spelled) return columns.indexOf(name);
    const same = columns.flatMap((column, i) => (key(column) === key(name) ? [i] : []));
    return same.length === 1 ? same[0] : -1;
  }

  /** For each category the key of everybody's cell. */
  findValues() {
    const { categories, derived } = this.lottery;
    const own = new Set(derived.map(({ category }) => key(category)));
    const named = [...categories, ...derived.flatMap(({ of }) => of)].filter((name) => !own.has(key(name)));
    const held = new Map(named.map((name) => [key(name), this.keysIn(name)]));
    for (const [name, column] of derivedColumns(derived, held)) held.set(name, column);
    return categories.map((category) => held.get(key(category)));
  }

  keysIn(name) {
    const place = this.column(name);
    if (place < 0) throw blocked("A category has no column: see {check}.", { check: "V07" });
    const keys = new Map(this.people.rows.map((row) => [row[place], ""]));
    for (const cell of keys.keys()) keys.set(cell, key(cell));
    return this.people.rows.map((row) => keys.get(row[place]));
  }

  /** A person's values as numbers that compare as the values do in natural order. */
  composition(person) {
    return this.ranks.map((column) => column[person]);
  }

  /** The shared homes (2.6), in order of their first person. */
  findHomes() {
    const places = this.draw.household_columns.map((name) => this.column(name));
    if (places.includes(-1)) throw blocked("A household column is missing: see {check}.", { check: "V07" });
    if (!places.length) return [];
    const members = new Map();
    this.people.rows.forEach((row, person) => {
      const address = addressKey(places.map((place) => row[place]));
      if (address === null) return;
      if (!members.has(address)) members.set(address, []);
      members.get(address).push(person);
    });
    return [...members.values()].filter((home) => home.length > 1).sort((a, b) => a[0] - b[0]);
  }

  /** The shared homes by composition, in order (4.4): lists of homes. */
  findKinds() {
    const alike = new Map();
    for (const home of this.homes) {
      const together = home.map((person) => this.composition(person)).sort(compareLists);
      const name = JSON.stringify(together);
      if (!alike.has(name)) alike.set(name, { together, homes: [] });
      alike.get(name).homes.push(home);
    }
    const order = (a, b) => compareLists(a.together, b.together);
    return [...alike.values()].sort(order).map((kind) => kind.homes);
  }

  // --- panels ------------------------------------------------------------------------------------

  findExpected() {
    const listed = this.listedOr(this.files.has("panels.csv"));
    return DRAW_FILES.filter((name) => listed || name !== "panels.csv");
  }

  listedOr(otherwise) {
    try {
      return this.isListed;
    } catch {
      return otherwise;
    }
  }

  /** People (places) of each profile as lottery.json states them, and the profile of each person. */
  findProfiles() {
    const { ids, index } = this.people;
    const stated = this.lottery.profiles.map((profile) => profile.people);
    const named = stated.flat().sort(compareText);
    if (!sameTexts(named, ids)) throw blocked("The profiles are not the people: see {check}.", { check: "V10" });
    const people = stated.map((profile) => profile.map((id) => index.get(id)));
    const of = new Array(ids.length);
    people.forEach((profile, t) => profile.forEach((person) => (of[person] = t)));
    return { people, of };
  }

  /** Who takes turns (5.1), each queue in the order of its tickets (5.2). */
  findQueues() {
    const { people, of } = this.profiles;
    const queues = this.lottery.profiles.flatMap((profile, t) =>
      profile.kind === null ? [{ profile: t, home: null, people: people[t] }] : [],
    );
    this.lottery.kinds.flat().forEach((home, h) => {
      const persons = home.map((id) => this.people.index.get(id));
      if (persons.includes(undefined)) throw blocked("The homes are not of the pool: see {check}.", { check: "V09" });
      for (const t of new Set(persons.map((person) => of[person]).sort((a, b) => a - b))) {
        queues.push({ profile: t, home: h, people: persons.filter((person) => of[person] === t) });
      }
    });
    return queues.map((queue) => ({ ...queue, people: this.inTurn(queue.people) }));
  }

  inTurn(people) {
    const tickets = people.map((person) => ({
      person,
      ticket: ticket(this.lottery.construction, "seat", this.people.ids[person]),
    }));
    tickets.sort((a, b) => compareBytes(a.ticket, b.ticket) || a.person - b.person);
    return tickets.map((holder) => holder.person);
  }

  /** The rows of seating.csv: how many panels, and the queues that sit in each. */
  findBlocks() {
    const number = new Map(this.queues.map((_, q) => [String(q), q]));
    const blocks = this.table("seating.csv")
      .slice(1)
      .map((row) => {
        const queues = row.length === 3 ? row[2].split(" ").map((seat) => number.get(seat)) : [undefined];
        if (queues.includes(undefined) || !COPIES.test(row[1])) throw see("seating.csv", "V11");
        return { copies: Number(row[1]), queues };
      });
    const total = blocks.reduce((sum, block) => sum + block.copies, 0);
    if (!blocks.length || !Number.isSafeInteger(total) || !blocks.every((block) => this.seatable(block))) {
      throw see("seating.csv", "V11");
    }
    return blocks;
  }

  /** Whether the queues are in order, k in all, none with more seats than people. */
  seatable({ queues }) {
    if (BigInt(queues.length) !== this.lottery.size) return false;
    let row = 0;
    return queues.every((q, i) => {
      row = i && queues[i - 1] === q ? row + 1 : 1;
      return (!i || queues[i - 1] <= q) && row <= this.queues[q].people.length;
    });
  }

  /** How many panels hold each person: the first in turn have one more than the others (5.2). */
  findCounts() {
    const given = new Array(this.queues.length).fill(0);
    for (const block of this.blocks) for (const q of block.queues) given[q] += block.copies;
    const counts = new Array(this.people.ids.length).fill(0);
    this.queues.forEach(({ people }, q) => {
      people.forEach((person, place) => {
        counts[person] = Math.floor(given[q] / people.length) + (place < given[q] % people.length);
      });
    });
    return counts;
  }

  /** The people of one numbered panel (a BigInt), ascending (5.2); null when there is none. */
  panel(number) {
    if (number >= BigInt(this.units)) return null;
    const given = new Array(this.queues.length).fill(0);
    let left = Number(number);
    for (const block of this.blocks) {
      const before = Math.min(left, block.copies);
      for (const q of block.queues) given[q] += before;
      if (left < block.copies) return this.seated(block, given);
      left -= block.copies;
    }
    return null;
  }

  /** The people of all panels; only of a list that is short (5.5). */
  findPanels() {
    if (!this.isListed || BigInt(this.units) * this.lottery.size > LONGEST) {
      throw blocked("The list is too long to be written out.");
    }
    const given = new Array(this.queues.length).fill(0);
    return this.blocks.flatMap((block) => Array.from({ length: block.copies }, () => this.seated(block, given)));
  }

  seated(block, given) {
    const people = block.queues.map((q) => {
      const line = this.queues[q].people;
      return line[given[q]++ % line.length];
    });
    return people.sort((a, b) => a - b);
  }
}

export const sameTexts = (a, b) => a.length === b.length && a.every((text, i) => text === b[i]);

/** Each value's place among all values of its column, in natural order. */
function ranked(column) {
  const values = [...new Set(column)].map((value) => ({ value, order: natural(value) }));
  values.sort((a, b) => compareNatural(a.order, b.order));
  const rank = new Map(values.map(({ value }, i) => [value, i]));
  return column.map((value) => rank.get(value));
}

/** Lists of numbers, or lists of such lists: by their first difference, a shorter one first. */
export function compareLists(a, b) {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const found = Array.isArray(a[i]) ? compareLists(a[i], b[i]) : a[i] - b[i];
    if (found) return found;
  }
  return a.length - b.length;
}
