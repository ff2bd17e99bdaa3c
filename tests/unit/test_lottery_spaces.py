"""From people to profiles and kinds of homes, in canonical order (docs/format.md 4.3, 4.4)."""

from __future__ import annotations

import pytest

from sortition.lottery import build_space
from sortition.records.quotas import Quotas
from sortition.records.space import Space
from tests.small_pools import pool_of, quotas_of

QUOTAS = quotas_of([("age", "9", 0, 4), ("age", "10", 0, 4)])


def space_of(ages: list[str], homes: list[str | None]) -> Space:
    return build_space(pool_of(ages_of(ages), homes, ["age"]), QUOTAS, 2)


def ages_of(ages: list[str]) -> list[tuple[str]]:
    return [(age,) for age in ages]


def profiles_of(space: Space) -> list[tuple[int | None, str, tuple[int, ...]]]:
    return [(profile.kind, *profile.values, profile.people) for profile in space.profiles]


def test_profiles_are_in_natural_order_of_their_values():
    space = space_of(["10", "9", "10", "9"], [None] * 4)
    assert profiles_of(space) == [(None, "9", (1, 3)), (None, "10", (0, 2))]
    assert space.counts == (2, 2)


def test_homes_of_the_same_composition_are_one_kind():
    ages = ["10", "9", "9", "10", "10", "10", "9"]
    space = space_of(ages, ["x", "x", "y", "y", "z", "z", None])
    assert [kind.homes for kind in space.kinds] == [((0, 1), (2, 3)), ((4, 5),)]
    assert profiles_of(space) == [
        (None, "9", (6,)),
        (0, "9", (1, 2)),
        (0, "10", (0, 3)),
        (1, "10", (4, 5)),
    ]


def test_a_home_of_one_is_no_shared_home():
    space = space_of(["9", "9"], ["x", None])
    assert space.kinds == ()
    assert profiles_of(space) == [(None, "9", (0, 1))]


def test_a_pool_with_other_categories_than_the_quotas_is_refused():
    pool = pool_of(ages_of(["9"]), [None], ["age"])
    with pytest.raises(ValueError, match="categories"):
        build_space(pool, Quotas(rows=()), 1)
