"""What is public of a draw, as figures: none is about a group that is too small (format.md §18)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaFigures:
    """A quota, and how many people have its value: of the pool, and of the panel.

    Numbers are None where they are withheld, or where nothing was drawn; ``population`` is the
    share of the value in the population (0 to 1), where figures of that were given. ``chance`` is
    the mean of its people's chances, where every panel is listed and the pool is known.
    """

    category: str
    value: str
    minimum: int
    maximum: int
    pool: int | None
    panel: int | None
    population: Fraction | None = None
    chance: Fraction | None = None

    def figure(self, what: str) -> str:
        """What a figure of this quota is called, ``quota age / 16-39 / pool`` (25.1).

        A bar within a name is doubled there, so that no two quotas share a name.
        """
        category, value = (name.replace("/", "//") for name in (self.category, self.value))
        return f"quota {category} / {value} / {what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChanceFigures:
    """So many people whose chance is from ``low`` to ``high`` (0 to 1); equal when it is exact.

    ``values`` are what they have in common, in the order of the categories; none for people of
    groups that are too small to be shown.
    """

    people: int
    low: Fraction
    high: Fraction
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFigures:
    """Everything that a public report counts. ``number`` is that of the panel, once it is drawn.

    ``chances`` are in order, the smallest first; ``unknown`` people are told nothing of.
    """

    people: int
    size: int
    units: int
    method: str
    threshold: int
    categories: tuple[str, ...]
    number: int | None
    quotas: tuple[QuotaFigures, ...]
    chances: tuple[ChanceFigures, ...]
    unknown: int

    @property
    def even(self) -> Fraction:
        """The chance that everybody would have without quotas."""
        return Fraction(self.size, self.people)

    @property
    def smallest(self) -> Fraction | None:
        """No chance that is told is smaller; people who are in no panel apart.

        None also when some of them are told together with others, for then it is not known.
        """
        if self.blurred:
            return None
        return min((one.low for one in self.chances if one.high), default=None)

    @property
    def largest(self) -> Fraction | None:
        """No chance that is told is larger."""
        return max((one.high for one in self.chances), default=None)

    @property
    def without(self) -> int:
        """How many people are told that they are in none of the panels."""
        return sum(one.people for one in self.chances if not one.high)

    @property
    def blurred(self) -> bool:
        """Whether people in no panel are told together with others who have a small chance."""
        return any(not one.low and one.high for one in self.chances)

    @property
    def equal(self) -> bool:
        """Whether everybody is told, and told the same chance."""
        told = sum(one.people for one in self.chances if one.values)
        return told == self.people and all(one.low == self.even for one in self.chances)

    @property
    def alike(self) -> bool:
        """Whether everybody is told, and nothing that is told says that chances differ.

        Those of groups that are shown are exact. People of small groups are told by a number of
        panels, which is less than one off their chance, so whether these are equal cannot be seen.
        """
        panel = Fraction(1, self.units)
        shown = all(one.low == self.even for one in self.chances if one.values)
        bands = [end for one in self.chances if not one.values for end in (one.low, one.high)]
        near = all(abs(end - self.even) < panel for end in bands)
        return bool(self.chances) and not self.unknown and shown and near

    @property
    def rounded(self) -> bool:
        """Whether some chances are told as a number of panels only, so within one panel."""
        return any(not one.values for one in self.chances)

    @property
    def scarcest(self) -> QuotaFigures | None:
        """The quota with the fewest seats for its people: on average nobody of them has more."""
        known = [one for one in self.quotas if one.pool]
        return min(known, key=lambda one: Fraction(one.maximum, one.pool or 1), default=None)

    @property
    def amplest(self) -> QuotaFigures | None:
        """The quota that asks for the largest part of its people."""
        known = [one for one in self.quotas if one.pool]
        return max(known, key=lambda one: Fraction(one.minimum, one.pool or 1), default=None)
