"""How few seats could be wrong with any set at all: a bound that whole numbers prove (24.5)."""

from __future__ import annotations

import numpy as np

from sortition.alternates.bound_kernel import ONE, Prices, climb, constant, worth
from sortition.alternates.seats_kernel import Table

_STEPS = 1500


def prices_for(table: Table, *, best: int, count: int) -> Prices:
    """Prices, in parts of ``ONE``, that prove much of a known set's shortfall to be unavoidable."""
    short = (table.counts < table.lower).astype(np.int64)
    over = (table.counts > table.upper).astype(np.int64)
    prices = Prices(ONE * (short - over), np.zeros(len(table.free), dtype=np.int64))
    climb(table, prices, best * ONE, count, _STEPS)
    return prices


def bound_of(table: Table, prices: Prices, count: int) -> int:
    """No set of ``count`` alternates leaves fewer seats wrong, over all scenarios together."""
    slots = np.sort(worth(table, prices).ravel())
    least = int(constant(table, prices)) - int(slots[-count:].sum())
    return max(0, -(-least // ONE))
