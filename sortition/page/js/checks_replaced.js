// V59 to V61: who of a panel is gone, and who was drawn in their place (docs/format.md §23).

import { compareText, sameBytes } from "./bytes.js";
import { isPublicFile } from "./dossier_facts.js";
import { sameTexts } from "./draw_facts.js";
import { blocked, Text } from "./findings.js";
import { jsonText } from "./json.js";
import { key } from "./names.js";

const STATUSES = ["confirmed", "declined", "withdrawn", "unreachable", "excluded"];
const STAYS = "confirmed";
/** Steps after which a replacement must be begun anew. */
const STALE = ["status", "replaced", "alternates called"];
const HEADER = ["id", "status", "day", "reason"];

export function* v59Statuses(dossier) {
  const known = new Set(dossier.registrants.slice(1).map((row) => row[0]));
  for (const [i, entry] of dossier.of("status").entries()) {
    const file = `statuses/${i + 1}/statuses.csv`;
    const [header, ...rows] = dossier.table(file);
    if (!sameTexts(header, HEADER) || rows.some((row) => row.length !== HEADER.length)) {
      yield new Text("{file} is not a table of statuses.", { file });
      continue;
    }
    const ids = rows.map((row) => row[0]);
    const inOrder = ids.every((id, at) => !at || compareText(ids[at - 1], id) < 0);
    if (!inOrder || !ids.every((id) => known.has(id))) {
      yield new Text("{file} does not name people of the pool once, in order.", { file });
    }
    const times = (status) => BigInt(rows.filter((row) => row[1] === status).length);
    const found = STATUSES.filter(times).map((status) => [status, times(status)]);
    const stated = entry.facts.counts.map(({ status, people }) => [status, people]);
    if (jsonText(stated) !== jsonText(found)) yield new Text("{file} and the journal differ.", { file });
    if (!rows.every((row) => STATUSES.includes(row[1]))) {
      yield new Text("{file} holds something that is no status.", { file });
    }
  }
}

export function* v60Replacements(dossier) {
  for (const [i, entry] of dossier.of("replaced").entries()) {
    const n = entry.number + 1n;
    const file = `public/replacement-${i + 1}/public.zip`;
    const named = [...entry.outputs.keys()].sort(compareText);
    if (!sameTexts(named, [file, `replacements/${i + 1}/auditor.zip`])) {
      yield new Text("Line {n} does not name the bundles it should.", { n });
      continue;
    }
    const found = dossier.nested(file);
    yield* orderFaults(file, found, "public");
    const inner = found.dossier;
    if (inner.entries.at(-1).hash !== entry.facts.head) {
      yield new Text("{file} is not of the journal that line {n} names.", { file, n });
    }
    if (inner.lastPlan.size !== entry.facts.seats || !inner.of("drawn").length) {
      yield new Text("{file} does not draw so many people.", { file });
    }
    const until = begun(dossier, entry, inner);
    if (until === null) yield new Text("{file} was not begun from this journal.", { file });
    else if (dossier.of(...STALE).some(({ number }) => number >= until && number < entry.number)) {
      yield new Text("{file} was begun before the last statuses.", { file });
    }
  }
}

export function* v61Follow(dossier) {
  for (const [i, entry] of dossier.of("replaced").entries()) {
    const file = `replacements/${i + 1}/auditor.zip`;
    const [found, shown] = [file, `public/replacement-${i + 1}/public.zip`].map((name) => dossier.nested(name));
    yield* orderFaults(file, found, "auditor");
    const inner = found.dossier;
    if (!samePublic(inner, shown.dossier)) yield new Text("{file}: what is public of it is another draw.", { file });
    const until = begun(dossier, entry, inner);
    if (until === null) continue; // V60 says so
    const first = inner.plan(1);
    const left = leftOf(dossier, dossier.entries.slice(0, until), entry.facts.added);
    if (first.size !== left.free || inner.pool.size !== left.free) {
      yield new Text("{file} has another number of seats than was free.", { file });
    }
    if (first.quotas === null || jsonText(first.quotas) !== jsonText(left.quotas)) {
      yield new Text("{file}: its first plan does not have the quotas that were left.", { file });
    }
    const same = inner.registrants.length === left.people.length;
    if (!same || !left.people.every((row, at) => sameTexts(row, inner.registrants[at]))) {
      yield new Text("{file} has other people than were left.", { file });
    }
  }
}

function* orderFaults(file, { kind, failed }, wanted) {
  if (kind !== wanted) yield new Text("{file} is not a bundle of this kind.", { file });
  if (failed.length) yield new Text("{file}: these checks fail: {checks}.", { file, checks: failed.join(", ") });
}

/** Whether two bundles of a replacement have the same journal and the same public files. */
function samePublic(inner, shown) {
  const names = (dossier) => [...dossier.files.keys()].filter(isPublicFile).sort(compareText);
  const both = [...names(inner), "journal.jsonl"];
  return (
    sameTexts(names(inner), names(shown)) && both.every((name) => sameBytes(inner.file(name), shown.file(name)))
  );
}

/** How many entries there were when the replacement was begun; null when not of this journal. */
function begun(dossier, entry, inner) {
  const head = inner.entries[0].facts.lineage?.head ?? null;
  const at = dossier.entries.slice(0, Number(entry.number)).findIndex(({ hash }) => hash === head);
  return at < 0 ? null : at + 1;
}

/** The rules of 23.2, from the draw and what came of its people before. */
export function leftOf(dossier, entries, added) {
  const { drawn } = dossier;
  const members = new Set(idsOf(drawn.table("panel.csv")));
  const last = new Map();
  let [statuses, earlier, called, grown] = [0, 0, 0, added];
  const { size } = dossier.pool;
  for (const { step, facts } of entries) {
    if (step === "status") {
      statuses += 1;
      const rows = dossier.table(`statuses/${statuses}/statuses.csv`).slice(1);
      for (const row of rows) if (row.length === HEADER.length) last.set(row[0], row[1]);
    } else if (step === "replaced") {
      earlier += 1;
      grown += facts.added;
      const inner = dossier.nested(`replacements/${earlier}/auditor.zip`).dossier;
      for (const id of idsOf(inner.drawn.table("panel.csv"))) members.add(id);
    } else if (step === "alternates called") {
      called += 1;
      for (const id of idsOf(dossier.table(`called/${called}/panel.csv`))) members.add(id);
    }
  }
  const gone = new Set([...last].filter(([, status]) => status !== STAYS).map(([id]) => id));
  const { ids, index } = drawn.people;
  const stay = [...members].filter((id) => !gone.has(id));
  if (!stay.every((id) => index.has(id))) {
    throw blocked("The people cannot be put together: see {check}.", { check: "V07" });
  }
  const sitting = new Set(stay.map((id) => index.get(id)));
  const shared = drawn.homes.filter((home) => home.some((i) => sitting.has(i)));
  const near = new Set(shared.flat().map((i) => ids[i]));
  const [header, ...rows] = dossier.registrants;
  const quotas = dossier.pool.quotas.map(({ category, value, min, max }) => {
    const column = drawn.values[drawn.lottery.categories.indexOf(category)];
    const taken = BigInt(stay.filter((id) => column[index.get(id)] === key(value)).length);
    const most = max + (max * grown + size - 1n) / size;
    const low = min > taken ? min - taken : 0n;
    return [category, value, low, most - taken > low ? most - taken : low];
  });
  const isLeft = ([id]) => !members.has(id) && !gone.has(id) && !near.has(id);
  return {
    people: [header, ...rows.filter(isLeft)],
    quotas: quotas.sort((a, b) => compareText(a[0], b[0]) || compareText(a[1], b[1])),
    free: size + grown - BigInt(stay.length),
  };
}

const idsOf = (rows) => rows.slice(1).map((row) => row[0]);
