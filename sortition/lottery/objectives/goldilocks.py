"""Goldilocks: nobody's chance too small and nobody's too large (Baharav and Flanigan, EC 2024).

Minimise cap/even + even/floor, where floor and cap are the smallest and the largest chance of
people whom a panel can hold and even is seats per such person (their weight γ is 1). One line
P·floor <= S + N·cap that holds for every lottery proves all: for this cap no higher floor, for this
floor no lower cap, and at its tangent point a least cost (docs/format.md 6.8). Of all chances
between floor and cap those with the largest product are taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

import numpy as np

from sortition.errors import SolverError, Text
from sortition.lottery.objectives.body import Body, Mask
from sortition.lottery.objectives.line import ExactLine, lines_through
from sortition.lottery.objectives.optimum import Optimum, chances_of, without_chance
from sortition.lottery.objectives.product import filled
from sortition.lottery.objectives.room import face_of
from sortition.lottery.objectives.tradeoff import cheapest_pair
from sortition.lottery.system import System
from sortition.records.lottery import Balance, Multipliers
from sortition.records.progress import Listener

LARGEST_GAP = Fraction(1, 10**6 + 1)
_SHORT = 10**4
"""On a straight part the floor is a fraction with a denominator up to this: nearly as cheap."""
_FINE = 10**15
_EDGE = 1e-9
_LOST = Text("The balance of smallest and largest chances was not found.")


def goldilocks(system: System, listen: Listener) -> Optimum | None:
    """The cheapest pair of floor and cap over the relaxation, proved."""
    body = Body(system)
    whole = face_of(body, np.zeros(body.width), body.counts)
    if whole is None:
        return None
    seated = ~(whole.low & (body.counts > 0))
    balance = _balance(body, seated, listen)
    nobody = frozenset(np.flatnonzero(~seated).tolist())
    mean = filled(system, balance.floor, balance.cap, nobody)
    if mean is None or not 0 <= balance.gap <= LARGEST_GAP:
        raise SolverError(_LOST)
    chances = chances_of(system, mean)
    return Optimum(chances=chances, levels=without_chance(system, chances, listen), balance=balance)


def _balance(body: Body, seated: Mask, listen: Listener) -> Balance:
    people = sum(n for n, on in zip(body.system.counts, seated.tolist(), strict=True) if on)
    even = Fraction(body.system.rows[0].upper, people)
    floor, cap = cheapest_pair(body, seated, listen)
    if cap - floor < _EDGE * float(even):
        return equal_chances(even)
    face = face_of(body, body.counts * seated * floor, body.counts * seated * cap)
    if face is None:
        raise SolverError(_LOST)
    pair = _pair(lines_through(body, seated, face), floor, cap, even)
    line = ExactLine.of(body.system, seated, pair.multipliers)
    return balance_of(line, pair.floor, pair.cap, even, pair.pull)


def equal_chances(even: Fraction) -> Balance:
    """The proof where everybody has the even chance: it costs 2, the least there is."""
    return Balance(
        floor=even,
        cap=even,
        multipliers=(),
        pull=Fraction(0),
        bound=Fraction(2),
        gap=Fraction(0),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Floor and cap, the multipliers that are to prove them, and the weight of the cap.

    ``pull`` None is all that the multipliers give.
    """

    floor: Fraction
    cap: Fraction
    multipliers: Multipliers
    pull: Fraction | None = None


def _pair(lines: tuple[ExactLine, ExactLine], floor: float, cap: float, even: Fraction) -> _Pair:
    """The exact pair near the guess: where the lines meet, on one of them, or at cap 1."""
    for line in lines if cap > 1 - _EDGE else ():
        if line.push:
            exact = (line.seats + line.pull) / line.push
            pull = line.push * (exact / even) ** 2
            if 0 < pull <= line.pull:
                return _Pair(floor=exact, cap=Fraction(1), multipliers=line.multipliers, pull=pull)
    least, most = lines
    turn = least.push * most.pull - most.push * least.pull
    if turn:
        exact = (least.seats * most.pull - most.seats * least.pull) / turn
        slope = (even / exact) ** 2
        one, two = (slope * line.pull - line.push for line in lines)
        if one >= 0 >= two:
            return _Pair(
                floor=exact,
                cap=(least.seats * most.push - most.seats * least.push) / turn,
                multipliers=_mixed((-two, least.multipliers), (one, most.multipliers)),
            )
        least = least if abs(one) < abs(two) else most
    if not least.pull:
        raise SolverError(_LOST)
    exact = Fraction(floor).limit_denominator(_SHORT)
    return _Pair(
        floor=exact,
        cap=(least.push * exact - least.seats) / least.pull,
        multipliers=least.multipliers,
    )


def _mixed(*parts: tuple[Fraction, Multipliers]) -> Multipliers:
    """The weighted sum of multipliers."""
    total: dict[int, Fraction] = {}
    for weight, multipliers in parts:
        for r, value in multipliers:
            total[r] = total.get(r, Fraction(0)) + weight * value
    return tuple((r, value) for r, value in sorted(total.items()) if value)


def balance_of(
    line: ExactLine, floor: Fraction, cap: Fraction, even: Fraction, pull: Fraction | None = None
) -> Balance:
    """The proof of 6.8 from a line on which the pair of floor and cap lies.

    Raises SolverError when it does not lie there.
    """
    pull = line.pull if pull is None else pull
    seats = line.seats + line.pull - pull
    tight = line.push * floor == seats + pull * cap
    if not (tight and line.push > 0 and pull > 0):
        raise SolverError(_LOST)
    cost = cap / even + even / floor
    bound = min(cost, root(4 * line.push / pull) - seats / pull / even)
    if bound < cost:
        bound = Fraction(bound * _FINE // 1, _FINE)
    return Balance(
        floor=floor,
        cap=cap,
        multipliers=line.multipliers,
        pull=pull,
        bound=bound,
        gap=cost - bound,
    )


def root(square: Fraction) -> Fraction:
    """The square root, exact if it is a fraction, else rounded down."""
    top, bottom = isqrt(square.numerator), isqrt(square.denominator)
    exact = Fraction(top, bottom)
    if exact**2 == square:
        return exact
    return Fraction(isqrt(square.numerator * _FINE**2 // square.denominator), _FINE)
