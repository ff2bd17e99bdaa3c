"""Is a mean panel reachable by a lottery? Either panels and weights, or a cut that shows it is not.

Column generation for min Σ|deviation| with panels as columns. At the end the duals w say that no
panel has a larger w·x than the known ones; when w·y is larger still, "w·x <= h" is a cut: every
panel meets it and the mean does not. h comes from an integer program in whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighted:
    """Panels and how much of the lottery each gets, in floating point."""

    panels: tuple[Integers, ...]
    weights: tuple[float, ...]


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

    def mixture(self, mean: tuple[Fraction, ...]) -> Weighted | None:
        """Weights of the known panels that give the mean (in floating point), if there are any."""
        found = self._master(np.array([float(y) for y in mean])).solve()
        if found is None or found.objective >= _REACHED:
            return None
        return self._weighted(list(self.known.values()), found)

    def separate(self, mean: tuple[Fraction, ...], listen: Listener) -> Weighted | Cut:
        """Weights of known panels that give the mean, or a cut that the mean violates."""
        target = np.array([float(y) for y in mean])
        master = self._master(target)
        columns = list(self.known.values())
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
                    done=len(columns),
                )
            )
            if found.objective < _REACHED:
                return self._weighted(columns, found)
            fresh = self._price(found, mean)
            if isinstance(fresh, Cut):
                return fresh
            self.add(fresh)
            columns.append(fresh)
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

    def _weighted(self, columns: list[Integers], found: Solution) -> Weighted:
        weights = found.columns[2 * self.length :]
        used = [j for j, w in enumerate(weights) if w > _REACHED]
        return Weighted(
            panels=tuple(columns[j] for j in used), weights=tuple(float(weights[j]) for j in used)
        )

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
                return _cut(weights, best.value)
        if fresh is not None:
            return fresh
        raise SolverError(
            Text("The chances are so close to what panels can reach that neither could be proved.")
        )


def exact_weights(mixture: Weighted, mean: tuple[Fraction, ...]) -> tuple[Fraction, ...] | None:
    """The weights again in fractions, giving the mean exactly; None when that fails."""
    rows = [[int(panel[t]) for panel in mixture.panels] for t in range(len(mean))]
    rows.append([1] * len(mixture.panels))
    exact = unique_solution(rows, [*mean, Fraction(1)])
    return exact if exact is not None and min(exact) >= 0 else None


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


def _cut(weights: list[int], bound: int) -> Cut:
    return Cut(
        weights=tuple((t, w) for t, w in enumerate(weights) if w), bound=bound, reason=CutReason.CUT
    )
