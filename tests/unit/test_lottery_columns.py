"""The methods over panels: the blend, the exact weights, the corners, and what they end with."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from sortition.errors import SolverError
from sortition.lottery import build_space, fair_lottery
from sortition.lottery.columns.blend import Blend, Region, blend
from sortition.lottery.columns.blend_kernel import factor, solved, upper_of
from sortition.lottery.columns.blended import Columns, Search
from sortition.lottery.columns.pairs import Pairs
from sortition.lottery.integer import Best, Panels
from sortition.lottery.mixtures import Known, mean_of, near_mixture
from sortition.lottery.system import System
from sortition.records.lottery import CutReason, Method, Reach
from sortition.records.progress import silent
from sortition.records.space import Row
from tests.hard_pools import hard_case

INFINITY = float("inf")
TIGHT = (149, 287, 311)
"""Hard pools on which the relaxation promises too much."""


def region(counts, low=None, high=None, held=None) -> Region:
    n = len(counts)
    return Region(
        counts=np.array(counts, dtype=float),
        low=np.zeros(n) if low is None else np.array(low, dtype=float),
        high=np.full(n, INFINITY) if high is None else np.array(high, dtype=float),
        held=np.zeros(n, dtype=bool) if held is None else np.array(held),
    )


def even(seats) -> np.ndarray:
    return np.full(len(seats), 1 / len(seats))


def test_the_product_is_that_of_the_formula():
    # Panels {0}, {1}: λ and 1 − λ for 1 and 3 people: log λ + 3 log((1 − λ)/3) is best at 1/4.
    seats = np.array([[0], [1]])
    found = blend(seats, region([1, 3]), even(seats), 1e-12)
    assert found.seats == pytest.approx([0.25, 0.75], abs=1e-10)
    assert found.worth == pytest.approx(4)


def test_an_irrational_product_is_found():
    # The pool of tests/unit/test_lottery_methods.py: a = (√17 − 2)/13.
    a, b, c, d = range(4)
    seats = np.array([[a, d, d], [b, c, d]])
    found = blend(seats, region([1, 4, 4, 4]), even(seats), 1e-12)
    assert found.seats[a] == pytest.approx((17**0.5 - 2) / 13, abs=1e-10)


def test_bounds_and_equations_are_kept():
    seats = np.array([[0], [1], [2]])
    begin = np.array([0.45, 0.35, 0.2])
    found = blend(seats, region([1, 1, 1], low=[0.4, 0, 0]), begin, 1e-10)
    assert found.seats == pytest.approx([0.4, 0.3, 0.3], abs=1e-7)
    found = blend(seats, region([1, 1, 1], high=[0.5, 0.5, 0.25]), begin, 1e-10)
    assert found.seats == pytest.approx([0.375, 0.375, 0.25], abs=1e-7)
    held = region([1, 1, 1], low=[0.45, 0, 0], held=[True, False, False])
    found = blend(seats, held, begin, 1e-10)
    assert found.seats == pytest.approx([0.45, 0.275, 0.275], abs=1e-9)


class Slow(Panels):
    """Proves nothing within any effort, and knows no panel but the first."""

    def best(self, weights, effort=None, least=None) -> Best:
        assert effort is not None, "a search that proves nothing asked for a proof"
        panel = np.array([1, 0])
        return Best(panel=panel, value=10**12, others=(), proved=False)


def test_a_search_that_proves_nothing_does_not_wait_for_a_proof():
    everybody = Row(profiles=(0, 1), weights=(1, 1), lower=1, upper=1)
    model = Slow(System(counts=(1, 1), rows=(everybody,)))
    known = [np.array([1, 0]), np.array([0, 1])]
    search = Search(Columns(model, np.arange(2), known), region([1, 1]), even(known))
    assert search.to_the_end(1e-4, silent) == pytest.approx([0.5, 0.5])


class Rounded(Search):
    """From the second mixture on, rounding keeps the best one out of reach."""

    mixed = 0

    def blend(self, enough: float) -> Blend:
        self.mixed += 1
        found = super().blend(enough)
        return found if self.mixed == 1 else replace(found, weights=found.weights * 0, left=1e-3)


def test_a_filling_that_rounding_ends_keeps_the_mixture_before():
    everybody = Row(profiles=(0, 1, 2, 3), weights=(1, 1, 1, 1), lower=2, upper=2)
    known = [np.array([1, 1, 0, 0]), np.array([0, 0, 1, 1])]
    columns = Columns(Panels(System(counts=(3, 1, 3, 1), rows=(everybody,))), np.arange(4), known)
    search = Rounded(columns, region([3, 1, 3, 1]), even(known))
    assert search.to_the_end(1e-9, silent) == pytest.approx([0.5, 0.5])
    assert search.mixed == 2


def test_linear_systems_are_solved_and_rows_that_say_nothing_new_left_out():
    matrix = np.array([[4.0, 2.0, 4.0], [2.0, 3.0, 2.0], [4.0, 2.0, 4.0]])
    upper = np.triu(matrix)
    scale = factor(upper, np.zeros(3))
    found = solved(upper, scale, np.array([[2.0], [1.0], [2.0]]))[:, 0]
    assert matrix @ found == pytest.approx([2.0, 1.0, 2.0])
    assert found[2] == 0
    left = np.array([[1.0, 2.0], [0.0, 3.0]])
    assert upper_of(left, left.T.copy()).tolist() == [[5.0, 6.0], [0.0, 9.0]]


def test_weights_in_fractions_give_the_held_exactly_what_they_are_to_have():
    panels = [np.array([1, 0, 1]), np.array([0, 1, 1]), np.array([1, 1, 0])]
    mixture = near_mixture(panels, np.array([0.33333, 0.33333, 0.33334]), {0: Fraction(2, 3)})
    assert sum(weight for weight, _ in mixture) == 1
    assert mean_of(mixture)[0] == Fraction(2, 3)
    assert all(weight > 0 for weight, _ in mixture)
    with pytest.raises(SolverError, match="fractions"):
        near_mixture(panels[:2], np.array([0.5, 0.5]), {2: Fraction(1, 2)})


def test_a_panel_is_known_once():
    known = Known()
    assert known.add(np.array([1, 0]))
    assert not known.add(np.array([1, 0]))
    assert known.add(np.array([0, 1]))
    assert len(known.values()) == 2
    assert known.mixture((Fraction(1, 2), Fraction(1, 2))) is not None
    assert known.mixture((Fraction(1, 2), Fraction(1))) is None


def test_corners_of_floor_and_cap_and_the_line_that_proves_them():
    # One seat for 1 person or for 3; always one for person 2 besides: cap 1, floor 1/4.
    panels = [np.array([1, 0, 1]), np.array([0, 1, 1])]
    pairs = Pairs(np.arange(3), np.array([1, 3, 1]), panels)
    pairs.solve(Fraction(1, 10))
    corner, facet = pairs.corner(), pairs.facet(Fraction(1, 10))
    assert (corner.floor, corner.cap) == (Fraction(1, 4), 1)
    assert mean_of(corner.mixture) == (Fraction(1, 4), Fraction(3, 4), 1)
    assert [int(facet.weights @ panel) for panel in panels] == [facet.bound] * 2


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("seed", TIGHT)
def test_the_lottery_is_exact_and_rests_on_one_cut_for_every_panel(seed, method):
    case = hard_case(seed)
    space = build_space(case.pool, case.quotas, case.size)
    lottery = fair_lottery(space, construction="A", method=method)
    certificate = lottery.certificate
    assert certificate.reach is Reach.EXACT
    assert 0 <= certificate.gap <= Fraction(1, 10**6)
    cuts = [cut for cut in certificate.cuts if cut.reason is CutReason.CUT]
    if method is not Method.LEXIMIN:
        nobody = sum(1 for level in certificate.levels if not level.chance)
        first = nobody if method is Method.MAXIMIN else 0
        assert [cut.after for cut in cuts] in ([], [first])
    mean = [Fraction(0)] * len(space.counts)
    for weight, panel in certificate.combination:
        for t, seats in panel:
            mean[t] += weight * seats
    assert [y / n for y, n in zip(mean, space.counts, strict=True)] == [*lottery.chances]
