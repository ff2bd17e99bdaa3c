"""The public report: figures are the records', nobody is named, anybody can make it again."""

from __future__ import annotations

import csv
import json
import os
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sortition import steps
from sortition.dossier import case as cases
from sortition.dossier import public_record
from sortition.dossier.assurance import assurance
from sortition.dossier.commitment import commitment
from sortition.dossier.process import START
from sortition.dossier.public_record import PublicRecord
from sortition.errors import InputError, UsageError
from sortition.records.figures import ChanceFigures, PublicFigures, QuotaFigures
from sortition.records.plan import Plan
from sortition.report.public import Told, checks, fairness, withheld
from sortition.steps.process import closed_pool, committed_lottery
from sortition.steps.replacements import public_side
from sortition.steps.reporting import figures_of
from sortition.texts import translator
from tests.processes import CASES, bundled, carried_out, moment, signed
from tests.replaced import BIG, drop, refilled, twice
from tests.standing_by import with_alternates

Processes = Callable[[str], Path]


THIRD = Fraction(1, 3)
THIRDS = (Fraction(1, 4), Fraction(2, 5))


class Figures(HTMLParser):
    """Every figure of a page by its name, and whatever it would load from elsewhere."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, set[str]] = {}
        self.loaded: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "data":
            self.found.setdefault(held["data-name"] or "", set()).add(held["value"] or "")
        for name in ("src", "href", "srcset", "xlink:href", "action"):
            if name in held and not (held[name] or "").startswith("#"):
                self.loaded.append(f"{tag} {held[name]}")
        if tag in ("script", "iframe", "link", "object", "embed"):
            self.loaded.append(tag)


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Processes:
    """A finished process of each case, made once."""
    return cache(lambda name: carried_out(tmp_path_factory.mktemp(name), CASES[name]))


def reported(source: Path, out: Path, language: str = "en") -> tuple[str, dict[str, str]]:
    steps.report(source, out, language=language)
    told = json.loads((out / "figures.json").read_text("utf-8"))["figures"]
    return (out / "report.html").read_text("utf-8"), {k: str(v) for k, v in told.items()}


@pytest.mark.parametrize("name", sorted(CASES))
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_figure_on_the_page_is_in_the_file_of_figures(
    name: str, language: str, processes: Processes, tmp_path: Path
) -> None:
    page, told = reported(processes(name), tmp_path / "report", language)
    found = Figures(page).found
    assert found
    for figure, values in found.items():
        assert values == {told[figure]}, figure
    assert {"size", "people"} <= found.keys()
    with (tmp_path / "report" / "figures.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["name"]: row for row in csv.DictReader(lines)}
    assert rows.keys() == told.keys()
    for name_, row in rows.items():
        # Whole numbers only: a spreadsheet would read 3/10 as a day.
        assert Fraction(int(row["numerator"]), int(row["denominator"])) == Fraction(told[name_])


@pytest.mark.parametrize("name", sorted(CASES))
def test_figures_are_those_of_the_private_records(
    name: str, processes: Processes, tmp_path: Path
) -> None:
    process = processes(name)
    _, told = reported(process, tmp_path / "report")
    pool, quotas, size = closed_pool(cases.load(process))
    _, lottery = committed_lottery(cases.load(process))
    drawn = {
        line.split(",")[0]
        for line in (process / "draw" / "panel.csv").read_text("utf-8").splitlines()[1:]
    }
    assert (told["size"], told["people"]) == (str(size), str(len(pool.ids)))
    shown = 0
    for row in quotas.rows:
        at = pool.categories.index(row.category)
        everybody = Counter(p.values[at] for p in pool.registrants)[row.value]
        seats = sum(p.values[at] == row.value for p in pool.registrants if p.id in drawn)
        key = f"quota {row.category} / {row.value} / "
        if f"{key}pool" in told:
            shown += 1
            assert told[f"{key}pool"] == str(everybody)
            assert everybody == 0 or everybody >= CASES[name].threshold
        if f"{key}chance" in told:
            counts = zip(pool.registrants, lottery.counts, strict=True)
            inside = [Fraction(n, lottery.units) for p, n in counts if p.values[at] == row.value]
            assert Fraction(told[f"{key}chance"]) == sum(inside) / len(inside)
        if f"{key}panel" in told:
            assert told[f"{key}panel"] == str(seats)
    assert shown or name in ("small", "zones")
    exact = {chance for chance in lottery.chances if chance}
    groups = [value for key, value in told.items() if re.fullmatch(r"group \d+ chance", key)]
    assert {Fraction(value) for value in groups if value != "0"} <= exact
    if "smallest" in told and not any(key.startswith("band") for key in told):
        assert Fraction(told["smallest"]) == min(exact)
        assert Fraction(told["largest"]) == max(exact)


@pytest.mark.parametrize("name", sorted(CASES))
def test_what_is_left_out_is_said_to_be_left_out(
    name: str, processes: Processes, tmp_path: Path
) -> None:
    process = processes(name)
    page, told = reported(process, tmp_path / "report")
    _, quotas, _ = closed_pool(cases.load(process))
    left_out = sum(f"quota {row.category} / {row.value} / pool" not in told for row in quotas.rows)
    assert page.count("not shown</small>") == 2 * left_out
    assert ("The panel meets every quota.</p>" in page) == (not left_out)
    assert ("meets every quota that is shown here" in page) == bool(left_out)


def test_from_the_public_bundle_anybody_makes_the_same_bytes(tmp_path: Path) -> None:
    process = twice(tmp_path)
    steps.bundle(process, kind=steps.Kind.PUBLIC, out=tmp_path / "public.zip")
    steps.bundle(process, kind=steps.Kind.AUDITOR, out=tmp_path / "auditor.zip")
    for name, source in (("a", process), ("b", "public.zip"), ("c", "auditor.zip")):
        reported(tmp_path / source, tmp_path / name, "nl")
    for name in ("report.html", "figures.csv", "figures.json"):
        first, *others = ((tmp_path / at / name).read_bytes() for at in "abc")
        assert all(other == first for other in others), name


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_report_names_nobody_and_loads_nothing(
    name: str, processes: Processes, tmp_path: Path
) -> None:
    reported(processes(name), tmp_path / "report")
    for path in (tmp_path / "report").iterdir():
        assert b"marker" not in path.read_bytes(), path.name
    page = (tmp_path / "report" / "report.html").read_text("utf-8")
    assert Figures(page).loaded == []
    assert "@import" not in page
    assert "url(http" not in page


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_others_may_read_the_report(processes: Processes, tmp_path: Path) -> None:
    reported(processes("complete"), tmp_path / "report")
    (tmp_path / "plain").write_bytes(b"")
    allowed = (tmp_path / "plain").stat().st_mode
    assert {path.stat().st_mode for path in (tmp_path / "report").iterdir()} == {allowed}


def test_dropouts_and_replacements_are_told(tmp_path: Path) -> None:
    process = twice(tmp_path)
    page, _ = reported(process, tmp_path / "report")
    assert page.count("<strong>People replaced</strong>") == 2
    assert "B first" in page
    assert "could not be reached: 1" in page
    assert "Some people said that they cannot come" in page
    assert "<strong>The panel grew</strong>" not in page
    # The commitments of each replacement, in words and in digits.
    for number in (1, 2):
        inner = public_side(public_record.of_dossier(process).files, number).entries
        for step in ("pool closed", "panels committed"):
            digits = next(entry.hash for entry in inner if entry.step == step)
            assert digits in page
            spoken = "".join(f"<li>{word}</li>\n" for word in commitment(digits, "en").words)
            assert spoken in page


def test_that_people_dropped_out_is_said_only_when_some_did(tmp_path: Path) -> None:
    process, _ = with_alternates(tmp_path, BIG, 3)
    members = [person for person, _ in steps.status(process, None, time=moment(8)).members]
    drop(process, {members[0]: "confirmed"}, 9)
    page, _ = reported(process, tmp_path / "1")
    assert "said that they cannot come" not in page
    assert "Alternates stand by, in case somebody cannot come." in page
    drop(process, {members[0]: "declined"}, 10)
    page, _ = reported(process, tmp_path / "2")
    assert "Some people said that they cannot come" in page


def test_a_panel_that_only_grew_replaced_nobody(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG)
    refilled(process, "more", 8, add=1)
    page, _ = reported(process, tmp_path / "report")
    assert "<strong>The panel grew</strong>" in page
    assert "People replaced" not in page
    assert "Others came in by lot. Nobody picked them." in page
    assert "said that they cannot come" not in page


def test_a_change_of_the_plan_of_a_replacement_is_told_there(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG)
    members = [person for person, _ in steps.status(process, None, time=moment(7)).members]
    drop(process, {members[0]: "declined"}, 8)
    child = process.with_name("child")
    steps.replace_begin(process, child, secret=b"c" * 32, time=moment(9), why="one left")
    signed(child, 10)
    plan = child / "plan.toml"
    plan.write_text(plan.read_text("utf-8").replace("panels = 100", "panels = 200"), "utf-8")
    steps.amend(child, by="clerk", why="more panels", time=moment(11))
    signed(child, 12)
    steps.close_pool_from(child, process, time=moment(13))
    steps.randomness(child, [steps.Typed(value="A child", source="p")], time=moment(14))
    steps.commit(child, time=moment(15))
    steps.randomness(child, [steps.Typed(value="B child", source="p")], time=moment(16))
    steps.draw_dossier(child, time=moment(17))
    steps.replace_done(process, child, time=moment(18))
    page, _ = reported(process, tmp_path / "report")
    assert "The plan was not changed after it was signed." in page  # that of the first draw
    assert "Its plan was changed:" in page
    assert "Reason: more panels." in page
    assert "Numbered panels: 100 became 200" in page


def test_what_was_deleted_is_told_as_deleted(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG)
    page, _ = reported(process, tmp_path / "1")
    assert "are deleted on 31 December 2028" in page
    steps.erase(process, by="clerk", why="it is over", time=moment(30), early=True)
    page, _ = reported(process, tmp_path / "2")
    assert "are deleted on" not in page
    assert "names and addresses were deleted from them at 2 May 2027, 06:00 (UTC+2)" in page
    assert "Reason: it is over" in page
    assert "said that they cannot come" not in page
    # Nobody can be given a code any more, nor see the names.
    assert "Everybody gets a code" not in page
    assert "Whoever got a code" in page
    assert "An auditor can" not in page
    assert "is for an auditor" not in page
    assert "are for an auditor" not in page


def test_what_was_deleted_before_the_draw_is_not_drawn(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG, drawn=False)
    steps.erase(process, by="clerk", why="called off", time=moment(5), early=True)
    page, _ = reported(process, tmp_path / "report")
    assert "so this draw will not take place" in page
    assert "What came after" in page
    for wrong in ("After the draw", "will choose", "is not drawn yet", "Everybody gets", "you get"):
        assert wrong not in page, wrong


def test_a_bundle_without_a_public_file_is_refused(tmp_path: Path) -> None:
    whole = bundled(carried_out(tmp_path, BIG), steps.Kind.PUBLIC)
    with zipfile.ZipFile(whole) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    lacking = tmp_path / "lacking.zip"
    with zipfile.ZipFile(lacking, "w") as archive:
        for name, content in files.items():
            if name != "public/draw/panel.csv":
                archive.writestr(name, content)
    with pytest.raises(InputError) as refused:
        steps.report(lacking, tmp_path / "out")
    assert [str(problem.where.file) for problem in refused.value.problems] == [
        "public/draw/panel.csv"
    ]
    assert not (tmp_path / "out").exists()


def test_a_panel_whose_numbers_are_withheld_is_not_said_to_meet_every_quota() -> None:
    row = QuotaFigures(category="age", value="old", minimum=0, maximum=1, pool=9, panel=None)
    undrawn = replace(figures(chance(9, THIRD)), quotas=(row,))
    assert not withheld(undrawn)
    assert withheld(replace(undrawn, number=7))
    assert withheld(replace(undrawn, quotas=(replace(row, pool=None),)))


def test_figures_of_the_population_that_do_not_fit_are_told(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG)
    table = tmp_path / "population.csv"
    table.write_text("category,value,people\nage,16-39,300\nage,40 +,700\nArea,north,5\n", "utf-8")
    found = steps.report(process, tmp_path / "report", population=(table,), language="en")
    lacking, other = (str(note) for note in found.notes[-2:])
    assert "lack: age 40+, area south." in lacking
    assert "No quota is about these figures of the population: age 40 +." in other
    # No share of a whole that lacks a part.
    assert all(row.population is None for row in found.figures.quotas)


def test_shares_of_the_population_are_of_who_has_a_value_of_the_quotas(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG)
    table = tmp_path / "population.csv"
    table.write_text("category,value,people\nage,0-15,200\nage,16-39,300\nage,40+,700\n", "utf-8")
    found = steps.report(process, tmp_path / "report", population=(table,), language="en")
    (note,) = found.notes
    assert "age 0-15. They are left out." in str(note)
    shares = [row.population for row in found.figures.quotas if row.category == "age"]
    assert shares == [Fraction(3, 10), Fraction(7, 10)]


def test_a_record_that_says_impossible_things_is_refused() -> None:
    with pytest.raises(InputError):
        public_record.figures(impossible(TOLD.replace(b'"chance":"1/4"', b'"chance":"5/4"')))
    assert public_record.figures(impossible(TOLD)).people == 4


TOLD = (
    b'{"categories":["age"],"construction":"A","format":"sortition/public/1",'
    b'"groups":[{"chance":"1/4","people":4,"values":["old"]}],"kinds":[],"listed":false,'
    b'"method":"leximin","people":4,"quotas":[{"category":"age","max":1,"min":1,"value":"old"}],'
    b'"rest":{"bands":[],"people":0,"values":[0]},"size":1,"threshold":3,"units":4}\n'
)


def impossible(content: bytes) -> PublicRecord:
    return PublicRecord(
        entries=(), state=START, files={f"{public_record.PLACE}/{public_record.LOTTERY}": content}
    )


def test_before_the_draw_nothing_is_said_of_a_panel(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG)
    journal = process / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    until = next(i for i, line in enumerate(lines) if b'"panels committed"' in line)
    journal.write_bytes(b"".join(lines[: until + 1]))
    for name in ("draw", "public/draw"):
        for path in (process / name).iterdir():
            path.unlink()
    page, told = reported(process, tmp_path / "report")
    assert "The panel is not drawn yet." in page
    for later in (
        *("was drawn", "drew one number", "you were drawn", "Everybody had", "with the panel."),
        "that the draw followed",
    ):
        assert later not in page, later
    assert "The pictures show the people who can be drawn (the pool)." in page
    # Nothing of the assurance: value B is not known yet.
    assert "How sure can you be?" not in page
    assert "This is not met" not in page
    assert "number" not in told
    assert not any(key.endswith(" panel") for key in told)


def test_what_is_no_record_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        steps.report(tmp_path, tmp_path / "out")
    wrong = tmp_path / "wrong.zip"
    wrong.write_bytes(b"PK no")
    with pytest.raises(UsageError, match="no bundle"):
        steps.report(wrong, tmp_path / "out")
    process = carried_out(tmp_path, BIG)
    shown = process / "public" / "panels" / "lottery.json"
    shown.write_bytes(shown.read_bytes().replace(b'"people":26', b'"people":27'))
    with pytest.raises(InputError):
        steps.report(process, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_figures_of_the_population_are_put_beside(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG)
    table = tmp_path / "population.csv"
    table.write_text("category,value,people\nage,16-39,300\nage,40+,700\n", "utf-8")
    steps.report(process, tmp_path / "report", population=(table,), language="en")
    told = json.loads((tmp_path / "report" / "figures.json").read_text("utf-8"))["figures"]
    assert told["quota age / 16-39 / population"] == "3/10"
    assert "quota area / north / population" not in told
    assert "Population" in (tmp_path / "report" / "report.html").read_text("utf-8")


def figures(*chances: ChanceFigures) -> PublicFigures:
    return PublicFigures(
        people=sum(one.people for one in chances),
        size=3,
        units=100,
        method="leximin",
        threshold=3,
        categories=("age",),
        number=None,
        quotas=(),
        chances=chances,
        unknown=0,
    )


def chance(people: int, low: Fraction, high: Fraction | None = None) -> ChanceFigures:
    values = () if high is not None else ("young",)
    return ChanceFigures(people=people, low=low, high=low if high is None else high, values=values)


def test_the_smallest_chance_is_of_who_is_in_a_panel() -> None:
    none, some, more = chance(4, Fraction(0)), chance(5, Fraction(1, 5)), chance(6, Fraction(1, 3))
    found = figures(none, some, more)
    assert (found.without, found.smallest, found.largest) == (4, Fraction(1, 5), Fraction(1, 3))
    assert (found.equal, found.rounded) == (False, False)
    band = figures(chance(4, Fraction(1, 100), Fraction(1, 50)), more)
    assert (band.without, band.smallest, band.rounded) == (0, Fraction(1, 100), True)
    assert not figures(chance(9, Fraction(1, 3), Fraction(1, 3))).equal


def test_a_smallest_chance_that_is_not_known_is_not_told() -> None:
    """A band begins at 0, so whoever of it has the smallest chance is somewhere above."""
    some = figures(chance(4, Fraction(0), Fraction(1, 50)), chance(6, Fraction(1, 3)))
    assert (some.without, some.smallest, some.blurred) == (0, None, True)
    assert some.largest == Fraction(1, 3)
    assert "smallest" not in figures_of(some, ())


def test_whether_everybody_is_equal_is_told_as_far_as_it_can_be_seen() -> None:
    even = Fraction(1, 3)
    whole = figures(chance(9, even))
    assert (whole.equal, whole.alike) == (True, True)
    banded = figures(chance(5, even), chance(4, Fraction(33, 100), Fraction(34, 100)))
    assert (banded.equal, banded.alike) == (False, True)
    wide = figures(chance(5, even), chance(4, Fraction(32, 100), Fraction(34, 100)))
    assert (wide.equal, wide.alike) == (False, False)
    nothing = replace(figures(chance(9, even)), chances=(), unknown=9)
    assert (nothing.equal, nothing.alike) == (False, False)
    # Groups that are shown are exact: less than a panel apart is apart.
    exact = figures(chance(5, Fraction(330, 1000)), chance(4, Fraction(336, 1000)))
    assert (exact.equal, exact.alike) == (False, False)


def test_no_two_quotas_share_a_name() -> None:
    names = {
        QuotaFigures(
            category=category, value=value, minimum=0, maximum=1, pool=None, panel=None
        ).figure("pool")
        for category, value in (
            *(("a b", "c"), ("a", "b c"), ("a", "b / c"), ("a / b", "c"), ("a /", "/ b / c")),
            *(("a", ""), ("a / ", ""), ("a", " / "), ("a /", "")),
        )
    }
    assert len(names) == 9


def test_what_is_said_of_fairness_is_what_was_made(processes: Processes) -> None:
    plan = cases.load(processes("complete")).plan
    even, uneven = figures(chance(9, Fraction(1, 3))), figures(*map(chance, (4, 5), THIRDS))
    assert said_of(even, plan) == ["Everybody has the same"]
    first, last = "If everybody had the s", "The method makes the s"
    assert said_of(uneven, plan) == [first, "The quotas can make th", last]
    homes = replace(plan, household=("street",))
    told = " ".join(map(str, fairness(uneven, homes)))
    assert "The quotas and the rule on addresses can make that impossible" in told
    banded = figures(chance(5, THIRD), chance(4, Fraction(33, 100), Fraction(34, 100)))
    assert said_of(banded, plan) == [first, "As far as can be seen ", last]
    nothing = replace(even, chances=(), unknown=9)
    assert said_of(nothing, plan) == [first, "The chances themselves", last]
    weighed = replace(plan, weights="letter_weight")
    assert said_of(uneven, weighed) == [first, last, "What counts in that is"]
    assert 'the column "letter_weight"' in str([*fairness(uneven, weighed)][-1])


def test_what_a_gap_allows_is_not_told_as_the_best(processes: Processes) -> None:
    plan = cases.load(processes("complete")).plan
    uneven = figures(*map(chance, (4, 5), THIRDS))
    found = Told(
        plan=plan,
        figures=uneven,
        entries=(),
        assurance=assurance((), plan),
        words={},
        inner={},
        proved=False,
    )
    ended = replace(plan, allowed_gap=Fraction(1, 1000))
    told = " ".join(map(translator("en").text, fairness(uneven, ended)))
    assert "by at most 0.10% (in percentage points)" in told
    assert "of larger chances nothing is promised" in told
    for one, said in (
        (found, "and that no lottery is fairer"),
        (replace(found, proved=True), "is proved in the public file"),
        (replace(found, plan=ended), "how much fairer another lottery could be at most"),
        (replace(found, plan=ended, proved=True), "how much fairer another lottery could be"),
    ):
        assert said in " ".join(map(str, checks(one)))


def said_of(found: PublicFigures, plan: Plan) -> list[str]:
    return [str(text)[:22] for text in fairness(found, plan)]
