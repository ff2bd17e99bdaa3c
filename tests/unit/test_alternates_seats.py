"""Who comes in when some are gone: the compiled search against trying everything."""

from __future__ import annotations

from random import Random

import numpy as np

from sortition.alternates.scenarios import table_of
from sortition.alternates.seats_kernel import (
    Table,
    fewest,
    outcome,
    overdrawn,
    promise,
    room_for,
    shortfall,
)
from sortition.lottery.linear import Integers
from sortition.records.alternates import Bench, Group, Member
from tests.small_benches import (
    HALF,
    fewest_by_hand,
    held,
    random_table,
    seats_wrong,
    shortfall_by_hand,
    there,
    with_these,
)

EXACT = 2**62
NO_BAR = 2**62
SEEDS = range(900)


def random_slots(random: Random, table: Table) -> list[int]:
    return [random.randint(0, most) for most in table.most.tolist()]


def picked(table: Table, s: int, slots: list[int], effort: int = EXACT) -> tuple[int, list[int]]:
    """What the search finds in one scenario: seats wrong, and how many of each group come in."""
    groups, _ = held(slots)
    room = room_for(table, len(groups))
    able = there(table, s, slots)
    room.there[:] = [able[g] for g in groups]
    found = fewest(table, s, groups, room, effort)
    assert room.there.tolist() == [able[g] for g in groups]
    chosen = np.zeros(len(able), dtype=np.int64)
    chosen[groups] = room.picked
    return found, chosen.tolist()


def test_the_best_who_are_there_come_in() -> None:
    for seed in SEEDS:
        random = Random(f"fewest {seed}")
        table = random_table(random)
        slots = random_slots(random, table)
        for s, free in enumerate(table.free.tolist()):
            able = there(table, s, slots)
            found, chosen = picked(table, s, slots)
            assert found == fewest_by_hand(table, s, able), seed
            assert found == seats_wrong(table, with_these(table, s, chosen))
            assert sum(chosen) <= free
            assert all(c <= n for c, n in zip(chosen, able, strict=True))


def test_a_shortfall_is_the_fewest_of_all_scenarios() -> None:
    above = 0
    for seed in SEEDS:
        random = Random(f"shortfall {seed}")
        table = random_table(random)
        slots = random_slots(random, table)
        groups, chosen = held(slots)
        wanted = shortfall_by_hand(table, slots)
        assert shortfall(table, groups, chosen, NO_BAR, EXACT) == wanted, seed
        # Little effort finds some group, which is no better than the best.
        assert shortfall(table, groups, chosen, NO_BAR, 1) >= wanted
        for bar in (wanted - 1, wanted, wanted + 2):
            found = shortfall(table, groups, chosen, bar, EXACT)
            assert (found > bar) == (wanted > bar)
            assert found == wanted or found > bar
        above += shortfall(table, groups, chosen, NO_BAR, 1) > wanted
    assert above


def test_what_is_promised_of_one_more_is_kept() -> None:
    kept, promised = 0, 0
    for seed in SEEDS:
        random = Random(f"promise {seed}")
        table = random_table(random)
        slots = random_slots(random, table)
        found = promise(table, *held(slots), EXACT)
        now = shortfall_by_hand(table, slots)
        for g, most in enumerate(table.most.tolist()):
            if slots[g] == most:
                assert found[g] == 0
                continue
            more = [n + (i == g) for i, n in enumerate(slots)]
            mended = now - shortfall_by_hand(table, more)
            assert 0 <= found[g] <= mended, (seed, g)
            kept += mended
            promised += found[g]
    # Adding somebody, or putting them in somebody's place, is nearly all that can be done.
    assert kept * 0.9 <= promised <= kept


def test_what_is_promised_is_what_one_exchange_mends() -> None:
    for seed in SEEDS[:300]:
        random = Random(f"exchange {seed}")
        table = random_table(random)
        slots = random_slots(random, table)
        by_hand = np.zeros(len(slots), dtype=np.int64)
        for s in range(len(table.free)):
            by_hand += mended_by_one(table, s, slots)
        assert promise(table, *held(slots), EXACT).tolist() == by_hand.tolist()


def mended_by_one(table: Table, s: int, slots: list[int]) -> Integers:
    """For each group what its next slot mends, when one is added or gives way."""
    now, chosen = picked(table, s, slots)
    found = np.zeros(len(slots), dtype=np.int64)
    for g, most in enumerate(table.most.tolist()):
        if slots[g] == most or not table.stays[g, slots[g], s]:
            continue
        ways = [chosen] if sum(chosen) < table.free[s] else []
        ways += [
            [n - (i == out) for i, n in enumerate(chosen)]
            for out, times in enumerate(chosen)
            if times
        ]
        after = [
            seats_wrong(table, with_these(table, s, [n + (i == g) for i, n in enumerate(way)]))
            for way in ways
        ]
        found[g] = max(0, now - min(after, default=now))
    return found


def test_seats_wrong_are_told_by_row() -> None:
    for seed in SEEDS:
        random = Random(f"outcome {seed}")
        table = random_table(random)
        slots = random_slots(random, table)
        below, above = outcome(table, *held(slots), EXACT).tolist()
        expected = np.zeros((2, len(table.lower)), dtype=np.int64)
        for s in range(len(table.free)):
            counts = np.array(with_these(table, s, picked(table, s, slots)[1]))
            expected += (
                np.maximum(0, table.lower - counts),
                np.maximum(0, counts - table.upper),
            )
        assert [below, above] == expected.tolist()
        assert sum(below) + sum(above) == shortfall_by_hand(table, slots)


def test_who_sits_from_the_start_leaves_only_seats_that_lack() -> None:
    for seed in SEEDS:
        random = Random(f"overdrawn {seed}")
        table = random_table(random)
        slots = random_slots(random, table)
        expected = np.zeros(len(table.lower), dtype=np.int64)
        for s in range(len(table.free)):
            counts = np.array(with_these(table, s, there(table, s, slots)))
            expected += np.maximum(0, table.lower - counts)
        assert overdrawn(table, *held(slots)).tolist() == expected.tolist()


def test_somebody_can_count_for_more_quotas_than_any_panel_has() -> None:
    """Forty quotas that one person fills alone."""
    rows = 40
    person = tuple(range(rows))
    bench = Bench(
        lower=(1,) * rows,
        upper=(1,) * rows,
        members=(Member(id="gone", rows=person, chance=HALF.everybody),),
        groups=(Group(values=("x",), rows=person, chance=HALF.everybody * 0, people=("next",)),),
        homes={},
    )
    table = table_of(bench, "a value", count=1, scenarios=8)
    gone = int(table.free.sum())
    assert 0 < gone < 8
    assert len(room_for(table, 1).tally) > rows
    assert shortfall(table, *held([0]), NO_BAR, EXACT) == gone * rows
    assert shortfall(table, *held([1]), NO_BAR, EXACT) == 0
    assert promise(table, *held([0]), EXACT).tolist() == [gone * rows]
