// V07 to V10: people, homes and profiles follow from the tables and the quotas.

import { compareText } from "./bytes.js";
import { definitionFaults } from "./derived.js";
import { compareLists, sameTexts } from "./draw_facts.js";
import { Text } from "./findings.js";
import { clean, compareNatural, key, natural, value } from "./names.js";

export function* v07People(draw) {
  const files = ["panel.csv", "not_drawn.csv"];
  const [drawn, others] = files.map((file) => draw.table(file));
  const [a, b] = files;
  if (!sameTexts(drawn[0], others[0])) yield new Text("{a} and {b} have different columns.", { a, b });
  yield* rowFaults(a, drawn);
  yield* rowFaults(b, others);
  const ids = [...drawn.slice(1), ...others.slice(1)].map((row) => row[0]);
  if (new Set(ids).size !== ids.length) yield new Text("Somebody is in {a} and in {b}.", { a, b });
  yield* columnFaults(draw);
}

function* rowFaults(file, rows) {
  for (let i = 1; i < rows.length; i++) {
    const row = i + 1;
    if (rows[i].length !== rows[0].length)
      yield new Text("{file}, row {row:d}: not one cell for each column.", { file, row });
    if (!rows[i][0]) yield new Text("{file}, row {row:d}: a person without an id.", { file, row });
    const order = i > 1 ? compareText(rows[i - 1][0], rows[i][0]) : -1;
    if (order === 0) yield new Text("{file}, row {row:d}: the same person again.", { file, row });
    if (order > 0) yield new Text("{file}, row {row:d}: not in order of id.", { file, row });
  }
}

/**
 * The id, then the categories in their order, then all others by key, then by spelling. Categories
 * that are derived have no column (4.7); what they look at has one.
 */
function* columnFaults(draw) {
  const { columns } = draw.people;
  const { categories, derived } = draw.lottery;
  const own = new Set(derived.map(({ category }) => key(category)));
  const first = [draw.draw.id_column, ...categories.filter((name) => !own.has(key(name)))];
  const lookedAt = derived.flatMap(({ of }) => of).filter((name) => !own.has(key(name)));
  if (!sameTexts(columns.slice(0, first.length).map(key), first.map(key))) {
    yield new Text("The first columns are not the id and the categories, in their order.");
  }
  const others = columns.slice(first.length);
  const order = (a, b) => compareText(key(a), key(b)) || compareText(a, b);
  if (!sameTexts(others, [...others].sort(order))) {
    yield new Text("The other columns are not in order of their names.");
  }
  for (const column of [...first, ...draw.draw.household_columns, ...lookedAt]) {
    if (draw.column(column) < 0) yield new Text("There is not exactly one column {column}.", { column });
  }
}

export function* v08Quotas(draw) {
  yield* quotaFaults(draw.lottery);
  const { derived, quotas } = draw.lottery;
  if (derived.some(({ category }) => category === draw.lottery.weights)) yield new Text("The weights have no column.");
  if (derived.length) yield* definitionFaults(derived, quotas, draw.people.columns);
}

export function* quotaFaults({ quotas, categories }) {
  const order = quotas.map((quota) => [natural(quota.category), natural(quota.value)]);
  for (let i = 1; i < quotas.length; i++) {
    const later = compareNatural(order[i][0], order[i - 1][0]) || compareNatural(order[i][1], order[i - 1][1]);
    if (later <= 0) yield new Text("The quota for {category} {value} is out of order, or there twice.", quotas[i]);
  }
  for (const quota of quotas) {
    const cleaned = clean(quota.category) === quota.category && value(quota.value) === quota.value;
    if (!quota.category || !quota.value || !cleaned) {
      yield new Text("The names of the quota for {category} {value} are not clean text.", quota);
    }
  }
  const named = quotas.map((quota) => quota.category);
  if (
    !sameTexts(
      categories,
      named.filter((name, i) => name !== named[i - 1]),
    )
  ) {
    yield new Text("The categories are not those of the quotas, in their order.");
  }
}

export function* v09Homes(draw) {
  const { ids } = draw.people;
  const found = draw.kinds.map((homes) => homes.map((home) => home.map((person) => ids[person])));
  const stated = draw.lottery.kinds;
  if (found.length !== stated.length) {
    yield new Text("There are {computed} kinds of shared homes, not {stated}.", {
      computed: found.length,
      stated: stated.length,
    });
  }
  for (let kind = 0; kind < Math.min(found.length, stated.length); kind++) {
    if (JSON.stringify(found[kind]) !== JSON.stringify(stated[kind])) {
      yield new Text("The shared homes of kind {kind:d} are not those of the tables.", { kind });
    }
  }
}

export function* v10Profiles(draw) {
  yield* unknownValues(draw);
  yield* spellings(draw);
  const found = profilesOf(draw);
  const stated = draw.lottery.profiles;
  for (let t = 0; t < Math.max(found.length, stated.length); t++) {
    if (!found[t] || !stated[t]) {
      yield new Text("There are more or fewer profiles than the tables give.");
      return;
    }
    const { kind, values, people } = found[t];
    if (kind !== stated[t].kind || !sameTexts(values, stated[t].values.map(key))) {
      yield new Text("Profile {t:d} is not the one that the tables give there.", { t });
    } else if (!sameTexts(people, stated[t].people)) {
      yield new Text("The people of profile {t:d} are not those of the tables.", { t });
    }
  }
}

function* unknownValues(draw) {
  const known = new Set(draw.lottery.quotas.map((quota) => JSON.stringify([key(quota.category), key(quota.value)])));
  for (const [c, category] of draw.lottery.categories.entries()) {
    const cells = [...new Set(draw.values[c])];
    if (!cells.every((cell) => known.has(JSON.stringify([key(category), cell])))) {
      yield new Text("Somebody has a value of {category} without a quota.", { category });
    }
  }
}

/** Values of profiles are spelled as in the quotas, one for each category. */
function* spellings(draw) {
  const { categories, profiles, quotas } = draw.lottery;
  const spelled = new Set(quotas.map((quota) => JSON.stringify([quota.category, quota.value])));
  for (const [t, { values }] of profiles.entries()) {
    const right = values.every((name, c) => spelled.has(JSON.stringify([categories[c], name])));
    if (values.length !== categories.length || !right) {
      yield new Text("The values of profile {t:d} are not those of the quotas.", { t });
    }
  }
}

/** Kind, values (keys) and ids of each profile, made from the tables alone (4.3). */
function profilesOf(draw) {
  const kindOf = new Map(draw.kinds.flatMap((homes, k) => homes.flat().map((person) => [person, k])));
  const members = new Map();
  draw.people.ids.forEach((id, person) => {
    const kind = kindOf.get(person) ?? -1;
    const order = [kind, ...draw.composition(person)];
    const name = order.join();
    const values = draw.values.map((column) => column[person]);
    if (!members.has(name)) members.set(name, { order, kind: kind < 0 ? null : kind, values, people: [] });
    members.get(name).people.push(id);
  });
  return [...members.values()].sort((a, b) => compareLists(a.order, b.order));
}
