// A value in a JSON file and the path to it, so that a message can say where reading stopped.

import { Malformed, Text } from "./findings.js";
import { Fraction, gcd } from "./fraction.js";

const FRACTION = /^(-?(?:0|[1-9][0-9]*))(?:\/([1-9][0-9]*))?$/;
const MOST_DIGITS = 4000;

export class Member {
  constructor(value, path = "") {
    this.value = value;
    this.path = path;
  }

  wrong(template, values = {}) {
    return new Malformed(new Text(template, { place: this.path || "{ }", ...values }));
  }

  inner(name) {
    return this.path ? `${this.path}.${name}` : name;
  }

  /** The members of an object that has exactly these, each as a Member. */
  object(...names) {
    const value = this.value;
    if (!(value instanceof Map)) throw this.wrong("{place} should be an object.");
    const missing = names.find((name) => !value.has(name));
    if (missing !== undefined) throw this.wrong("{place} is missing.", { place: this.inner(missing) });
    const extra = [...value.keys()].find((name) => !names.includes(name));
    if (extra !== undefined) throw this.wrong("{place} does not belong here.", { place: this.inner(extra) });
    return Object.fromEntries(names.map((name) => [name, new Member(value.get(name), this.inner(name))]));
  }

  /** The name of a member that need not be there, if it is. */
  held(name) {
    return this.value instanceof Map && this.value.has(name) ? [name] : [];
  }

  /** The members of an object with names of any kind, at least one: pairs of name and Member. */
  table() {
    if (!(this.value instanceof Map)) throw this.wrong("{place} should be an object.");
    if (!this.value.size) throw this.wrong("{place} should not be empty.");
    return [...this.value].map(([name, inner]) => [name, new Member(inner, this.inner(name))]);
  }

  list(read) {
    if (!Array.isArray(this.value)) throw this.wrong("{place} should be a list.");
    return this.value.map((item, i) => read(new Member(item, `${this.path}[${i}]`)));
  }

  pair() {
    const items = this.list((item) => item);
    if (items.length !== 2) throw this.wrong("{place} should be a pair.");
    return items;
  }

  text() {
    if (typeof this.value !== "string") throw this.wrong("{place} should be text.");
    return this.value;
  }

  texts() {
    return this.list((item) => item.text());
  }

  oneOf(...choices) {
    if (!choices.includes(this.value)) {
      throw this.wrong("{place} should be one of: {choices}.", { choices: choices.join(", ") });
    }
    return this.value;
  }

  /** A whole number (BigInt) of at least that much; null: any. */
  whole(least = 0n) {
    if (typeof this.value !== "bigint") throw this.wrong("{place} should be a whole number.");
    if (least !== null && this.value < least) throw this.wrong("{place} should be {least} or more.", { least });
    return this.value;
  }

  /** The place of something in a list. One beyond 2^53 is rounded: no list is so long. */
  index() {
    return Number(this.whole());
  }

  fraction() {
    const found = typeof this.value === "string" && FRACTION.exec(this.value);
    const [, above, below] = found || [];
    if (!found || above.length > MOST_DIGITS || below?.length > MOST_DIGITS) {
      throw this.wrong("{place} should be a fraction.");
    }
    const [top, bottom] = [BigInt(above), BigInt(below ?? "1")];
    if (gcd(top, bottom) !== 1n || below === "1" || above === "-0") {
      throw this.wrong("{place} should be a fraction in lowest terms.");
    }
    return new Fraction(top, bottom);
  }

  orNull(read) {
    return this.value === null ? null : read(this);
  }
}
