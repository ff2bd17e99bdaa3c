// Crosses, conditions and zones: categories that follow from others (docs/format.md 4.7, 4.8).

import { blocked, Text } from "./findings.js";
import { compareNatural, key, natural } from "./names.js";

const INSIDE = "✓";
const OTHERS = "–";
const SIGN = /["×&|=:]|\s[xX*]\s/u;

/** For each derived category (its key) the key of everybody's value; `held` has those of columns. */
export function derivedColumns(definitions, held) {
  const known = new Map(held);
  const found = new Map();
  for (const { category, of, values } of definitions) {
    const lookedAt = of.map(key);
    if (!lookedAt.length || !lookedAt.every((name) => known.has(name))) {
      throw blocked("A definition looks at what is not there: see {check}.", { check: "V08" });
    }
    const columns = lookedAt.map((name) => known.get(name));
    const tests = values.map(({ value, where }) => [key(value), where.map((some) => new Set(some.map(key)))]);
    const fits = (where, person) =>
      where.length === columns.length && where.every((some, i) => some.has(columns[i][person]));
    const column = columns[0].map(
      (_, person) => (tests.find(([, where]) => fits(where, person)) ?? [key(OTHERS)])[0],
    );
    known.set(key(category), column);
    found.set(key(category), column);
  }
  return found;
}

/** What is wrong with the definitions; `columns` are those of the people. */
export function* definitionFaults(definitions, quotas, columns) {
  const taken = new Set(columns.map(key));
  const derived = new Set(definitions.map(({ category }) => key(category)));
  const depth = new Map();
  const places = [];
  for (const definition of definitions) {
    const { category, of } = definition;
    const name = key(category);
    const lookedAt = of.map(key);
    const below = lookedAt.map((one) => depth.get(one) ?? 0);
    const known = lookedAt.every((one) => taken.has(one) || depth.has(one));
    if (!lookedAt.length || new Set(lookedAt).size !== lookedAt.length || !known || taken.has(name)) {
      yield new Text("{category}: it looks at what is no column and no category before it.", { category });
    }
    depth.set(name, 1 + Math.max(0, ...below));
    places.push([depth.get(name), natural(category)]);
    yield* valueFaults(definition, derived);
    yield* quotaFaults(definition, quotas, depth);
  }
  const later = ([a, one], [b, two]) => a - b || compareNatural(one, two);
  if (places.some((place, i) => i && later(places[i - 1], place) > 0) || depth.size !== definitions.length) {
    yield new Text("The definitions are not in order, or one is there twice.");
  }
}

/** Whether names are in natural order, each once. */
const rising = (names) => names.every((name, i) => !i || compareNatural(natural(names[i - 1]), natural(name)) < 0);
const isInside = (values) => values.length === 1 && values[0] === INSIDE;

/** The form of a cross or of a condition (4.7). */
function* valueFaults({ category, of, values }, derived) {
  const sides = values.map(({ where }) => where);
  const whole = sides.every((where) => where.length === of.length && where.every((some) => some.length));
  if (!sides.length || !whole) {
    yield new Text("{category}: a value without a rule.", { category });
    return;
  }
  const named = values.map(({ value }) => value);
  if (isInside(named)) {
    if (!rising(of) || !sides[0].every(rising)) yield new Text("{category}: the rule is not in order.", { category });
    if (SIGN.test(category) && category !== ruleText(of, sides[0], derived)) {
      yield new Text("{category}: the names do not say the rule.", { category });
    }
    return;
  }
  const single = sides.every((where) => where.every((some) => some.length === 1));
  const spelled = sides.map((where) => joined(where.map((some) => some[0])));
  if (!single || named.join() !== spelled.join() || category !== joined(of)) {
    yield new Text("{category}: the names do not say the rule.", { category });
  }
  if (!rising(named)) yield new Text("{category}: the values are not in order.", { category });
}

/** A quota for each value and for everybody else; rules about values that there are. */
function* quotaFaults({ category, of, values }, quotas, depth) {
  const own = new Set(quotas.filter((quota) => quota.category === category).map((quota) => quota.value));
  const wanted = new Set([OTHERS, ...values.map(({ value }) => value)]);
  if (own.size !== wanted.size || ![...own].every((value) => wanted.has(value))) {
    yield new Text("{category}: not one quota for each value.", { category });
  }
  for (const [at, name] of of.entries()) {
    const same = quotas.filter((quota) => key(quota.category) === key(name));
    const known = new Set(same.map((quota) => key(quota.value)));
    const used = values.flatMap(({ where }) => where[at] ?? []).map(key);
    if ((known.size || depth.has(key(name))) && !used.every((value) => known.has(value))) {
      yield new Text("{category}: a value without a quota.", { category });
    }
  }
}

/** A condition as it is written (4.8). */
function ruleText(of, where, derived) {
  const terms = of.map((name, i) => {
    const inside = isInside(where[i]) && derived.has(key(name));
    return inside ? joined([name]) : `${joined([name])}=${joined(where[i], "|")}`;
  });
  return terms.join(" & ");
}

const joined = (names, sign = " × ") =>
  names.map((name) => (SIGN.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(sign);
