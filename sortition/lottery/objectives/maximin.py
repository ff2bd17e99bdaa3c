"""Maximin: the smallest chance as large as can be, and no promise beyond that.

The bound is that of the first level of leximin, the only one that is proved. Of all chances that
keep to it those with the largest product are taken (docs/decisions/0007-objectives.md says why).
"""

from __future__ import annotations

from fractions import Fraction

from sortition.errors import SolverError, Text
from sortition.lottery.objectives.leximin import fairest
from sortition.lottery.objectives.optimum import Optimum, chances_of
from sortition.lottery.objectives.product import filled
from sortition.lottery.system import System
from sortition.records.progress import Listener


def maximin(system: System, listen: Listener) -> Optimum | None:
    """Chances with the largest smallest chance over the relaxation; that one is proved."""
    found = fairest(system, listen, all_levels=False)
    if found is None:
        return None
    chances, levels = found
    nobody = frozenset(t for t, chance in enumerate(chances.values) if not chance)
    mean = filled(system, levels[-1].chance, Fraction(1), nobody)
    if mean is None:
        raise SolverError(Text("The linear solver lost its way between two levels."))
    return Optimum(chances=chances_of(system, mean), levels=levels)
