// The numbered panels, one at a time, with the one that was drawn; seats against the quotas.

import { byId, element } from "./dom.js";
import { Text } from "./findings.js";
import { makeupTables } from "./show_makeup.js";

export class PanelBrowser {
  /** `ask` is called with the number of the panel to show. */
  constructor(place, words, ask) {
    Object.assign(this, { place, words, ask });
    this.input = place.querySelector("input");
    this.input.addEventListener("change", () => this.go(Number(this.input.value)));
    byId("panel-before").addEventListener("click", () => this.go(this.number - 1));
    byId("panel-after").addEventListener("click", () => this.go(this.number + 1));
    byId("panel-drawn").addEventListener("click", () => this.go(this.frame.number));
    this.clear();
  }

  clear() {
    this.frame = this.panel = null;
    this.number = 0;
    this.render();
  }

  open(frame) {
    this.frame = frame;
    this.input.max = frame.units - 1;
    this.go(frame.number ?? 0);
  }

  go(number) {
    if (!Number.isInteger(number)) return;
    this.number = Math.min(Math.max(number, 0), this.frame.units - 1);
    this.ask(this.number);
  }

  show({ number, panel }) {
    if (number !== this.number) return;
    this.panel = panel;
    this.render();
  }

  render() {
    this.place.hidden = !this.frame;
    if (!this.frame) return;
    const { listed, number, units } = this.frame;
    this.input.value = this.number;
    byId("panel-drawn").hidden = number === null;
    byId("panel-before").disabled = this.number === 0 || !listed;
    byId("panel-after").disabled = this.number === units - 1 || !listed;
    this.input.disabled = !listed;
    byId("panel-title").textContent = this.words.say(this.title());
    byId("panel-seats").replaceChildren(...this.tables());
    byId("panel-people").textContent = this.people();
  }

  title() {
    const { number, units } = this.frame;
    const shown = String(this.number).padStart(String(units - 1).length, "0");
    if (this.number === number) return new Text("Panel {shown} of {units}: the panel drawn", { shown, units });
    return new Text("Panel {shown} of {units}", { shown, units });
  }

  tables() {
    if (!this.panel?.seats) return [element("p", { text: this.words.say(new Text("This panel cannot be shown.")) })];
    return makeupTables(this.frame.quotas, this.panel.seats, this.frame.size, this.words);
  }

  people() {
    if (!this.panel?.people) return "";
    return this.words.say(new Text("People: {names}", { names: this.panel.people.join(", ") }));
  }
}
