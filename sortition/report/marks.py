"""Round numbers along an axis, and the decimals that it takes to write them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import count
from math import ceil
from typing import Final

_MOST_STEPS: Final = 5


def round_marks(highest: Fraction, *, finest: Fraction) -> tuple[Fraction, ...]:
    """Marks at round numbers from 0 to at least ``highest`` (above 0), five steps at most.

    They are 1, 2 or 5 times a power of ten times ``finest`` apart, so at least that.

    >>> [str(mark) for mark in round_marks(Fraction(7, 100), finest=Fraction(1, 100))]
    ['0', '1/50', '1/25', '3/50', '2/25']
    """
    step = next(step for step in _steps(finest) if step * _MOST_STEPS >= highest)
    return tuple(step * n for n in range(ceil(highest / step) + 1))


def decimals(number: Fraction) -> int:
    """How many decimals it takes to write a number that has finitely many.

    >>> decimals(Fraction(1, 40))
    3
    """
    return next(digits for digits in count() if (number * 10**digits).denominator == 1)


def _steps(finest: Fraction) -> Iterator[Fraction]:
    for power in count():
        for digit in (1, 2, 5):
            yield finest * digit * 10**power
