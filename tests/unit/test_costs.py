"""What quotas cost: each line computed again by brute force, and no line missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from sortition.diagnosis.costs import quota_costs
from sortition.lottery import build_space
from sortition.records.diagnosis import Change, Side
from sortition.records.quotas import Quotas
from tests.oracle.brute_force import all_panels, leximin
from tests.small_pools import Case, pool_of, quotas_of, random_case

CASES = 60


def smallest(case: Case, quotas: Quotas) -> Fraction:
    panels = all_panels(case.pool, quotas, case.size)
    chances = leximin(len(case.pool.registrants), panels)
    return min(chance for chance in chances if chance)


def wider(quotas: Quotas, change: Change) -> Quotas:
    bound = {"minimum": change.seats} if change.side < 0 else {"maximum": change.seats}
    rows = (replace(row, **bound) if row == change.quota else row for row in quotas.rows)
    return replace(quotas, rows=tuple(rows))


def single_changes(case: Case) -> Iterator[Change]:
    for quota in case.quotas.rows:
        if quota.minimum:
            yield Change(quota=quota, side=Side.MINIMUM, seats=quota.minimum - 1)
        if quota.maximum < case.size:
            yield Change(quota=quota, side=Side.MAXIMUM, seats=quota.maximum + 1)


def possible_cases() -> Iterator[Case]:
    random = Random(5)
    while True:
        case = random_case(random)
        if all_panels(case.pool, case.quotas, case.size):
            yield case


def test_every_line_is_what_brute_force_finds_and_none_is_missing() -> None:
    lines = 0
    for case, _ in zip(possible_cases(), range(CASES), strict=False):
        space = build_space(case.pool, case.quotas, case.size)
        found = quota_costs(space)
        base = smallest(case, case.quotas)
        assert found.smallest_chance == base
        after = {
            (change.quota.label, change.side): smallest(case, wider(case.quotas, change))
            for change in single_changes(case)
        }
        better = {name: chance for name, chance in after.items() if chance > base}
        told = {(c.change.quota.label, c.change.side): c.smallest_chance for c in found.better}
        assert told == better
        assert list(told.values()) == sorted(told.values(), reverse=True)
        lines += len(told)
    assert lines > CASES // 10


def test_where_everybody_has_the_same_chance_no_quota_costs_anything() -> None:
    pool = pool_of([("a",), ("a",), ("b",), ("b",)], [None] * 4, ["area"])
    quotas = quotas_of([("area", "a", 0, 2), ("area", "b", 0, 2)])
    found = quota_costs(build_space(pool, quotas, 2))
    assert found.smallest_chance == Fraction(1, 2)
    assert found.better == ()


@pytest.mark.parametrize("maximum", [1, 2])
def test_a_maximum_that_holds_the_chance_down_is_named(maximum: int) -> None:
    pool = pool_of([("a",)] * 6 + [("b",)] * 4, [None] * 10, ["area"])
    quotas = quotas_of([("area", "a", 0, maximum), ("area", "b", 0, 5)])
    (line,) = quota_costs(build_space(pool, quotas, 4)).better
    assert (line.change.quota.label, line.change.seats) == ("area a", maximum + 1)
    assert line.smallest_chance == Fraction(min(maximum + 1, 2), 6) or maximum == 2
