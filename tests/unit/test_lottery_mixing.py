"""Mixing and the spread, on panels small enough to look at."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from sortition.lottery import build_space, spread
from sortition.lottery.linear import Integers
from sortition.lottery.mix import mix
from sortition.lottery.spread import measure
from sortition.lottery.stream import Stream
from sortition.records.panels import Panels
from sortition.records.space import Space
from tests.small_pools import pool_of, quotas_of


def array(*seats: int) -> Integers:
    return np.array(seats, dtype=np.int64)


def six_alone(area_a: tuple[int, int]) -> Space:
    """Six people, one per profile, three seats; the first three live in area a."""
    quotas = quotas_of(
        [
            ("area", "a", *area_a),
            ("area", "b", 0, 3),
            *(("role", str(i), 0, 1) for i in range(6)),
        ]
    )
    people = [("aaabbb"[i], str(i)) for i in range(6)]
    return build_space(pool_of(people, [None] * 6, ["area", "role"]), quotas, 3)


TWO = [(array(1, 1, 1, 0, 0, 0), 50), (array(0, 0, 0, 1, 1, 1), 50)]


def kinds_of(panels: list[Integers]) -> set[tuple[int, ...]]:
    return {tuple(panel.tolist()) for panel in panels}


def test_two_panels_taken_often_become_nearly_all_there_are():
    mixed = mix(six_alone((0, 3)), TWO, Stream("A", "mix"))
    assert len(kinds_of(mixed)) >= 15
    assert sum(mixed).tolist() == [50] * 6


def test_panels_that_no_exchange_fits_stay_as_they_are():
    one = [(array(1, 1, 1, 0, 0, 0), 7)]
    mixed = mix(six_alone((3, 3)), one, Stream("A", "mix"))
    assert kinds_of(mixed) == {(1, 1, 1, 0, 0, 0)}
    assert len(mixed) == 7


def test_exchanges_keep_the_quotas_of_both_panels():
    taken = [(array(1, 1, 0, 1, 0, 0), 30), (array(0, 0, 1, 0, 1, 1), 30)]
    mixed = mix(six_alone((1, 2)), taken, Stream("A", "mix"))
    assert {int(panel[:3].sum()) for panel in mixed} == {1, 2}
    assert len(kinds_of(mixed)) > 10


def test_the_order_of_the_panels_found_leaves_no_trace_but_the_public_value_does():
    space = six_alone((0, 3))
    plain = [panel.tolist() for panel in mix(space, TWO, Stream("A", "mix"))]
    assert plain == [panel.tolist() for panel in mix(space, TWO[::-1], Stream("A", "mix"))]
    assert plain != [panel.tolist() for panel in mix(space, TWO, Stream("B", "mix"))]


def test_who_always_meets_counts_as_together():
    found = measure(Panels.listed(((0, 1), (2, 3), (0, 1), (2, 3))), 4)
    assert (found.distinct, found.together) == (2, Fraction(1, 4))


def test_one_panel_for_all_is_no_more_than_chance():
    found = measure(Panels.listed(((0, 1),) * 3), 2)
    assert (found.distinct, found.together) == (1, Fraction(0))


def test_never_meeting_is_less_than_chance():
    assert measure(Panels.listed(((0,), (1,))), 2).together == Fraction(-1, 4)


def test_a_single_person_meets_nobody():
    assert measure(Panels.listed(((0,), (0,))), 1).together == 0


def test_many_people_are_compared_block_by_block(monkeypatch):
    panels = Panels.listed(((0, 4), (0, 4), (1, 2), (3, 5), (2, 3)))
    whole = measure(panels, 6)
    monkeypatch.setattr(spread, "_BLOCK", 4)
    assert measure(panels, 6) == whole
    assert whole.together == Fraction(2, 5) - Fraction(4, 25)
