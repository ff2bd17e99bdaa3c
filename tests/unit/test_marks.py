"""Marks along an axis are round, few, and reach far enough."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.report.marks import decimals, round_marks


@pytest.mark.parametrize(
    ("highest", "finest", "marks"),
    [
        ("1/1000", "1/1000", "0 1/1000"),
        ("13/1990", "1/1000", "0 1/500 1/250 3/500 1/125"),
        ("1/20", "1/1000", "0 1/100 1/50 3/100 1/25 1/20"),
        ("2/5", "1/1000", "0 1/10 1/5 3/10 2/5"),
        ("1", "1/1000", "0 1/5 2/5 3/5 4/5 1"),
        ("1/200", "1/10", "0 1/10"),
        ("19/10", "1/10", "0 1/2 1 3/2 2"),
        ("5", "1/10", "0 1 2 3 4 5"),
        ("1365", "1", "0 500 1000 1500"),
        ("3/10000", "1/1000000000", "0 1/10000 1/5000 3/10000"),
    ],
)
def test_marks_are_round_numbers_up_to_the_highest(highest: str, finest: str, marks: str) -> None:
    found = round_marks(Fraction(highest), finest=Fraction(finest))
    assert " ".join(map(str, found)) == marks


@given(st.fractions(min_value="1/10000000", max_value=10**7))
def test_marks_are_few_and_the_last_is_the_first_that_is_high_enough(highest: Fraction) -> None:
    marks = round_marks(highest, finest=Fraction(1, 10**9))
    assert 3 <= len(marks) <= 6
    assert marks[-2] < highest <= marks[-1]
    assert len({b - a for a, b in pairwise(marks)}) == 1
    assert {str(mark / marks[1]) for mark in marks} == {str(n) for n in range(len(marks))}


@pytest.mark.parametrize(("number", "digits"), [("0", 0), ("7", 0), ("1/2", 1), ("3/400", 4)])
def test_decimals_are_as_many_as_it_takes(number: str, digits: int) -> None:
    assert decimals(Fraction(number)) == digits
