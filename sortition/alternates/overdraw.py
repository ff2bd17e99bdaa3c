"""The other way: draw more people than there are seats, so that enough of each group stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from sortition.records.quotas import Quota

_MOST = 20
"""Times the seats of a group: whoever drops out so often is not made up for by drawing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """A quota, the people to draw for it, and the chance that enough of them stay."""

    quota: Quota
    drawn: int
    enough: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdraw:
    """People to draw for each quota, and in all; with chance ``enough`` or more, all can be met."""

    groups: tuple[Extra, ...]
    size: int
    enough: Fraction


def overdraw(
    quotas: Sequence[Quota],
    chances: Mapping[tuple[str, str], Fraction],
    *,
    size: int,
    everybody: Fraction,
    wanted: Fraction,
) -> Overdraw | None:
    """How many to draw so that, with chance ``wanted``, enough stay for every minimum and seat.

    ``chances`` are those of dropping out by category and value, on average over the people of a
    group; where they differ, more than these stay in the lower tail (Hoeffding 1956, theorem 4).
    The chances that a group falls short add up to no more than 1 - ``wanted`` (Boole's
    inequality), so the promise holds however groups depend on each other. None when no number of
    people is enough.
    """
    needs = [(quota.minimum, chances[quota.category, quota.value]) for quota in quotas]
    needs.append((size, everybody))
    counted = [i for i, (need, chance) in enumerate(needs) if need and chance]
    allowed = (1 - wanted) / max(1, len(counted))
    drawn, short = [], []
    for need, chance in needs:
        n = need
        while (risk := _short(n, need, chance)) > allowed:
            n += 1
            if n > _MOST * need:
                return None
        drawn.append(n)
        short.append(risk)
    groups = tuple(
        Extra(quota=quota, drawn=n, enough=1 - risk)
        for quota, n, risk in zip(quotas, drawn, short, strict=False)
    )
    return Overdraw(
        groups=groups, size=_size(groups, drawn[-1]), enough=1 - sum(short, Fraction(0))
    )


def _short(drawn: int, need: int, chance: Fraction) -> Fraction:
    """The chance that fewer than ``need`` of ``drawn`` people stay: a sum of binomials, exact."""
    stay, gone, whole = chance.denominator - chance.numerator, chance.numerator, chance.denominator
    ways = sum(comb(drawn, n) * stay**n * gone ** (drawn - n) for n in range(need))
    return Fraction(ways, whole**drawn)


def _size(groups: Sequence[Extra], least: int) -> int:
    by_category: dict[str, int] = {}
    for group in groups:
        category = group.quota.category
        by_category[category] = by_category.get(category, 0) + group.drawn
    return max(least, *by_category.values())
