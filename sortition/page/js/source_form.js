// The fields in which one public value is typed, as the plan announces its source.

import { element } from "./dom.js";
import { Text } from "./findings.js";
import { hasNumbers, rangeOf } from "./sources.js";

export class SourceForm {
  /** `changed` is called after every change, `finished` when the last number is typed. */
  constructor(source, words, changed, finished) {
    Object.assign(this, { source, words, changed, finished });
    this.isNumbers = hasNumbers(source);
    this.width = this.isNumbers ? String(rangeOf(source)[1]).length : 0;
    this.fields = this.isNumbers
      ? Array.from({ length: source.count }, (_, i) => this.numberField(i))
      : [this.textField()];
    this.legend = element("legend");
    this.place = element(
      "fieldset",
      { class: `source ${source.kind}` },
      this.legend,
      element("div", { class: "fields" }, ...this.fields),
    );
  }

  numberField(i) {
    const field = element("input", {
      inputmode: "numeric",
      autocomplete: "off",
      maxlength: this.width,
      size: this.width,
    });
    field.addEventListener("input", () => this.entered(i));
    field.addEventListener("focus", () => field.select());
    field.addEventListener("keydown", (event) => this.moved(event, i));
    return field;
  }

  textField() {
    const field = element("textarea", { rows: 1, autocomplete: "off", spellcheck: "false" });
    field.addEventListener("input", () => this.changed());
    return field;
  }

  /** A full field passes on to the next one. */
  entered(i) {
    const field = this.fields[i];
    field.value = field.value.replace(/[^0-9]/g, "");
    this.changed();
    if (field.value.length === this.width) this.pass(i);
  }

  pass(i) {
    if (this.fields[i + 1]) this.fields[i + 1].focus();
    else this.finished();
  }

  moved(event, i) {
    const { key } = event;
    const field = this.fields[i];
    if (key === "Backspace" && !field.value && i) {
      this.fields[i - 1].value = "";
      this.fields[i - 1].focus();
      this.changed();
    } else if ((key === " " || key === "Enter") && field.value) this.pass(i);
    else if (key === "ArrowLeft" && i) this.fields[i - 1].focus();
    else if (key === "ArrowRight" && this.fields[i + 1]) this.fields[i + 1].focus();
    else return;
    event.preventDefault();
  }

  /** A key that was pressed while no field had the focus. */
  press(key) {
    if (!this.isNumbers) return this.focus();
    const empty = this.fields.findIndex((field) => !field.value);
    if (key === "Backspace") {
      const last = empty < 0 ? this.fields.length - 1 : empty - 1;
      if (last >= 0) this.fields[last].value = "";
      this.fields[Math.max(last, 0)].focus();
    } else if (empty >= 0) {
      this.fields[empty].value = key;
      return this.entered(empty);
    }
    return this.changed();
  }

  focus() {
    this.fields[0].focus();
  }

  clear() {
    for (const field of this.fields) field.value = "";
  }

  get isComplete() {
    return this.fields.every((field) => field.value.trim() !== "");
  }

  get typed() {
    const values = this.fields.map((field) => field.value);
    return this.isNumbers ? values : values[0];
  }

  /** The digits from the left that are there without a gap. */
  get prefix() {
    const values = this.fields.map((field) => field.value);
    const gap = values.indexOf("");
    return values.slice(0, gap < 0 ? values.length : gap).join("");
  }

  render() {
    this.legend.textContent = this.source.source;
    this.fields.forEach((field, i) => field.setAttribute("aria-label", this.words.say(this.label(i))));
  }

  label(i) {
    const { count, source } = this.source;
    if (!this.isNumbers) return new Text("{source}: the value", { source });
    const [least, most] = rangeOf(this.source);
    return new Text("{source}: number {i} of {count}, from {least:d} to {most:d}", {
      source,
      i: i + 1,
      count,
      least,
      most,
    });
  }
}
