"""A question in whole numbers: is there a panel that breaks this cut (docs/format.md 6.2)?

Everything is whole: seats, weights, bounds. Whatever a solver answers can be compared with these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import gcd

from sortition.verify.case import Case
from sortition.verify.findings import BlockedError, Text
from sortition.verify.on_method import sums_of
from sortition.verify.on_proof import Row, rows_of
from sortition.verify.shapes import Cut, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Σ weight·seats is at least ``least`` and at most ``most`` (None: no such bound)."""

    weights: Mapping[int, int]
    least: int | None
    most: int | None

    def holds(self, seats: Mapping[int, int]) -> bool:
        """Whether a panel keeps it, in whole numbers."""
        total = self.total(seats)
        above = self.least is None or total >= self.least
        return above and (self.most is None or total <= self.most)

    def total(self, seats: Mapping[int, int]) -> int:
        """What a panel comes to."""
        return sum(weight * seats.get(t, 0) for t, weight in self.weights.items())

    @property
    def largest(self) -> int:
        """The largest number in it, for solvers that cannot hold any."""
        return max(map(abs, (*self.weights.values(), self.least or 0, self.most or 0)), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Panels as seats per profile: at most ``people`` of each, all rules kept."""

    people: tuple[int, ...]
    rules: tuple[Rule, ...]

    def solved_by(self, seats: Mapping[int, int]) -> bool:
        """Whether these seats are a panel that keeps every rule, in whole numbers."""
        room = all(0 <= n <= self.people[t] for t, n in seats.items())
        return room and all(rule.holds(seats) for rule in self.rules)

    def also(self, rule: Rule) -> Problem:
        """The same with one more rule."""
        return Problem(people=self.people, rules=(*self.rules, rule))

    @property
    def largest(self) -> int:
        """The largest number in it."""
        return max((*self.people, *(rule.largest for rule in self.rules)))


def panels_of(case: Case, after: int) -> Problem:
    """The panels that keep size, quotas and homes, and that the first ``after`` levels leave."""
    rows = rows_of(case)
    rules = [
        Rule(weights=row.weights, least=row.lower, most=row.upper)
        for row in rows
        if row.lower is not None
    ]
    people = tuple(len(profile.people) for profile in case.lottery.profiles)
    left = (_left(people, rows, level) for level in case.certificate.levels[:after])
    return Problem(people=people, rules=(*rules, *left))


def _left(people: Sequence[int], rows: tuple[Row, ...], level: Level) -> Rule:
    """Σ max(0, a_t)·x_t = B (6.2, 6.4), as whole numbers without a common divisor.

    No panel left so far has more than B, so "at least B" says the same.
    """
    if any(r >= len(rows) for r, _ in level.multipliers):
        raise BlockedError(Text("A level names its rows wrongly: see {check}.", check="V20"))
    sums = sums_of(rows, len(people), level.multipliers)
    bound = sums.bound + sum(n * max(0, -a) for n, a in zip(people, sums.weights, strict=True))
    weights = {t: a for t, a in enumerate(sums.weights) if a > 0}
    return _reduced(weights, bound)


def _reduced(weights: Mapping[int, int], least: int) -> Rule:
    common = gcd(*weights.values()) or 1
    return Rule(
        weights={t: weight // common for t, weight in weights.items()},
        least=-(-least // common),  # rounded up: the left side is a multiple of the divisor
        most=None,
    )


def broken(cut: Cut) -> Rule:
    """What a panel does that breaks the cut: Σ weight·x ≥ bound + 1."""
    return Rule(weights=dict(cut.weights), least=cut.bound + 1, most=None)


def known_panels(case: Case) -> Iterable[Mapping[int, int]]:
    """Panels that the draw itself shows: those of the combination and of the list."""
    yield from (dict(panel) for _, panel in case.certificate.combination or ())
    yield from case.seats
