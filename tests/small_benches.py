"""Small benches made at random, and what is best for them, found by trying everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product
from random import Random

import numpy as np

from sortition.alternates.benching import bench_of
from sortition.alternates.choosing import value
from sortition.alternates.lottery import mixture_of
from sortition.alternates.scenarios import table_of
from sortition.alternates.seats_kernel import Table
from sortition.lottery.linear import Integers
from sortition.records.alternates import Bench, Dropouts, Standby
from tests.small_pools import pool_of, quotas_of

HALF = Dropouts(everybody=Fraction(1, 2))
OFFERED = {"age": ("16-39", "40+"), "area": ("east", "north", "south"), "role": ("a", "b")}


def random_table(random: Random) -> Table:
    """Up to 4 groups of up to 3 people, 3 scenarios, up to 7 rows; bounds that may well clash."""
    kinds = [range(n) for n in random.sample((2, 2, 3), random.randint(1, 3))]
    starts = [1 + sum(map(len, kinds[:c])) for c in range(len(kinds))]
    size, scenarios = random.randint(1, 5), 3
    possible = [
        (0, *(start + v for start, v in zip(starts, values, strict=True)))
        for values in product(*kinds)
    ]
    groups = random.sample(possible, min(len(possible), random.randint(1, 4)))
    rows = 1 + sum(map(len, kinds))
    lower = [size, *(random.randint(0, 2) for _ in range(rows - 1))]
    upper = [size, *(low + random.randint(0, 2) for low in lower[1:])]
    counts = np.zeros((scenarios, rows), dtype=np.int64)
    members = [random.choice(possible) for _ in range(size)]
    for s in range(scenarios):
        for member in members:
            if random.random() < 0.5:
                counts[s, list(member)] += 1
    stays = np.zeros((len(groups), 3, scenarios), dtype=np.int64)
    most = [random.randint(1, 3) for _ in groups]
    for g, held in enumerate(most):
        for j in range(held):
            stays[g, j] = [random.random() < 0.7 for _ in range(scenarios)]
    return Table(
        lower=np.array(lower, dtype=np.int64),
        upper=np.array(upper, dtype=np.int64),
        counts=counts,
        free=size - counts[:, 0],
        rows=np.array([[*group, -1] for group in groups], dtype=np.int64),
        most=np.array(most, dtype=np.int64),
        stays=stays,
    )


def random_bench(
    random: Random, *, people: int = 14, size: int = 4, homes: bool = False, few: bool = False
) -> Bench:
    """A panel of ``size`` by lot, and everybody else; ``few`` values make few, large groups."""
    categories = ("age",) if few else ("age", "area", "role")
    values = [[random.choice(OFFERED[c]) for c in categories] for _ in range(people)]
    bounds = [
        (category, value, low, low + random.randint(0, 1))
        for category in categories
        for value in OFFERED[category]
        for low in [random.randint(0, size // len(OFFERED[category]) + 1)]
    ]
    shared = [f"home {random.randint(0, people)}" if homes else None for _ in range(people)]
    pool = pool_of(values, shared, categories)
    sitting: list[str] = []
    for person in random.sample(pool.registrants, people):
        lives = {p.household for p in pool.registrants if p.id in sitting and p.household}
        if len(sitting) < size and person.household not in lives:
            sitting.append(person.id)
    return bench_of(
        pool, quotas_of(bounds), size=size, panel=sitting, dropouts=HALF, value="a value"
    )


def agreed(count: int, *, scenarios: int = 6, worse: Fraction = Fraction(1, 5)) -> Standby:
    """So many stand by."""
    return Standby(count=count, scenarios=scenarios, worse=worse, dropouts=HALF)


def seats_wrong(table: Table, counts: Sequence[int]) -> int:
    """Seats outside the bounds, over all rows."""
    bounds = zip(table.lower.tolist(), table.upper.tolist(), counts, strict=True)
    return sum(max(0, low - n, n - high) for low, high, n in bounds)


def with_these(table: Table, s: int, chosen: Sequence[int]) -> list[int]:
    """The counts of scenario ``s`` when so many of each group come in."""
    counts = table.counts[s].tolist()
    for g, times in enumerate(chosen):
        for r in table.rows[g].tolist():
            if r >= 0:
                counts[r] += times
    return counts


def there(table: Table, s: int, slots: Sequence[int]) -> list[int]:
    """How many alternates of each group are there in scenario ``s``."""
    return [int(table.stays[g, :held, s].sum()) for g, held in enumerate(slots)]


def fewest_by_hand(table: Table, s: int, able: Sequence[int]) -> int:
    """The fewest seats wrong in a scenario, over every number of people of each group."""
    return min(
        seats_wrong(table, with_these(table, s, chosen))
        for chosen in product(*(range(n + 1) for n in able))
        if sum(chosen) <= table.free[s]
    )


def shortfall_by_hand(table: Table, slots: Sequence[int]) -> int:
    """The same over all scenarios, when so many of each group stand by."""
    return sum(
        fewest_by_hand(table, s, there(table, s, slots)) for s in range(table.counts.shape[0])
    )


def shortfall_of(bench: Bench, standby: Standby, people: Sequence[str], public: str) -> int:
    """That of these people, from scenarios that are imagined anew for them."""
    table = table_of(bench, public, count=len(people), scenarios=standby.scenarios)
    return value(table, np.array(mixture_of(bench, people), dtype=np.int64))


def best_by_hand(table: Table, count: int) -> int:
    """The fewest seats that any set of ``count`` alternates leaves wrong."""
    return min(shortfall_by_hand(table, slots) for slots in sets_of(table, count))


def sets_of(table: Table, count: int) -> Iterator[tuple[int, ...]]:
    """How many of each group stand by, in every way there is."""
    every = product(*(range(held + 1) for held in table.most.tolist()))
    return (slots for slots in every if sum(slots) == count)


def held(slots: Sequence[int]) -> tuple[Integers, Integers]:
    """Groups that stand by and how many of each, as the compiled part takes them."""
    chosen = np.array(slots, dtype=np.int64)
    groups = np.flatnonzero(chosen)
    return groups, chosen[groups]


def best_group(
    people: Sequence[Sequence[int]],
    bounds: Sequence[tuple[int, int]],
    taken: Sequence[int],
    free: int,
) -> tuple[int, int, tuple[int, ...]]:
    """Of all groups up to ``free``: fewest seats wrong, then fewest people, then first in order.

    Gives seats wrong, number of people, and places in ``people``; ``taken`` is what counts already.
    """
    found = None
    for size in range(min(free, len(people)) + 1):
        for group in combinations(range(len(people)), size):
            counts = list(taken)
            for i in group:
                for r in people[i]:
                    counts[r] += 1
            limits = zip(bounds, counts, strict=True)
            wrong = sum(max(0, low - n, n - high) for (low, high), n in limits)
            this = wrong, size, group
            found = this if found is None else min(found, this)
    assert found is not None
    return found
