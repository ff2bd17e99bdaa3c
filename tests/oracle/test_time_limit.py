"""A run ended by its time limit says what is proved, and that holds the true optimum.

The clock here counts signs of life, so that each run ends at the same place on every machine.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import count, pairwise
from random import Random

import pytest

from sortition.commands.watch import Watch
from sortition.commands.wishes import Wishes
from sortition.errors import SolverError, Text
from sortition.lottery import build_space, fair_lottery
from sortition.records.lottery import Lottery, Method
from sortition.records.progress import Listener, Moment
from tests.hard_pools import hard_case
from tests.oracle.columns import leximin
from tests.small_pools import Case, large_case

CASES = {
    # whoever has the smallest chance of the relaxation is in no panel
    **{f"unseatable {seed}": hard_case(seed) for seed in (13, 21, 24)},
    # other cuts
    **{f"cuts {seed}": hard_case(seed) for seed in (86, 289)},
    # the relaxation is tight
    **{f"tight {seed}": hard_case(seed) for seed in (15, 18)},
    # more profiles than are settled before a list is woven
    "large": large_case(Random(5)),
}
PLACES = 6
"""Limits per pool, from the first sign of life to the last."""


def best_of(case: Case, method: Method, listen: Listener) -> Lottery:
    space = build_space(case.pool, case.quotas, case.size)
    return fair_lottery(space, construction="A", method=method, listen=listen)


def interval_of(moment_or_stage: Text) -> tuple[Fraction, Fraction]:
    low, high = moment_or_stage.values["low"], moment_or_stage.values["high"]
    assert isinstance(low, Fraction)
    assert isinstance(high, Fraction)
    return low, high


def stopped(case: Case, method: Method, limit: int) -> SolverError:
    """The error of a run that may give so many signs of life."""
    watch = Watch(Wishes(), limit=limit, clock=count().__next__)
    with pytest.raises(SolverError) as caught, watch as listen:
        best_of(case, method, listen)
    return caught.value


@pytest.mark.parametrize("method", [Method.LEXIMIN, Method.MAXIMIN])
@pytest.mark.parametrize("name", CASES)
def test_wherever_a_run_is_ended_the_interval_holds_the_optimum(name, method):
    case = CASES[name]
    moments: list[Moment] = []
    best = best_of(case, method, moments.append).smallest_chance
    limits = sorted({round(i * (len(moments) - 1) / (PLACES - 1)) for i in range(PLACES)})
    for limit in limits:
        error = stopped(case, method, limit)
        stage = error.text.values["stage"]
        assert isinstance(stage, Text)
        assert stage == moments[limit].stage, limit
        low, high = interval_of(stage)
        assert low <= best <= high, limit
        said = re.search(r"between ([\d.]+)% and ([\d.]+)%", str(Wishes().speaker.text(error.text)))
        assert said is not None
        assert Fraction(said[1]) <= best * 100 <= Fraction(said[2]), limit


@pytest.mark.parametrize("name", CASES)
def test_the_interval_only_shrinks_and_ends_at_the_optimum(name):
    case = CASES[name]
    moments: list[Moment] = []
    best = best_of(case, Method.LEXIMIN, moments.append).smallest_chance
    intervals = [interval_of(moment.stage) for moment in moments]
    assert intervals[0] == (0, 1)
    for (low, high), (next_low, next_high) in pairwise(intervals):
        assert low <= next_low <= next_high <= high
    low, high = intervals[-1]
    assert 0 < low <= best <= high
    assert high - best < Fraction(1, 10**5)


@pytest.mark.parametrize("name", [name for name in CASES if name != "large"])
def test_the_optimum_of_the_full_run_is_that_of_the_exact_method(name):
    case = CASES[name]
    answer = leximin(case.pool, case.quotas, case.size)
    assert answer is not None
    best = min(chance for chance in answer.chances if chance)
    assert best_of(case, Method.LEXIMIN, lambda moment: None).smallest_chance == best


@pytest.mark.parametrize("method", [Method.NASH, Method.GOLDILOCKS])
def test_methods_that_do_not_raise_the_smallest_chance_say_nothing_of_it(method):
    error = stopped(CASES["tight 15"], method, 3)
    stage = error.text.values["stage"]
    assert isinstance(stage, Text)
    assert "low" not in stage.values
