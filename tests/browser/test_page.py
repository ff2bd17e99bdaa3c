"""The verifier page as people use it: words, keys, receipts, and what it may not do."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sortition.page import verifier_page
from sortition.texts import translator
from sortition.verify.receipts import code_of, find_receipt
from tests.browser.drive import PHONE, Watched, choose, outcome, serious_faults, zipped
from tests.faults.shared import base_files, faults

REPOSITORY = Path(__file__).parents[2]
KEPT = REPOSITORY / "docs" / "verify.html"
HINT = "make it anew: rm docs/verify.html && python cli.py verifier --page --out docs/verify.html"
BUNDLES = REPOSITORY / "tests" / "bundles_kept"
PUBLIC = (BUNDLES / "1-harbour-public.zip").read_bytes()
WITHHELD = (BUNDLES / "1-withheld-public.zip").read_bytes()
RECEIPTS = REPOSITORY / "fixtures" / "harbour" / "made" / "receipts.csv"
FAULTY = next(fault for fault in faults() if fault.name == "a chance overstated")
Opener = Callable[..., Page]


def test_the_kept_page_is_that_of_the_sources() -> None:
    assert KEPT.read_bytes() == verifier_page(), HINT


def test_the_page_is_the_same_whenever_it_is_made() -> None:
    assert verifier_page() == verifier_page()


def test_the_page_may_load_nothing_and_send_nothing() -> None:
    page = verifier_page().decode()
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert len(policy) == 1
    rules = dict(rule.split(" ", 1) for rule in policy[0].split("; "))
    assert rules.pop("default-src") == rules.pop("base-uri") == rules.pop("form-action") == "'none'"
    assert rules.pop("worker-src") == "blob:"
    assert re.fullmatch(r"'sha256-[\w+/]+='", rules.pop("script-src"))
    assert re.fullmatch(r"'sha256-[\w+/]+='", rules.pop("style-src"))
    assert rules == {}
    assert not re.search(r"https?://", page)


def test_the_policy_is_kept_by_the_browser(fresh: Opener) -> None:
    page = fresh()
    blocked = page.evaluate(
        """async () => {
          try { await fetch("data:text/plain,x"); return "fetched" } catch { return "refused" }
        }"""
    )
    assert blocked == "refused"
    # That was the test's own doing; the page itself complains of nothing (see the fixture).
    fresh.made[-1].complaints.clear()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_page_speaks_the_language_of_the_reader(fresh: Opener, language: str) -> None:
    page, say = fresh(language=language), translator(language).plain
    assert page.get_attribute("html", "lang") == language
    assert page.inner_text("h1") == say("Check a draw by lot")
    choose(page, PUBLIC)
    assert outcome(page).verdict == say("Everything that can be checked in public is in order.")
    names = page.locator("[data-check=V47] .claim").inner_text()
    assert names.startswith(say("The public files are written in the one way"))
    assert ("472 (of 1,000)" if language == "en" else "472 (van 1.000)") in page.inner_text("dl")


def test_the_language_can_be_changed_at_any_time(fresh: Opener) -> None:
    page = fresh(language="en")
    choose(page, PUBLIC)
    page.get_by_role("button", name="Nederlands").click()
    say = translator("nl").plain
    assert page.get_attribute("html", "lang") == "nl"
    assert page.inner_text("#checks-title") == say("All checks")
    assert outcome(page).verdict == say("Everything that can be checked in public is in order.")
    assert page.get_by_role("button", name="Nederlands").get_attribute("aria-pressed") == "true"


def test_nothing_is_left_in_english_on_a_dutch_page(fresh: Opener) -> None:
    page = fresh(language="nl")
    for content in (PUBLIC, zipped(FAULTY.files)):
        choose(page, content)
        dictionary = json.loads(page.evaluate("document.getElementById('words').textContent"))["nl"]
        shown = page.evaluate(
            """[...document.body.querySelectorAll("*")]
              .map(element => element.childElementCount ? "" : element.textContent)"""
        )
        same = {template for template, translation in dictionary.items() if template == translation}
        assert [text for text in shown if text in dictionary and text not in same] == []


def test_receipts_show_what_the_other_verifier_shows(verifier: Watched) -> None:
    page = verifier.page
    choose(page, PUBLIC)
    with RECEIPTS.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 12
    for row in rows:
        expected = find_receipt(BUNDLES / "1-harbour-public.zip", row["code"])
        look_up(page, row["code"].lower().replace("-", " "))
        said = page.inner_text("#chance-answer")
        assert said.startswith("Drawn" if expected.drawn else "Not drawn")
        assert f"In {row['count']} of the 1,000 numbered panels" in said
        assert f"Exactly it was {row['chance']}." in said
        assert f"number {expected.number} of 12 " in said
        first = " ".join(f"{number:03d}" for number in (expected.panels or ())[:5])
        assert f"These are the panels: {first}" in said
        assert page.locator("#chance-answer .problem").count() == 0


def look_up(page: Page, code: str) -> None:
    page.fill("#code", code)
    page.press("#code", "Enter")
    page.wait_for_function(
        "typed => document.getElementById('chance-answer').dataset.typed === typed", arg=code
    )


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("4NT9-MX36-7XRM-2HD7-CKCT-4", "A code has 20 signs, not 21."),
        ("4NT9-MX36-7XRM-2HD7-CKCB", "The sign B is in no code."),
        ("4NT9-MX36-7XRM-2HD7-CKTC", "One of the signs is not right."),
        ("ID-001", "The sign I is in no code."),
        ("", "A code has 20 signs, not 0."),
        (code_of(bytes(32), "somebody else"), "Nobody in these files has this code."),
    ],
)
def test_a_code_that_shows_nobody_is_explained(verifier: Watched, code: str, reason: str) -> None:
    choose(verifier.page, PUBLIC)
    look_up(verifier.page, code)
    assert reason in verifier.page.inner_text("#chance-answer .problem")


def test_in_a_folder_without_receipts_people_are_found_by_id(verifier: Watched) -> None:
    choose(verifier.page, zipped(base_files("harbour")))
    look_up(verifier.page, "T11")
    said = verifier.page.inner_text("#chance-answer")
    assert said.startswith("Drawn: ")
    assert "3/4" in said


def test_the_panels_are_shown_one_by_one(verifier: Watched) -> None:
    page = verifier.page
    choose(page, PUBLIC)
    expect(page.locator("#panel-title")).to_have_text("Panel 472 of 1,000: the panel drawn")
    expect(page.locator("#panel-seats table").first).to_contain_text("16-39")
    page.get_by_role("button", name="The next panel").click()
    expect(page.locator("#panel-title")).to_have_text("Panel 473 of 1,000")
    page.get_by_role("spinbutton", name="Number").fill("7")
    page.get_by_role("spinbutton", name="Number").press("Enter")
    expect(page.locator("#panel-title")).to_have_text("Panel 007 of 1,000")
    page.get_by_role("button", name="The panel drawn").click()
    expect(page.locator("#panel-title")).to_have_text("Panel 472 of 1,000: the panel drawn")


def test_seats_of_small_groups_are_not_shown(verifier: Watched) -> None:
    choose(verifier.page, WITHHELD)
    area = verifier.page.locator("#panel-seats table", has_text="islet")
    assert "kept from the public" in area.locator("tr", has_text="islet").inner_text()


def test_a_fault_is_told_with_its_reason_and_its_number(verifier: Watched) -> None:
    choose(verifier.page, zipped(FAULTY.files))
    assert "These failed: " in outcome(verifier.page).summary
    for number in FAULTY.fails:
        row = verifier.page.locator(f"[data-check={number}]")
        assert "FAILED" in row.locator(".state").inner_text()
        assert row.locator(".reasons p").first.is_visible()


def test_it_can_be_used_with_the_keyboard_alone(fresh: Opener, tmp_path: Path) -> None:
    page = fresh()
    path = tmp_path / "bundle.zip"
    path.write_bytes(PUBLIC)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    expect(page.locator("#intake")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("input[name=file]")).to_be_focused()
    with page.expect_file_chooser() as chooser:
        # The browser has to hear of the wait first.
        page.wait_for_timeout(200)
        page.keyboard.press("Enter")
    chooser.value.set_files(path)
    page.wait_for_selector("#verdict.good")
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert seen[1:3] == ["code", "BUTTON"]
    assert {"panel-before", "panel-after", "panel-drawn", "SUMMARY"} <= set(seen)


@pytest.mark.parametrize(
    ("language", "content"),
    [("en", PUBLIC), ("nl", zipped(FAULTY.files))],
    ids=["good, en", "faulty, nl"],
)
def test_it_fits_a_phone_and_has_no_serious_fault_of_access(
    fresh: Opener, language: str, content: bytes
) -> None:
    page = fresh(language=language, size=PHONE)
    assert serious_faults(page) == []
    choose(page, content)
    assert serious_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_without_a_worker_the_page_does_the_work_itself(browser, verifier_file: Path) -> None:
    context = browser.new_context()
    context.add_init_script("delete globalThis.Worker")
    page = context.new_page()
    page.goto(verifier_file.as_uri())
    choose(page, PUBLIC)
    assert not outcome(page).numbers("fail")
    assert len(outcome(page).numbers("pass")) == 19
    context.close()


def test_the_page_stays_alive_while_it_works(fresh: Opener) -> None:
    """The clock of the page goes on while a large bundle is checked in the worker."""
    page = fresh()
    page.evaluate("globalThis.beats = 0; setInterval(() => globalThis.beats++, 5)")
    choose(page, (BUNDLES / "1-harbour-auditor.zip").read_bytes())
    before = page.evaluate("globalThis.beats")
    assert before > 20
    assert len(outcome(page).statuses) == 55
