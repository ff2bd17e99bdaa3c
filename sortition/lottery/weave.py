"""M panels at once, everyone in as many as wanted: seats exchanged until all meet the rules.

Everyone's seats are dealt over the panels first, so that the totals are right from the start and
stay so: an exchange moves one seat from panel i to panel j and one back. What remains is that
panels break quotas; exchanges mend that (:mod:`sortition.lottery.weave_kernel`). Almost all panels
come out different, because nothing makes two of them alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sortition.errors import Text
from sortition.lottery.linear import Integers
from sortition.lottery.mix import Groups
from sortition.lottery.stream import Stream
from sortition.lottery.weave_kernel import Board, note, weave_on
from sortition.records.progress import Listener, Moment, silent

_PATIENCE, _MOST = 3_000, 40
_ROUND = 20_000_000
"""Effort after which progress is looked at; one unit takes two or three nanoseconds."""
_USUAL = 100_000
"""Seats times profiles up to which that effort is enough; a step looks at so many exchanges."""
_WINDOW, _PROGRESS = 4, 0.95
"""The search goes on while so many rounds bring the faults below this part of what they were."""
_ROUNDS = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Woven:
    """Panels as seats per profile (M, T), and which of them meet every rule (M,)."""

    panels: Integers
    good: np.ndarray[tuple[int], np.dtype[np.bool_]]


def weave(
    groups: Groups, totals: Integers, units: int, stream: Stream, listen: Listener = silent
) -> Woven:
    """``units`` panels that together seat each profile ``totals[t]`` times.

    Stops when all panels are good, or when progress has become slow. ``totals`` sum to a multiple
    of ``units``.
    """
    board = _deal(groups, totals, units, stream)
    fewest = [int(board.faults.sum())]
    effort = _ROUND * max(1, board.size * len(totals) // _USUAL)
    while board.left[0] and len(fewest) <= _ROUNDS:
        weave_on(board, effort, _PATIENCE, _MOST)
        good = units - int(board.left[0])
        listen(Moment(stage=Text("Weaving the numbered panels"), done=good, total=units))
        fewest.append(min(fewest[-1], int(board.faults.sum())))
        if len(fewest) > _WINDOW and fewest[-1] > _PROGRESS * fewest[-1 - _WINDOW]:
            break
    seats = board.seats.reshape(units, -1)
    length = len(totals)
    panels = np.array([np.bincount(row, minlength=length) for row in seats], dtype=np.int64)
    return Woven(panels=panels, good=board.faults == 0)


def _deal(groups: Groups, totals: Integers, units: int, stream: Stream) -> Board:
    """Seats in order of codes, dealt like cards: panels begin alike in the first category."""
    code = groups.code
    order = np.lexsort(code.T[::-1])
    cards = np.repeat(order, totals[order])
    size = len(cards) // units
    rounds = cards.reshape(size, units)
    # Each round goes round in an order of its own: who follows whom in the list must not matter.
    seats = np.array([dealt[stream.order(units)] for dealt in rounds], dtype=np.int32).T.copy()
    filled = np.zeros((units, len(groups.lower)), dtype=np.int32)
    rows = np.repeat(np.arange(units), size)
    for g in range(code.shape[1]):
        np.add.at(filled, (rows, code[seats.ravel(), g]), 1)
    place = np.argsort(seats.ravel(), kind="stable")
    slot = np.empty(len(place), dtype=np.int64)
    slot[place] = np.arange(len(place))
    board = Board(
        size=size,
        seats=seats.ravel(),
        code=np.ascontiguousarray(code.T).astype(np.int32),
        filled=filled,
        lower=groups.lower.astype(np.int32),
        upper=groups.upper.astype(np.int32),
        weight=np.ones_like(filled),
        start=np.concatenate([[0], np.cumsum(totals)]).astype(np.int64),
        place=place.astype(np.int64),
        slot=slot,
        faulty=np.empty(units, dtype=np.int64),
        rank=np.full(units, -1, dtype=np.int64),
        faults=np.zeros(units, dtype=np.int64),
        left=np.zeros(1, dtype=np.int64),
        state=stream.below(1 << 32, 1).astype(np.uint64),
    )
    for j in range(units):
        note(board, j)
    return board
