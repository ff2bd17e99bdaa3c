"""The last seats put right, on lists small enough to look at."""

from __future__ import annotations

import numpy as np
import pytest

from sortition.lottery import evening
from sortition.lottery.evening import Evening
from sortition.lottery.integer import Nearest, Question, nearest
from sortition.lottery.linear import Integers
from sortition.lottery.stream import Stream
from sortition.lottery.walk import Walk
from sortition.records.progress import silent


def array(*seats: int) -> Integers:
    return np.array(seats, dtype=np.int64)


def question(upper: Integers, *groups: tuple[list[int], int, int]) -> Question:
    return Question(
        matrix=np.array([weights for weights, _, _ in groups], dtype=np.int64),
        lower=np.zeros_like(upper),
        upper=upper,
        row_lower=array(*(low for _, low, _ in groups)),
        row_upper=array(*(high for _, _, high in groups)),
    )


def walk_of(*taken: tuple[Integers, int]) -> Walk:
    walk = Walk(np.zeros_like(taken[0][0]), sum(times for _, times in taken))
    for panel, times in taken:
        walk.take(panel, times)
    return walk


def kinds_of(walk: Walk) -> list[tuple[list[int], int]]:
    walk.join()
    return sorted((panel.tolist(), times) for panel, times in walk.taken)


TWO_OF_TWO = question(array(2, 2), ([1, 1], 2, 2))


def even_out(walk: Walk, asked: Question, wanted: Integers, patience: int = 40) -> bool:
    return Evening(walk, asked, (wanted, wanted), Stream("A", "evening")).run(patience, silent)


def test_a_seat_moves_from_who_has_too_many_to_who_has_too_few():
    walk = walk_of((array(2, 0), 2))
    assert even_out(walk, TWO_OF_TWO, array(3, 1))
    assert kinds_of(walk) == [([1, 1], 1), ([2, 0], 1)]


def test_known_panels_are_taken_more_or_less_often():
    walk = walk_of((array(2, 0), 60), (array(0, 2), 40))
    assert even_out(walk, TWO_OF_TWO, array(118, 82), patience=1)
    assert kinds_of(walk) == [([0, 2], 41), ([2, 0], 59)]


def test_every_copy_of_a_panel_can_change():
    walk = walk_of((array(2, 0), 3))
    assert even_out(walk, question(array(2, 1), ([1, 1], 2, 2)), array(3, 3))
    assert kinds_of(walk) == [([1, 1], 3)]


@pytest.mark.parametrize(
    "allowed",
    [
        pytest.param(
            question(array(2, 2), ([1, 1], 2, 2), ([1, 0], 2, 2)), id="a row keeps the seats"
        ),
        pytest.param(question(array(2, 0), ([1, 1], 2, 2)), id="the other profile is full"),
    ],
)
def test_a_seat_stays_where_the_rules_keep_it(allowed):
    walk = walk_of((array(2, 0), 2))
    assert not even_out(walk, allowed, array(3, 1))
    assert kinds_of(walk) == [([2, 0], 2)]


def test_wrong_seats_move_on_where_no_single_panel_helps(monkeypatch):
    # In a chain of three pairs a seat can only be handed to a neighbour: two panels must change.
    chain = question(array(1, 1, 1), ([1, 1, 1], 1, 1))
    walk = walk_of((array(1, 0, 0), 5), (array(0, 1, 0), 4), (array(0, 0, 1), 3))
    monkeypatch.setattr(evening, "_WEIGHED", 0)
    assert even_out(walk, chain, array(4, 4, 4))
    assert kinds_of(walk) == [([0, 0, 1], 4), ([0, 1, 0], 4), ([1, 0, 0], 4)]


def missing(asked: Question, most: int) -> Nearest:
    return Nearest(question=asked, slack=array(0, most), cost=array(0, 0), start=array(3, 2))


def test_rows_are_missed_by_as_little_as_possible_and_within_their_slack():
    asked = question(array(3, 3), ([1, 1], 4, 4), ([1, 0], 1, 1))
    missed = Nearest(question=asked, slack=array(0, 2), cost=array(0, 0), start=array(3, 1))
    found = nearest(missed, 0.5)
    assert found is not None
    assert found.tolist() == [1, 3]
    narrow = question(array(3, 2), ([1, 1], 5, 5), ([1, 0], 1, 1))
    assert nearest(missing(narrow, 2), 0.5).tolist() == [3, 2]
    assert nearest(missing(narrow, 1), 0.5) is None


def test_among_answers_that_miss_as_little_the_cheaper_is_taken():
    asked = question(array(2, 2, 2), ([1, 1, 1], 2, 2))
    found = nearest(
        Nearest(question=asked, slack=array(0), cost=array(5, 1, 9), start=array(2, 0, 0)), 0.5
    )
    assert found is not None
    assert found.tolist() == [0, 2, 0]
