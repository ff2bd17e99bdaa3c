"""Which runs make up the benchmark: five parts, each a list of jobs in the order they are run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from benchmarks.pools import EXACT, FLOORCEIL, TIGHTEST
from benchmarks.records import Recipe, Task
from benchmarks.shapes import PUBLISHED, SHAPES, Shape, grown
from benchmarks.store import Key
from benchmarks.worker import OURS, PEERS

DRAWING = ("peer-legacy", "peer-diversimax")
"""These draw panels for half a minute; a whole one is enough for the last panel to end."""
DRAWING_LIMIT = 75.0
PARTS = ("beside", "alone", "hard", "growth", "large")
LEXIMIN = "ours-leximin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One of the two kinds of pools used everywhere."""

    name: str
    width: str
    selection: float


FAMILIES = (
    Family(name="a", width="share1", selection=0.6),
    Family(name="b", width=FLOORCEIL, selection=1.2),
)

GROWN_SEATS, GROWN_CATEGORIES, GROWN_VALUES = 150, 8, 4
GROWN_PEOPLE = (1000, 2000, 5000, 10_000)
LARGE_PEOPLE = (20_000, 50_000, 100_000)
BASE = grown(2000, 60, 6, 4)
"""Where all other kinds of growth start from."""
CATEGORIES = (2, 3, 4, 6, 8, 10)
VALUES = (2, 3, 4, 6, 8)
SEATS = (20, 40, 60, 80, 160, 320)
UNITS = (1000, 2000, 5000, 10_000, 50_000)
WIDTHS = (FLOORCEIL, "share1", "share2", "share3")
SHARES = (0.0, 0.1, 0.2, 0.4)
UNSEATABLE = 6
HARD: tuple[tuple[str, str, float, int], ...] = (
    ("zero slack", EXACT, 0.0, 0),
    ("tightest", TIGHTEST, 0.0, 0),
    ("unseatable", "share1", 0.0, UNSEATABLE),
    ("households", "share1", 0.2, 0),
)
"""Name, width, share of people at a shared address, people put in who fit in no panel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One run. ``family``: "a" or "b", or the name of a hard kind. ``axis``: what grows, if so."""

    part: str
    family: str
    recipe: Recipe
    tool: str
    limit: float
    units: int | None = None
    axis: str = ""

    @property
    def key(self) -> Key:
        """What is run, by which a measurement is kept."""
        return (self.recipe, self.tool, self.units)

    @property
    def task(self) -> Task:
        """What the worker is told."""
        return Task(tool=self.tool, seed=self.recipe.seed, limit=self.limit, units=self.units)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What to run. Limits are seconds per run; ``seeds`` pools per shape alone."""

    parts: tuple[str, ...] = PARTS
    shapes: tuple[str, ...] = tuple(SHAPES)
    seeds: int = 5
    beside_seeds: int = 1
    tools: tuple[str, ...] = (*OURS, *PEERS)
    limit: float = 120.0
    peer_limit: float = 120.0
    large_limit: float = 600.0
    most_people: int = LARGE_PEOPLE[-1]


def plan(wishes: Wishes) -> tuple[Job, ...]:
    """Return every job of the parts wished for; the same run may serve two parts."""
    makers = {
        "beside": _beside,
        "alone": _alone,
        "hard": _hard,
        "growth": _growth,
        "large": _large,
    }
    jobs = (job for part in wishes.parts for job in makers[part](wishes))
    return tuple(job for job in jobs if not job.axis or job.recipe.people <= wishes.most_people)


def to_run(jobs: Iterable[Job]) -> tuple[Job, ...]:
    """Return each run once, with the longest limit that any part gives it."""
    once: dict[Key, Job] = {}
    for job in jobs:
        seen = once.get(job.key)
        once[job.key] = job if seen is None else replace(seen, limit=max(seen.limit, job.limit))
    return tuple(once.values())


def recipe(shape: Shape, family: Family, seed: int) -> Recipe:
    """Return the plain recipe of a family."""
    return Recipe(
        shape=shape.name,
        people=shape.people,
        size=shape.size,
        values=shape.values,
        seed=seed,
        width=family.width,
        selection=family.selection,
    )


def _beside(wishes: Wishes) -> Iterator[Job]:
    for family in FAMILIES:
        for name in wishes.shapes:
            for seed in range(1, wishes.beside_seeds + 1):
                for tool in wishes.tools:
                    yield Job(
                        part="beside",
                        family=family.name,
                        recipe=recipe(SHAPES[name], family, seed),
                        tool=tool,
                        limit=_limit(wishes, tool),
                    )


def _limit(wishes: Wishes, tool: str) -> float:
    if tool in OURS:
        return wishes.limit
    return min(wishes.peer_limit, DRAWING_LIMIT) if tool in DRAWING else wishes.peer_limit


def _alone(wishes: Wishes) -> Iterator[Job]:
    for family in FAMILIES:
        for name in wishes.shapes:
            for seed in range(1, wishes.seeds + 1):
                yield Job(
                    part="alone",
                    family=family.name,
                    recipe=recipe(SHAPES[name], family, seed),
                    tool=LEXIMIN,
                    limit=wishes.limit,
                )


def _hard(wishes: Wishes) -> Iterator[Job]:
    for kind, width, share, unseatable in HARD:
        for name in wishes.shapes:
            if name in PUBLISHED:
                made = replace(
                    recipe(SHAPES[name], FAMILIES[0], 1),
                    width=width,
                    household_share=share,
                    unseatable=unseatable,
                )
                yield Job(part="hard", family=kind, recipe=made, tool=LEXIMIN, limit=wishes.limit)


def _growth(wishes: Wishes) -> Iterator[Job]:
    yield from _sweep(wishes, "people", map(_many, GROWN_PEOPLE))
    yield from _sweep(wishes, "categories", (grown(2000, 60, c, 4) for c in CATEGORIES))
    yield from _sweep(wishes, "values", (grown(2000, 60, 6, v) for v in VALUES))
    yield from _sweep(wishes, "seats", (grown(2000, k, 6, 4) for k in SEATS))
    for family in FAMILIES:
        base = recipe(BASE, family, 1)
        for units in UNITS:
            yield _grown(wishes, "units", family, base, units=units)
        for width in WIDTHS:
            yield _grown(wishes, "slack", family, replace(base, width=width))
        for share in SHARES:
            yield _grown(wishes, "households", family, replace(base, household_share=share))


def _large(wishes: Wishes) -> Iterator[Job]:
    shapes = [_many(people) for people in LARGE_PEOPLE]
    for job in _sweep(wishes, "people", shapes):
        yield replace(job, part="large", limit=wishes.large_limit)


def _many(people: int) -> Shape:
    return grown(people, GROWN_SEATS, GROWN_CATEGORIES, GROWN_VALUES)


def _sweep(wishes: Wishes, axis: str, shapes: Iterable[Shape]) -> Iterator[Job]:
    every = list(shapes)
    for family in FAMILIES:
        for shape in every:
            yield _grown(wishes, axis, family, recipe(shape, family, 1))


def _grown(
    wishes: Wishes, axis: str, family: Family, made: Recipe, *, units: int | None = None
) -> Job:
    return Job(
        part="growth",
        family=family.name,
        recipe=made,
        tool=LEXIMIN,
        limit=wishes.limit,
        units=units,
        axis=axis,
    )
