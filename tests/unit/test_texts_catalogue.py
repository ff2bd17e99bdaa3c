"""Every catalogue is complete, confirmed, fits the source, and is compiled."""

from __future__ import annotations

import ast
import gettext
import string
from collections.abc import Collection
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from sortition.texts import update

CATALOGUES = [pytest.param(update.load(name), id=name) for name in update.translated()]
ADVICE = "run `python -m sortition.texts.update` and translate what it lists"


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def pairs(catalogue: Catalog) -> list[tuple[str, str]]:
    """Template and translation, of those that have one."""
    return [(str(m.id), str(m.string)) for m in messages(catalogue) if m.string]


def fields(template: str) -> list[tuple[str, str | None, str | None]]:
    parsed = string.Formatter().parse(template)
    return sorted((name, spec, how) for _, name, spec, how in parsed if name is not None)


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_every_template_of_the_source_is_in_the_catalogue_and_no_other(
    catalogue: Catalog,
) -> None:
    source = {message.id for message in messages(update.extract())}
    assert len(source) > 1
    assert {message.id for message in messages(catalogue)} == source, ADVICE


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_every_template_has_a_confirmed_translation(catalogue: Catalog) -> None:
    assert update.missing(catalogue) == [], ADVICE


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_a_translation_fills_in_what_its_template_fills_in(catalogue: Catalog) -> None:
    wrong = [a for a, b in pairs(catalogue) if set(fields(a)) != set(fields(b))]
    assert wrong == []


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_every_translation_can_be_used(catalogue: Catalog) -> None:
    assert update.wrong(catalogue) == []


def test_a_translation_that_cannot_be_used_is_noticed() -> None:
    catalogue = Catalog(locale="nl")
    catalogue.add("{n} a", "{n} b")
    catalogue.add("{n} c", "{m} d")
    catalogue.add("{n:d} e", "{n} f")
    catalogue.add("g", "{")
    catalogue.add("1,234,567.8", "1.234,567,8")
    catalogue.add("not translated {n}", "")
    assert update.wrong(catalogue) == ["{n} c", "{n:d} e", "g", "1,234,567.8"]


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_a_translation_keeps_the_space_around_its_template(catalogue: Catalog) -> None:
    def edges(text: str) -> tuple[bool, bool, int]:
        return text[0].isspace(), text[-1].isspace(), text.count("\n")

    assert [a for a, b in pairs(catalogue) if edges(a) != edges(b)] == []


@pytest.mark.parametrize("language", update.translated())
def test_the_compiled_catalogue_says_what_the_readable_one_says(language: str) -> None:
    with update.path(language, "mo").open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)
    wrong = [a for a, b in pairs(update.load(language)) if compiled.gettext(a) != b]
    assert wrong == [], ADVICE


@pytest.mark.parametrize("language", update.translated())
def test_updating_an_updated_catalogue_changes_nothing(language: str) -> None:
    merged = update.merge(update.load(language), update.extract())
    assert update.po_bytes(merged) == update.path(language, "po").read_bytes(), ADVICE


@pytest.mark.parametrize("name", ["en", "Frysk", "pt_BR", "../x", ""])
def test_no_catalogue_is_begun_for_what_is_no_name_of_another_language(name: str) -> None:
    before = sorted(update.LOCALE.rglob("*"))
    assert update.main([name]) == 1
    assert sorted(update.LOCALE.rglob("*")) == before


def test_what_is_missing_is_noticed() -> None:
    catalogue = Catalog(locale="nl")
    catalogue.add("a", "b")
    catalogue.add("c", "")
    catalogue.add("d", "e", flags=["fuzzy"])
    assert update.missing(catalogue) == ["c", "d"]


def marked_without_literal(source: str) -> list[int]:
    """Lines that mark something the extraction cannot see: not a plain string.

    Passing on the template of a message that was marked elsewhere is fine: ``Text(x.template)``.
    """
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"Text", "N_"}
        and not (node.args and _plain(node.args[0]))
    ]


def _plain(node: ast.expr) -> bool:
    passed_on = isinstance(node, ast.Attribute) and node.attr == "template"
    return isinstance(node, ast.Constant) or passed_on


def test_a_template_that_the_extraction_cannot_see_is_noticed() -> None:
    source = 'Text(f"{a}")\nText("a" "b")\nN_(x)\nText(x.template)\nText()'
    assert marked_without_literal(source) == [1, 3, 5]


def test_every_template_is_a_plain_string_so_that_it_is_extracted() -> None:
    # texts/ itself handles templates as values.
    files = [p for p in update.PACKAGE.rglob("*.py") if p.parent.name != "texts"]
    assert len(files) > 5
    found = {str(p.relative_to(update.PACKAGE)): marked_without_literal(_read(p)) for p in files}
    assert {name: lines for name, lines in found.items() if lines} == {}


def said_without_mark(source: str, known: Collection[str]) -> list[str]:
    """Strings that are said as they stand, and that the extraction has not found."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [
        node.args[0].value
        for node in calls
        if isinstance(node.func, ast.Attribute | ast.Name)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in {"say", "plain", "words"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
        and any(sign.isalpha() for sign in node.args[0].value)
        and node.args[0].value not in known
    ]


def test_a_string_that_is_said_unmarked_is_noticed() -> None:
    source = 'speaker.say("a")\nspeaker.say(N_("b"))\nwords("c")\nt.plain("d")\nsay("…")\nsay(x)'
    assert said_without_mark(source, {"d"}) == ["a", "c"]


def test_every_string_that_is_said_is_marked() -> None:
    known = {str(message.id) for message in messages(update.extract())}
    files = [p for p in update.PACKAGE.rglob("*.py") if p.parent.name != "texts"]
    found = {str(p.relative_to(update.PACKAGE)): said_without_mark(_read(p), known) for p in files}
    assert {name: strings for name, strings in found.items() if strings} == {}


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
