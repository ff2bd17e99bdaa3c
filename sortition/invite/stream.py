"""Numbers for simulations that are the same on every machine: SHAKE-256 and plain arithmetic.

Whatever the letters are divided by is on the way from the register to the panel. So no library's
generator is used, and no logarithm, whose last digit differs between machines; only the four
operations and the root, which IEEE 754 prescribes to the last bit.
"""

from __future__ import annotations

import hashlib
from math import sqrt
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_POINTS: Final = 4096
"""Points at which a belief is tabulated."""
_WIDE: Final = 10
"""Standard deviations above its mean at which a table ends."""


def bits(label: str, count: int) -> npt.NDArray[np.uint32]:
    """So many whole numbers from 0 to 2^32 - 1, which depend on the label alone."""
    octets = hashlib.shake_256(label.encode("utf-8")).digest(4 * count)
    return np.frombuffer(octets, dtype="<u4")


def uniforms(label: str, count: int) -> Floats:
    """So many numbers from 0 up to 1, in steps of 2^-32."""
    return bits(label, count) / 4294967296.0


def beta(share: float, letters: int, at: Floats) -> Floats:
    """Values of a beta distribution with this mean (0 to 1), as sure as after so many letters.

    ``at`` are the quantiles (0 to 1). Tabulated: its parameters are whole numbers, at least 1, and
    its values scaled so that the mean is right.
    """
    a = max(1, round(share * letters))
    b = max(1, letters - a)
    mean = a / (a + b)
    end = min(1.0, mean + _WIDE * sqrt(mean * (1 - mean) / (a + b + 1)))
    points = _points(end)
    weights = _power(points / mean, a - 1) * _power((1 - points) / (1 - mean), b - 1)
    below = np.cumsum(weights)
    found = points[np.searchsorted(below / below[-1], at, side="right").clip(max=_POINTS - 1)]
    # Sums one after another, for in which order a library's own adds up differs too.
    centre = float(np.cumsum(points * weights)[-1] / below[-1])
    values: Floats = np.multiply(found, share / centre)
    return values


def _points(end: float) -> Floats:
    """The middles of equal steps from 0 to ``end``."""
    return np.array([(i + 0.5) * (end / _POINTS) for i in range(_POINTS)], dtype=np.float64)


def _power(base: Floats, exponent: int) -> Floats:
    """By squaring, for the processor's own power function differs between machines."""
    result: Floats = np.ones_like(base)
    while exponent:
        if exponent & 1:
            result = np.multiply(result, base)
        base = np.multiply(base, base)
        exponent >>= 1
    return result
