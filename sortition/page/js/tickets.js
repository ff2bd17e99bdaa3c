// Tickets and numbers from public values (docs/format.md §3 and 7.2).

import { bigEndian, hex, joined, utf8 } from "./bytes.js";
import { clean } from "./names.js";
import { sha256 } from "./sha.js";

const SPAN = 1n << 256n;

/** Texts as bytes, each after its length (3.1). */
export function encode(...texts) {
  return joined(
    texts.flatMap((text) => {
      const form = utf8(text);
      const length = new DataView(new ArrayBuffer(8));
      length.setBigUint64(0, BigInt(form.length));
      return [new Uint8Array(length.buffer), form];
    }),
  );
}

/** A ticket of 32 bytes (3.2). */
export function ticket(value, purpose, subject) {
  return sha256(encode("sortition/1", purpose, value, subject));
}

/** A whole number below n (a BigInt), without bias (3.3). RangeError unless n is from 1 to 2^256. */
export function number(value, purpose, n) {
  if (n < 1n || n > SPAN) throw new RangeError("n must be from 1 to 2^256");
  const limit = n * (SPAN / n);
  for (let i = 0; ; i++) {
    const v = bigEndian(ticket(value, purpose, String(i)));
    if (v < limit) return v % n;
  }
}

/** The number that value B draws from m panels, a BigInt (7.2). */
export function panelNumber(valueB, m) {
  const digits = /^digits ([0-9]{1,78})$/.exec(valueB)?.[1];
  if (digits && m === 10n ** BigInt(digits.length)) return BigInt(digits);
  return number(valueB, "draw", m);
}

/** Whether a text is a public value as it is used (3.4): clean, not empty, and writable. */
export function isPublic(text) {
  return text !== "" && text.isWellFormed() && clean(text) === text;
}

/** Values A and B of a seed (3.5). */
export function fromSeed(seed) {
  return [hex(ticket(seed, "seed", "construction")), hex(ticket(seed, "seed", "randomness"))];
}
