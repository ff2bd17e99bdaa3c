"""Long lists: exact totals, every rule kept, few blocks (docs/decisions/0008-long-lists.md)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from sortition.lottery import build_space, fair_lottery, long_list
from sortition.lottery.integer import Question
from sortition.lottery.long_list import profile_seats, weave_long
from sortition.lottery.rounding import SCALE, rounded
from sortition.lottery.stream import Stream
from sortition.records.lottery import Lottery
from sortition.records.progress import silent
from sortition.records.space import Space
from tests.small_pools import pool_of, quotas_of

UNITS = 12_000


def town() -> Space:
    """600 people, a hundred homes of two; 6 seats, of which one for the 400 of age a."""
    people = [("a" if i % 3 else "b", "ns"[i % 2]) for i in range(600)]
    homes = [f"home {i // 2}" if i < 200 else None for i in range(600)]
    quotas = quotas_of(
        [("age", "a", 1, 1), ("age", "b", 5, 5), ("part", "n", 3, 4), ("part", "s", 2, 3)]
    )
    return build_space(pool_of(people, homes, ["age", "part"]), quotas, 6)


@pytest.fixture(scope="module")
def lottery() -> Lottery:
    return fair_lottery(town(), construction="A", units=UNITS)


def test_every_count_is_within_one_of_the_exact_chance(lottery: Lottery) -> None:
    assert lottery.units == UNITS
    for chance, profile in zip(lottery.chances, lottery.space.profiles, strict=True):
        for person in profile.people:
            assert abs(lottery.counts[person] - UNITS * chance) < 1


def test_the_blocks_are_few(lottery: Lottery) -> None:
    assert len(lottery.panels.blocks) < UNITS // 3


def test_every_panel_keeps_the_quotas_and_no_housemates_meet(lottery: Lottery) -> None:
    for panel in lottery.panels:
        assert len(set(panel)) == 6
        assert sum(person % 3 > 0 for person in panel) == 1
        assert 3 <= sum(person % 2 == 0 for person in panel) <= 4
        homes = Counter(person // 2 for person in panel if person < 200)
        assert max(homes.values(), default=0) <= 1


def test_the_same_value_gives_the_same_blocks(lottery: Lottery) -> None:
    again = weave_long(lottery.space, lottery.chances, UNITS, Stream("A", "panels 0"), silent)
    other = weave_long(lottery.space, lottery.chances, UNITS, Stream("B", "panels 0"), silent)
    assert again is not None
    assert tuple(again) == lottery.panels.blocks
    assert other is not None
    assert tuple(other) != lottery.panels.blocks
    assert profile_seats(lottery.space, other).sum() == 6 * UNITS


def test_panels_that_do_not_come_out_are_woven_again_with_a_few_others(
    lottery: Lottery, monkeypatch: pytest.MonkeyPatch
) -> None:
    woven, sizes = long_list._list, []

    def spoiled(board, wanted, units, stream, listen):
        """Seven panels of the first attempt at the last list count as not good."""
        found = woven(board, wanted, units, stream, listen)
        if units != long_list.LIST:
            sizes.append(units)
            good = found.good.copy()
            good[: 7 if len(sizes) == 1 else 0] = False
            return replace(found, good=good)
        return found

    monkeypatch.setattr(long_list, "_list", spoiled)
    blocks = weave_long(lottery.space, lottery.chances, UNITS, Stream("A", "panels 0"), silent)
    assert blocks is not None
    assert sizes[1] == 7 + 200
    assert len(sizes) == 2
    assert sum(block.copies for block in blocks) == UNITS
    seats = profile_seats(lottery.space, blocks).tolist()
    for given, count, chance in zip(seats, lottery.space.counts, lottery.chances, strict=True):
        assert abs(given - UNITS * count * chance) < count


def test_rounding_keeps_rows_and_stays_near_the_wish() -> None:
    wish = np.array([SCALE // 3] * 300, dtype=np.int64)
    matrix = np.array([[1] * 300, [1, 0] * 150], dtype=np.int64)
    question = Question(
        matrix=matrix,
        lower=np.zeros(300, dtype=np.int64),
        upper=np.ones(300, dtype=np.int64),
        row_lower=np.array([100, 47]),
        row_upper=np.array([100, 47]),
    )
    found = rounded(question, wish, Stream("A", "rounding"))
    assert found is not None
    assert (matrix @ found).tolist() == [100, 47]
    assert set(found.tolist()) == {0, 1}


def test_rounding_says_when_there_is_no_answer() -> None:
    question = Question(
        matrix=np.ones((1, 3), dtype=np.int64),
        lower=np.zeros(3, dtype=np.int64),
        upper=np.ones(3, dtype=np.int64),
        row_lower=np.array([4]),
        row_upper=np.array([4]),
    )
    assert rounded(question, np.full(3, SCALE), Stream("A", "rounding")) is None


def test_chances_of_a_long_list_are_less_than_two_percent_off() -> None:
    found = fair_lottery(town(), construction="A")
    smallest = found.smallest_chance
    assert smallest < Fraction(10, 1000)
    assert found.units * smallest >= 50


@pytest.mark.parametrize("times", [1, 9, 40])
def test_what_a_list_leaves_fits_into_the_lists_to_come(times: int) -> None:
    """A quota that is nearly always full: few seats too few here would be many too many later."""
    people = [("a",)] * 50 + [("b",)] * 50
    space = build_space(
        pool_of(people, [None] * 100, ["x"]), quotas_of([("x", "a", 0, 5), ("x", "b", 0, 9)]), 10
    )
    # Hardly less than 5 of the ten are of kind a.
    mean = (Fraction(49_999, 500_000), Fraction(50_001, 500_000))
    board = long_list._board(space, mean)
    given = np.zeros(2, dtype=np.int64)
    units = 100_000
    question, _ = long_list._near(board, given, (units, units), times)
    later = units - times * long_list.LIST
    for seats in (question.row_lower, question.row_upper):
        left = units * np.array([10, 4.9999, 5.0001]) - times * seats
        assert (left <= later * board.row_upper + 1e-6).all()
        assert (left >= later * board.row_lower - 1e-6).all()


def test_fewer_copies_are_tried_when_a_list_does_not_come_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With many copies, parts of the last seats are lost to everybody; a row may need them."""
    tried = []
    near = long_list._near

    def asked(board, given, so_far, times):  # type: ignore[no-untyped-def]
        tried.append(times)
        question, wish = near(board, given, so_far, times)
        if times > 8:
            question = replace(question, upper=question.lower - 1)
        return question, wish

    monkeypatch.setattr(long_list, "_near", asked)
    space = town()
    chances = fair_lottery(space, construction="x", units=1000).chances
    assert weave_long(space, chances, 20_000, Stream("x", "y"), silent) is not None
    assert any(times > 8 for times in tried)
    assert any(0 < times <= 8 for times in tried)
