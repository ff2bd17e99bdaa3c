"""Panels that follow from blocks and turns (docs/format.md 5.1, 5.2)."""

from __future__ import annotations

import pytest

from sortition.records.panels import LISTED, Block, Panels

# A queue of three, one of two, and a person alone; the first panels seat two of the three.
TURNS = ((2, 0, 4), (1, 3), (5,))
PANELS = Panels(
    turns=TURNS,
    blocks=(
        Block(copies=4, seats=(0, 0, 1)),
        Block(copies=3, seats=(0, 1, 2)),
        Block(copies=1, seats=(0, 0, 0)),
    ),
)
BY_HAND = (
    (0, 1, 2),
    (2, 3, 4),
    (0, 1, 4),
    (0, 2, 3),
    (1, 4, 5),
    (2, 3, 5),
    (0, 1, 5),
    (0, 2, 4),
)


def test_people_take_turns_through_all_blocks():
    assert tuple(PANELS) == BY_HAND


def test_one_panel_needs_no_other():
    assert tuple(PANELS[j] for j in range(len(PANELS))) == BY_HAND
    assert PANELS[1:3] == BY_HAND[1:3]


@pytest.mark.parametrize("number", [8, -1, 10**9])
def test_there_is_no_panel_beyond_the_last(number):
    with pytest.raises(IndexError):
        _ = PANELS[number]


def test_counts_are_those_of_the_panels():
    assert PANELS.counts(7) == (
        *(sum(person in panel for panel in BY_HAND) for person in range(6)),
        0,
    )


def test_a_list_is_written_out_up_to_a_million_seats():
    def of(copies: int) -> Panels:
        return Panels(turns=((0,), (1,)), blocks=(Block(copies=copies, seats=(0, 1)),))

    assert of(LISTED // 2).is_listed
    assert not of(LISTED // 2 + 1).is_listed
    assert of(10**12)[10**12 - 1] == (0, 1)


def test_given_panels_stay_as_they_are():
    assert tuple(Panels.listed(BY_HAND)) == BY_HAND
