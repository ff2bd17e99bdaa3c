"""How likely groups are to drop out, learned from panels that were held.

Somebody drops out with chance b · Π f, b of everybody and a factor f for each of their values
(Assos, Baharav, Flanigan, Procaccia 2025, §5). In the logarithms of b and f the likelihood is
concave; each log f is drawn towards 0 by a normal prior, so a small group does not get a wild
chance. Newton's method, in a fixed order, until it stands still.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from sortition.lottery.linear import Floats
from sortition.records.alternates import Dropouts
from sortition.records.names import key

_SPREAD: Final = 0.5
"""Standard deviation of the prior of a log factor: two in three factors from 0.6 to 1.65."""
_PASSES: Final = 200
_FINE: Final = 1000
"""Chances are given in parts of this."""
_HIGHEST: Final = 0.98
_STILL: Final = 1e-12
_HALVINGS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Panelled:
    """People who were drawn and had the same values, and how many of them dropped out."""

    people: int
    dropped: int


def learn_dropouts(categories: Sequence[str], held: Mapping[tuple[str, ...], Panelled]) -> Dropouts:
    """The chances behind what happened to people with these values, in the order of categories.

    Raises ValueError when nobody dropped out, or everybody did.
    """
    people = sum(one.people for one in held.values())
    dropped = sum(one.dropped for one in held.values())
    if not 0 < dropped < people:
        raise ValueError("chances need somebody who dropped out and somebody who did not")
    # Nobody's chance can be over 1: where one would be, factors are held closer together.
    for halved in range(_HALVINGS):
        found = _fitted(categories, held, dropped / people, _SPREAD / 2**halved)
        if found is not None:
            return found
    return Dropouts(everybody=_of_everybody(dropped / people))


def _fitted(
    categories: Sequence[str],
    held: Mapping[tuple[str, ...], Panelled],
    rate: float,
    spread: float,
) -> Dropouts | None:
    cells = sorted(held)
    spelled = {(c, key(value)): value for values in cells for c, value in enumerate(values)}
    names = sorted(spelled)
    design = np.array([[1.0, *(float(key(v[c]) == value) for c, value in names)] for v in cells])
    dropped = np.array([held[cell].dropped for cell in cells], dtype=np.float64)
    stayed = np.array([held[cell].people for cell in cells], dtype=np.float64) - dropped
    prior = np.full(len(names) + 1, spread**-2)
    prior[0] = 0.0
    theta = np.zeros(len(names) + 1)
    theta[0] = np.log(rate)
    for _ in range(_PASSES):
        step = _newton(design, dropped, stayed, prior, theta)
        theta = theta + step
        if np.abs(step).max() < _STILL:
            break
    base = _of_everybody(float(np.exp(theta[0])))
    groups = tuple(
        (categories[c], spelled[c, value], _fine(float(np.exp(theta[0] + effect))))
        for (c, value), effect in zip(names, theta[1:], strict=True)
    )
    try:
        return Dropouts(everybody=base, groups=groups)
    except ValueError:
        return None


def _newton(
    design: Floats, dropped: Floats, stayed: Floats, prior: Floats, theta: Floats
) -> Floats:
    """The step to a higher point, halved until it is one inside the range of chances."""
    here = _height(design, dropped, stayed, prior, theta)
    chance = np.exp(design @ theta)
    odds = chance / (1 - chance)
    slope = design.T @ (dropped - stayed * odds) - prior * theta
    bend = design.T @ ((stayed * odds / (1 - chance))[:, None] * design) + np.diag(prior)
    step: Floats = np.linalg.solve(bend + 1e-9 * np.eye(len(theta)), slope)
    while np.abs(step).max() >= _STILL:
        if _height(design, dropped, stayed, prior, theta + step) >= here:
            return step
        step = step / 2
    return step


def _height(design: Floats, dropped: Floats, stayed: Floats, prior: Floats, theta: Floats) -> float:
    log = design @ theta
    if log.max() > np.log(_HIGHEST):
        return -np.inf
    likelihood = dropped @ log + stayed @ np.log1p(-np.exp(log))
    return float(likelihood - (prior * theta * theta).sum() / 2)


def _of_everybody(chance: float) -> Fraction:
    """Not 0, as that of a group is a multiple of it, and not 1."""
    return min(max(_fine(chance), Fraction(1, _FINE)), Fraction(_FINE - 1, _FINE))


def _fine(chance: float) -> Fraction:
    return Fraction(round(chance * _FINE), _FINE)
