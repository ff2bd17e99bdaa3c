"""Nash: the product of all chances as large as can be (Nash welfare, proportional fairness).

log is concave, so for chances π and any others π' of seatable people
Σ log π' − Σ log π <= Σ (π'_i/π_i − 1) = Σ_t y'_t/π_t − n. Multipliers bound the sum over all of the
relaxation, as for a level of leximin (docs/format.md 6.4, 6.7).
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from sortition.errors import SolverError, Text
from sortition.lottery.levels import Chances
from sortition.lottery.objectives.optimum import Optimum, Pull, chances_of, without_chance
from sortition.lottery.objectives.product import settled_product
from sortition.lottery.objectives.settle import Settled, to_fraction
from sortition.lottery.system import System
from sortition.records.lottery import Multipliers, Welfare
from sortition.records.progress import Listener, Moment

LARGEST_GAP = Fraction(1, 10**6 + 1)
"""So that no product is larger by more than one part in a million: e^g - 1 < g / (1 - g)."""
_WEIGHT = 10**18
"""Inverse chances are rounded up to this fraction, so that fractions stay short (6.7)."""


def nash(system: System, listen: Listener) -> Optimum | None:
    """The chances with the largest product over the relaxation, to within a proved gap."""
    listen(Moment(stage=Text("Computing chances with the largest product")))
    found = settled_product(system)
    if found is None:
        return None
    settled, grid = found
    chances = chances_of(system, settled.mean)
    levels = without_chance(system, chances, listen)
    multipliers = _short(settled, grid)
    gap = welfare_gap(system, chances, multipliers)
    if not 0 <= gap <= LARGEST_GAP:
        raise SolverError(
            Text("The product of chances is proved only to within {gap:.9f}.", gap=gap)
        )
    return Optimum(
        chances=chances, levels=levels, welfare=Welfare(multipliers=multipliers, gap=gap)
    )


def _short(settled: Settled, grid: int) -> Multipliers:
    """The multipliers as short fractions, or rounded to the grid."""
    pairs = ((r, to_fraction(m, grid)) for r, m in sorted(settled.multipliers.items()))
    return tuple((r, value) for r, value in pairs if value)


def welfare_gap(system: System, chances: Chances, multipliers: Multipliers) -> Fraction:
    """By how much Σ log π could be larger at most (6.7)."""
    pull = Pull.of(system, multipliers)
    total, people = Fraction(pull.seats, pull.below), 0
    over = 0
    for n, chance, weight in zip(system.counts, chances.values, pull.weights, strict=True):
        if chance:
            people += n
            gain = ceil(_WEIGHT / chance)
            over += n * max(0, gain * pull.below - weight * _WEIGHT)
    return total + Fraction(over, _WEIGHT * pull.below) - people
