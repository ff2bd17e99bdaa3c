// What the page shows of a draw beside its checks: its frame, one numbered panel, one person's chance.

import { sixDigits } from "./checks_panels.js";
import { blocked, Blocked } from "./findings.js";
import { key } from "./names.js";
import { findReceipt } from "./receipt.js";

/** What a fact comes to; null when it cannot be had. */
function orNull(fact) {
  try {
    return fact();
  } catch (error) {
    if (error instanceof Blocked) return null;
    throw error;
  }
}

/** A view of the facts of a dossier or a draw: of the people when they are there, else of the public files. */
export function viewOf(facts) {
  const draw = orNull(() => (facts.draw?.blocks ? facts.draw : null));
  if (draw) return new PrivateView(draw, facts);
  const shown = orNull(() => (facts.shown?.terms ? facts.shown : null));
  return shown ? new PublicView(shown, facts) : null;
}

class View {
  constructor(terms, dossier) {
    this.terms = terms;
    this.dossier = dossier;
  }

  /** The frame: size, number of panels, quotas, the number drawn (null before), the title of the plan. */
  frame() {
    const { quotas, size, units } = this.terms;
    const title = orNull(() => this.dossier.lastPlan?.title ?? null);
    return {
      ...{ title, size: Number(size), units: Number(units) },
      quotas: quotas.map(({ category, value, min, max }) => ({ category, value, min: Number(min), max: Number(max) })),
      number: orNull(() => this.drawnNumber()),
      listed: this.listed(),
      receipts: this.hasReceipts(),
    };
  }

  hasReceipts() {
    return orNull(() => this.dossier.shown?.terms) != null;
  }

  /** What a code, or an id where there are no codes, says about one person. */
  person(typed) {
    if (this.hasReceipts()) return findReceipt(this.dossier.shown, typed);
    return this.byId(typed.trim());
  }
}

class PrivateView extends View {
  constructor(draw, dossier) {
    super(draw.lottery, dossier);
    this.draw = draw;
  }

  drawnNumber() {
    return Number(this.draw.draw.number);
  }

  listed() {
    return true;
  }

  /** A panel: seats for each quota, and the people. */
  panel(number) {
    const people = this.draw.panel(BigInt(number));
    if (!people) return null;
    const { categories, quotas } = this.terms;
    const seats = quotas.map(({ category, value }) => {
      const column = this.draw.values[categories.indexOf(category)] ?? [];
      return people.filter((person) => column[person] === key(value)).length;
    });
    return { number, seats, people: people.map((person) => this.draw.people.ids[person]) };
  }

  byId(id) {
    const person = this.draw.people.index.get(id);
    if (person === undefined) throw blocked("Nobody in these files has this id.");
    const { units } = this.draw;
    const count = this.draw.counts[person];
    const { chance } = this.terms.profiles[this.draw.profiles.of[person]];
    const drawn = this.draw.panel(this.draw.draw.number)?.includes(person) ?? null;
    const panels = this.draw.isListed
      ? this.draw.panels.flatMap((panel, p) => (panel.includes(person) ? [p] : []))
      : null;
    const share = Number(sixDigits(count, units));
    return { row: null, people: null, count, units, chance: chance.toString(), share, panels, drawn, faults: [] };
  }
}

class PublicView extends View {
  constructor(shown, dossier) {
    super(shown.terms, dossier);
    this.shown = shown;
  }

  drawnNumber() {
    return this.shown.isDrawn ? Number(this.shown.drawn.number) : null;
  }

  listed() {
    return this.terms.listed;
  }

  /** A panel: seats for each quota, null where they are kept from the public. */
  panel(number) {
    const isDrawn = orNull(() => this.drawnNumber()) === number;
    const panel = this.terms.listed ? this.shown.panels[number] : isDrawn ? this.shown.drawn : null;
    if (!panel) return null;
    const seats = this.terms.quotas.map((_, q) => {
      const ofGroups = this.shown.holders[q].reduce((sum, g) => sum + panel.groups[g], 0);
      return panel.rest[q] === null ? null : ofGroups + panel.rest[q];
    });
    return { number, seats, people: null };
  }
}
