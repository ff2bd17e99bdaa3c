"""When people drop out: statuses, and a lottery over the free seats in a dossier of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from sortition.dossier import case, plan_in, pool_files, process
from sortition.dossier.bundle import Kind
from sortition.dossier.bundle import bundle as bundle_of
from sortition.dossier.commitment import commitment
from sortition.dossier.files import PANEL, people_csv
from sortition.dossier.folder import ensure_free, replace_file, write
from sortition.dossier.plan_quotas import with_quotas
from sortition.dossier.statuses_file import NAME as STATUSES
from sortition.dossier.statuses_file import read_statuses_csv, statuses_csv
from sortition.errors import NoPanelError, Text, UsageError
from sortition.lottery import build_space, find_panel
from sortition.records.journal import Entry, Fact, Stage, Step
from sortition.records.pool import Pool
from sortition.records.progress import Listener, Moment, silent
from sortition.records.quotas import Quotas
from sortition.records.statuses import Status, StatusRow, latest
from sortition.replacement.remaining import Remaining, Seating, remaining
from sortition.steps.account import refresh
from sortition.steps.outcomes import PoolClosed
from sortition.steps.plans import TOOL, filled, new
from sortition.steps.process import closed_pool, failures_recorded
from sortition.tables import from_csv, read_table, to_csv
from sortition.tables.statuses_table import read_statuses
from sortition.tables.written import quota_cells
from sortition.verify.archive import unpacked

AUDITOR: Final = "auditor.zip"
PUBLIC: Final = "public.zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelNow:
    """Who sits now. ``members`` are pairs of an id and a status (None: nothing is known)."""

    members: tuple[tuple[str, Status | None], ...]
    size: int
    recorded: int

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
    """The panel as it is; with ``sheet``, a table of statuses, after recording these.

    Raises UsageError before the draw, InputError with every problem of the table.
    """
    dossier = case.load(folder)
    process.require(dossier.state, Step.STATUS)
    recorded = 0
    if sheet is not None:
        pool, _, _ = closed_pool(dossier)
        rows = read_statuses(read_table(sheet), frozenset(pool.ids))
        recorded = len(rows)
        dossier = _record(dossier, rows, time)
    seating = _seating(dossier, dossier.entries)
    return PanelNow(
        members=tuple((m, seating.statuses.get(m)) for m in sorted(seating.members)),
        size=_size(dossier, dossier.entries),
        recorded=recorded,
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
    left = _first_draw(dossier, dossier.entries).left(add)
    number = dossier.number_of(Step.REPLACED) + 1
    plan = _plan_text(dossier.content(plan_in.PLAN), left.size, number)
    plan = with_quotas(plan, left.quotas.rows)
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
    left = _first_draw(first, _until(first, dossier)).left_for(dossier.plan.size)
    quotas = _planned(dossier, left)
    with failures_recorded(dossier, Step.POOL_CLOSED, time):
        listen(Moment(stage=Text("Looking for a panel that meets the quotas")))
        find_panel(build_space(left.pool, quotas, left.size), listen)
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
    known = _until(dossier, drawn)
    if any(e.step in (Step.REPLACED, Step.STATUS) for e in dossier.entries[len(known) :]):
        raise UsageError(
            Text(
                "Statuses or another replacement were recorded after this one was begun. Begin it "
                "again, so that they count."
            )
        )
    number = dossier.number_of(Step.REPLACED) + 1
    seats = drawn.plan.size
    first = _first_draw(dossier, known)
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
        joined=_ids(drawn.content(f"{case.DRAW}/{PANEL}")),
        page=refresh(case.load(folder)),
    )


# --- parts ----------------------------------------------------------------------------------------


def _record(dossier: case.Dossier, rows: Sequence[StatusRow], time: str) -> case.Dossier:
    if not rows:
        raise UsageError(Text("There is no status in this file."))
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


def _until(parent: case.Dossier, child: case.Dossier) -> tuple[Entry, ...]:
    """The entries of the first dossier that were there when the replacement was opened."""
    facts: Any = child.entries[0].facts
    head = (facts["lineage"] or {}).get("head")
    for entry in parent.entries:
        if entry.hash == head:
            return parent.entries[: entry.number + 1]
    raise UsageError(Text("This replacement is not of that dossier."))


@dataclass(frozen=True, slots=True, kw_only=True)
class _FirstDraw:
    """What a replacement follows: the lottery of the first dossier, and who sits by now.

    ``size`` is the number of seats of that lottery, ``seats`` those of the panel as it has grown.
    """

    pool: Pool
    quotas: Quotas
    size: int
    seats: int
    seating: Seating

    @property
    def free(self) -> int:
        """Seats that nobody has."""
        return self.seats - len(self.seating.stayers)

    def left(self, add: int) -> Remaining:
        """What is left to draw from when the panel grows by ``add`` (>= 0). Raises UsageError."""
        grown = self.seats - self.size + add
        return remaining(self.pool, self.quotas, self.size, self.seating, grown)

    def left_for(self, seats: int) -> Remaining:
        """What is left for a replacement of so many seats: more than are free make it grow."""
        return self.left(max(0, seats - self.free))


def _first_draw(dossier: case.Dossier, entries: Sequence[Entry]) -> _FirstDraw:
    """The first dossier as it was after these entries."""
    pool, quotas, size = closed_pool(dossier)
    return _FirstDraw(
        pool=pool,
        quotas=quotas,
        size=size,
        seats=_size(dossier, entries),
        seating=_seating(dossier, entries),
    )


def _seating(dossier: case.Dossier, entries: Sequence[Entry]) -> Seating:
    """Who was drawn and who is gone, by these entries."""
    members = {*_ids(dossier.content(f"{case.DRAW}/{PANEL}"))}
    rows: list[StatusRow] = []
    counts: Counter[Step] = Counter()
    for entry in entries:
        counts[entry.step] += 1
        if entry.step is Step.STATUS:
            content = dossier.content(f"{case.STATUSES}/{counts[Step.STATUS]}/{STATUSES}")
            rows += read_statuses_csv(content)
        elif entry.step is Step.REPLACED:
            packed = dossier.content(f"{case.REPLACEMENTS}/{counts[Step.REPLACED]}/{AUDITOR}")
            members |= {*_ids(unpacked(packed).files[f"{case.DRAW}/{PANEL}"])}
    return Seating(members=frozenset(members), statuses=latest(rows))


def _ids(content: bytes) -> tuple[str, ...]:
    return tuple(row[0] for row in from_csv(content).rows)


def _size(dossier: case.Dossier, entries: Sequence[Entry]) -> int:
    """Seats of the whole panel, with those that it grew by."""
    added = [entry.facts["added"] for entry in entries if entry.step is Step.REPLACED]
    return dossier.plan.size + sum(int(str(n)) for n in added)


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
        find_panel(build_space(left.pool, left.quotas, left.size), listen)
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
