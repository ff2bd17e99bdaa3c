"""From exact chances to M numbered panels whose counts are within one of M times the chance.

Any lottery with the mean y uses only panels on the smallest face of the relaxation that holds y:
where a row is tight at y, it is tight for each of them. Most panels are woven on that face, all
at once (:mod:`sortition.lottery.weave`). Where some do not come out, their places are filled from
panels whose mixture is known to have the mean, the one that serves those furthest behind first;
then panels are traded, or composed again one at a time, until every profile has between
n_t·floor(M·chance) and n_t·ceil(M·chance) seats (docs/format.md 5.4). Only whole numbers decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

import numpy as np

from sortition.errors import Text
from sortition.lottery.dive import matrix_of
from sortition.lottery.evening import Evening
from sortition.lottery.integer import Question, near_panel
from sortition.lottery.linear import Integers
from sortition.lottery.mix import Groups
from sortition.lottery.stream import Stream
from sortition.lottery.system import System
from sortition.lottery.trade_kernel import Table, anneal
from sortition.lottery.walk import Walk
from sortition.lottery.weave import weave
from sortition.records.progress import Listener, Moment

_SHARE = 60
"""A panel is repeated for at most 1/60 of what is left, so that early panels decide little."""
_SCALE = 1 << 16
_TRADES = (250_000, 2_000_000)
"""Trades that are tried: a fraction of a second to some seconds, while seats are still wrong."""
_TRADED = 1000
"""So many numbers of a list change panel, the last that were taken."""
_ROUNDING = 5.0
"""Deterministic seconds for rounding the seats of all panels together."""


class Realiser:
    """The search for panels with one mean. ``mean`` is seats per profile, ``units`` is M."""

    def __init__(
        self, system: System, mean: tuple[Fraction, ...], units: int, stream: Stream
    ) -> None:
        self.stream = stream
        self.units = units
        self.mean = mean
        self.system = system
        self.counts = np.array(system.counts, dtype=np.int64)
        shares = [units * y / n for y, n in zip(mean, system.counts, strict=True)]
        self.floor = self.counts * np.array([floor(share) for share in shares])
        self.ceiling = self.counts * np.array([ceil(share) for share in shares])
        # In units of 2**-16 seats: enough to say who is behind, whole so that every machine agrees.
        self.wanted = np.array(
            [_SCALE * y.numerator // y.denominator for y in mean], dtype=np.int64
        )
        self.walk = Walk(np.zeros(len(mean), dtype=np.int64), units)

    # Rows times profiles take gigabytes for 100,000 people, whose panels are woven without them.
    @cached_property
    def matrix(self) -> Integers:
        """The rows over the profiles."""
        return matrix_of(self.system)

    @cached_property
    def question(self) -> Question:
        """The panels on the smallest face that holds the mean."""
        row_lower, row_upper = _face(self.system, self.mean)
        pairs = tuple(zip(self.mean, self.system.counts, strict=True))
        return Question(
            matrix=self.matrix,
            lower=np.where([y == n for y, n in pairs], self.counts, 0),
            upper=np.where([y == 0 for y in self.mean], 0, self.counts),
            row_lower=row_lower,
            row_upper=row_upper,
        )

    def weave(self, groups: Groups, listen: Listener) -> None:
        """Begin with panels made all at once.

        Those that do not meet every rule are left to :meth:`fill`.
        """
        listen(Moment(stage=Text("Weaving the numbered panels"), total=self.units))
        wanted = self._totals()
        if (wanted.lower > wanted.upper).any():
            return
        base, everyone = wanted.lower, np.arange(len(self.counts))
        totals = near_panel(wanted, base, everyone, np.zeros_like(base), _ROUNDING)
        if totals is None:
            return
        woven = weave(self._on_face(groups), totals, self.units, self.stream, listen)
        for panel in woven.panels[woven.good]:
            self.walk.take(panel, 1)

    def _totals(self) -> Question:
        """The seats of all panels together: M times the mean, rounded."""
        high = np.array([ceil(self.units * y) for y in self.mean], dtype=np.int64)
        return Question(
            matrix=self.matrix,
            lower=np.array([floor(self.units * y) for y in self.mean], dtype=np.int64),
            upper=np.minimum(high, self.units * self.question.upper),
            row_lower=self.units * self.question.row_lower,
            row_upper=self.units * self.question.row_upper,
        )

    def _on_face(self, groups: Groups) -> Groups:
        """The same partitions with the bounds of the face."""
        lower, upper = groups.lower.copy(), groups.upper.copy()
        rows = groups.rows
        lower[: len(rows)], upper[: len(rows)] = (
            self.question.row_lower[rows],
            self.question.row_upper[rows],
        )
        single = groups.code[:, -1] >= len(rows)
        own = groups.code[single, -1]
        lower[own], upper[own] = self.question.lower[single], self.question.upper[single]
        return replace(groups, lower=lower, upper=upper)

    def begin(self, mixture: Iterable[tuple[Fraction, Integers]]) -> None:
        """Begin a long list with the whole part of a mixture that has the mean.

        What :meth:`fill` and :meth:`trade` have left to do is as much as for a list of 1000.
        """
        whole = max(0, self.walk.left - _TRADED)
        for weight, panel in mixture:
            times = weight.numerator * whole // weight.denominator
            if times:
                self.walk.take(panel, times)

    def fill(self, known: Iterable[Integers], listen: Listener) -> bool:
        """Take what is left from known panels of the face, serving those behind; False without any.

        Herding (Welling 2009): when a mixture of the known panels has the mean, nobody is ever
        far behind. Early panels are taken several times, late ones once.
        """
        offered = self._of_face(known)
        if not len(offered):
            return not self.walk.left
        while self.walk.left:
            behind = (self.units - self.walk.left) * self.wanted - self.walk.given * _SCALE
            chosen = offered[int(np.argmax(offered @ behind))]
            self.walk.take(chosen, max(1, self.walk.left // _SHARE))
            done = self.units - self.walk.left
            listen(Moment(stage=Text("Composing the numbered panels"), done=done, total=self.units))
        return True

    def trade(self, known: Iterable[Integers], listen: Listener) -> None:
        """Put known panels in the place of others until everyone has the right number of seats.

        Where a mixture of the known panels has the mean this nearly always comes out; what is left
        then is for :meth:`even_out`.
        """
        taken = (panel for panel, _ in self.walk.taken)
        offered = self._of_face({p.tobytes(): p for p in (*known, *taken)}.values())
        names = {panel.tobytes(): j for j, panel in enumerate(offered)}
        seats = np.array([np.repeat(np.arange(len(panel)), panel) for panel in offered])
        copies = self.walk.split(_TRADED)
        numbers = np.array([names[panel.tobytes()] for panel in copies], dtype=np.int64)
        state = self.stream.below(1 << 32, 1).astype(np.uint64)
        given = self.walk.given.copy()
        table = Table(seats, numbers, given, self.floor, self.ceiling, state)
        excess = self.excess()
        for steps in _TRADES:
            if not excess:
                break
            stage = Text("Evening out the numbered panels ({n} seats to go)", n=excess)
            listen(Moment(stage=stage))
            excess = anneal(table, excess, steps)
        times = np.bincount(numbers, minlength=len(offered)).tolist()
        self.walk.taken += [(p, n) for p, n in zip(offered, times, strict=True) if n]
        self.walk.given = given
        self.walk.join()

    def _of_face(self, known: Iterable[Integers]) -> Integers:
        """Those of the panels that lie on the face, as rows."""
        question = self.question
        panels = np.array(list(known), dtype=np.int64).reshape(-1, len(self.counts))
        sums = panels @ question.matrix.T
        held = ((question.row_lower <= sums) & (sums <= question.row_upper)).all(axis=1)
        whole = ((question.lower <= panels) & (panels <= question.upper)).all(axis=1)
        return np.asarray(panels[held & whole], dtype=np.int64)

    def even_out(self, patience: int, listen: Listener) -> bool:
        """Put right what trading left; False after ``patience`` attempts in vain."""
        wanted = self.floor, self.ceiling
        return Evening(self.walk, self.question, wanted, self.stream).run(patience, listen)

    def smallest_chance(self) -> Fraction:
        """The smallest chance above 0 that the panels taken would give, once all are taken."""
        given = ((int(g), n) for g, n in zip(self.walk.given, self.counts.tolist(), strict=True))
        wanted = zip(given, self.mean, strict=True)
        return min((Fraction(g, n * self.units) for (g, n), y in wanted if y), default=Fraction(0))

    def excess(self) -> int:
        """Seats by which profiles are above their ceiling or below their floor."""
        over, under = self.walk.given - self.ceiling, self.floor - self.walk.given
        return int((np.maximum(over, 0) + np.maximum(under, 0)).sum())


def _face(system: System, mean: tuple[Fraction, ...]) -> tuple[Integers, Integers]:
    """Row bounds of the smallest face of the relaxation that holds the mean."""
    lower = np.empty(len(system.rows), dtype=np.int64)
    upper = np.empty(len(system.rows), dtype=np.int64)
    for r, row in enumerate(system.rows):
        pairs = tuple(zip(row.profiles, row.weights, strict=True))
        value = sum((w * mean[t] for t, w in pairs), Fraction(0))
        least = -sum(abs(w) * system.counts[t] for t, w in pairs)
        low = least if row.lower is None else row.lower
        lower[r] = row.upper if value == row.upper else low
        upper[r] = low if value == low else row.upper
    return lower, upper
