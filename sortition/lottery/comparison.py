"""Everybody's chance by each method side by side, and by plain picking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial

from sortition.lottery.engine import fair_chances
from sortition.lottery.objectives import Optimum
from sortition.lottery.picking import simulate_picking
from sortition.lottery.stream import Stream
from sortition.records.comparison import Comparison, Outcome
from sortition.records.lottery import Method
from sortition.records.progress import Listener
from sortition.records.space import Space

_CONSTRUCTION = "sortition compare"
"""Nothing is drawn here: any value serves, and one that is fixed gives the same table each time."""

Clock = Callable[[], float]
"""Seconds since some moment. The core has none of its own."""


def compare_methods(
    space: Space, *, picked: int, listen: Listener, clock: Clock | None = None
) -> Comparison:
    """The proved chances of all methods, and those of ``picked`` (>= 1) simulated panels.

    Raises NoPanelError when no panel exists, SolverError when a proof could not be completed.
    """
    seatable = len(space.labels)
    outcomes = []
    for method in Method:
        outcome = _timed(partial(_proved, space, method, listen), clock)
        outcomes.append(outcome)
        seatable = outcome.seatable
    outcomes.append(_timed(partial(_picked, space, picked, seatable, listen), clock))
    return Comparison(size=space.size, people=len(space.labels), outcomes=tuple(outcomes))


def _timed(work: Callable[[], Outcome], clock: Clock | None) -> Outcome:
    start = clock() if clock else 0.0
    outcome = work()
    return replace(outcome, seconds=clock() - start) if clock else outcome


def _proved(space: Space, method: Method, listen: Listener) -> Outcome:
    optimum, cuts = fair_chances(space, construction=_CONSTRUCTION, method=method, listen=listen)
    pairs = list(zip(space.counts, optimum.chances.values, strict=True))
    return Outcome(
        method=method,
        chances=tuple(sorted(chance for n, chance in pairs for _ in range(n))),
        seatable=sum(n for n, chance in pairs if chance),
        gap=_gap(optimum),
        cuts=len(cuts),
    )


def _gap(optimum: Optimum) -> Fraction:
    gaps = [level.gap for level in optimum.levels]
    gaps += [part.gap for part in (optimum.welfare, optimum.balance) if part is not None]
    return max(gaps, default=Fraction(0))


def _picked(space: Space, panels: int, seatable: int, listen: Listener) -> Outcome:
    counts, picking = simulate_picking(
        space, panels=panels, stream=Stream(_CONSTRUCTION, "picking"), listen=listen
    )
    units = max(1, picking.panels)
    return Outcome(
        method=None,
        chances=tuple(sorted(Fraction(count, units) for count in counts.tolist())),
        seatable=seatable,
        picking=picking,
    )
