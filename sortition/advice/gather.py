"""Every remark about a pool, in one order."""

from __future__ import annotations

from sortition.advice.answers import without_answer
from sortition.advice.doubles import doubles
from sortition.advice.room import fine_categories, scarce_values, small_pool
from sortition.advice.skew import compared, uncompared
from sortition.records.advice import Advice
from sortition.records.pool import Pool
from sortition.records.population import Population
from sortition.records.quotas import Quotas


def advise(pool: Pool, quotas: Quotas, *, size: int, population: Population | None) -> Advice:
    """What to think about for a panel of ``size`` (>= 1); ``population``: to compare with."""
    return Advice(
        remarks=(
            *small_pool(pool, size),
            *scarce_values(pool, quotas),
            *fine_categories(quotas, size),
            *without_answer(pool, quotas),
            *compared(pool, population, size),
            *uncompared(pool, quotas, population),
        ),
        doubles=doubles(pool),
    )
