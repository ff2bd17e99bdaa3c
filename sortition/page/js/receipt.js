// Receipts: codes, salts, tags, seat codes and notes (docs/format.md §19).

import { bigEndian, hex, unhex, utf8 } from "./bytes.js";
import { allowedCounts } from "./checks_panels.js";
import { blocked, Text } from "./findings.js";
import { Fraction } from "./fraction.js";
import { hmac } from "./sha.js";
import { encode } from "./tickets.js";

export const SYMBOLS = "23456789ACDEHJKMNPRTWXY";
const LENGTH = 20;
const BLOCK = 32;
const NOTE = /^(0|[1-9][0-9]{0,11}) ((?:0|[1-9][0-9]*)(?:\/[1-9][0-9]*)?) *$/;

/** The h of 17.3. */
export const keyed = (key, ...texts) => hmac(key, encode(...texts));

const weighted = (digits) => digits.reduce((sum, digit, i) => sum + (i + 1) * digit, 0);

/** The 20 symbols for an id (19.1). */
export function codeOf(secret, id) {
  const base = BigInt(SYMBOLS.length);
  let v = bigEndian(keyed(secret, "sortition/receipt/1", id));
  const digits = [];
  for (let i = 1; i < LENGTH; i++) {
    digits.unshift(Number(v % base));
    v /= base;
  }
  return withCheck(digits);
}

/** Digits as symbols, with the one that makes the weighted sum come out (19.1). */
export function withCheck(digits) {
  const last = [...SYMBOLS].findIndex((_, digit) => weighted([...digits, digit]) % SYMBOLS.length === 0);
  return [...digits, last].map((digit) => SYMBOLS[digit]).join("");
}

export const saltOf = (code) => keyed(utf8(code), "sortition/salt/1");
export const seatCode = (salt, panel) => hex(keyed(salt, "seat", String(panel)).subarray(0, 8));
export const tagOf = (salt) => hex(keyed(salt, "tag"));

/** A note sealed, or opened: the same thing (19.4). */
export function noteOf(salt, bytes) {
  const pads = Array.from({ length: Math.ceil(bytes.length / BLOCK) }, (_, i) => keyed(salt, "note", String(i)));
  return bytes.map((byte, i) => byte ^ pads[Math.floor(i / BLOCK)][i % BLOCK]);
}

/** The symbols that somebody typed. Throws Blocked, with a reason for them, for what is nobody's code. */
export function readCode(typed) {
  const symbols = typed.replace(/[\s\-‐-―]/gu, "").toUpperCase();
  const wrong = [...symbols].find((sign) => !SYMBOLS.includes(sign));
  if (wrong !== undefined) throw blocked("The sign {sign} is in no code. Look at the letter again.", { sign: wrong });
  if (symbols.length !== LENGTH) {
    throw blocked("A code has {n} signs, not {found}.", { n: LENGTH, found: symbols.length });
  }
  if (weighted([...symbols].map((sign) => SYMBOLS.indexOf(sign))) % SYMBOLS.length) {
    throw blocked("One of the signs is not right. Compare the code with the letter again.");
  }
  return symbols;
}

/**
 * What a code shows in the public files (19.5): the row of the person, count, chance, the panels they
 * sit in (null of a long list), whether they are drawn (null before the draw), and contradictions.
 */
export function findReceipt(shown, typed) {
  const salt = saltOf(readCode(typed));
  const row = shown.people.findIndex(([tag]) => tag === tagOf(salt));
  if (row < 0) throw blocked("Nobody in these files has this code.");
  const { count, chance } = openedNote(salt, shown.people[row][1]);
  const { listed, units } = shown.terms;
  const holds = (panel, number) => panel.seats.includes(seatCode(salt, number));
  const panels = listed ? shown.panels.flatMap((panel, p) => (holds(panel, p) ? [p] : [])) : null;
  const drawn = shown.isDrawn ? holds(shown.drawn, Number(shown.drawn.number)) : null;
  return {
    ...{ row: row + 1, people: shown.people.length, count, units: Number(units) },
    ...{ chance: chance.toString(), share: Number(chance.top) / Number(chance.bottom), panels, drawn },
    faults: [...contradictions({ count, chance, units, panels })],
  };
}

function openedNote(salt, note) {
  const text = new TextDecoder("latin1").decode(noteOf(salt, unhex(note) ?? new Uint8Array()));
  const [, count, chance] = NOTE.exec(text) ?? [];
  const [top, bottom] = (chance ?? "0/0").split("/").map(BigInt);
  if (bottom === 0n) throw blocked("The note for this code cannot be read.");
  return { count: Number(count), chance: new Fraction(top, bottom) };
}

function* contradictions({ count, chance, units, panels }) {
  if (panels && panels.length !== count) {
    yield new Text("The list has {found} seats for this code, not {n}.", { found: panels.length, n: count });
  }
  if (!allowedCounts(chance, units).includes(BigInt(count))) {
    yield new Text("So many panels are not what the chance gives.");
  }
}
