"""When people drop out: statuses, and a lottery over the free seats in a dossier of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from sortition import lottery as engine
from sortition.dossier import case, plan_in, pool_files, process
from sortition.dossier.bundle import Kind
from sortition.dossier.bundle import bundle as bundle_of
from sortition.dossier.commitment import commitment
from sortition.dossier.files import PANEL, people_csv
from sortition.dossier.folder import ensure_free, replace_file, write
from sortition.dossier.plan_tables import with_quotas, with_standby
from sortition.dossier.statuses_file import NAME as STATUSES
from sortition.dossier.statuses_file import statuses_csv
from sortition.errors import NoPanelError, Text, UsageError
from sortition.records.journal import Entry, Fact, Stage, Step
from sortition.records.progress import Listener, Moment, silent
from sortition.records.quotas import Quotas
from sortition.records.statuses import Status, StatusRow
from sortition.replacement.remaining import Remaining
from sortition.steps.account import refresh
from sortition.steps.outcomes import PoolClosed
from sortition.steps.plans import TOOL, filled, new
from sortition.steps.process import closed_pool, failures_recorded
from sortition.steps.replacements import AUDITOR, PUBLIC, ids_of
from sortition.steps.sitting import first_draw, statuses
from sortition.tables import read_table, to_csv
from sortition.tables.statuses_table import read_statuses
from sortition.tables.written import quota_cells

_MAKES_STALE: Final = (Step.REPLACED, Step.STATUS, Step.CALLED)
"""What changes who sits, or who can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelNow:
    """Who sits now. ``members`` are pairs of an id and a status (None: nothing is known)."""

    members: tuple[tuple[str, Status | None], ...]
    size: int
    recorded: int
    outside: int = 0
    """How many of the recorded statuses are of people who have no seat."""
    standing_by: bool = False
    """Whether alternates were drawn."""

    @property
    def staying(self) -> int:
        """How many keep their seat."""
        return sum(status is None or status.stays for _, status in self.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacementBegun:
    """A new dossier for the free seats, with its plan."""

    folder: Path
    plan: Path
    seats: int
    staying: int
    people: int
    possible: bool
    """Whether these people can meet the quotas that are left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacementDone:
    """A replacement that is part of the dossier now: its number, and who came in (ids)."""

    number: int
    joined: tuple[str, ...]
    page: Path | None


def status(folder: Path, sheet: Path | None, *, time: str) -> PanelNow:
    """The panel as it is; with ``sheet``, a table of statuses, after recording what is new in it.

    Raises UsageError before the draw, InputError with every problem of the table.
    """
    dossier = case.load(folder)
    process.require(dossier.state, Step.STATUS)
    rows: tuple[StatusRow, ...] = ()
    if sheet is not None:
        pool, _, _ = closed_pool(dossier)
        rows = _new(dossier, read_statuses(read_table(sheet), frozenset(pool.ids)))
        dossier = _record(dossier, rows, time) if rows else dossier
    first = first_draw(dossier, dossier.entries)
    seating = first.seating
    return PanelNow(
        members=tuple((m, seating.statuses.get(m)) for m in sorted(seating.members)),
        size=first.seats,
        recorded=len(rows),
        outside=sum(row.person not in seating.members for row in rows),
        standing_by=dossier.state.alternates,
    )


def replace_begin(
    folder: Path,
    out: Path,
    *,
    secret: bytes,
    time: str,
    why: str,
    add: int = 0,
    sheets: Path | None = None,
    listen: Listener = silent,
) -> ReplacementBegun:
    """Make the dossier ``out`` for the free seats of ``folder``, with a plan that leaves them.

    The plan is that of ``folder`` with the quotas that are left; sources of public values must be
    announced anew in it before it is signed. ``add`` (>= 0) is by how many seats the panel grows.
    ``sheets`` is a new folder for the people and the quotas that are left, as two tables.
    Raises UsageError or InputError.
    """
    dossier = case.load(folder)
    process.require(dossier.state, Step.REPLACED)
    if sheets is not None:
        ensure_free(sheets)
    left = first_draw(dossier, dossier.entries).left(add)
    number = dossier.number_of(Step.REPLACED) + 1
    plan = _plan_text(dossier.content(plan_in.PLAN), left.size, number)
    # Who stands by does so for the first draw, and for all its replacements.
    plan = with_quotas(with_standby(plan, None), left.quotas.rows)
    opened = new(
        out, time=time, secret=secret, template=folder, after=folder, why=filled(why, "why")
    )
    replace_file(opened.plan, plan)
    if sheets is not None:
        write(sheets, _sheets(left))
    return ReplacementBegun(
        folder=out,
        plan=opened.plan,
        seats=left.size,
        staying=len(left.stayers),
        people=len(left.pool.registrants),
        possible=_is_possible(left, listen),
    )


def close_pool_from(
    folder: Path, parent: Path, *, time: str, listen: Listener = silent
) -> PoolClosed:
    """Close the pool of a replacement: the people and quotas that its first draw leaves.

    What counts is the journal of ``parent`` as it was when ``folder`` was opened. Raises UsageError
    when the plan does not have these quotas, NoPanelError when they cannot be met.
    """
    dossier, first = case.load(folder), case.load(parent)
    process.require(dossier.state, Step.POOL_CLOSED)
    left = first_draw(first, _until(first, dossier)).left_for(dossier.plan.size)
    quotas = _planned(dossier, left)
    with failures_recorded(dossier, Step.POOL_CLOSED, time):
        listen(Moment(stage=Text("Looking for a panel that meets the quotas")))
        engine.find_panel(engine.build_space(left.pool, quotas, left.size), listen)
    place = f"{case.POOLS}/{dossier.state.version}"
    dossier = case.record(
        dossier,
        Step.POOL_CLOSED,
        time=time,
        tool=TOOL,
        facts={"people": len(left.pool.registrants)},
        files={place: pool_files.pool_files(left.pool, quotas, left.size)},
    )
    return PoolClosed(
        people=len(left.pool.registrants),
        notes=(),
        commitment=commitment(dossier.state.head, dossier.plan.language),
    )


def replace_done(folder: Path, child: Path, *, time: str) -> ReplacementDone:
    """Make a replacement that was drawn part of the dossier it was for.

    Raises UsageError when it is not drawn, or was for another dossier or another moment of it.
    """
    dossier, drawn = case.load(folder), case.load(child)
    process.require(dossier.state, Step.REPLACED)
    if drawn.state.stage < Stage.DRAWN or drawn.erased:
        raise UsageError(Text("The replacement is not drawn yet."))
    if drawn.state.head in _parts(dossier):
        raise UsageError(Text("This replacement is part of the dossier already."))
    known = _until(dossier, drawn)
    if any(e.step in _MAKES_STALE for e in dossier.entries[len(known) :]):
        raise UsageError(
            Text(
                "Statuses or another replacement were recorded after this one was begun. Begin it "
                "again, so that they count."
            )
        )
    number = dossier.number_of(Step.REPLACED) + 1
    seats = drawn.plan.size
    first = first_draw(dossier, known)
    _ensure_of_what_was_left(drawn, first.left_for(seats))
    case.record(
        dossier,
        Step.REPLACED,
        time=time,
        tool=TOOL,
        facts={"head": drawn.state.head, "seats": seats, "added": seats - first.free},
        files={
            f"{case.REPLACEMENTS}/{number}": {AUDITOR: bundle_of(drawn, Kind.AUDITOR)},
            case.PUBLIC_REPLACEMENT.format(number=number): {PUBLIC: bundle_of(drawn, Kind.PUBLIC)},
        },
    )
    return ReplacementDone(
        number=number,
        joined=ids_of(drawn.content(f"{case.DRAW}/{PANEL}")),
        page=refresh(case.load(folder)),
    )


# --- parts ----------------------------------------------------------------------------------------


def _new(dossier: case.Dossier, rows: Sequence[StatusRow]) -> tuple[StatusRow, ...]:
    """What was not recorded yet: the list of calls may be read again every day."""
    if not rows:
        raise UsageError(Text("There is no status in this file."))
    last = {row.person: row for row in statuses(dossier, dossier.entries)}
    return tuple(row for row in rows if row != last.get(row.person))


def _record(dossier: case.Dossier, rows: Sequence[StatusRow], time: str) -> case.Dossier:
    counts = Counter(row.status.value for row in rows)
    told: list[Fact] = [
        {"status": status.value, "people": counts[status.value]}
        for status in Status
        if counts[status.value]
    ]
    place = f"{case.STATUSES}/{dossier.number_of(Step.STATUS) + 1}"
    dossier = case.record(
        dossier,
        Step.STATUS,
        time=time,
        tool=TOOL,
        facts={"counts": told},
        files={place: {STATUSES: statuses_csv(rows)}},
    )
    refresh(dossier)
    return dossier


def _parts(dossier: case.Dossier) -> set[object]:
    """The last hashes of the replacements that are part of the dossier."""
    return {e.facts["head"] for e in dossier.entries if e.step is Step.REPLACED}


def _until(parent: case.Dossier, child: case.Dossier) -> tuple[Entry, ...]:
    """The entries of the first dossier that were there when the replacement was opened."""
    facts: Any = child.entries[0].facts
    head = (facts["lineage"] or {}).get("head")
    for entry in parent.entries:
        if entry.hash == head:
            return parent.entries[: entry.number + 1]
    raise UsageError(Text("This replacement is not of that dossier."))


def _ensure_of_what_was_left(drawn: case.Dossier, left: Remaining) -> None:
    """Raise UsageError when a replacement was drawn from other people, quotas or seats."""
    pool, quotas, size = closed_pool(drawn)
    if (pool.ids, quotas, size) != (left.pool.ids, _planned(drawn, left), left.size):
        raise UsageError(
            Text(
                "The replacement was drawn from other people or quotas than were left. Close its "
                "pool with: sortition pool NEWDIR --from DIR"
            )
        )


def _is_possible(left: Remaining, listen: Listener) -> bool:
    try:
        engine.find_panel(engine.build_space(left.pool, left.quotas, left.size), listen)
    except NoPanelError:
        return False
    return True


def _sheets(left: Remaining) -> dict[str, bytes]:
    """People and quotas as tables, to be checked, compared or relaxed like any others."""
    cells = quota_cells(left.quotas, left.pool)
    rows = [
        (category, value, str(row.minimum), str(row.maximum))
        for (category, value), row in zip(cells, left.quotas.rows, strict=True)
    ]
    everybody = range(len(left.pool.registrants))
    return {
        "registrants.csv": people_csv(left.pool, everybody),
        "quotas.csv": to_csv(("category", "value", "min", "max"), rows),
    }


def _planned(dossier: case.Dossier, left: Remaining) -> Quotas:
    """The quotas of the plan: those that are left, or what signed changes made of them."""
    first = plan_in.read_plan(dossier.content(f"{case.PLANS}/1/{plan_in.PLAN}"))
    if first.quotas != left.quotas.rows or first.size != left.size:
        raise UsageError(
            Text(
                "The first plan of a replacement has the seats and quotas that are left. To change "
                "them, have a change signed: sortition amend."
            )
        )
    return replace(left.quotas, rows=dossier.plan.quotas)


def _plan_text(plan: bytes, size: int, number: int) -> bytes:
    """The plan with another number of seats, its title marked; nothing else is touched."""
    text = plan.decode("utf-8")
    text = re.sub(r"(?m)^size\s*=\s*\d+", f"size = {size}", text, count=1)
    text = re.sub(r'(?m)^(title\s*=\s*"[^"\n]*)"', rf'\1 ({number})"', text, count=1)
    return text.encode("utf-8")
