"""Minutes: everything in them is in the journal, and nobody of the pool is."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from sortition import steps
from sortition.dossier import case as cases
from sortition.dossier.assurance import assurance
from sortition.errors import UsageError
from sortition.texts import translator
from tests.processes import carried_out, moment
from tests.replaced import BIG, drop, twice
from tests.standing_by import amended, with_alternates


def words_of(page: Path) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page.read_text("utf-8")))


def test_minutes_of_a_draw_say_what_the_journal_says(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG)
    present = steps.Occasion(place="town hall", present=(("N. <Bos>", "notary"),))
    made = steps.minutes(process, tmp_path / "m.html", occasion=present, language="en")
    text = words_of(made.page)
    entries = {entry.step.value: entry for entry in cases.load(process).entries}
    drawn = entries["drawn"].facts
    assert f"number {drawn['number']:02d} of {drawn['of']}" in text
    for step in ("pool closed", "panels committed", "drawn"):
        assert entries[step].hash in text
    for step in ("value A", "value B"):
        assert str(entries[step].facts["value"]) in text
    assert "town hall" in text
    assert "N. <Bos>, notary" in text
    assert "marker" not in text


def test_minutes_of_each_replacement_are_about_its_own_draw(tmp_path: Path) -> None:
    process = twice(tmp_path)
    about = steps.About.REPLACEMENT
    pages = [
        steps.minutes(process, tmp_path / f"m{n}.html", about=about, number=n, language="nl").page
        for n in (1, 2)
    ]
    first, second = map(words_of, pages)
    assert "A first" in first
    assert "A first" not in second
    assert "B second" in second
    assert "marker" not in first + second
    entries = cases.load(process).entries
    heads = [entry.hash for entry in entries if entry.step == "replaced"]
    assert [head in text for head, text in zip(heads, (first, second), strict=True)] == [True] * 2


@pytest.mark.parametrize(
    ("about", "number"),
    [(steps.About.AMENDMENT, 1), (steps.About.ALTERNATES, 1), (steps.About.DRAW, 2)],
)
def test_what_is_not_in_the_journal_has_no_minutes(
    about: steps.About, number: int, tmp_path: Path
) -> None:
    process = carried_out(tmp_path, BIG)
    with pytest.raises(UsageError, match=r"no such step|and none with the number 2"):
        steps.minutes(process, tmp_path / "m.html", about=about, number=number)
    assert not (tmp_path / "m.html").exists()


def test_minutes_of_a_draw_say_nothing_of_what_came_later(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG)
    members = [person for person, _ in steps.status(process, None, time=moment(7)).members]
    drop(process, {members[0]: "declined"}, 8)
    page = steps.minutes(process, tmp_path / "m.html", language="en").page
    assert "declined" not in words_of(page)


def test_statuses_before_a_replacement_are_counted_and_name_nobody(tmp_path: Path) -> None:
    process = twice(tmp_path)
    about = steps.About.REPLACEMENT
    first, second = (
        words_of(
            steps.minutes(
                process, tmp_path / f"m{n}.html", about=about, number=n, language="en"
            ).page
        )
        for n in (1, 2)
    )
    assert "declined: 1" in first
    assert "withdrew: 1" in first
    assert "could not be reached: 1" not in first
    assert "declined: 1" not in second
    assert "confirmed: 1" in second
    assert "could not be reached: 1" in second


def test_the_plan_is_told_with_who_signed_that_plan(tmp_path: Path) -> None:
    process = amended(tmp_path)
    page = steps.minutes(process, tmp_path / "m.html", language="en").page
    assert re.search(r"Plan\s+number 2, signed by: clerk, residents\s", words_of(page))


def test_what_an_assurance_lacks_stands_below_it(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG)
    text = words_of(steps.minutes(process, tmp_path / "m.html", language="en").page)
    _, _, below = text.partition("What is missing is listed below.")
    dossier = cases.load(process)
    reasons = [one for one in assurance(dossier.entries, dossier.plan).reasons if not one.met]
    assert len(reasons) == below.count("This is not met.") == 4
    for reason in reasons:
        assert f"{translator('en').text(reason.text)} This is not met." in below


def test_minutes_of_a_change_say_what_changed_and_who_wanted_it(tmp_path: Path) -> None:
    process = amended(tmp_path)
    about = steps.About.AMENDMENT
    text = words_of(steps.minutes(process, tmp_path / "m.html", about=about, language="en").page)
    for told in ("clerk", "residents join", "number 2", "Numbered panels: 100 became 200"):
        assert told in text
    assert "Signed with a key" in text
    # Nothing of what came later.
    assert "RAIN" not in text


def test_minutes_of_alternates_say_who_left_and_how_many_came_in(tmp_path: Path) -> None:
    process, _ = with_alternates(tmp_path, BIG, 1)  # one stands by, and two leave
    members = [person for person, _ in steps.status(process, None, time=moment(8)).members]
    drop(process, dict.fromkeys(members[:2], "withdrawn"), 9)
    steps.call_alternates(process, time=moment(10))
    about = steps.About.ALTERNATES
    text = words_of(steps.minutes(process, tmp_path / "m.html", about=about, language="en").page)
    entries = {entry.step.value: entry.facts for entry in cases.load(process).entries}
    drawn, called = entries["alternates drawn"], entries["alternates called"]
    assert called["free"] != called["people"]
    assert "withdrew: 2" in text
    assert f"{drawn['people']} alternates stood by: set {drawn['number']:03d} of" in text
    assert f"{called['free']} seats were free, and {called['people']} alternates came in." in text
    assert "marker" not in text
