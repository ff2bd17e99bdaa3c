// SHA-256, SHA-512 and HMAC (FIPS 180-4, RFC 2104), for the many short texts that are hashed one by
// one. Whole files are hashed by the browser where it can (digest).

import { joined } from "./bytes.js";

const MASK = (1n << 64n) - 1n;

function primes(count) {
  const found = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p)) found.push(n);
  return found;
}

/** The first 64 bits after the point of the root of that degree. */
function rootBits(n, degree) {
  const target = BigInt(n) << (64n * BigInt(degree));
  let low = 0n;
  let high = 1n << 70n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(degree) <= target) low = middle;
    else high = middle;
  }
  return low & MASK;
}

const ROUND_512 = primes(80).map((p) => rootBits(p, 3));
const START_512 = primes(8).map((p) => rootBits(p, 2));
// The constants of SHA-256 are the upper halves of the first 64.
const ROUND_256 = Int32Array.from(ROUND_512.slice(0, 64), (bits) => Number(bits >> 32n) | 0);
const START_256 = Int32Array.from(START_512, (bits) => Number(bits >> 32n) | 0);

function padded(bytes, block, lengthBytes) {
  const out = new Uint8Array(Math.ceil((bytes.length + 1 + lengthBytes) / block) * block);
  out.set(bytes);
  out[bytes.length] = 0x80;
  const view = new DataView(out.buffer);
  view.setUint32(out.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(out.length - 4, (bytes.length << 3) >>> 0);
  return view;
}

const turn = (x, n) => (x >>> n) | (x << (32 - n));

export function sha256(bytes) {
  const view = padded(bytes, 64, 8);
  const state = Int32Array.from(START_256);
  const w = new Int32Array(64);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i);
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15];
      const b = w[i - 2];
      w[i] = w[i - 16] + w[i - 7] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
    compress(state, w);
  }
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => out.setInt32(4 * i, word));
  return new Uint8Array(out.buffer);
}

function compress(state, w) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND_256[i] + w[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    // One by one: taking a list apart here makes it several times as slow.
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] += word));
}

const turn64 = (x, n) => ((x >> BigInt(n)) | (x << BigInt(64 - n))) & MASK;

export function sha512(bytes) {
  const view = padded(bytes, 128, 16);
  const state = [...START_512];
  for (let at = 0; at < view.byteLength; at += 128) {
    const w = Array.from({ length: 16 }, (_, i) => view.getBigUint64(at + 8 * i));
    for (let i = 16; i < 80; i++) {
      const [a, b] = [w[i - 15], w[i - 2]];
      const small = turn64(a, 1) ^ turn64(a, 8) ^ (a >> 7n);
      w.push((w[i - 16] + w[i - 7] + small + (turn64(b, 19) ^ turn64(b, 61) ^ (b >> 6n))) & MASK);
    }
    compress512(state, w);
  }
  const out = new DataView(new ArrayBuffer(64));
  state.forEach((word, i) => out.setBigUint64(8 * i, word));
  return new Uint8Array(out.buffer);
}

function compress512(state, w) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 80; i++) {
    const choice = (e & f) ^ (~e & MASK & g);
    const one = h + (turn64(e, 14) ^ turn64(e, 18) ^ turn64(e, 41)) + choice + ROUND_512[i] + w[i];
    const two = (turn64(a, 28) ^ turn64(a, 34) ^ turn64(a, 39)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) & MASK, c, b, a, (one + two) & MASK];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i] + word) & MASK));
}

export function hmac(key, message) {
  const block = new Uint8Array(64);
  block.set(key.length > 64 ? sha256(key) : key);
  const inner = sha256(joined([block.map((byte) => byte ^ 0x36), message]));
  return sha256(joined([block.map((byte) => byte ^ 0x5c), inner]));
}

/** SHA-256 of a whole file, by the browser where it can. */
export async function digest(bytes) {
  const subtle = globalThis.crypto?.subtle;
  return subtle ? new Uint8Array(await subtle.digest("SHA-256", bytes)) : sha256(bytes);
}
