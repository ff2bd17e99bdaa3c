"""The methods on pools worked out by hand, and their inner steps."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from sortition.lottery.exact import first_independent
from sortition.lottery.levels import Chances
from sortition.lottery.objectives import optimise
from sortition.lottery.objectives.body import Body
from sortition.lottery.objectives.goldilocks import root
from sortition.lottery.objectives.nash import welfare_gap
from sortition.lottery.objectives.room import face_of
from sortition.lottery.objectives.settle import to_fraction
from sortition.lottery.system import System
from sortition.records.lottery import Method
from sortition.records.progress import silent
from sortition.records.space import Row

ONE = 1 << 128
HALF, THIRD, QUARTER = Fraction(1, 2), Fraction(1, 3), Fraction(1, 4)


def ones(profiles: tuple[int, ...], lower: int, upper: int) -> Row:
    return Row(profiles=profiles, weights=(1,) * len(profiles), lower=lower, upper=upper)


# Two seats for four people, 0 to 1 for the first of them and 1 to 2 for the three others.
LOOSE = System(counts=(1, 3), rows=(ones((0, 1), 2, 2), ones((0,), 0, 1), ones((1,), 1, 2)))
# One seat for a group of one, one for a group of three: nothing is left to choose.
TIGHT = System(counts=(1, 3), rows=(ones((0, 1), 2, 2), ones((0,), 1, 1), ones((1,), 1, 1)))
# Two seats for four people; the first may sit neither with the second nor with the third.
CROSS = System(
    counts=(1, 1, 1, 1),
    rows=(ones((0, 1, 2, 3), 2, 2), ones((0, 1), 0, 1), ones((0, 2), 0, 1)),
)


@pytest.mark.parametrize("method", list(Method))
def test_equal_chances_are_best_by_every_method_where_they_are_possible(method):
    for system in (LOOSE, CROSS):
        found = optimise(method, system, silent)
        assert found is not None
        assert set(found.chances.values) == {HALF}


@pytest.mark.parametrize("method", list(Method))
def test_where_nothing_is_left_to_choose_all_methods_agree(method):
    found = optimise(method, TIGHT, silent)
    assert found is not None
    assert found.chances.values == (Fraction(1), THIRD)
    if found.balance:
        # e = 1/2: the cost is 2 + 3/2.
        assert (found.balance.floor, found.balance.cap) == (THIRD, Fraction(1))
        assert (found.balance.bound, found.balance.gap) == (Fraction(7, 2), 0)
    if found.welfare:
        assert found.welfare.gap < Fraction(1, 10**15)


@pytest.mark.parametrize("method", list(Method))
def test_rows_that_no_mean_panel_meets_give_nothing(method):
    system = System(counts=(1, 1), rows=(ones((0, 1), 2, 2), ones((0,), 0, 0)))
    assert optimise(method, system, silent) is None


@pytest.mark.parametrize("method", list(Method))
def test_people_without_a_chance_are_left_out_and_proved_to_be(method):
    none = Row(profiles=(2,), weights=(1,), lower=None, upper=0)
    system = System(counts=(1, 3, 2), rows=(ones((0, 1, 2), 2, 2), none))
    found = optimise(method, system, silent)
    assert found is not None
    assert found.chances.values == (HALF, HALF, 0)
    first = found.levels[0]
    assert (first.chance, first.profiles, first.gap) == (0, (2,), 0)


def test_the_product_gives_way_where_leximin_does_not():
    # Three seats. a (1 person) is in a group with b (4 people) and in one with c (4), each with at
    # most 1 seat: a takes from both. d (4) have what is left.
    system = System(
        counts=(1, 4, 4, 4),
        rows=(ones((0, 1, 2, 3), 3, 3), ones((0, 1), 0, 1), ones((0, 2), 0, 1)),
    )
    # a + 4b <= 1 leaves 1/5 each at most, so a = b = c = 1/5.
    leximin = optimise(Method.LEXIMIN, system, silent)
    assert leximin is not None
    assert leximin.chances.values[:3] == (Fraction(1, 5),) * 3
    # Maximise log a + 8 log((1 - a)/4) + 4 log((1 + a)/4): 1/a - 8/(1-a) + 4/(1+a) = 0,
    # so 1 - a² - 8a(1 + a) + 4a(1 - a) = 0, 13a² + 4a - 1 = 0: a = (√17 - 2)/13, irrational.
    nash = optimise(Method.NASH, system, silent)
    assert nash is not None
    a = nash.chances.values[0]
    assert abs((13 * a + 2) ** 2 - 17) < Fraction(1, 10**6)
    assert nash.welfare is not None
    assert 0 < nash.welfare.gap < Fraction(1, 10**6)
    assert welfare_gap(system, nash.chances, nash.welfare.multipliers) == nash.welfare.gap


def test_goldilocks_trades_the_floor_for_the_cap():
    # Two seats for twelve people, and one of them may have at most one seat.
    system = System(counts=(10, 1, 1), rows=(ones((0, 1, 2), 2, 2), ones((1,), 0, 1)))
    found = optimise(Method.GOLDILOCKS, system, silent)
    assert found is not None
    assert found.balance is not None
    # Nothing stands in the way of 1/6 for all twelve.
    assert set(found.chances.values) == {Fraction(1, 6)}
    assert found.balance.multipliers == ()
    bound = System(
        counts=(10, 2, 4), rows=(ones((0, 1, 2), 4, 4), ones((0,), 1, 1), ones((1,), 0, 2))
    )
    # Ten people have 1 seat: the floor is at most 1/10. The six others share 3 seats: the cap is
    # at least 1/2. Both are reached, at no cost to each other.
    found = optimise(Method.GOLDILOCKS, bound, silent)
    assert found is not None
    assert found.balance is not None
    assert (found.balance.floor, found.balance.cap) == (Fraction(1, 10), HALF)
    assert found.balance.gap == 0


@pytest.mark.parametrize(
    ("square", "expected"),
    [
        (Fraction(4, 9), Fraction(2, 3)),
        (Fraction(0), Fraction(0)),
        (Fraction(2), Fraction(1414213562373095, 10**15)),
    ],
)
def test_roots_are_exact_or_rounded_down(square, expected):
    assert root(square) == expected
    assert root(square) ** 2 <= square


def test_a_short_fraction_is_recognised_and_anything_else_goes_to_the_grid():
    assert to_fraction(ONE // 3, 10**9) == THIRD
    assert to_fraction(13 * ONE // 199 + 1, 10**9) == Fraction(13, 199)
    root_two = int(2**0.5 * 2**60) << 68
    assert to_fraction(root_two, 10**6) == Fraction(1414214, 10**6)


def test_independent_columns_are_found_from_left_to_right():
    assert first_independent([[1, 1, 0], [1, 1, 1]]) == (0, 2)
    assert first_independent([[0, 2], [0, 4]]) == (1,)
    assert first_independent([[0], [0]]) == ()
    assert first_independent([]) == ()


def test_the_face_says_what_is_tight_everywhere():
    # Minimum seats that add up to the size: both quotas are tight although they look open.
    system = System(
        counts=(2, 2, 1),
        rows=(ones((0, 1, 2), 2, 2), ones((0,), 1, 2), ones((1,), 1, 2), ones((2,), 0, 1)),
    )
    body = Body(system)
    face = face_of(body, np.zeros(3), body.counts)
    assert face is not None
    assert face.low.tolist() == [False, False, True]
    assert face.rows_low.tolist() == [True, True, True, True]
    assert face.rows_high.tolist() == [True, False, False, False]
    assert face_of(body, np.array([0, 0, 0.5]), body.counts) is None


def test_products_with_the_rows_are_those_of_the_matrix():
    body = Body(CROSS)
    matrix = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [1, 0, 1, 0]], dtype=float)
    scale = np.array([1.0, 2.0, 3.0, 4.0])
    assert (body.seats(scale) == matrix @ scale).all()
    assert (body.pull(np.array([1.0, 2.0, 3.0])) == matrix.T @ [1, 2, 3]).all()
    assert (body.gram(scale) == matrix @ np.diag(scale) @ matrix.T).all()


def test_the_gap_of_nash_is_that_of_the_clause():
    # Chances 1 and 1/3: inverse chances 1 and 3 add up to 4 with multipliers 1 and 3 on the groups.
    chances = Chances.of((Fraction(1), THIRD))
    assert welfare_gap(TIGHT, chances, ((1, Fraction(1)), (2, Fraction(3)))) == 0
    # The first person needs no multiplier: nobody is in a panel more than once.
    assert welfare_gap(TIGHT, chances, ((2, Fraction(3)),)) == 0
    # A multiplier that is 1/10 too small lets each of the three count for 1/10 more: 3/10 - 1/10.
    assert welfare_gap(TIGHT, chances, ((2, Fraction(29, 10)),)) == Fraction(1, 5)
