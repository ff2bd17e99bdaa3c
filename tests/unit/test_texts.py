"""Texts in the reader's language: numbers, nested texts, and nothing taken from the computer."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction

import pytest

from sortition.errors import Text
from sortition.texts import Language, translator

ENGLISH = translator("en")
DUTCH = translator("nl")


@pytest.mark.parametrize(
    ("share", "digits", "english", "dutch"),
    [
        (Fraction(13, 199), 2, "6.53%", "6,53%"),
        (Fraction(1, 8), 1, "12.5%", "12,5%"),
        (Fraction(1, 3), 0, "33%", "33%"),
        (Fraction(1), 1, "100.0%", "100,0%"),
        (Fraction(0), 1, "0.0%", "0,0%"),
        (Fraction(5, 1000), 0, "1%", "1%"),
        (Fraction(1249, 100_000), 1, "1.2%", "1,2%"),
        (Fraction(999_99, 100_000), 1, "100.0%", "100,0%"),
        (Fraction(20), 1, "2,000.0%", "2.000,0%"),
    ],
)
def test_a_percentage_is_rounded_exactly_and_written_as_the_language_does(
    share: Fraction, digits: int, english: str, dutch: str
) -> None:
    assert ENGLISH.percent(share, digits) == english
    assert DUTCH.percent(share, digits) == dutch


def test_a_negative_number_that_rounds_to_zero_has_no_sign() -> None:
    assert ENGLISH.decimal(Fraction(-1, 1000), 1) == "0.0"
    assert ENGLISH.decimal(Fraction(-1, 20), 1) == "-0.1"


@pytest.mark.parametrize(
    ("template", "value", "english", "dutch"),
    [
        ("{x}", 70_000, "70,000", "70.000"),
        ("{x:d}", 70_000, "70000", "70000"),
        ("{x:03d}", 7, "007", "007"),
        ("{x}", 0, "0", "0"),
        ("{x}", True, "True", "True"),
        ("{x}", 2.5, "2.5", "2,5"),
        ("{x}", Fraction(13, 1999), "13/1999", "13/1999"),
        ("{x:.1%}", Fraction(13, 199), "6.5%", "6,5%"),
        ("{x:.2f}", Fraction(5, 3), "1.67", "1,67"),
        ("{x:.1f}", 1.25, "1.3", "1,3"),
        ("{x}", "Wijk 1.5", "Wijk 1.5", "Wijk 1.5"),
        ("{x}", "{x} 100%", "{x} 100%", "{x} 100%"),
        ("{x}", ("a", Text("{n} b", n=1000)), "a, 1,000 b", "a, 1.000 b"),
        ("{x!r}", "a", "'a'", "'a'"),
        ("{x:>3}", "a", "  a", "  a"),
    ],
)
def test_values_are_filled_in_as_the_language_writes_them(
    template: str, value: object, english: str, dutch: str
) -> None:
    assert ENGLISH.text(Text(template, x=value)) == english
    assert DUTCH.text(Text(template, x=value)) == dutch


def test_a_text_inside_a_text_is_translated_too() -> None:
    inner = Text("A public value cannot be empty. Type the text that was made public.")
    said = DUTCH.text(Text("> {inner}", inner=inner))
    assert said == f"> {DUTCH.plain(inner.template)}"
    assert "publieke waarde" in said


def test_a_template_that_is_not_translated_yet_stays_english() -> None:
    assert DUTCH.say("No such template {n}", n=1) == "No such template 1"


def test_an_empty_template_is_empty_and_not_the_header_of_the_catalogue() -> None:
    assert DUTCH.say("") == ""
    assert DUTCH.plain("") == ""


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_settings_of_the_computer_change_nothing(language: Language) -> None:
    """LANGUAGE and LC_ALL steer plain gettext; they must not steer us."""
    text = "A public value cannot be empty. Type the text that was made public."
    code = f"from sortition.texts import translator; print(translator('{language}').say({text!r}))"
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"LANGUAGE": settings, "LC_ALL": settings, "LANG": settings},
            capture_output=True,
            check=True,
        ).stdout.strip()
        for settings in ("C", "nl_NL.UTF-8", "de_DE.UTF-8")
    }
    assert said == {translator(language).say(text).encode()}
