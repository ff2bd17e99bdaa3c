// V30 to V37: files, journal, order, plans and signatures of a dossier (docs/format.md §§10-13).

import { compareText, sameBytes } from "./bytes.js";
import { isPublicFile, SECRET } from "./dossier_facts.js";
import { sameTexts } from "./draw_facts.js";
import { Malformed, Text, Unreadable } from "./findings.js";
import { entryOf, seconds } from "./journal.js";
import { planOf } from "./plan.js";

/** Files that no entry names (10.1). */
const FREE = ["journal.jsonl", "plan.toml", "account.html"];
const FREE_IN_BUNDLE = ["journal.jsonl", "bundle.json"];
export function* v30Files(dossier) {
  if (!dossier.isBundle) yield* dossier.odd;
  const outputs = dossier.entries.flatMap((entry) => [...entry.outputs]);
  const expected = new Map(outputs.filter(([file]) => isPublicFile(file) || !dossier.isPublic));
  for (const [file, hash] of expected) {
    if (!dossier.files.has(file)) yield new Text("{file}: the file is missing.", { file });
    else if (dossier.digest(file) !== hash) {
      yield new Text("{file} was changed: its hash is not in the journal.", { file });
    }
  }
  const free = dossier.isBundle ? FREE_IN_BUNDLE : FREE;
  for (const file of dossier.files.keys()) {
    if (!expected.has(file) && !free.includes(file)) {
      yield new Text("{file}: no such file belongs here by the journal.", { file });
    }
  }
  yield* misplaced(dossier);
}

/** Where the outputs of a step are (10.2); other steps have none. */
const FOLDERS = {
  planned: ({ plans }) => [`plans/${plans}`],
  amended: ({ plans }) => [`plans/${plans}`],
  "pool closed": ({ plans }) => [`pools/${plans}`],
  "panels committed": () => ["panels", "public/panels"],
  drawn: () => ["draw", "public/draw"],
  trial: ({ trials }) => [`trials/${trials}`],
  "letters planned": ({ "letters planned": n }) => [`letterplans/${n}`],
  "letters drawn": ({ "letters drawn": n }) => [`letters/${n}`],
  answers: ({ answers: n }) => [`answers/${n}`],
  status: ({ status: n }) => [`statuses/${n}`],
  replaced: ({ replaced: n }) => [`replacements/${n}`, `public/replacement-${n}`],
  "alternates drawn": () => ["alternates"],
  "alternates called": ({ "alternates called": n }) => [`called/${n}`],
};

/** Steps that number their folders, each with how often it was taken before the first. */
const COUNTED = {
  ...{ "letters planned": 0, "letters drawn": 0, answers: 0 },
  ...{ status: 0, replaced: 0, "alternates called": 0 },
};

/** Outputs in another folder than their step's, or twice; inputs that are not what was made. */
function* misplaced(dossier) {
  const made = new Map();
  const so = { plans: 0, trials: 0, ...COUNTED };
  for (const { number, step, inputs, outputs, version } of dossier.entries) {
    const n = number + 1n;
    so.plans += step === "planned" || step === "amended";
    so.trials += step === "trial";
    if (step in COUNTED) so[step] += 1;
    const folders = FOLDERS[step]?.(so) ?? [];
    for (const file of outputs.keys()) {
      const secret = step === "opened" && file === SECRET;
      const placed = secret || folders.includes(file.split("/").slice(0, -1).join("/"));
      // Journals of version 1 have neither a secret nor public files.
      if (!placed || (version === 1 && (secret || file.startsWith("public/")))) {
        yield new Text("Line {n}: {file} is no output of this step.", { n, file });
      }
      if (made.has(file)) yield new Text("Line {n}: {file} is there already.", { n, file });
    }
    for (const [file, hash] of inputs) {
      if ((made.get(file) ?? hash) !== hash)
        yield new Text("Line {n}: {file} is not the one that was made.", { n, file });
    }
    for (const [file, hash] of outputs) made.set(file, hash);
  }
}

export function* v31Entries(dossier) {
  const versions = new Set();
  if (!dossier.lines.length) yield new Text("The journal is empty.");
  for (const [i, line] of dossier.lines.entries()) {
    try {
      versions.add(entryOf(line).version);
    } catch (error) {
      if (!(error instanceof Malformed || error instanceof Unreadable)) throw error;
      yield new Text("Line {n}: {what}", { n: i + 1, what: error.reason });
    }
  }
  if (versions.size > 1) yield new Text("The lines are not all of one format.");
}

export function* v32Chain(dossier) {
  let before = "0".repeat(64);
  for (const [i, entry] of dossier.entries.entries()) {
    if (entry.number !== BigInt(i) || entry.previous !== before) {
      yield new Text("Line {n} does not follow from the line before it: a line was removed, added, moved or changed.", {
        n: i + 1,
      });
    }
    before = entry.hash;
  }
}

export function* v33Times(dossier) {
  const times = dossier.entries.map((entry) => seconds(entry.time));
  for (const [i, entry] of dossier.entries.entries()) {
    if (i && times[i] < times[i - 1]) {
      yield new Text("Line {n} states an earlier time than the line before.", { n: entry.number + 1n });
    }
  }
}

/** The table of 12.5: at which stages a step may come, and the stage it leads to. */
const STEPS = {
  opened: [["nothing"], "opened"],
  signed: [["planned", "committed", "value B", "drawn", "replaced", "erased"], null],
  amended: [["sealed", "pool closed", "value A"], "planned"],
  "pool closed": [["sealed"], "pool closed"],
  "value A": [["pool closed"], "value A"],
  "panels committed": [["value A"], "committed"],
  "value B": [["committed"], "value B"],
  drawn: [["value B"], "drawn"],
  replaced: [["drawn", "replaced"], "replaced"],
  status: [["drawn", "replaced"], null],
  "alternates drawn": [["drawn", "replaced"], null],
  "alternates called": [["drawn", "replaced"], null],
  erased: [[], "erased"],
  "letters planned": [["opened", "planned", "sealed"], null],
  "letters drawn": [["sealed"], null],
  answers: [["sealed", "pool closed", "planned", "value A", "committed", "value B", "drawn", "replaced"], null],
};
const RESULTS = ["panels committed", "drawn", "replaced", "alternates called", "erased"];
const party = (name, key) => JSON.stringify([name, key]);

/** Goes through the journal: how far the process is, and who must sign what (13.3, 13.4). */
class Process {
  constructor() {
    this.stage = "nothing";
    this.subject = "";
    this.taken = new Set();
    this.sealed = new Set();
    this.proposed = new Set();
    this.needed = new Set();
    this.signed = new Set();
  }

  allows(step) {
    const { stage } = this;
    if (step === "trial" || step === "failed" || step === "erased") return stage !== "nothing" && stage !== "erased";
    // Letters are planned before they are drawn, and drawn before they are answered.
    if (step === "letters drawn" && !this.taken.has("letters planned")) return false;
    if (step === "answers" && !this.taken.has("letters drawn")) return false;
    if (step === "letters planned" && this.taken.has("letters drawn")) return false;
    // Alternates are drawn once, and then called.
    if (step === "alternates drawn" && this.taken.has("alternates drawn")) return false;
    if (step === "alternates called" && !this.taken.has("alternates drawn")) return false;
    if (step === "planned") return (stage === "opened" || stage === "planned") && !this.sealed.size;
    if (step === "amended" && stage === "planned") return this.sealed.size > 0;
    return STEPS[step][0].includes(stage);
  }

  take(entry) {
    const { step, facts } = entry;
    if (step === "planned" || step === "amended") this.putUp(entry);
    else if (step === "signed") this.sign(party(facts.party, facts.key));
    else this.stage = STEPS[step]?.[1] ?? this.stage;
    this.taken.add(step);
    if (RESULTS.includes(step)) {
      this.subject = entry.hash;
      this.signed = new Set();
      this.needed = this.sealed;
    }
  }

  putUp(entry) {
    this.stage = "planned";
    this.subject = entry.hash;
    this.signed = new Set();
    this.proposed = new Set(entry.facts.parties.map(({ name, key }) => party(name, key)));
    this.needed = new Set([...this.proposed, ...this.sealed]);
  }

  sign(who) {
    this.signed.add(who);
    if (this.stage === "planned" && [...this.needed].every((one) => this.signed.has(one))) {
      this.stage = "sealed";
      this.sealed = this.proposed;
    }
  }
}

export function* v34Order(dossier) {
  const process = new Process();
  for (const entry of dossier.entries) {
    if (!process.allows(entry.step)) {
      const { step } = entry;
      yield new Text("Line {n}: {step} cannot come after {stage}.", {
        n: entry.number + 1n,
        step,
        stage: process.stage,
      });
    }
    process.take(entry);
  }
}

export function* v35Plans(dossier) {
  const plans = dossier.of("planned", "amended");
  for (const [i, entry] of plans.entries()) {
    const v = i + 1;
    if (entry.facts.version !== BigInt(v) || [...entry.outputs.keys()].join() !== `plans/${v}/plan.toml`) {
      yield new Text("Line {n}: this should be plan {v}.", { n: entry.number + 1n, v });
      continue;
    }
    const inputs = [...entry.inputs].join();
    if (inputs !== ["plan.toml", entry.outputs.get(`plans/${v}/plan.toml`)].join()) {
      yield new Text("Line {n}: this should be made of the plan as it is.", { n: entry.number + 1n });
    }
    yield* planFaults(dossier, v, entry.facts.parties);
  }
  if (
    plans.length &&
    !dossier.isBundle &&
    !sameBytes(dossier.file("plan.toml"), dossier.file(`plans/${plans.length}/plan.toml`))
  ) {
    yield new Text("{file} is not the plan that was put up last.", { file: "plan.toml" });
  }
}

function* planFaults(dossier, v, stated) {
  try {
    const parties = planOf(dossier.planAsItIs(v)).parties;
    if (
      !sameTexts(
        parties.map(({ name, key }) => party(name, key)),
        stated.map(({ name, key }) => party(name, key)),
      )
    ) {
      yield new Text("Plan {v} names other parties than the journal.", { v });
    }
  } catch (error) {
    if (!(error instanceof Malformed || error instanceof Unreadable)) throw error;
    yield new Text("Plan {v} is not what a plan should be:", { v });
    yield error.reason;
  }
}

export function* v36Changes(dossier) {
  for (const entry of dossier.of("amended")) {
    const { version, changes } = entry.facts;
    const [before, after] = [version - 1n, version].map(
      (v) => new Map(leaves("", dossier.plan(v) && dossier.planAsItIs(v))),
    );
    const names = [...new Set([...before.keys(), ...after.keys()])].sort(compareText);
    const expected = names
      .filter((field) => before.get(field) !== after.get(field))
      .map((field) => ({ field, before: before.get(field) ?? null, after: after.get(field) ?? null }));
    const stated = changes.map(({ field, before, after }) => ({ field, before, after }));
    if (!expected.length || JSON.stringify(expected) !== JSON.stringify(stated)) {
      yield new Text("Line {n} does not list the changes of the plan.", { n: entry.number + 1n });
    }
  }
}

/** The fields of a plan by their paths, each as JSON with a space after "," and ":" (13.5). */
function leaves(path, value) {
  if (value instanceof Map) {
    return [...value].flatMap(([name, inner]) => leaves(path ? `${path}.${name}` : name, inner));
  }
  if (Array.isArray(value) && value.some((item) => item instanceof Map)) {
    return value.flatMap((inner, i) => leaves(`${path}[${i}]`, inner));
  }
  return [[path, spaced(value)]];
}

function spaced(value) {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  return JSON.stringify(value);
}

export function* v37Signatures(dossier) {
  const process = new Process();
  for (const entry of dossier.entries) {
    if (entry.step === "signed") yield* signatureFaults(dossier, entry, process);
    process.take(entry);
  }
}

function* signatureFaults(dossier, entry, process) {
  const n = entry.number + 1n;
  const who = party(entry.facts.party, entry.facts.key);
  if (entry.facts.subject !== process.subject) yield new Text("Line {n}: the signature is about another entry.", { n });
  if (!process.needed.has(who)) yield new Text("Line {n}: the plan does not name this party with this key.", { n });
  if (process.signed.has(who)) yield new Text("Line {n}: this party had signed already.", { n });
  if (!dossier.signatures.get(entry.hash)) yield new Text("Line {n}: the signature is not right.", { n });
}
