// A dossier under examination: its files, journal, plans, closed pool and draw (docs/format.md §§10-13).

import { hex, joined, unhex } from "./bytes.js";
import { parseCsv } from "./csv.js";
import * as documents from "./documents.js";
import { DRAW_FILES, DrawFacts } from "./draw_facts.js";
import { signatureIsRight } from "./ed25519.js";
import { Blocked, blocked, lazy, Malformed, Text, Unreadable, withheld } from "./findings.js";
import { entryOf, linesOf } from "./journal.js";
import { planOf } from "./plan.js";
import { PublicFacts } from "./public_facts.js";
import { digest, hmac } from "./sha.js";
import { encode } from "./tickets.js";
import { parseToml } from "./toml.js";

/** Files that everybody may see (17.2). */
const PUBLIC = /^(?:plan\.toml|plans\/.+|public\/.+|pools\/[0-9]+\/pool\.json)$/;
export const SECRET = "secret.txt";
export const isPublicFile = (name) => PUBLIC.test(name);

const see = (file, check) => blocked("{file} cannot be read: see {check}.", { file, check });

/** What reads, or Blocked with the check that says why it cannot be read. */
function readable(file, check, read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable || error instanceof Malformed) throw see(file, check);
    throw error;
  }
}

export class DossierFacts {
  /**
   * `files` maps paths to bytes, `hashes` paths to SHA-256; `signatures` hashes of entries to
   * verdicts; `kind` is folder, or that of a bundle: auditor or public.
   */
  constructor({ files, hashes, odd, signatures, kind, nested = null }) {
    Object.assign(this, { files, hashes, odd, signatures, kind, bundles: nested });
    lazy(this, {
      lines: () => linesOf(this.file("journal.jsonl")),
      entries: () => this.findEntries(),
      pool: () => this.inPool("pool.json", (bytes) => documents.document(bytes, documents.closedPool)),
      registrants: () => this.inPool("registrants.csv", parseCsv),
      draw: () => this.findDraw(),
      shown: () => new PublicFacts(this),
      secret: () => this.findSecret(),
      version: () => this.findVersion(),
      isErased: () => this.has("erased"),
    });
  }

  file(file) {
    if (this.files.has(file)) return this.files.get(file);
    const kept = file !== "journal.jsonl" && !isPublicFile(file) && this.isPublic;
    if (kept && this.kind === "public") throw withheld("{file} is kept from the public.", { file });
    if (kept) throw withheld("{file} was erased.", { file });
    throw blocked("{file} is missing: see {check}.", { file, check: "V30" });
  }

  /** The rows of a table, header first; one empty row where it cannot be read as one. */
  table(file) {
    try {
      return parseCsv(this.file(file));
    } catch (error) {
      if (error instanceof Unreadable) return [[]];
      throw error;
    }
  }

  get isBundle() {
    return this.kind !== "folder";
  }

  get isPublic() {
    return this.kind === "public" || this.isErased;
  }

  /** The version of the journal's format: that of its first line that is an entry. */
  findVersion() {
    for (const line of this.files.has("journal.jsonl") ? this.lines : []) {
      try {
        return entryOf(line).version;
      } catch (error) {
        if (!(error instanceof Unreadable || error instanceof Malformed)) throw error;
      }
    }
    return 2;
  }

  findSecret() {
    const content = this.file(SECRET);
    const [, digits] = /^([0-9a-f]{64})\n$/.exec(new TextDecoder("latin1").decode(content)) ?? [];
    if (!digits) throw see(SECRET, "V46");
    return unhex(digits);
  }

  /** What the journal should say of a file that is there (17.2). */
  digest(name) {
    if (this.version === 1 || name === SECRET || isPublicFile(name)) return this.hashes.get(name);
    return hex(hmac(this.secret, joined([encode("sortition/file/1", name), this.files.get(name)])));
  }

  findEntries() {
    const entries = readable("journal.jsonl", "V31", () => this.lines.map(entryOf));
    if (!entries.length) throw see("journal.jsonl", "V31");
    return entries;
  }

  /** A bundle inside, examined. Blocks when there is none, or when this is one itself. */
  nested(file) {
    if (this.bundles === null) throw blocked("{file}: a replacement has none of its own.", { file });
    if (!this.bundles.has(file)) this.file(file);
    return this.bundles.get(file);
  }

  /** Whether the journal can be read and has such a step. */
  has(step) {
    try {
      return this.of(step).length > 0;
    } catch (error) {
      if (error instanceof Blocked) return false;
      throw error;
    }
  }

  of(...steps) {
    return this.entries.filter((entry) => steps.includes(entry.step));
  }

  last(...steps) {
    const found = this.of(...steps).at(-1);
    if (!found) throw blocked("The process has not come so far.");
    return found;
  }

  /** A plan as TOML, whatever is in it. Throws Unreadable when it is none. */
  planAsItIs(version) {
    return parseToml(this.file(`plans/${version}/plan.toml`));
  }

  /** A plan that is as it should be (§11), for checks that need one. */
  plan(version) {
    return readable(`plans/${version}/plan.toml`, "V35", () => planOf(this.planAsItIs(version)));
  }

  get lastPlan() {
    return this.plan(this.last("planned", "amended").facts.version);
  }

  /** The plan that held when an entry was written. */
  planAt(entry) {
    const before = this.of("planned", "amended").filter((plan) => plan.number < entry.number);
    if (!before.length) throw blocked("There was no plan yet: see {check}.", { check: "V34" });
    return this.plan(before.at(-1).facts.version);
  }

  get poolPlace() {
    const [first] = this.last("pool closed").outputs.keys();
    return (first ?? "").split("/").slice(0, -1).join("/");
  }

  inPool(name, read) {
    const file = `${this.poolPlace}/${name}`;
    const bytes = this.file(file);
    return readable(file, "V41", () => read(bytes));
  }

  /** The draw, or null when nothing was drawn. */
  findDraw() {
    const some = [...this.files.keys()].some((name) => name.startsWith("draw/"));
    return some ? drawIn(this.files, this.hashes, "draw/") : null;
  }

  /** Whether there is a draw: by the journal, or by its files. */
  get isDrawn() {
    try {
      return this.draw !== null || this.of("drawn").length > 0;
    } catch {
      return false;
    }
  }

  get drawn() {
    if (!this.draw) throw blocked("The process has not come so far.");
    return this.draw;
  }
}

/** The files below a folder as a draw. */
export function drawIn(files, hashes, folder) {
  const inside = [...files.keys()].filter((name) => name.startsWith(folder));
  const names = inside.map((name) => name.slice(folder.length));
  const known = names.filter((name) => DRAW_FILES.includes(name));
  const odd = names.filter((name) => !known.includes(name));
  return new DrawFacts({
    files: new Map(known.map((name) => [name, files.get(folder + name)])),
    hashes: new Map(known.map((name) => [name, hashes.get(folder + name)])),
    odd: odd.map((file) => new Text("{file}: a draw has no such file.", { file })),
  });
}

/** The SHA-256 of every file, in hexadecimal. */
export async function hashesOf(files) {
  const hashes = new Map();
  for (const [name, bytes] of files) hashes.set(name, hex(await digest(bytes)));
  return hashes;
}

/** For each signature in the journal, by the hash of its entry, whether it is right (13.2). */
export async function signaturesIn(journal) {
  const found = new Map();
  for (const line of linesOf(journal ?? new Uint8Array())) {
    const entry = signedEntry(line);
    if (!entry) continue;
    const { party, subject, key, signature } = entry.facts;
    const message = encode("sortition/seal/1", party, subject);
    found.set(entry.hash, await signatureIsRight(unhex(key), message, unhex(signature)));
  }
  return found;
}

function signedEntry(line) {
  try {
    const entry = entryOf(line);
    return entry.step === "signed" ? entry : null;
  } catch {
    return null;
  }
}
