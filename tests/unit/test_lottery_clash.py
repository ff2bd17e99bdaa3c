"""When no panel exists, the quotas that clash and the smallest change are named."""

from __future__ import annotations

import pytest

from sortition.errors import ExitCode, NoPanelError, Text
from sortition.lottery import build_space, fair_lottery, find_panel
from sortition.records.space import Space
from tests.small_pools import pool_of, quotas_of


def space_of(
    people: list[tuple[str, ...]],
    bounds: list[tuple[str, str, int, int]],
    size: int,
    homes: list[str | None] | None = None,
) -> Space:
    quotas = quotas_of(bounds)
    pool = pool_of(people, homes or [None] * len(people), quotas.categories)
    return build_space(pool, quotas, size)


def error_of(space: Space) -> NoPanelError:
    with pytest.raises(NoPanelError) as caught:
        find_panel(space)
    with pytest.raises(NoPanelError) as again:
        fair_lottery(space, construction="A")
    assert again.value.text == caught.value.text
    return caught.value


def words(text: Text, name: str) -> list[str]:
    parts = text.values[name]
    assert isinstance(parts, tuple)
    return [str(part) for part in parts]


@pytest.mark.parametrize(
    ("bounds", "clashing", "changes"),
    [
        pytest.param(
            [("age", "old", 0, 4), ("age", "young", 3, 4)],
            ["age young at least 3"],
            [["age young at least 2 instead of 3"]],
            id="too few people of one value",
        ),
        pytest.param(
            [("age", "old", 0, 2), ("age", "young", 0, 1)],
            ["age old at most 2", "age young at most 1"],
            [["age old at most 3 instead of 2"], ["age young at most 2 instead of 1"]],
            id="too few seats allowed",
        ),
        pytest.param(
            [
                ("age", "old", 3, 4),
                ("age", "young", 0, 4),
                ("role", "a", 0, 4),
                ("role", "b", 2, 2),
            ],
            ["age old at least 3", "role b at least 2"],
            [["age old at least 2 instead of 3"], ["role b at least 1 instead of 2"]],
            id="across categories",
        ),
    ],
)
def test_the_clash_and_the_smallest_change_are_named(bounds, clashing, changes):
    # Both people of role b are young, so that at most two of four are old with both of them there.
    people = [("old", "a")] * 4 + [("young", "b")] * 2
    width = len({category for category, *_ in bounds})
    error = error_of(space_of([person[:width] for person in people], bounds, 4))
    assert words(error.text, "quotas") == clashing
    assert [str(problem.text.values["bound"]) for problem in error.problems] == clashing
    advised = error.text.values["change"]
    assert isinstance(advised, Text)
    assert words(advised, "changes") in changes
    assert error.exit_code is ExitCode.NO_PANEL


def test_each_problem_says_where_and_how_many_people_there_are():
    error = error_of(
        space_of([("old",)] * 3 + [("young",)], [("age", "old", 0, 9), ("age", "young", 2, 9)], 3)
    )
    (problem,) = error.problems
    assert (problem.code, problem.where.file) == ("clash", "quotas")
    assert problem.where.column == "age young"
    assert str(problem.text) == "age young at least 2; registered: 1."


def test_too_few_people_or_homes_are_said_in_so_many_words():
    loose = [("age", "old", 0, 9)]
    few = error_of(space_of([("old",)] * 2, loose, 3))
    assert "not enough people for 3 seats: 2 registered" in str(few)
    assert not few.problems
    shared = error_of(space_of([("old",)] * 4, loose, 3, ["x", "x", "y", "y"]))
    assert "not enough people for 3 seats: 4 registered" in str(shared)
