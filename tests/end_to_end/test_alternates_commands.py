"""``sortition alternates`` in its five uses, the page of ``--show``, and who comes in."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from sortition import steps
from sortition.commands import main
from sortition.dossier import case as cases
from sortition.lottery import build_space, find_panel
from sortition.records.journal import Step
from sortition.tables import load
from sortition.texts import LANGUAGES
from tests.processes import CASES, moment, signed
from tests.replaced import BIG, drop
from tests.standing_by import (
    HALF,
    committed,
    drawn,
    opened,
    panel,
    with_alternates,
)

Run = Callable[..., str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in a folder of its own, an hour after the one before; gives what it prints."""
    monkeypatch.chdir(tmp_path)
    hours = iter(range(50, 1000))

    def said(*line: str, code: int = 0) -> str:
        environment = {"SORTITION_TIME": moment(next(hours)), "SORTITION_LANGUAGE": "en"}
        done = CliRunner().invoke(main, line, env=environment)
        assert done.exit_code == code, done.output
        return done.output

    return said


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier with four alternates who are not drawn yet; not to be changed."""
    process = opened(tmp_path_factory.mktemp("made"), BIG)
    steps.plan_alternates(process, 4, dropouts=HALF, time=moment(0), scenarios=20)
    signed(process, 1)
    committed(process)
    drawn(process)
    return process


@pytest.fixture
def dossier(made: Path, tmp_path: Path) -> str:
    shutil.copytree(made, tmp_path / "d")
    return "d"


# --- planned --------------------------------------------------------------------------------------


def test_alternates_are_planned(run: Run, tmp_path: Path) -> None:
    opened(tmp_path, BIG)
    said = run("alternates", "process", "--count", "3", "--dropout", "12.5%", "--scenarios", "20")
    assert "The plan has 3 alternates now." in said
    assert "After the draw of the panel, type: sortition alternates process" in said
    plan = Path("process/plan.toml").read_text("utf-8")
    assert '"count" = 3\n"scenarios" = 20\n"worse" = "0.1"\n"dropout" = "0.125"\n' in plan
    Path("t.csv").write_text("category,value,chance\n,,10%\nage,40+,20%\n", "utf-8")
    line = ("alternates", "process", "--count", "2", "--dropouts", "t.csv", "--worse", "5%")
    assert json.loads(run(*line, "--json")) == {"count": 2, "to_sign": None}
    assert '[alternates.dropouts."age"]\n"40+" = "0.2"' in Path("process/plan.toml").read_text(
        "utf-8"
    )
    signed(tmp_path / "process", 40)
    assert "--by, --why" in run(*line, code=2)
    why = ("--by", "clerk", "--why", "to be sure")
    more = ("alternates", "process", "--count", "5", "--dropouts", "t.csv", *why)
    told = run(*more)
    assert "These parties must sign: clerk, residents." in told
    assert json.loads(run(*more[:3], "6", *more[4:], "--json")) == {
        "count": 6,
        "to_sign": ["clerk", "residents"],
    }


# --- drawn and called -----------------------------------------------------------------------------


def test_alternates_are_drawn_and_told_with_their_chances(run: Run, dossier: str) -> None:
    said = run("alternates", dossier)
    facts = cases.load(Path(dossier)).last(Step.ALTERNATES).facts
    rows = Path("d/alternates/alternates.csv").read_text("utf-8").splitlines()[1:]
    sets = dict(
        line.split(",") for line in Path("d/alternates/chances.csv").read_text("utf-8").split()[1:]
    )
    printed = [" ".join(line.split()) for line in said.splitlines()]
    for row in rows:
        person, place = row.split(",")
        part = Fraction(int(sets[person]), 10)
        assert f"{place} {person} {float(part):.1f}%" in printed
    assert f"Set {facts['number']} of 1,000." in said
    mean = {name: int(str(facts[name])) / 20 for name in ("without", "shortfall", "bound")}
    assert (
        f"{mean['without']:.1f} without alternates, {mean['shortfall']:.1f} with these. No set "
        f"can do better than {mean['bound']:.1f}: proved for these 20 scenarios."
    ) in " ".join(said.split())
    some = sum(number != "0" for number in sets.values())
    assert f"Of {len(sets)} people who could stand by, {some} are in at least one set." in said
    assert "never drawn twice" in run("alternates", dossier, code=2)


def test_the_same_is_said_for_machines(run: Run, dossier: str) -> None:
    told = json.loads(run("alternates", dossier, "--json"))
    facts = cases.load(Path(dossier)).last(Step.ALTERNATES).facts
    same = ("number", "sets", "without", "shortfall", "bound")
    assert {name: told[name] for name in same} == {name: facts[name] for name in same}
    rows = Path("d/alternates/alternates.csv").read_text("utf-8").splitlines()[1:]
    assert told["alternates"] == [row.split(",")[0] for row in rows]
    assert (told["scenarios"], len(told)) == (20, 7)


def test_people_drop_out_and_alternates_come_in(run: Run, dossier: str, tmp_path: Path) -> None:
    run("alternates", dossier)
    assert "First record" not in run("status", dossier)
    gone = panel(tmp_path / "d")[:2]
    Path("calls.csv").write_text("id,status\n" + "".join(f"{p},declined\n" for p in gone), "utf-8")
    said = run("status", dossier, "calls.csv")
    assert "Seats: 5, of which free: 2" in said
    assert "Next: sortition replace d --from-alternates" in said
    assert "Name a new folder" in run("replace", dossier, "--from-alternates", "--out", "x", code=2)
    told = json.loads(run("replace", dossier, "--from-alternates", "--json"))
    came = Path("d/called/1/panel.csv").read_text("utf-8").split()[1:]
    assert told == {"joined": came, "free": 2, "waiting": 4 - len(came)}
    assert len(came) == 2
    assert "all 5 seats are taken" in run("replace", dossier, "--from-alternates", code=2)
    Path("more.csv").write_text(f"id,status\n{came[0]},withdrawn\n", "utf-8")
    run("status", dossier, "more.csv")
    said = run("replace", dossier, "--from-alternates")
    assert "Who came in: ID-" in said
    assert "Seats that were free: 1; alternates who still stand by: 1" in said
    assert "checks passed." in run("verify", dossier)


def test_seats_that_stay_free_are_told(run: Run, tmp_path: Path) -> None:
    process, found = with_alternates(tmp_path, BIG, 1)
    drop(process, dict.fromkeys(panel(process)[:3], "declined"), 8)
    said = run("replace", "process", "--from-alternates")
    assert f"Who came in: {found.people[0]}" in said
    assert "Some seats are still free" in said


def test_before_the_draw_and_without_a_plan_nobody_stands_by(run: Run, tmp_path: Path) -> None:
    process = opened(tmp_path, BIG)
    assert "cannot be done yet" in run("alternates", "process", code=2)
    signed(process, 30)
    committed(process, 31)
    drawn(process, 34)
    assert "says nothing of alternates" in run("alternates", "process", code=2)
    assert "First draw alternates" in run("replace", "process", "--from-alternates", code=2)


# --- compared -------------------------------------------------------------------------------------


def test_what_alternates_help_is_shown(run: Run, dossier: str) -> None:
    said = run("alternates", dossier, "--show", "page.html", "--count", "3")
    assert "Seats wrong on average, after people have dropped out:" in said
    assert "Pictures: page.html" in said
    numbers = [
        line.split()[0] for line in said.splitlines() if line[:1].isspace() or line[:1].isdigit()
    ]
    assert [n for n in numbers if n.isdigit()] == ["0", "1", "2", "3"]
    told = json.loads(run("alternates", dossier, "--show", "again.html", "--count", "3", "--json"))
    assert told["page"] == "again.html"
    assert [one["count"] for one in told["by_count"]] == [1, 2, 3]
    assert Path("again.html").read_bytes() == Path("page.html").read_bytes()
    before = Path("page.html").read_bytes()
    assert "page.html" in run("alternates", dossier, "--show", "page.html", code=2)
    assert Path("page.html").read_bytes() == before


def test_other_chances_than_those_of_the_plan_can_be_shown(run: Run, dossier: str) -> None:
    few, many = (
        json.loads(
            run("alternates", dossier, "--show", f"{part}.html", "--dropout", part, "--json")
        )
        for part in ("5%", "60%")
    )
    assert few["without"] < many["without"]
    assert few["scenarios"] == many["scenarios"] == 20


VOID = {"meta", "br", "wbr", "col"}
NASTY = "<b onclick='x'>&"


class Outline(HTMLParser):
    """Collects tags and attributes, and checks that every element is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def having(self, attribute: str) -> list[str | None]:
        return [attrs[attribute] for _, attrs in self.tags if attribute in attrs]


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed pool one of whose areas is no good name for a page."""
    base = CASES["complete"]
    named = {"south": NASTY}
    case = replace(
        base,
        people=[(n, (*row[:3], named.get(row[3], row[3]))) for n, row in base.people],
        quotas=[(c, named.get(v, v), low, high) for c, v, low, high in base.quotas],
    )
    process = opened(tmp_path_factory.mktemp("nasty"), case)
    signed(process, 1)
    committed(process)
    return process


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("which", ["made", "nasty"])
def test_the_page_is_whole_loads_nothing_and_names_nobody(
    language: str, which: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    steps.compare_alternates(
        request.getfixturevalue(which), dropouts=HALF, count=4, page=page, language=language
    )
    html = page.read_text("utf-8")
    outline = Outline(html)
    assert html.startswith("<!doctype html>")
    assert outline.open == []
    assert outline.tags[0] == ("html", {"lang": language})
    ids = outline.having("id")
    assert len(ids) == len(set(ids))
    assert set(outline.having("aria-labelledby")) <= set(ids)
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in outline.tags}
    assert not outline.having("src")
    assert {link.removeprefix("#") for link in outline.having("href")} <= set(ids)
    assert not [name for _, attrs in outline.tags for name in attrs if name.startswith("on")]
    assert not [sign for sign in ("http:", "https:", "url(", "@import", "{{", "{%") if sign in html]
    policy = [attrs.get("content") for tag, attrs in outline.tags if tag == "meta"]
    assert any("default-src 'none'" in (content or "") for content in policy)
    assert "marker" not in html
    assert not [name for name in ("ID-0", "Kade 1") if name in html]
    assert ("&lt;b onclick" in html) == (which == "nasty")


# --- more people instead --------------------------------------------------------------------------


def test_how_many_to_draw_instead_is_said(run: Run, dossier: str, made: Path) -> None:
    line = ("alternates", dossier, "--overdraw", "90%", "--dropout", "20%")
    said = " ".join(run(*line).split())
    told = json.loads(run(*line, "--out", "larger.csv", "--json"))
    assert f"Draw {told['size']} people for 5 seats:" in said
    assert Fraction(told["enough"]) >= Fraction(9, 10)
    assert [group[:3] for group in told["groups"]] == [[c, v, low] for c, v, low, _ in BIG.quotas]
    loaded = load(made.with_name("registrants.csv"), Path("larger.csv"), size=told["size"])
    assert find_panel(build_space(loaded.pool, loaded.quotas, told["size"]))
    assert {row.value: row.minimum for row in loaded.quotas.rows} == {
        group[1]: group[3] for group in told["groups"]
    }
    assert "The quotas of the larger panel are in: other.csv" in run(*line, "--out", "other.csv")
    assert "larger.csv" in run(*line, "--out", "larger.csv", code=2)
    assert "No number of people" in run(*line[:2], "--overdraw", "99%", "--dropout", "99%", code=2)


# --- learned --------------------------------------------------------------------------------------


def test_chances_are_learned_from_several_panels(run: Run, dossier: str, tmp_path: Path) -> None:
    shutil.copytree(dossier, "e")
    assert "nobody dropped out" in run("alternates", dossier, "e", "--learn", "t.csv", code=2)
    gone = panel(tmp_path / "d")[:2]
    Path("calls.csv").write_text("id,status\n" + "".join(f"{p},declined\n" for p in gone), "utf-8")
    run("status", dossier, "calls.csv")
    said = run("alternates", dossier, "e", "--learn", "t.csv")
    assert "2 of 10 people dropped out." in said
    assert "The chances are in: t.csv" in said
    told = json.loads(run("alternates", dossier, "e", "--learn", "u.csv", "--json"))
    assert (told["people"], told["dropped"]) == (10, 2)
    assert Path("t.csv").read_bytes() == Path("u.csv").read_bytes()
    opened(tmp_path, BIG)
    run("alternates", "process", "--count", "2", "--dropouts", "t.csv")
    plan = Path("process/plan.toml").read_text("utf-8")
    assert f'"dropout" = "{float(Fraction(told["everybody"]))}"' in plan
    assert "t.csv" in run("alternates", dossier, "--learn", "t.csv", code=2)


# --- what does not go together --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("d", "--dropout", "10%", "--dropouts", "t.csv", "--count", "2"), "one of --dropout and"),
        (("d", "--learn", "a.csv", "--show", "b.html"), "one of --learn, --show and --overdraw"),
        (("d", "--learn", "a.csv", "--overdraw", "90%"), "one of --learn, --show and --overdraw"),
        (("d", "--show", "b.html", "--overdraw", "90%"), "one of --learn, --show and --overdraw"),
        (("d", "--out", "q.csv"), "--out goes with --overdraw"),
        (("d", "--out", "q.csv", "--show", "b.html"), "--out goes with --overdraw"),
        (("d", "e"), "Name one dossier"),
        (("d", "e", "--overdraw", "90%"), "Name one dossier"),
        (("d", "e", "--show", "b.html"), "Name one dossier"),
        (("d", "--count", "2"), "How likely are people to drop out?"),
        (("d", "--dropout", "10%"), "--count NUMBER"),
        (("d", "--dropouts", "t.csv"), "--count NUMBER"),
        (("d", "--worse", "10%"), "--count NUMBER"),
        (("d", "--scenarios", "10"), "--count NUMBER"),
        (("d", "--by", "clerk", "--why", "because"), "--count NUMBER"),
        (("d", "--count", "0", "--dropout", "10%"), "whole number of 1 or more"),
        (("d", "--count", "2", "--dropout", "100%"), "a part of the whole"),
        (("d", "--count", "2", "--dropout", "often"), "a part of the whole"),
        (("d", "--overdraw", "0%"), "a part of the whole"),
        (("d", "--count", "2", "--dropouts", "nowhere.csv"), 'There is no file "nowhere.csv"'),
        (("nowhere",), 'There is no folder "nowhere"'),
        ((), "DIR"),
        (("d", "--count", "2", "--dropout", "10%"), "before the panels are committed"),
    ],
)
def test_what_does_not_go_together_is_refused_and_nothing_is_written(
    options: tuple[str, ...], reason: str, run: Run, dossier: str
) -> None:
    shutil.copytree(dossier, "e")
    Path("t.csv").write_text("category,value,chance\n,,10%\n", "utf-8")
    before = everything(Path())
    assert reason in " ".join(run("alternates", *options, code=2).split())
    assert everything(Path()) == before


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_problem_of_a_table_is_told(run: Run, tmp_path: Path) -> None:
    process = opened(tmp_path, BIG)
    signed(process, 1)
    committed(process)
    Path("t.csv").write_text(
        "category,value,chance\nage,older,10%\nage,40+,many\nage,40+,5%\n", "utf-8"
    )
    said = run("alternates", "process", "--show", "p.html", "--dropouts", "t.csv", code=3)
    for reason in ('no "older"', '"many" is no chance', "in row 3 too", "no row for everybody"):
        assert reason in said
