// A public value as somebody types it, brought into the one form of its source (docs/format.md 14.2).

import { hex, unhex } from "./bytes.js";
import { blocked } from "./findings.js";
import { clean } from "./names.js";
import { sha256 } from "./sha.js";

const plain = (text) => /^[0-9]{1,9}$/.test(text);

/** Whether a source is typed number by number. */
export const hasNumbers = ({ kind }) => ["digits", "dice", "balls", "lottery"].includes(kind);

/** The smallest and the largest number of such a source. */
export function rangeOf({ kind, of }) {
  return kind === "digits" ? [0, 9] : [1, of];
}

/** The value of an announced source. `typed` is a list of numbers as texts, or one text. Throws Blocked. */
export function valueOf(source, typed) {
  return `${source.kind} ${hasNumbers(source) ? numbers(source, typed) : READERS[source.kind](source, clean(typed))}`;
}

function numbers(source, typed) {
  const [least, most] = rangeOf(source);
  const found = typed.filter(plain).map(Number);
  const right = found.length === source.count && found.every((n) => least <= n && n <= most);
  if (!right) {
    throw blocked("The plan announces {n} whole numbers from {least:d} to {most:d} here.", {
      n: source.count,
      least,
      most,
    });
  }
  if (source.kind === "digits") return found.join("");
  if (source.kind === "dice") return found.join(" ");
  if (new Set(found).size !== found.length) throw blocked("A number stands here twice; each can be drawn only once.");
  return (source.kind === "lottery" ? found.sort((a, b) => a - b) : found).join(" ");
}

/** The members of a beacon's JSON, or words in their order. */
function members(typed, names) {
  if (!typed.startsWith("{")) return Object.fromEntries(typed.split(" ").map((word, i) => [names[i], word]));
  try {
    const found = JSON.parse(typed);
    return found.pulse ?? found;
  } catch {
    return {};
  }
}

const READERS = {
  text: (_, typed) => {
    if (typed === "") throw blocked("The value is not there yet.");
    if (typed.includes("|")) throw blocked('A value cannot hold the sign "|": it stands between two values.');
    return typed;
  },
  nist: (source, typed) => {
    const { pulseIndex, outputValue } = members(typed, ["pulseIndex", "outputValue"]);
    ensureRound(source, pulseIndex);
    const value = String(outputValue).toLowerCase();
    if (!/^[0-9a-f]{128}$/.test(value)) throw blocked("The output value of a NIST pulse has 128 hexadecimal digits.");
    return `${source.round} ${value}`;
  },
  drand: (source, typed) => {
    const { round, signature } = members(typed, ["round", "signature"]);
    ensureRound(source, round);
    const bytes = unhex(String(signature));
    const length = source.chain === "quicknet" ? 48 : 96;
    if (bytes?.length !== length) throw blocked("A signature of drand is written in hexadecimal digits (0-9, a-f).");
    return `${source.chain} ${source.round} ${hex(sha256(bytes))}`;
  },
};

function ensureRound(source, found) {
  if (String(found) === String(source.round)) return;
  throw blocked('The plan announces number {announced:d} of the beacon, not "{found}".', {
    ...{ announced: source.round, found: String(found ?? "") },
  });
}
