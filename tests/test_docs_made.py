"""Pages and pictures of docs/ that scripts make are those that the scripts make now."""

from __future__ import annotations

import importlib.util
import xml.etree.ElementTree as ET
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"
SVG = "{http://www.w3.org/2000/svg}"
Maker = Callable[[str], ModuleType]


@pytest.fixture(scope="module")
def maker() -> Maker:
    """Loads a script of docs/site."""

    def load(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(f"docs_{name}", DOCS / "site" / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


def test_the_reference_says_what_the_help_says(maker: Maker) -> None:
    made = maker("make_reference").page()
    kept = (DOCS / "reference.md").read_text("utf-8")
    assert kept == made, "make it anew: python docs/site/make_reference.py"
    assert made.count("\n## sortition ") > 30
    assert "## sortition invite plan\n" in made
    assert "| `--method leximin\\|maximin\\|nash\\|goldilocks` |" in made


def test_the_pictures_for_citizens_are_those_of_the_draws(maker: Maker) -> None:
    made = maker("make_pictures").build()
    kept = {path.name: path.read_bytes() for path in (DOCS / "pictures").iterdir()}
    assert kept == made, "make them anew: python docs/site/make_pictures.py"


def test_a_picture_tells_what_it_shows_and_needs_nothing_else() -> None:
    for path in (DOCS / "pictures").glob("*.svg"):
        root = ET.fromstring(path.read_text("utf-8"))  # noqa: S314 - a file of our own
        title, told = root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")
        assert title, path
        assert told, path
        assert root.get("aria-labelledby") == "title told"
        paints = {part.get(kind) for part in root.iter() for kind in ("fill", "stroke")} - {None}
        greys = {"#fff", "#1b1f24", "#8a9099", "none", "url(#lines)"}
        assert paints <= greys, "what differs in colour only is lost on paper"
        assert "http" not in path.read_text("utf-8").replace(
            'xmlns="http://www.w3.org/2000/svg"', ""
        )


def test_the_eight_panels_of_the_first_picture_give_the_chances_of_the_second(
    maker: Maker,
) -> None:
    """So that whoever counts the panels finds the chances."""
    script = maker("make_pictures")
    panels, (chances, _) = script.eight_panels(), script.drawn("tiny")
    counted = {
        person: Fraction(sum(person in panel for panel in panels), len(panels))
        for person in chances
    }
    assert counted == chances


@pytest.mark.parametrize("name", ["citizens.md", "citizens.nl.md"])
def test_the_figures_that_the_page_for_citizens_names_are_those_of_the_picture(
    maker: Maker, name: str
) -> None:
    page = " ".join((DOCS / name).read_text("utf-8").split())
    found = maker("make_pictures").ages()
    for age in ("16-29", "45-64"):
        town, pool, panel = (round(share * 100) for share in found[age])
        assert f"{town}, {pool} and {panel}" in page or f"{town}, {pool} en {panel}" in page
