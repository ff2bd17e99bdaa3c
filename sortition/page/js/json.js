// JSON as docs/format.md 2.5 has it: whole numbers of any length, no member twice in an object.
// An object is a Map, so that no name has a meaning of its own; a number is a BigInt.

import { compareText, decodeUtf8, sameBytes, utf8 } from "./bytes.js";
import { Text, Unreadable } from "./findings.js";

const DEEPEST = 900;
const MOST_DIGITS = 4300;
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

const unreadable = (template, values) => new Unreadable(new Text(template, values));
const noJson = () => unreadable("It is not JSON.");

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  /** What the pattern (sticky) finds here; moves past it. */
  take(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    if (found !== null) this.at += found.length;
    return found;
  }

  space() {
    this.take(/[ \t\n\r]*/y);
  }

  need(sign) {
    if (this.text[this.at] !== sign) throw noJson();
    this.at++;
  }

  has(sign) {
    this.space();
    if (this.text[this.at] !== sign) return false;
    this.at++;
    return true;
  }

  value(depth) {
    if (depth > DEEPEST) throw unreadable("It is nested too deeply.");
    this.space();
    const sign = this.text[this.at];
    if (sign === "{") return this.object(depth);
    if (sign === "[") return this.list(depth);
    if (sign === '"') return this.string();
    const word = this.take(/true|false|null/y);
    if (word) return { true: true, false: false, null: null }[word];
    return this.number();
  }

  object(depth) {
    const members = new Map();
    let twice = false;
    this.at++;
    if (this.has("}")) return members;
    do {
      this.space();
      const name = this.string();
      this.space();
      this.need(":");
      twice ||= members.has(name);
      members.set(name, this.value(depth + 1));
    } while (this.has(","));
    this.need("}");
    if (twice) throw unreadable("An object has two members of the same name.");
    return members;
  }

  list(depth) {
    const items = [];
    this.at++;
    if (this.has("]")) return items;
    do items.push(this.value(depth + 1));
    while (this.has(","));
    this.need("]");
    return items;
  }

  string() {
    this.need('"');
    let out = "";
    while (this.text[this.at] !== '"') {
      const plain = this.take(/[^"\\\u0000-\u001f]+/y);
      const escape = plain ?? this.take(/\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt])/y);
      if (escape === null) throw noJson();
      out += plain ?? signOf(escape);
    }
    this.at++;
    return out;
  }

  number() {
    const float = this.take(/-?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+)|NaN|-?Infinity/y);
    if (float) throw unreadable("It holds a number that is not whole: {number}.", { number: float });
    const digits = this.take(/-?(?:0|[1-9][0-9]*)/y);
    if (!digits || digits.length > MOST_DIGITS) throw noJson();
    return BigInt(digits);
  }
}

function signOf(escape) {
  return ESCAPES[escape[1]] ?? String.fromCharCode(parseInt(escape.slice(2), 16));
}

/** The value in a JSON file. Throws Unreadable. */
export function parseJson(bytes) {
  const reader = new Reader(decodeUtf8(bytes));
  const value = reader.value(0);
  reader.space();
  if (reader.at !== reader.text.length) throw noJson();
  return value;
}

/** The one way to write a value (2.5), without the line feed. Throws Unreadable for half a sign. */
export function jsonText(value) {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  if (!(value instanceof Map)) return JSON.stringify(value);
  const names = [...value.keys()].sort(compareText);
  return `{${names.map((name) => `${quoted(name)}:${jsonText(value.get(name))}`).join(",")}}`;
}

function quoted(text) {
  if (!text.isWellFormed()) throw unreadable("It holds text that cannot be written as UTF-8.");
  return JSON.stringify(text);
}

/** Whether bytes are the one way to write the value in them. Throws Unreadable. */
export function isCanonicalJson(bytes) {
  return sameBytes(utf8(`${jsonText(parseJson(bytes))}\n`), bytes);
}
