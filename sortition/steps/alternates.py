"""Alternates: agreed on in the plan, drawn with the panel's own value B, called by rule (§24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from sortition.alternates.benching import bench_of
from sortition.alternates.coming import Waiting, who_comes_in
from sortition.alternates.lottery import standby_sets
from sortition.dossier import case, plan_in, process
from sortition.dossier.files import PANEL
from sortition.dossier.folder import replace_file
from sortition.dossier.plan_standby import decimal
from sortition.dossier.plan_tables import with_standby
from sortition.dossier.standby_files import (
    ALTERNATES,
    called_files,
    read_alternates,
    standby_files,
)
from sortition.draw.tickets import number
from sortition.errors import Text, UsageError
from sortition.records.alternates import MOST_SCENARIOS, Bench, Dropouts, Standby, StandbySets
from sortition.records.journal import Stage, Step
from sortition.records.plan import Plan
from sortition.records.progress import Listener, silent
from sortition.records.quotas import Quota
from sortition.replacement.remaining import Remaining
from sortition.steps.account import refresh
from sortition.steps.outcomes import Amended
from sortition.steps.plans import TOOL, amend_to
from sortition.steps.process import closed_pool, value_of
from sortition.steps.replacements import ids_of
from sortition.steps.sitting import first_draw
from sortition.tables import read_table
from sortition.tables.dropouts_table import read_dropouts

SCENARIOS: Final = 200
WORSE: Final = Fraction(1, 10)
"""What a plan has when nobody asks for something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternatesPlanned:
    """What the plan says of alternates now; ``amended`` when that has to be signed again."""

    standby: Standby
    plan: Path
    amended: Amended | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternatesDrawn:
    """The number of the set that was drawn, the sets, and how many people could stand by."""

    number: int
    found: StandbySets
    able: int
    page: Path | None

    @property
    def people(self) -> tuple[str, ...]:
        """The alternates, in the order in which they come in where nothing else decides."""
        return self.found.sets[self.number]

    @property
    def shortfall(self) -> int:
        """That of these alternates, over all scenarios."""
        return self.found.shortfalls[self.number]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternatesCalled:
    """Who comes in (ids, in order), how many seats were free, and how many still stand by."""

    people: tuple[str, ...]
    free: int
    waiting: int
    page: Path | None


def plan_alternates(
    folder: Path,
    count: int,
    *,
    dropouts: Path | Fraction,
    time: str,
    scenarios: int | None = None,
    worse: Fraction | None = None,
    by: str | None = None,
    why: str | None = None,
) -> AlternatesPlanned:
    """Write into the plan how many stand by (``count`` >= 1), and how likely people are to go.

    ``dropouts`` is a table (docs/format.md 24.2) or one chance for everybody. A plan that was
    sealed changes by an amendment, ``by`` whom and ``why``, which all parties sign. Raises
    UsageError (also once the panels are committed) or InputError.
    """
    dossier = case.load(folder, edited_plan=True)
    if dossier.state.stage >= Stage.COMMITTED:
        raise UsageError(
            Text(
                "Alternates are agreed on before the panels are committed, so that nobody can "
                "choose their number afterwards. For free seats there is: sortition replace"
            )
        )
    path = folder / plan_in.PLAN
    before = dossier.content(plan_in.PLAN)
    plan = plan_in.read_plan(before)
    standby = Standby(
        count=_at_least_one(count),
        scenarios=_up_to(SCENARIOS if scenarios is None else scenarios),
        worse=WORSE if worse is None else _decimal(worse),
        dropouts=read_chances(dropouts, plan.quotas or _quotas_of(dossier), plan.categories),
    )
    content = with_standby(before, standby)
    sealed = bool(dossier.state.parties)
    if sealed and (by is None or why is None):
        raise UsageError(Text("The plan is sealed: say who changes it, and why (--by, --why)."))
    if not sealed:
        replace_file(path, content)
        return AlternatesPlanned(standby=standby, plan=path, amended=None)
    amended = amend_to(folder, content, by=by or "", why=why or "", time=time)
    return AlternatesPlanned(standby=standby, plan=path, amended=amended)


def draw_alternates(folder: Path, *, time: str, listen: Listener = silent) -> AlternatesDrawn:
    """Draw the alternates that the plan asks for, by value B of the panel, and record it.

    Raises UsageError before the draw, when the plan has none, or when too few people can stand by.
    """
    dossier = case.load(folder)
    process.require(dossier.state, Step.ALTERNATES)
    standby = _agreed(dossier.plan)
    public = value_of(dossier, Step.VALUE_B)
    bench = bench_of_dossier(dossier, standby, public)
    found = standby_sets(bench, standby, public=public, listen=listen)
    drawn = number(public, "alternates", len(found.sets))
    able = sorted(person for group in bench.groups for person in group.people)
    case.record(
        dossier,
        Step.ALTERNATES,
        time=time,
        tool=TOOL,
        facts={
            "people": len(found.sets[drawn]),
            "sets": len(found.sets),
            "number": drawn,
            "without": found.without,
            "shortfall": found.shortfalls[drawn],
            "bound": found.bound,
        },
        files={case.STANDBY: standby_files(found, drawn, able)},
    )
    return AlternatesDrawn(
        number=drawn,
        found=found,
        able=len(able),
        page=refresh(case.load(folder)),
    )


def call_alternates(folder: Path, *, time: str) -> AlternatesCalled:
    """Let alternates take the free seats by rule (docs/format.md 24.6), and record who does.

    Raises UsageError when no seat is free, or when none of the alternates can make it better.
    """
    dossier = case.load(folder)
    process.require(dossier.state, Step.CALLED)
    left = first_draw(dossier, dossier.entries).left(0)
    waiting = _waiting(left, read_alternates(dossier.content(f"{case.STANDBY}/{ALTERNATES}")))
    bounds = ((left.size, left.size), *((q.minimum, q.maximum) for q in left.quotas.rows))
    people = tuple(waiting[i].id for i in who_comes_in(waiting, bounds, left.size))
    if not people:
        raise UsageError(
            Text(
                "None of the alternates who are left makes the panel better. Draw others: "
                "sortition replace"
            )
        )
    place = f"{case.CALLED}/{dossier.number_of(Step.CALLED) + 1}"
    case.record(
        dossier,
        Step.CALLED,
        time=time,
        tool=TOOL,
        facts={"people": len(people), "free": left.size},
        files={place: called_files(people)},
    )
    return AlternatesCalled(
        people=people,
        free=left.size,
        waiting=len(waiting) - len(people),
        page=refresh(case.load(folder)),
    )


def bench_of_dossier(dossier: case.Dossier, standby: Standby, public: str) -> Bench:
    """Who could stand by for the panel that was drawn first."""
    pool, quotas, size = closed_pool(dossier)
    panel = ids_of(dossier.content(f"{case.DRAW}/{PANEL}"))
    return bench_of(pool, quotas, size=size, panel=panel, dropouts=standby.dropouts, value=public)


def read_chances(
    given: Path | Fraction, quotas: Sequence[Quota], categories: Sequence[str]
) -> Dropouts:
    """Chances to drop out: one for everybody, or a table by the values of the quotas.

    Where there are no quotas yet, values are looked at when the pool is closed. Raises UsageError,
    or InputError with every problem of the table.
    """
    if isinstance(given, Fraction):
        return Dropouts(everybody=_decimal(given))
    known = [(row.category, row.value) for row in quotas]
    found = read_dropouts(read_table(given), known, categories)
    for _, _, chance in (("", "", found.everybody), *found.groups):
        _decimal(chance)
    return found


# --- parts ----------------------------------------------------------------------------------------


def _waiting(left: Remaining, order: tuple[str, ...]) -> list[Waiting]:
    """The alternates who can still come in, in their order."""
    rows = {(quota.category, quota.value): r for r, quota in enumerate(left.quotas.rows, 1)}
    able = {person.id: person for person in left.pool.registrants}
    return [
        Waiting(
            id=person,
            rows=(
                0,
                *(
                    rows[name]
                    for name in zip(left.pool.categories, able[person].values, strict=True)
                    if name in rows
                ),
            ),
        )
        for person in order
        if person in able
    ]


def _agreed(plan: Plan) -> Standby:
    if plan.standby is None:
        raise UsageError(
            Text(
                "The plan says nothing of alternates, and it cannot change any more. For free "
                "seats there is: sortition replace"
            )
        )
    return plan.standby


def _quotas_of(dossier: case.Dossier) -> Sequence[Quota]:
    return closed_pool(dossier)[1].rows if dossier.state.stage >= Stage.POOL_CLOSED else ()


def _decimal(part: Fraction) -> Fraction:
    try:
        decimal(part)
    except ValueError:
        raise UsageError(
            Text("A part of all must be from 0 to below 100 %, with few decimals.")
        ) from None
    return part


def _at_least_one(count: int) -> int:
    if count < 1:
        raise UsageError(Text("At least one person must stand by."))
    return count


def _up_to(scenarios: int) -> int:
    if not 1 <= scenarios <= MOST_SCENARIOS:
        raise UsageError(Text("There can be 1 to {most} scenarios.", most=MOST_SCENARIOS))
    return scenarios
