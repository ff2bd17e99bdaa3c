// Lines of the journal as entries, and moments (docs/format.md §12).

import { hex, sameBytes, utf8 } from "./bytes.js";
import { Malformed, Text } from "./findings.js";
import { jsonText, parseJson } from "./json.js";
import { Member } from "./member.js";
import { sha256 } from "./sha.js";

const MOMENT = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:Z|([+-])([0-9]{2}):([0-9]{2}))$/;
const PATH = /^[a-z0-9][a-z0-9_.-]*(?:\/[a-z0-9][a-z0-9_.-]*)*$/;
const MOST_BRACKETS = 2000;
const [OPENING_LIST, OPENING_OBJECT, LINE_FEED] = [0x5b, 0x7b, 0x0a];

/** Seconds since 1970 of a moment (12.3), or null when it is none. */
export function seconds(text) {
  const found = MOMENT.exec(text);
  if (!found) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number);
  const [away, awayMinutes] = [Number(found[8] ?? 0), Number(found[9] ?? 0)];
  if (!year || hour > 23 || minute > 59 || second > 59 || away > 23 || awayMinutes > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  const offset = (found[7] === "-" ? -60 : 60) * (60 * away + awayMinutes);
  return date.getTime() / 1000 + 3600 * hour + 60 * minute + second - offset;
}

/** The lines of a journal, each with its line feed; a last one without it counts. */
export function linesOf(bytes) {
  const lines = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(LINE_FEED, start) + 1 || bytes.length;
    lines.push(bytes.subarray(start, end));
    start = end;
  }
  return lines;
}

/** A line as an entry. Throws Unreadable or Malformed when it is none (12.1-12.4). */
export function entryOf(line) {
  const brackets = line.reduce((n, byte) => n + (byte === OPENING_LIST || byte === OPENING_OBJECT), 0);
  if (brackets > MOST_BRACKETS) {
    throw new Malformed(new Text("{place} has more brackets than an entry can have.", { place: "{ }" }));
  }
  const value = parseJson(line);
  if (!sameBytes(utf8(`${jsonText(value)}\n`), line)) {
    throw new Malformed(new Text("{place} is not written in the one way.", { place: "{ }" }));
  }
  const m = new Member(value).object(
    ...["facts", "format", "inputs", "number", "outputs", "previous", "step", "time", "tool"],
  );
  m.tool.text();
  const step = m.step.oneOf(...Object.keys(FACTS));
  return {
    version: Number(m.format.oneOf("sortition/journal/1", "sortition/journal/2").at(-1)),
    number: m.number.whole(),
    previous: hash(m.previous),
    step,
    time: moment(m.time),
    inputs: hashes(m.inputs),
    outputs: hashes(m.outputs),
    facts: FACTS[step](m.facts),
    hash: hex(sha256(line)),
  };
}

// --- shapes: a function from a Member to what it holds -------------------------------------------

const digits = (count) => (member) => {
  const text = member.text();
  if (text.length === count && /^[0-9a-f]*$/.test(text)) return text;
  throw member.wrong("{place} should be {n} hexadecimal digits.", { n: count });
};
const hash = digits(64);
const text = (member) => member.text();
const whole = (member) => member.whole();

function moment(member) {
  if (seconds(member.text()) === null) throw member.wrong("{place} should be a moment.");
  return member.value;
}

function hashes(member) {
  if (!(member.value instanceof Map)) throw member.wrong("{place} should be an object.");
  const names = [...member.value.keys()];
  if (!names.every((name) => PATH.test(name))) throw member.wrong("{place} names no file of a dossier.");
  const m = member.object(...names);
  return new Map(names.map((name) => [name, hash(m[name])]));
}

const shape = (members) => (member) => {
  const m = member.object(...Object.keys(members));
  return Object.fromEntries(Object.entries(members).map(([name, read]) => [name, read(m[name])]));
};
const listOf = (read) => (member) => member.list(read);
const nullOr = (read) => (member) => member.orNull(read);

const PARTIES = listOf(shape({ key: hash, name: text }));
const CHANGES = listOf(shape({ field: text, before: nullOr(text), after: nullOr(text) }));
const PARTS = listOf(shape({ kind: text, source: text, value: text, known: moment, check: text, evidence: text }));
const VALUE = shape({ value: text, parts: PARTS });

const REGISTER = listOf(shape({ name: text, sha256: hash }));
const LEFT_OUT = listOf(shape({ name: text, people: whole }));
const ERASED = listOf(shape({ what: text, files: whole, rows: whole }));

const FACTS = {
  opened: shape({ language: text, lineage: nullOr(shape({ head: hash, why: text })) }),
  planned: shape({ version: whole, parties: PARTIES }),
  signed: shape({ party: text, key: hash, subject: hash, signature: digits(128) }),
  amended: shape({ version: whole, parties: PARTIES, by: text, why: text, changes: CHANGES }),
  "pool closed": shape({ people: whole }),
  "value A": VALUE,
  "panels committed": shape({ units: whole }),
  "value B": VALUE,
  drawn: shape({ number: whole, of: whole }),
  replaced: shape({ head: hash, seats: whole, added: whole }),
  status: shape({ counts: listOf(shape({ status: text, people: whole })) }),
  "alternates drawn": shape({
    ...{ people: whole, sets: whole, number: whole },
    ...{ without: whole, shortfall: whole, bound: whole },
  }),
  "alternates called": shape({ people: whole, free: whole }),
  trial: shape({ trial: whole, seed: text, people: whole, number: whole, of: whole }),
  "letters planned": shape({ letters: whole, waves: whole, register: REGISTER }),
  "letters drawn": shape({
    ...{ wave: whole, letters: whole, rows: whole, remaining: whole },
    ...{ value: text, source: text, known: moment, left_out: LEFT_OUT },
  }),
  answers: shape({ letters: whole, joined: whole, refused: whole, undeliverable: whole }),
  erased: shape({ by: text, why: text, erased: ERASED }),
  failed: shape({ step: (member) => member.oneOf(...Object.keys(FACTS)), exit_code: whole, codes: listOf(text) }),
};
