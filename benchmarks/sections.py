"""The tables of the report, one function per part: from measurements to markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import inf
from statistics import median

from benchmarks import compare
from benchmarks.aims import Found, median_aim, of_shape, shape_status, span
from benchmarks.cells import (
    NOTHING,
    Cells,
    fill,
    gap,
    megabytes,
    number,
    one_line,
    pool_size,
    seconds,
    table,
)
from benchmarks.plan import FAMILIES, Family, Job
from benchmarks.records import FEW_PANELS, Outcome, Recipe
from benchmarks.shapes import SHAPES
from benchmarks.store import Entry, Key

PAIRS = (
    ("peer-maximin", "ours-leximin"),
    ("peer-maximin", "ours-maximin"),
    ("peer-nash", "ours-nash"),
    ("peer-leximin", "ours-leximin"),
    ("peer-legacy", "ours-leximin"),
    ("peer-diversimax", "ours-leximin"),
)
"""Peer and ours: the same method where both have it, and our leximin beside what it replaces."""
FIGURES = (
    ("Time", compare.wall, "s"),
    ("Processor time", compare.processor, "s"),
    ("Memory", compare.memory, "MB"),
    ("Memory beyond libraries and pool", compare.added_memory, "MB"),
)

LOTTERIES: Cells = (
    *("pool", "tool", "s", "MB", "smallest", "no chance", "Gini", "geometric mean"),
    *("panels", "in a list of 1000", "together, largest", "together, root mean square", "notes"),
)
ALONE: Cells = (
    *("pool", "people/seats/quotas", "finished", "median s", "longest s", "aim", "most MB"),
    *("smallest", "largest gap", "reached exactly", "most cuts", "most whom no panel holds", "M"),
    "fewest distinct",
)
HARD: Cells = (
    *("kind", "pool", "people/seats/quotas", "s", "MB", "smallest", "gap", "reached", "cuts"),
    *("no panel holds", "M", "distinct"),
)
EVERY: Cells = (
    *("family", "pool", "seed", "profiles", "s", "processor s", "whole process s", "MB"),
    *("smallest", "levels", "gap", "reached", "cuts", "M", "distinct", "furthest off"),
)


def beside(found: Sequence[Found]) -> list[str]:
    """Return the ratios and the lotteries of both families."""
    entries = {job.key: entry for job, entry in found if entry and job.part == "beside"}
    parts: list[str] = []
    for family in FAMILIES:
        recipes = _recipes(found, "beside", family)
        if recipes:
            parts += [f"### Family ({family.name})", *_ratio_tables(recipes, entries)]
            parts += ["What the lotteries are like:", _lotteries(recipes, entries)]
    return parts


def absent(found: Iterable[Found]) -> list[str]:
    """Return a sentence for each tool that could not run, with what it said."""
    said: dict[tuple[str, str], int] = {}
    for job, entry in found:
        if entry and entry.measurement.status == "unavailable":
            reason = (job.tool, entry.measurement.message)
            said[reason] = said.get(reason, 0) + 1
    return [
        fill(f"`{tool}` did not run ({count} pools): {one_line(text)}.", "- ", "  ")
        for (tool, text), count in said.items()
    ]


def _recipes(found: Iterable[Found], part: str, family: Family) -> list[Recipe]:
    """Return the pools of a part and family on which something was run, in order."""
    return list(
        dict.fromkeys(
            job.recipe
            for job, entry in found
            if entry and job.part == part and job.family == family.name
        )
    )


def _ratio_tables(recipes: Sequence[Recipe], entries: dict[Key, Entry]) -> list[str]:
    parts: list[str] = []
    for title, figure, unit in FIGURES:
        columns = [
            [
                compare.cell(
                    compare.ratio(
                        entries.get((recipe, ours, None)), entries.get((recipe, peer, None)), figure
                    ),
                    unit,
                )
                for recipe in recipes
            ]
            for peer, ours in PAIRS
        ]
        shown = [place for place, column in enumerate(columns) if any(column)]
        if shown:
            header = ("pool", *(f"{PAIRS[place][0]} / {PAIRS[place][1]}" for place in shown))
            rows = [
                (_pool(recipe), *(columns[place][row] for place in shown))
                for row, recipe in enumerate(recipes)
            ]
            parts += [f"{title}, the peer's over ours:", table(header, rows)]
    return parts


def _lotteries(recipes: Sequence[Recipe], entries: dict[Key, Entry]) -> str:
    rows = [
        _lottery(entry)
        for recipe in recipes
        for key, entry in entries.items()
        if key[0] == recipe and entry.measurement.status != "unavailable"
    ]
    return table(LOTTERIES, rows)


def _lottery(entry: Entry) -> Cells:
    found = entry.measurement.outcome or Outcome(panels=None)
    note = entry.measurement.message or found.note
    square = found.together_square
    return (
        *(_pool(entry.recipe), entry.tool, seconds(entry), megabytes(entry)),
        *(number(found.smallest, ".5f"), _count(found.without_chance)),
        *(number(found.gini), number(found.geometric)),
        *(_of_all(found), _count(found.rounded)),
        *(number(found.together), number(None if square is None else square**0.5)),
        one_line(note),
    )


def _pool(recipe: Recipe) -> str:
    """Return the name of a pool, with its seed where that is not the first."""
    return recipe.shape if recipe.seed == 1 else f"{recipe.shape}, seed {recipe.seed}"


def _count(value: int | None) -> str:
    return NOTHING if value is None else str(value)


def _of_possible(found: Outcome) -> str:
    """Return the distinct panels, and how many there can be where that was counted."""
    if found.possible is None or found.possible >= FEW_PANELS:
        return _count(found.panels)
    return f"{_count(found.panels)} of {found.possible} possible"


def _of_all(found: Outcome) -> str:
    """Return the distinct panels, with how many there are where that is a number of its own."""
    of = found.units or found.draws
    return f"{_count(found.panels)} of {of}" if of else _count(found.panels)


def alone(found: Sequence[Found]) -> list[str]:
    """Return a table of shapes for each family."""
    parts: list[str] = []
    for family in FAMILIES:
        shapes = of_shape(found, family.name)
        rows = [
            _shape(family.name, name, shapes[name])
            for name in SHAPES
            if any(entry for _, entry in shapes.get(name, ()))
        ]
        if rows:
            parts += [f"### Ours, family ({family.name})", table(ALONE, rows)]
    return parts


def _shape(family: str, name: str, runs: Sequence[Found]) -> Cells:
    entries = [entry for _, entry in runs if entry]
    spans = [span(entry) for entry in entries]
    outcomes = [entry.measurement.outcome for entry in entries if entry.measurement.outcome]
    status = shape_status(family, name, runs)
    aim = f"< {number(median_aim(family, name))}: {status}" if name != "example_large" else NOTHING
    reached = sum(outcome.reach == "exact" for outcome in outcomes)
    return (
        *(name, pool_size(entries[0].recipe, entries[0].facts)),
        f"{len(outcomes)} of {len(entries)}",
        *(_span(median(spans), entries), _span(max(spans), entries), aim),
        number(max((entry.measurement.peak_mb or 0 for entry in entries), default=None), ".0f"),
        _range([outcome.smallest for outcome in outcomes if outcome.smallest]),
        gap(_largest([outcome.gap for outcome in outcomes if outcome.gap])),
        f"{reached} of {len(outcomes)}",
        _most([outcome.cuts for outcome in outcomes]),
        _most([outcome.without_chance for outcome in outcomes]),
        _range([outcome.units for outcome in outcomes if outcome.units], ".0f"),
        _fewest([outcome.panels for outcome in outcomes]),
    )


def _span(value: float, entries: Sequence[Entry]) -> str:
    if value < inf:
        return number(value)
    return f"> {min(entry.limit for entry in entries if entry.seconds is None):g}"


def _largest(gaps: Sequence[str]) -> str | None:
    return str(max(map(Fraction, gaps))) if gaps else None


def _most(values: Iterable[int | None]) -> str:
    return _count(max((value for value in values if value is not None), default=None))


def _fewest(values: Iterable[int | None]) -> str:
    return _count(min((value for value in values if value is not None), default=None))


def _range(values: Sequence[float], form: str = ".4f") -> str:
    if not values:
        return NOTHING
    low, high = format(min(values), form), format(max(values), form)
    return low if low == high else f"{low} – {high}"


def hard(found: Sequence[Found]) -> str:
    """Return one line for each harder pool."""
    rows = [_hard(job, entry) for job, entry in found if entry and job.part == "hard"]
    return table(HARD, rows) if rows else NOTHING


def _hard(job: Job, entry: Entry) -> Cells:
    outcome = entry.measurement.outcome or Outcome(panels=None)
    return (
        *(job.family, job.recipe.shape, pool_size(job.recipe, entry.facts)),
        *(seconds(entry), megabytes(entry), number(outcome.smallest, ".5f"), gap(outcome.gap)),
        *(outcome.reach or NOTHING, _count(outcome.cuts), _count(outcome.without_chance)),
        *(_count(outcome.units), _count(outcome.panels)),
    )


def every(found: Sequence[Found]) -> str:
    """Return one line for each run of ours alone."""
    rows = [_run(job, entry) for job, entry in found if entry and job.part == "alone"]
    return table(EVERY, rows) if rows else NOTHING


def _run(job: Job, entry: Entry) -> Cells:
    measurement = entry.measurement
    outcome = measurement.outcome or Outcome(panels=None)
    return (
        *(job.family, job.recipe.shape, str(job.recipe.seed), str(entry.facts.profiles)),
        *(seconds(entry), number(measurement.cpu_seconds), number(measurement.process_seconds)),
        *(megabytes(entry), outcome.exact or NOTHING, _count(outcome.levels), gap(outcome.gap)),
        *(outcome.reach or NOTHING, _count(outcome.cuts), _count(outcome.units)),
        *(_of_possible(outcome), outcome.off or NOTHING),
    )


def unfinished(found: Iterable[Found]) -> list[str]:
    """Return a line for each run of ours that did not finish, with where it was."""
    ends = {
        job.key: (job, entry)
        for job, entry in found
        if entry and job.tool.startswith("ours-") and entry.measurement.status in _ENDED
    }
    return [
        fill(
            f"""{job.recipe.shape}, {job.recipe.width}, selection {job.recipe.selection:g},
            {job.recipe.people} people, seed {job.recipe.seed}, {job.tool}:
            {entry.measurement.status}; {one_line(entry.measurement.message)}""",
            "- ",
            "  ",
        )
        for job, entry in ends.values()
    ]


_ENDED = ("timed out", "failed")
