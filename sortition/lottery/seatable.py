"""Whom no panel can hold; and panels for everybody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from sortition.errors import Text
from sortition.lottery.dive import Diver
from sortition.lottery.exchange import Exchange
from sortition.lottery.integer import Panels
from sortition.lottery.linear import Integers
from sortition.lottery.objectives.body import Mask
from sortition.lottery.relaxation import Relaxation
from sortition.lottery.system import System
from sortition.records.progress import Listener, Moment, silent

_PATIENCE: Final = 150
"""Linear programs for one panel, before the integer solver is asked."""
_TRUST: Final = 3
"""By how much it may fail more often than succeed before it is given up."""
_STAGE: Final = Text("Looking for people whom no panel can hold")

Keep = Callable[[Integers], object]
"""Told each panel that is found."""


def unseatable(
    system: System,
    profiles: Sequence[int],
    listen: Listener = silent,
    *,
    stage: Text = _STAGE,
    keep: Keep | None = None,
) -> tuple[int, ...]:
    """Those of some profiles that have no seat in any panel; proved.

    One at a time a linear program proves that no panel holds a profile, or a panel is looked for
    that holds it and many who were not seen yet; panels in which one person is exchanged for
    another are looked at as well. Whoever is left is left to the integer solver, which looks for a
    panel with the most seats for them: when that is none, no panel holds any of them. ``keep``
    gets a panel for each of the others.
    """
    search = _Meeting(system, profiles, keep)
    relaxed = Relaxation(system)
    never = np.zeros_like(search.unseen)
    for t in np.flatnonzero(search.unseen).tolist():
        if search.unseen[t]:
            listen(Moment(stage=stage, done=t, total=len(never)))
            never[t] = relaxed.never(t)
            if not never[t]:
                search.meet(t)
    search.unseen &= ~never
    panels = Panels(system)
    while search.unseen.any():
        listen(Moment(stage=stage))
        best = panels.best([int(missing) for missing in search.unseen])
        if best is None or not best.value:
            break
        for panel in (*best.others, best.panel):
            search.strike(panel)
    return tuple(np.flatnonzero(search.unseen | never).tolist())


class _Meeting:
    """Looks for panels that hold somebody of a profile, quickly and in vain at times."""

    unseen: Mask

    def __init__(self, system: System, profiles: Sequence[int], keep: Keep | None) -> None:
        self._exchange = Exchange.of(system)
        self._diver = Diver(system, self._exchange.matrix)
        self._keep = keep
        self._luck = _TRUST
        self.unseen = np.zeros(len(system.counts), dtype=bool)
        self.unseen[list(profiles)] = True

    def meet(self, profile: int) -> None:
        """Strike out whom a panel holds that holds this profile, if one is found.

        Not tried any more once it fails more often than not.
        """
        if self._luck < 0:
            return
        least = np.zeros_like(self._exchange.counts)
        least[profile] = 1
        question = self._exchange.question(least)
        panel = self._diver.find(question, -self.unseen.astype(np.int64), _PATIENCE).panel
        self._luck += 1 if panel is not None else -1
        if panel is not None:
            self.strike(panel)

    def strike(self, panel: Integers) -> None:
        """Strike out whom a panel holds, and whom it holds with one person exchanged."""
        if self._keep is not None and self.unseen[panel > 0].any():
            self._keep(panel)
        self.unseen &= panel == 0
        for entering, leaving in self._exchange.into(panel, self.unseen):
            self.unseen[entering] = False
            if self._keep is not None:
                other = panel.copy()
                other[[leaving, entering]] += (-1, 1)
                self._keep(other)
