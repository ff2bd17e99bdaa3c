// The reader's language: from texts (an English template and its values) to words.

const NUMBERS = { en: ",", nl: "." };
const DECIMAL = { en: ".", nl: "," };

export class Words {
  /** `dictionaries` maps a language to its translations by English template; English needs none. */
  constructor(dictionaries) {
    this.dictionaries = dictionaries;
    this.language = "en";
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
    return String(n).replace(/\B(?=(?:\d{3})+$)/g, NUMBERS[this.language]);
  }

  /** A share (0 to 1) as a percentage: 6.5% in English, 6,5% in Dutch. */
  percent(share, digits = 1) {
    return `${(100 * share).toFixed(digits).replace(".", DECIMAL[this.language])}%`;
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
  const found = wanted.map((name) => name.slice(0, 2).toLowerCase()).find((name) => words.languages.includes(name));
  return found ?? "en";
}
