"""Texts in the reader's language: numbers, nested texts, and nothing taken from the computer."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from sortition.errors import Text
from sortition.texts import LANGUAGES, Language, Numerals, known_language, or_english, translator
from sortition.texts.columns import column
from sortition.texts.languages import with_catalogue

ENGLISH = translator(known_language("en"))
DUTCH = translator(known_language("nl"))


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


@pytest.mark.parametrize(
    ("stated", "english", "dutch"),
    [
        (
            *("2027-05-08T19:35:00+02:00", "8 May 2027, 19:35 (UTC+2)"),
            "8 mei 2027, 19.35 uur (UTC+2)",
        ),
        (
            "2027-12-01T00:05:00Z",
            "1 December 2027, 00:05 (UTC)",
            "1 december 2027, 00.05 uur (UTC)",
        ),
        (
            *("2027-01-31T09:00:01-03:30", "31 January 2027, 09:00:01 (UTC-3:30)"),
            "31 januari 2027, 09.00.01 uur (UTC-3:30)",
        ),
        (
            *("2027-03-01T09:00:00+00:00", "1 March 2027, 09:00 (UTC)"),
            "1 maart 2027, 09.00 uur (UTC)",
        ),
    ],
)
def test_a_moment_is_put_in_words(stated: str, english: str, dutch: str) -> None:
    assert ENGLISH.say("{t:moment}", t=stated) == ENGLISH.moment(stated) == english
    assert DUTCH.say("{t:moment}", t=stated) == DUTCH.moment(stated) == dutch


@pytest.mark.parametrize("month", range(1, 13))
def test_a_day_is_put_in_words(month: int) -> None:
    english = (
        "January February March April May June July August September October November December"
    )
    dutch = (
        "januari februari maart april mei juni juli augustus september oktober november december"
    )
    stated = f"2028-{month:02d}-07"
    assert ENGLISH.say("{d:day}", d=stated) == f"7 {english.split()[month - 1]} 2028"
    assert DUTCH.day(stated) == f"7 {dutch.split()[month - 1]} 2028"


@pytest.mark.parametrize(
    "text",
    [
        *("", "on Friday", "2028-13-01", "2028-00-01", "2028-1-1", "2028-12-31 ", "x2028-12-31"),
        *("2027-05-08T19:35+02:00", "2027-05-08 19:35:00Z", "2027-13-08T19:35:00Z", "٢٠٢٨-12-31"),
    ],
)
def test_a_text_that_is_no_day_or_moment_stays_as_it_is(text: str) -> None:
    assert DUTCH.say("{t:moment}", t=text) == text
    assert DUTCH.say("{t:day}", t=text) == text


@pytest.mark.parametrize(
    ("sample", "decimal", "group"),
    [
        ("1,234,567.8", ".", ","),
        ("1\u202f234\u202f567,8", ",", "\u202f"),
        ("1'234'567.8", ".", "'"),
        ("1234567,8", ",", ""),
    ],
)
def test_the_marks_of_numbers_are_read_from_one(sample: str, decimal: str, group: str) -> None:
    assert Numerals.of(sample) == Numerals(decimal=decimal, group=group)


@pytest.mark.parametrize("sample", ["", "1,234", "1,234.567,8", "1,234,5678", "12,34,567.8"])
def test_marks_that_are_not_clear_are_refused(sample: str) -> None:
    with pytest.raises(ValueError, match="as a language writes it"):
        Numerals.of(sample)


def test_the_languages_are_those_with_a_catalogue(tmp_path: Path) -> None:
    for place in ("nl", "pap", "en", "x", "pt_BR", "__pycache__", "de"):
        folder = tmp_path / place / "LC_MESSAGES"
        folder.mkdir(parents=True)
        if place != "de":
            (folder / "sortition.mo").touch()
    (tmp_path / "fy").touch()
    assert with_catalogue("mo", tmp_path) == ("nl", "pap")
    assert with_catalogue("po", tmp_path) == ()


def test_english_comes_first_and_stands_in_for_a_language_that_is_not_here() -> None:
    assert LANGUAGES[0] == or_english("zxx") == "en"
    assert list(LANGUAGES[1:]) == sorted(LANGUAGES[1:])
    assert or_english("nl") == "nl"
    with pytest.raises(ValueError, match="zxx"):
        known_language("zxx")


def test_columns_that_are_read_back_are_english_where_a_language_has_none() -> None:
    assert column("category", Language("nl")) == "categorie"
    assert column("category", Language("zxx")) == "category"


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


@pytest.mark.parametrize(
    ("share", "said"),
    [
        ("0", "0%"), ("1", "100%"), ("1/2", "50.0%"), ("24/125", "19.2%"), ("1/100", "1.0%"),
        ("77/10000", "0.77%"), ("1/120000", "0.00083%"), ("999/1000", "99.90%"), ("3/2", "150%"),
    ],
)  # fmt: skip
def test_a_share_that_is_small_is_not_nothing(share: str, said: str) -> None:
    assert translator("en").share(Fraction(share)) == said
    assert translator("nl").say("{x:share}", x=Fraction(share)) == said.replace(".", ",")
