"""What the engine returns: exact chances, their proof, the numbered panels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sortition.records.panels import Panels
from sortition.records.space import Space

Counts = tuple[tuple[int, int], ...]
"""A panel in profile space, sparse: pairs of profile and its seats (> 0), profiles ascending."""

Multipliers = tuple[tuple[int, Fraction], ...]
"""Pairs of row and multiplier, not 0, rows ascending."""


class Method(StrEnum):
    """What makes a lottery the best one (docs/decisions/0007-objectives.md)."""

    LEXIMIN = "leximin"
    MAXIMIN = "maximin"
    NASH = "nash"
    GOLDILOCKS = "goldilocks"


class CutReason(StrEnum):
    """Why a cut is there (docs/format.md 6.2)."""

    UNSEATABLE = "unseatable"
    CUT = "cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A condition that integer panels meet, found and proved by an integer program.

    It holds for every panel that a lottery with the chances of the first ``after`` levels can use;
    with 0 for every panel at all.
    """

    weights: tuple[tuple[int, int], ...]
    bound: int
    reason: CutReason
    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One chance, who has it, and why none of them can have more (docs/format.md 6.4)."""

    chance: Fraction
    profiles: tuple[int, ...]
    multipliers: Multipliers
    gap: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Welfare:
    """Why the product of all chances is as large as can be, but for ``gap`` (docs/format.md 6.7).

    No lottery has a sum of logarithms of chances that is larger by more than ``gap``.
    """

    multipliers: Multipliers
    gap: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The smallest and the largest chance, and why neither can give way (docs/format.md 6.8).

    ``pull`` is the weight of the cap in the line that the multipliers give. Every lottery costs at
    least ``bound``; this one costs ``gap`` more.
    """

    floor: Fraction
    cap: Fraction
    multipliers: Multipliers
    pull: Fraction
    bound: Fraction
    gap: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """What was proved of the smallest chance when the computation was ended (docs/format.md 6.9).

    It is ``low`` here; the multipliers prove that no lottery has more than ``high``; a difference
    of up to ``allowed`` was allowed beforehand. ``moments`` is the amount of work: signs of life.
    """

    allowed: Fraction
    low: Fraction
    high: Fraction
    multipliers: Multipliers
    moments: int

    @property
    def gap(self) -> Fraction:
        """How much larger the smallest chance of another lottery could be, at most."""
        return self.high - self.low


class Reach(StrEnum):
    """What is proved about reaching the chances (docs/format.md 6.6)."""

    EXACT = "exact"
    ROUNDED = "rounded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The proof that no lottery is better, and how exactly these chances are reached.

    ``levels`` are all levels for leximin; for the other methods only those that are proved: of
    people without a chance and, for maximin, of the smallest chance. With an ``interval`` the
    computation was ended before the end, and only people without a chance have a level.
    """

    cuts: tuple[Cut, ...]
    levels: tuple[Level, ...]
    welfare: Welfare | None = None
    balance: Balance | None = None
    interval: Interval | None = None
    reach: Reach
    combination: tuple[tuple[Fraction, Counts], ...] = ()

    @property
    def gap(self) -> Fraction:
        """The largest proved gap of anything; 0 is a complete proof."""
        gaps = [level.gap for level in self.levels]
        parts = (self.welfare, self.balance, self.interval)
        gaps += [part.gap for part in parts if part is not None]
        return max(gaps, default=Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How varied the panels are (docs/format.md 4.5). ``together`` is None for a long list."""

    distinct: int
    together: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lottery:
    """M numbered panels; drawing one of the numbers fairly gives everyone the chance ``count / M``.

    ``chances[t]`` is the exact chance of each person of profile t; ``panels[j]`` are the people
    (indices) of panel j, ascending; ``counts[i]`` is the number of panels that hold person i.
    """

    space: Space
    method: Method = Method.LEXIMIN
    construction: str
    chances: tuple[Fraction, ...]
    panels: Panels
    counts: tuple[int, ...]
    certificate: Certificate
    spread: Spread

    @property
    def units(self) -> int:
        """M, the number of panels."""
        return len(self.panels)

    @property
    def smallest_chance(self) -> Fraction:
        """The exact chance of those who have the least, leaving out whom no panel can hold."""
        return min((chance for chance in self.chances if chance > 0), default=Fraction(0))

    @property
    def unseatable(self) -> tuple[int, ...]:
        """People (indices) whom no panel can hold."""
        return tuple(
            sorted(
                person
                for chance, profile in zip(self.chances, self.space.profiles, strict=True)
                if chance == 0
                for person in profile.people
            )
        )

    @property
    def unlisted(self) -> int:
        """How many people have a chance, but one so small that no numbered panel holds them."""
        return sum(not count for count in self.counts) - len(self.unseatable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """One number drawn from a lottery by public value B (docs/format.md §7)."""

    seed: str | None
    randomness: str
    number: int
    panel: tuple[int, ...]
