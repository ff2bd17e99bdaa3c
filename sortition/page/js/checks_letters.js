// V56 to V58: letters of a dossier, answers to them, and what was erased (docs/format.md §21, §22).

import { bigEndian, compareText, hex, sameBytes } from "./bytes.js";
import { parseCsv } from "./csv.js";
import { document } from "./documents.js";
import { isPublicFile } from "./dossier_facts.js";
import { sameTexts } from "./draw_facts.js";
import { Malformed, Text, Unreadable } from "./findings.js";
import { floorDivide, Fraction } from "./fraction.js";
import { addressKey, key } from "./names.js";
import { keyed, SYMBOLS, withCheck } from "./receipt.js";
import { number, ticket } from "./tickets.js";

const OWN = ["letter_number", "letter_wave", "letter_code", "letter_id", "letter_group"];
const BETWEEN = " · ";
const PARTS = 1n << 64n;
const KINDS = ["joined", "refused", "undeliverable"];

/** letters.json (21.2), as far as it is looked at. */
function planOf(member) {
  const m = member.object(
    ...["format", "id", "address", "per", "birth", "attributes", "leave_out", "lists"],
    ...["cap", "waves", "strata", "otherwise"],
  );
  m.format.oneOf("sortition/letters/1");
  m.id.text();
  return {
    address: m.address.texts(),
    per: m.per.oneOf("person", "address"),
    values: m.attributes.list((one) => one.object("category", "values", "bands").values.texts()),
    waves: m.waves.list((part) => part.fraction()),
    chances: new Map(
      m.strata.list((one) => {
        const { values, chance } = one.object("values", "units", "chance");
        return [JSON.stringify(values.texts()), chance.fraction()];
      }),
    ),
    otherwise: m.otherwise.fraction(),
  };
}

/** drawn.json (21.9). */
function accountOf(member) {
  const m = member.object(
    ...["format", "plan", "invited", "value", "wave", "first", "letters", "register", "rows"],
    ...["filters", "remaining", "homes", "strata"],
  );
  m.format.oneOf("sortition/letters-drawn/1");
  const facts = Object.fromEntries(["wave", "letters", "rows", "remaining"].map((name) => [name, m[name].whole()]));
  return {
    plan: m.plan.text(),
    invited: m.invited.text(),
    first: m.first.whole(1n),
    facts: {
      ...facts,
      value: m.value.text(),
      left_out: m.filters.list((one) => {
        const { name, left_out } = one.object("name", "left_out");
        return { name: name.text(), people: left_out.whole() };
      }),
    },
    groups: m.strata.list((one) => {
      const g = one.object("values", "people", "units", "offset", "letters", "earlier");
      return {
        cell: g.values.texts(),
        units: g.units.whole(),
        offset: g.offset.fraction(),
        letters: g.letters.whole(),
        earlier: g.earlier.whole(),
      };
    }),
  };
}

/** The files of a wave, or Unreadable or Malformed. */
function waveOf(dossier, place) {
  const [header, ...rows] = parseCsv(dossier.file(`${place}/invited.csv`));
  if (header.length < OWN.length || rows.some((row) => row.length !== header.length)) {
    throw new Unreadable(new Text("It is not a table with commas."));
  }
  return {
    place,
    plan: document(dossier.file(`${place}/letters.json`), planOf),
    account: document(dossier.file(`${place}/drawn.json`), accountOf),
    header,
    rows,
  };
}

const flat = (value) => JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner));

export function* v56Letters(dossier) {
  const earlier = [];
  for (const entry of dossier.of("letters drawn")) {
    const place = `letters/${entry.facts.wave}`;
    for (const name of ["letters.json", "drawn.json", "invited.csv"]) dossier.file(`${place}/${name}`);
    try {
      const wave = waveOf(dossier, place);
      if (!isOfItsPlan(wave, entry)) {
        yield new Text("{file}: groups or columns are not those of the plan.", { file: place });
        return;
      }
      yield* toldFaults(dossier, entry, wave, earlier);
      yield* countFaults(entry, wave, earlier);
      yield* peopleFaults(entry, wave, earlier);
      yield* codeFaults(dossier, wave);
      earlier.push(wave);
    } catch (error) {
      if (!(error instanceof Malformed || error instanceof Unreadable)) throw error;
      yield new Text("{file} is not what it should be:", { file: place });
      yield error.reason;
      return;
    }
  }
}

/** Whether groups, columns of the address and the turn are such as the plan knows. */
function isOfItsPlan({ plan, account, header }, { facts }) {
  const cells = account.groups.map((group) => group.cell);
  const columns = header.slice(OWN.length).map(key);
  return (
    cells.every((cell) => cell.length === plan.values.length && cell.every((v, i) => plan.values[i].includes(v))) &&
    (plan.per === "person" || plan.address.every((name) => columns.includes(key(name)))) &&
    facts.wave >= 1n &&
    facts.wave <= BigInt(plan.waves.length)
  );
}

/** The account names its files and the plan, and says what the journal says. */
function* toldFaults(dossier, entry, { place, account }, earlier) {
  const count = dossier.of("letters planned").filter((one) => one.number < entry.number).length;
  const agreed = dossier.files.get(`letterplans/${count}/letters.json`);
  if (!agreed || !sameBytes(dossier.file(`${place}/letters.json`), agreed)) {
    yield new Text("{file} is not the plan of letters that was recorded.", { file: place });
  }
  const [plan, invited] = ["letters.json", "invited.csv"].map((name) => dossier.hashes.get(`${place}/${name}`));
  if (account.plan !== plan || account.invited !== invited) {
    yield new Text("{file} names other files.", { file: `${place}/drawn.json` });
  }
  const told = Object.fromEntries(Object.keys(account.facts).map((name) => [name, entry.facts[name]]));
  const first = earlier.reduce((sum, one) => sum + BigInt(one.rows.length), 1n);
  if (flat(told) !== flat(account.facts) || account.first !== first) {
    yield new Text("{file} and the journal differ.", { file: `${place}/drawn.json` });
  }
}

/** Every group gets the letters that its chance and its offset give (21.5, 21.6). */
function* countFaults({ facts }, { place, plan, account, rows }, earlier) {
  const part = plan.waves[Number(facts.wave) - 1];
  const before = new Map((earlier.at(-1)?.account.groups ?? []).map((group) => [flat(group.cell), group]));
  const places = account.groups.map(({ cell }) => cell.map((value, i) => plan.values[i].indexOf(value)));
  if (places.some((at, i) => i && !isBefore(places[i - 1], at))) {
    yield new Text("{file}: the groups are not in order.", { file: place });
  }
  let at = new Fraction(number(facts.value, "letters rounded", PARTS), PARTS);
  for (const { cell, units, offset, letters, earlier: sent } of account.groups) {
    const share = (plan.chances.get(flat(cell)) ?? plan.otherwise).times(part).times(new Fraction(units));
    const wanted = whole(share.plus(offset));
    const old = before.get(flat(cell));
    const right = earlier.length ? letters <= (wanted > sent ? wanted : sent) : letters === wanted;
    const begun = old ?? (earlier.length ? { units, offset, letters: sent } : { units, offset: at, letters: 0n });
    const same = units === begun.units && offset.is(begun.offset) && sent === begun.letters;
    if (!right || !same || letters < sent) {
      const group = cell.join(BETWEEN);
      yield new Text("{file}: {group} has another number of letters than its chance gives.", { file: place, group });
    }
    at = at.plus(share);
    at = at.minus(new Fraction(whole(at)));
  }
  const found = new Map();
  for (const row of rows) found.set(row[4], (found.get(row[4]) ?? 0n) + 1n);
  const stated = account.groups.filter(({ letters, earlier: sent }) => letters > sent);
  if (
    found.size !== stated.length ||
    stated.some(({ cell, letters, earlier: sent }) => found.get(cell.join(BETWEEN)) !== letters - sent)
  ) {
    yield new Text("{file}: the groups of the letters are not those counted.", { file: place });
  }
}

const whole = ({ top, bottom }) => floorDivide(top, bottom);

/** Whether one list of places comes before another. */
function isBefore(one, two) {
  const i = one.findIndex((value, j) => value !== two[j]);
  return i >= 0 && one[i] < two[i];
}

/** Numbered, nobody twice, in the order of the tickets. */
function* peopleFaults({ facts }, wave, earlier) {
  const { place, account, header, rows } = wave;
  if (!rows.every((row, i) => row[0] === String(account.first + BigInt(i)) && row[1] === String(facts.wave))) {
    yield new Text("{file}: the letters are not numbered in order.", { file: place });
  }
  if (!sameTexts(header.slice(0, OWN.length), OWN) || BigInt(rows.length) !== facts.letters) {
    yield new Text("{file} is not the list of so many letters.", { file: place });
  }
  const ids = [...earlier, wave].flatMap((one) => one.rows.map((row) => row[3]));
  if (new Set(ids).size !== ids.length) yield new Text("{file}: somebody has two letters.", { file: place });
  const tickets = rows.map((row) => [hex(ticketOf(wave, row, facts.value)), row[3]]);
  if (tickets.some(([drawn, id], i) => i && compareText(tickets[i - 1][0] + tickets[i - 1][1], drawn + id) > 0)) {
    yield new Text("{file}: the letters are not in the order of the tickets.", { file: place });
  }
}

function ticketOf({ plan, header }, row, value) {
  if (plan.per === "person") return ticket(value, "letter", row[3]);
  const columns = header.map(key);
  const cells = plan.address.map((name) => row[columns.indexOf(key(name), OWN.length)]);
  return ticket(value, "letter address", addressKey(cells) ?? "");
}

/** Letter n has the n-th code that the secret gives (21.8). */
function* codeFaults(dossier, { place, account, rows }) {
  const needed = Number(account.first) - 1 + rows.length;
  const codes = new Set();
  for (let turn = 0; codes.size < needed; turn++) codes.add(replyCode(dossier.secret, turn));
  const expected = [...codes].slice(Number(account.first) - 1);
  if (!rows.every((row, i) => row[2] === expected[i])) {
    yield new Text("{file}: the reply codes are not those of the secret.", { file: place });
  }
}

function replyCode(secret, turn) {
  const base = BigInt(SYMBOLS.length);
  let v = bigEndian(keyed(secret, "sortition/reply/1", String(turn)));
  const digits = [];
  for (let i = 0; i < 8; i++) {
    digits.unshift(Number(v % base));
    v /= base;
  }
  return withCheck(digits).replace(/(...)(?=.)/g, "$1-");
}

export function* v57Answers(dossier) {
  const codes = new Set();
  let count = 0;
  for (const { step, facts } of dossier.of("letters drawn", "answers")) {
    if (step === "letters drawn") {
      const rows = dossier.table(`letters/${facts.wave}/invited.csv`).slice(1);
      for (const row of rows) if (row.length >= OWN.length) codes.add(row[2]);
      continue;
    }
    count += 1;
    const file = `answers/${count}/answers.csv`;
    const [header, ...rows] = dossier.table(file);
    const ordered = rows.every((row, i) => !i || compareText(rows[i - 1].join("\n"), row.join("\n")) < 0);
    if (header.join() !== "letter_code,answer" || rows.some((row) => row.length !== 2) || !ordered) {
      yield new Text("{file} is not a list of answers in order.", { file });
    }
    const times = (kind) => BigInt(rows.filter((row) => row.at(-1) === kind).length);
    const known = rows.every((row) => KINDS.includes(row.at(-1)));
    if (!known || KINDS.some((kind) => times(kind) !== facts[kind]) || facts.letters !== BigInt(codes.size)) {
      yield new Text("{file} and the journal differ.", { file });
    }
    if (!rows.every((row) => codes.has(row[0]))) {
      yield new Text("{file}: an answer to no letter that was drawn.", { file });
    }
  }
}

export function* v58Erased(dossier) {
  for (const entry of dossier.of("erased")) {
    const before = dossier.entries.filter((one) => one.number < entry.number);
    const names = before.flatMap((one) => [...one.outputs.keys()]).filter((name) => !isPublicFile(name));
    const tops = names.map((name) => name.split("/")[0]);
    const counted = [...new Set(tops)].sort(compareText).map((top) => [top, tops.filter((one) => one === top).length]);
    const stated = entry.facts.erased.map(({ what, files }) => [what, Number(files)]);
    if (flat(stated) !== flat(counted)) {
      yield new Text("Line {n} does not tell everything that was to be erased.", { n: entry.number + 1n });
    }
  }
}
