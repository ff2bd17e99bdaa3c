// Ed25519 signatures checked (RFC 8032, 5.1.7). Browsers differ in which odd encodings they take, so
// those are refused here first; the equation itself is left to the browser where it can.
// Nothing here is secret, so nothing has to take the same time for every input.

import { hex, joined, littleEndian } from "./bytes.js";
import { sha512 } from "./sha.js";

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = modulo(-121665n * inverse(121666n));
const ROOT = power(2n, (P - 1n) / 4n);
const NEUTRAL = [0n, 1n, 1n, 0n];
const BASE = decode(encoded(4n * inverse(5n), 0n));

function modulo(x) {
  const rest = x % P;
  return rest < 0n ? rest + P : rest;
}

function power(x, exponent) {
  let out = 1n;
  for (let [square, left] = [modulo(x), exponent]; left; left >>= 1n) {
    if (left & 1n) out = modulo(out * square);
    square = modulo(square * square);
  }
  return out;
}

function inverse(x) {
  return power(x, P - 2n);
}

/** The sum of two points in extended coordinates (5.1.4). */
function sum([ax, ay, az, at], [bx, by, bz, bt]) {
  const left = modulo((ay - ax) * (by - bx));
  const right = modulo((ay + ax) * (by + bx));
  const both = modulo(2n * at * bt * D);
  const scale = modulo(2n * az * bz);
  const [e, f, g, h] = [right - left, scale - both, scale + both, right + left];
  return [modulo(e * f), modulo(g * h), modulo(f * g), modulo(e * h)];
}

function multiple(n, point) {
  let out = NEUTRAL;
  for (let left = n; left; left >>= 1n) {
    if (left & 1n) out = sum(out, point);
    point = sum(point, point);
  }
  return out;
}

function encoded(y, odd) {
  const bits = (modulo(y) | (odd << 255n)).toString(16).padStart(64, "0");
  return Uint8Array.from({ length: 32 }, (_, i) => parseInt(bits.slice(62 - 2 * i, 64 - 2 * i), 16));
}

function encode([x, y, z]) {
  const scale = inverse(z);
  return encoded(y * scale, modulo(x * scale) & 1n);
}

/** The point in 32 bytes, or null (5.1.3). */
function decode(bytes) {
  const bits = littleEndian(bytes);
  const [odd, y] = [bits >> 255n, bits & ((1n << 255n) - 1n)];
  if (y >= P) return null;
  const square = modulo((y * y - 1n) * inverse(D * y * y + 1n));
  let x = power(square, (P + 3n) / 8n);
  if (modulo(x * x - square)) x = modulo(x * ROOT);
  if (modulo(x * x - square) || (x === 0n && odd)) return null;
  if ((x & 1n) !== odd) x = P - x;
  return [x, y, 1n, modulo(x * y)];
}

/** Whether R = [s]B - [k]A, by hand. */
function equationHolds(key, point, message, signature) {
  const first = signature.subarray(0, 32);
  const k = littleEndian(sha512(joined([first, key, message]))) % ORDER;
  const [x, y, z, t] = point;
  const minus = [modulo(-x), y, z, modulo(-t)];
  const found = sum(multiple(littleEndian(signature.subarray(32)), BASE), multiple(k, minus));
  return hex(encode(found)) === hex(first);
}

/** Whether the signature (64 bytes) of the message is that of the key (32 bytes). */
export async function signatureIsRight(key, message, signature, subtle = globalThis.crypto?.subtle) {
  const point = key.length === 32 && signature.length === 64 ? decode(key) : null;
  if (!point || littleEndian(signature.subarray(32)) >= ORDER) return false;
  try {
    const known = await subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return await subtle.verify({ name: "Ed25519" }, known, signature, message);
  } catch {
    // No WebCrypto here, or one without Ed25519.
    return equationHolds(key, point, message, signature);
  }
}
