"""What is said after a draw, and what is not."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from sortition import steps
from sortition.commands import drawn
from sortition.errors import Text
from tests.unit.dossier_samples import CERTIFICATE, DRAW, LOTTERY, POOL, SETTINGS


@pytest.fixture
def result():
    return steps.DrawResult(
        pool=POOL,
        lottery=LOTTERY,
        draw=DRAW,
        settings=SETTINGS,
        notes=(),
        out=Path("my draw"),
        files=("draw.json",),
    )


@pytest.fixture
def told(capsys):
    def tell(result):
        drawn.tell(result)
        return capsys.readouterr().out

    return tell


def test_the_panel_its_number_and_the_chances_are_told(result, told):
    said = told(result)
    assert "Panel 1 of 2 numbered panels was drawn (0 to 1)." in said
    assert "\n  b  d\n" in said
    assert "Smallest chance: 1/2 (50.00%)" in said
    assert "Largest chance: 1/2 (50.00%)" in said
    assert "Different panels in the list: 2 of 2." in said
    assert "25.0%" in said


def test_a_chance_too_long_to_read_is_rounded_and_says_so(result, told):
    long = Fraction(10**15 + 1, 3 * 10**15)
    said = told(replace(result, lottery=replace(LOTTERY, chances=(long, long))))
    assert "Smallest chance: about 33.3333%" in said


def test_no_column_but_the_id_is_told(result, told):
    said = told(result) + str(drawn.as_json(result))
    assert not any(name in said for name in ("Ann", "Bo, jr", "Cé"))


def test_the_next_command_can_be_typed_as_it_stands(result, told):
    assert 'sortition verify "my draw"' in told(result)


def test_only_a_chosen_seed_is_warned_about(result, told):
    assert "proves nothing" not in told(result)
    seeded = replace(result, draw=replace(DRAW, seed="s"))
    assert "proves nothing" in told(seeded)
    assert drawn.as_json(seeded)["seed_chosen"] is True


def test_two_equal_public_values_are_warned_about(result, told):
    assert "are the same" not in told(result)
    assert "are the same" in told(replace(result, draw=replace(DRAW, randomness="dice: 3 4")))


def test_people_without_a_chance_are_named(result, told):
    lottery = replace(LOTTERY, chances=(Fraction(0), Fraction(1, 2)))
    unlucky = replace(result, lottery=lottery)
    assert "for no panel" not in told(result)
    said = told(unlucky)
    assert "for no panel" in said
    assert ": a, b. " in said
    assert drawn.as_json(unlucky)["unseatable"] == ["a", "b"]


def test_a_long_list_of_people_without_a_chance_is_cut():
    ids = tuple(f"p{i}" for i in range(45))
    said = str(drawn._unseatable(ids).values["ids"])
    assert "p39" in said
    assert "p40" not in said


def test_an_unfinished_proof_is_not_called_finished(result, told):
    level = replace(CERTIFICATE.levels[0], gap=Fraction(1, 10))
    lottery = replace(LOTTERY, certificate=replace(CERTIFICATE, levels=(level,)))
    open_proof = replace(result, lottery=lottery)
    assert "Proved exactly" in told(result)
    assert "Proved" not in told(open_proof)
    assert drawn.as_json(open_proof)["proof"]["gap"] == "1/10"


def test_notes_of_the_reading_are_passed_on(result, told):
    noted = replace(result, notes=(Text("People were numbered by row."),))
    assert "Note: People were numbered by row." in told(noted)
