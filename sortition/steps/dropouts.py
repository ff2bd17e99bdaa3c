"""How likely people are to drop out, and what helps: alternates, more seats, a new lottery."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from sortition import __version__
from sortition.alternates.benching import bench_of, most_of
from sortition.alternates.comparison import compare_counts
from sortition.alternates.learning import Panelled, learn_dropouts
from sortition.alternates.overdraw import Extra, Overdraw, overdraw
from sortition.dossier import case
from sortition.dossier.files import PANEL
from sortition.dossier.folder import ensure_no_file, write_file
from sortition.errors import Text, UsageError
from sortition.lottery import build_space, find_panel
from sortition.records.alternates import Dropouts, Standby
from sortition.records.journal import Stage
from sortition.records.pool import Pool
from sortition.records.progress import Listener, silent
from sortition.records.quotas import Quotas
from sortition.records.standby_help import Comparison
from sortition.report.alternates import alternates_html
from sortition.steps.alternates import SCENARIOS, WORSE, read_chances
from sortition.steps.process import closed_pool
from sortition.steps.replacements import ids_of
from sortition.steps.sitting import first_draw
from sortition.tables import to_csv
from sortition.tables.dropouts_table import dropouts_csv
from sortition.tables.written import quota_cells

_SIZES: Final = 6
"""Numbers of alternates that are compared."""
_EXAMPLE: Final = "an example"


@dataclass(frozen=True, slots=True, kw_only=True)
class DropoutsLearned:
    """Chances behind what happened in panels that were held, and the file with them."""

    dropouts: Dropouts
    people: int
    dropped: int
    out: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternatesCompared:
    """What alternates would do for a panel of a dossier; ``drawn``: whether it is the real one."""

    comparison: Comparison
    drawn: bool
    page: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdrawn:
    """How many to draw for each quota and in all, and the table of quotas with them."""

    advice: Overdraw
    size: int
    out: Path | None


def learn_from(folders: tuple[Path, ...], *, out: Path | None = None) -> DropoutsLearned:
    """Chances to drop out from what became of earlier panels, as a table for the next plan.

    Everybody who was ever drawn counts; whoever has no status, or "confirmed", stayed. Raises
    UsageError when the dossiers are about different categories or nothing can be learned.
    """
    if out is not None:
        ensure_no_file(out)
    held: dict[tuple[str, ...], Panelled] = {}
    categories: tuple[str, ...] | None = None
    for folder in folders:
        dossier = case.load(folder)
        if dossier.state.stage < Stage.DRAWN or dossier.erased:
            raise UsageError(
                Text('In "{folder}" no panel was drawn, or it was erased.', folder=str(folder))
            )
        now = first_draw(dossier, dossier.entries)
        if categories not in (None, tuple(now.pool.categories)):
            raise UsageError(Text("These dossiers are about different categories."))
        categories = tuple(now.pool.categories)
        values = {person.id: person.values for person in now.pool.registrants}
        for person in sorted(now.seating.members):
            before = held.get(values[person], Panelled(people=0, dropped=0))
            held[values[person]] = Panelled(
                people=before.people + 1,
                dropped=before.dropped + (person not in now.seating.stayers),
            )
    try:
        found = learn_dropouts(categories or (), held)
    except ValueError:
        raise UsageError(
            Text("Nothing can be learned: nobody dropped out, or everybody did.")
        ) from None
    if out is not None:
        write_file(out, dropouts_csv(found))
    return DropoutsLearned(
        dropouts=found,
        people=sum(one.people for one in held.values()),
        dropped=sum(one.dropped for one in held.values()),
        out=out,
    )


def compare_alternates(
    folder: Path,
    *,
    dropouts: Path | Fraction | None = None,
    count: int | None = None,
    page: Path | None = None,
    language: str = "en",
    listen: Listener = silent,
) -> AlternatesCompared:
    """How many seats stay wrong with more and more alternates, and beside other ways of going on.

    From the moment that the pool is closed: for the panel that was drawn, before that for some
    panel that meets the quotas. ``dropouts`` and ``count`` (the most alternates) are those of the
    plan when they are not given. Raises UsageError or InputError.
    """
    if page is not None:
        ensure_no_file(page)
    dossier, (pool, quotas, size) = _closed(folder)
    standby = _asked(dossier, dropouts, quotas)
    drawn = dossier.state.stage >= Stage.DRAWN
    panel = (
        ids_of(dossier.content(f"{case.DRAW}/{PANEL}"))
        if drawn
        else _some_panel(pool, quotas, size, listen)
    )
    value = _EXAMPLE
    bench = bench_of(pool, quotas, size=size, panel=panel, dropouts=standby.dropouts, value=value)
    most = most_of(bench, count or 2 * standby.count)
    counts = sorted({-(-most * i // _SIZES) for i in range(1, _SIZES + 1)})
    found = compare_counts(bench, standby, counts, public=value, listen=listen)
    if page is not None:
        names = tuple((row.category, row.value) for row in quotas.rows)
        write_file(
            page,
            alternates_html(
                found, names, size=size, drawn=drawn, language=language, version=__version__
            ),
        )
    return AlternatesCompared(comparison=found, drawn=drawn, page=page)


def overdraw_advice(
    folder: Path,
    wanted: Fraction,
    *,
    dropouts: Path | Fraction | None = None,
    out: Path | None = None,
) -> Overdrawn:
    """How many people to draw so that enough of each group stay with chance ``wanted`` (0 to 1).

    ``out`` is a new table of quotas for the larger panel. Raises UsageError when no number does.
    """
    if out is not None:
        ensure_no_file(out)
    dossier, (pool, quotas, size) = _closed(folder)
    chances = _asked(dossier, dropouts, quotas).dropouts
    everybody, of_groups = _averages(pool, chances)
    advice = overdraw(
        quotas.rows,
        {
            (q.category, q.value): of_groups.get((q.category, q.value), everybody)
            for q in quotas.rows
        },
        size=size,
        everybody=everybody,
        wanted=wanted,
    )
    if advice is None:
        raise UsageError(Text("No number of people gives that chance: too many drop out."))
    if out is not None:
        cells = quota_cells(quotas, pool)
        rows = [
            (category, value, str(group.drawn), str(_most(group, size, advice.size)))
            for (category, value), group in zip(cells, advice.groups, strict=True)
        ]
        write_file(out, to_csv(("category", "value", "min", "max"), rows))
    return Overdrawn(advice=advice, size=size, out=out)


# --- parts ----------------------------------------------------------------------------------------


def _closed(folder: Path) -> tuple[case.Dossier, tuple[Pool, Quotas, int]]:
    """A dossier whose pool is closed, with that pool, the quotas and the size of the panel."""
    dossier = case.load(folder, edited_plan=True)
    if dossier.state.stage < Stage.POOL_CLOSED:
        raise UsageError(Text("First close the pool: sortition pool"))
    return dossier, closed_pool(dossier)


def _asked(dossier: case.Dossier, dropouts: Path | Fraction | None, quotas: Quotas) -> Standby:
    """What the plan says, with other chances when these are given."""
    planned = dossier.plan.standby
    if dropouts is None:
        if planned is None:
            raise UsageError(
                Text(
                    "How likely are people to drop out? Give a chance for everybody, --dropout "
                    "10%, or a table of chances, --dropouts FILE"
                )
            )
        return planned
    seats = dossier.plan.size
    return Standby(
        count=planned.count if planned else -(-seats // 8),
        scenarios=planned.scenarios if planned else SCENARIOS,
        worse=planned.worse if planned else WORSE,
        dropouts=read_chances(dropouts, quotas.rows, quotas.categories),
    )


def _most(group: Extra, size: int, larger: int) -> int:
    """The most seats of a group in the larger panel: in proportion, or as many more as before.

    In proportion they are enough for all seats, in every category.
    """
    quota = group.quota
    return max(group.drawn + quota.maximum - quota.minimum, -(-quota.maximum * larger // size))


def _some_panel(pool: Pool, quotas: Quotas, size: int, listen: Listener) -> tuple[str, ...]:
    space = build_space(pool, quotas, size)
    panel: list[str] = []
    homes: set[str] = set()
    for t, seats in find_panel(space, listen):
        free = (pool.registrants[person] for person in space.profiles[t].people)
        taken = [p for p in free if p.household is None or p.household not in homes][:seats]
        homes |= {p.household for p in taken if p.household is not None}
        panel += [p.id for p in taken]
    return tuple(panel)


def _averages(pool: Pool, chances: Dropouts) -> tuple[Fraction, dict[tuple[str, str], Fraction]]:
    """The mean chance of everybody in the pool, and of those with each value."""
    sums: dict[tuple[str, str], tuple[Fraction, int]] = {}
    for person in pool.registrants:
        values = dict(zip(pool.categories, person.values, strict=True))
        chance = chances.of(values)
        for name in (("", ""), *values.items()):
            total, people = sums.get(name, (Fraction(0), 0))
            sums[name] = total + chance, people + 1
    means = {name: total / people for name, (total, people) in sums.items()}
    return means.pop(("", "")), means
