"""Alternates: who may drop out, and the sets of people who stand by (docs/format.md §24)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from sortition.records.names import key

SETS = 1000
"""Numbered sets of alternates to draw from: three digits name one."""
MOST_SCENARIOS = 1000
"""Scenarios that a plan can ask for: everybody who checks a draw imagines them too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropouts:
    """How likely somebody is to drop out (24.2): ``everybody``, and groups that differ.

    ``groups`` are triples of a category, a value and the chance of people with it, 0 to 1. Someone
    in several such groups has the chance of everybody times how much each group differs from that
    (Assos, Baharav, Flanigan, Procaccia 2025, §5: a product of factors).
    """

    everybody: Fraction
    groups: tuple[tuple[str, str, Fraction], ...] = ()

    def __post_init__(self) -> None:
        """Raise ValueError for a chance that somebody could not have."""
        highest: dict[str, Fraction] = {}
        names = [(key(category), key(value)) for category, value, _ in self.groups]
        if len(set(names)) != len(names):
            raise ValueError("a group is there twice")
        if not 0 <= self.everybody < 1 or (self.groups and not self.everybody):
            raise ValueError("the chance of everybody is not from 0 to 1")
        for category, _, chance in self.groups:
            factor = chance / self.everybody
            highest[key(category)] = max(highest.get(key(category), Fraction(1)), factor)
        if min((chance for *_, chance in self.groups), default=Fraction(0)) < 0:
            raise ValueError("a chance is below 0")
        if self.everybody * prod(highest.values(), start=Fraction(1)) > 1:
            raise ValueError("somebody in several groups could have a chance over 1")

    def of(self, values: Mapping[str, str]) -> Fraction:
        """The chance of somebody with these values by category."""
        own = {(key(category), key(value)) for category, value in values.items()}
        factors = (
            chance / self.everybody
            for category, value, chance in self.groups
            if (key(category), key(value)) in own
        )
        return self.everybody * prod(factors, start=Fraction(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standby:
    """What a plan says of alternates (11.6).

    ``count`` (>= 1) people stand by; who they are is weighed in ``scenarios`` (>= 1) of who drops
    out; a set may leave ``worse`` (0 to 1, a part) more quota seats empty than the best one known.
    """

    count: int
    scenarios: int
    worse: Fraction
    dropouts: Dropouts


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People of the pool who can stand by and have the same values.

    ``rows`` are the rows (of :class:`Bench`) that they count in, ``chance`` is that of dropping
    out, ``people`` their ids, in the order of their tickets.
    """

    values: tuple[str, ...]
    rows: tuple[int, ...]
    chance: Fraction
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody of the panel: id, the rows that they count in, the chance of dropping out."""

    id: str
    rows: tuple[int, ...]
    chance: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A panel, and who could stand by for it.

    A *row* is a quota with its ``lower`` and ``upper`` seats; row 0 is the panel itself, whose both
    are its size. ``homes`` are those of people who share one with somebody else in the pool.
    """

    lower: tuple[int, ...]
    upper: tuple[int, ...]
    members: tuple[Member, ...]
    groups: tuple[Group, ...]
    homes: Mapping[str, str]

    @property
    def able(self) -> int:
        """People who can stand by, of each home one."""
        people = sum(len(group.people) for group in self.groups)
        return people - len(self.homes) + len(set(self.homes.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class StandbySets:
    """Numbered sets of alternates for a panel, all nearly the best, and what is known of them.

    ``sets`` are ids, each set in the order in which its people would come in (24.6).
    *Shortfalls* are seats below or above a quota, and empty seats of the panel, added up over all
    ``scenarios``: ``shortfalls`` those of the sets in the list, ``without`` that of no alternates,
    ``best`` that of the best set that is known; none at all can be below ``bound``.
    """

    sets: tuple[tuple[str, ...], ...]
    shortfalls: tuple[int, ...]
    scenarios: int
    without: int
    best: int
    bound: int
    prices: tuple[tuple[int, ...], ...]
    """For each scenario what proves the bound (24.5): a price for each row, then that of a seat."""

    @property
    def worst(self) -> int:
        """The largest shortfall in the list."""
        return max(self.shortfalls)

    @property
    def counts(self) -> dict[str, int]:
        """In how many sets everybody is who is in one; who is not in it is in none."""
        found: dict[str, int] = {}
        for ids in self.sets:
            for person in ids:
                found[person] = found.get(person, 0) + 1
        return found
