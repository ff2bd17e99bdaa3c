"""What people read, section by section, compared with what somebody read and found good.

Pictures are left out: their bytes are the library's. After a wanted change:
SORTITION_GOLDEN=write pytest tests/unit/test_golden_documents.py, and read what changed.
"""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sortition import __version__, steps
from tests.replaced import twice
from tests.standing_by import amended, with_a_call

GOLDEN = Path(__file__).parents[1] / "golden"
APART = {"title", "h1", "h2", "h3", "p", "li", "tr", "dt", "dd", "figcaption", "caption", "strong"}


class Words(HTMLParser):
    """The visible words of a page: a line for each paragraph, row or heading."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.lines = [""]
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._hidden += tag in ("svg", "style")
        if tag in APART:
            self.lines.append("## " if tag in ("h1", "h2", "h3") else "")
        elif tag in ("td", "th") and self.lines[-1]:
            self.lines[-1] += " | "

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("svg", "style")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.lines[-1] += re.sub(r"\s+", " ", data)


def words(path: Path) -> str:
    lines = (line.strip() for line in Words(path.read_text("utf-8")).lines)
    told = "\n".join(line for line in lines if line) + "\n"
    return told.replace(__version__, "VERSION")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("golden")
    for name in ("twice", "amended", "called"):
        (folder / name).mkdir()
    process = twice(folder / "twice")
    cases = {
        steps.About.DRAW: process,
        steps.About.REPLACEMENT: process,
        steps.About.AMENDMENT: amended(folder / "amended"),
        steps.About.ALTERNATES: with_a_call(folder / "called"),
    }
    found = {}
    for language in ("en", "nl"):
        steps.report(process, folder / language, language=language)
        found[f"public_{language}"] = words(folder / language / "report.html")
        for about, source in cases.items():
            page = folder / f"{about.value}-{language}.html"
            steps.minutes(source, page, about=about, language=language)
            found[f"minutes_{about.value}_{language}"] = words(page)
    return found


NAMES = [
    *(f"public_{language}" for language in ("en", "nl")),
    *(f"minutes_{about.value}_{language}" for about in steps.About for language in ("en", "nl")),
]


@pytest.mark.parametrize("name", NAMES)
def test_the_words_are_the_golden_ones(name: str, made: dict[str, str]) -> None:
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("SORTITION_GOLDEN") == "write":
        golden.write_text(made[name], "utf-8")
    assert made[name] == golden.read_text("utf-8")
