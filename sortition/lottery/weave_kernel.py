"""The compiled part of weaving: single seats exchanged between panels until all meet every rule.

Local search with weighted faults (breakout: Morris 1993, *The breakout method for escaping from
local minima*). Whole numbers only, so every machine takes the same steps. Numba compiles this file
once and keeps the result beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

from sortition.lottery.linear import Integers

Small = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]
Function = TypeVar("Function", bound=Callable[..., object])

_NOTHING = 1 << 30


def compiled(function: Function) -> Function:
    """Compile, and keep the machine code where the file system allows that."""
    try:
        return cast(Function, numba.njit(cache=True)(function))
    except RuntimeError:  # nowhere to keep it: compiled anew in every process
        return cast(Function, numba.njit(function))


class Board(NamedTuple):
    """M panels of k seats, how full each code of each panel is, and where each profile sits.

    A *code* is a value of a category, or how often a profile or home can be seated
    (:class:`sortition.lottery.mix.Groups`); a *fault* is a seat above or below a code's bounds.
    """

    size: int
    """k, seats per panel; seat s is in panel s // k."""
    seats: Small
    """(M·k,): the profile in each seat."""
    code: Small
    """(partitions, T): the code of each profile in each partition."""
    filled: Small
    """(M, codes)."""
    lower: Small
    upper: Small
    """(codes,): seats a panel must and may have."""
    quotas: int
    """So many codes come first: those of all partitions but the last, which can have thousands."""
    spans: Integers
    """(partitions, 2): the first code of each partition, and one more than its last."""
    musts: Integers
    """Codes of the last partition that a panel must hold."""
    weight: Small
    """(M, codes): what a fault there counts; grows where a panel is stuck."""
    start: Integers
    """(T + 1,): where a profile's seats begin in ``place``; the number never changes."""
    place: Integers
    """(M·k,): seats in order of profile."""
    slot: Integers
    """(M·k,): the position of each seat in ``place``."""
    faulty: Integers
    """(M,): the faulty panels come first …"""
    rank: Integers
    """… and where each panel stands in that list, -1 for a panel without a fault."""
    faults: Integers
    """(M,): faults of each panel."""
    left: Integers
    """(1,): how many panels are faulty."""
    state: Words
    """(1,): the state of the stream of numbers (splitmix64: Steele, Lea, Flood 2014)."""


@compiled
def below(state: Words, bound: int) -> int:
    """The next whole number from 0 to ``bound`` - 1."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return np.int64(((z >> np.uint64(32)) * np.uint64(bound)) >> np.uint64(32))


@compiled
def _leave(board: Board, j: int, c: int) -> int:
    """What the weighted faults of panel j change by when code c loses a seat."""
    full = board.filled[j, c]
    change = (1 if full <= board.lower[c] else 0) - (1 if full > board.upper[c] else 0)
    return board.weight[j, c] * change


@compiled
def _enter(board: Board, j: int, c: int) -> int:
    """What the weighted faults of panel j change by when code c gains a seat."""
    full = board.filled[j, c]
    change = (1 if full >= board.upper[c] else 0) - (1 if full < board.lower[c] else 0)
    return board.weight[j, c] * change


@compiled
def _other(board: Board, j: int, p: int, q: int) -> int:
    """What the weighted faults of panel j change by when p takes a seat of q."""
    change = 0
    for g in range(board.code.shape[0]):
        x, y = board.code[g, p], board.code[g, q]
        if x != y:
            change += _enter(board, j, x) + _leave(board, j, y)
    return change


@compiled
def _prices(board: Board, i: int, leave: Small, enter: Small, entering: Small) -> None:
    """What panel i gains or loses per code, and by letting each profile in."""
    for c in range(len(leave)):
        leave[c], enter[c] = _leave(board, i, c), _enter(board, i, c)
    entering[:] = 0
    for g in range(board.code.shape[0]):
        for t in range(len(entering)):
            entering[t] += enter[board.code[g, t]]


@compiled
def _helps(board: Board, p: int, leave: Small) -> bool:
    """Whether some code is too full with p."""
    helps = False
    for g in range(board.code.shape[0]):
        helps = helps or leave[board.code[g, p]] < 0
    return helps


@compiled
def _hopeless(board: Board, p: int, leave: Small, least: Small) -> bool:
    """Whether no profile at all can take a seat of p to the panel's advantage.

    ``least[g]`` is the best that letting a code of partition g in can do.
    """
    bound = 0
    for g in range(board.code.shape[0]):
        bound += min(0, leave[board.code[g, p]] + least[g])
    return bound >= 0


@compiled
def _changes(
    board: Board, p: int, leave: Small, enter: Small, entering: Small, change: Small
) -> None:
    """What panel i's weighted faults change by when a seat of p goes to each profile."""
    leaving = 0
    for g in range(board.code.shape[0]):
        leaving += leave[board.code[g, p]]
    for t in range(len(change)):
        change[t] = entering[t] + leaving
    for g in range(board.code.shape[0]):
        code = board.code[g]
        shared = code[p]
        both = leave[shared] + enter[shared]
        if both != 0:
            for t in range(len(change)):
                change[t] -= both if code[t] == shared else 0


@compiled
def _partner(board: Board, i: int, p: int, q: int, mine: int, most: int, best: Integers) -> int:
    """Try seats of q in other panels for p; note the best (change, ties, seat); how many tried."""
    have = board.start[q + 1] - board.start[q]
    if have == 0:
        return 0
    first = below(board.state, have)
    tried = min(have, most)
    for step in range(tried):
        at = first + step
        seat = board.place[board.start[q] + (at - have if at >= have else at)]
        j = seat // board.size
        if j == i:
            continue
        change = mine + _other(board, j, p, q)
        if change < best[0]:
            best[0], best[1], best[3] = change, 1, seat
        elif change == best[0]:
            best[1] += 1
            if below(board.state, best[1]) == 0:
                best[3] = seat
        if best[0] < 0:
            return step + 1
    return tried


@compiled
def _exchange(board: Board, e: int, f: int) -> None:
    """The profiles in seats e and f change places."""
    p, q = board.seats[e], board.seats[f]
    board.seats[e], board.seats[f] = q, p
    at, to = board.slot[e], board.slot[f]
    board.place[at], board.place[to] = f, e
    board.slot[e], board.slot[f] = to, at
    i, j = e // board.size, f // board.size
    for g in range(board.code.shape[0]):
        x, y = board.code[g, p], board.code[g, q]
        if x != y:
            _move(board, i, x, y)
            _move(board, j, y, x)
    _list(board, i)
    _list(board, j)


@compiled
def _excess(board: Board, j: int, c: int) -> int:
    """The faults of panel j at code c."""
    full = board.filled[j, c]
    return max(full - board.upper[c], 0) + max(board.lower[c] - full, 0)


@compiled
def _move(board: Board, j: int, x: int, y: int) -> None:
    """A seat of panel j goes from code x to code y; its faults are kept true."""
    before = _excess(board, j, x) + _excess(board, j, y)
    board.filled[j, x] -= 1
    board.filled[j, y] += 1
    board.faults[j] += _excess(board, j, x) + _excess(board, j, y) - before


@compiled
def note(board: Board, j: int) -> None:
    """Count the faults of panel j for the first time, and list it when it has any."""
    faults = 0
    for c in range(len(board.lower)):
        faults += _excess(board, j, c)
    board.faults[j] = faults
    _list(board, j)


@compiled
def _list(board: Board, j: int) -> None:
    """Keep the list of faulty panels true where panel j is concerned."""
    rank = board.rank[j]
    if board.faults[j] > 0 and rank < 0:
        board.faulty[board.left[0]], board.rank[j] = j, board.left[0]
        board.left[0] += 1
    elif board.faults[j] == 0 and rank >= 0:
        board.left[0] -= 1
        last = board.faulty[board.left[0]]
        board.faulty[rank], board.rank[last] = last, rank
        board.rank[j] = -1


@compiled
def _press(board: Board, i: int) -> None:
    """Panel i is stuck: its faults count for more from now on."""
    for c in range(board.quotas):
        if _excess(board, i, c) > 0:
            board.weight[i, c] += 1
    for c in board.musts:
        if board.filled[i, c] < board.lower[c]:
            board.weight[i, c] += 1
    # What is too full in the last partition sits in the panel: the first such seat speaks for all.
    single, start = board.code[-1], i * board.size
    for n in range(board.size):
        c = single[board.seats[start + n]]
        if board.filled[i, c] > board.upper[c]:
            first = 0
            while single[board.seats[start + first]] != c:
                first += 1
            if first == n:
                board.weight[i, c] += 1


@compiled
def _step(
    board: Board, patience: int, most: int, leave: Small, enter: Small, by: tuple[Small, Small]
) -> int:
    """One exchange for a faulty panel chosen at random, or more weight; returns the effort."""
    i = board.faulty[below(board.state, board.left[0])]
    entering, change = by
    length = len(entering)
    _prices(board, i, leave, enter, entering)
    best = np.array([_NOTHING, 0, -1, -1])
    full = leave.min() < 0
    least = np.empty(board.code.shape[0], np.int32)
    for g in range(len(least)):
        least[g] = enter[board.spans[g, 0] : board.spans[g, 1]].min()
    turn, tried, scanned = below(board.state, board.size), 0, 0
    for n in range(board.size):
        seat = i * board.size + (turn + n) % board.size
        p = board.seats[seat]
        if (full and not _helps(board, p, leave)) or _hopeless(board, p, leave, least):
            continue
        _changes(board, p, leave, enter, entering, change)
        scanned += 1
        shift, before = below(board.state, length), best[3]
        for m in range(length):
            q = shift + m - (length if shift + m >= length else 0)
            if change[q] < 0 and q != p:
                tried += _partner(board, i, p, q, change[q], most, best)
                if best[0] < 0 or tried > patience:
                    break
        if best[3] != before:
            best[2] = seat
        if best[0] < 0 or tried > patience:
            break
    if best[3] < 0 or best[0] > 0:
        _press(board, i)
    else:
        _exchange(board, best[2], best[3])
    return 16 * tried + scanned * length


@compiled
def weave_on(board: Board, effort: int, patience: int, most: int) -> int:
    """Exchange seats until no panel is faulty or the effort is spent; returns the effort.

    ``patience`` seats are tried per step, at most ``most`` of one profile for another.
    """
    codes, length = len(board.lower), board.code.shape[1]
    leave, enter = np.empty(codes, np.int32), np.empty(codes, np.int32)
    by = (np.empty(length, np.int32), np.empty(length, np.int32))
    spent = 0
    while spent < effort and board.left[0] > 0:
        spent += _step(board, patience, most, leave, enter, by)
    return spent
