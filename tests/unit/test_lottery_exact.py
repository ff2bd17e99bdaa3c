"""Equations in fractions, and the levels that they give."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from sortition.lottery.exact import unique_solution
from sortition.lottery.levels import Chances, solve_exactly
from sortition.lottery.system import System
from sortition.records.space import Row

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


@pytest.mark.parametrize(
    ("rows", "right", "expected"),
    [
        pytest.param([[2]], [1], (HALF,), id="one equation"),
        pytest.param([[1, 1], [1, -1]], [1, THIRD], (Fraction(2, 3), THIRD), id="two equations"),
        pytest.param([[1, 1], [1, -1], [2, 2]], [1, 0, 2], (HALF, HALF), id="one too many, true"),
        pytest.param([[1, 1], [1, -1], [2, 2]], [1, 0, 3], None, id="one too many, false"),
        pytest.param([[1, 1], [2, 2]], [1, 2], None, id="many solutions"),
        pytest.param([[0, 1], [0, 2]], [1, 2], None, id="an unknown that is in no equation"),
        pytest.param([[0, 0], [1, 0], [0, 1]], [1, 0, 0], None, id="nothing equals one"),
        pytest.param([], [], None, id="no equations"),
    ],
)
def test_equations_have_one_solution_or_none_is_given(rows, right, expected):
    assert unique_solution(rows, [Fraction(value) for value in right]) == expected


def test_large_denominators_stay_exact():
    tiny = Fraction(1, 10**30)
    assert unique_solution([[1, 1], [0, 1]], [1 + tiny, tiny]) == (Fraction(1), tiny)


# Two seats: exactly one for the first profile (2 people), so one for the second (3 people).
SYSTEM = System(
    counts=(2, 3),
    rows=(
        Row(profiles=(0, 1), weights=(1, 1), lower=2, upper=2),
        Row(profiles=(0,), weights=(1,), lower=1, upper=1),
    ),
)


def test_a_guess_in_decimals_becomes_fractions():
    found = solve_exactly(SYSTEM, np.array([0.5, 0.333333333333]), 1e-8)
    assert found == Chances(values=(HALF, THIRD), groups=((1,), (0,)))
    assert found.mean(SYSTEM) == (Fraction(1), Fraction(1))


def test_a_guess_with_one_level_too_few_has_no_solution():
    assert solve_exactly(SYSTEM, np.array([0.5, 1 / 3]), 0.2) is None


def test_a_guess_that_touches_no_bound_is_not_made_exact():
    free = System(counts=(2, 3), rows=(Row(profiles=(0, 1), weights=(1, 1), lower=1, upper=3),))
    assert solve_exactly(free, np.array([0.4, 0.4]), 1e-8) is None


def test_a_solution_outside_the_quotas_is_refused():
    # The guess holds the size; taken as one level it gives 4/5 of a seat to the first profile.
    apart = System(
        counts=(2, 3),
        rows=(SYSTEM.rows[0], Row(profiles=(0,), weights=(1,), lower=1, upper=1)),
    )
    assert solve_exactly(apart, np.array([0.4, 0.4]), 1e-8) is None


def test_someone_sure_of_a_seat_has_chance_one_exactly():
    forced = System(counts=(1, 2), rows=(Row(profiles=(0, 1), weights=(1, 1), lower=2, upper=2),))
    found = solve_exactly(forced, np.array([1.0, 0.5]), 1e-8)
    assert found == Chances(values=(Fraction(1), HALF), groups=((1,), (0,)))
