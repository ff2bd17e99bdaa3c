"""The certificate on pools whose multipliers can be found by hand (docs/format.md 6.3 to 6.5)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from sortition.lottery.levels import Chances
from sortition.lottery.proof import is_proved, prove
from sortition.lottery.system import System
from sortition.records.lottery import Level
from sortition.records.progress import silent
from sortition.records.space import Row

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
# Two, two and three people, three seats; the first two values have exactly one seat each, so the
# third one is for the other three. Rows: 0 the size, 1 and 2 the quotas.
SYSTEM = System(
    counts=(2, 2, 3),
    rows=(
        Row(profiles=(0, 1, 2), weights=(1, 1, 1), lower=3, upper=3),
        Row(profiles=(0,), weights=(1,), lower=1, upper=1),
        Row(profiles=(1,), weights=(1,), lower=1, upper=1),
        Row(profiles=(2,), weights=(1,), lower=0, upper=2),
    ),
)
CHANCES = Chances.of((HALF, HALF, THIRD))


def level(chance: Fraction, profiles: tuple[int, ...], *multipliers: tuple[int, int]) -> Level:
    fractions = tuple((r, Fraction(value)) for r, value in multipliers)
    return Level(chance=chance, profiles=profiles, multipliers=fractions, gap=Fraction(0))


SMALLEST = level(THIRD, (2,), (0, 1), (1, -1), (2, -1))
LARGEST = level(HALF, (0, 1), (1, 1), (2, 1))


def test_the_proof_worked_out_by_hand_is_accepted():
    # 3 seats less the two that the quotas keep leave 1 for 3 people; 2 seats are for 4 people.
    assert is_proved(SYSTEM, CHANCES, 0, SMALLEST)
    assert is_proved(SYSTEM, CHANCES, 1, LARGEST)


@pytest.mark.parametrize(
    "multipliers",
    [
        pytest.param((), id="nothing"),
        pytest.param(((0, 1), (1, -1)), id="a later level is pulled up"),
        pytest.param(((0, 1), (1, -2), (2, -1)), id="a tight row counts twice: the bound is loose"),
        pytest.param(((0, -1), (1, 1), (2, 1)), id="the other way round"),
        pytest.param(((3, 1),), id="the row has room to spare"),
        pytest.param(((0, 1), (1, -1), (2, -1), (3, -1)), id="nobody is left to be pulled up"),
    ],
)
def test_multipliers_that_prove_nothing_are_rejected(multipliers):
    assert not is_proved(SYSTEM, CHANCES, 0, level(THIRD, (2,), *multipliers))


@pytest.mark.parametrize("chance", [Fraction(0), Fraction(33, 100), HALF, Fraction(1)])
def test_multipliers_do_not_prove_another_chance(chance):
    changed = Chances(values=(HALF, HALF, chance), groups=CHANCES.groups)
    assert not is_proved(SYSTEM, changed, 0, replace(SMALLEST, chance=chance))


def test_only_the_last_level_is_proved_by_being_sure_of_a_seat():
    chances = Chances.of((Fraction(1), Fraction(1, 4)))
    assert is_proved(SYSTEM, chances, 1, level(Fraction(1), (0,)))
    assert not is_proved(SYSTEM, chances, 0, level(Fraction(1), (0,)))


def test_a_cut_cannot_be_used_backwards():
    # "At least 0 seats" is no reason why nobody could have more than 0.
    cut = Row(profiles=(0,), weights=(-1,), lower=None, upper=0)
    system = System(counts=(2,), rows=(cut,))
    nobody = Chances.of((Fraction(0),))
    assert not is_proved(system, nobody, 0, level(Fraction(0), (0,), (0, -1)))
    # "At most 0 seats" is.
    none = System(counts=(2,), rows=(replace(cut, weights=(1,)),))
    assert is_proved(none, nobody, 0, level(Fraction(0), (0,), (0, 1)))


def test_the_engine_proves_the_example_level_by_level():
    levels = prove(SYSTEM, CHANCES, silent)
    assert levels is not None
    assert [(found.chance, found.profiles) for found in levels] == [(THIRD, (2,)), (HALF, (0, 1))]
    assert all(is_proved(SYSTEM, CHANCES, j, found) for j, found in enumerate(levels))
    assert all(value for found in levels for _, value in found.multipliers)


def test_chances_that_could_be_fairer_have_no_proof():
    free = replace(SYSTEM, rows=(SYSTEM.rows[0],))
    assert prove(free, CHANCES, silent) is None
    assert prove(free, Chances.of((Fraction(3, 7),) * 3), silent) is not None


def test_a_person_who_must_be_there_is_at_a_level_of_chance_one():
    system = System(
        counts=(1, 2),
        rows=(
            Row(profiles=(0, 1), weights=(1, 1), lower=2, upper=2),
            Row(profiles=(0,), weights=(1,), lower=1, upper=1),
        ),
    )
    levels = prove(system, Chances.of((Fraction(1), HALF)), silent)
    assert levels is not None
    assert [found.chance for found in levels] == [HALF, Fraction(1)]
    assert levels[1].multipliers == ()
