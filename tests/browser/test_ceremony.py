"""The ceremony page: what the room sees is what `sortition draw` gives, and nothing personal."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from sortition import steps
from sortition.draw.drawing import panel_number
from sortition.draw.values import combine, read_value
from sortition.errors import UsageError
from sortition.page import Ceremony, Item, ceremony_page
from sortition.records.plan import Source, SourceKind
from sortition.verify.dossier import read_dossier
from tests import processes
from tests.browser.drive import PHONE, Watched, opened, serious_faults

WHEN = "2027-05-08T19:30:00+02:00"
QUOTAS = (
    Item(category="age", value="16-39", min=1, max=3),
    Item(category="age", value="40+", min=1, max=3),
    Item(category="area", value="north", min=0, max=4),
)
Show = Callable[..., Page]


def source(kind: SourceKind, name: str = "in the council room", **more: Any) -> Source:
    return Source(kind=kind, source=name, when=WHEN, **more)


def ceremony(
    units: int = 1000,
    sources: tuple[Source, ...] = (source(SourceKind.DIGITS, count=3),),
    **more: Any,
) -> Ceremony:
    """Panels whose make-up can be told from their number."""
    rows = ((n % 4, 4 - n % 4, None if n % 7 == 0 else n % 5) for n in range(units))
    return Ceremony(
        **{
            "title": "A panel on the <old> harbour",
            "language": "en",
            "size": 4,
            "units": units,
            "quotas": QUOTAS,
            "panels": tuple(rows),
            "sources": sources,
            "commitment": "0" * 64,
            "words": ("apple",) * 16,
        }
        | more
    )


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Show]:
    """Opens a ceremony page; it must never complain or ask for anything."""
    made: list[Watched] = []

    def open_one(page: bytes, **how: Any) -> Page:
        path = tmp_path / f"ceremony-{len(made)}.html"
        path.write_bytes(page)
        made.append(opened(browser, path, **how))
        return made[-1].page

    yield open_one
    for watched in made:
        watched.page.context.close()
        assert watched.complaints == []


def drawn(page: Page) -> tuple[str, str]:
    """The number and the value as the room sees them, after the panel is shown."""
    page.keyboard.press("Enter")
    expect(page.locator("#drawn")).to_be_visible()
    value = page.inner_text("#drawn-value").removeprefix("Value B: ")
    return page.inner_text("#drawn-title").removeprefix("Panel "), value


def seats(page: Page) -> list[str]:
    return page.locator("#makeup tbody td.figure:nth-child(3)").all_inner_texts()


def test_three_digits_typed_one_by_one_narrow_the_panels_down(show: Show) -> None:
    page = show(ceremony_page(ceremony()))
    assert page.inner_text("h1") == "A panel on the <old> harbour"
    expect(page.locator("#now")).to_have_text("Possible: 1,000 panels")
    assert page.locator("#grid span").count() == 1000
    for digit, left in (("4", "100"), ("7", "10")):
        page.keyboard.press(digit)
        expect(page.locator("#now")).to_have_text(f"Still possible: {left} panels")
        assert page.locator("#grid .in").count() == int(left)
    assert page.locator("#reveal").is_disabled()
    page.keyboard.press("2")
    expect(page.locator("#now")).to_have_text("Panel 472")
    assert page.locator("#grid .drawn").all_inner_texts() == ["472"]
    assert drawn(page) == ("472", "digits 472")
    assert seats(page) == ["0", "4", "2"]


def test_a_digit_can_be_taken_back_and_the_value_typed_again(show: Show) -> None:
    page = show(ceremony_page(ceremony()))
    page.keyboard.type("47")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    expect(page.locator("#now")).to_have_text("Possible: 1,000 panels")
    page.keyboard.type("049")
    assert drawn(page)[0] == "049"
    assert "kept from the public" in page.locator("#makeup").inner_text()
    assert page.locator("#kept").is_visible()
    page.get_by_role("button", name="Type the value again").click()
    page.keyboard.type("001")
    assert drawn(page)[0] == "001"
    assert not page.locator("#kept").is_visible()


def test_digits_go_to_the_fields_wherever_the_focus_is(show: Show) -> None:
    page = show(ceremony_page(ceremony()))
    page.evaluate("document.activeElement.blur()")
    page.keyboard.type("123")
    assert drawn(page)[0] == "123"


SOURCES: dict[str, tuple[Source, ...]] = {
    "digits that are hashed": (source(SourceKind.DIGITS, count=4),),
    "dice": (source(SourceKind.DICE, count=5, of=6),),
    "balls": (source(SourceKind.BALLS, count=3, of=75),),
    "a lottery": (source(SourceKind.LOTTERY, count=6, of=45),),
    "a text": (source(SourceKind.TEXT),),
    "a pulse": (source(SourceKind.NIST, round=99),),
    "dice, a lottery and a text": (
        source(SourceKind.DICE, count=3, of=20),
        source(SourceKind.LOTTERY, "the national lottery", count=6, of=45),
        source(SourceKind.TEXT, "the first headline"),
    ),
}


def typed_for(rng: random.Random, one: Source) -> list[str]:
    match one.kind:
        case SourceKind.DIGITS:
            return [str(rng.randrange(10)) for _ in range(one.count)]
        case SourceKind.DICE:
            return [str(rng.randint(1, one.of)) for _ in range(one.count)]
        case SourceKind.BALLS | SourceKind.LOTTERY:
            return [str(n) for n in rng.sample(range(1, one.of + 1), one.count)]
        case SourceKind.NIST:
            return [f"{one.round} {rng.randbytes(64).hex().upper()}"]
        case _:
            return [f"  RAIN \u00a0 and e\u0301 {rng.randrange(1000)} "]


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("units", [1000, 37])
def test_the_room_sees_the_number_that_draw_gives(show: Show, name: str, units: int) -> None:
    sources = SOURCES[name]
    page = show(ceremony_page(ceremony(units, sources)))
    rng = random.Random(units)
    for _ in range(2):
        typed = [typed_for(rng, one) for one in sources]
        fields = page.locator("#sources input, #sources textarea")
        for at, text in enumerate(text for one in typed for text in one):
            fields.nth(at).fill(text)
        readings = (
            read_value(one, " ".join(text)) for one, text in zip(sources, typed, strict=True)
        )
        value = combine([reading.value for reading in readings])
        page.locator("#reveal").focus()
        number, shown = drawn(page)
        assert (int(number), shown) == (panel_number(value, units), value)
        page.locator("#again").click()


def test_several_sources_are_typed_with_the_keys_alone(show: Show) -> None:
    sources = (source(SourceKind.DICE, count=3, of=6), source(SourceKind.LOTTERY, count=3, of=45))
    page = show(ceremony_page(ceremony(1000, sources)))
    page.keyboard.type("416")
    for number in ("23", "4", "8"):
        page.keyboard.type(number)
        page.keyboard.press("Space")
    expect(page.locator("#reveal")).to_be_focused()
    value = "dice 4 1 6 | lottery 4 8 23"
    assert drawn(page) == (f"{panel_number(value, 1000):03d}", value)


REFUSED = {
    "a die with seven": ((source(SourceKind.DICE, count=1, of=6),), "7"),
    "no die": ((source(SourceKind.DICE, count=1, of=6),), "0"),
    "the same ball twice": ((source(SourceKind.BALLS, count=2, of=9),), "33"),
    "a bar in a text": ((source(SourceKind.TEXT),), "a|b"),
    "another pulse": ((source(SourceKind.NIST, round=9),), f"8 {'0' * 128}"),
    "half a pulse": ((source(SourceKind.NIST, round=9),), "9 00"),
}


@pytest.mark.parametrize(("sources", "typed"), REFUSED.values(), ids=REFUSED)
def test_what_the_plan_does_not_announce_is_refused_as_the_command_does(
    show: Show, sources: tuple[Source, ...], typed: str
) -> None:
    page = show(ceremony_page(ceremony(37, sources)))
    page.keyboard.type(typed)
    expect(page.locator("#problem")).not_to_be_empty()
    assert page.locator("#reveal").is_disabled()
    with pytest.raises(UsageError):
        read_value(sources[0], " ".join(typed) if sources[0].count else typed)


def test_a_round_of_drand_gives_its_value(show: Show) -> None:
    sources = (source(SourceKind.DRAND, round=1000, chain="quicknet"),)
    page = show(ceremony_page(ceremony(37, sources)))
    signature = (
        "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125"
        "e342b73a8dd2bacbe47e4b6b63ed5e39"
    )
    page.locator("textarea").fill(f"1000 {signature}")
    value = read_value(sources[0], f"1000 {signature}").value
    page.locator("#reveal").focus()
    number, shown = drawn(page)
    assert (int(number), shown) == (panel_number(value, 37), value)


# --- from a dossier ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["complete", "withheld", "long"])
def test_the_page_of_a_dossier_shows_the_panel_that_was_drawn(
    show: Show, process_of: Callable[[str], Path], tmp_path: Path, name: str
) -> None:
    process = process_of(name)
    page = show(steps.ceremony(process, tmp_path / "page.html").read_bytes())
    page.locator("textarea").fill("RAIN")
    page.locator("#reveal").focus()
    number, value = drawn(page)
    draw = json.loads((process / "draw" / "draw.json").read_text("utf-8"))
    assert (int(number), value) == (draw["number"], draw["randomness"])
    case = processes.CASES[name]
    rows = (process / "draw" / "panel.csv").read_text("utf-8").splitlines()[1:]
    for quota, shown in zip(sorted_quotas(case), seats(page), strict=False):
        category, wanted, _, _ = quota
        cells = [row.split(",")[1 if category == "age" else 2] for row in rows]
        dash = "kept from the public" in shown
        assert dash or shown == str(cells.count(wanted))
        assert not dash or name == "withheld"
    assert len(seats(page)) == (0 if name == "long" else len(case.quotas))
    journal = steps.log(process)
    fixed = next(entry for entry in journal.entries if entry.step == "panels committed")
    assert page.inner_text("#fixed-digits") == fixed.hash
    assert len(page.inner_text("#fixed-words").split()) == 16


def sorted_quotas(case: processes.Case) -> list[tuple[str, str, int, int]]:
    return sorted(case.quotas, key=lambda quota: (quota[0], quota[1].replace("16", "0")))


def test_the_page_holds_nothing_about_anybody(
    process_of: Callable[[str], Path], tmp_path: Path
) -> None:
    for name in ("complete", "withheld", "homes"):
        page = steps.ceremony(process_of(name), tmp_path / f"{name}.html").read_text("utf-8")
        assert "marker" not in page
        assert "Kade" not in page
        files = read_dossier(process_of(name)).files
        tags = files["public/panels/people.csv"].decode().split("\n")[1:-1]
        assert not any(row.split(",")[0] in page for row in tags)


def test_there_is_no_page_before_the_panels_are_committed(tmp_path: Path) -> None:
    process = tmp_path / "process"
    steps.new(process, time=processes.moment(0), secret=processes.SECRET)
    with pytest.raises(UsageError, match="no panels"):
        steps.ceremony(process, tmp_path / "page.html")
    assert not (tmp_path / "page.html").exists()


# --- for everybody -------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "size"), [("en", PHONE), ("nl", (1920, 1080))])
def test_it_fits_and_has_no_serious_fault_of_access(
    show: Show, size: tuple[int, int], language: str
) -> None:
    page = show(ceremony_page(ceremony(language=language)), size=size)
    assert page.get_attribute("html", "lang") == language
    assert serious_faults(page) == []
    page.keyboard.type("47")
    assert serious_faults(page) == []
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    assert serious_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_nothing_moves_for_people_who_ask_for_that(show: Show) -> None:
    moving = "document.getAnimations().length"
    for calm in (True, False):
        page = show(ceremony_page(ceremony()), calm=calm)
        page.keyboard.type("472")
        page.keyboard.press("Enter")
        assert (page.evaluate(moving) == 0) == calm


def test_a_rehearsal_says_so_on_the_screen_and_on_paper(show: Show) -> None:
    page = show(ceremony_page(ceremony()))
    page.get_by_role("button", name="Rehearsal").click()
    expect(page.get_by_text("PROEF / TRIAL")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("PROEF / TRIAL")).to_be_visible()
    assert not page.get_by_role("button", name="Rehearsal").is_visible()


def test_the_same_ceremony_gives_the_same_bytes() -> None:
    assert ceremony_page(ceremony()) == ceremony_page(ceremony())
