// Bytes and text: UTF-8, hexadecimal, and the order of code points (docs/format.md 2.3, 3.1).

import { Unreadable, Text } from "./findings.js";

const encoder = new TextEncoder();

/** The UTF-8 form of a text. Half a surrogate pair has none: then a RangeError. */
export function utf8(text) {
  if (!text.isWellFormed()) throw new RangeError("half a surrogate pair");
  return encoder.encode(text);
}

/** The text in bytes. A byte order mark stays in it, as the first sign. */
export function decodeUtf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Unreadable(new Text("It is not UTF-8 text."));
  }
}

export function hex(bytes) {
  let out = "";
  for (const byte of bytes) out += byte.toString(16).padStart(2, "0");
  return out;
}

/** The bytes of an even number of hexadecimal digits, or null. */
export function unhex(digits) {
  if (digits.length % 2 || !/^[0-9a-fA-F]*$/.test(digits)) return null;
  const out = new Uint8Array(digits.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return out;
}

export function bigEndian(bytes) {
  return BigInt(`0x${hex(bytes) || "0"}`);
}

export function littleEndian(bytes) {
  return bigEndian(Uint8Array.from(bytes).reverse());
}

export function joined(parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function sameBytes(a, b) {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export function compareBytes(a, b) {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

/** Order by code points. JavaScript's own is by UTF-16 units, where surrogates come too early. */
export function compareText(a, b) {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

function rank(unit) {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}
