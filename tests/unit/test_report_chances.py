"""The page from letter to seat: nobody is shown alone."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.report.chances import FEWEST, bins

TOP = Fraction(12, 100)


def found(*percents: int) -> list[tuple[str, str, int]]:
    chances = [Fraction(n, 100) for n in percents]
    return [(str(b.low * 100), str(b.high * 100), b.people) for b in bins(chances, TOP)]


@pytest.mark.parametrize(
    ("percents", "rows"),
    [
        ([1] * 10 + [3] * 20, [("0", "1", 10), ("1", "2", 0), ("2", "3", 20)]),
        ([1] * 9 + [3] * 20, [("0", "3", 29)]),
        ([1] * 10 + [5], [("0", "5", 11)]),
        ([1] * 6 + [2] * 4 + [4] * 3 + [5] * 8, [("0", "2", 10), ("2", "3", 0), ("3", "5", 11)]),
        ([1] * 9, []),
    ],
)
def test_a_few_people_are_told_with_their_neighbours(
    percents: list[int], rows: list[tuple[str, str, int]]
) -> None:
    assert found(*percents) == rows


@given(st.lists(st.integers(0, 12), min_size=1, max_size=60))
def test_rows_hold_everybody_or_nobody_and_follow_each_other(percents: list[int]) -> None:
    rows = bins([Fraction(n, 100) for n in percents], TOP)
    assert sum(row.people for row in rows) in (len(percents), 0)
    assert bool(rows) == (len(percents) >= FEWEST)
    assert all(row.people == 0 or row.people >= FEWEST for row in rows)
    assert [row.low for row in rows] == [Fraction(0), *(row.high for row in rows)][: len(rows)]
    assert max((row.length for row in rows), default=1000) == 1000
