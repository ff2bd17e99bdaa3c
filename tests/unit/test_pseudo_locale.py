"""A third language is one file more, and no text of the program is left out of it.

The language only marks (tests/pseudo.py). Every command is run in it, on data that can be told from
words, and everything that people see is looked at: what commands say, their help, every page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests import pseudo, pseudo_case

HELP = re.compile(r"(\w+) --help")
EXAMPLES = "\n⟦Example⟧"
NOT_RUN = frozenset(("sortition demo",))
"""It draws from people of its own, and says what ``draw`` says."""


def left_in_commands(said: Sequence[Mapping[str, str | int]]) -> Iterator[tuple[str, list[str]]]:
    """Lines and the words that stand untranslated in what they say."""
    commands = {word for one in said for word in HELP.findall(str(one["line"]))}
    for one in said:
        line = str(one["line"])
        typed = set(re.findall(r"[^\W\d_]+", line)) | (commands if "COMMANDS" in line else set())
        # An example is shown as it is typed; the choices of an option are typed too.
        text = str(one["said"]).partition(EXAMPLES)[0]
        text = re.sub(r"\S+(?:\|\S+)+", " ", text) if line.endswith("--help") else text
        text = re.sub(r"(?m)^  [a-z]+(?=  )", " ", text) if line.endswith("--help") else text
        if words := [word for word in pseudo.unmarked(text) if word not in typed]:
            yield line, words


def left_in_pages(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Pages, letters and calendars, with the words that stand untranslated in them."""
    for path in (*pages(folder), *letters(folder)):
        texts = pseudo.read(path)
        if words := [word for text in texts for word in pseudo.unmarked(text)]:
            yield str(path.relative_to(folder)), words


def pages(folder: Path) -> list[Path]:
    """Every page that was made, but for the templates that the package holds."""
    return made(folder, "*.html")


def letters(folder: Path) -> list[Path]:
    """Letters to send, and calendars."""
    return [*made(folder, "letter*.txt"), *made(folder, "*.ics")]


def made(folder: Path, pattern: str) -> list[Path]:
    found = sorted(folder.rglob(pattern))
    return [path for path in found if path.relative_to(folder).parts[0] != pseudo.PACKAGE.name]


def expected(line: str) -> int:
    """The exit code that a line of the script announces."""
    found = re.search(r"# exit (\d)", line)
    return int(found[1]) if found else 0


def test_a_third_language_is_one_file_and_nothing_is_left_untranslated(tmp_path: Path) -> None:
    said = pseudo_case.carried_out(tmp_path, pseudo_case.SCRIPT)
    assert [one for one in said if one["code"] != expected(str(one["line"]))] == []
    left = [*left_in_commands(said), *left_in_pages(tmp_path)]
    assert not left, "mark these texts for translation:\n" + "\n".join(map(str, left))
    assert one_file_more(tmp_path) == {"sortition.po", "sortition.mo"}
    assert never_run(said) == NOT_RUN
    assert len(pages(tmp_path)) > 15
    assert {path.name for path in letters(tmp_path)} == {
        *("letter.txt", "letter-drawn.txt", "letter-alternate.txt", "letter-not-drawn.txt"),
        *("letter-joined.txt", "letter-gone.txt", "calendar.ics"),
    }
    log = next(str(one["said"]) for one in said if one["line"] == "sortition log process")
    assert "8 ⟦May⟧ 2027, 19:35:10 ⟦(UTC⟧+2)" in log


def one_file_more(folder: Path) -> set[str]:
    """What the copy of the package has that the package has not."""

    def names(package: Path) -> set[Path]:
        found = {path.relative_to(package) for path in package.rglob("*") if path.is_file()}
        return {name for name in found if "__pycache__" not in name.parts}

    return {name.name for name in names(folder / pseudo.PACKAGE.name) - names(pseudo.PACKAGE)}


def never_run(said: Sequence[Mapping[str, str | int]]) -> set[str]:
    """Commands that were asked for their help and for nothing else; groups only hold commands."""
    lines = [str(one["line"]) for one in said]
    known = {line.removesuffix(" --help") for line in lines if line.endswith(" --help")}
    groups = {name.rpartition(" ")[0] for name in known}
    done = [line for line in lines if not line.endswith(" --help")]
    return {
        name
        for name in known - groups
        if not any(line == name or line.startswith(f"{name} ") for line in done)
    }


# --- what looks is looked at ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "marked"),
    [
        ("{n} of {all} people: {what:d}", "{n} ⟦of⟧ {all} ⟦people:⟧ {what:d}"),
        ("  left out, {name}", "  ⟦left out,⟧ {name}"),
        ("{names}", "{names}"),
        ("1,234,567.8", "1,234,567.8"),
        ("a {{b}} {c!r}", "⟦a {{b}}⟧ {c!r}"),
    ],
)
def test_words_are_marked_and_fields_stay(template: str, marked: str) -> None:
    assert pseudo.marked(template) == marked


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("⟦Panel⟧ 007 ⟦of⟧ 1,000", []),
        ("⟦Panel⟧ 007 of 1,000", ["of"]),
        ("⟦Panel 007", ["half a mark", "Panel"]),
        ("⟦By:⟧ qxclerk, from 12 dice", ["from", "dice"]),
        ("⟦Value:⟧ dice 4 1 6", []),
        ("⟦Then:⟧ sortition verify draw", []),
    ],
)
def test_what_is_not_marked_is_found(text: str, left: list[str]) -> None:
    assert pseudo.unmarked(text) == left


def test_everything_that_a_page_shows_or_says_is_found() -> None:
    page = (
        '<html lang="zxx"><title>One</title><style>no</style><script>no()</script>'
        '<img alt="Two"><p title="Three">Four<br>Five</p><button lang="nl">nee</button>'
        '<svg aria-label="Six"><text>Seven</text></svg></html>'
    )
    assert pseudo.visible(page) == ["One", "Two", "Three", "Four", "Five", "Six", "Seven"]


def test_what_a_letter_says_is_found_and_its_fields_are_data(tmp_path: Path) -> None:
    letter = tmp_path / "letter-drawn.txt"
    letter.write_text("⟦Dear⟧ {{name}}«code»,\n\nThree words\n", "utf-8-sig")
    assert [word for text in pseudo.read(letter) for word in pseudo.unmarked(text)] == [
        *("Three", "words"),
    ]


def test_what_a_calendar_says_is_found_and_its_form_is_not(tmp_path: Path) -> None:
    calendar = tmp_path / "calendar.ics"
    calendar.write_bytes(
        b"BEGIN:VEVENT\r\nDTSTART:20270501T173000Z\r\nSUMMARY:One\\, tw\r\n o\r\n"
        b"DESCRIPTION:Three\\nFour\r\nSTATUS:CANCELLED\r\nCONTACT:Five\r\n"
    )
    assert [word for text in pseudo.read(calendar) for word in pseudo.unmarked(text)] == [
        *("One", "two", "Three", "Four", "Five"),
    ]


def test_what_a_script_translates_is_looked_up_as_it_will_be() -> None:
    page = (
        '<html lang="en"><p data-say>One</p><p data-say>Two</p><div data-say-label="Three"></div>'
        '<p>Four</p><script id="words">{"zxx":{"One":"⟦One⟧","Three":"⟦Three⟧"}}</script>'
    )
    assert pseudo.visible(page) == ["⟦One⟧", "Two", "⟦Three⟧", "Four"]
