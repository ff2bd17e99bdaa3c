// From files to a verdict: which checks run, and what they come to.

import { DRAW_CHECKS, finding, PROCESS_CHECKS } from "./checks.js";
import { DossierFacts, drawIn, hashesOf, signaturesIn } from "./dossier_facts.js";
import { Text } from "./findings.js";
import { countedLines, publishedLines, summaryLines } from "./summary.js";

/** Checks that take a solver or a library, and may stay open. */
const MORE_NEEDED = ["V23", "V40"];
const OF_THE_DRAW = ["V41", "V42"];

/**
 * Runs every check on the files (a Map from path to bytes) of a dossier or a draw. `tell` hears of
 * each finding as it comes, with how many there will be. Gives findings, summary, whether all is in
 * order, and the facts for those who want to look on.
 */
export async function verify(files, tell = () => {}, odd = []) {
  const hashes = await hashesOf(files);
  const journal = files.get("journal.jsonl");
  const facts = journal
    ? new DossierFacts({ files, hashes, odd, signatures: await signaturesIn(journal) })
    : { draw: drawIn(files, hashes, "") ?? drawIn(new Map([["", new Uint8Array()]]), hashes, "") };
  if (!journal) facts.draw.odd.unshift(...odd);
  const planned = checksFor(facts, journal !== undefined);
  const findings = [];
  for (const [check, about] of planned) {
    const found = finding(check, about);
    findings.push(found);
    await tell(found, planned.length);
  }
  return { ...verdict(findings, facts, journal !== undefined), findings, facts };
}

function checksFor(facts, isDossier) {
  const onDraw = facts.draw ? DRAW_CHECKS.map((check) => [check, facts.draw]) : [];
  if (!isDossier) return onDraw;
  const process = PROCESS_CHECKS.filter((check) => facts.draw || !OF_THE_DRAW.includes(check.number));
  return [...onDraw, ...process.map((check) => [check, facts])];
}

function verdict(findings, facts, isDossier) {
  const fine = ({ number, status }) => status === "pass" || (status === "not checkable" && MORE_NEEDED.includes(number));
  const published = isDossier ? publishedLines(facts, findings) : [];
  const said = facts.draw
    ? summaryLines(facts.draw, findings)
    : [...countedLines(findings), new Text("Nothing was drawn yet; only the preparation was checked.")];
  return { ok: findings.every(fine), summary: said, published };
}
