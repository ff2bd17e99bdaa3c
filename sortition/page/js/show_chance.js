// One person's chance, from the code on their letter (or their id, where there are no codes).

import { byId, element } from "./dom.js";
import { Text } from "./findings.js";

const MOST_NUMBERS = 60;

export class ChanceForm {
  /** `ask` is called with what was typed. */
  constructor(place, words, ask) {
    Object.assign(this, { place, words });
    place.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.asked = byId("code").value;
      ask(this.asked);
    });
    this.clear();
  }

  clear() {
    this.frame = this.answer = null;
    byId("code").value = "";
    this.render();
  }

  open(frame) {
    this.frame = frame;
    this.render();
  }

  show({ found, reason }) {
    this.answer = { found, reason };
    this.render();
    byId("chance-answer").dataset.typed = this.asked;
  }

  render() {
    this.place.hidden = !this.frame;
    if (!this.frame) return;
    const label = this.frame.receipts ? new Text("The code on your letter") : new Text("The id of a person");
    byId("code-label").textContent = this.words.say(label);
    byId("code-hint").hidden = !this.frame.receipts;
    const lines = this.answer ? this.lines(this.answer) : [];
    byId("chance-answer").replaceChildren(
      ...lines.map(({ text, kind }) => element("p", { class: kind, text: this.words.say(text) })),
    );
  }

  lines({ found, reason }) {
    if (reason) return [{ text: reason, kind: "problem" }];
    return [
      this.drawn(found),
      { text: this.chance(found), kind: "" },
      ...(found.panels ? [{ text: this.panels(found), kind: "numbers" }] : []),
      ...(found.row
        ? [{ text: new Text("This code is number {row} of {people} in the public list.", found), kind: "soft" }]
        : []),
      ...found.faults.map((text) => ({ text, kind: "problem" })),
    ];
  }

  drawn({ drawn }) {
    if (drawn === null) return { text: new Text("Nothing is drawn yet."), kind: "big" };
    if (drawn) return { text: new Text("Drawn: this person sits in the panel."), kind: "big" };
    return { text: new Text("Not drawn: this person does not sit in the panel that was drawn."), kind: "big" };
  }

  chance({ chance, count, share, units }) {
    const percent = this.words.percent(count / units);
    if (Number.isFinite(share) && chance.length < 20) {
      return new Text("In {count} of the {units} numbered panels: a chance of {percent}. Exactly it was {chance}.", {
        ...{ count, units, percent, chance },
      });
    }
    return new Text("In {count} of the {units} numbered panels: a chance of {percent}.", { count, units, percent });
  }

  panels({ panels, units }) {
    const digits = String(units - 1).length;
    const numbers = panels.slice(0, MOST_NUMBERS).map((number) => String(number).padStart(digits, "0"));
    const names = numbers.join(" ") + (panels.length > MOST_NUMBERS ? " …" : "");
    return new Text("These are the panels: {names}", { names });
  }
}
