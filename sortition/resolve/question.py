"""A question in whole numbers: seats per profile, or any other amounts, that keep rules.

Everything is whole: amounts, weights, bounds. Whatever a solver answers can be compared with these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


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
