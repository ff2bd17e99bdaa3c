"""The pages of docs/ as a site: built without a warning, for everybody, and asking for nothing."""

from __future__ import annotations

import doctest
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.drive import DESKTOP, PHONE, serious_faults

REPOSITORY = Path(__file__).resolve().parents[2]
DOCS = REPOSITORY / "docs"
LOOKED_AT = ("index", "tutorial", "officials", "citizens", "citizens.nl", "reference", "format")
TAG = re.compile(r"<(?:link|script|img|iframe|source|object)\b[^>]*?\b(?:src|href|data)=\"([^\"]+)")


def built(docs: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Build as .ci/run does: a warning is an error, and all of them are told."""
    if importlib.util.find_spec("sphinx") is None:
        if os.environ.get("CI"):
            pytest.fail("The site needs the extra docs, and CI must not leave it out.")
        pytest.skip("Sphinx is not installed: pip install '.[docs]'")
    command = (*(sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going"), "-d", f"{out}-kept")
    return subprocess.run(
        [*command, "-c", str(docs / "site"), str(docs), str(out)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "out"
    done = built(DOCS, out)
    assert done.returncode == 0, done.stderr
    return out


def pages(site: Path) -> list[Path]:
    """Every page that was made, but for the verifier, which has tests of its own."""
    return [page for page in sorted(site.rglob("*.html")) if page.name != "verify.html"]


def test_every_page_of_docs_is_in_the_site(site: Path) -> None:
    names = {page.relative_to(DOCS).with_suffix(".html") for page in DOCS.rglob("*.md")}
    assert len(names) > 30
    assert names <= {page.relative_to(site) for page in pages(site)}


def test_a_page_that_is_in_no_menu_is_noticed(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    shutil.copytree(DOCS, docs)
    (docs / "lost.md").write_text("# Lost\n\n[nowhere](nothing.md)\n", "utf-8")
    done = built(docs, tmp_path / "out")
    assert done.returncode != 0
    assert "lost.md" in done.stderr
    assert "nothing.md" in done.stderr


def test_pages_load_nothing_from_elsewhere(site: Path) -> None:
    sources = [source for page in pages(site) for source in TAG.findall(page.read_text("utf-8"))]
    assert sources
    assert [source for source in sources if re.match(r"(?:[a-z]+:)?//", source)] == []
    styles = [path.read_text("utf-8") for path in site.rglob("*.css")]
    assert styles
    assert not [style for style in styles if re.search(r"(?:url\(\s*[\"']?|@import\s*)http", style)]


def test_links_lead_somewhere(site: Path) -> None:
    for page in pages(site):
        links = re.findall(r'<a [^>]*?\bhref="([^"#]+)', page.read_text("utf-8"))
        local = [link for link in links if "://" not in link and not link.startswith("mailto:")]
        assert [link for link in local if not (page.parent / link).exists()] == [], page


def test_a_dutch_page_says_that_it_is_dutch(site: Path) -> None:
    for page in pages(site):
        language = "nl" if page.name.endswith(".nl.html") else "en"
        assert f' lang="{language}"' in page.read_text("utf-8")[:200], page


def settings() -> ModuleType:
    """docs/site/conf.py as a module."""
    pytest.importorskip("sphinx")
    spec = importlib.util.spec_from_file_location("docs_site_conf", DOCS / "site" / "conf.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_the_settings_say_of_links_is_true() -> None:
    found = doctest.testmod(settings())
    assert found.attempted > 5
    assert found.failed == 0


# --- in a browser --------------------------------------------------------------------------------


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def reader(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[Page, list[str]]]:
    """A page to go places with, and everything that it asks for or complains of."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    told: list[str] = []
    page.on("pageerror", lambda error: told.append(f"error: {error}"))
    page.on("console", lambda said: told.append(f"{said.type}: {said.text}"))
    page.on("request", lambda asked: told.append(asked.url))
    yield page, told
    context.close()


@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_page_is_for_everybody(site: Path, reader: tuple[Page, list[str]], name: str) -> None:
    page, told = reader
    page.goto((site / f"{name}.html").as_uri())
    assert [line for line in told if not line.startswith((site.as_uri(), "data:"))] == []
    assert serious_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    pictures = page.locator("article img")
    assert all(len(picture.get_attribute("alt") or "") > 40 for picture in pictures.all())
    assert pictures.count() == (3 if name.startswith("citizens") else 0)


def test_a_word_is_found_from_disk(site: Path, reader: tuple[Page, list[str]]) -> None:
    page, _ = reader
    page.goto((site / "search.html").as_uri() + "?q=housemates")
    page.locator("#search-results li").first.wait_for()
