// What the room sees: from typed values to a number and a panel (docs/format.md 7.2, 14.4).

import { valueOf } from "./sources.js";
import { panelNumber } from "./tickets.js";

/** Value B of all sources, in the order of the plan. Throws Blocked with the reason for people. */
export function combinedValue(sources, typed) {
  return sources.map((source, i) => valueOf(source, typed[i])).join(" | ");
}

/** The number that `sortition draw` gives for this value. */
export const numberOf = (value, units) => Number(panelNumber(value, BigInt(units)));

/** Whether digits drawn in public are the number itself, so that each one narrows the choice. */
export function isDirect({ sources, units }) {
  const [source] = sources;
  return sources.length === 1 && source.kind === "digits" && 10 ** source.count === units;
}

/** The seats of a panel for each quota, null where they are kept from the public; null without a list. */
export function seatsOf({ makeups, panels }, number) {
  if (!panels) return null;
  return makeups[panels[number]].split(" ").map((seats) => (seats === "x" ? null : Number(seats)));
}

export const shownNumber = (number, units) => String(number).padStart(String(units - 1).length, "0");
