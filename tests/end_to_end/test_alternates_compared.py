"""What alternates would do, how many to draw instead, and what is learned from what happened."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from sortition import steps
from sortition.errors import UsageError
from sortition.lottery import build_space, find_panel
from sortition.tables import load
from tests.processes import CASES, Case, moment, signed
from tests.replaced import BIG
from tests.standing_by import (
    HALF,
    committed,
    drawn,
    opened,
    with_a_call,
    with_alternates,
)


def test_a_larger_panel_can_be_drawn_by_the_quotas_that_are_written(tmp_path: Path) -> None:
    areas = ("east", "north", "south", "west")
    case = Case(
        people=tuple((12, ("", "", "16-39", area)) for area in areas),
        quotas=(("age", "16-39", 8, 8), *(("area", area, 2, 2) for area in areas)),
        size=8,
        threshold=3,
    )
    process, _ = with_alternates(tmp_path, case, 2, dropouts=Fraction(1, 10))
    larger = tmp_path / "larger.csv"
    found = steps.overdraw_advice(process, Fraction(9, 10), out=larger)
    assert found.advice.enough >= Fraction(9, 10)
    assert found.advice.size == 16 > found.size == 8
    loaded = load(tmp_path / "registrants.csv", larger, size=found.advice.size)
    space = build_space(loaded.pool, loaded.quotas, found.advice.size)
    assert sum(seats for _, seats in find_panel(space)) == 16


@pytest.mark.parametrize("name", ["big", "homes", "zones"])
def test_alternates_are_compared_before_and_after_the_draw(name: str, tmp_path: Path) -> None:
    process = opened(tmp_path, {**CASES, "big": BIG}[name])
    with pytest.raises(UsageError, match="First close the pool"):
        steps.compare_alternates(process, dropouts=HALF)
    with pytest.raises(UsageError, match="First close the pool"):
        steps.overdraw_advice(process, HALF, dropouts=HALF)
    signed(process, 1)
    committed(process)
    with pytest.raises(UsageError, match="How likely"):
        steps.compare_alternates(process)
    for is_drawn in (False, True):
        found = steps.compare_alternates(process, dropouts=HALF, count=4)
        assert found.drawn == is_drawn
        result = found.comparison
        assert [one.count for one in result.by_count] == [1, 2, 3, 4]
        for one in result.by_count:
            assert result.pool <= one.chosen <= result.without
            assert result.pool <= one.greedy <= result.without
            assert result.pool <= one.blind <= result.without
        assert sum(row[0] for row in result.rows) == result.without
        assert sum(row[1] for row in result.rows) == result.by_count[-1].chosen
        assert sum(row[2] for row in result.rows) == result.pool
        if not is_drawn:
            drawn(process)


def test_what_is_learned_is_a_table_for_the_next_plan(tmp_path: Path) -> None:
    called = with_a_call(tmp_path)
    out = tmp_path / "chances.csv"
    found = steps.learn_from((called, called), out=out)
    once = steps.learn_from((called,))
    assert (found.people, found.dropped) == (2 * once.people, 2 * once.dropped)
    (tmp_path / "next").mkdir()
    process = opened(tmp_path / "next", BIG)
    planned = steps.plan_alternates(process, 2, dropouts=out, time=moment(0))
    assert planned.standby.dropouts == found.dropouts
    with pytest.raises(UsageError, match="no panel was drawn"):
        steps.learn_from((process,))
