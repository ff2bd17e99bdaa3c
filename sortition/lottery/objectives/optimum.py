"""What every method gives: chances, and the proof of what the method promises of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from sortition.errors import SolverError, Text
from sortition.lottery.levels import Chances
from sortition.lottery.proof import prove
from sortition.lottery.system import System
from sortition.records.lottery import Balance, Level, Multipliers, Welfare
from sortition.records.progress import Listener


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimum:
    """Exact chances that are best over the relaxation, with the proof (docs/format.md §6)."""

    chances: Chances
    levels: tuple[Level, ...]
    welfare: Welfare | None = None
    balance: Balance | None = None


Solve = Callable[[System, Listener], Optimum | None]
"""A method. None when no mean panel meets the rows. Raises SolverError rather than guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """What multipliers on the rows come to: Σ_r max(λ_r·l_r, λ_r·u_r), and a_t per profile.

    Both over one common denominator, ``below``, so that sums are of whole numbers.
    """

    seats: int
    weights: tuple[int, ...]
    below: int

    @classmethod
    def of(cls, system: System, multipliers: Multipliers) -> Pull:
        """The sums of docs/format.md 6.4."""
        below = lcm(*(value.denominator for _, value in multipliers), 1)
        weights = [0] * len(system.counts)
        seats = 0
        for r, value in multipliers:
            row, times = system.rows[r], int(value * below)
            seats += max(times * (row.upper if row.lower is None else row.lower), times * row.upper)
            for t, weight in zip(row.profiles, row.weights, strict=True):
                weights[t] += times * weight
        return cls(seats=seats, weights=tuple(weights), below=below)


def without_chance(system: System, chances: Chances, listen: Listener) -> tuple[Level, ...]:
    """The proved level of the people whom no panel can hold, if there are any."""
    if chances.values[chances.groups[0][0]] > 0:
        return ()
    levels = prove(system, chances, listen, most=1)
    if levels is None:
        raise SolverError(Text("The chances could not be proved in exact fractions."))
    return levels


def chances_of(system: System, mean: Sequence[Fraction]) -> Chances:
    """The chances that belong to seats per profile."""
    return Chances.of(tuple(y / n for y, n in zip(mean, system.counts, strict=True)))
