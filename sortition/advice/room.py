"""Whether the pool is large enough, as a whole and for each value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sortition.errors import Text
from sortition.records.advice import Concern, Remark
from sortition.records.pool import Pool
from sortition.records.quotas import Quotas

ENOUGH: Final = 2
"""People per seat below which chances are coarse and dropouts hard to replace."""
SEATS_PER_VALUE: Final = 2
"""Seats per value of a category, on average, below which quotas are mostly 0 or 1."""


def small_pool(pool: Pool, size: int) -> Iterator[Remark]:
    """Fewer than twice as many people as seats."""
    people = len(pool.registrants)
    if people < ENOUGH * size:
        yield Remark(
            concern=Concern.SMALL_POOL,
            text=Text(
                "{people} people registered for {size} seats, fewer than two for each. Lot decides "
                "little then, and there may be nobody to replace who drops out. Invite more "
                "people, or draw a smaller panel.",
                people=people,
                size=size,
            ),
        )


def scarce_values(pool: Pool, quotas: Quotas) -> Iterator[Remark]:
    """Values with fewer than twice as many people as seats that must be filled."""
    for quota in quotas.rows:
        place = pool.categories.index(quota.category)
        people = sum(person.values[place] == quota.value for person in pool.registrants)
        # Fewer than the minimum is no remark: then there is no panel, which is said elsewhere.
        if quota.minimum <= people < ENOUGH * quota.minimum:
            yield Remark(
                concern=Concern.SCARCE_VALUE,
                text=Text(
                    "{quota}: {people} people for at least {seats} seats. They are nearly sure of "
                    "a seat, and if one of them drops out there may be no replacement. Invite "
                    "more of them, or accept fewer seats.",
                    quota=quota.label,
                    people=people,
                    seats=quota.minimum,
                ),
            )


def fine_categories(quotas: Quotas, size: int) -> Iterator[Remark]:
    """Categories with so many values that there are fewer than two seats for each."""
    for category in quotas.categories:
        values = sum(row.category == category for row in quotas.told(size))
        if SEATS_PER_VALUE * values > size and values > 1:
            yield Remark(
                concern=Concern.FINE_CATEGORY,
                text=Text(
                    "{category} is divided too finely: {values} values for {size} seats, fewer "
                    "than two seats for each. Such quotas say little and make chances less equal. "
                    "Join values.",
                    category=category,
                    values=values,
                    size=size,
                ),
            )
