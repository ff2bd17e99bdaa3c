"""Can citizens read the pages that are for them? Measured, at level B1 or easier.

No formula knows levels of the European framework (CEFR). These know how long words and sentences
are, which is most of what makes a text hard. The bounds are on the safe side of what is usually
called B1: docs/decisions/0022-documents.md has the reasons.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import textstat

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = (("citizens.md", "en"), ("citizens.nl.md", "nl"))

EASE, EASE_OF_A_SECTION = 80, 70
"""Flesch reading ease; in Dutch by Douma. 70 to 80 is "fairly easy", often taken for B1."""
LIX = 30
"""Björnsson's measure of long words and long sentences; below 30 is "very easy"."""
LONGEST = 20
"""Words in a sentence."""


def prose(page: str) -> list[str]:
    """The sentences of a page, and its headings and points as sentences; no code and no pictures.

    >>> prose("# Title\\n\\nOne `x` is 1,000. [Two](a.md)!\\n\\n- three\\n- *four*")
    ['Title.', 'One is 1,000.', 'Two!', 'three.', 'four.']
    """
    page = re.sub(r"!\[[^\]]*\]\([^)]*\)|`[^`]*`", "", page)
    page = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", page)
    found = []
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:\d+\.|-) )", page):
        words = " ".join(re.sub(r"^\s*(?:#+|\d+\.|-)\s|\*", "", block).split())
        if words:
            ended = words if words[-1] in ".!?:" else f"{words}."
            found += re.split(r"(?<=[.!?:]) ", ended)
    return found


def measured(text: str, language: str) -> dict[str, float]:
    """The measures of a text by textstat."""
    textstat.set_lang(language)
    return {"ease": textstat.flesch_reading_ease(text), "lix": textstat.lix(text)}


def too_hard(page: str, language: str) -> list[str]:
    """Everything about a page that is not B1 or easier."""
    sentences = prose(page)
    found = measured(" ".join(sentences), language)
    faults = [f"ease {found['ease']:.0f}"] * (found["ease"] < EASE)
    faults += [f"lix {found['lix']:.0f}"] * (found["lix"] > LIX)
    for section in re.split(r"^## ", page, flags=re.MULTILINE):
        ease = measured(" ".join(prose(section)), language)["ease"]
        faults += [f"{section.splitlines()[0]}: ease {ease:.0f}"] * (ease < EASE_OF_A_SECTION)
    return faults + [s for s in sentences if len(s.split()) > LONGEST]


@pytest.mark.parametrize(("name", "language"), PAGES)
def test_the_page_for_citizens_is_b1_or_easier(name: str, language: str) -> None:
    assert too_hard((DOCS / name).read_text("utf-8"), language) == []


@pytest.mark.parametrize(("name", "language"), [("../LICENSE", "en"), ("auditor.nl.md", "nl")])
def test_what_is_not_for_everybody_is_harder(name: str, language: str) -> None:
    """Else the bounds would be worth nothing."""
    faults = too_hard((DOCS / name).read_text("utf-8"), language)
    assert {fault.split()[0] for fault in faults} >= {"ease", "lix"}


@pytest.mark.parametrize(
    ("text", "language", "ease"),
    [
        # Six words of one syllable and one of two, in two sentences.
        ("The sun is warm. The water is not.", "en", 206.835 - 1.015 * 4 - 84.6 * 9 / 8),
        ("De zon is warm. Het water is koud.", "nl", 206.835 - 0.93 * 4 - 77 * 9 / 8),
    ],
)
def test_the_formulas_are_those_of_flesch_and_of_douma(
    text: str, language: str, ease: float
) -> None:
    assert measured(text, language)["ease"] == pytest.approx(ease, abs=0.01)


def test_sentences_are_found() -> None:
    page = "# Title\n\nOne `x` is 1,000. [Two](a.md)!\n\n- three\n- *four*\n\n![a. b](c.svg)\n"
    assert prose(page) == ["Title.", "One is 1,000.", "Two!", "three.", "four."]
