// The public files of a dossier under examination (docs/format.md §18).

import { parseCsv } from "./csv.js";
import * as documents from "./documents.js";
import { sameTexts } from "./draw_facts.js";
import { blocked, lazy, Malformed, Unreadable } from "./findings.js";

export const PANELS = "public/panels";
export const DRAWN = "public/draw/panel.csv";
export const HEADER = ["panel", "groups", "rest", "seats"];

const COUNT = /^(?:0|[1-9][0-9]{0,8})$/;
const SEAT = /^[0-9a-f]{16}$/;
const see = (file) => blocked("{file} cannot be read: see {check}.", { file, check: "V47" });

/** public/panels/lottery.json (18.5). */
export function terms(member) {
  const m = member.object(
    ...["format", "method", "size", "units", "construction", "categories", "quotas", "people"],
    ...["threshold", "listed", "groups", "kinds", "rest"],
    ...member.held("derived"),
    ...member.held("weights"),
  );
  m.format.oneOf("sortition/public/1");
  const rest = m.rest.object("people", "values", "bands");
  return {
    method: m.method.oneOf("leximin", "maximin", "nash", "goldilocks"),
    size: m.size.whole(1n),
    units: m.units.whole(1n),
    construction: m.construction.text(),
    categories: m.categories.texts(),
    quotas: m.quotas.list(documents.quota),
    derived: documents.derived(m.derived),
    weights: documents.weights(m),
    people: m.people.whole(1n),
    threshold: m.threshold.whole(1n),
    listed: truth(m.listed),
    groups: m.groups.list(group),
    kinds: m.kinds.list((kind) => kind.whole(1n)),
    rest: rest.people.whole(),
    values: rest.values.list((value) => value.orNull((figure) => figure.whole())),
    bands: rest.bands.list(band),
  };
}

function truth(member) {
  if (typeof member.value !== "boolean") throw member.wrong("{place} should be true or false.");
  return member.value;
}

function group(member) {
  const m = member.object("values", "kind", "people", "chance");
  return {
    values: m.values.texts(),
    kind: m.kind.orNull((kind) => kind.index()),
    people: m.people.whole(1n),
    chance: m.chance.fraction(),
  };
}

function band(member) {
  const m = member.object("from", "to", "people");
  return { from: m.from.whole(), to: m.to.whole(), people: m.people.whole(1n) };
}

export class PublicFacts {
  constructor(dossier) {
    this.dossier = dossier;
    lazy(this, {
      terms: () => this.document(`${PANELS}/lottery.json`, terms),
      certificate: () => this.document(`${PANELS}/certificate.json`, documents.certificate),
      people: () => this.rows(`${PANELS}/people.csv`).slice(1),
      panels: () => this.panelsIn(`${PANELS}/panels.csv`),
      drawn: () => this.findDrawn(),
      holders: () => this.findHolders(),
    });
  }

  get isCommitted() {
    return this.dossier.of("panels committed").length > 0;
  }

  get isDrawn() {
    return this.dossier.of("drawn").length > 0;
  }

  /** A public file; blocks when the process has not come so far. */
  content(file) {
    this.dossier.last(file.startsWith(PANELS) ? "panels committed" : "drawn");
    return this.dossier.file(file);
  }

  readable(file, read) {
    const content = this.content(file);
    try {
      return read(content);
    } catch (error) {
      if (error instanceof Unreadable || error instanceof Malformed) throw see(file);
      throw error;
    }
  }

  document(file, shape) {
    return this.readable(file, (content) => documents.document(content, shape));
  }

  /** A table, header first, every row as long as the header. */
  rows(file) {
    const rows = this.readable(file, parseCsv);
    if (!rows.every((row) => row.length === rows[0].length)) throw see(file);
    return rows;
  }

  findDrawn() {
    const found = this.panelsIn(DRAWN);
    if (found.length !== 1) throw see(DRAWN);
    return found[0];
  }

  panelsIn(file) {
    const [groups, quotas] = [this.terms.groups.length, this.terms.quotas.length];
    const [header, ...rows] = this.rows(file);
    if (!sameTexts(header, HEADER)) throw see(file);
    return rows.map(([number, ofGroups, ofRest, seats]) => {
      const panel = { number, groups: counts(ofGroups), rest: counts(ofRest), seats: seats.split(" ") };
      const right = panel.groups?.length === groups && panel.rest?.length === quotas && !panel.groups.includes(null);
      if (!right || !panel.seats.every((seat) => SEAT.test(seat))) throw see(file);
      return panel;
    });
  }

  /** The quotas (places) of which the rest's figure is withheld. */
  get withheld() {
    return this.terms.values.flatMap((figure, q) => (figure === null ? [q] : []));
  }

  /** For each quota, the groups (places) that have its value. */
  findHolders() {
    const { categories, groups, quotas } = this.terms;
    const known = new Set(categories);
    const wide = groups.every((one) => one.values.length === known.size);
    if (!wide || !quotas.every((quota) => known.has(quota.category))) throw see(`${PANELS}/lottery.json`);
    return quotas.map(({ category, value }) => {
      const c = categories.lastIndexOf(category);
      return groups.flatMap((one, g) => (one.values[c] === value ? [g] : []));
    });
  }
}

/** A list in a cell of 18.7: numbers, null where one is withheld; null when it is no such list. */
function counts(cell) {
  if (!cell) return [];
  const words = cell.split(" ");
  if (!words.every((word) => word === "x" || COUNT.test(word))) return null;
  return words.map((word) => (word === "x" ? null : Number(word)));
}
