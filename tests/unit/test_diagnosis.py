"""What clashes, who is left out, the smallest changes: by hand, and by looking at every panel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations, islice
from pathlib import Path
from random import Random

import pytest

from sortition.diagnosis import diagnose
from sortition.diagnosis.changes import smallest_changes
from sortition.lottery import build_space
from sortition.records.diagnosis import Aim, Bound, Change, Side, changed
from sortition.records.pool import Pool
from sortition.records.quotas import Quotas
from sortition.records.space import Space
from sortition.tables import load
from tests.oracle.brute_force import all_panels, is_possible, seats_of
from tests.small_pools import Case, pool_of, quotas_of, random_case
from tests.thorough import also

FIXTURES = Path(__file__).parents[2] / "fixtures"


def space_of(
    people: list[tuple[str, ...]],
    bounds: list[tuple[str, str, int, int]],
    size: int,
    homes: list[str | None] | None = None,
) -> Space:
    quotas = quotas_of(bounds)
    return build_space(
        pool_of(people, homes or [None] * len(people), quotas.categories), quotas, size
    )


def sides(bounds: Iterable[Bound]) -> list[tuple[str, str, int]]:
    return [(b.quota.category, b.quota.value, int(b.side)) for b in bounds]


def words(changes: tuple[Change, ...] | None) -> list[tuple[str, int, int]]:
    return [(c.quota.label, int(c.side), c.seats) for c in changes or ()]


@pytest.fixture(scope="module")
def impossible() -> Space:
    folder = FIXTURES / "impossible"
    loaded = load(folder / "registrants.csv", folder / "quotas.csv", size=12)
    return build_space(loaded.pool, loaded.quotas, 12)


def test_the_clash_of_the_fixture_is_told_with_its_counts(impossible: Space) -> None:
    clash = diagnose(impossible).clash
    assert clash is not None
    assert [(b.quota.label, int(b.side), b.seats) for b in clash.bounds] == [
        ("age 65+", 1, 2),
        ("area Harbour", 1, 2),
        ("education lower", -1, 5),
    ]
    assert not clash.homes
    assert clash.room is None
    (shortage,) = clash.shortages
    assert (shortage.needed.people, shortage.needed.seats, shortage.room) == (8, 5, 4)
    assert [(o.bound.quota.label, o.people) for o in shortage.overlaps] == [
        ("age 65+", 4),
        ("area Harbour", 4),
    ]


def test_the_smallest_changes_of_the_fixture(impossible: Space) -> None:
    """One seat of any of the three; small groups lose least when a maximum gives way."""
    found = diagnose(impossible)
    assert found.exclusions == ()
    assert all(one.seats == 1 for one in found.alternatives if Aim.SEATS in one.aims)
    gentle = next(one for one in found.alternatives if Aim.SMALL_GROUPS in one.aims)
    assert words(gentle.changes)[0][1] == int(Side.MAXIMUM)
    aims = [aim for one in found.alternatives for aim in one.aims]
    assert sorted(aims) == sorted(Aim)


def test_a_minimum_of_one_is_given_up_last() -> None:
    """Two of five seats must go: from the twenty, not from the one."""
    people = [("a",)] * 30 + [("b",)] * 5
    space = space_of(people, [("x", "a", 20, 20), ("x", "b", 1, 1)], 20)
    found = smallest_changes(space, Aim.SMALL_GROUPS, within_flex=False)
    assert words(found) == [("x a", -1, 19)]


def test_flex_bounds_are_kept_where_they_suffice() -> None:
    people = [("a",)] * 9 + [("b",)] * 1
    space = space_of(people, [("x", "a", 0, 3), ("x", "b", 2, 4)], 5)
    rows = (
        replace(space.quotas.rows[0], min_flex=0, max_flex=4),
        replace(space.quotas.rows[1], min_flex=1, max_flex=4),
    )
    flexible = replace(space, quotas=Quotas(rows=rows))
    found = smallest_changes(flexible, Aim.SEATS, within_flex=True)
    assert words(found) == [("x a", 1, 4), ("x b", -1, 1)]
    assert all(one.within_flex for one in diagnose(flexible).alternatives)
    stiff = replace(space, quotas=Quotas(rows=(replace(rows[0], max_flex=3), rows[1])))
    assert smallest_changes(stiff, Aim.SEATS, within_flex=True) is None
    beyond = diagnose(stiff).alternatives
    assert beyond
    assert not any(one.within_flex for one in beyond)


def test_fewest_quotas_and_fewest_seats_can_differ() -> None:
    """Two seats either way: one each for the two people who have x 1, or nobody with x 1."""
    people = [("1", "2", "1"), ("1", "1", "2"), *[("2", "1", "1")] * 3]
    bounds = [
        *(("x", "1", 2, 3), ("x", "2", 0, 3)),
        *(("y", "1", 0, 3), ("y", "2", 0, 0)),
        *(("z", "1", 0, 3), ("z", "2", 0, 0)),
    ]
    space = space_of(people, bounds, 3)
    seats = smallest_changes(space, Aim.SEATS, within_flex=False)
    assert words(seats) == [("y 2", 1, 1), ("z 2", 1, 1)]
    assert words(smallest_changes(space, Aim.QUOTAS, within_flex=False)) == [("x 1", -1, 0)]


# --- who is left out ------------------------------------------------------------------------------


def test_a_maximum_of_0_leaves_people_out() -> None:
    people = [("a",)] * 4 + [("b",)] * 2
    space = space_of(people, [("x", "a", 0, 4), ("x", "b", 0, 0)], 3)
    found = diagnose(space)
    assert found.clash is None
    (out,) = found.exclusions
    assert (out.values, out.people, out.homes) == ((("x", "b"),), (4, 5), False)
    assert sides(out.bounds) == [("x", "b", 1)]
    (change,) = found.alternatives
    assert (words(change.changes), change.aims) == ([("x b", 1, 1)], (Aim.EVERYBODY,))
    assert change.left_out == ()


def test_rules_that_together_leave_people_out() -> None:
    """Of 3 seats 2 are for q and 2 for s; nobody is both but two: (p, r) never fits."""
    people = [("p", "r"), ("p", "s"), ("p", "s"), ("q", "r"), ("q", "r"), ("q", "s")]
    bounds = [("a", "p", 0, 1), ("a", "q", 2, 3), ("b", "r", 0, 2), ("b", "s", 2, 3)]
    space = space_of(people, bounds, 3)
    (out,) = diagnose(space).exclusions
    assert out.values == (("a", "p"), ("b", "r"))
    assert out.people == (0,)
    assert sides(out.bounds) in (
        [("a", "q", -1), ("b", "s", -1)],
        [("a", "p", 1), ("b", "s", -1)],  # the same said otherwise: 3 seats, p or q
    )


def test_people_with_one_reason_are_told_together() -> None:
    people = [("a", c) for c in "1234"] + [("b", c) for c in "1234"]
    bounds = [("x", "a", 0, 4), ("x", "b", 0, 0), *(("y", c, 0, 4) for c in "1234")]
    (out,) = diagnose(space_of(people, bounds, 3)).exclusions
    assert (out.values, out.people) == ((("x", "b"),), (4, 5, 6, 7))
    assert sides(out.bounds) == [("x", "b", 1)]


def test_who_lives_with_somebody_indispensable_is_left_out() -> None:
    people = [("a",), ("b",), ("a",), ("a",), ("a",)]
    bounds = [("x", "a", 0, 3), ("x", "b", 1, 1)]
    space = space_of(people, bounds, 3, ["home", "home", None, None, None])
    found = diagnose(space)
    (out,) = found.exclusions
    assert (out.people, out.homes) == ((0,), True)
    assert sides(out.bounds) == [("x", "b", -1)]
    assert found.alternatives[0].left_out == ()


def test_where_all_is_well_nothing_is_said() -> None:
    found = diagnose(space_of([("a",)] * 4, [("x", "a", 0, 4)], 3))
    assert (found.clash, found.exclusions, found.alternatives) == (None, (), ())


def test_too_few_people_is_a_clash_without_bounds() -> None:
    found = diagnose(space_of([("a",)] * 4, [("x", "a", 0, 9)], 3, ["h", "h", "i", "i"]))
    assert found.clash is not None
    assert (found.clash.bounds, found.clash.homes, found.clash.room) == ((), True, 2)
    assert found.alternatives == ()


# --- against every panel --------------------------------------------------------------------------


def impossible_cases(number: int) -> Iterable[tuple[int, Case, Space]]:
    """Small pools whose quotas are shifted until no panel is left."""
    found = 0
    for seed in range(10**6):
        random = Random(f"impossible {seed}")
        case = random_case(random)
        rows = [
            replace(row, minimum=n, maximum=max(n, row.maximum - random.randint(0, 1)))
            for row in case.quotas.rows
            for n in [row.minimum + random.choice((0, 0, 1, 2))]
        ]
        shifted = replace(case, quotas=Quotas(rows=tuple(rows)))
        if not all_panels(shifted.pool, shifted.quotas, shifted.size):
            yield seed, shifted, build_space(shifted.pool, shifted.quotas, shifted.size)
            found += 1
        if found == number:
            return


def violations(case: Case, panel: frozenset[int]) -> list[tuple[int, int]]:
    """For each bound that a panel breaks: by how many seats, and what a seat of it costs."""
    found = []
    for quota in case.quotas.rows:
        seats = seats_of(case.pool, panel, quota)
        if seats < quota.minimum:
            found.append((quota.minimum - seats, -(-1000 // quota.minimum)))
        if seats > quota.maximum:
            found.append((seats - quota.maximum, -(-1000 // case.size)))
    return found


def guests(pool: Pool, size: int) -> list[frozenset[int]]:
    return all_panels(pool, Quotas(rows=()), size)


IMPOSSIBLE = 500
PARTS = 10
MEASURES = {
    Aim.SEATS: lambda broken: (sum(n for n, _ in broken), sum(n * c for n, c in broken)),
    Aim.QUOTAS: lambda broken: (len(broken), sum(n for n, _ in broken)),
    Aim.SMALL_GROUPS: lambda broken: (sum(n * c for n, c in broken), sum(n for n, _ in broken)),
}


@pytest.mark.parametrize("part", also(tuple(range(4)), tuple(range(4, PARTS))))
def test_clashes_and_changes_of_impossible_pools_against_every_panel(part: int) -> None:
    for seed, case, space in islice(impossible_cases(IMPOSSIBLE), part, None, PARTS):
        panels = guests(case.pool, case.size)
        found = diagnose(space)
        assert found.clash is not None, seed
        bounds = sides(found.clash.bounds)
        assert not is_possible(case.pool, case.quotas, case.size, bounds), seed
        for one in bounds:  # dropping any one of them makes it possible
            rest = [bound for bound in bounds if bound != one]
            assert is_possible(case.pool, case.quotas, case.size, rest), (seed, one)
        for shortage in found.clash.shortages:
            assert shortage.room < shortage.needed.seats, seed
        if not panels:
            assert found.alternatives == ()
            continue
        for aim, measure in MEASURES.items():
            best = min(measure(violations(case, panel)) for panel in panels)
            change = next(a for a in found.alternatives if aim in a.aims)
            broken = [
                (c.by, -(-1000 // (c.quota.minimum if c.side is Side.MINIMUM else case.size)))
                for c in change.changes
            ]
            assert measure(broken) == best, (seed, aim)
            after = all_panels(case.pool, changed(case.quotas, change.changes), case.size)
            assert after, (seed, aim)
            held = frozenset().union(*after)
            assert change.left_out == tuple(sorted(set(range(len(case.pool.ids))) - held)), seed
        everybody = next(a for a in found.alternatives if Aim.EVERYBODY in a.aims)
        assert everybody.left_out == ()


@pytest.mark.parametrize("part", range(4))
def test_who_is_left_out_against_every_panel(part: int) -> None:
    for seed in range(part, 40, 4):
        case = random_case(Random(f"left out {seed}"))
        panels = all_panels(case.pool, case.quotas, case.size)
        if not panels:
            continue
        found = diagnose(build_space(case.pool, case.quotas, case.size))
        held = frozenset().union(*panels)
        named = sorted(i for out in found.exclusions for i in out.people)
        assert named == sorted(set(range(len(case.pool.ids))) - held), seed


def test_the_smallest_change_for_everybody_is_optimal_on_small_pools() -> None:
    """No change with one seat fewer, of any bounds, gives everybody a panel."""
    tried = 0
    for seed, case, space in impossible_cases(24):
        found = smallest_changes(space, Aim.EVERYBODY, within_flex=False)
        seats = sum(change.by for change in found or ())
        if not 1 < seats <= 3:
            continue
        tried += 1
        bounds = [(i, side) for i in range(len(case.quotas.rows)) for side in Side]
        repeated = [bound for bound in bounds for _ in range(seats - 1)]
        for chosen in sorted(set(combinations(repeated, seats - 1))):
            rows = list(case.quotas.rows)
            for i, side in chosen:
                if side is Side.MINIMUM:
                    rows[i] = replace(rows[i], minimum=max(0, rows[i].minimum - 1))
                else:
                    rows[i] = replace(rows[i], maximum=rows[i].maximum + 1)
            panels = all_panels(case.pool, Quotas(rows=tuple(rows)), case.size)
            held = frozenset().union(*panels) if panels else frozenset()
            assert len(held) < len(case.pool.ids), (seed, chosen)
    assert tried >= 3


def test_the_aims_differ_and_are_not_one_by_another_name() -> None:
    found = [
        {aim: smallest_changes(space, aim, within_flex=False) for aim in Aim}
        for _, _, space in impossible_cases(16)
    ]
    for aim in (Aim.SMALL_GROUPS, Aim.EVERYBODY):
        assert any(each[aim] != each[Aim.SEATS] for each in found), aim
