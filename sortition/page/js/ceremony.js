// The ceremony page, for the projector in the council room.

import { combinedValue, isDirect, numberOf, seatsOf, shownNumber } from "./ceremony_draw.js";
import { byId, element } from "./dom.js";
import { Blocked, Text } from "./findings.js";
import { makeupTables } from "./show_makeup.js";
import { PanelGrid } from "./show_grid.js";
import { SourceForm } from "./source_form.js";
import { translate, wordsIn } from "./words.js";

class Ceremony {
  constructor(data, words) {
    Object.assign(this, { data, words, value: null, number: null, revealed: false, reason: null });
    this.direct = isDirect(data);
    this.grid = new PanelGrid(byId("grid"), data.units);
    const typed = () => this.typed();
    const next = (i) => (this.forms[i + 1] ?? byId("reveal")).focus();
    this.forms = data.sources.map((source, i) => new SourceForm(source, words, typed, () => next(i)));
    byId("sources").replaceChildren(...this.forms.map((form) => form.place));
    byId("reveal").addEventListener("click", () => this.reveal());
    byId("again").addEventListener("click", () => this.again());
    byId("rehearsal").addEventListener("click", () => this.rehearse());
    document.addEventListener("keydown", (event) => this.key(event));
    byId("fixed-words").textContent = data.words.join(" ");
    byId("fixed-digits").textContent = data.commitment;
    document.title = data.title;
    byId("title").textContent = data.title;
  }

  begin() {
    this.forms[0]?.focus();
    this.render();
  }

  /** Digits go to the fields wherever the focus is; Enter shows the panel. */
  key(event) {
    const away = !event.target.closest("input, textarea, button, a, summary");
    if (event.ctrlKey || event.altKey || event.metaKey || !away) return;
    if (event.key === "Enter") this.reveal();
    else if (/^[0-9]$|^Backspace$/.test(event.key) && !this.revealed) this.forms[0].press(event.key);
    else return;
    event.preventDefault();
  }

  typed() {
    this.number = this.value = this.reason = null;
    const complete = this.forms.every((form) => form.isComplete);
    try {
      if (complete) {
        this.value = combinedValue(
          this.data.sources,
          this.forms.map((form) => form.typed),
        );
        this.number = numberOf(this.value, this.data.units);
      }
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
      this.reason = error.reason;
    }
    this.render();
  }

  reveal() {
    if (this.number === null) return;
    this.revealed = true;
    this.render();
    byId("drawn-title").focus();
  }

  again() {
    this.revealed = false;
    for (const form of this.forms) form.clear();
    this.typed();
    this.forms[0].focus();
  }

  rehearse() {
    const on = !document.body.classList.contains("rehearsal");
    document.body.classList.toggle("rehearsal", on);
    byId("rehearsal").setAttribute("aria-pressed", String(on));
    byId("trial").hidden = !on;
  }

  /** How many panels are still possible, by the digits that are there. */
  get prefix() {
    return this.direct ? this.forms[0].prefix : "";
  }

  render() {
    const { units } = this.data;
    document.body.classList.toggle("revealed", this.revealed);
    byId("drawn").hidden = !this.revealed;
    byId("asking").hidden = this.revealed;
    byId("reveal").disabled = this.number === null;
    byId("lead").textContent = this.words.say(this.lead());
    byId("now").textContent = this.words.say(this.now());
    byId("problem").textContent = this.reason ? this.words.say(this.reason) : "";
    this.grid.show(this.prefix, this.number);
    for (const form of this.forms) form.render();
    if (this.revealed) this.renderDrawn(shownNumber(this.number, units));
  }

  lead() {
    const { size, units } = this.data;
    return new Text("{units} numbered panels of {size} people. Each of them meets every quota. One will be drawn.", {
      units,
      size,
    });
  }

  now() {
    const { units } = this.data;
    if (this.number !== null) return new Text("Panel {shown}", { shown: shownNumber(this.number, units) });
    if (this.prefix) return new Text("Still possible: {n} panels", { n: units / 10 ** this.prefix.length });
    return new Text("Possible: {n} panels", { n: units });
  }

  renderDrawn(shown) {
    const { data, words } = this;
    byId("drawn-title").textContent = words.say(new Text("Panel {shown}", { shown }));
    byId("drawn-value").textContent = words.say(new Text("Value B: {value}", { value: this.value }));
    const seats = seatsOf(data, this.number);
    const none = new Text("The list is too long for this page. Who sits in the panel is in the files of the draw.");
    const parts = seats
      ? makeupTables(data.quotas, seats, data.size, words)
      : [element("p", { text: words.say(none) })];
    byId("makeup").replaceChildren(...parts);
    const kept = seats?.includes(null) ?? false;
    byId("kept").hidden = !kept;
  }
}

const words = wordsIn(document);
const data = JSON.parse(byId("data").textContent);
const ceremony = new Ceremony(data, words);
translate(document, words);
words.onChange(() => ceremony.render());
words.speak(data.language);
ceremony.begin();
