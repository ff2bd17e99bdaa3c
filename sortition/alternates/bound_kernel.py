"""The compiled part of the bound: prices of rows and seats, better with each step (24.5).

For prices p_r from -1 to 1 of the rows and q >= 0 of a free seat, at least
Σ_r p_r·(bound - count) - q·free - Σ_g (those of g who stand by and are there) · max(0, p·A_g - q)
seats are wrong in a scenario, whoever comes in: linear duality. The bound bends down from its best
prices, and each step goes uphill (subgradients: Polyak 1969, *Minimization of unsmooth
functionals*), each direction keeping part of the one before. Whole numbers only.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sortition.alternates.seats_kernel import Table
from sortition.lottery.linear import Integers
from sortition.lottery.weave_kernel import compiled

ONE = 1 << 20
"""The whole number that stands for a price of one seat."""
_KEPT = 180
"""Of 256, what a direction keeps of the one before."""
_PATIENCE = 30
"""Steps without a better bound before they get shorter."""
_SHORTEST = 8
"""The last stride, of 256."""


class Prices(NamedTuple):
    """Prices in parts of ``ONE``: of the rows (S, R), and of a seat (S,)."""

    rows: Integers
    seat: Integers


@compiled
def _mends(table: Table, prices: Prices, s: int, g: int) -> int:
    """What somebody of group g is worth in scenario s; below 0 they stay out."""
    more = -prices.seat[s]
    for r in table.rows[g]:
        if r < 0:
            break
        more += prices.rows[s, r]
    return int(more)


@compiled
def worth(table: Table, prices: Prices) -> Integers:
    """What each slot could mend at most, at these prices, (G, J)."""
    found = np.zeros(table.stays.shape[:2], dtype=np.int64)
    for s in range(len(table.free)):
        for g in range(len(table.rows)):
            more = _mends(table, prices, s, g)
            if more > 0:
                for j in range(table.most[g]):
                    if table.stays[g, j, s]:
                        found[g, j] += more
    return found


@compiled
def constant(table: Table, prices: Prices) -> int:
    """The seats wrong with nobody who stands by, at these prices."""
    total = 0
    for s in range(len(table.free)):
        total -= prices.seat[s] * table.free[s]
        for r in range(len(table.lower)):
            p = prices.rows[s, r]
            total += p * ((table.lower[r] if p >= 0 else table.upper[r]) - table.counts[s, r])
    return total


@compiled
def _slope(table: Table, prices: Prices, chosen: Integers, s: int, rise: Integers) -> int:
    """How the bound of scenario s grows with the price of each row, and with that of a seat."""
    for r in range(len(table.lower)):
        p = prices.rows[s, r]
        rise[r] = (table.lower[r] if p >= 0 else table.upper[r]) - table.counts[s, r]
    seats = -table.free[s]
    for slot in chosen:
        g, j = slot // table.stays.shape[1], slot % table.stays.shape[1]
        if table.stays[g, j, s] and _mends(table, prices, s, g) > 0:
            seats += 1
            for r in table.rows[g]:
                if r < 0:
                    break
                rise[r] -= 1
    return int(seats)


@compiled
def _uphill(table: Table, prices: Prices, chosen: Integers, up: Prices) -> int:
    """Turn the direction towards a larger bound; its length squared (of the new part)."""
    square = 0
    rise = np.zeros(len(table.lower), dtype=np.int64)
    for s in range(len(table.free)):
        seats = _slope(table, prices, chosen, s, rise)
        for r in range(len(table.lower)):
            p = prices.rows[s, r]
            if (p >= ONE and rise[r] > 0) or (p <= -ONE and rise[r] < 0):
                rise[r] = 0
            up.rows[s, r] = 256 * rise[r] + (up.rows[s, r] * _KEPT) // 256
            square += (up.rows[s, r] // 16) ** 2
        if prices.seat[s] == 0 and seats < 0:
            seats = 0
        up.seat[s] = 256 * seats + (up.seat[s] * _KEPT) // 256
        square += (up.seat[s] // 16) ** 2
    return square


@compiled
def climb(table: Table, prices: Prices, aim: int, count: int, steps: int) -> int:
    """Better prices in place of these; gives the best bound, in parts of ``ONE``.

    ``aim`` is the shortfall of a set that is known, in the same parts: no bound is larger.
    """
    now = Prices(prices.rows.copy(), prices.seat.copy())
    up = Prices(np.zeros_like(prices.rows), np.zeros_like(prices.seat))
    best, stride, waited = -(1 << 62), 384, 0
    for _ in range(steps):
        slots = worth(table, now).ravel()
        chosen = np.argsort(-slots, kind="mergesort")[:count]
        found = constant(table, now) - slots[chosen].sum()
        if found > best:
            best, waited = found, 0
            prices.rows[:] = now.rows
            prices.seat[:] = now.seat
        else:
            waited += 1
            if waited == _PATIENCE:
                stride, waited = stride * 3 // 4, 0
                now.rows[:] = prices.rows
                now.seat[:] = prices.seat
                up.rows[:] = 0
                up.seat[:] = 0
        square = _uphill(table, now, chosen, up)
        if square == 0 or found >= aim or stride < _SHORTEST:
            break
        # stride/256 of the way, over the length squared; up is in parts of 256, its square of 16.
        way = (aim - found) * stride // 256
        for s in range(len(table.free)):
            for r in range(len(table.lower)):
                p = now.rows[s, r] + way * up.rows[s, r] // square
                now.rows[s, r] = max(-ONE, min(ONE, p))
            now.seat[s] = max(0, now.seat[s] + way * up.seat[s] // square)
    return best
