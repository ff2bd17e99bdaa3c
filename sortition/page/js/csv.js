// Tables with commas (docs/format.md 2.4).

import { decodeUtf8, sameBytes, utf8 } from "./bytes.js";
import { Text, Unreadable } from "./findings.js";

const PLAIN_NUMBER = /^[+-]?[0-9]+([.,][0-9]+)?$/;
const unreadable = (template) => new Unreadable(new Text(template));

/** The rows of a table, header first, each cell as it was before it was written. */
export function parseCsv(bytes) {
  const text = decodeUtf8(bytes);
  const rows = text.includes('"') ? quotedRows(text) : plainRows(text);
  if (!rows.length) throw unreadable("It is empty.");
  if (!text.includes("'")) return rows;
  return rows.map((row) => row.map((cell) => (cell[0] === "'" ? cell.slice(1) : cell)));
}

function plainRows(text) {
  if (!text) return [];
  return text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => line.split(","));
}

/** Fields in quotes may hold anything; outside of them a carriage return ends a row too. */
function quotedRows(text) {
  const rows = [];
  let row = [];
  let at = 0;
  const field = /"((?:[^"]|"")*)"(?=[,\r\n]|$)|([^",\r\n][^,\r\n]*|)(?=[,\r\n]|$)/y;
  while (at < text.length) {
    field.lastIndex = at;
    const found = field.exec(text);
    if (!found) throw unreadable("It is not a table with commas.");
    row.push(found[1] === undefined ? found[2] : found[1].replaceAll('""', '"'));
    at += found[0].length;
    if (text[at] === ",") {
      at++;
      if (at < text.length) continue;
      row.push("");
    }
    at += text.startsWith("\r\n", at) ? 2 : 1;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** A cell as it stands in a file. */
export function writtenCell(cell) {
  const text = /^[=+\-@'\t\r]/.test(cell) && !PLAIN_NUMBER.test(cell) ? `'${cell}` : cell;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The one way to write rows. Each different cell is looked at once. */
export function csvBytes(rows) {
  const known = new Map();
  const written = (cell) => {
    if (!known.has(cell)) known.set(cell, writtenCell(cell));
    return known.get(cell);
  };
  return utf8(`${rows.map((row) => row.map(written).join(",")).join("\n")}\n`);
}

export const isCanonicalCsv = (rows, bytes) => sameBytes(csvBytes(rows), bytes);
