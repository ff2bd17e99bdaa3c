"""M, how many numbered panels there are, where nobody says how many (docs/format.md 5.3)."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

MOST_UNITS: Final = 10**6
_FEWEST: Final = 10
_ENOUGH: Final = 50
"""Panels that the smallest chance gets at least of 1000, and of a longer list: 10 % and 2 % off."""


def enough_units(smallest: Fraction) -> int:
    """M for this smallest chance above 0."""
    units = 1000
    if units * smallest >= _FEWEST:
        return units
    while units * smallest < _ENOUGH and units < MOST_UNITS:
        units *= 10
    return units
