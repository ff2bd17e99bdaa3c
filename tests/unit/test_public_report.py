"""The public report: figures are the records', nobody is named, anybody can make it again."""

from __future__ import annotations

import json
import re
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
from sortition.errors import InputError, UsageError
from sortition.records.figures import ChanceFigures, PublicFigures
from sortition.report.public import fairness
from sortition.steps.process import closed_pool, committed_lottery
from tests.processes import CASES, carried_out
from tests.replaced import BIG, twice
from tests.standing_by import unstretched

Processes = Callable[[str], Path]


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


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    unstretched(monkeypatch)


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
        key = f"quota {row.category} {row.value} "
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
    left_out = sum(f"quota {row.category} {row.value} pool" not in told for row in quotas.rows)
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


def test_dropouts_and_replacements_are_told(tmp_path: Path) -> None:
    page, _ = reported(twice(tmp_path), tmp_path / "report")
    assert page.count("People replaced") == 2
    assert "B first" in page
    assert "could not be reached: 1" in page


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
    assert told["quota age 16-39 population"] == "3/10"
    assert "quota area north population" not in told
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
    band = figures(chance(4, Fraction(0), Fraction(1, 50)), more)
    assert (band.without, band.smallest, band.rounded) == (0, 0, True)
    assert not figures(chance(9, Fraction(1, 3), Fraction(1, 3))).equal


def test_what_is_said_of_fairness_is_what_was_made(processes: Processes) -> None:
    plan = cases.load(processes("complete")).plan
    even, uneven = figures(chance(9, Fraction(1, 3))), figures(*map(chance, (4, 5), THIRDS))
    assert [text.template[:22] for text in fairness(even, plan)] == ["Everybody had the same"]
    assert [text.template[:22] for text in fairness(uneven, plan)] == [
        "If everybody had the s",
        "The method makes the s",
    ]
    weighed = [*fairness(uneven, replace(plan, weights="letter_weight"))]
    assert len(weighed) == 3
    assert 'the column "letter_weight"' in str(weighed[-1])
