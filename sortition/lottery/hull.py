"""Is a mean panel reachable by a lottery? Either panels and weights, or a cut that shows it is not.

Column generation for min Σ|deviation| with panels as columns. At the end the duals w say that no
panel has a larger w·x than the known ones; when w·y is larger still, "w·x <= h" is a cut: every
panel meets it and the mean does not. h comes from an integer program in whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import numpy as np

from sortition.errors import SolverError, Text
from sortition.lottery.exact import unique_solution
from sortition.lottery.integer import Panels
from sortition.lottery.linear import INFINITY, Floats, Integers, LinearProgram, Solution
from sortition.lottery.search import Search
from sortition.records.lottery import Cut, CutReason
from sortition.records.progress import Listener, Moment

_REACHED = 1e-9
_BETTER = 1e-7
_DETAIL = 1 << 20
_SCALES = (12, 60, 840, 10**4, 10**6, 10**8)


Mixture = tuple[tuple[Fraction, Integers], ...]
"""Panels, each with how much of the lottery it gets: positive, and 1 together."""


class Hull:
    """The panels known so far, and the question whether their mixtures reach a mean panel."""

    def __init__(self, panels: Panels, search: Search) -> None:
        self.panels = panels
        self.search = search
        self.known: dict[bytes, Integers] = {}
        self.length = len(panels.system.counts)

    def add(self, panel: Integers) -> bool:
        """Remember a panel; False when it was known."""
        name = panel.astype(np.int64).tobytes()
        if name in self.known:
            return False
        self.known[name] = panel
        return True

    def mixture(self, mean: tuple[Fraction, ...]) -> tuple[Integers, ...] | None:
        """Known panels some mixture of which has the mean (in floating point), if there are any."""
        found = self._master(np.array([float(y) for y in mean])).solve()
        if found is None or found.objective >= _REACHED:
            return None
        return self._used(found)

    def separate(self, mean: tuple[Fraction, ...], listen: Listener) -> tuple[Integers, ...] | Cut:
        """Known panels some mixture of which has the mean, or a cut that the mean violates."""
        target = np.array([float(y) for y in mean])
        master = self._master(target)
        while True:
            found = master.solve()
            if found is None:
                raise SolverError(Text("The linear solver lost its way between two panels."))
            listen(
                Moment(
                    stage=Text(
                        "Looking for panels that reach the chances (still {far:.6f} seats away)",
                        far=found.objective,
                    ),
                    done=len(self.known),
                )
            )
            if found.objective < _REACHED:
                return self._used(found)
            fresh = self._price(found, mean)
            if isinstance(fresh, Cut):
                return fresh
            self.add(fresh)
            master.add_column(0.0, *_column(fresh))

    def _master(self, target: Floats) -> LinearProgram:
        n = self.length
        columns = [_column(panel) for panel in self.known.values()]
        eye = range(n)
        return LinearProgram(
            cost=np.concatenate([np.ones(2 * n), np.zeros(len(columns))]),
            lower=np.zeros(2 * n + len(columns)),
            upper=np.full(2 * n + len(columns), INFINITY),
            row_lower=np.append(target, 1.0),
            row_upper=np.append(target, 1.0),
            starts=np.cumsum([0, *([1] * (2 * n)), *(len(rows) for rows, _ in columns)]),
            indices=[*eye, *eye, *(r for rows, _ in columns for r in rows)],
            values=[*([1.0] * n), *([-1.0] * n), *(v for _, values in columns for v in values)],
        )

    def _used(self, found: Solution) -> tuple[Integers, ...]:
        pairs = zip(self.known.values(), found.columns[2 * self.length :], strict=True)
        return tuple(panel for panel, weight in pairs if weight > _REACHED)

    def _price(self, found: Solution, mean: tuple[Fraction, ...]) -> Integers | Cut:
        """A panel that the duals ask for and is not known, or a cut from the duals."""
        duals = found.duals[: self.length]
        reached = max(float(duals @ panel) for panel in self.known.values())
        quick = self.search.cheap(np.rint(-duals * _DETAIL).astype(np.int64))
        if quick is not None and float(duals @ quick) > reached + _BETTER:
            return quick
        fresh: Integers | None = None
        for scale in reversed(_SCALES[3:]):
            weights = _whole(duals, scale)
            best = self.panels.best(weights)
            if best is None:
                raise SolverError(Text("The pool has no panel left to mix."))
            if best.panel.tobytes() not in self.known:
                fresh = best.panel
                break
        if fresh is not None and float(duals @ fresh) > reached + _BETTER:
            return fresh
        for scale in _SCALES:
            weights = _whole(duals, scale)
            best = self.panels.best(weights) if any(weights) else None
            if (
                best is not None
                and sum((w * y for w, y in zip(weights, mean, strict=True)), Fraction(0))
                > best.value
            ):
                return cut_of(weights, best.value)
        if fresh is not None:
            return fresh
        raise SolverError(
            Text("The chances are so close to what panels can reach that neither could be proved.")
        )


def exact_mixture(panels: Sequence[Integers], mean: tuple[Fraction, ...]) -> Mixture | None:
    """Weights in fractions with which the panels give the mean exactly; None when that fails."""
    rows = [[int(panel[t]) for panel in panels] for t in range(len(mean))]
    rows.append([1] * len(panels))
    exact = unique_solution(rows, [*mean, Fraction(1)])
    if exact is None or min(exact) < 0:
        return None
    return tuple((weight, panel) for weight, panel in zip(exact, panels, strict=True) if weight)


def _column(panel: Integers) -> tuple[list[int], Floats]:
    rows = [*np.flatnonzero(panel).tolist(), len(panel)]
    return rows, np.append(panel[panel != 0], 1).astype(np.float64)


def _whole(duals: Floats, scale: int) -> list[int]:
    """The duals as whole numbers: small fractions made whole, or rounded at this scale."""
    if scale < 10**4:
        fractions = [Fraction(float(w)).limit_denominator(scale) for w in duals]
        common = lcm(*(w.denominator for w in fractions))
        if common <= 10**7:
            return [int(w * common) for w in fractions]
    return [round(float(w) * scale) for w in duals]


def cut_of(weights: Sequence[int], bound: int, after: int = 0) -> Cut:
    """Σ weight·seats <= bound, for every panel that the first ``after`` levels leave."""
    pairs = tuple((t, w) for t, w in enumerate(weights) if w)
    return Cut(weights=pairs, bound=bound, reason=CutReason.CUT, after=after)
