// The reader's language: from texts (an English template and its values) to words.

import { Text } from "./findings.js";

/** A number that every catalogue writes as its language does; the marks are read from it. */
const SAMPLE = new Text("1,234,567.8");
const MARKS = /1(?<group>\D*?)234\k<group>567(?<decimal>\D+?)8/;

export class Words {
  /** `dictionaries` maps a language to its translations by English template; English needs none. */
  constructor(dictionaries) {
    this.dictionaries = dictionaries;
    this.language = "en";
    this.marks = this.marksHere();
    this.listeners = [];
  }

  get languages() {
    return ["en", ...Object.keys(this.dictionaries)];
  }

  /** Whoever shows words is told when they are to be shown in another language. */
  onChange(listener) {
    this.listeners.push(listener);
  }

  speak(language) {
    this.language = language;
    this.marks = this.marksHere();
    for (const listener of this.listeners) listener();
  }

  /** The words for a text: {n} marks thousands, {n:d} does not; a text in a text is put in words too. */
  say({ template, values = {} }) {
    const words = this.dictionaries[this.language]?.[template] ?? template;
    return words.replace(/\{(\w+)(:d)?\}/g, (_, name, plain) => this.shown(values[name], plain !== undefined));
  }

  shown(value, plain) {
    if (value && typeof value === "object") return this.say(value);
    if (typeof value === "number" && !plain) return this.number(value);
    return String(value);
  }

  number(n) {
    return String(n).replace(/\B(?=(?:\d{3})+$)/g, this.marks.group);
  }

  /** The decimal mark and the mark between thousands. */
  marksHere() {
    return MARKS.exec(this.say(SAMPLE)).groups;
  }

  /** A share (0 to 1) as a percentage: 6.5% in English, 6,5% in Dutch. */
  percent(share, digits = 1) {
    const number = (100 * share).toFixed(digits).replace(".", this.marks.decimal);
    return this.say(new Text("{number}%", { number }));
  }
}

/** The dictionaries that the page carries. */
export function wordsIn(document) {
  return new Words(JSON.parse(document.getElementById("words").textContent));
}

/** Puts the marked elements and labels of the page into the language, now and whenever it changes. */
export function translate(document, words) {
  const say = () => {
    document.documentElement.lang = words.language;
    for (const element of document.querySelectorAll("[data-say]")) {
      element.dataset.template ??= element.textContent;
      element.textContent = words.say({ template: element.dataset.template });
    }
    for (const element of document.querySelectorAll("[data-say-label]")) {
      element.setAttribute("aria-label", words.say({ template: element.dataset.sayLabel }));
    }
    for (const button of document.querySelectorAll("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === words.language));
    }
  };
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => words.speak(button.dataset.language));
  }
  words.onChange(say);
}

/** The language to begin with: the first of the reader's own that there is. */
export function firstLanguage(words, wanted) {
  const names = wanted.map((name) => name.split("-")[0].toLowerCase());
  const found = names.find((name) => words.languages.includes(name));
  return found ?? "en";
}
