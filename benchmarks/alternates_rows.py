"""Measurements of alternates put side by side, for the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.alternates_records import Compared, Job, Line, Solved, Whole

PARTS = {8: "an eighth", 4: "a quarter"}
"""Alternates as a part of the seats: one in so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Sets of one size for one panel, and what the whole pool would do."""

    job: Job
    sets: Compared
    whole: Whole

    @property
    def part(self) -> int | None:
        """One in how many seats an alternate stands by for; None where that is no usual number."""
        seats = self.whole.seats
        return next((part for part in PARTS if self.job.count == -(-seats // part)), None)

    def mended(self, left: float) -> float:
        """Of what everybody of the pool could mend, the part that is mended (0 to 1)."""
        return (self.sets.nobody - left) / (self.sets.nobody - self.whole.limit)

    def per_scenario(self, left: float) -> str:
        """Seats wrong in one scenario, on average."""
        return f"{left / self.sets.judged:.2f}"

    @property
    def gap(self) -> float | None:
        """How far above the optimum the best set is at most, as a part; None where it may be 0."""
        inside = self.sets.inside
        return inside.best / inside.bound - 1 if inside.bound else None


METHODS: tuple[tuple[str, Callable[[Compared], float]], ...] = (
    ("by lot", lambda sets: sets.blind),
    ("small panel", lambda sets: sets.mini),
    ("greedy", lambda sets: sets.greedy),
    ("ours, best", lambda sets: sets.best),
    ("ours, drawn", lambda sets: sets.drawn),
)


def rows(lines: Sequence[Line]) -> list[Row]:
    """The sets for which the whole pool was measured too."""
    wholes = {panel(line.job): line.found for line in lines if isinstance(line.found, Whole)}
    return [
        Row(job=line.job, sets=line.found, whole=wholes[panel(line.job)])
        for line in lines
        if isinstance(line.found, Compared) and panel(line.job) in wholes
    ]


def panel(job: Job) -> tuple[str, int, int]:
    """What a panel was drawn from, and how likely its people are to drop out."""
    return job.shape, job.seed, job.base


def above(one: Solved) -> float:
    """How far our set is above what the solver proved, as a part of it."""
    return one.ours / one.proved - 1 if one.proved else float(one.ours)


def spread(values: Iterable[float], form: str) -> str:
    """The median, and from which to which they are.

    >>> spread([3, 1, 2], "{:.0f}")
    '2 (1 to 3)'
    """
    ordered = sorted(values)
    middle, low, high = map(form.format, (median(ordered), ordered[0], ordered[-1]))
    return f"{middle} ({low} to {high})"
