"""What comparing methods gives: everybody's chance by each of them, and a few figures."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import exp, fsum, log

from sortition.records.lottery import Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Picking:
    """How panels were picked in a simulation.

    ``panels`` are those counted, ``tries`` all that were begun (also those that got stuck, and a
    few that were not needed), ``distinct`` how many different ones were counted.
    """

    panels: int
    tries: int
    distinct: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Everybody's chance by one method, from small to large.

    ``method`` None is plain picking, whose chances are counted in a simulation. ``seatable`` are
    the people whom some panel can hold. ``gap`` is what the proof leaves open, None without proof;
    ``seconds`` is None when nobody measured.
    """

    method: Method | None
    chances: tuple[Fraction, ...]
    seatable: int
    gap: Fraction | None = None
    cuts: int = 0
    picking: Picking | None = None
    seconds: float | None = None

    @property
    def smallest(self) -> Fraction:
        """The smallest chance of people whom some panel can hold."""
        return self.chances[-self.seatable] if self.seatable else Fraction(0)

    @property
    def largest(self) -> Fraction:
        """The largest chance."""
        return self.chances[-1]

    @property
    def without(self) -> int:
        """How many people have no chance."""
        return sum(1 for chance in self.chances if not chance)

    @property
    def gini(self) -> Fraction:
        """The Gini coefficient over everybody: 0 when all chances are equal, towards 1 when not.

        >>> Outcome(method=None, chances=(Fraction(0), Fraction(1)), seatable=2).gini
        Fraction(1, 2)
        """
        people = len(self.chances)
        total = sum(self.chances, Fraction(0))
        ranked = (rank * chance for rank, chance in enumerate(self.chances, 1))
        if not total:
            return Fraction(0)
        return 2 * sum(ranked, Fraction(0)) / (people * total) - Fraction(people + 1, people)

    @property
    def geometric(self) -> float:
        """The geometric mean over people whom some panel can hold; 0 when one of them has none."""
        seated = self.chances[-self.seatable :] if self.seatable else ()
        if not seated or not seated[0]:
            return 0.0
        return exp(fsum(map(_log, seated)) / len(seated))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The outcomes of several methods for one pool, in the order of the methods, picking last."""

    size: int
    people: int
    outcomes: tuple[Outcome, ...]

    @property
    def even(self) -> Fraction:
        """The chance that everybody would have without quotas."""
        return Fraction(self.size, self.people)


def _log(chance: Fraction) -> float:
    return log(chance.numerator) - log(chance.denominator)
