"""Pages that people read: nothing keeps anybody out, scrolls sideways, or is asked for."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from sortition import steps
from sortition.commands import main
from sortition.records.letters import GroupChances
from sortition.report.chances import chances_html
from tests.browser.drive import DESKTOP, PHONE, Language, opened, serious_faults
from tests.processes import carried_out
from tests.replaced import BIG, twice

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LANGUAGES: tuple[Language, ...] = ("en", "nl")
FIXTURES = Path(__file__).parents[2] / "fixtures"
TINY = (FIXTURES / "tiny" / "registrants.csv", FIXTURES / "tiny" / "quotas.csv")
REGISTER = FIXTURES / "register"
LETTERS = (
    *("invite", "plan", "--register", REGISTER / "register.csv"),
    *("--quotas", REGISTER / "panel-quotas.csv", "--responses", REGISTER / "responses.csv"),
    *("--size", "12", "--birth-date", "born", "--age-on", "2027-05-01", "--letters", "600"),
    *("--address", "street,house_number,postcode", "--price", "1.15"),
)
GROUPS = [
    GroupChances(
        category="neighbourhood", value=value, people=12,
        letter=Fraction(1, 9), seat=Fraction(1, 3),
        mean=Fraction(1, 27), smallest=Fraction(1, 60), largest=Fraction(1, 15),
    )
    for value in ("Old town and harbour", "Hill")
]  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every page that is made for people, in both languages where the words matter most."""
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
        found[f"chances {language}"] = page = folder / f"chances-{language}.html"
        page.write_bytes(
            chances_html(
                GROUPS, [Fraction(i, 900) for i in range(1, 30)],
                sentences=(), language=language, version="0",
            )
        )  # fmt: skip
    found["comparison"] = page = folder / "comparison.html"
    commanded("compare", *TINY, "--size", "5", "--out", page, "--language", "nl")
    found["letters"] = page = folder / "letters.html"
    plan = folder / "letters.json"
    commanded(*LETTERS, "--out", plan, "--page", page, "--language", "nl")
    return found


def commanded(*line: object) -> None:
    """Carry out a command that must succeed."""
    done = CliRunner().invoke(main, [*map(str, line), "--quiet"])
    assert done.exit_code == 0, done.output


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
