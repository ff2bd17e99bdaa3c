"""The largest product of chances in a region: guessed in floating point, settled in fractions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from sortition.lottery.objectives.body import Body
from sortition.lottery.objectives.path import Guess, largest_product
from sortition.lottery.objectives.room import face_of
from sortition.lottery.objectives.settle import Bounds, Settled, settle
from sortition.lottery.system import System

_FINE = 10**7
_FILL = 10**6
"""Seats of people of whom nothing is claimed are rounded to millionths."""


def settled_product(system: System) -> tuple[Settled, int] | None:
    """The largest product over the relaxation, fine enough to prove it, and how fine; or None."""
    body = Body(system)
    nobody = np.zeros(body.width)
    face = face_of(body, nobody, body.counts)
    if face is None:
        return None
    guess = largest_product(body, face, nobody, body.counts)
    bounds = Bounds(
        low=tuple(Fraction(0) for _ in system.counts),
        high=tuple(map(Fraction, system.counts)),
    )
    grid = fineness(body, guess)
    return settle(body, guess, bounds, grid), grid


def fineness(body: Body, guess: Guess) -> int:
    """The power of ten to whose inverse seats are rounded, so that the proof loses under 1e-7.

    Rounding y_t by 1/(2·grid) moves n_t·n_t/y_t, and so the bound, by n_t²/y_t² times as much.
    """
    seats = guess.seats
    chance = np.where(seats > 0, seats / body.counts, 1.0)
    return int(10 ** len(str(int(_FINE * float((chance**-2).sum())))))


def filled(
    system: System, floor: Fraction, cap: Fraction, nobody: frozenset[int]
) -> tuple[Fraction, ...] | None:
    """Seats per profile: of all chances from ``floor`` to ``cap`` those with the largest product.

    ``nobody`` are profiles without a chance. None when there are no such chances.
    """
    bounds = Bounds(
        low=tuple(Fraction(0) if t in nobody else n * floor for t, n in enumerate(system.counts)),
        high=tuple(Fraction(0) if t in nobody else n * cap for t, n in enumerate(system.counts)),
    )
    body = Body(system)
    low, high = _floats(bounds.low), _floats(bounds.high)
    face = face_of(body, low, high)
    if face is None:
        return None
    guess = largest_product(body, face, low, high)
    return settle(body, guess, bounds, _FILL).mean


def _floats(values: Sequence[Fraction]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([float(value) for value in values])
