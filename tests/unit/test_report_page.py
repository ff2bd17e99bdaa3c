"""The page: whole, the same bytes each time, escaped, without personal data, and well built."""

from __future__ import annotations

import os
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from sortition.records.lottery import Lottery
from sortition.report import report_html
from sortition.texts import LANGUAGES, Language
from tests.unit import report_samples as sample

GOLDEN = Path(__file__).parents[1] / "golden"
VOID = {"meta", "br", "wbr", "col", "path", "rect"}


def page(
    language: Language = "en", *, seed: str | None = None, lottery: Lottery | None = None
) -> str:
    return report_html(
        pool=sample.pool(),
        lottery=lottery or sample.lottery(),
        draw=sample.draw(seed=seed),
        settings=sample.Asked(language=language),
        hashes=sample.HASHES,
    ).decode("utf-8")


class Outline(HTMLParser):
    """Collects tags in order, attributes, and checks that every element is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def having(self, attribute: str) -> list[str | None]:
        return [attrs[attribute] for _, attrs in self.tags if attribute in attrs]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_the_golden_one(language: Language) -> None:
    """After a wanted change: SORTITION_GOLDEN=write pytest tests/unit/test_report_page.py."""
    golden = GOLDEN / f"report_{language}.html"
    made = page(language).encode("utf-8")
    if os.environ.get("SORTITION_GOLDEN") == "write":
        golden.write_bytes(made)
    assert made == golden.read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", [None, "a seed"])
def test_every_element_is_closed_and_every_id_is_there_once(
    language: Language, seed: str | None
) -> None:
    outline = Outline(page(language, seed=seed))
    assert outline.open == []
    ids = outline.having("id")
    assert len(ids) == len(set(ids)) > 5
    assert set(outline.having("aria-labelledby")) <= set(ids)
    assert {link[1:] for link in outline.having("href") if link} <= {*ids}


def test_headings_come_in_order_and_the_page_has_its_landmarks() -> None:
    tags = [tag for tag, _ in Outline(page()).tags]
    headings = [int(tag[1]) for tag in tags if tag in {"h1", "h2", "h3"}]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))
    assert [tags.count(tag) for tag in ("header", "main", "footer")] == [1, 1, 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_its_language(language: Language) -> None:
    assert Outline(page(language)).tags[0] == ("html", {"lang": language})


def test_every_picture_has_words_or_is_only_a_key() -> None:
    pictures = [attrs for tag, attrs in Outline(page()).tags if tag == "svg"]
    assert len(pictures) == 3 + 5 + 1
    assert all(p.get("aria-label") or p.get("aria-hidden") == "true" for p in pictures)


def test_nothing_is_loaded_and_nothing_runs() -> None:
    html = page()
    outline = Outline(html)
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in outline.tags}
    assert outline.having("src") == []
    assert outline.having("style") != []
    assert not [name for _, attrs in outline.tags for name in attrs if name.startswith("on")]
    assert "http:" not in html
    assert "https:" not in html
    assert "url(" not in html
    assert "@import" not in html


def test_values_from_the_files_cannot_become_part_of_the_page() -> None:
    html = page(seed='<b onclick="x">&')
    assert sample.NASTY not in html
    assert "&lt;script&gt;" in html
    assert "<b onclick" not in html


def test_no_personal_column_is_on_the_page() -> None:
    html = page()
    assert "p12" in html  # the person whom no panel can hold is named, by id
    assert "p03" not in html  # somebody who was drawn is not
    assert not [secret for secret in sample.SECRETS if secret in html]


@pytest.mark.parametrize(
    ("language", "warning"),
    [
        ("en", "A seed that somebody chose proves nothing"),
        ("nl", "Een startwaarde (seed) die iemand koos, bewijst niet"),
    ],
)
def test_a_chosen_seed_is_called_what_it_is(language: Language, warning: str) -> None:
    assert warning in page(language, seed="a seed")
    assert warning not in page(language)


def test_the_public_values_and_the_hashes_are_there_to_compare() -> None:
    html = page()
    assert "lottery balls of 3 May: 4 17 22" in html
    assert "dice in the room: 6 3" in html
    assert all(value in html for value in sample.HASHES.values())


def test_without_hashes_the_page_has_no_empty_table() -> None:
    html = report_html(
        pool=sample.pool(),
        lottery=sample.lottery(),
        draw=sample.draw(),
        settings=sample.Asked(),
    ).decode("utf-8")
    assert "SHA-256" not in html


def test_the_address_rule_is_told_as_it_was_used() -> None:
    pool = replace(sample.pool(), household_columns=("street", "postcode"))
    with_rule = report_html(
        pool=pool, lottery=sample.lottery(), draw=sample.draw(), settings=sample.Asked()
    ).decode("utf-8")
    assert "never puts two people from one address" in with_rule
    assert "does not look at addresses" in page()


def test_a_pool_that_everyone_fits_has_no_part_about_people_without_a_chance() -> None:
    lottery = replace(sample.lottery(), chances=tuple(c or c + 1 for c in sample.lottery().chances))
    assert 'id="unseatable"' in page()
    assert 'id="unseatable"' not in page(lottery=lottery)


def test_a_language_without_texts_is_refused() -> None:
    with pytest.raises(ValueError, match="no texts in the language 'fr'"):
        report_html(
            pool=sample.pool(),
            lottery=sample.lottery(),
            draw=sample.draw(),
            settings=sample.Asked(language="fr"),
        )
