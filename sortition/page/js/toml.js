// TOML 1.0, as plans are written (docs/format.md 11.1). Tables are Maps, whole numbers BigInts; a day
// or a moment becomes its text in the form of RFC 3339.

import { decodeUtf8 } from "./bytes.js";
import { Text, Unreadable } from "./findings.js";

const ESCAPES = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", '"': '"', "\\": "\\" };
const MOMENT =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})?)?$/;
const INTEGER =
  /^(?:[+-]?(?:0|[1-9](?:_?[0-9])*)|0x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*|0o[0-7](?:_?[0-7])*|0b[01](?:_?[01])*)$/;
const FLOAT = /^[+-]?(?:inf|nan|(?:0|[1-9](?:_?[0-9])*)(?:\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?)$/;
const CLOCK = /^[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?$/;

const noToml = () => new Unreadable(new Text("It is not TOML."));

class Reader {
  constructor(text) {
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\r(?!\n)/.test(text)) throw noToml();
    this.text = text.replaceAll("\r\n", "\n");
    this.at = 0;
    this.root = new Map();
    // Tables that a header made, that dots made, and values that are whole: none may be opened again.
    this.headed = new Set();
    this.dotted = new Set();
    this.closed = new Set();
  }

  take(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    if (found !== null) this.at += found.length;
    return found;
  }

  need(pattern) {
    const found = this.take(pattern);
    if (found === null) throw noToml();
    return found;
  }

  document() {
    let table = this.root;
    for (;;) {
      this.take(/(?:[ \t\n]|#[^\n]*)*/y);
      if (this.at === this.text.length) return this.root;
      if (this.text[this.at] === "[") table = this.header();
      else this.pair(table);
      this.need(/[ \t]*(?:#[^\n]*)?(?:\n|$)/y);
    }
  }

  header() {
    const list = this.take(/\[\[/y) !== null;
    if (!list) this.at++;
    const path = this.path();
    this.need(list ? /\]\]/y : /\]/y);
    const last = path.pop();
    const parent = path.reduce((table, name) => this.inside(table, name), this.root);
    return list ? this.added(parent, last) : this.opened(parent, last);
  }

  /** The table of that name, made when it is not there; of a list of tables the last. */
  inside(table, name) {
    if (!table.has(name)) table.set(name, new Map());
    let inner = table.get(name);
    if (Array.isArray(inner) && !this.closed.has(inner)) inner = inner.at(-1);
    if (!(inner instanceof Map) || this.closed.has(inner)) throw noToml();
    return inner;
  }

  added(parent, name) {
    const list = parent.get(name) ?? [];
    if (!Array.isArray(list) || this.closed.has(list)) throw noToml();
    const table = new Map();
    parent.set(name, list);
    list.push(table);
    return table;
  }

  opened(parent, name) {
    if (Array.isArray(parent.get(name))) throw noToml();
    const table = this.inside(parent, name);
    if (this.headed.has(table) || this.dotted.has(table)) throw noToml();
    this.headed.add(table);
    return table;
  }

  pair(table) {
    const path = this.path();
    const last = path.pop();
    for (const name of path) {
      const made = !table.has(name);
      table = this.inside(table, name);
      if (made) this.dotted.add(table);
      else if (!this.dotted.has(table)) throw noToml();
    }
    this.need(/=/y);
    if (table.has(last)) throw noToml();
    this.take(/[ \t]*/y);
    table.set(last, this.value(0));
  }

  path() {
    const names = [];
    do {
      this.take(/[ \t]*/y);
      const sign = this.text[this.at];
      names.push(sign === '"' || sign === "'" ? this.string() : this.need(/[A-Za-z0-9_-]+/y));
      this.take(/[ \t]*/y);
    } while (this.take(/\./y));
    return names;
  }

  value(depth) {
    if (depth > 100) throw noToml();
    const sign = this.text[this.at];
    if (sign === '"' || sign === "'") return this.long() ?? this.string();
    if (sign === "[") return this.list(depth);
    if (sign === "{") return this.inline(depth);
    const day = this.take(/[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ][0-9][^\s,\]}#]*)?/y);
    return day === null ? scalar(this.need(/[^\s,\]}#]+/y)) : moment(day);
  }

  string() {
    const literal = this.take(/'[^'\n]*'/y);
    if (literal !== null) return literal.slice(1, -1);
    return unescaped(this.need(/"(?:[^"\\\n]|\\[^\n])*"/y).slice(1, -1));
  }

  /** A text of several lines, in three quotes; one or two more may stand before the last. */
  long() {
    const literal = this.take(/'''[^]*?'''(?:''?(?!')|(?!'))/y);
    if (literal !== null) return literal.slice(3, -3).replace(/^\n/, "");
    const found = this.take(/"""(?:[^\\]|\\[^])*?"""(?:""?(?!")|(?!"))/y);
    if (found === null) return null;
    return unescaped(
      found
        .slice(3, -3)
        .replace(/^\n/, "")
        .replace(/((?:^|[^\\])(?:\\\\)*)\\[ \t]*\n[ \t\n]*/g, "$1"),
    );
  }

  list(depth) {
    const items = [];
    const space = () => this.take(/(?:[ \t\n]|#[^\n]*)*/y);
    this.closed.add(items);
    this.at++;
    for (space(); this.text[this.at] !== "]"; space()) {
      items.push(this.value(depth + 1));
      space();
      if (this.text[this.at] !== "]") this.need(/,/y);
    }
    this.at++;
    return items;
  }

  inline(depth) {
    const table = new Map();
    this.need(/\{[ \t]*/y);
    if (!this.take(/\}/y)) {
      do this.pair(table);
      while (this.take(/[ \t]*,/y));
      this.need(/[ \t]*\}/y);
    }
    this.closed.add(table);
    return table;
  }
}

function unescaped(text) {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([^]))/g, (_, four, eight, letter) => {
    if (letter !== undefined) {
      if (!Object.hasOwn(ESCAPES, letter)) throw noToml();
      return ESCAPES[letter];
    }
    const point = parseInt(four ?? eight, 16);
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) throw noToml();
    return String.fromCodePoint(point);
  });
}

function scalar(text) {
  if (text === "true" || text === "false") return text === "true";
  if (INTEGER.test(text)) return BigInt(text.replaceAll("_", "").replace(/^\+/, ""));
  if (FLOAT.test(text)) return Number(text.replaceAll("_", "").replace("inf", "Infinity"));
  if (CLOCK.test(text)) return text;
  throw noToml();
}

function moment(text) {
  const [, year, month, day, hour, minute, second, parts, zone] = MOMENT.exec(text) ?? [];
  const days = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate();
  const real = Number(year) > 0 && month >= 1 && month <= 12 && day >= 1 && day <= days;
  if (!real || (hour && (hour > 23 || minute > 59 || second > 59))) throw noToml();
  if (!hour) return `${year}-${month}-${day}`;
  const fraction = parts ? Number(parts.slice(1, 7).padEnd(6, "0")) : 0;
  const below = fraction ? `.${String(fraction).padStart(6, "0")}` : "";
  const offset = /^[zZ]$|^[+-]00:00$/.test(zone ?? "x") ? "+00:00" : (zone ?? "");
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${below}${offset}`;
}

/** The tables of a TOML file. Throws Unreadable. */
export function parseToml(bytes) {
  return new Reader(decodeUtf8(bytes)).document();
}
