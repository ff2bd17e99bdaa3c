"""Why quotas cannot be met, whom they exclude, and the smallest changes that help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from fractions import Fraction

from sortition.records.quotas import Quota, Quotas


class Side(IntEnum):
    """Which bound of a quota."""

    MINIMUM = -1
    MAXIMUM = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The minimum or the maximum of a quota; ``people`` of the pool have its value."""

    quota: Quota
    side: Side
    people: int

    @property
    def seats(self) -> int:
        """The number of seats that the bound is about."""
        return self.quota.minimum if self.side is Side.MINIMUM else self.quota.maximum


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How many people whom a minimum needs also have the value of a maximum."""

    bound: Bound
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """A minimum of a clash: the other rules of the clash leave it at most ``room`` seats."""

    needed: Bound
    overlaps: tuple[Overlap, ...]
    room: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Bounds that no panel keeps together; without any one of them a panel exists.

    ``homes``: one seat per shared home is part of it too. ``room``: the most seats that the bounds
    allow in all, when that is fewer than the size; else None. No bounds: too few people.
    """

    bounds: tuple[Bound, ...]
    homes: bool
    shortages: tuple[Shortage, ...]
    room: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A bound of a quota, and its new number of seats."""

    quota: Quota
    side: Side
    seats: int

    @property
    def by(self) -> int:
        """By how many seats the quota becomes wider (>= 1)."""
        if self.side is Side.MINIMUM:
            return self.quota.minimum - self.seats
        return self.seats - self.quota.maximum


def changed(quotas: Quotas, changes: Iterable[Change]) -> Quotas:
    """The quotas after changes."""
    rows = {(row.category, row.value): row for row in quotas.rows}
    for change in changes:
        name = (change.quota.category, change.quota.value)
        row = rows[name]
        low = change.seats if change.side is Side.MINIMUM else row.minimum
        high = change.seats if change.side is Side.MAXIMUM else row.maximum
        rows[name] = replace(row, minimum=low, maximum=high)
    return replace(quotas, rows=tuple(rows.values()))


class Aim(StrEnum):
    """What a change makes as small as possible."""

    SEATS = "seats"
    QUOTAS = "quotas"
    SMALL_GROUPS = "small groups"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """The smallest change for one aim or several; proved.

    ``left_out`` are people (indices) whom no panel can hold after it. ``within_flex``: no quota is
    widened beyond its flex bounds. ``smallest_chance`` is None until it is computed.
    """

    aims: tuple[Aim, ...]
    changes: tuple[Change, ...]
    within_flex: bool
    left_out: tuple[int, ...]
    smallest_chance: Fraction | None = None

    @property
    def seats(self) -> int:
        """By how many seats quotas become wider in all."""
        return sum(change.by for change in self.changes)


class Verdict(StrEnum):
    """What another solver says of a change that is said to be the smallest."""

    SMALLEST = "smallest"
    OPEN = "open"
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """Another solver's verdict about the change with this number (from 1), for one of its aims."""

    solver: str
    number: int
    aim: Aim
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """A change of one seat, and the smallest chance after it, computed anew."""

    change: Change
    smallest_chance: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What quotas cost: ``better`` are the changes of one seat that raise the smallest chance.

    The best first; of ``tried`` changes.
    """

    smallest_chance: Fraction
    tried: int
    better: tuple[Cost, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """People whom no panel can hold for one reason: the bounds that keep them out.

    ``values`` are the categories and values that all of them have; ``homes``: who lives with them
    is part of the reason.
    """

    values: tuple[tuple[str, str], ...]
    people: tuple[int, ...]
    bounds: tuple[Bound, ...]
    homes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What is wrong with quotas for a pool. Nothing: no clash, no exclusions, no alternatives."""

    clash: Clash | None
    exclusions: tuple[Exclusion, ...]
    alternatives: tuple[Alternative, ...]
