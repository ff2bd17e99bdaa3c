"""Pages that people read: nothing keeps anybody out, scrolls sideways, or is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sortition import steps
from tests.browser.drive import DESKTOP, PHONE, Language, opened, serious_faults
from tests.processes import carried_out
from tests.replaced import BIG, twice

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LANGUAGES: tuple[Language, ...] = ("en", "nl")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every page that is made for people, in both languages."""
    folder = tmp_path_factory.mktemp("documents")
    process = twice(folder)
    young = folder / "young"
    young.mkdir()
    before = carried_out(young, BIG)
    chances = folder / "chances.csv"
    chances.write_text("category,value,chance\n,,12%\nage,16-39,20%\n", "utf-8")
    found = {"account": process / "account.html", "draw": process / "draw" / "report.html"}
    for language in LANGUAGES:
        steps.report(process, folder / f"report-{language}", language=language)
        found[f"report {language}"] = folder / f"report-{language}" / "report.html"
        for about, number in ((steps.About.DRAW, 1), (steps.About.REPLACEMENT, 2)):
            page = folder / f"minutes-{about.value}-{language}.html"
            steps.minutes(process, page, about=about, number=number, language=language)
            found[f"minutes {about.value} {language}"] = page
        page = folder / f"alternates-{language}.html"
        steps.compare_alternates(before, dropouts=chances, page=page, language=language)
        found[f"alternates {language}"] = page
    return found


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_pages_can_be_read_by_everybody(
    pages: dict[str, Path], size: tuple[int, int], browser: Browser
) -> None:
    faults = {}
    for name, path in pages.items():
        watched = opened(browser, path, size=size)
        wider = watched.page.evaluate(WIDER)
        found = [*serious_faults(watched.page), *watched.complaints]
        faults[name] = found + ([f"{wider} pixels too wide"] if wider > 0 else [])
        watched.page.context.close()
    assert {name: found for name, found in faults.items() if found} == {}


def test_a_page_with_a_fault_is_noticed(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text(
        "<!doctype html><html lang=en><title>x</title><img src=data:,><p style='width:3000px'>y",
        "utf-8",
    )
    watched = opened(browser, page, size=PHONE)
    assert any("image-alt" in fault for fault in serious_faults(watched.page))
    assert watched.page.evaluate(WIDER) > 0
    watched.page.context.close()
