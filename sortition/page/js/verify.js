// From files to a verdict: which checks run, and what they come to.

import { KEPT, OF_THE_PEOPLE } from "./checks_bundle.js";
import { DRAW_CHECKS, finding, keptFinding, PROCESS_CHECKS } from "./checks.js";
import { DossierFacts, drawIn, hashesOf, signaturesIn } from "./dossier_facts.js";
import { Blocked, Text } from "./findings.js";
import { parseJson } from "./json.js";
import { readBundle } from "./zip.js";
import { countedLines, publicLines, publishedLines, summaryLines } from "./summary.js";

/** Checks that take a solver or a library, and may stay open. */
const MORE_NEEDED = ["V23", "V40"];
const OF_THE_DRAW = ["V41", "V42", "V54"];
const OF_BUNDLES = ["V44", "V45"];
/** Journals of version 1 have no secret, and nothing that follows from it. */
const FIRST_WITH_A_SECRET = "V44";
/** Checks on a step that most dossiers do not have. */
const AFTER = {
  ...{ V56: "letters drawn", V57: "answers", V58: "erased" },
  ...{ V59: "status", V60: "replaced", V61: "replaced" },
  ...{ V62: "alternates drawn", V63: "alternates drawn", V64: "alternates drawn", V65: "alternates called" },
};
/** The journal shows that there is a secret, if not which. */
const PARTLY = "V46";

/** Where the bundles of a replacement are (23.3). */
const REPLACEMENT = /^(?:public\/replacement-[0-9]+\/public|replacements\/[0-9]+\/auditor)\.zip$/;

const QUIET = { planned() {}, found() {} };

/** The kind of a bundle. Unless it says that it is public, nothing that is missing is excused. */
export function kindOf(files) {
  try {
    const said = parseJson(files.get("bundle.json") ?? new Uint8Array());
    return said instanceof Map && said.get("kind") === "public" ? "public" : "auditor";
  } catch (error) {
    if (error instanceof Blocked) return "auditor";
    throw error;
  }
}

/**
 * Runs every check on the files (a Map from path to bytes) of a bundle, a dossier or a draw. `kind` is
 * that of DossierFacts; `odd` says what is wrong with the file or folder itself. `tell` hears of the
 * checks that are to run, and of each finding as it comes.
 */
export async function verify({ files, kind = "folder", odd = [] }, tell = QUIET, inside = false) {
  const hashes = await hashesOf(files);
  const isDossier = kind !== "folder" || files.has("journal.jsonl");
  const facts = isDossier ? await dossierOf({ files, hashes, kind, odd, inside }) : drawOf({ files, hashes, odd });
  const planned = isDossier ? dossierChecks(facts) : DRAW_CHECKS.map((check) => [check, facts]);
  const findings = [];
  await tell.planned(planned.map(([{ number, clauses, name }]) => ({ number, clauses, name })));
  for (const [check, about] of planned) {
    const found = about ? finding(check, about) : keptFinding(check, facts);
    findings.push(found);
    await tell.found(found);
  }
  const lines = isDossier ? dossierLines(facts, findings) : { summary: summaryLines(facts, findings), published: [] };
  return { ok: findings.every(isFine), findings, ...lines, facts: isDossier ? facts : { draw: facts } };
}

async function dossierOf({ inside, ...parts }) {
  const signatures = await signaturesIn(parts.files.get("journal.jsonl"));
  return new DossierFacts({ ...parts, signatures, nested: inside ? null : await nestedIn(parts.files) });
}

/** Bundles of replacements, each examined; in these there are none. */
async function nestedIn(files) {
  const nested = new Map();
  for (const [name, bytes] of files) {
    if (!REPLACEMENT.test(name)) continue;
    const bundle = readBundle(bytes);
    const kind = kindOf(bundle.files);
    const { findings, facts } = await verify({ ...bundle, kind }, QUIET, true);
    const failed = findings.filter((found) => !isFine(found)).map(({ number }) => number);
    nested.set(name, { dossier: facts, kind, failed });
  }
  return nested;
}

function drawOf({ files, hashes, odd }) {
  const draw = drawIn(files, hashes, "");
  draw.odd.unshift(...odd);
  return draw;
}

/** Pairs of a check and the facts it is about; null where these are kept from the public. */
function dossierChecks(dossier) {
  const ofDraw = dossier.isPublic ? dossier.isDrawn : dossier.draw !== null;
  // What V55 looks at is in V52 where the proof is public.
  const made = dossier.isPublic ? DRAW_CHECKS.filter(({ number }) => OF_THE_PEOPLE.includes(number)) : DRAW_CHECKS;
  const onDraw = ofDraw ? made.map((check) => [check, dossier.isPublic ? null : dossier.draw]) : [];
  const onProcess = PROCESS_CHECKS.filter(({ number }) => applies(dossier, number)).map((check) => {
    const kept = dossier.isPublic && KEPT.includes(check.number) && check.number !== PARTLY;
    return [check, kept ? null : dossier];
  });
  return [...onDraw, ...onProcess];
}

function applies(dossier, number) {
  if (OF_THE_DRAW.includes(number) && !dossier.isDrawn) return false;
  if (number in AFTER && !dossier.has(AFTER[number])) return false;
  if (dossier.isBundle) return true;
  return !OF_BUNDLES.includes(number) && !(number >= FIRST_WITH_A_SECRET && dossier.version === 1);
}

/** Passed, or left open for a good reason. */
function isFine({ number, status, withheld }) {
  return status === "pass" || (status === "not checkable" && (withheld || MORE_NEEDED.includes(number)));
}

function dossierLines(dossier, findings) {
  const published = publishedLines(dossier, findings);
  if (dossier.isPublic) return { summary: publicLines(findings, dossier), published };
  if (dossier.draw) return { summary: summaryLines(dossier.draw, findings), published };
  const nothing = new Text("Nothing was drawn yet; only the preparation was checked.");
  return { summary: [...countedLines(findings), nothing], published };
}
