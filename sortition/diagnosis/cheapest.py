"""The cheapest whole numbers that meet rows; proved by an exact solver."""

from __future__ import annotations

from collections.abc import Sequence

from sortition.lottery.integer import Panels
from sortition.lottery.linear import Integers
from sortition.lottery.system import System


def cheapest(system: System, costs: Sequence[Sequence[int]]) -> Integers | None:
    """Whole x of the system with the least Σ cost·x; None: there is no x at all.

    Of equal ones by the first of ``costs`` (all >= 0), those with the least by the second, and so
    on.
    """
    panels = Panels(system, relaxed=True)
    found = None
    for cost in costs:
        best = panels.best([-c for c in cost])
        if best is None:
            return None
        found = best.panel
        panels.hold(cost, -best.value)
    return found
