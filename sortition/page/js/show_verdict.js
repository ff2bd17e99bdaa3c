// The verdict on top: progress while checks run, then what they come to.

import { element } from "./dom.js";
import { Text } from "./findings.js";

export class Verdict {
  constructor(place, words) {
    this.place = place;
    this.words = words;
    this.bar = place.querySelector("progress");
    this.clear();
  }

  clear() {
    this.state = null;
    this.name = "";
    this.render();
  }

  begin(items) {
    const [first] = items;
    this.name = items.length === 1 ? first.path : first.path.split("/")[0];
    this.state = { about: "running" };
    this.render();
    this.place.scrollIntoView({ block: "nearest" });
  }

  progress(done, count) {
    this.bar.max = count;
    this.bar.value = done;
  }

  trouble(reason) {
    this.state = { about: "verdict", ok: false, summary: [reason], published: [], remark: null };
    this.render();
  }

  show(message) {
    this.state = message;
    this.render();
  }

  /** Only what stands in the live region is read out, so that holds the verdict and no more. */
  render() {
    const state = this.state ?? { about: "nothing" };
    const done = state.about === "verdict";
    this.place.className = done ? (state.ok ? "verdict good" : "verdict bad") : "verdict";
    this.bar.hidden = state.about !== "running";
    this.place.querySelector(".name").textContent = this.name;
    this.place.querySelector("[role=status]").replaceChildren(...this.headline(state));
    const lines = done ? [...(state.remark ? [state.remark] : []), ...state.summary] : [];
    const failed = done ? this.failed(state.failed ?? []) : [];
    this.place.querySelector(".summary").replaceChildren(...lines.map((line) => this.paragraph(line)), ...failed);
    this.renderPublished(done ? state.published : []);
  }

  headline(state) {
    if (state.about === "nothing") return [];
    if (state.about === "running") return [this.words.say(new Text("Checking …"))];
    return [element("strong", { text: this.words.say(this.sentence(state)) })];
  }

  sentence({ ok, isPublic }) {
    if (!ok) return new Text("This draw is NOT in order.");
    if (isPublic) return new Text("Everything that can be checked in public is in order.");
    return new Text("This draw is in order.");
  }

  /** What failed, by number and claim, each leading to its reasons further down. */
  failed(checks) {
    const items = checks.map(({ number, name }) => {
      const link = element("a", { href: `#${number}`, text: number });
      return element("li", {}, link, ` ${this.words.say(name)}`);
    });
    const lead = this.paragraph(new Text("What does not hold:"));
    return items.length ? [lead, element("ul", { class: "failed" }, ...items)] : [];
  }

  paragraph(text) {
    return element("p", { text: this.words.say(text) });
  }

  renderPublished(lines) {
    const box = this.place.querySelector(".published");
    box.hidden = !lines.length;
    const items = lines.map((line) => {
      const [label, ...rest] = this.words.say(line).split(": ");
      return element("div", {}, element("dt", { text: label }), element("dd", { text: rest.join(": ") }));
    });
    box.querySelector("dl").replaceChildren(...items);
  }
}
