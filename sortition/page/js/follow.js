// V49: the public files follow from the private ones (docs/format.md §§17-19), made here again.

import { compareText, hex, sameBytes, utf8 } from "./bytes.js";
import { csvBytes } from "./csv.js";
import { blocked, Text } from "./findings.js";
import { DrawFacts } from "./draw_facts.js";
import { jsonText, parseJson } from "./json.js";
import { DRAWN, HEADER, PANELS } from "./public_facts.js";
import { codeOf, noteOf, saltOf, seatCode, tagOf } from "./receipt.js";

const BLOCK = 32;

/** The committed panels over the closed pool, whether anything is drawn yet or not. */
class Committed extends DrawFacts {
  constructor(dossier) {
    const start = "panels/";
    const names = [...dossier.files.keys()].filter((name) => name.startsWith(start));
    const files = new Map(names.map((name) => [name.slice(start.length), dossier.files.get(name)]));
    super({ files, hashes: new Map(), odd: [] });
    this.dossier = dossier;
  }

  findPeople() {
    const file = `${this.dossier.poolPlace}/registrants.csv`;
    const [columns, ...rows] = this.dossier.registrants;
    const ids = rows.map((row) => row[0]);
    if (!ids.every((id, i) => !i || compareText(ids[i - 1], id) < 0)) {
      throw blocked("{file} cannot be read: see {check}.", { file, check: "V41" });
    }
    return { columns, ids, rows, index: new Map(ids.map((id, i) => [id, i])) };
  }
}

export function* v49Follow(dossier) {
  if (dossier.isPublic) dossier.file("secret.txt");
  if (!dossier.of("panels committed").length) return;
  const expected = new Again(dossier).files();
  for (const [file, content] of expected) {
    if (!sameBytes(dossier.files.get(file), content)) {
      yield new Text("{file} does not follow from the private files.", { file });
    }
  }
  for (const file of [...dossier.files.keys()].sort(compareText)) {
    const own = file.startsWith("public/") && !file.startsWith("public/replacement-"); // V60 looks at these
    if (own && !expected.has(file))
      yield new Text("{file}: there should be no such file.", { file });
  }
}

const count = (numbers) => numbers.reduce((sum, n) => sum + n, 0);

class Again {
  constructor(dossier) {
    this.dossier = dossier;
    this.draw = new Committed(dossier);
    this.least = Number(dossier.lastPlan.threshold);
    const { categories, derived, profiles, quotas } = this.draw.lottery;
    /** For each quota, whether its category is derived: its figures are never told (18.4). */
    this.isDerived = quotas.map(({ category }) => derived.some((one) => one.category === category));
    this.sizes = profiles.map((profile) => profile.people.length);
    /** For each quota, the profiles that have its value. */
    this.having = quotas.map(({ category, value }) => {
      const c = categories.indexOf(category);
      if (c < 0) throw new RangeError("a quota has no category");
      return new Set(profiles.flatMap((profile, t) => (profile.values[c] === value ? [t] : [])));
    });
    this.salts = this.draw.people.ids.map((id) => saltOf(codeOf(dossier.secret, id)));
    this.groups = this.shownGroups();
    this.left = this.sizes.flatMap((_, t) => (this.groups.includes(t) ? [] : [t]));
    this.rest = count(this.left.map((t) => this.sizes[t]));
    this.figures = this.toldFigures();
  }

  /** So many people of these profiles have the value of a quota. */
  peopleWith(q, profiles) {
    return count(profiles.filter((t) => this.having[q].has(t)).map((t) => this.sizes[t]));
  }

  /** The profiles that are shown (18.3). */
  shownGroups() {
    const { profiles } = this.draw.lottery;
    const all = [...profiles.keys()];
    if (this.sizes.every((size) => size >= this.least)) return all;
    const shown = all.filter((t) => this.sizes[t] >= this.least && profiles[t].kind === null);
    for (let out = this.tooTelling(shown, all); out.length; out = this.tooTelling(shown, all)) {
      const fewest = Math.min(...out.map((t) => this.sizes[t]));
      shown.splice(shown.indexOf(out.find((t) => this.sizes[t] === fewest)), 1);
    }
    return shown;
  }

  /** The groups of which one has to go, because what is left would tell too much. */
  tooTelling(shown, all) {
    const left = all.filter((t) => !shown.includes(t));
    const few = (n) => n >= 1 && n < this.least;
    if (few(count(left.map((t) => this.sizes[t])))) return shown;
    const tells = (q) => few(this.peopleWith(q, left)) && this.peopleWith(q, all) >= this.least;
    const q = this.having.findIndex((_, i) => !this.isDerived[i] && tells(i));
    return q < 0 ? [] : shown.filter((t) => this.having[q].has(t));
  }

  /** For each quota the people of the rest, null when that is withheld (18.4). */
  toldFigures() {
    const { quotas } = this.draw.lottery;
    const counted = quotas.map((_, q) => this.peopleWith(q, this.left));
    const told = [...counted];
    for (const category of new Set(quotas.map((quota) => quota.category))) {
      const own = quotas.flatMap((quota, q) => (quota.category === category ? [q] : []));
      if (this.rest && this.isDerived[own[0]]) {
        for (const q of own) told[q] = null;
        continue;
      }
      const some = own.filter((q) => counted[q]);
      for (const q of this.hidden(some, counted)) told[q] = null;
    }
    return told;
  }

  hidden(some, counted) {
    const hidden = some.filter((q) => counted[q] < this.least);
    const others = some.filter((q) => counted[q] >= this.least).sort((a, b) => counted[a] - counted[b] || a - b);
    const tooFew = () => hidden.length < 2 || count(hidden.map((q) => counted[q])) < this.least;
    while (hidden.length && others.length && tooFew()) hidden.push(others.shift());
    return hidden;
  }

  /** Every public file by its path. */
  files() {
    const made = new Map();
    made.set(`${PANELS}/lottery.json`, utf8(`${jsonText(this.terms())}\n`));
    made.set(`${PANELS}/people.csv`, this.people());
    if (this.draw.isListed) {
      const rows = this.draw.panels.map((panel, p) => this.row(p, panel));
      made.set(`${PANELS}/panels.csv`, csvBytes([HEADER, ...rows]));
    }
    if (!this.rest) made.set(`${PANELS}/certificate.json`, this.draw.content("certificate.json"));
    if (this.dossier.of("drawn").length) {
      const { number } = this.dossier.last("drawn").facts;
      made.set(DRAWN, csvBytes([HEADER, this.row(number, this.draw.panel(number) ?? [])]));
    }
    return made;
  }

  terms() {
    const { lottery } = this.draw;
    const raw = parseJson(this.draw.content("lottery.json"));
    const { categories, construction, kinds, method, profiles, size, units } = lottery;
    const groups = this.groups.map((t) =>
      object({
        values: profiles[t].values,
        kind: profiles[t].kind === null ? null : BigInt(profiles[t].kind),
        people: BigInt(this.sizes[t]),
        chance: profiles[t].chance.toString(),
      }),
    );
    return object({
      ...{ format: "sortition/public/1", method, size, units, construction, categories, groups },
      quotas: raw.get("quotas"),
      ...(raw.has("derived") ? { derived: raw.get("derived") } : {}),
      ...(raw.has("weights") ? { weights: raw.get("weights") } : {}),
      people: BigInt(this.draw.people.ids.length),
      threshold: BigInt(this.least),
      listed: this.draw.isListed,
      kinds: this.rest ? [] : kinds.map((homes) => BigInt(homes.length)),
      rest: object({
        people: BigInt(this.rest),
        values: this.figures.map((figure) => (figure === null ? null : BigInt(figure))),
        bands: this.bands(),
      }),
    });
  }

  /** Counts of the rest in bands of enough people (18.6). */
  bands() {
    const people = this.left.flatMap((t) => this.draw.profiles.people[t]);
    const counts = people.map((person) => this.draw.counts[person]).sort((a, b) => a - b);
    const bands = [];
    let open = [];
    counts.forEach((n, i) => {
      open.push(n);
      if (open.length >= this.least && counts[i + 1] !== n) {
        bands.push(open);
        open = [];
      }
    });
    if (bands.length) bands.at(-1).push(...open);
    return bands.map((band) => object({ from: BigInt(band[0]), to: BigInt(band.at(-1)), people: BigInt(band.length) }));
  }

  people() {
    const { counts, lottery, profiles } = this.draw;
    const texts = counts.map((n, person) => `${n} ${lottery.profiles[profiles.of[person]].chance}`);
    const width = BLOCK * Math.max(...texts.map((text) => Math.ceil(text.length / BLOCK)));
    const rows = texts.map((text, person) => {
      const salt = this.salts[person];
      return [tagOf(salt), hex(noteOf(salt, utf8(text.padEnd(width))))];
    });
    return csvBytes([["tag", "note"], ...rows.sort((a, b) => compareText(a[0], b[0]) || compareText(a[1], b[1]))]);
  }

  /** A panel as it is shown (18.7). */
  row(number, panel) {
    const profiles = panel.map((person) => this.draw.profiles.of[person]);
    const groups = this.groups.map((t) => profiles.filter((other) => other === t).length);
    const left = profiles.filter((t) => !this.groups.includes(t));
    const rest = this.having.map((having, q) =>
      this.figures[q] === null ? "x" : left.filter((t) => having.has(t)).length,
    );
    const digits = String(this.draw.lottery.units - 1n).length;
    const seats = panel.map((person) => seatCode(this.salts[person], number)).sort(compareText);
    return [String(number).padStart(digits, "0"), groups.join(" "), rest.join(" "), seats.join(" ")];
  }
}

const object = (members) => new Map(Object.entries(members));
