"""A thousand sets of alternates: who is in them, how good they are, and that they never differ."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from random import Random

import pytest

from sortition.alternates.benching import bench_of
from sortition.alternates.lottery import standby_sets
from sortition.alternates.scenarios import table_of
from sortition.dossier.standby_files import standby_files
from sortition.draw.tickets import ticket
from sortition.errors import UsageError
from sortition.records.alternates import SETS, Bench, StandbySets
from tests.small_benches import (
    HALF,
    agreed,
    best_by_hand,
    random_bench,
    shortfall_by_hand,
    shortfall_of,
)
from tests.small_pools import pool_of, quotas_of

VALUE = "a value"
"""That of the benches, by which people of a group are in order."""


@cache
def found_for(seed: int, *, homes: bool = False) -> tuple[Bench, int, StandbySets]:
    random = Random(f"sets {seed}")
    bench = random_bench(
        random, people=random.randint(9, 16), homes=homes, few=random.random() < 0.25
    )
    count = min(random.randint(1, 4), bench.able)
    return bench, count, standby_sets(bench, agreed(count), public=VALUE)


def order(person: str) -> tuple[bytes, str]:
    return ticket(VALUE, "alternate", person), person


@pytest.mark.parametrize("homes", [False, True])
def test_every_set_has_the_right_people_in_order(homes: bool) -> None:
    shared = 0
    for seed in range(20):
        bench, count, found = found_for(seed, homes=homes)
        able = {person for group in bench.groups for person in group.people}
        assert len(found.sets) == SETS
        for ids in found.sets:
            assert len(ids) == len(set(ids)) == count
            assert set(ids) <= able
            lived = [bench.homes[person] for person in ids if person in bench.homes]
            assert len(lived) == len(set(lived))
            assert list(ids) == sorted(ids, key=order)
        shared += bool(bench.homes)
    assert shared > 10 if homes else not shared


def test_every_set_is_nearly_as_good_as_the_best_that_is_known() -> None:
    wider = 0
    for seed in range(20):
        bench, count, found = found_for(seed)
        standby = agreed(count)
        known = dict.fromkeys(found.sets, 0)
        for ids in known:
            known[ids] = shortfall_of(bench, standby, ids, VALUE)
        assert found.worst == max(known.values())
        assert found.worst <= found.best * (1 + standby.worse)
        assert found.best <= min(known.values())
        wider += found.worst > found.best
    assert wider > 5


def test_the_best_known_set_is_close_to_the_best_there_is() -> None:
    best, least = 0, 0
    for seed in range(20):
        bench, count, found = found_for(seed)
        table = table_of(bench, VALUE, count=count, scenarios=found.scenarios)
        optimum = best_by_hand(table, count)
        assert found.bound <= optimum <= found.best <= optimum * Fraction(11, 10)
        assert found.without == shortfall_by_hand(table, [0] * len(bench.groups))
        best += found.best
        least += optimum
    assert best <= least * Fraction(101, 100)


def test_people_who_count_for_the_same_are_in_as_many_sets() -> None:
    groups = 0
    for seed in range(20):
        bench, _, found = found_for(seed)
        for group in bench.groups:
            times = [found.counts.get(person, 0) for person in group.people]
            assert max(times) - min(times) <= 1
            groups += len(times) > 1 and max(times) > 0
    assert groups > 20


def test_a_worse_set_may_be_drawn_so_that_more_people_have_a_chance() -> None:
    bench = random_bench(Random("wider"), people=30, size=6)
    strict, wide = (
        standby_sets(bench, agreed(3, scenarios=20, worse=worse), public=VALUE)
        for worse in (Fraction(0), Fraction(1, 3))
    )
    assert strict.worst == strict.best == wide.best
    assert len(wide.counts) > len(strict.counts)


def test_the_sets_do_not_depend_on_the_order_of_people() -> None:
    random = Random("order")
    people = [
        (f"p{i:02}", [random.choice("ab"), random.choice("xyz")], f"home {random.randint(0, 15)}")
        for i in range(24)
    ]
    bounds = [("age", v, 2, 3) for v in "ab"] + [("area", v, 1, 2) for v in "xyz"]
    homes = {home: person for person, _, home in people}
    panel = sorted(homes.values())[:5]
    contents = []
    for _ in range(3):
        random.shuffle(people)
        random.shuffle(panel)
        ids, values, lived = zip(*people, strict=True)
        bench = bench_of(
            pool_of(values, lived, ("age", "area"), ids),
            quotas_of(bounds),
            size=5,
            panel=panel,
            dropouts=HALF,
            value=VALUE,
        )
        found = standby_sets(bench, agreed(4), public=VALUE)
        able = sorted(person for group in bench.groups for person in group.people)
        contents.append(standby_files(found, 472, able))
    assert contents[0] == contents[1] == contents[2]
    assert set(contents[0]) == {"alternates.csv", "chances.csv", "prices.csv", "sets.csv"}


def test_the_same_value_gives_the_same_sets_and_another_one_others() -> None:
    bench = random_bench(Random("again"), people=20)
    standby = agreed(3, scenarios=12)
    assert standby_sets(bench, standby, public="A") == standby_sets(bench, standby, public="A")
    assert standby_sets(bench, standby, public="B") != standby_sets(bench, standby, public="A")


def test_when_fewer_can_stand_by_than_was_agreed_all_of_them_do() -> None:
    bench = random_bench(Random("few"), people=7)
    found = standby_sets(bench, agreed(9), public=VALUE)
    everybody = {person for group in bench.groups for person in group.people}
    assert len(everybody) == 3
    assert all(set(ids) == everybody for ids in found.sets)
    assert set(found.counts.values()) == {SETS}


def bench_of_homes(homes: list[str | None]) -> Bench:
    """One in the panel, who lives in the first home; everybody else has one of the others."""
    pool = pool_of([["a"]] * len(homes), homes, ("age",))
    return bench_of(
        pool, quotas_of([("age", "a", 1, 1)]), size=1, panel=["p000"], dropouts=HALF, value=VALUE
    )


def test_of_each_home_one_can_stand_by() -> None:
    bench = bench_of_homes(["h", "i", "i", "i", "j", "j", None])
    assert bench.able == 3
    found = standby_sets(bench, agreed(5), public=VALUE)
    assert all(len(ids) == 3 for ids in found.sets)
    assert all("p006" in ids for ids in found.sets)


def test_where_nobody_can_stand_by_that_is_said() -> None:
    bench = bench_of_homes(["h", "h", "h"])
    assert bench.able == 0
    with pytest.raises(UsageError, match="Nobody could stand by"):
        standby_sets(bench, agreed(2), public=VALUE)
