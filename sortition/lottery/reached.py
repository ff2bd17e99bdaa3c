"""What a search over panels begins with, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from sortition.lottery.linear import Integers
from sortition.lottery.mixtures import Mixture
from sortition.lottery.objectives import Optimum
from sortition.lottery.objectives.body import Mask
from sortition.lottery.system import System
from sortition.records.lottery import Cut

Tell = Callable[[Fraction, Fraction], None]
"""Told what is proved of the smallest chance above 0: at least, and at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The system with the cuts that ``relaxed`` was proved with, and panels of it.

    Everyone with a chance in ``relaxed`` is in one of the ``known`` panels.
    """

    system: System
    relaxed: Optimum
    known: Sequence[Integers]
    tell: Tell

    @property
    def seated(self) -> Mask:
        """The profiles with a chance."""
        return np.array([value > 0 for value in self.relaxed.chances.values])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """The best chances of all lotteries, the cuts that prove them, and a lottery that has them.

    ``combination`` gives the chances exactly.
    """

    optimum: Optimum
    cuts: tuple[Cut, ...]
    combination: Mixture
