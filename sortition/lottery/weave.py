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
from sortition.lottery.weave_kernel import Board, Small, note, weave_on
from sortition.records.progress import Listener, Moment, silent

_PATIENCE, _MOST = 3_000, 40
_ROUND = 20_000_000
"""Effort after which progress is looked at; one unit takes two or three nanoseconds."""
_USUAL = 100_000
"""Seats times profiles up to which that effort is enough; a step looks at so many exchanges."""
_WINDOW, _PROGRESS = 4, 0.95
"""The search goes on while so many rounds bring the faults below this part of what they were."""
_ROUNDS = 150
_ALIKE, _LOT = 1 << 20, 4 << 20
"""What a seat with the same code counts in dealing, and the lot beside it. Measured on ten shapes:
a lot that only breaks ties makes people who share no code meet half as often again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Woven:
    """The profile in each seat (M, k), ascending, and which panels meet every rule (M,)."""

    seats: Integers
    good: np.ndarray[tuple[int], np.dtype[np.bool_]]
    profiles: int

    @property
    def panels(self) -> Integers:
        """Seats per profile (M, T)."""
        return np.array([np.bincount(row, minlength=self.profiles) for row in self.seats])


def weave(
    groups: Groups, totals: Integers, units: int, stream: Stream, listen: Listener = silent
) -> Woven:
    """``units`` panels that together seat each profile ``totals[t]`` times.

    ``totals`` sum to a multiple of ``units``. Like :func:`mend` from then on.
    """
    return mend(groups, _deal(groups, totals, units, stream), stream, listen)


def mend(groups: Groups, seats: Small, stream: Stream, listen: Listener = silent) -> Woven:
    """Panels with these seats (M, k), exchanged until all are good or progress has become slow."""
    units, length = len(seats), len(groups.code)
    board = _board(groups, seats, stream)
    fewest = [int(board.faults.sum())]
    effort = _ROUND * max(1, board.size * length // _USUAL)
    while board.left[0] and len(fewest) <= _ROUNDS:
        weave_on(board, effort, _PATIENCE, _MOST)
        good = units - int(board.left[0])
        listen(Moment(stage=Text("Weaving the numbered panels"), done=good, total=units))
        fewest.append(min(fewest[-1], int(board.faults.sum())))
        if len(fewest) > _WINDOW and fewest[-1] > _PROGRESS * fewest[-1 - _WINDOW]:
            break
    seated = np.sort(board.seats.reshape(units, -1), axis=1).astype(np.int64)
    return Woven(seats=seated, good=board.faults == 0, profiles=len(groups.code))


def _deal(groups: Groups, totals: Integers, units: int, stream: Stream) -> Small:
    """Profiles in an order by lot, each into the panels that have few like it so far.

    Like it: seats with the same codes. Dealing regardless of what panels have leaves five times as
    many faults.
    """
    size = int(totals.sum()) // units
    seats: Small = np.empty((units, size), dtype=np.int32)
    filled = np.zeros((len(groups.lower), units), dtype=np.int64)
    have = np.zeros(units, dtype=np.int64)
    for t in stream.order(len(totals)):
        codes, left = groups.code[t], int(totals[t])
        while left:
            alike = (filled[codes].sum(axis=0) + have) * _ALIKE + stream.below(_LOT, units)
            open_ = np.flatnonzero(have < size)
            taken = np.sort(open_[np.argsort(alike[open_], kind="stable")[:left]])
            seats[taken, have[taken]] = t
            have[taken] += 1
            filled[codes[:, None], taken] += 1
            left -= len(taken)
    return seats


def _board(groups: Groups, seats: Small, stream: Stream) -> Board:
    code, (units, size) = groups.code, seats.shape
    filled = np.zeros((units, len(groups.lower)), dtype=np.int32)
    rows = np.repeat(np.arange(units), size)
    for g in range(code.shape[1]):
        np.add.at(filled, (rows, code[seats.ravel(), g]), 1)
    place = np.argsort(seats.ravel(), kind="stable")
    slot = np.empty(len(place), dtype=np.int64)
    slot[place] = np.arange(len(place))
    quotas = int(code[:, -1].min())
    board = Board(
        size=size,
        quotas=quotas,
        spans=np.column_stack([code.min(axis=0), code.max(axis=0) + 1]).astype(np.int64),
        musts=quotas + np.flatnonzero(groups.lower[quotas:]),
        seats=seats.ravel().copy(),
        code=np.ascontiguousarray(code.T).astype(np.int32),
        filled=filled,
        lower=groups.lower.astype(np.int32),
        upper=groups.upper.astype(np.int32),
        weight=np.ones_like(filled),
        start=np.concatenate(
            [[0], np.cumsum(np.bincount(seats.ravel(), minlength=len(code)))]
        ).astype(np.int64),
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
