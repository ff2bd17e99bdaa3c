"""One cheap panel: by diving from a vertex, then by integer programs around that vertex."""

from __future__ import annotations

import numpy as np

from sortition.lottery.dive import Diver
from sortition.lottery.integer import Question, near_panel
from sortition.lottery.linear import Integers
from sortition.lottery.system import System

_PATIENCE = 12
_NEIGHBOURHOODS = ((80, 0.01), (250, 0.1), (10**9, 1.0))
"""Profiles freed around a vertex, and the effort (deterministic seconds) for each."""
_WHOLE = 1e-6
_SCALE = 256
"""Costs are divided by this for the integer program, which needs less detail."""


class Search:
    """Answers to one question with ever other costs; the linear program stays warm in between."""

    def __init__(self, system: System, question: Question) -> None:
        self.question = question
        self._diver = Diver(system, question.matrix)

    def dive(self, question: Question, cost: Integers) -> Integers | None:
        """A panel with small cost for a narrower question, by diving alone."""
        return self._diver.find(question, cost, _PATIENCE).panel

    def cheap(self, cost: Integers, enough: int | None = None) -> Integers | None:
        """A panel with small cost, or None when none was found, which proves nothing.

        With ``enough``: None as soon as the linear program shows that no panel costs that little.
        """
        found = self._diver.find(self.question, cost, _PATIENCE, enough)
        if found.panel is not None or found.vertex is None:
            return found.panel
        values = found.vertex.columns
        whole = np.abs(values - np.rint(values)) < _WHOLE
        order = np.lexsort((np.abs(found.vertex.reduced_costs), whole))
        base = np.rint(values).astype(np.int64)
        movable = self.question.lower < self.question.upper
        for size, effort in _NEIGHBOURHOODS:
            free = order[: min(size, len(order))]
            panel = near_panel(self.question, base, free[movable[free]], cost // _SCALE, effort)
            if panel is not None or size >= len(order):
                return panel
        return None
