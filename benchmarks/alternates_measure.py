"""The measurements of the alternates: sets chosen in several ways, the whole pool, the optimum."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from statistics import fmean

import numpy as np

from benchmarks.alternates_cases import CHOOSE, JUDGE, bench_for, seated, skewed
from benchmarks.alternates_exact import best_set, pool_limit, whole_pool
from benchmarks.alternates_records import Chances, Compared, Found, Inside, Job, Solved, Whole
from benchmarks.revision import ROOT, fingerprint, installed
from sortition.alternates.bound import bound_of, prices_for
from sortition.alternates.choosing import EFFORT, exchanged, greedy, value
from sortition.alternates.lottery import standby_sets
from sortition.alternates.overdraw import overdraw
from sortition.alternates.scenarios import table_of
from sortition.alternates.seats_kernel import Table, gain, overdrawn
from sortition.lottery.linear import Integers
from sortition.lottery.stream import Stream
from sortition.records.alternates import Bench, Dropouts, Standby, StandbySets
from sortition.records.pool import Pool

JUDGED = 400
MANY = 50
"""Sets that a mean over random sets is made of."""
WORSE = Fraction(1, 10)
ENOUGH = Fraction(9, 10)
CHECKED = 50
"""Scenarios in which the limit of the whole pool is compared with whole numbers."""
_CHECK_LIMIT = 60.0
_ENGINE = (
    *("benching", "bound", "bound_kernel", "choosing", "lottery", "overdraw", "scenarios"),
    "seats_kernel",
)
_METER = ("cases", "exact", "measure")


@cache
def revision() -> str:
    """What the measurements depend on besides the job: the code, and the versions of libraries."""
    engine = [ROOT / "sortition" / "alternates" / f"{name}.py" for name in _ENGINE]
    meter = [Path(__file__).with_name(f"alternates_{name}.py") for name in _METER]
    versions = ", ".join(f"{name} {installed(name)}" for name in ("highspy", "numpy", "numba"))
    return f"code {fingerprint([*engine, *meter])}, {versions}"


def warm() -> None:
    """Run everything compiled once, on little: compiling is no part of any run's time."""
    for kind in ("sets", "optimum"):
        measured(Job(kind=kind, shape="mass", seed=1, base=20, count=2, scenarios=5, limit=1))


def measured(job: Job) -> Found:
    """Measure what a job asks for."""
    base = Fraction(job.base, 100)
    bench = bench_for(job.shape, job.seed, base)
    if job.kind == "pool":
        return _whole(job, bench, base)
    return _compared(job, bench, base) if job.kind == "sets" else _solved(job, bench)


# --- sets chosen in several ways -----------------------------------------------------------------


def _compared(job: Job, bench: Bench, base: Fraction) -> Compared:
    standby = Standby(
        count=job.count,
        scenarios=job.scenarios,
        worse=WORSE,
        dropouts=skewed(seated(job.shape, job.seed), base, f"{job.shape}/{job.seed}"),
    )
    start = time.process_time()
    sets = standby_sets(bench, standby, public=CHOOSE)
    seconds = time.process_time() - start
    table = table_of(bench, CHOOSE, count=job.count, scenarios=job.scenarios)
    judged = table_of(bench, JUDGE, count=job.count, scenarios=JUDGED)
    one_by_one = greedy(table, job.count)
    kinds = _kinds(bench, sets)
    best = _best(table, kinds, sets.best)
    held = np.flatnonzero(best)
    nobody = np.zeros_like(best)
    return Compared(
        judged=JUDGED,
        nobody=value(judged, nobody),
        blind=_mean(judged, _blind(bench, judged, job.count)),
        mini=_mean(judged, _small_panels(bench, judged, job.count)),
        greedy=value(judged, one_by_one),
        best=value(judged, best),
        drawn=_weighed(judged, kinds),
        hurried=value(judged, best, effort=EFFORT),
        overdrawn=int(overdrawn(judged, held, best[held]).sum()),
        inside=Inside(
            nobody=sets.without,
            greedy=value(table, one_by_one),
            best=sets.best,
            worst=sets.worst,
            bound=sets.bound,
        ),
        chances=Chances(able=bench.able, reached=len(sets.counts), most=max(sets.counts.values())),
        seconds=seconds,
    )


def _kinds(bench: Bench, sets: StandbySets) -> dict[tuple[int, ...], int]:
    """How many of the numbered sets have so many people of each group."""
    group_of = {person: g for g, group in enumerate(bench.groups) for person in group.people}
    found: dict[tuple[int, ...], int] = {}
    for ids in sets.sets:
        kind = tuple(np.bincount([group_of[i] for i in ids], minlength=len(bench.groups)).tolist())
        found[kind] = found.get(kind, 0) + 1
    return found


def _best(table: Table, kinds: Iterable[tuple[int, ...]], known: int) -> Integers:
    """The best kind of set that is known, which is that of number 000."""
    best = np.array(next(iter(kinds)), dtype=np.int64)
    if value(table, best) != known:
        raise ValueError("the first set is not the best one")
    return best


def _mean(judged: Table, picked: Iterable[Integers]) -> float:
    return fmean(value(judged, mixture, effort=EFFORT) for mixture in picked)


def _weighed(judged: Table, kinds: dict[tuple[int, ...], int]) -> float:
    """The mean over all numbered sets."""
    shortfalls = (value(judged, np.array(kind, dtype=np.int64), effort=EFFORT) for kind in kinds)
    return fmean(shortfalls, weights=list(kinds.values()))


def _blind(bench: Bench, table: Table, count: int) -> Iterator[Integers]:
    """Sets by lot, everybody alike, whatever the quotas are."""
    of = _groups_of_people(bench)
    stream = Stream(JUDGE, "blind alternates")
    for _ in range(MANY):
        picked = of[stream.order(len(of))[:count]]
        yield np.minimum(np.bincount(picked, minlength=len(bench.groups)), table.most)


def _small_panels(bench: Bench, table: Table, count: int) -> Iterator[Integers]:
    """Sets that are a small panel: quotas for so many people, filled one by one.

    Next is whoever helps most quotas that are not full, less those that are; by lot where several
    do.
    """
    of = _groups_of_people(bench)
    seats = np.array(small_quotas(bench, count), dtype=np.int64)
    small = table._replace(lower=seats, upper=seats)
    stream = Stream(JUDGE, "small panels")
    for _ in range(MANY):
        queue = of[stream.order(len(of))]
        # Groups in the order in which their first people come.
        order = queue[np.sort(np.unique(queue, return_index=True)[1])]
        chosen = np.zeros(len(bench.groups), dtype=np.int64)
        counts = np.zeros(len(seats), dtype=np.int64)
        for _ in range(count):
            able = [g for g in order.tolist() if chosen[g] < table.most[g]]
            best = max(able, key=lambda g: gain(small, counts, g))
            chosen[best] += 1
            counts[list(bench.groups[best].rows)] += 1
        yield chosen


def small_quotas(bench: Bench, count: int) -> tuple[int, ...]:
    """The seats of each row for a panel of ``count``: in proportion, by the largest remainders.

    A quota's proportion is the middle of its bounds. Categories are told by the rows of the people.
    """
    seats = [0] * len(bench.lower)
    seats[0] = count
    for rows in _categories(bench):
        middles = [bench.lower[r] + bench.upper[r] for r in rows]
        parts = [divmod(count * middle, sum(middles)) for middle in middles]
        rests = sorted(range(len(rows)), key=lambda i: (-parts[i][1], i))
        extra = frozenset(rests[: count - sum(part for part, _ in parts)])
        for i, r in enumerate(rows):
            seats[r] = parts[i][0] + (i in extra)
    return tuple(seats)


def _categories(bench: Bench) -> list[list[int]]:
    """The rows of each category: everybody counts in row 0 and in one row of each."""
    places = zip(*(group.rows[1:] for group in bench.groups), strict=True)
    members = zip(*(member.rows[1:] for member in bench.members), strict=True)
    return [
        sorted(set(of_groups) | set(of_members))
        for of_groups, of_members in zip(places, members, strict=True)
    ]


def _groups_of_people(bench: Bench) -> Integers:
    return np.repeat(np.arange(len(bench.groups)), [len(group.people) for group in bench.groups])


# --- the whole pool ------------------------------------------------------------------------------


def _whole(job: Job, bench: Bench, base: Fraction) -> Whole:
    case = seated(job.shape, job.seed)
    dropouts = skewed(case, base, f"{job.shape}/{job.seed}")
    seats = bench.lower[0]
    table = table_of(bench, JUDGE, count=seats, scenarios=JUDGED)
    limits = pool_limit(table)
    checked = [whole_pool(table, s, limit=_CHECK_LIMIT).shortfall for s in range(CHECKED)]
    known = [one for one in checked if one is not None]
    everybody, of_values = averages(case.pool, dropouts)
    advice = overdraw(
        case.quotas.rows,
        {(row.category, row.value): of_values[row.category, row.value] for row in case.quotas.rows},
        size=seats,
        everybody=everybody,
        wanted=ENOUGH,
    )
    return Whole(
        judged=JUDGED,
        limit=sum(limits),
        checked=CHECKED,
        checked_limit=sum(limits[:CHECKED]),
        checked_found=sum(known) if len(known) == CHECKED else None,
        members=float(fmean(member.chance for member in bench.members)),
        seats=seats,
        people=len(case.pool.registrants),
        groups=len(bench.groups),
        rows=len(bench.lower) - 1,
        drawn=None if advice is None else advice.size,
    )


def averages(pool: Pool, dropouts: Dropouts) -> tuple[Fraction, dict[tuple[str, str], Fraction]]:
    """The mean chance to drop out of everybody in the pool, and of those with each value."""
    found: dict[tuple[str, str], list[Fraction]] = {}
    for person in pool.registrants:
        named = list(zip(pool.categories, person.values, strict=True))
        for name in (("", ""), *named):
            found.setdefault(name, []).append(dropouts.of(dict(named)))
    means = {name: sum(chances, Fraction(0)) / len(chances) for name, chances in found.items()}
    return means.pop(("", "")), means


# --- the optimum ---------------------------------------------------------------------------------


def _solved(job: Job, bench: Bench) -> Solved:
    table = table_of(bench, CHOOSE, count=job.count, scenarios=job.scenarios)
    one_by_one = greedy(table, job.count)
    ours = min(value(table, one_by_one), value(table, exchanged(table, one_by_one)))
    prices = prices_for(table, best=ours, count=job.count)
    optimum = best_set(table, job.count, limit=job.limit)
    return Solved(
        nobody=value(table, np.zeros_like(one_by_one)),
        greedy=value(table, one_by_one),
        ours=ours,
        bound=bound_of(table, prices, job.count),
        optimum=optimum.shortfall,
        proved=optimum.proved,
        seconds=optimum.seconds,
    )
