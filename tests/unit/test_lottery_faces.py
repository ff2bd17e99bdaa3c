"""Leximin over panels, level by level: what is told on the way, and what the proof rests on."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from sortition.errors import SolverError
from sortition.lottery import build_space, engine, faces, fair_lottery
from sortition.lottery.faces import Faces
from sortition.lottery.integer import Panels
from sortition.lottery.linear import Integers
from sortition.lottery.master import Facet, Master
from sortition.lottery.mix import groups_of
from sortition.lottery.objectives import optimise
from sortition.lottery.reached import Reached, Start
from sortition.lottery.realise import Realiser
from sortition.lottery.stream import Stream
from sortition.lottery.system import System
from sortition.records.lottery import Cut, CutReason, Lottery, Method
from sortition.records.progress import silent
from sortition.records.space import Space
from tests.hard_pools import hard_case
from tests.thorough import also

TIGHT = (53, 149, 287, 311)
"""Hard pools on which the relaxation promises too much."""
WOVEN = also((149, 287), (53, 311))
UNITS = 100


def lottery_of(seed: int) -> Lottery:
    case = hard_case(seed)
    return fair_lottery(build_space(case.pool, case.quotas, case.size), construction="A")


def reached(lottery: Lottery) -> tuple[Reached, list[tuple[Fraction, Fraction]]]:
    """The search again, from one panel for each profile, with all it told."""
    nobody = tuple(c for c in lottery.certificate.cuts if c.reason is CutReason.UNSEATABLE)
    system = System.of(lottery.space, nobody)
    relaxed = optimise(Method.LEXIMIN, system, silent)
    panels = Panels(system)
    chances = relaxed.chances.values
    known = [panels.any({t: 1}) for t in range(len(chances)) if chances[t]]
    told: list[tuple[Fraction, Fraction]] = []
    start = Start(
        system=system,
        relaxed=relaxed,
        known=known,
        tell=lambda low, high: told.append((low, high)),
        weave=lambda mean: woven(lottery.space, system, mean),
        began=lambda standing: None,
    )
    return Faces(start).run(silent), told


def woven(space: Space, system: System, mean: tuple[Fraction, ...]) -> list[Integers]:
    realiser = Realiser(system, mean, UNITS, Stream("A", "columns"))
    realiser.weave(groups_of(space), silent)
    return [panel for panel, _ in realiser.walk.taken]


@pytest.mark.parametrize("seed", TIGHT)
def test_whatever_panels_are_known_first_the_chances_are_the_same(seed):
    lottery = lottery_of(seed)
    found, _ = reached(lottery)
    assert found.optimum.chances.values == lottery.chances


@pytest.mark.parametrize("seed", WOVEN)
def test_weaving_and_rounding_change_the_way_and_not_the_chances(seed, monkeypatch):
    lottery = lottery_of(seed)
    asked: list[bool] = []
    monkeypatch.setattr(faces, "_PROGRAMS", 0)  # weave at once …
    monkeypatch.setattr(faces, "_FRESH", 0)
    monkeypatch.setattr(faces, "_FAR", 1)  # … and round dual values while there are better panels
    rough, weave = Master.rough, woven
    monkeypatch.setattr(Master, "rough", lambda self: (asked.append(True), rough(self))[1])
    means: list[tuple[Fraction, ...]] = []
    monkeypatch.setitem(globals(), "woven", lambda *of: (means.append(of[2]), weave(*of))[1])
    found, told = reached(lottery)
    assert asked
    assert means
    assert found.optimum.chances.values == lottery.chances
    assert all(low <= lottery.smallest_chance <= high for low, high in told)


@pytest.mark.parametrize("seed", TIGHT)
def test_what_is_told_of_the_smallest_chance_holds_the_truth_and_closes_in(seed):
    lottery = lottery_of(seed)
    _, told = reached(lottery)
    assert all(low <= lottery.smallest_chance <= high for low, high in told)
    assert all(one[1] >= two[1] for one, two in pairwise(told))
    assert not told or told[-1][1] - told[-1][0] < Fraction(1, 10**6)


@pytest.mark.parametrize("seed", TIGHT)
def test_the_mixture_gives_the_chances_exactly_and_keeps_to_every_face(seed):
    lottery = lottery_of(seed)
    found, _ = reached(lottery)
    assert sum(weight for weight, _ in found.combination) == 1
    mean = sum(weight * panel.astype(object) for weight, panel in found.combination)
    counts = lottery.space.counts
    assert [y / n for y, n in zip(mean, counts, strict=True)] == [*lottery.chances]
    for cut in found.cuts:
        for _, panel in found.combination:
            assert sum(w * int(panel[t]) for t, w in cut.weights) == cut.bound


def test_a_level_rests_on_one_cut_that_is_true_after_the_levels_before():
    found, _ = reached(lottery_of(287))
    assert found.cuts
    assert [cut.after for cut in found.cuts] == sorted({cut.after for cut in found.cuts})
    for cut in found.cuts:
        level = found.optimum.levels[cut.after]
        assert [value for _, value in level.multipliers] == [1]


def test_a_cut_is_true_for_every_panel_unless_it_says_otherwise():
    cut = Cut(weights=((0, 1),), bound=0, reason=CutReason.CUT)
    assert cut.after == 0


def test_numbers_too_large_for_the_integer_solver_are_refused():
    assert Facet.of([4, 6], 10).weights.tolist() == [2, 3]
    with pytest.raises(SolverError, match="larger numbers"):
        Facet.of([(1 << 61) + 1, 2], 3)


def test_the_dual_values_of_two_panels_in_whole_numbers():
    # Three profiles of 1, 1 and 2 people; panels {0, 2} and {1, 2}: 0 and 1 take turns.
    counts = np.array([1, 1, 2])
    master = Master(
        counts, np.array([True, True, True]), [np.array([1, 0, 1]), np.array([0, 1, 1])]
    )
    assert master.solve() == pytest.approx(0.5)
    facet = master.facet()
    assert facet.bound * 2 == int(facet.weights @ counts)
    assert master.attained() == Fraction(1, 2)


def test_a_list_that_is_woven_in_blocks_after_all_is_not_looked_for_again(monkeypatch):
    # Of such a list no panels are taken one by one: an empty list of them is an answer, not None.
    case = hard_case(287)
    space = build_space(case.pool, case.quotas, case.size)
    search = engine._Search(space, "A", None, Method.LEXIMIN, silent)
    monkeypatch.setattr(engine._Search, "_realise", lambda *_: [])
    monkeypatch.setattr(engine._Search, "_whole", lambda *_: None)
    assert search.settle().taken == []
