"""The numbered checks on a dossier or a bundle: what each claims, and who searches for faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Final

from sortition.verify import (
    follow,
    on_alternates,
    on_bundle,
    on_journal,
    on_letters,
    on_public,
    on_replaced,
    on_values,
)
from sortition.verify.dossier import Dossier
from sortition.verify.findings import Text
from sortition.verify.public import Public


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessCheck:
    """One check: number, clauses of docs/format.md, what it claims, and the search for faults."""

    number: str
    clauses: str
    name: Text
    faults: Callable[[Dossier], Iterator[Text]]


def _of_public(
    faults: Callable[[Public], Iterator[Text]],
) -> Callable[[Dossier], Iterator[Text]]:
    """A check of the public files; before there are any it has nothing to find."""

    @wraps(faults)
    def found(dossier: Dossier) -> Iterator[Text]:
        return faults(Public(dossier)) if dossier.of("panels committed") else iter(())

    return found


_NUMBERED: Final = tuple(
    ProcessCheck(number=f"V{i}", clauses=clauses, name=name, faults=faults)
    for i, (clauses, name, faults) in enumerate(
        (
            (
                "10.1, 10.2, 17.2, 20.1",
                Text("The dossier holds what its journal names, unchanged"),
                on_journal.v30_files,
            ),
            ("12.1–12.4", Text("Every line of the journal is an entry"), on_journal.v31_entries),
            (
                "12.1, 12.2",
                Text("No line of the journal was removed, added, moved or changed"),
                on_journal.v32_chain,
            ),
            ("12.3", Text("The stated times do not go back"), on_journal.v33_times),
            ("12.5", Text("The steps are in order"), on_journal.v34_order),
            (
                "10.1, 11.1, 11.2, 13.1",
                Text("The plans are kept, and name the parties"),
                on_journal.v35_plans,
            ),
            ("13.5", Text("Changes of the plan are listed"), on_journal.v36_changes),
            (
                "13.2–13.4",
                Text("The signatures are right, and of the parties"),
                on_journal.v37_signatures,
            ),
            (
                "14.2–14.5",
                Text("The public values are what the plan announces"),
                on_values.v38_values,
            ),
            (
                "14.1, 14.6",
                Text("By the stated times no public value was known too early"),
                on_values.v39_known,
            ),
            ("14.7", Text("The signatures of drand rounds are right"), on_values.v40_beacons),
            (
                "10.3, 10.4, 11.4, 11.5",
                Text("The people and quotas are those of the closed pool"),
                on_values.v41_pool,
            ),
            (
                "7.2, 10.4",
                Text("The panel was drawn from the committed list, by the recorded values"),
                on_values.v42_draw,
            ),
            ("10.5", Text("Trials say that they are trials"), on_values.v43_trials),
            (
                "20.1–20.3",
                Text("The bundle is a plain zip file, written in the one way"),
                on_bundle.v44_archive,
            ),
            (
                "20.4, 20.5",
                Text("The bundle lists what it holds, and what is withheld"),
                on_bundle.v45_manifest,
            ),
            ("17.1", Text("The secret was fixed at the beginning"), on_bundle.v46_secret),
            (
                "18.1, 18.5–18.9",
                Text("The public files are written in the one way"),
                _of_public(on_public.v47_form),
            ),
            (
                "18.2–18.6",
                Text("No group in the public files is too small"),
                _of_public(on_public.v48_threshold),
            ),
            (
                "18.1–18.9, 19.1–19.4",
                Text("The public files follow from the private ones"),
                follow.v49_follow,
            ),
            (
                "18.7",
                Text("In public, too, every panel meets every quota"),
                _of_public(on_public.v50_panels),
            ),
            (
                "5.4, 18.6",
                Text("In public, too, the panels give the chances"),
                _of_public(on_public.v51_chances),
            ),
            (
                "6.2–6.9",
                Text("The proof holds as far as it is public"),
                _of_public(on_public.v52_proof),
            ),
            (
                "10.4, 18.5",
                Text("Plan, pool, value A and the public list agree"),
                _of_public(on_public.v53_terms),
            ),
            (
                "7.2, 18.9",
                Text("The public panel is the committed one with the number drawn"),
                _of_public(on_public.v54_drawn),
            ),
        ),
        30,
    )
)

PROCESS_CHECKS: Final = (
    *_NUMBERED,
    ProcessCheck(
        number="V56",
        clauses="21.2, 21.4–21.9",
        name=Text("The letters are those that their plan, the value and the secret give"),
        faults=on_letters.v56_letters,
    ),
    ProcessCheck(
        number="V57",
        clauses="21.10",
        name=Text("The answers are to letters that were drawn"),
        faults=on_letters.v57_answers,
    ),
    ProcessCheck(
        number="V58",
        clauses="22.2",
        name=Text("What was erased is told in full"),
        faults=on_letters.v58_erased,
    ),
    ProcessCheck(
        number="V59",
        clauses="23.1",
        name=Text("The statuses are of people of the pool"),
        faults=on_replaced.v59_statuses,
    ),
    ProcessCheck(
        number="V60",
        clauses="23.3",
        name=Text("Every replacement is a draw in order, begun from this journal"),
        faults=on_replaced.v60_replacements,
    ),
    ProcessCheck(
        number="V61",
        clauses="23.2, 23.3",
        name=Text("Replacements have the people, quotas and seats that were left"),
        faults=on_replaced.v61_follow,
    ),
    ProcessCheck(
        number="V62",
        clauses="11.6, 24.4",
        name=Text("As many stand by as the plan says, by the number that value B gives"),
        faults=on_alternates.v62_drawn,
    ),
    ProcessCheck(
        number="V63",
        clauses="24.1, 24.4",
        name=Text("The numbered sets of alternates have people who can stand by"),
        faults=on_alternates.v63_sets,
    ),
    ProcessCheck(
        number="V64",
        clauses="24.3, 24.5",
        name=Text("The seats that are wrong with and without alternates are right"),
        faults=on_alternates.v64_shortfall,
    ),
    ProcessCheck(
        number="V65",
        clauses="24.6",
        name=Text("The alternates who came in are those that the rule names"),
        faults=on_alternates.v65_called,
    ),
)
"""In order; V44 and V45 are about bundles only. V55 is a check on a draw."""
