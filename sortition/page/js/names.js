// Names, values and addresses as they are compared and ordered (docs/format.md 2.1, 2.2, 2.6).

import { compareText } from "./bytes.js";

const WHITE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;
const WHOLE_AS_DECIMAL = /^([+-]?\p{Nd}+)[.,]0+$/u;
const RUNS = /\p{Nd}+|\P{Nd}+/gu;
const DIGIT = /^\p{Nd}/u;

/** Clean text (2.1). */
export function clean(text) {
  return text.normalize("NFC").replace(WHITE, " ").replace(/^ | $/g, "");
}

/** A value (2.1): clean, and 10.0 is 10. */
export function value(text) {
  const cleaned = clean(text);
  return WHOLE_AS_DECIMAL.exec(cleaned)?.[1] ?? cleaned;
}

/**
 * Unicode's full case folding, sign by sign. It is the lower case of the upper case, but for the
 * dotless i and the Cherokee letters, which fold to themselves in upper case, and the capital ẞ.
 */
export function folded(text) {
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return Array.from(text, foldedSign).join("");
}

function foldedSign(sign) {
  if (sign === "ẞ") return "ss";
  if (sign === "ı") return sign;
  if (/[\u13a0-\u13fd\uab70-\uabbf]/.test(sign)) return sign.toUpperCase();
  return Array.from(sign.toUpperCase(), (upper) => upper.toLowerCase()).join("");
}

/** What spellings of one name share (2.1). */
export const key = (text) => folded(value(text));

/** What a decimal digit of any script is worth: in Unicode they stand in tens, zero first. */
function worth(digit) {
  let start = digit.codePointAt(0);
  while (DIGIT.test(String.fromCodePoint(start - 1))) start--;
  return (digit.codePointAt(0) - start) % 10;
}

/** A name as runs of digits and of other signs, for compareNatural (2.2). */
export function natural(text) {
  return (key(text).match(RUNS) ?? []).map((run) =>
    DIGIT.test(run) ? { run, digits: Array.from(run, worth).join("").replace(/^0+/, "") } : { run },
  );
}

export function compareNatural(a, b) {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const found = compareRuns(a[i], b[i]);
    if (found) return found;
  }
  return a.length - b.length;
}

function compareRuns(a, b) {
  if ((a.digits === undefined) !== (b.digits === undefined)) return a.digits === undefined ? 1 : -1;
  if (a.digits === undefined) return compareText(a.run, b.run);
  return a.digits.length - b.digits.length || compareText(a.digits, b.digits) || compareText(a.run, b.run);
}

/** What the cells of one address share however they are written (2.6); null is no household. */
export function addressKey(cells) {
  const parts = cells.map(addressPart);
  return parts.some(Boolean) ? parts.join("|") : null;
}

function addressPart(cell) {
  const letters = folded(value(cell).normalize("NFKD").replace(/\p{M}/gu, ""));
  return letters
    .replace(/[^\p{L}\p{Nd}]+/gu, " ")
    .replace(/(?<=\p{Nd}) (?=\p{Nd})/gu, "-")
    .replaceAll(" ", "");
}
