"""How pages are put together: modules in order, texts found, nothing that could break out."""

from __future__ import annotations

import json
import re

import pytest

from sortition.page import assemble, modules, words
from sortition.texts import LANGUAGES, in_pages
from sortition.texts.update import extract

SOURCES = {path.stem: path.read_text("utf-8") for path in sorted(modules.JS.glob("*.js"))}
LONGEST = 500
WIDEST = 120


@pytest.fixture
def written(monkeypatch, tmp_path):
    """Modules of one's own."""

    def write(**sources: str) -> None:
        for name, source in sources.items():
            (tmp_path / f"{name}.js").write_text(source, "utf-8")
        monkeypatch.setattr(modules, "JS", tmp_path)

    return write


def test_each_module_comes_after_those_that_it_needs(written):
    written(
        a='import { b } from "./b.js";\nimport * as c from "./c.js";\nexport const a = b + c.c;\n',
        b='import { c as d } from "./c.js";\nexport function b() { return d; }\n',
        c="export class c {}\nconst hidden = 1;\n",
    )
    assert list(modules.needed("a")) == ["c", "b", "a"]
    script = modules.script("a")
    assert "return { c };" in script
    assert "const { c: d } = modules.c;" in script
    assert "const c = modules.c;" in script
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)


def test_a_circle_is_refused(written):
    written(
        a='import { b } from "./b.js";\nexport const a = 1;\n',
        b='import { a } from "./a.js";\nexport const b = 1;\n',
    )
    with pytest.raises(ValueError, match="a → b → a"):
        modules.script("a")


@pytest.mark.parametrize("line", ['import "./b.js";', "export default 1;", "export { a };"])
def test_what_is_not_known_is_refused(written, line):
    written(a=f"{line}\n", b="\n")
    with pytest.raises(ValueError, match="not known here"):
        modules.script("a")


def test_data_cannot_end_the_element_in_which_it_stands():
    shown = assemble.json_in_html({"x": "</script><!--"})
    assert "<" not in shown
    assert json.loads(shown) == {"x": "</script><!--"}


def test_every_module_is_used_by_a_page():
    used = {*modules.needed("verifier"), *modules.needed("ceremony")}
    assert used == set(SOURCES)


@pytest.mark.parametrize("name", SOURCES)
def test_modules_are_short_and_not_wide(name):
    lines = SOURCES[name].splitlines()
    assert len(lines) <= LONGEST
    # A text is one literal, however long, so that it can be found; so is a pattern.
    assert [
        line for line in lines if len(line) > WIDEST and not line.strip().startswith(('"', "/^"))
    ] == []
    assert lines[0].startswith("// "), "a module begins with what it is for"


def test_texts_are_found_in_scripts_and_in_pages():
    script = 'new Text("One {n}", {})\nblocked(\n  "Two"\n)\nwrong(\'Say "three"\')\nText(other)'
    assert list(in_pages.templates(script)) == [(1, "One {n}"), (2, "Two"), (5, 'Say "three"')]
    page = '<p data-say>Four &amp; five</p>\n<div data-say-label="Six">'
    assert [template for _, template in in_pages.templates(page)] == ["Four & five", "Six"]


@pytest.mark.parametrize("name", SOURCES)
def test_every_text_of_a_script_can_be_found(name):
    """A text that is no plain literal would stay English; only those who pass one on may."""
    calls = re.findall(r"\b(?:new Text|blocked|unreadable|withheld|wrong)\((\s*.)", SOURCES[name])
    passed_on = re.findall(
        r"\b(?:new Text|blocked|unreadable|withheld|wrong)\(template", SOURCES[name]
    )
    other = [call for call in calls if call.strip() not in {'"', "'", ")"}]
    assert len(other) == len(passed_on)


def test_the_catalogue_knows_the_texts_of_pages():
    known = {str(message.id) for message in extract() if message.id}
    for source in SOURCES.values():
        assert {template for _, template in in_pages.templates(source)} <= known


def test_a_page_carries_every_language_but_english():
    found = words.dictionaries(SOURCES.values())
    assert set(found) == set(LANGUAGES) - {"en"}
    assert all(text for texts in found.values() for text in texts.values())
