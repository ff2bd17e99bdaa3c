// The numbered checks, and how they are run: all of them, whatever the others find.

import { v01Folder, v02Manifest, v03Text, v04Json, v05Members, v06Tables } from "./checks_files.js";
import { v07People, v08Quotas, v09Homes, v10Profiles } from "./checks_people.js";
import * as alternates from "./checks_alternates.js";
import * as panels from "./checks_panels.js";
import { v19Levels, v20Bound, v21Reach, v22CutsKept, v23CutsTrue } from "./checks_proof.js";
import { v24Values, v25Number, v26Hashes, v27Panel } from "./checks_draw.js";
import { v28Welfare, v29Balance } from "./checks_method.js";
import { v55Interval } from "./checks_interval.js";
import * as journal from "./checks_journal.js";
import * as letters from "./checks_letters.js";
import * as replaced from "./checks_replaced.js";
import * as values from "./checks_values.js";
import { MAY_BE_WITHHELD, v44Archive, v45Contents, v46Secret } from "./checks_bundle.js";
import * as shown from "./checks_public.js";
import { Blocked, Text, Withheld } from "./findings.js";
import { v49Follow } from "./follow.js";

/** Faults of one check that are looked for: a broken list of panels can have a million. */
const SHOWN = 20;

/** Number, clauses of docs/format.md, what the check claims, and its search for faults. */
const check = (number, clauses, name, faults) => ({ number, clauses, name, faults });

export const DRAW_CHECKS = [
  check("V01", "1.1", new Text("The folder holds exactly the files of a draw"), v01Folder),
  check("V02", "1.2", new Text("The manifest lists every file, unchanged"), v02Manifest),
  check("V03", "1.3", new Text("Every file is plain UTF-8 text"), v03Text),
  check("V04", "2.5", new Text("The JSON files are written in the one canonical way"), v04Json),
  check(
    "V05",
    "1.2, 4.1–4.5, 4.7, 4.9, 6.1–6.3, 6.6–6.9, 7.1",
    new Text("The JSON files hold what they should"),
    v05Members,
  ),
  check("V06", "2.4", new Text("The tables are written in the one canonical way"), v06Tables),
  check("V07", "2.3", new Text("Everybody of the pool is there once, in order"), v07People),
  check("V08", "2.1–2.3, 4.2, 4.7, 4.8", new Text("The quotas are in order"), v08Quotas),
  check("V09", "2.6, 4.4", new Text("Shared homes follow from the addresses"), v09Homes),
  check("V10", "4.3, 4.4, 4.7", new Text("Profiles follow from the people"), v10Profiles),
  check("V11", "4.1, 5.1", new Text("The list of panels is complete"), panels.v11List),
  check("V12", "4.6, 5.1", new Text("Every panel meets every quota"), panels.v12Quotas),
  check("V13", "4.4, 4.6, 5.1", new Text("No panel holds two housemates"), panels.v13Homes),
  check("V14", "5.2, 5.3", new Text("Everybody is in as many panels as stated"), panels.v14Counts),
  check("V15", "5.4", new Text("The panels give everybody their exact chance, but for rounding"), panels.v15Rounding),
  check("V16", "5.3", new Text("The list of panels is long enough"), panels.v16Length),
  check("V17", "5.2, 5.5", new Text("Seats were handed out in the order of the tickets"), panels.v17Seats),
  check("V18", "4.5", new Text("The figures on how panels differ are right"), panels.v18Spread),
  check("V19", "4.9, 6.3", new Text("The levels of the proof hold whom they should"), v19Levels),
  check("V20", "4.9, 6.4, 6.5", new Text("The proof that these levels cannot be higher holds"), v20Bound),
  check("V21", "6.6", new Text("What is said about reaching the chances holds"), v21Reach),
  check("V22", "6.2", new Text("The panels keep the extra conditions of the proof"), v22CutsKept),
  check("V23", "6.2", new Text("The extra conditions hold for every possible panel"), v23CutsTrue),
  check("V24", "3.4, 3.5, 7.3", new Text("The public values are as they should be"), v24Values),
  check("V25", "3.3, 7.1, 7.2", new Text("The number follows from public value B"), v25Number),
  check("V26", "4.1, 7.1", new Text("The files belong together"), v26Hashes),
  check("V27", "5.2, 7.1", new Text("The people drawn are the panel with that number"), v27Panel),
  check("V28", "6.7", new Text("The proof of the largest product of chances holds (method nash)"), v28Welfare),
  check("V29", "6.8", new Text("The proof of the balance of floor and cap holds (method goldilocks)"), v29Balance),
  check(
    "V55",
    "6.9",
    new Text("What a computation that was ended proves of the smallest chance holds"),
    v55Interval,
  ),
];

export const PROCESS_CHECKS = [
  check(
    "V30",
    "10.1, 10.2, 17.2, 20.1",
    new Text("The dossier holds what its journal names, unchanged"),
    journal.v30Files,
  ),
  check("V31", "12.1–12.4", new Text("Every line of the journal is an entry"), journal.v31Entries),
  check("V32", "12.1, 12.2", new Text("No line of the journal was removed, added, moved or changed"), journal.v32Chain),
  check("V33", "12.3", new Text("The stated times do not go back"), journal.v33Times),
  check("V34", "12.5", new Text("The steps are in order"), journal.v34Order),
  check("V35", "10.1, 11.1, 11.2, 13.1", new Text("The plans are kept, and name the parties"), journal.v35Plans),
  check("V36", "13.5", new Text("Changes of the plan are listed"), journal.v36Changes),
  check("V37", "13.2–13.4", new Text("The signatures are right, and of the parties"), journal.v37Signatures),
  check("V38", "14.2–14.5", new Text("The public values are what the plan announces"), values.v38Values),
  check("V39", "14.1, 14.6", new Text("By the stated times no public value was known too early"), values.v39Known),
  check("V40", "14.7", new Text("The signatures of drand rounds are right"), values.v40Beacons),
  check(
    "V41",
    "10.3, 10.4, 11.4, 11.5",
    new Text("The people and quotas are those of the closed pool"),
    values.v41Pool,
  ),
  check(
    "V42",
    "7.2, 10.4",
    new Text("The panel was drawn from the committed list, by the recorded values"),
    values.v42Draw,
  ),
  check("V43", "10.5", new Text("Trials say that they are trials"), values.v43Trials),
  check("V44", "20.1–20.3", new Text("The bundle is a plain zip file, written in the one way"), v44Archive),
  check("V45", "20.4, 20.5", new Text("The bundle lists what it holds, and what is withheld"), v45Contents),
  check("V46", "17.1", new Text("The secret was fixed at the beginning"), v46Secret),
  check("V47", "18.1, 18.5–18.9", new Text("The public files are written in the one way"), onPublic(shown.v47Form)),
  check("V48", "18.2–18.6", new Text("No group in the public files is too small"), onPublic(shown.v48Threshold)),
  check("V49", "18.1–18.9, 19.1–19.4", new Text("The public files follow from the private ones"), v49Follow),
  check("V50", "18.7", new Text("In public, too, every panel meets every quota"), onPublic(shown.v50Panels)),
  check("V51", "5.4, 18.6", new Text("In public, too, the panels give the chances"), onPublic(shown.v51Chances)),
  check("V52", "6.2–6.9", new Text("The proof holds as far as it is public"), onPublic(shown.v52Proof)),
  check("V53", "10.4, 18.5", new Text("Plan, pool, value A and the public list agree"), onPublic(shown.v53Terms)),
  check(
    "V54",
    "7.2, 18.9",
    new Text("The public panel is the committed one with the number drawn"),
    onPublic(shown.v54Drawn),
  ),
  check(
    "V56",
    "21.2, 21.4–21.9",
    new Text("The letters are those that their plan, the value and the secret give"),
    letters.v56Letters,
  ),
  check("V57", "21.10", new Text("The answers are to letters that were drawn"), letters.v57Answers),
  check("V58", "22.2", new Text("What was erased is told in full"), letters.v58Erased),
  check("V59", "23.1", new Text("The statuses are of people of the pool"), replaced.v59Statuses),
  check(
    "V60",
    "23.3",
    new Text("Every replacement is a draw in order, begun from this journal"),
    replaced.v60Replacements,
  ),
  check(
    "V61",
    "23.2, 23.3",
    new Text("Replacements have the people, quotas and seats that were left"),
    replaced.v61Follow,
  ),
  check(
    "V62",
    "11.6, 24.4",
    new Text("As many stand by as the plan says, by the number that value B gives"),
    alternates.v62Drawn,
  ),
  check(
    "V63",
    "24.1, 24.4",
    new Text("The numbered sets of alternates have people who can stand by"),
    alternates.v63Sets,
  ),
  check(
    "V64",
    "24.3, 24.5",
    new Text("The seats that are wrong with and without alternates are right"),
    alternates.v64Shortfall,
  ),
  check("V65", "24.6", new Text("The alternates who came in are those that the rule names"), alternates.v65Called),
];

/** A check of the public files; before there are any it has nothing to find. */
function onPublic(faults) {
  return function* (dossier) {
    if (dossier.of("panels committed").length) yield* faults(dossier.shown);
  };
}

/** A check that takes what a public bundle does not hold. */
export function keptFinding({ number, clauses, name }, { isErased }) {
  const what = [
    isErased
      ? new Text("That takes the people, who were erased.")
      : new Text("That takes the people, who are kept from the public."),
  ];
  return { number, clauses, name, status: "not checkable", what, more: false, withheld: true };
}

/** Runs one check on the facts it is about. */
export function finding({ number, clauses, name, faults }, facts) {
  const { status, what, withheld } = outcome(faults, facts);
  const more = what.length > SHOWN;
  const kept = withheld === true && MAY_BE_WITHHELD.includes(number);
  return { number, clauses, name, status, what: what.slice(0, SHOWN), more, withheld: kept };
}

/** Whatever a hostile file breaks in a check is a failure of that check. */
function outcome(faults, facts) {
  const what = [];
  try {
    for (const fault of faults(facts)) if (what.push(fault) > SHOWN) break;
  } catch (error) {
    if (!(error instanceof Blocked)) what.push(new Text("The check stopped: {error}.", { error: String(error) }));
    else if (what.push(error.reason) === 1) {
      return { status: "not checkable", what, withheld: error instanceof Withheld };
    }
  }
  return { status: what.length ? "fail" : "pass", what };
}
