"""What a search over panels begins with, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from sortition.lottery.linear import Floats, Integers
from sortition.lottery.mixtures import Combination, Mixture
from sortition.lottery.objectives import Optimum
from sortition.lottery.objectives.body import Mask
from sortition.lottery.system import System
from sortition.records.lottery import Cut, Multipliers

Tell = Callable[[Fraction, Fraction], None]
"""Told what is proved of the smallest chance above 0: at least, and at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The best mixture so far, and why no lottery has a much larger smallest chance.

    ``weights`` (one per panel) are in floating point; ``multipliers`` are on the rows of the system
    with these ``cuts``.
    """

    panels: Sequence[Integers]
    weights: Floats
    cuts: tuple[Cut, ...]
    multipliers: Multipliers


Weaver = Callable[[tuple[Fraction, ...]], Sequence[Integers]]
"""Panels woven around a mean (seats per profile) of the relaxation; a mean of panels or not."""

Standing = Callable[[], Found]
"""Where a search stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The system with the cuts that ``relaxed`` was proved with, and panels of it.

    Everyone with a chance in ``relaxed`` is in one of the ``known`` panels. ``began`` is told how
    to ask where the search stands, should it be ended.
    """

    system: System
    relaxed: Optimum
    known: Sequence[Integers]
    tell: Tell
    weave: Weaver
    began: Callable[[Standing], None]

    @property
    def seated(self) -> Mask:
        """The profiles with a chance."""
        return np.array([value > 0 for value in self.relaxed.chances.values])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """The best chances of all lotteries, the cuts that prove them, and a lottery that has them.

    ``combination`` gives the chances exactly; lotteries with them may also use ``panels``.
    """

    optimum: Optimum
    cuts: tuple[Cut, ...]
    combination: Mixture
    panels: Sequence[Integers] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Proved chances, panels that give them to within one, and exact weights if there are any."""

    optimum: Optimum
    taken: list[tuple[Integers, int]]
    combination: Combination | None
