"""One real Chromium for all tests of the pages.

The browser is the one of the system: playwright drives it and brings none. Where there is none the
tests are skipped, except where CI is set: there they fail.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from sortition.page import verifier_page
from tests.browser.drive import Watched, opened

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def chromium() -> str:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and os.environ.get("CI"):
        pytest.fail("The tests of the pages need Chromium, and CI must not leave them out.")
    if found is None:
        pytest.skip("There is no Chromium on this computer; the tests of the pages need one.")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=chromium())
        yield running
        running.close()


@pytest.fixture(scope="session")
def verifier_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "verify.html"
    path.write_bytes(verifier_page())
    return path


@pytest.fixture(scope="session")
def verifier(browser: Browser, verifier_file: Path) -> Iterator[Watched]:
    """One verifier page for many files, as people use it. Nothing may ever be complained of."""
    watched = opened(browser, verifier_file)
    yield watched
    assert watched.complaints == []


@pytest.fixture
def fresh(browser: Browser, verifier_file: Path) -> Iterator[Any]:
    """Opens verifier pages of one's own: language, size."""
    made: list[Watched] = []

    def open_one(**how: Any) -> Page:
        made.append(opened(browser, verifier_file, **how))
        return made[-1].page

    open_one.made = made
    yield open_one
    for watched in made:
        watched.page.context.close()
        assert watched.complaints == []
