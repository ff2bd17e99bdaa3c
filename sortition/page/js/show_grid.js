// All numbered panels at a glance, for the eye only: those that are still possible, and the one drawn.

import { element } from "./dom.js";
import { shownNumber } from "./ceremony_draw.js";

/** More than these would be dust on a screen. */
const MOST = 10000;
const MOST_WITH_NUMBERS = 1000;

export class PanelGrid {
  constructor(place, units) {
    place.hidden = units > MOST;
    const numbers = Array.from({ length: units > MOST ? 0 : units }, (_, number) => shownNumber(number, units));
    place.classList.toggle("fine", units > MOST_WITH_NUMBERS);
    this.cells = numbers.map((number) => element("span", { text: units > MOST_WITH_NUMBERS ? "" : number }));
    this.numbers = numbers;
    place.append(...this.cells);
  }

  show(prefix, drawn) {
    this.cells.forEach((cell, number) => {
      const possible = drawn === null && this.numbers[number].startsWith(prefix);
      cell.className = number === drawn ? "drawn" : !possible ? "out" : prefix ? "in" : "";
    });
  }
}
