"""Leximin of chances divided by weights, against brute force and by laws."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from sortition.errors import NoPanelError, UsageError
from sortition.lottery import build_space, fair_lottery
from sortition.records.lottery import Lottery, Method
from sortition.records.quotas import Quota, Quotas
from tests.oracle.agreement import by_person
from tests.oracle.brute_force import all_panels, leximin
from tests.oracle.levels import level_is_proved
from tests.small_pools import Case, pool_of, quotas_of, random_case

WEIGHT = "letter weight"
SETS = ((1, 2), (1, 2, 3), (100, 150, 300), (7,), (1, 1000), (3, 4, 5))


def weighed(case: Case, weights: list[int]) -> Case:
    """The same pool, everybody with a weight."""
    rows = tuple(
        Quota(category=WEIGHT, value=str(w), minimum=0, maximum=case.size) for w in {*weights}
    )
    quotas = Quotas.of((*case.quotas.rows, *rows), weights=WEIGHT)
    at = quotas.categories.index(WEIGHT)
    people = tuple(
        replace(
            person,
            values=(*person.values[:at], str(w), *person.values[at:]),
            cells=(*person.cells[: at + 1], str(w), *person.cells[at + 1 :]),
        )
        for person, w in zip(case.pool.registrants, weights, strict=True)
    )
    pool = replace(
        case.pool,
        registrants=people,
        categories=quotas.categories,
        columns=("id", *quotas.categories),
    )
    return Case(pool=pool, quotas=quotas, size=case.size)


def random_weighed(random: Random) -> tuple[Case, list[int]]:
    case = random_case(random)
    choice = random.choice(SETS)
    weights = [random.choice(choice) for _ in case.pool.registrants]
    return weighed(case, weights), weights


def drawn(case: Case, method: Method = Method.LEXIMIN) -> Lottery:
    space = build_space(case.pool, case.quotas, case.size)
    return fair_lottery(space, construction="A", units=200, method=method)


@pytest.mark.parametrize("seed", range(10))
def test_weighed_chances_and_their_proof_are_those_of_brute_force(seed: int) -> None:
    random = Random(f"weights {seed}")
    for _ in range(20):
        case, weights = random_weighed(random)
        panels = all_panels(case.pool, case.quotas, case.size)
        if not panels:
            with pytest.raises(NoPanelError):
                drawn(case)
            continue
        lottery = drawn(case)
        expected = leximin(len(weights), panels, weights)
        assert by_person(lottery) == expected
        assert lottery.certificate.gap == 0
        for j in range(len(lottery.certificate.levels)):
            assert level_is_proved(lottery, j), (seed, j)
        for i, count in enumerate(lottery.counts):
            assert abs(count - lottery.units * expected[i]) < 1


@pytest.mark.parametrize("seed", range(4))
def test_equal_weights_change_nothing(seed: int) -> None:
    random = Random(f"equal {seed}")
    for _ in range(10):
        case = random_case(random)
        if not all_panels(case.pool, case.quotas, case.size):
            continue
        plain, heavy = drawn(case), drawn(weighed(case, [3] * len(case.pool.registrants)))
        assert by_person(plain) == by_person(heavy)


def test_maximin_makes_the_smallest_weighed_chance_the_largest() -> None:
    random = Random("weighed maximin")
    for _ in range(40):
        case, weights = random_weighed(random)
        panels = all_panels(case.pool, case.quotas, case.size)
        if not panels:
            continue
        best = leximin(len(weights), panels, weights)
        lottery = drawn(case, Method.MAXIMIN)
        pairs = [(c, w) for c, w in zip(by_person(lottery), weights, strict=True) if c]
        smallest = min(Fraction(c) / w for c, w in pairs)
        assert smallest == min(c / w for c, w in zip(best, weights, strict=True) if c)


def test_twice_the_weight_is_twice_the_chance_where_quotas_allow_it() -> None:
    people = [["x"]] * 8
    pool = pool_of(people, [None] * 8, ("area",))
    case = Case(pool=pool, quotas=quotas_of([("area", "x", 2, 2)]), size=2)
    chances = by_person(drawn(weighed(case, [1, 2] * 4)))
    assert chances == (Fraction(1, 6), Fraction(1, 3)) * 4


@pytest.mark.parametrize("method", [Method.NASH, Method.GOLDILOCKS])
def test_other_methods_refuse_weights(method: Method) -> None:
    case, _ = random_weighed(Random(3))
    with pytest.raises(UsageError, match="leximin and maximin"):
        drawn(case, method)


@pytest.mark.parametrize("value", ["0", "1001", "1.5", "01", "x", "", "-1"])
def test_a_weight_is_a_whole_number_from_1_to_1000(value: str) -> None:
    row = Quota(category=WEIGHT, value=value, minimum=0, maximum=1)
    with pytest.raises(ValueError, match="whole numbers from 1 to 1000"):
        Quotas.of((row,), weights=WEIGHT)
