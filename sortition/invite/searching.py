"""The fewest letters that fill every quota with the wanted probability.

A division of the letters comes from ``dividing``. Here it is scaled, up or down, to the fewest
letters with which a panel can really be filled often enough, on other rounds than those that it was
made with; and then it is tried on rounds that nothing was chosen with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np

from sortition.invite.filling import filled, margins, short
from sortition.invite.rounds import Rounds
from sortition.invite.stream import Floats
from sortition.invite.world import World
from sortition.records.progress import Listener, silent

_HALVINGS: Final = 8
"""After these the letters are right to one in a thousand."""
_STEP: Final = 1.2
_LITTLE: Final = 1.04
_TRIES: Final = 4
_ONE_SIDED: Final = 1.645
"""Standard errors that leave one in twenty on one side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fewest:
    """Letters per group, and the part of the rounds with all counts right and still no panel."""

    letters: Floats
    unseen: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A world and rounds to try letters on."""

    world: World
    rounds: Rounds
    listen: Listener = silent

    def risk(self, letters: Floats) -> float:
        """The part of the rounds (0 to 1) that cannot fill a panel, by counting alone."""
        counts = margins(self.world, self.rounds.answers(self.world, letters))
        return float(short(self.world, counts).mean())

    def exact_risk(self, letters: Floats) -> float:
        """The same, with a panel looked for in every round."""
        answers = self.rounds.answers(self.world, letters)
        return 1.0 - float(filled(self.world, answers, self.listen).mean())

    def aim(self, risk: float) -> float:
        """The risk to have in these rounds, so that it is really at most ``risk``.

        It is an estimate: so much lower that chance alone makes it too low in one case of twenty.
        """
        return max(risk - _ONE_SIDED * sqrt(risk * (1 - risk) / self.rounds.count), 0.0)

    def counted(self, shape: Floats, aim: float) -> Floats | None:
        """The least multiple of a division that lacks people in at most this part of the rounds."""
        return self._scaled(shape, lambda letters: self.risk(letters) <= aim)

    def fewest(self, shape: Floats, risk: float) -> Fewest | None:
        """The least multiple of a division with which a panel can be filled; None: there is none.

        First by counting. Where every count is right and still no panel exists, there have to be so
        many fewer rounds with too few people.
        """
        aim = counted = self.aim(risk)
        letters = shape
        for _ in range(_TRIES):
            found = self.counted(shape, counted)
            if found is None:
                return None
            letters = found
            exact = self.exact_risk(letters)
            if exact <= aim:
                return Fewest(letters=letters, unseen=aim - counted)
            counted = max(counted - (exact - aim), 0.0)
        return self._more(shape, letters, aim)

    def _more(self, shape: Floats, letters: Floats, aim: float) -> Fewest | None:
        """A little more each time, until it is enough: counting does not lead there."""
        times = float(letters.sum() / shape.sum())
        while times * _LITTLE <= self._most(shape):
            times *= _LITTLE
            if self.exact_risk(shape * times) <= aim:
                return Fewest(letters=shape * times, unseen=aim - self.risk(shape * times))
        return None

    def _most(self, shape: Floats) -> float:
        """The largest multiple of a division that was simulated and gives nobody two letters."""
        units = np.array([float(n) for n in self.world.units])
        limit = np.minimum(units, self.rounds.most)
        return float((limit / np.maximum(shape, 1e-12)).min())

    def _scaled(self, shape: Floats, is_good: Callable[[Floats], bool]) -> Floats | None:
        most = self._most(shape)
        low, high = 0.0, min(1.0, most)
        while not is_good(shape * high):
            if high >= most:
                return None
            low, high = high, min(high * _STEP, most)
        # Nearly always a step further down is too little, which saves the larger part of the way.
        while low == 0.0 and is_good(shape * (high / _STEP)):
            high /= _STEP
        low = max(low, high / _STEP)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            if is_good(shape * middle):
                high = middle
            else:
                low = middle
        return shape * high
