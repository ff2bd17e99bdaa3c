"""Leximin over all lotteries: column generation, level by level, on ever smaller faces.

Where the relaxation promises chances that no lottery gives, the levels are found over real panels.
The master program maximises the smallest chance of those not fixed yet over mixtures of the known
panels. Its dual values, solved again in fractions and made whole, are weights w >= 0; the integer
solver either finds a panel with a larger w·x, which joins the known ones, or proves that there is
none. Then w·x <= h holds for every panel, the profiles with a weight are at their best, and every
lottery that leaves them there uses only panels with w·x = h: the next level needs to look at this
face only (docs/decisions/0010-faces.md).
Source: column generation as in Flanigan et al. 2021 (Methods), over profiles instead of people and
with facets proved in whole numbers; fixing tight variables as in Nace and Orlin 2007, §3.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from sortition.errors import SolverError, Text
from sortition.lottery.integer import Best, Panels
from sortition.lottery.levels import Chances
from sortition.lottery.linear import Integers
from sortition.lottery.master import Facet, Master
from sortition.lottery.mixtures import cut_of
from sortition.lottery.objectives import Optimum
from sortition.lottery.objectives.optimum import Pull
from sortition.lottery.pricing import Pricing
from sortition.lottery.reached import Found, Reached, Start
from sortition.records.lottery import Cut, Level, Multipliers
from sortition.records.progress import Listener, Moment

_SAME = 1e-9
_MORE = 1e-8
"""A level that is larger by so much is another level, whatever rounding does."""
_FULL = 1 - 1e-10
_MILLIONTH = Fraction(1, 10**6)
_FAR = 1.01
"""A panel so much better than the known ones: the proof of the level is not near."""
_PROGRAMS, _GAIN, _FRESH = 8, 1.005, 20
"""After so many integer programs for a level, panels are woven for as long as that makes the
smallest chance so much larger, and gives so many panels on the face."""
_FACES, _SMALL = 3, 320
"""On so many faces better panels are looked for without the integer solver, for later ones are
small; with more profiles only where its programs take long."""
_EFFORTS = (0.3, 1.0)
"""Deterministic seconds after which a better panel, if not the best, is welcome."""
_FARTHEST, _LATER, _NEAREST = Fraction(1, 2), Fraction(1, 16), Fraction(1, 32)
"""How far beyond the mixture panels are woven: on the way to what the relaxation promises."""


class _Pace:
    """When panels are woven rather than asked for one by one, and dual values rounded.

    ``is_hard``: the last integer program was not soon at its end, so others find panels sooner.
    """

    def __init__(self) -> None:
        self._hopeful = True
        self.begin(is_first=True)

    def begin(self, *, is_first: bool) -> None:
        """A level begins."""
        self.share = _FARTHEST if is_first else _LATER
        self.is_far = self.is_hard = False
        self._asked = 0
        self._before: float | None = 0.0

    def weaves(self, smallest: float) -> bool:
        """Whether to weave now, with this smallest chance reached."""
        if not self._hopeful or self._before is None or self._asked < _PROGRAMS:
            return False
        if smallest < self._before * _GAIN:
            self._before = None
            return False
        self._before = smallest
        return True

    def wove(self, fresh: int) -> None:
        """So many panels joined."""
        self.share = max(self.share / 2, _NEAREST)
        self._hopeful = fresh >= _FRESH

    def asked(self, best: int, bound: int) -> None:
        """An integer program found a panel of this value, where known ones have the bound."""
        self._asked += 1
        self.is_far = best > bound * _FAR


class Faces:
    """The search for the levels."""

    def __init__(self, start: Start) -> None:
        self.system = system = start.system
        self.relaxed = relaxed = start.relaxed
        self.panels = Panels(system)
        self.values = [Fraction(0)] * len(system.counts)
        self.open = np.array([value > 0 for value in relaxed.chances.values])
        self.levels = [level for level in relaxed.levels if not level.chance]
        self.cuts: list[Cut] = []
        self.counts = np.array(system.counts, dtype=np.int64)
        self.master = Master(self.counts, self.open, start.known)
        self._tell = start.tell
        self._weave = start.weave
        self._pricing = Pricing(system)
        self._held: list[Facet] = []
        self._pace = _Pace()
        self._first = len(self.levels)
        self._high = Fraction(1)
        self._priced: Cut | None = None

    def run(self, listen: Listener) -> Reached:
        """All levels. Raises SolverError when one cannot be proved in whole numbers."""
        while self.open.any():
            self._step(self._solve(listen))
        chances = Chances.of(tuple(self.values))
        return Reached(
            optimum=Optimum(chances=chances, levels=tuple(self.levels)),
            cuts=tuple(self.cuts),
            combination=self.master.exactly(chances.mean(self.system)),
            panels=self.master.on_face(),
        )

    def first(self, listen: Listener) -> Level:
        """The first level only: the smallest chance above 0, and its proof.

        A lottery that has it is known, to within a millionth part; that is looked at in fractions.
        """
        while len(self.levels) == self._first:
            self._step(self._solve(listen))
        level = self.levels[self._first]
        if self.master.attained() < level.chance * (1 - _MILLIONTH):
            raise SolverError(Text("The weights of the panels could not be solved in fractions."))
        return level

    def floor(self, listen: Listener) -> None:
        """Only the levels with the smallest chance: whoever is still open then can have more.

        The master's last solution gives them more.
        """
        while self.open.any():
            smallest = self._solve(listen)
            found = len(self.levels) > self._first
            if found and smallest > float(self.levels[-1].chance) + _MORE:
                return
            self._step(smallest)

    def standing(self) -> Found:
        """The best mixture so far, and the best bound on the smallest chance."""
        panels, weights = self.master.mixture()
        if len(self.levels) > self._first:
            cuts = tuple(cut for cut in self.cuts if cut.after == self._first)
            multipliers = self.levels[self._first].multipliers
        elif self._priced is not None:
            cuts = (self._priced,)
            multipliers = ((len(self.system.rows), Fraction(1)),)
        else:
            cuts, multipliers = (), self.relaxed.levels[self._first].multipliers
        # What holds for every panel that the people without a chance leave holds for every panel.
        return Found(
            panels=panels,
            weights=weights,
            cuts=tuple(replace(cut, after=0) for cut in cuts),
            multipliers=multipliers,
        )

    def _solve(self, listen: Listener) -> float:
        total = len(self.open)
        stage = Text("Finding the chances that panels reach")
        listen(Moment(stage=stage, done=total - int(self.open.sum()), total=total))
        return self.master.solve()

    def _step(self, smallest: float) -> None:
        given = self._given(smallest)
        if given is not None:
            self._accept(given)
        elif smallest > _FULL:
            self._fix(np.flatnonzero(self.open), Fraction(1), ())
        elif self._pace.weaves(smallest):
            self._widen()
        else:
            self._advance()

    def _given(self, smallest: float) -> Level | None:
        """The relaxation's next level, when panels reach it and all levels before were its own."""
        place = len(self.levels)
        if self.cuts or place >= len(self.relaxed.levels):
            return None
        level = self.relaxed.levels[place]
        return level if smallest >= float(level.chance) - _SAME else None

    def _accept(self, level: Level) -> None:
        """A level that the quotas alone prove: no integer program is needed."""
        pull = Pull.of(self.system, level.multipliers)
        weights = [max(0, weight) for weight in pull.weights]
        self._fix(np.array(level.profiles), level.chance, level.multipliers)
        if level.chance < 1:
            self._hold(Facet.of(weights, int(self._given_to(weights))))

    def _widen(self) -> None:
        """Hundreds of panels at once, woven around a mean a little beyond what known ones reach.

        The mean lies between that of the mixture and that of the relaxation. Where no list of
        panels has it, most of those that come out still lie where the mixture has to go.
        """
        share = self._pace.share
        pairs = zip(self._promised, self.master.mean(), strict=True)
        woven = self._weave(tuple(share * far + (1 - share) * near for far, near in pairs))
        before, rough = len(self.master.known), self.master.rough()
        for panel in woven:
            # The others would only make the program larger.
            is_better = int(rough.weights @ panel) > rough.bound
            if is_better and all(int(f.weights @ panel) == f.bound for f in self._held):
                self.master.add(panel)
        self._pace.wove(len(self.master.known) - before)

    @cached_property
    def _promised(self) -> tuple[Fraction, ...]:
        """Seats per profile in the relaxation's best."""
        return self.relaxed.chances.mean(self.system)

    def _advance(self) -> None:
        """Price the master's dual values: a better panel joins, or a level is proved."""
        rough = self.master.rough()
        if self._soon(rough):
            return
        facet = rough if self._pace.is_far else self.master.facet()
        best = self._better(facet)
        if len(self.levels) == self._first and best.proved:
            most = Fraction(best.value, self._seats(facet.weights))
            if self._priced is None or most < self._high:
                self._priced = cut_of(facet.weights.tolist(), best.value)
            self._high = min(self._high, most)
            self._tell(self.master.attained(), self._high)
        is_rough = self._pace.is_far
        self._pace.asked(best.value, facet.bound)
        if best.value > facet.bound:
            self.master.add(best.panel)
            for panel in best.others:
                if int(facet.weights @ panel) > facet.bound:
                    self.master.add(panel)
            return
        if is_rough:
            return  # nothing better for rounded values: now in fractions
        if not facet.proof:
            raise SolverError(Text("The proof needs larger numbers than the integer solver takes."))
        tight = np.flatnonzero(self.open & (facet.weights > 0))
        spent = self._given_to(facet.weights.tolist())
        chance = (facet.bound - spent) / self._seats(facet.weights)
        row = len(self.system.rows) + len(self.cuts)
        self.cuts.append(cut_of(facet.weights.tolist(), facet.bound, len(self.levels)))
        self._fix(tight, chance, ((row, Fraction(1)),))
        self._hold(facet)

    def _soon(self, facet: Facet) -> bool:
        """Whether panels beyond the facet were found without the integer solver; they join."""
        worthwhile = self._pace.is_hard or len(self.system.counts) <= _SMALL
        if not worthwhile or len(self._held) > _FACES:
            return False
        before = len(self.master.known)
        for panel in self._pricing.better(facet, self.master.used()):
            self.master.add(panel)
        return len(self.master.known) > before

    def _better(self, facet: Facet) -> Best:
        """A panel beyond the facet, found soon; or the best of all panels, proved."""
        weights = facet.weights.tolist()
        for effort in (*_EFFORTS, None):
            best = self.panels.best(weights, effort, least=facet.bound)
            if best is None:
                raise SolverError(Text("The pool has no panel left to mix."))
            self._pace.is_hard = effort != _EFFORTS[0] or not best.proved
            if best.proved or best.value > facet.bound:
                return best
        raise SolverError(Text("The integer solver gave no answer."))

    def _given_to(self, weights: list[int]) -> Fraction:
        """Σ w_t·y_t over the profiles that have their chance."""
        parts = zip(weights, self.system.counts, self.values, strict=True)
        return sum((w * n * v for w, n, v in parts if w and v), Fraction(0))

    def _seats(self, weights: Integers) -> int:
        """Σ w_t·n_t over the open profiles: what the facet's bound is shared by."""
        return int((weights * self.counts)[self.open].sum())

    def _fix(self, profiles: Integers, chance: Fraction, multipliers: Multipliers) -> None:
        """Give these profiles their chance for good."""
        if len(self.levels) == self._first:
            self._high = chance
            self._tell(self.master.attained(), chance)
        self._pace.begin(is_first=not self.cuts)
        self.open[profiles] = False
        for t in profiles.tolist():
            self.values[t] = chance
        self.master.fix(profiles, chance)
        self.levels.append(
            Level(
                chance=chance,
                profiles=tuple(profiles.tolist()),
                multipliers=multipliers,
                gap=Fraction(0),
            )
        )

    def _hold(self, facet: Facet) -> None:
        """From here on only panels on this face count."""
        self._held.append(facet)
        self.master.hold(facet)
        self.panels.hold(facet.weights.tolist(), facet.bound)
        if len(self._held) <= _FACES:
            self._pricing = self._pricing.on_face(facet)
