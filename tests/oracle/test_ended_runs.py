"""A run that is ended gives the best lottery so far where that was allowed, and nothing else does.

Runs are ended by the number of signs of life, so that they end at the same place on every machine.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from sortition import steps
from sortition.errors import StoppedError, Text, UsageError
from sortition.lottery import build_space, fair_lottery
from sortition.records.lottery import Lottery, Method
from sortition.records.progress import Listener, Moment
from tests.hard_pools import hard_case
from tests.oracle.agreement import faults_of_list
from tests.oracle.columns import Answer, leximin

SEEDS = (24, 86, 289)
"""Unseatable people; other cuts."""
PLACES = 7
ANY = Fraction(999, 1000)


@cache
def answer_of(seed: int) -> Answer:
    case = hard_case(seed)
    answer = leximin(case.pool, case.quotas, case.size)
    assert answer is not None
    return answer


def best_of(seed: int) -> Fraction:
    return min(chance for chance in answer_of(seed).chances if chance)


def stop_at(last: int) -> Listener:
    calls = iter(range(1, last + 1))

    def listen(moment: Moment) -> None:
        if next(calls, last) == last:
            raise StoppedError(Text("The time is up at {stage}", stage=moment.stage))

    return listen


def run(seed: int, method: Method, listen: Listener, **more) -> Lottery:
    case = hard_case(seed)
    space = build_space(case.pool, case.quotas, case.size)
    return fair_lottery(space, construction="A", method=method, listen=listen, **more)


def ended_at(seed: int, method: Method, place: int) -> Lottery | None:
    try:
        return run(seed, method, stop_at(place), allowed=ANY)
    except StoppedError:
        return None


@cache
def middle(seed: int) -> tuple[int, Lottery]:
    """A place where something is found and something left."""
    moments: list[Moment] = []
    run(seed, Method.LEXIMIN, moments.append)
    ends = [(m.stage.values["low"], m.stage.values["high"]) for m in moments]
    open_yet = [i for i, (low, high) in enumerate(ends, 1) if 0 < low < high]
    for place in reversed(open_yet):
        lottery = ended_at(seed, Method.LEXIMIN, place)
        if lottery is not None and lottery.certificate.gap:
            return place, lottery
    raise AssertionError(seed)


@cache
def signs(seed: int, method: Method) -> int:
    moments: list[Moment] = []
    run(seed, method, moments.append)
    return len(moments)


def places(seed: int, method: Method) -> list[int]:
    last = signs(seed, method)
    spread = {1 + round(i * (last - 1) / (PLACES - 1)) for i in range(PLACES)}
    return sorted({*spread, last - 1})


@pytest.mark.parametrize("method", [Method.LEXIMIN, Method.MAXIMIN])
@pytest.mark.parametrize("seed", SEEDS)
def test_wherever_a_run_is_ended_its_list_is_valid_and_its_interval_holds_the_optimum(seed, method):
    drawn = 0
    for place in places(seed, method):
        lottery = ended_at(seed, method, place)
        if lottery is None:  # nothing to report before everybody can sit
            continue
        drawn += 1
        interval = lottery.certificate.interval
        assert interval is not None
        assert interval.low == lottery.smallest_chance
        assert interval.low <= best_of(seed) <= interval.high, place
        assert lottery.certificate.gap <= interval.allowed
        assert interval.moments == place
        assert faults_of_list(hard_case(seed), lottery) == [], place
        seats = [lottery.units * chance for chance in by_person(lottery)]
        assert all(abs(count - y) < 1 for count, y in zip(lottery.counts, seats, strict=True))
    assert drawn >= 2


def by_person(lottery: Lottery) -> list[Fraction]:
    pairs = zip(lottery.chances, lottery.space.profiles, strict=True)
    chance = {i: value for value, profile in pairs for i in profile.people}
    return [chance[i] for i in range(len(lottery.space.labels))]


@pytest.mark.parametrize("seed", SEEDS[1:2])
def test_ended_at_the_same_sign_of_life_the_lottery_is_the_same(seed):
    place, by_clock = middle(seed)
    by_count = run(seed, Method.LEXIMIN, lambda moment: None, allowed=ANY, moments=place)
    assert by_clock == by_count
    with pytest.raises(StoppedError):  # the clock of the repetition ends it too early
        run(seed, Method.LEXIMIN, stop_at(place - 1), allowed=ANY, moments=place)


def test_without_permission_the_best_lottery_is_only_reported():
    place, _ = middle(86)
    for allowed in (None, Fraction(1, 10**9)):
        with pytest.raises(StoppedError) as caught:
            run(86, Method.LEXIMIN, stop_at(place), allowed=allowed)
        low, high = (caught.value.best[0].values[name] for name in ("low", "high"))
        assert low <= best_of(86) <= high
        assert "It was not drawn from" in str(caught.value.best[1])


@pytest.mark.parametrize("method", [Method.NASH, Method.GOLDILOCKS])
def test_methods_that_are_not_about_the_smallest_chance_are_never_drawn_when_ended(method):
    with pytest.raises(StoppedError) as caught:
        run(86, method, stop_at(signs(86, method) - 1), allowed=ANY)
    assert caught.value.best == ()
    with pytest.raises(UsageError, match="leximin and maximin only"):
        steps.draw(
            Path("people.csv"),
            Path("quotas.csv"),
            size=3,
            out=Path("nowhere"),
            seed="1",
            method=method,
            allowed_gap=ANY,
        )
