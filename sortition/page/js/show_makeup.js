// The make-up of one panel against the quotas, a table for each category.

import { element, quotaBar } from "./dom.js";
import { Text } from "./findings.js";

/** `seats` are those of each quota, null where they are kept from the public. */
export function makeupTables(quotas, seats, size, words) {
  const rows = quotas.map((quota, q) => ({ ...quota, seats: seats[q] }));
  const categories = [...new Set(rows.map((row) => row.category))];
  return categories.map((category) =>
    table(
      category,
      rows.filter((row) => row.category === category),
      size,
      words,
    ),
  );
}

function table(category, rows, size, words) {
  const most = Math.max(1, ...rows.map(({ seats, max }) => Math.max(seats ?? 0, Math.min(max, size))));
  const [quota, taken] = [new Text("Quota"), new Text("Seats")].map((text) => words.say(text));
  const head = [element("th", { scope: "col", text: category }), column(quota), column(taken), element("td")];
  const lines = rows.map((row) =>
    element(
      "tr",
      {},
      element("th", { scope: "row", text: row.value }),
      element("td", { class: "figure", text: row.min === row.max ? row.min : `${row.min}–${row.max}` }),
      element("td", { class: "figure" }, ...figure(row.seats, words)),
      element("td", { class: "picture" }, quotaBar(row, most)),
    ),
  );
  return element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...lines));
}

/** A number of seats, or a dash that is read out as what it means. */
function figure(seats, words) {
  if (seats !== null) return [String(seats)];
  const meaning = element("span", { class: "unseen", text: words.say(new Text("kept from the public")) });
  return [element("span", { "aria-hidden": "true", text: "–" }), meaning];
}

const column = (text) => element("th", { scope: "col", class: "figure", text });
