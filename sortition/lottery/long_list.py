"""Long lists: few panels, each with many numbers, so that effort hardly grows with M.

A list of 1,000 panels with many copies each comes first, then one with fewer copies, down to single
panels. Each panel says which *queue* of people sits (docs/format.md 5.1): the people of a profile,
or those of one home. Weaving goes in two steps: profiles that differ only in their homes are woven
as one, which are far fewer; then its seats are dealt to the queues, and the few panels in which
two people of a home meet are mended.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np

from sortition.errors import Text
from sortition.lottery.integer import Question
from sortition.lottery.linear import Integers
from sortition.lottery.mix import Groups
from sortition.lottery.rounding import SCALE, rounded
from sortition.lottery.stream import Stream
from sortition.lottery.weave import Woven, mend, weave
from sortition.lottery.weave_kernel import Small
from sortition.records.panels import Block
from sortition.records.progress import Listener, Moment
from sortition.records.space import Space

LIST = 1000
"""Panels that are woven at once."""
LAST = 2 * LIST
"""So many numbers or fewer are left to the last list, in which every panel has one number."""
_TURNS = 2
"""A panel has so many copies that the smallest chance gets this many panels of the list to come."""
_ATTEMPTS, _AGAIN = 8, 200
"""The last list is tried so often; from the second time on without its good panels but the last."""
_FULL = Fraction(9, 10)
_ENOUGH = 0.9
"""With a smaller part of good panels it is in doubt whether panels reach the chances at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Board:
    """Queues, and the *kinds* of them that have the same values: who can stand in for whom.

    ``of_kind[q]`` is the kind of queue q; ``fine`` and ``coarse`` are the rows over queues and over
    kinds, as partitions; ``matrix`` (rows, queues) has the size, the quotas and the homes that
    (almost) every panel holds.
    """

    sizes: Integers
    mean: tuple[Fraction, ...]
    of_kind: Integers
    fine: Groups
    coarse: Groups
    matrix: Integers
    row_lower: Integers
    row_upper: Integers


def weave_long(
    space: Space, chances: tuple[Fraction, ...], units: int, stream: Stream, listen: Listener
) -> list[Block] | None:
    """Blocks of ``units`` panels that give every profile its chance, rounded; None if not found.

    ``chances`` are exact and lie in the relaxation of the space.
    """
    board = _board(space, chances)
    smallest = min((c for c in chances if c > 0), default=Fraction(1))
    given = np.zeros(len(board.sizes), dtype=np.int64)
    left, blocks = units, []
    while left > LAST:
        copies = max(1, min(left * 9 // 10 // LIST, floor(left * smallest / _TURNS)))
        found = _copied(board, given, (units, left, copies), stream, listen)
        if found is None or found[1].good.mean() < _ENOUGH:
            return None
        copies, woven = found
        seats = woven.seats[woven.good]
        blocks += [Block(copies=copies, seats=tuple(panel)) for panel in seats.tolist()]
        given += copies * np.bincount(seats.ravel(), minlength=len(given))
        left -= copies * len(seats)
    for _ in range(_ATTEMPTS):
        wanted = _rest(board, given, (units, left))
        last = _list(board, wanted, left, stream, listen)
        if last is None:
            continue
        good = last.seats[last.good]
        # What did not come out is woven again with some others, which is quick and mostly enough.
        again = 0 if last.good.all() else _AGAIN
        kept = good[: max(0, len(good) - again)]
        blocks += [Block(copies=1, seats=tuple(panel)) for panel in kept.tolist()]
        given += np.bincount(kept.ravel(), minlength=len(given))
        left -= len(kept)
        if not left:
            return [blocks[j] for j in stream.order(len(blocks))]
    return None


def _copied(
    board: _Board,
    given: Integers,
    numbers: tuple[int, int, int],
    stream: Stream,
    listen: Listener,
) -> tuple[int, Woven] | None:
    """A list of panels with as many copies each as that comes out, at most those of ``numbers``.

    ``numbers``: all panels, those that are left, copies. With fewer copies the seats of the list
    can be nearer to what is still to be given.
    """
    units, left, copies = numbers
    while copies:
        wanted = _near(board, given, (units, left), copies)
        found = _list(board, wanted, LIST, stream, listen)
        if found is not None:
            return copies, found
        copies //= 2
    return None


def profile_seats(space: Space, blocks: list[Block]) -> Integers:
    """The seats of each profile in all panels together."""
    profile_of = np.array([queue.profile for queue in space.queues()], dtype=np.int64)
    seats = np.zeros(len(space.profiles), dtype=np.int64)
    for block in blocks:
        np.add.at(seats, profile_of[list(block.seats)], block.copies)
    return seats


def _list(
    board: _Board,
    wanted: tuple[Question, Integers],
    units: int,
    stream: Stream,
    listen: Listener,
) -> Woven | None:
    """So many panels with seats as wanted, those that came out good marked."""
    listen(Moment(stage=Text("Weaving the numbered panels"), total=units))
    totals = rounded(*wanted, stream)
    if totals is None:
        return None
    of_kinds = np.bincount(board.of_kind, totals, len(board.coarse.code)).astype(np.int64)
    woven = weave(board.coarse, of_kinds, units, stream, listen)
    return mend(board.fine, _dealt(board, woven.seats, totals, stream), stream, listen)


def _dealt(board: _Board, seats: Integers, totals: Integers, stream: Stream) -> Small:
    """The queue in each seat (units, k): those of a kind take turns, each at an even pace."""
    queue = np.repeat(np.arange(len(totals)), totals)
    turn = np.arange(len(queue)) - np.repeat(np.cumsum(totals) - totals, totals)
    start = stream.below(1 << 32, len(totals))
    pace = ((turn << 32) + start[queue]) // totals[queue]
    flat = seats.ravel()
    dealt: Small = np.empty(len(flat), dtype=np.int32)
    dealt[np.argsort(flat, kind="stable")] = queue[np.lexsort((pace, board.of_kind[queue]))]
    return dealt.reshape(seats.shape)


def _near(
    board: _Board, given: Integers, so_far: tuple[int, int], times: int
) -> tuple[Question, Integers]:
    """The bounds and the wished seats of a list that is taken ``times`` times.

    They are like all that are still to be given.

    Rows may be two seats off; what is too much or too little comes back in the lists to come, and
    must find room there: no queue and no row may be left with more, or fewer, than those hold.
    """
    units, left = so_far
    part, later = Fraction(LIST, left), left - times * LIST
    due = [max(Fraction(0), units * y - g) for y, g in zip(board.mean, given.tolist(), strict=True)]
    most = [min(ceil(part * seats), floor(seats / times)) for seats in due]
    least = [
        max(min(floor(part * seats), top), ceil((seats - later * size) / times))
        for seats, top, size in zip(due, most, board.sizes.tolist(), strict=True)
    ]
    wish = np.array([floor(part * seats * SCALE) for seats in due], dtype=np.int64)
    sums = board.matrix @ wish
    # Rounded to the side that asks less: a row that is met exactly would ask for parts of a seat.
    low, high = (
        board.matrix @ np.array([side(seats * SCALE) for seats in due], dtype=np.int64)
        for side in (floor, ceil)
    )
    question = Question(
        matrix=board.matrix,
        lower=np.array(least, dtype=np.int64),
        upper=np.array(most, dtype=np.int64),
        row_lower=np.maximum.reduce(
            (
                LIST * board.row_lower,
                sums // SCALE - 2,
                -((later * board.row_upper * SCALE - low) // (times * SCALE)),
            )
        ),
        row_upper=np.minimum.reduce(
            (
                LIST * board.row_upper,
                -(-sums // SCALE) + 2,
                (high - later * board.row_lower * SCALE) // (times * SCALE),
            )
        ),
    )
    return question, wish


def _rest(board: _Board, given: Integers, so_far: tuple[int, int]) -> tuple[Question, Integers]:
    """The same for the last list: M times the mean, rounded, less what was given."""
    units, left = so_far
    low = np.array([floor(units * y) for y in board.mean], dtype=np.int64)
    high = np.array([ceil(units * y) for y in board.mean], dtype=np.int64)
    wish = np.array([floor(units * y * SCALE) for y in board.mean], dtype=np.int64)
    question = Question(
        matrix=board.matrix,
        lower=np.maximum(low - given, 0),
        upper=np.minimum(high - given, left * board.sizes),
        row_lower=left * board.row_lower,
        row_upper=left * board.row_upper,
    )
    return question, wish - SCALE * given


def _board(space: Space, chances: tuple[Fraction, ...]) -> _Board:
    queues = space.queues()
    sizes = np.array([len(queue.people) for queue in queues], dtype=np.int64)
    mean = tuple(len(queue.people) * chances[queue.profile] for queue in queues)
    values = [space.profiles[queue.profile].values for queue in queues]
    number = {kind: v for v, kind in enumerate(dict.fromkeys(values))}
    of_kind = np.array([number[kind] for kind in values], dtype=np.int64)
    where = {(q.category, q.value): r for r, q in enumerate(space.quotas.rows)}
    codes = np.array(
        [
            [where[pair] for pair in zip(space.quotas.categories, kind, strict=True)]
            for kind in number
        ]
    ).reshape(len(number), -1)
    matrix = np.zeros((1 + len(where), len(queues)), dtype=np.int64)
    matrix[0] = 1
    for g in range(codes.shape[1]):
        matrix[1 + codes[of_kind, g], np.arange(len(queues))] = 1
    homes = np.array([-1 if queue.home is None else queue.home for queue in queues])
    lower, upper = _face(space, matrix, mean)
    bounds = (lower[1:], upper[1:])
    full, shared = _full_homes(homes, mean)
    matrix = np.vstack([matrix, full])
    lower, upper = np.concatenate([lower, shared]), np.concatenate([upper, np.ones_like(shared)])
    always = np.where([y == n for y, n in zip(mean, sizes.tolist(), strict=True)], sizes, 0)
    return _Board(
        sizes=sizes,
        mean=mean,
        of_kind=of_kind,
        fine=_groups(codes[of_kind], bounds, *_homes(mean, homes, always, sizes)),
        coarse=_groups(
            codes,
            bounds,
            np.arange(len(number)),
            np.bincount(of_kind, always).astype(np.int64),
            np.bincount(of_kind, sizes).astype(np.int64),
        ),
        matrix=matrix,
        row_lower=lower,
        row_upper=upper,
    )


def _full_homes(homes: Integers, mean: tuple[Fraction, ...]) -> tuple[Integers, Integers]:
    """Rows (homes, queues) of the homes that most panels hold, and which every panel holds (1)."""
    seats: dict[int, Fraction] = {}
    for home, y in zip(homes.tolist(), mean, strict=True):
        seats[home] = seats.get(home, Fraction(0)) + y
    full = [home for home, y in seats.items() if home >= 0 and y > _FULL]
    rows = (homes == np.array(full, dtype=np.int64)[:, None]).astype(np.int64)
    return rows, np.array([int(seats[home] == 1) for home in full], dtype=np.int64)


def _homes(
    mean: tuple[Fraction, ...], homes: Integers, always: Integers, sizes: Integers
) -> tuple[Integers, Integers, Integers]:
    """The last partition: a code for each queue without a home (they come first) and each home.

    With the fewest and the most seats of a panel at each code.
    """
    alone = int((homes < 0).sum())
    code = np.where(homes < 0, np.arange(len(homes)), alone + homes)
    seats = [Fraction(0)] * (alone + int(homes.max(initial=-1)) + 1)
    for c, y in zip(code.tolist(), mean, strict=True):
        seats[c] += y
    shared = np.array([int(y == 1) for y in seats[alone:]], dtype=np.int64)
    lower = np.concatenate([always[:alone], shared])
    return code, lower, np.concatenate([sizes[:alone], np.ones_like(shared)])


def _groups(
    codes: Integers,
    quotas: tuple[Integers, Integers],
    last: Integers,
    lower: Integers,
    upper: Integers,
) -> Groups:
    """Partitions by category, and a last one."""
    return Groups(
        code=np.column_stack([codes, len(quotas[0]) + last]),
        rows=np.arange(1, 1 + len(quotas[0])),
        lower=np.concatenate([quotas[0], lower]),
        upper=np.concatenate([quotas[1], upper]),
    )


def _face(space: Space, matrix: Integers, mean: tuple[Fraction, ...]) -> tuple[Integers, Integers]:
    """Bounds of the size and the quotas on the smallest face that holds the mean."""
    rows = space.quotas.rows
    lower = np.array([space.size, *(row.minimum for row in rows)], dtype=np.int64)
    upper = np.array([space.size, *(row.maximum for row in rows)], dtype=np.int64)
    for r, held in enumerate(matrix):
        value = sum((mean[q] for q in np.flatnonzero(held)), Fraction(0))
        if value == lower[r]:
            upper[r] = lower[r]
        elif value == upper[r]:
            lower[r] = upper[r]
    return lower, upper
