"""Panels whose people may drop out, some groups more often than others, for the alternates.

A pool of a published shape, the panel that leximin and two public values give, and chances to drop
out: those of everybody, and of the values of three categories 0.6 to 1.4 times as much.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from benchmarks.ours import pool_record, quotas_record
from benchmarks.pools import SHAPES, make_pool
from sortition.alternates.benching import bench_of
from sortition.draw.drawing import draw_panel
from sortition.lottery import build_space, fair_lottery
from sortition.records.alternates import Bench, Dropouts
from sortition.records.pool import Pool
from sortition.records.quotas import Quotas

CHOOSE, JUDGE = "benchmark choose", "benchmark judge"
"""Public values: of the scenarios in which sets are chosen, and of others that judge them."""
WIDTH = "share1"
SKEWED = 3
"""Categories whose values differ in how likely people are to drop out."""
LEAST, MOST = 60, 140
"""How likely people with a value are to drop out, in % of what everybody is."""
_OFF = Fraction(1, 10)
"""How far from what was asked for a panel's chance to drop out may be, on average, as a part."""
_LOTS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """A pool, its quotas, and a panel (ids) that was drawn from it."""

    pool: Pool
    quotas: Quotas
    size: int
    panel: tuple[str, ...]


@lru_cache(maxsize=1)
def seated(shape: str, seed: int) -> Seated:
    """The pool of this shape and seed, with the panel of a leximin lottery."""
    made = make_pool(SHAPES[shape], seed=seed, width=WIDTH)
    quotas = quotas_record(made)
    pool = pool_record(made, quotas.categories)
    lottery = fair_lottery(
        build_space(pool, quotas, made.size), construction=f"benchmark {seed}", units=1000
    )
    draw = draw_panel(lottery, randomness=f"benchmark {seed}")
    return Seated(
        pool=pool,
        quotas=quotas,
        size=made.size,
        panel=tuple(pool.ids[person] for person in draw.panel),
    )


def skewed(case: Seated, base: Fraction, name: str) -> Dropouts:
    """Chances to drop out, skewed by the values of the first categories.

    The values of each get factors at equal distances from the least to the most; which value gets
    which is by lot, from ``name``: the first of many lots with which the people of the panel drop
    out with a chance of ``base`` (0 to 0.36), give or take a tenth of it, on average. Raises
    ValueError when none is.
    """
    rng = random.Random(f"{name}/dropouts")
    for _ in range(_LOTS):
        groups = tuple(
            (category, value, base * factor)
            for category in case.quotas.categories[:SKEWED]
            for value, factor in _factors(rng, case.quotas, category)
        )
        dropouts = Dropouts(everybody=base, groups=groups)
        if abs(_mean(case, dropouts) / base - 1) <= _OFF:
            return dropouts
    raise ValueError(f"{name}: no factors with which so many drop out")


def _factors(rng: random.Random, quotas: Quotas, category: str) -> Iterator[tuple[str, Fraction]]:
    """A factor for each value of a category, in whole per cents; 1 for a value that is alone."""
    values = [row.value for row in quotas.of_category(category)]
    steps = max(1, len(values) - 1)
    factors = [Fraction(LEAST + (MOST - LEAST) * i // steps, 100) for i in range(len(values))]
    rng.shuffle(factors)
    yield from zip(values, factors if len(values) > 1 else [Fraction(1)], strict=True)


def _mean(case: Seated, dropouts: Dropouts) -> Fraction:
    """The chance to drop out of the people of the panel, on average."""
    sitting = frozenset(case.panel)
    chances = [
        dropouts.of(dict(zip(case.pool.categories, person.values, strict=True)))
        for person in case.pool.registrants
        if person.id in sitting
    ]
    return sum(chances, Fraction(0)) / len(chances)


def bench_for(shape: str, seed: int, base: Fraction) -> Bench:
    """Who could stand by for the panel of this pool."""
    case = seated(shape, seed)
    return bench_of(
        case.pool,
        case.quotas,
        size=case.size,
        panel=case.panel,
        dropouts=skewed(case, base, f"{shape}/{seed}"),
        value=CHOOSE,
    )
