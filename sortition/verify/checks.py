"""Check a draw from its files alone: `verify_path`. Standard library only, and nothing of ours.

Written from docs/format.md as an outsider would. Every check is run, also when others fail; one
whose facts cannot be had is reported as not checkable. The checks, with the clauses they cover:

V01  1.1                       the folder holds exactly the files of a draw
V02  1.2                       the manifest lists every file with its size and hash
V03  1.3                       every file is UTF-8 text and ends in one line feed
V04  2.5                       the JSON files are canonical
V05  1.2 4.1-4.5 4.7 4.9 6.1-6.3 6.6-6.9 7.1  the JSON files have exactly the members they should
V06  2.4                       the CSV files are canonical
V07  2.3                       everybody is once in panel.csv or not_drawn.csv, all in order
V08  2.1-2.3 4.2 4.7 4.8       quotas, categories and definitions are in canonical order
V09  2.6 4.4                   shared homes follow from the household columns
V10  4.3 4.4 4.7               profiles follow from values and homes
V11  4.1 5.1                   seating.csv has M numbered panels of k seats of known queues
V12  4.6 5.1                   every panel has the size and meets every quota
V13  4.4 4.6 5.1               nobody sits in a panel with a housemate
V14  5.2 5.3                   chances.csv is what the panels give
V15  5.4                       every count is within one panel of M times the exact chance
V16  5.3                       the list of panels is long enough
V17  5.2 5.5                   panels.csv lists the people whose turn it is
V18  4.5                       the figures on spread are right
V19  4.9 6.3                   the levels hold whom the method asks for; chances rise
V20  4.9 6.4 6.5               the multipliers prove each level, with the gap that is stated
V21  6.6                       an exact combination keeps the rules and gives the chances
V22  6.2                       every panel and the combination keep the cuts
V23  6.2                       every possible panel keeps the cuts (needs an integer solver)
V24  3.4 3.5 7.3               the public values are clean, and those of the seed if there is one
V25  3.3 7.1 7.2               the number is the one that value B gives
V26  4.1 7.1                   the files name each other by the right hashes
V27  5.2 7.1                   the people drawn are those of the panel with that number
V28  6.7                       nash: no lottery has a larger product of chances, but for the gap
V29  6.8                       goldilocks: neither the floor nor the cap can give way
V55  6.9                       what a computation that was ended proves of the smallest chance

A dossier, or a bundle of one, with these besides (V44 and V45 on bundles only):

V30  10.1 10.2 17.2 20.1       every file that the journal names is there, unchanged, and no other
V31  12.1-12.4                 every line of the journal is an entry of its step
V32  12.1 12.2                 every entry names the hash of the one before
V33  12.3                      no stated time is earlier than the one before
V34  12.5                      the steps are in order
V35  10.1 11.1 11.2 13.1       the plans are numbered and kept, and name the parties
V36  13.5                      amendments list what they change
V37  13.2-13.4                 every signature is right, by a party of the plan
V38  14.2-14.5                 each value is made of the announced sources
V39  14.1 14.6                 no value was known too early, and none is used twice
V40  14.7                      the signatures of drand rounds are right (needs a library)
V41  10.3 10.4 11.4 11.5       the draw has the people and quotas of the closed pool
V42  7.2 10.4                  the draw is from the committed panels, by the recorded values
V43  10.5                      every file of a trial says that it is one
V44  20.1-20.3                 a bundle is a plain zip file, written in the one way
V45  20.4 20.5                 it lists every entry, and says what is withheld
V46  17.1                      the first entry fixes the secret, and nothing else
V47  18.1 18.5-18.9            the public files are those they should be, in the one form
V48  18.2-18.6                 no group in the public files is smaller than the threshold
V49  18.1-18.9 19.1-19.4       the public files follow from the private ones
V50  18.7                      every public panel has its seats and meets the quotas
V51  5.4 18.6                  groups and rest sit in as many panels as their chances say
V52  6.2-6.9                   when nobody is of the rest, the proof holds
V53  10.4 18.5                 plan, pool, value A and the public list agree
V54  7.2 18.9                  the public panel is the committed one with the number drawn
V56  21.2 21.4-21.9            letters are those that plan, value and secret give
V57  21.10                     answers are to letters that were drawn
V58  22.2                      what was erased is told in full
V59  23.1                      statuses are of people of the pool
V60  23.3                      every replacement is a draw in order, begun from this journal
V61  23.2 23.3                 its people, quotas and seats are those that were left
V62  11.6 24.4                 as many stand by as the plan says, by the number of value B
V63  24.1 24.4                 every set has people who can stand by; the one drawn is the list
V64  24.3 24.5                 seats wrong without and with them, and the bound, are right
V65  24.6                      who came in is who the rule says
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import Final, TypeVar

from sortition.verify import (
    on_draw,
    on_files,
    on_interval,
    on_method,
    on_panels,
    on_people,
    on_proof,
)
from sortition.verify.case import Case
from sortition.verify.dossier import JOURNAL, Content, Dossier, read_bundle, read_dossier
from sortition.verify.files import Folder, read_folder
from sortition.verify.findings import BlockedError, Finding, Status, Text, WithheldError
from sortition.verify.of_process import PROCESS_CHECKS, ProcessCheck
from sortition.verify.on_bundle import (
    MAY_BE_WITHHELD,
    OF_ALTERNATES,
    OF_LETTERS,
    OF_STATUSES,
    OF_THE_PEOPLE,
)
from sortition.verify.summary import counted, public_summary, published_of, summary_of

__all__ = [
    "CHECKS",
    "PROCESS_CHECKS",
    "Finding",
    "Status",
    "Text",
    "Verification",
    "verify_dossier",
    "verify_files",
    "verify_folder",
    "verify_path",
]

T = TypeVar("T")
CutsTrue = Callable[[Case], Iterator[Text]]

_SHOWN: Final = 20
"""Faults of one check that are looked for; a broken list of panels can have a million."""
_MORE_NEEDED: Final = ("V23", "V40")
"""Checks that take a solver or a library, and may stay open."""
_OF_THE_DRAW: Final = ("V41", "V42", "V54")
_OF_BUNDLES: Final = ("V44", "V45")
_FIRST_WITH_A_SECRET: Final = "V44"
"""Journals of version 1 have no secret, and nothing that follows from it."""
_AFTER: Final = {
    "V56": "letters drawn",
    "V57": "answers",
    "V58": "erased",
    "V59": "status",
    "V60": "replaced",
    "V61": "replaced",
    **dict.fromkeys(("V62", "V63", "V64"), "alternates drawn"),
    "V65": "alternates called",
}
"""Checks on a step that most dossiers do not have."""
_PARTLY: Final = "V46"
"""The journal shows that there is a secret, if not which."""
_NOTHING_DRAWN: Final = Text("Nothing was drawn yet; only the preparation was checked.")
_KEPT: Final = Text("That takes the people, who are kept from the public.")
_ERASED: Final = Text("That takes the people, who were erased.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: number, clauses of docs/format.md, what it claims, and the search for faults."""

    number: str
    clauses: str
    name: Text
    faults: Callable[[Case], Iterator[Text]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What all checks found. ``summary`` is for people: how many passed, what is proved."""

    findings: tuple[Finding, ...]
    summary: tuple[Text, ...]

    @property
    def runs(self) -> Iterator[tuple[Finding, Finding]]:
        """First and last of successive findings that are withheld alike; else one by one."""
        for withheld, run in groupby(self.findings, key=lambda f: f.withheld and f.what):
            same = list(run)
            yield from [(same[0], same[-1])] if withheld else zip(same, same, strict=True)

    @property
    def verdict(self) -> Text:
        """The last word."""
        if not self.ok:
            return Text("This draw is NOT in order.")
        if any(finding.withheld for finding in self.findings):
            return Text("Everything that can be checked in public is in order.")
        return Text("This draw is in order.")

    @property
    def ok(self) -> bool:
        """Whether nothing failed, or was left unchecked but for a good reason.

        That is want of a solver or a library, or what is rightly kept from the public.
        """
        return all(map(_is_fine, self.findings))


def _is_fine(finding: Finding) -> bool:
    open_for_a_reason = finding.withheld or finding.number in _MORE_NEEDED
    return finding.status is Status.PASS or (
        finding.status is Status.NOT_CHECKABLE and open_for_a_reason
    )


_NUMBERED: Final = tuple(
    Check(number=f"V{i:02d}", clauses=clauses, name=name, faults=faults)
    for i, (clauses, name, faults) in enumerate(
        (
            ("1.1", Text("The folder holds exactly the files of a draw"), on_files.v01_folder),
            ("1.2", Text("The manifest lists every file, unchanged"), on_files.v02_manifest),
            ("1.3", Text("Every file is plain UTF-8 text"), on_files.v03_text),
            ("2.5", Text("The JSON files are written in the one canonical way"), on_files.v04_json),
            (
                "1.2, 4.1–4.5, 4.7, 4.9, 6.1–6.3, 6.6–6.9, 7.1",
                Text("The JSON files hold what they should"),
                on_files.v05_members,
            ),
            ("2.4", Text("The tables are written in the one canonical way"), on_files.v06_tables),
            ("2.3", Text("Everybody of the pool is there once, in order"), on_people.v07_people),
            ("2.1–2.3, 4.2, 4.7, 4.8", Text("The quotas are in order"), on_people.v08_quotas),
            ("2.6, 4.4", Text("Shared homes follow from the addresses"), on_people.v09_homes),
            ("4.3, 4.4, 4.7", Text("Profiles follow from the people"), on_people.v10_profiles),
            ("4.1, 5.1", Text("The list of panels is complete"), on_panels.v11_list),
            ("4.6, 5.1", Text("Every panel meets every quota"), on_panels.v12_quotas),
            ("4.4, 4.6, 5.1", Text("No panel holds two housemates"), on_panels.v13_homes),
            ("5.2, 5.3", Text("Everybody is in as many panels as stated"), on_panels.v14_counts),
            (
                "5.4",
                Text("The panels give everybody their exact chance, but for rounding"),
                on_panels.v15_rounding,
            ),
            ("5.3", Text("The list of panels is long enough"), on_panels.v16_length),
            (
                "5.2, 5.5",
                Text("Seats were handed out in the order of the tickets"),
                on_panels.v17_seats,
            ),
            ("4.5", Text("The figures on how panels differ are right"), on_panels.v18_spread),
            (
                "4.9, 6.3",
                Text("The levels of the proof hold whom they should"),
                on_proof.v19_levels,
            ),
            (
                "4.9, 6.4, 6.5",
                Text("The proof that these levels cannot be higher holds"),
                on_proof.v20_bound,
            ),
            ("6.6", Text("What is said about reaching the chances holds"), on_proof.v21_reach),
            (
                "6.2",
                Text("The panels keep the extra conditions of the proof"),
                on_proof.v22_cuts_kept,
            ),
            (
                "6.2",
                Text("The extra conditions hold for every possible panel"),
                on_proof.v23_cuts_true,
            ),
            ("3.4, 3.5, 7.3", Text("The public values are as they should be"), on_draw.v24_values),
            ("3.3, 7.1, 7.2", Text("The number follows from public value B"), on_draw.v25_number),
            ("4.1, 7.1", Text("The files belong together"), on_draw.v26_hashes),
            (
                "5.2, 7.1",
                Text("The people drawn are the panel with that number"),
                on_draw.v27_panel,
            ),
            (
                "6.7",
                Text("The proof of the largest product of chances holds (method nash)"),
                on_method.v28_welfare,
            ),
            (
                "6.8",
                Text("The proof of the balance of floor and cap holds (method goldilocks)"),
                on_method.v29_balance,
            ),
        ),
        1,
    )
)

_ENDED: Final = Check(
    number="V55",
    clauses="6.9",
    name=Text("What a computation that was ended proves of the smallest chance holds"),
    faults=on_interval.v55_interval,
)

CHECKS: Final = (*_NUMBERED, _ENDED)
"""The checks on a draw. V30 to V43 are those on a dossier."""


def verify_path(path: Path | str, cuts_true: CutsTrue = on_proof.v23_cuts_true) -> Verification:
    """Run every check on a draw, a dossier or a bundle. Never raises, whatever it holds.

    ``cuts_true`` is what V23 does: by itself it leaves open what takes an integer solver.
    """
    place = Path(path)
    if place.is_file():
        return verify_dossier(read_bundle(place), cuts_true)
    return verify_folder(place, cuts_true)


def verify_folder(path: Path | str, cuts_true: CutsTrue = on_proof.v23_cuts_true) -> Verification:
    """Run every check on a draw or a dossier. Never raises, whatever the folder holds."""
    folder = Path(path)
    if (folder / JOURNAL).is_file():
        return verify_dossier(read_dossier(folder), cuts_true)
    return verify_files(read_folder(folder), cuts_true)


def verify_files(folder: Folder, cuts_true: CutsTrue = on_proof.v23_cuts_true) -> Verification:
    """Run every check on the files of a draw."""
    case = Case(folder)
    findings = tuple(_of_the_draw(case, cuts_true))
    return Verification(findings=findings, summary=summary_of(case, findings))


def verify_dossier(content: Content, cuts_true: CutsTrue = on_proof.v23_cuts_true) -> Verification:
    """Run every check on the files of a dossier or a bundle: of its draw, and of the process."""
    return _examined(Dossier(content, _failed), cuts_true)


def _failed(dossier: Dossier) -> tuple[str, ...]:
    """The checks of a bundle inside a dossier that fail, or that are open without a reason."""
    found = _examined(dossier, on_proof.v23_cuts_true)
    return tuple(finding.number for finding in found.findings if not _is_fine(finding))


def _examined(dossier: Dossier, cuts_true: CutsTrue) -> Verification:
    checks = tuple(_applicable(dossier))
    of_process = tuple(_of_process(check, dossier) for check in checks)
    if dossier.is_public:
        # What V55 looks at is in V52 where the proof is public.
        kept = (check for check in CHECKS if check.number in OF_THE_PEOPLE)
        of_draw = tuple(_withheld(check, dossier) for check in kept) if dossier.is_drawn else ()
        findings = (*of_draw, *of_process)
        return Verification(findings=findings, summary=public_summary(dossier, findings))
    if dossier.drawn is None:
        lines = (*counted(of_process), _NOTHING_DRAWN, *published_of(dossier, of_process))
        return Verification(findings=of_process, summary=lines)
    case = dossier.case
    findings = (*_of_the_draw(case, cuts_true), *of_process)
    summary = (*summary_of(case, findings), *published_of(dossier, findings))
    return Verification(findings=findings, summary=summary)


def _of_the_draw(case: Case, cuts_true: CutsTrue) -> Iterator[Finding]:
    for check in CHECKS:
        faults = cuts_true if check.faults is on_proof.v23_cuts_true else check.faults
        yield _finding(check, faults, case)


def _of_process(check: ProcessCheck, dossier: Dossier) -> Finding:
    kept = check.number in (*OF_THE_PEOPLE, *OF_LETTERS, *OF_STATUSES, *OF_ALTERNATES)
    if dossier.is_public and kept and check.number != _PARTLY:
        return _withheld(check, dossier)
    return _finding(check, check.faults, dossier)


def _applicable(dossier: Dossier) -> Iterator[ProcessCheck]:
    """The checks on a process that has come so far, in this form."""
    for check in PROCESS_CHECKS:
        draw_needed = check.number in _OF_THE_DRAW and not dossier.is_drawn
        bundle_needed = check.number in _OF_BUNDLES and not dossier.is_bundle
        secret_needed = check.number >= _FIRST_WITH_A_SECRET and dossier.version == 1
        none = check.number in _AFTER and not dossier.has(_AFTER[check.number])
        if not (draw_needed or bundle_needed or none or (secret_needed and not dossier.is_bundle)):
            yield check


def _withheld(check: Check | ProcessCheck, dossier: Dossier) -> Finding:
    return Finding(
        number=check.number,
        name=check.name,
        clauses=check.clauses,
        status=Status.NOT_CHECKABLE,
        what=(_ERASED if dossier.erased else _KEPT,),
        withheld=True,
    )


def _finding(
    check: Check | ProcessCheck, faults: Callable[[T], Iterator[Text]], case: T
) -> Finding:
    status, what, withheld = _run(faults, case)
    return Finding(
        number=check.number,
        name=check.name,
        clauses=check.clauses,
        status=status,
        what=what[:_SHOWN],
        more=len(what) > _SHOWN,
        withheld=withheld and check.number in MAY_BE_WITHHELD,
    )


def _run(search: Callable[[T], Iterator[Text]], case: T) -> tuple[Status, tuple[Text, ...], bool]:
    """Status, faults, whether something is withheld.

    Whatever a hostile file breaks in a check is a failure of that check.
    """
    faults: list[Text] = []
    try:
        faults.extend(islice(search(case), _SHOWN + 1))
    except BlockedError as blocked:
        # Faults found before the check had to stop are faults all the same.
        faults.append(blocked.reason)
        status = Status.FAIL if len(faults) > 1 else Status.NOT_CHECKABLE
        withheld = status is Status.NOT_CHECKABLE and isinstance(blocked, WithheldError)
        return status, tuple(faults), withheld
    except Exception as error:  # noqa: BLE001 - any crash must become a finding, not a traceback
        faults.append(Text("The check stopped: {error}.", error=type(error).__name__))
    return (Status.FAIL if faults else Status.PASS), tuple(faults), False
