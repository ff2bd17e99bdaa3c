"""Plain picking, simulated: what it finds, when it starts again, and whose chance it is."""

from __future__ import annotations

from random import Random

import pytest

from sortition.lottery import build_space
from sortition.lottery.picking import _Table, simulate_picking
from sortition.lottery.stream import Stream
from sortition.records.progress import silent
from tests.oracle.brute_force import all_panels
from tests.small_pools import Case, pool_of, quotas_of, random_case


def simulated(case: Case, panels: int = 300, purpose: str = "picking"):
    space = build_space(case.pool, case.quotas, case.size)
    return simulate_picking(space, panels=panels, stream=Stream("a", purpose), listen=silent)


def test_every_panel_that_is_picked_meets_all_rules():
    random = Random(4)
    stuck = 0
    for _ in range(40):
        case = random_case(random)
        allowed = set(all_panels(case.pool, case.quotas, case.size))
        table = _Table.of(build_space(case.pool, case.quotas, case.size))
        picked = table.pick(50, Stream("a", "test"))
        found = {frozenset(panel.tolist()) for panel in picked if panel is not None}
        assert found <= allowed, case
        stuck += sum(panel is None for panel in picked)
    assert stuck


def test_the_counts_add_up_and_are_the_same_every_time():
    case = one_young_of_three()
    counts, picking = simulated(case)
    assert counts.sum() == 2 * picking.panels == 600
    again, _ = simulated(case)
    assert (counts == again).all()
    other, _ = simulated(case, purpose="something else")
    assert (counts != other).any()


def test_people_in_the_same_position_have_about_the_same_chance():
    # One of three young and one of six old people: chances 1/3 and 1/6.
    counts, picking = simulated(one_young_of_three(), panels=3000)
    assert picking.panels == 3000
    assert all(abs(count - 1000) < 150 for count in counts[:3])
    assert all(abs(count - 500) < 120 for count in counts[3:])
    assert picking.distinct == 18


def test_a_pool_without_a_panel_ends():
    case = Case(
        pool=pool_of([["a"], ["a"]], ["home", "home"], ("x",)),
        quotas=quotas_of([("x", "a", 2, 2)]),
        size=2,
    )
    counts, picking = simulated(case, panels=5)
    assert (picking.panels, picking.distinct, counts.sum()) == (0, 0, 0)
    assert picking.tries >= 250


@pytest.mark.parametrize("panels", [1, 7])
def test_exactly_as_many_panels_are_counted_as_are_asked_for(panels):
    _, picking = simulated(one_young_of_three(), panels=panels)
    assert picking.panels == panels <= picking.tries


def one_young_of_three() -> Case:
    return Case(
        pool=pool_of([["16"]] * 3 + [["30"]] * 6, [None] * 9, ("age",)),
        quotas=quotas_of([("age", "16", 1, 1), ("age", "30", 1, 1)]),
        size=2,
    )
