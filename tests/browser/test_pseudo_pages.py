"""No text of the pages that compute is left untranslated: what a real browser shows is looked at.

The language only marks (tests/pseudo.py); tests/unit/test_pseudo_locale.py looks at all the rest.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests import pseudo
from tests.browser.drive import choose, opened, zipped
from tests.pseudo_case import carried_out

HERE = Path(__file__).parents[1]
TEXTS = """(language) => {
  const found = [];
  const silent = "script, style, noscript";
  const shown = (element) => element.checkVisibility() && !element.closest(silent);
  const foreign = (element) => element.closest("[lang]").lang !== language;
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const isTitle = element.localName === "title";
    if ((isTitle || shown(element)) && !foreign(element)) found.push(node.textContent);
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
    if (!shown(element) || foreign(element)) continue;
    for (const name of ["aria-label", "title", "placeholder", "alt"]) {
      found.push(element.getAttribute(name) ?? "");
    }
  }
  return found;
}"""
"""All that is shown, or said by a screen reader."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pseudo")
    said = carried_out(made, (HERE / "pseudo_pages.sh").read_text("utf-8"))
    assert [one for one in said if one["code"]] == []
    return made


@pytest.fixture
def page(browser: Browser, folder: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page of that name, in the language."""
    watched = opened(browser, folder / request.param)
    watched.page.click(f"[data-language={pseudo.LANGUAGE}]")
    yield watched.page
    watched.page.context.close()
    assert watched.complaints == []


def left(page: Page) -> list[str]:
    texts = page.evaluate(TEXTS, pseudo.LANGUAGE)
    assert any("⟦" in text for text in texts)
    return [word for text in texts for word in pseudo.unmarked(text)]


def unfold(page: Page) -> None:
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")


def damaged(bundle: Path) -> bytes:
    """The bundle with half of a table gone."""
    with zipfile.ZipFile(bundle) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = next(name for name in files if name.endswith("people.csv"))
    return zipped({**files, name: files[name][: len(files[name]) // 2]})


@pytest.mark.parametrize("page", ["verify.html"], indirect=True)
@pytest.mark.parametrize("bundle", ["public.zip", "auditor.zip", "damaged"])
def test_the_verifier_page_speaks_the_language(page: Page, folder: Path, bundle: str) -> None:
    assert left(page) == []
    content = (
        damaged(folder / "public.zip") if bundle == "damaged" else (folder / bundle).read_bytes()
    )
    choose(page, content)
    unfold(page)
    assert left(page) == []
    if bundle == "public.zip":
        with (folder / "receipts.csv").open(encoding="utf-8") as table:
            code = next(csv.DictReader(table))["code"]
        for typed in (code, "0000-0000-0000-0000-0000", "qx"):
            page.fill("#code", typed)
            page.click("#chance button[type=submit]")
            page.wait_for_selector("#chance-answer:not(:empty)")
            assert left(page) == []
        page.click("#panel-after")
        assert left(page) == []


@pytest.mark.parametrize("page", ["ceremony.html"], indirect=True)
def test_the_page_for_the_council_room_speaks_the_language(page: Page) -> None:
    assert left(page) == []
    page.click("#rehearsal")
    for field, digit in zip(page.query_selector_all("#sources input"), "47", strict=True):
        field.fill(digit)
    assert left(page) == []
    page.click("#reveal")
    assert left(page) == []
