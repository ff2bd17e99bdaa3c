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
_HOPE, _AGAIN = 4, 8
_WHOLE = 1e-6
_SCALE = 256
"""Costs are divided by this for the integer program, which needs less detail."""


class _Luck:
    """Whether diving is worth its time: after some failures in a row it is tried now and then."""

    def __init__(self) -> None:
        self._failures = 0

    def tries(self) -> bool:
        """Whether to try now; counts as one more failure until a success is noted."""
        self._failures += 1
        return self._failures <= _HOPE or self._failures % _AGAIN == 0

    def succeeded(self) -> None:
        """Note a success, which clears the failures."""
        self._failures = 0


class Search:
    """Answers to one question with ever other costs; the linear program stays warm in between."""

    def __init__(self, system: System, question: Question) -> None:
        self.question = question
        self._diver = Diver(system, question.matrix)
        self._dived = _Luck()

    def cheap(
        self, cost: Integers, enough: int | None = None, question: Question | None = None
    ) -> Integers | None:
        """A panel with small cost, or None when none was found, which proves nothing.

        With ``enough``: None as soon as the linear program shows that no panel costs that little.
        ``question`` may narrow the bounds of the seats.
        """
        question = question or self.question
        patience = _PATIENCE if self._dived.tries() else 1
        found = self._diver.find(question, cost, patience, enough)
        if found.panel is not None:
            self._dived.succeeded()
            return found.panel
        if found.vertex is None:
            return None
        values = found.vertex.columns
        whole = np.abs(values - np.rint(values)) < _WHOLE
        order = np.lexsort((np.abs(found.vertex.reduced_costs), whole))
        base = np.rint(values).astype(np.int64)
        movable = question.lower < question.upper
        for size, effort in _NEIGHBOURHOODS:
            free = order[: min(size, len(order))]
            panel = near_panel(question, base, free[movable[free]], cost // _SCALE, effort)
            if panel is not None or size >= len(order):
                return panel
        return None
