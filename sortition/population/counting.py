"""Adding up areas: what is known, and the rest as in the areas where it is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from sortition.population.areas import Numbers
from sortition.population.places import Part

Measure = Callable[[Numbers], Fraction | None]
"""The people of an area who are meant; None when CBS leaves it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A place, or all places together, with the numbers of its parts."""

    name: str
    parts: tuple[tuple[Part, Numbers], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """People meant per inhabitant, where known, and how much is not known.

    ``unknown`` is the share of inhabitants (0 to 1) for whom it is not.
    """

    rate: Fraction
    unknown: Fraction


def known(group: Group, measure: Measure) -> Known:
    """What is known of a group as a whole."""
    people = covered = meant = Fraction(0)
    for part, numbers in group.parts:
        here = part.share * (numbers.people or 0)
        found = measure(numbers)
        people += here
        if found is not None:
            covered += here
            meant += part.share * found
    return Known(
        rate=meant / covered if covered else Fraction(0),
        unknown=1 - covered / people if people else Fraction(0),
    )


def count(group: Group, measure: Measure, elsewhere: Fraction) -> Fraction:
    """Whole people who are meant; ``elsewhere`` is the rate where an area is unknown."""
    total = Fraction(0)
    for part, numbers in group.parts:
        found = measure(numbers)
        total += part.share * ((numbers.people or 0) * elsewhere if found is None else found)
    return Fraction(floor(total + Fraction(1, 2)))


def men(numbers: Numbers) -> Fraction | None:
    """All men of an area."""
    return numbers.men


def women(numbers: Numbers) -> Fraction | None:
    """All women of an area."""
    return numbers.women


def everybody(numbers: Numbers) -> Fraction | None:
    """All inhabitants of an area."""
    return numbers.people


def of_ages(parts: tuple[Fraction, ...]) -> Measure:
    """The measure that takes a part (0 to 1) of each band of ages."""

    def measure(numbers: Numbers) -> Fraction | None:
        if numbers.ages is None:
            return None
        return sum((n * part for n, part in zip(numbers.ages, parts, strict=True)), Fraction(0))

    return measure
