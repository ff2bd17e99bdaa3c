// V44 to V46: the bundle as a file, what it says it holds, and the secret (docs/format.md §17, §20).

import { compareText } from "./bytes.js";
import * as documents from "./documents.js";
import { SECRET } from "./dossier_facts.js";
import { sameTexts } from "./draw_facts.js";
import { Blocked, Malformed, Text, Unreadable } from "./findings.js";
import { isCanonicalJson } from "./json.js";

const FILE = "bundle.json";

/** Checks that take what is kept from the public (20.5). */
export const OF_THE_PEOPLE = [
  ...Array.from({ length: 29 }, (_, i) => `V${String(i + 1).padStart(2, "0")}`),
  ...["V41", "V42", "V43", "V46", "V49"],
];

/** The same where there are letters. */
export const OF_LETTERS = ["V56", "V57"];

/** And where there are statuses. */
export const OF_STATUSES = ["V59", "V61"];

/** And where there are alternates. */
export const OF_ALTERNATES = ["V63", "V64", "V65"];

/** All of these. */
export const KEPT = [...OF_THE_PEOPLE, ...OF_LETTERS, ...OF_STATUSES, ...OF_ALTERNATES];

/** Checks that a public bundle can leave open; of any other that would be a fault. */
export const MAY_BE_WITHHELD = [...KEPT, "V50", "V51", "V52"];

/** bundle.json (20.4). */
function contents(member) {
  const m = member.object("format", "kind", "files", "withheld");
  m.format.oneOf("sortition/bundle/1");
  return {
    kind: m.kind.oneOf("public", "auditor"),
    files: m.files.list(documents.listedFile),
    withheld: m.withheld.list((item) => {
      const { what, checks } = item.object("what", "checks");
      return [what.text(), ...checks.texts()];
    }),
  };
}

export function* v44Archive(dossier) {
  yield* dossier.odd;
}

export function* v45Contents(dossier) {
  const content = dossier.files.get(FILE);
  if (!content) {
    yield new Text("{file}: the file is missing.", { file: FILE });
    return;
  }
  let found = null;
  try {
    if (!isCanonicalJson(content)) yield new Text("{file} is not written in the canonical way.", { file: FILE });
    found = documents.document(content, contents);
  } catch (error) {
    if (!(error instanceof Malformed || error instanceof Unreadable)) throw error;
    yield new Text("{file} is not what it should be:", { file: FILE });
    yield error.reason;
    return;
  }
  yield* listingFaults(dossier, found.files);
  if (JSON.stringify(found.withheld) !== JSON.stringify([...expectedWithheld(dossier)])) {
    yield new Text("{file} does not say what is withheld, and from which checks.", { file: FILE });
  }
}

function* listingFaults(dossier, listed) {
  const held = [...dossier.files.keys()].filter((name) => name !== FILE).sort(compareText);
  if (
    !sameTexts(
      listed.map((entry) => entry.name),
      held,
    )
  ) {
    yield new Text("{file} does not list exactly the other entries, in order.", { file: FILE });
  }
  for (const { name: file, size, sha256 } of listed) {
    if (!held.includes(file)) continue;
    if (BigInt(dossier.files.get(file).length) !== size || dossier.hashes.get(file) !== sha256) {
      yield new Text("{file} was changed: it is not what the bundle lists.", { file });
    }
  }
}

/** What is withheld from a public bundle, and the checks that take it (20.5). */
function* expectedWithheld(dossier) {
  if (!dossier.isPublic) return;
  yield ["people", ...OF_THE_PEOPLE];
  if (dossier.has("letters drawn")) yield ["letters", ...OF_LETTERS];
  if (dossier.has("status") || dossier.has("replaced")) yield ["statuses", ...OF_STATUSES];
  if (dossier.has("alternates drawn")) yield ["alternates", ...OF_ALTERNATES];
  const shown = dossier.shown;
  if (!shown.isCommitted) return;
  if (shown.withheld.length) yield ["values", "V50"];
  if (shown.terms.rest) yield ["proof", "V52"];
  if (!shown.terms.listed) yield ["list", "V50", "V51"];
}

export function* v46Secret(dossier) {
  if ([...dossier.entries[0].outputs.keys()].join() !== SECRET) {
    yield new Text("The first line of the journal does not fix the secret alone.");
  }
  if (dossier.isPublic) dossier.file(SECRET);
  try {
    void dossier.secret;
  } catch (error) {
    if (!(error instanceof Blocked)) throw error;
    yield new Text("{file} does not hold 64 hexadecimal digits.", { file: SECRET });
  }
}
