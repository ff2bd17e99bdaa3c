"""Maximin, nash and goldilocks against all panels of small pools, one by one.

Nash needs no second solver: chances that panels reach have the largest product of all lotteries
exactly when for every panel the sum of the inverse chances of its people is at most the number of
people (the derivative along any other lottery is not positive).
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from sortition.lottery import build_space, fair_lottery
from sortition.records.lottery import Lottery, Method
from tests.oracle.brute_force import Panel, largest_floor, leximin, smallest_cap
from tests.oracle.levels import level_is_proved
from tests.oracle.test_against_brute_force import (
    chances_by_person,
    check_combination,
    check_cuts,
    check_panels,
    possible_cases,
)
from tests.small_pools import Case

CHUNK = 20
CLOSE = Fraction(1, 10**6)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("method", [Method.MAXIMIN, Method.NASH, Method.GOLDILOCKS])
def test_a_method_gives_what_it_promises(method: Method, seed: int):
    check = {
        Method.MAXIMIN: check_maximin,
        Method.NASH: check_nash,
        Method.GOLDILOCKS: check_goldilocks,
    }[method]
    for case, panels in possible_cases(f"{method} {seed}", CHUNK):
        space = build_space(case.pool, case.quotas, case.size)
        lottery = fair_lottery(space, construction="A", units=100, method=method)
        chances = chances_by_person(lottery)
        nobody = [i for i in range(len(chances)) if not any(i in p for p in panels)]
        assert lottery.method is method
        assert list(lottery.unseatable) == nobody, case
        check_zero_level(lottery, case)
        check_cuts(lottery, panels, case)
        check_combination(lottery, case)
        check_panels(lottery, set(panels), chances, case)
        check(lottery, panels, case)


def seated(lottery: Lottery) -> list[Fraction]:
    return [chance for chance in chances_by_person(lottery) if chance]


def check_zero_level(lottery: Lottery, case: Case) -> None:
    levels = [level for level in lottery.certificate.levels if level.chance == 0]
    none = [t for t, chance in enumerate(lottery.chances) if chance == 0]
    assert [list(level.profiles) for level in levels] == ([none] if none else []), case
    rest = {t for t, chance in enumerate(lottery.chances) if chance}
    assert all(level_is_proved(lottery, 0, rest) for _ in levels), case


def check_maximin(lottery: Lottery, panels: list[Panel], case: Case) -> None:
    people = len(case.pool.registrants)
    best = min(chance for chance in leximin(people, panels) if chance)
    assert min(seated(lottery)) == best == largest_floor(people, panels, Fraction(1)), case
    *_, level = lottery.certificate.levels
    held = {t for one in lottery.certificate.levels for t in one.profiles}
    later = set(range(len(lottery.chances))) - held
    assert level.chance == best, case
    assert level_is_proved(lottery, len(lottery.certificate.levels) - 1, later), case


def check_nash(lottery: Lottery, panels: list[Panel], case: Case) -> None:
    chances = chances_by_person(lottery)
    people = len(seated(lottery))
    most = max(sum(1 / chances[i] for i in panel) for panel in panels)
    welfare = lottery.certificate.welfare
    assert welfare is not None
    assert most - people <= welfare.gap <= CLOSE, case


def check_goldilocks(lottery: Lottery, panels: list[Panel], case: Case) -> None:
    people = len(case.pool.registrants)
    balance = lottery.certificate.balance
    assert balance is not None
    floor, cap = min(seated(lottery)), max(seated(lottery))
    assert (floor, cap) == (balance.floor, balance.cap), case
    assert largest_floor(people, panels, cap) == floor, case
    assert smallest_cap(people, panels, floor) == cap, case
    even = Fraction(case.size, len(seated(lottery)))
    assert balance.gap == cap / even + even / floor - balance.bound, case
    assert 0 <= balance.gap <= CLOSE, case
    most = largest_floor(people, panels, Fraction(1))
    assert most is not None
    for tenth in range(1, 11):
        other = most * tenth / 10
        least = smallest_cap(people, panels, other)
        assert least is not None
        assert least / even + even / other >= balance.bound, (case, other)
