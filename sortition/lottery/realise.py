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
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from math import ceil, floor, isqrt

import numpy as np

from sortition.errors import Text
from sortition.lottery.dive import matrix_of
from sortition.lottery.integer import Question, near_panel
from sortition.lottery.linear import Integers
from sortition.lottery.mix import Groups
from sortition.lottery.mixtures import Mixture
from sortition.lottery.search import Search
from sortition.lottery.stream import Stream
from sortition.lottery.swaps import swap
from sortition.lottery.system import System
from sortition.lottery.trade_kernel import Table, anneal
from sortition.lottery.weave import weave
from sortition.records.progress import Listener, Moment

_SHARE = 60
"""A panel is repeated for at most 1/60 of what is left, so that early panels decide little.

That is for M = 1000; the share shrinks with the square root of M, so that longer lists end as even.
"""
_SCALE = 1 << 16
_PLATEAU = 4
"""One in so many improvements may leave the excess as it is, to get away from dead ends."""
_SWAP_EVERY = 50
_LOOKED_AT = 12
"""So many panels are looked at before one is composed again."""
_TRADES = (250_000, 2_000_000)
"""Trades that are tried: a fraction of a second to some seconds, while seats are still wrong."""
_DISTINCT = 1000
"""Up to so many different panels it is tried to take each more or less often."""
_NEARLY = 50
"""First by at most 1/50 of M more or less often."""
_WEIGHING = 1.0
"""Deterministic seconds for that."""
_ROUNDING = 5.0
"""Deterministic seconds for rounding the seats of all panels together."""


@dataclass(slots=True)
class Walk:
    """Panels with their multiplicity, and what they add up to."""

    given: Integers
    left: int
    taken: list[tuple[Integers, int]] = field(default_factory=list)

    def take(self, panel: Integers, times: int) -> None:
        """Add a panel."""
        self.given = self.given + times * panel
        self.left -= times
        self.taken.append((panel, times))

    def replace(self, place: int, panel: Integers) -> None:
        """Put another panel in the place of one copy of a taken one."""
        old, times = self.taken[place]
        self.given = self.given - old + panel
        self.taken[place] = (panel, 1)
        if times > 1:
            self.taken.append((old, times - 1))


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

    @cached_property
    def search(self) -> Search:
        """The search for one such panel."""
        return Search(self.system, self.question)

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

    def fill(self, known: Iterable[Integers], listen: Listener) -> bool:
        """Take what is left from known panels of the face, serving those behind; False without any.

        Herding (Welling 2009): when a mixture of the known panels has the mean, nobody is ever
        far behind. Early panels are taken several times, late ones once.
        """
        offered = self._of_face(known)
        if not len(offered):
            return not self.walk.left
        share = _SHARE * max(1, isqrt(self.units // 1000))
        while self.walk.left:
            behind = (self.units - self.walk.left) * self.wanted - self.walk.given * _SCALE
            chosen = offered[int(np.argmax(offered @ behind))]
            self.walk.take(chosen, max(1, self.walk.left // share))
            done = self.units - self.walk.left
            listen(Moment(stage=Text("Composing the numbered panels"), done=done, total=self.units))
        return True

    def round_off(self, mixture: Mixture) -> bool:
        """Take the panels of an exact mixture as often as their weights say, rounded.

        True when nobody has too many or too few seats then; an integer program chooses what is
        rounded up. Otherwise nothing is taken.
        """
        before = self.walk
        self.walk = Walk(np.zeros_like(self.counts), self.units)
        parts = [(weight * self.units, panel) for weight, panel in mixture]
        up = sorted(range(len(parts)), key=lambda j: floor(parts[j][0]) - parts[j][0])
        more = self.units - sum(floor(part) for part, _ in parts)
        for j, (part, panel) in enumerate(parts):
            times = floor(part) + (j in up[:more])
            if times:
                self.walk.take(panel, times)
        if not self.excess() or self._take_otherwise():
            return True
        self.walk = before
        return False

    def trade(self, known: Iterable[Integers], listen: Listener) -> None:
        """Put known panels in the place of others until everyone has the right number of seats.

        Where a mixture of the known panels has the mean this nearly always comes out; what is left
        then is for :meth:`even_out`.
        """
        taken = (panel for panel, _ in self.walk.taken)
        offered = self._of_face({p.tobytes(): p for p in (*known, *taken)}.values())
        names = {panel.tobytes(): j for j, panel in enumerate(offered)}
        seats = np.array([np.repeat(np.arange(len(panel)), panel) for panel in offered])
        numbers = np.array(
            [names[panel.tobytes()] for panel, times in self.walk.taken for _ in range(times)],
            dtype=np.int64,  # of a long list, which is woven in blocks, none are taken
        )
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
        self.walk = Walk(given, 0)
        copies = np.bincount(numbers, minlength=len(offered)).tolist()
        self.walk.taken = [(p, times) for p, times in zip(offered, copies, strict=True) if times]

    def _of_face(self, known: Iterable[Integers]) -> Integers:
        """Those of the panels that lie on the face, as rows."""
        question = self.question
        panels = np.array(list(known), dtype=np.int64).reshape(-1, len(self.counts))
        sums = panels @ question.matrix.T
        held = ((question.row_lower <= sums) & (sums <= question.row_upper)).all(axis=1)
        whole = ((question.lower <= panels) & (panels <= question.upper)).all(axis=1)
        return np.asarray(panels[held & whole], dtype=np.int64)

    def even_out(self, patience: int, listen: Listener) -> bool:
        """Compose panels again until nobody has too many or too few seats.

        False after ``patience`` attempts in a row without progress. Where few panels serve many
        numbers, one integer program soon says how often to take each; that is tried first.
        """
        if self.excess() and self._take_otherwise():
            return True
        best, vain = self.excess(), 0
        attempt = 0
        while best and vain < patience:
            if attempt % _SWAP_EVERY == 0:
                swap(self.walk, self.question, self.floor, self.ceiling)
            self._improve()
            attempt += 1
            excess = self.excess()
            best, vain = (excess, 0) if excess < best else (best, vain + 1)
            stage = Text("Evening out the numbered panels ({n} seats to go)", n=best)
            listen(Moment(stage=stage, done=attempt))
        return not best

    def _take_otherwise(self) -> bool:
        """Take the same panels more or less often, so that nobody has too many or too few seats."""
        times: dict[bytes, int] = {}
        panels: list[Integers] = []
        for panel, number in self.walk.taken:
            name = panel.tobytes()
            if name not in times:
                panels.append(panel)
            times[name] = times.get(name, 0) + number
        if len(panels) > _DISTINCT:
            return False
        often = np.array([*times.values()], dtype=np.int64)
        sums = np.vstack([np.array(panels).T, np.ones((1, len(panels)), dtype=np.int64)])
        for change in (self.units // _NEARLY, self.units):
            question = Question(
                matrix=sums,
                lower=np.maximum(often - change, 0),
                upper=np.minimum(often + change, self.units),
                row_lower=np.append(self.floor, self.units),
                row_upper=np.append(self.ceiling, self.units),
            )
            everyone, nothing = np.arange(len(panels)), np.zeros_like(often)
            found = near_panel(question, nothing, everyone, nothing, _WEIGHING)
            if found is not None:
                self.walk = Walk(np.zeros_like(self.counts), self.units)
                for panel, number in zip(panels, found.tolist(), strict=True):
                    if number:
                        self.walk.take(panel, number)
                return True
        return False

    def smallest_chance(self) -> Fraction:
        """The smallest chance above 0 that the panels taken would give, once all are taken."""
        given = ((int(g), n) for g, n in zip(self.walk.given, self.counts.tolist(), strict=True))
        wanted = zip(given, self.mean, strict=True)
        return min((Fraction(g, n * self.units) for (g, n), y in wanted if y), default=Fraction(0))

    def excess(self) -> int:
        """Seats by which profiles are above their ceiling or below their floor."""
        return int(self._excess_of(self.walk.given))

    def _excess_of(self, given: Integers) -> Integers:
        """The excess of these sums of seats, (T,), or of each row of many."""
        over, under = given - self.ceiling, self.floor - given
        return np.asarray((np.maximum(over, 0) + np.maximum(under, 0)).sum(axis=-1))

    def _improve(self) -> None:
        """Compose one panel again so that the excess shrinks (now and then: does not grow)."""
        wrong = (self.walk.given > self.ceiling).astype(np.int64)
        wrong -= self.walk.given < self.floor
        # The panel with the most seats too many of a few: measured, a fifth of the attempts.
        few = self.stream.below(len(self.walk.taken), _LOOKED_AT).tolist()
        chosen = max(few, key=lambda place: int(wrong @ self.walk.taken[place][0]))
        panel = self.walk.taken[chosen][0]
        rest = self.walk.given - panel
        worse = (rest + 1 > self.ceiling).astype(np.int64) - (rest < self.floor)
        cost = worse * _SCALE + self.stream.below(_SCALE // 64, len(rest))
        plateau = int(self.stream.below(_PLATEAU, 1)[0]) == 0
        fresh = self.search.cheap(cost, None if plateau else int(worse @ panel - 1) * _SCALE)
        if fresh is None:
            return
        if self._excess_of(rest + fresh) <= self.excess():
            self.walk.replace(chosen, fresh)


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
