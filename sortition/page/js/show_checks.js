// The numbered checks as a list in groups: waiting, then with what they found.

import { element } from "./dom.js";
import { Text } from "./findings.js";

const GROUPS = [
  [new Text("The files"), "V01", "V06"],
  [new Text("People, quotas and homes"), "V07", "V10"],
  [new Text("The numbered panels"), "V11", "V18"],
  [new Text("The proof of the chances"), "V19", "V23"],
  [new Text("The number drawn"), "V24", "V27"],
  [new Text("The proof of the method"), "V28", "V29"],
  [new Text("A computation that was ended"), "V55", "V55"],
  [new Text("Journal, plan and signatures"), "V30", "V37"],
  [new Text("Public values, and the draw as it was prepared"), "V38", "V43"],
  [new Text("The bundle and the public files"), "V44", "V54"],
  [new Text("Letters, answers and what was erased"), "V56", "V58"],
  [new Text("Who left, and who came in"), "V59", "V61"],
  [new Text("Who stands by"), "V62", "V65"],
];
const STATES = {
  waiting: [new Text("waiting"), "·"],
  pass: [new Text("passed"), "✓"],
  fail: [new Text("FAILED"), "✗"],
  "not checkable": [new Text("not checkable"), "–"],
  withheld: [new Text("for the auditor"), "–"],
};

export class CheckList {
  constructor(place, words) {
    this.place = place;
    this.words = words;
    this.clear();
  }

  clear() {
    this.checks = new Map();
    this.finished = false;
    this.closed = new Set();
    this.render();
  }

  plan(checks) {
    for (const check of checks) this.checks.set(check.number, { ...check, status: "waiting", what: [] });
    this.render();
  }

  get count() {
    return this.checks.size;
  }

  get done() {
    return [...this.checks.values()].filter(({ status }) => status !== "waiting").length;
  }

  add(finding) {
    const row = this.place.querySelector(`[data-check=${finding.number}]`);
    this.checks.set(finding.number, finding);
    row.replaceWith(this.row(finding));
  }

  /** Groups that are kept from the public as a whole take little room. */
  finish() {
    this.finished = true;
    for (const [i, checks] of this.grouped()) {
      if (checks.every(({ withheld }) => withheld)) this.closed.add(i);
    }
    this.render();
  }

  grouped() {
    const within = (first, last) => [...this.checks.values()].filter(({ number }) => number >= first && number <= last);
    return GROUPS.map(([, first, last], i) => [i, within(first, last)]).filter(([, checks]) => checks.length);
  }

  render() {
    this.place.hidden = !this.checks.size;
    const list = this.place.querySelector(".groups");
    list.replaceChildren(...this.grouped().map(([i, checks]) => this.group(i, checks)));
  }

  group(i, checks) {
    const passed = checks.filter(({ status }) => status === "pass").length;
    const failed = checks.filter(({ status }) => status === "fail").length;
    const kept = checks.every(({ withheld }) => withheld);
    const count = kept ? STATES.withheld[0] : new Text("{passed} of {all} passed", { passed, all: checks.length });
    const heading = element("h3", { text: this.words.say(GROUPS[i][0]) });
    const tally = element("span", {
      class: failed ? "tally fail" : "tally",
      text: this.finished ? this.words.say(count) : "",
    });
    const rows = element("ul", {}, ...checks.map((check) => this.row(check)));
    const group = element("details", { open: !this.closed.has(i) }, element("summary", {}, heading, tally), rows);
    group.addEventListener("toggle", () => (group.open ? this.closed.delete(i) : this.closed.add(i)));
    return group;
  }

  /** One check: its number, its claim, what came of it, and why. */
  row({ number, name, clauses, status, what, more, withheld }) {
    const kind = withheld ? "withheld" : status;
    const [state, sign] = STATES[kind];
    const reasons = what.map((text) => element("p", { text: this.words.say(text) }));
    if (more) reasons.push(element("p", { text: this.words.say(new Text("… and more of the same kind.")) }));
    const source = this.words.say(new Text("clause {clauses}", { clauses }));
    return element(
      "li",
      { id: number, class: kind.replace(" ", "-"), "data-check": number },
      element("span", { class: "number", text: number }),
      element("span", { class: "claim" }, this.words.say(name), " ", element("small", { text: source })),
      element(
        "span",
        { class: "state" },
        element("span", { class: "sign", "aria-hidden": "true", text: sign }),
        ` ${this.words.say(state)}`,
      ),
      element("div", { class: "reasons" }, ...(withheld ? [] : reasons)),
    );
  }
}
