"""The last seats put right: a list of panels is changed until everyone has as many as they should.

Two kinds of integer programs take turns, each over a small part of the list. One composes a single
panel again, as any panel of the face, so that as few seats as possible are wrong afterwards. The
other takes some hundreds of the panels more or less often. Where no program finds less, seats that
are wrong may move to others, by lot: the list gets away from dead ends and nothing gets worse.
Source: large neighbourhood search (Shaw 1998), with each neighbourhood solved by CP-SAT.
"""

from __future__ import annotations

import numpy as np

from sortition.errors import Text
from sortition.lottery.integer import Nearest, Question, nearest
from sortition.lottery.linear import Integers
from sortition.lottery.stream import Stream
from sortition.lottery.walk import Walk
from sortition.records.progress import Listener, Moment

_LOOKED_AT = 24
"""Of so many panels the one with most seats too many is composed again."""
_TIES = 64
"""Among panels that leave as many seats wrong, seats have costs below this, by lot."""
_WEIGHED, _MORE = 400, 50
"""So many different panels are taken more or less often together, each at most M/50 more often."""
_FIRST, _EVERY = 12, 64
"""That is done first where there are no more panels, or else after 12; and once in 64 attempts."""
_STUCK, _LOOSE = 2, 8
"""After so many attempts in vain, one profile in eight may also get a seat too many or too few."""
_EFFORT, _WEIGHING = 0.5, 1.0
"""Deterministic seconds for one program of either kind."""


class Evening:
    """The repair of one list. ``question`` holds the panels of the face.

    ``floor`` and ``ceiling`` (T,) are the seats each profile should have over the whole list.
    """

    def __init__(
        self, walk: Walk, question: Question, wanted: tuple[Integers, Integers], stream: Stream
    ) -> None:
        self.walk = walk
        self.question = question
        self.floor, self.ceiling = wanted
        self.stream = stream

    def run(self, patience: int, listen: Listener) -> bool:
        """Put every seat right; False after ``patience`` attempts in a row without progress."""
        left, vain, attempt = self.excess(), 0, 0
        self.walk.join()
        first = 0 if len(self.walk.taken) <= _WEIGHED else _FIRST
        while left and vain < patience:
            if attempt % _EVERY == first:
                self._weigh_again()
            else:
                self._compose_again(loose=vain >= _STUCK)
            attempt += 1
            excess = self.excess()
            left, vain = (excess, 0) if excess < left else (left, vain + 1)
            stage = Text("Evening out the numbered panels ({n} seats to go)", n=left)
            listen(Moment(stage=stage, done=attempt))
        return not left

    def excess(self) -> int:
        """Seats by which profiles are above their ceiling or below their floor."""
        return int(self._wrong.sum())

    @property
    def _wrong(self) -> Integers:
        """The same for each profile, (T,)."""
        over, under = self.walk.given - self.ceiling, self.floor - self.walk.given
        return np.asarray(np.maximum(over, 0) + np.maximum(under, 0))

    def _compose_again(self, *, loose: bool) -> None:
        """Compose one panel again so that the excess shrinks or stays as it is."""
        side = (self.walk.given > self.ceiling).astype(np.int64)
        side -= self.walk.given < self.floor
        few = self.stream.below(len(self.walk.taken), _LOOKED_AT).tolist()
        chosen = max(few, key=lambda place: int(side @ self.walk.taken[place][0]))
        panel = self.walk.taken[chosen][0]
        rest = self.walk.given - panel
        slack = self._wrong
        if loose:
            slack = np.maximum(slack, self.stream.below(_LOOSE, len(slack)) == 0)
        cost = self.stream.below(_TIES, len(panel))
        wanted = self.floor - rest, self.ceiling - rest
        fresh = nearest(self._in_place_of(panel, wanted, slack, cost), _EFFORT)
        if fresh is not None:
            self.walk.replace(chosen, fresh)

    def _in_place_of(
        self, panel: Integers, wanted: tuple[Integers, Integers], slack: Integers, cost: Integers
    ) -> Nearest:
        """Any panel of the face, with these bounds per profile unless there is slack."""
        asked = self.question
        soft = np.flatnonzero(slack)
        hard = slack == 0
        rows = np.zeros((len(soft), len(panel)), dtype=np.int64)
        rows[np.arange(len(soft)), soft] = 1
        return Nearest(
            question=Question(
                matrix=np.vstack([asked.matrix, rows]),
                lower=np.where(hard, np.maximum(asked.lower, wanted[0]), asked.lower),
                upper=np.where(hard, np.minimum(asked.upper, wanted[1]), asked.upper),
                row_lower=np.append(asked.row_lower, wanted[0][soft]),
                row_upper=np.append(asked.row_upper, wanted[1][soft]),
            ),
            slack=np.append(np.zeros(len(asked.matrix), dtype=np.int64), slack[soft]),
            cost=cost,
            start=panel,
        )

    def _weigh_again(self) -> None:
        """Take some of the panels more or less often, so that the excess shrinks."""
        self.walk.join()
        panels = np.array([panel for panel, _ in self.walk.taken])
        often = np.array([times for _, times in self.walk.taken], dtype=np.int64)
        some = np.sort(self.stream.order(len(panels))[:_WEIGHED])
        rest = self.walk.given - often[some] @ panels[some]
        held = panels[some].T
        touched = np.flatnonzero(held.any(axis=1))
        total = often[some].sum()
        found = nearest(
            Nearest(
                question=Question(
                    matrix=np.vstack([np.ones((1, len(some)), dtype=np.int64), held[touched]]),
                    lower=np.zeros_like(some),
                    upper=often[some] + often.sum() // _MORE,
                    row_lower=np.append(total, (self.floor - rest)[touched]),
                    row_upper=np.append(total, (self.ceiling - rest)[touched]),
                ),
                slack=np.append(0, self._wrong[touched]),
                cost=np.zeros_like(some),
                start=often[some],
            ),
            _WEIGHING,
        )
        if found is None:
            return
        often[some] = found
        pairs = zip(panels, often.tolist(), strict=True)
        self.walk.taken = [(panel, times) for panel, times in pairs if times]
        self.walk.given = often @ panels
