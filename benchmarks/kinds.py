"""Pools harder than life: quotas pushed as far as they go, and people whom no panel can hold."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

from benchmarks.feasibility import panel_exists
from benchmarks.records import Pool, Quota

Seats = dict[str, int]
"""Seats per value of one category."""

RARE_CATEGORIES = 3
SEATABLE_COPIES = 3
"""How many of each kind of seatable people stand beside those who fit in no panel."""


def tightened(pool: Pool, rng: random.Random) -> Pool:
    """Return the pool with quotas as far from its people as a panel can still follow.

    Category by category, in an order of chance, seats go one by one from the value with the fewest
    seats per registrant to the one with the most, as long as some panel meets all quotas (the
    number of seats moved is found by bisection). The pool's quotas must be exact and have a panel.
    """
    names = [name for name, _ in pool.categories]
    for name in rng.sample(names, len(names)):
        ways = _ways(pool, name)
        low, high = 0, len(ways) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if _has_panel(_with_seats(pool, name, ways[middle])):
                low = middle
            else:
                high = middle - 1
        pool = _with_seats(pool, name, ways[low])
    return pool


def _ways(pool: Pool, name: str) -> list[Seats]:
    """Return the category's seats as they are, and after every move that registrants allow."""
    seats = {value: low for category, value, low, _ in pool.quotas if category == name}
    people = Counter(person[name] for person in pool.registrants)
    ways = [dict(seats)]
    while len(ways) <= pool.size:
        taking = [value for value in seats if seats[value] < people[value]]
        giving = [value for value in seats if seats[value]]
        if not taking:
            break
        to = max(taking, key=lambda value: seats[value] / people[value])
        source = min(giving, key=lambda value: seats[value] / people[value])
        if source == to:
            break
        seats[to] += 1
        seats[source] -= 1
        ways.append(dict(seats))
    return ways


def _with_seats(pool: Pool, name: str, seats: Seats) -> Pool:
    quotas = tuple(
        (category, value, seats[value], seats[value]) if category == name else quota
        for quota in pool.quotas
        for category, value in (quota[:2],)
    )
    return replace(pool, quotas=quotas)


def _has_panel(pool: Pool) -> bool:
    return panel_exists(pool.registrants, pool.quotas, pool.size, households=pool.households)


def with_unseatable(pool: Pool, count: int) -> Pool:
    """Return the pool with its last people changed so that ``count`` of them fit in no panel.

    The first three categories get one more value each, x, y and z, of which every panel needs
    exactly one person. Seatable are people who have both x and y, and people who have only z. Those
    who have y and z leave x without anybody who does not bring y or z again, and those with x and z
    leave y so: no panel can hold them. Linear programs do not see it: half of xy, yz and xz each
    fits every quota.

    Raises ValueError where the pool has fewer than three categories or too few people.
    """
    changed = count + 2 * SEATABLE_COPIES
    if len(pool.categories) < RARE_CATEGORIES or len(pool.registrants) < changed:
        raise ValueError(f"{pool.name}: {count} people nobody can seat need a larger pool")
    rare = {name: f"{name}-rare" for name, _ in pool.categories[:RARE_CATEGORIES]}
    x, y, z = rare
    holds = [(x, y), (z,)] * SEATABLE_COPIES + [((y, z), (x, z))[i % 2] for i in range(count)]
    kept = len(pool.registrants) - changed
    people = tuple(
        {**person, **{name: rare[name] for name in names}}
        for person, names in zip(pool.registrants[kept:], holds, strict=True)
    )
    return replace(
        pool,
        categories=tuple(
            (name, (*values, rare[name]) if name in rare else values)
            for name, values in pool.categories
        ),
        registrants=(*pool.registrants[:kept], *people),
        quotas=tuple(
            quota
            for name, _ in pool.categories
            for quota in _room_for_one([q for q in pool.quotas if q[0] == name], rare.get(name))
        ),
    )


def _room_for_one(quotas: list[Quota], value: str | None) -> list[Quota]:
    """Return a category's quotas with one seat of the largest value given to a new one."""
    if value is None:
        return quotas
    largest = max(quotas, key=lambda quota: quota[3])
    category, _, low, high = largest
    less = (category, largest[1], max(0, low - 1), high - 1)
    return [*(less if quota is largest else quota for quota in quotas), (category, value, 1, 1)]
