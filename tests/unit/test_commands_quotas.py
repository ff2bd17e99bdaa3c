"""``sortition quotas`` as a person uses it: one command, a file that check and draw take."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sortition import steps
from sortition.commands import main
from sortition.records.seats import Promise

FIXTURES = Path(__file__).parents[2] / "fixtures"
POPULATION = FIXTURES / "population"
REGISTRANTS = FIXTURES / "dordrecht" / "registrants.csv"
DEMO = ("--size", "50", "--min-age", "16", "--ages", "16-29,30-44,45-64,65+")
ZONES = ("--zones", str(POPULATION / "zones.csv"))
OWN = "category,value,population\nage,16-29,27\nage,30+,73\n"


def quotas(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["quotas", *arguments])


def cbs(name: str) -> tuple[str, str]:
    return "--population", str(POPULATION / name)


@pytest.fixture
def own(tmp_path: Path) -> str:
    path = tmp_path / "own.csv"
    path.write_text(OWN, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("name", ["kwb-2020.csv", "statline-2020.csv", "buurten-2020.csv"])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_from_every_shape_to_quotas_over_wijk_age_and_sex_in_one_command(
    tmp_path: Path, name: str, language: str
) -> None:
    out = tmp_path / "quotas.csv"
    by_zone = ZONES if name != "buurten-2020.csv" else ()
    run = quotas(*cbs(name), *DEMO, *by_zone, "--out", str(out), "--language", language)
    assert run.exit_code == 0, run.output
    separator = {"en": ",", "nl": ";"}[language]
    rows = list(csv.reader(io.StringIO(out.read_text("utf-8-sig")), delimiter=separator))
    header, *body = rows
    assert len(header) == 11
    by_category: dict[str, list[list[str]]] = {}
    for row in body:
        by_category.setdefault(row[0], []).append(row)
    assert len(by_category) == 3
    for own_rows in by_category.values():
        assert sum(int(row[2]) for row in own_rows) <= 50 <= sum(int(row[3]) for row in own_rows)
        total = sum(int(row[6]) for row in own_rows)
        for row in own_rows:
            # Every bound can be computed again from the counts in the file.
            exact = Fraction(int(row[6]) * 50, total)
            assert row[7] == str(total)
            assert int(row[2]) == exact.numerator // exact.denominator
            assert int(row[3]) == max(1, -(-exact.numerator // exact.denominator))
            assert name in row[8]
            assert row[9] == "2020"


def test_the_file_is_taken_by_check_and_draw_as_it_is(tmp_path: Path) -> None:
    out = tmp_path / "quotas.csv"
    run = quotas(*cbs("kwb-2020.csv"), *DEMO, *ZONES, "--tolerance", "1", "--out", str(out))
    assert run.exit_code == 0, run.output
    checked = steps.check(REGISTRANTS, out, size=50)
    assert checked.clash is None
    assert checked.space.quotas.categories == ("age", "sex", "wijk")
    drawn = steps.draw(REGISTRANTS, out, size=50, seed="s", out=tmp_path / "draw")
    assert len(drawn.panel_ids) == 50


def test_every_number_is_traced_to_its_cell(tmp_path: Path) -> None:
    """By hand: row 19 of the kwb file is Noordflank, whose a_65_oo is 1565 (say), and so on."""
    figures = steps.Figures(files=(POPULATION / "kwb-2020.csv",), min_age=65)
    result = steps.quotas(figures, size=50)
    lines = (POPULATION / "kwb-2020.csv").read_text("cp1252").splitlines()
    header = lines[0].split(";")
    for row in result.plan.rows:
        (source,) = row.figure.sources
        cells = [
            int(lines[number - 1].split(";")[header.index(column)])
            for number in source.rows
            for column in source.columns
        ]
        assert row.figure.people == sum(cells)
        if row.figure.category == "wijk":
            assert row.figure.value in lines[source.rows[0] - 1]


def test_the_same_again_gives_the_same_bytes(tmp_path: Path) -> None:
    lines = (POPULATION / "kwb-2020.csv").read_bytes().splitlines(keepends=True)
    same = tmp_path / "again" / "kwb-2020.csv"
    same.parent.mkdir()
    same.write_bytes(b"".join(lines))
    for folder, name in ((POPULATION, "one.csv"), (same.parent, "two.csv")):
        figures = steps.Figures(files=(folder / "kwb-2020.csv",), min_age=16)
        steps.quotas(figures, size=50, out=tmp_path / name)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_a_choice_is_labelled_with_its_reason(own: str, tmp_path: Path) -> None:
    out = tmp_path / "quotas.csv"
    choice = "age=16-29: 20, their school closes: soon"
    run = quotas("--population", own, "--size", "50", "--at-least", choice, "--out", str(out))
    assert run.exit_code == 0
    assert "16-29: chosen: at least 20 (by population 13.50)" in run.output
    written = out.read_text("utf-8-sig")
    assert "their school closes: soon" in written
    assert "fewer than by population (36.50)" in written
    assert run.output.count("by population") == 1  # the others are told in one line


def test_as_json_fractions_are_exact(own: str) -> None:
    run = quotas("--population", own, "--size", "50", "--json")
    rows = json.loads(run.output)["quotas"]
    assert [(r["value"], r["share"], r["seats"], r["min"], r["max"]) for r in rows] == [
        ("16-29", "27/100", "27/2", 13, 14),
        ("30+", "73/100", "73/2", 36, 37),
    ]
    assert rows[0]["sources"][0]["rows"] == [2]


def test_without_out_nothing_is_written(own: str, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    run = quotas("--population", own, "--size", "50")
    assert run.exit_code == 0
    assert "Nothing was written" in run.output
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_that_is_there_is_not_overwritten(own: str) -> None:
    run = quotas("--population", own, "--size", "50", "--out", own)
    assert run.exit_code == 2
    assert Path(own).read_text("utf-8") == OWN


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--size", "50"), 2, "--population"),
        (("--population", "no-such.csv", "--size", "50"), 2, "no-such.csv"),
        ((*cbs("kwb-2020.csv"), "--size", "50"), 2, "--min-age 16"),
        ((*cbs("kwb-2020.csv"), *DEMO, "--tolerance", "some"), 2, "10%"),
        ((*cbs("kwb-2020.csv"), *DEMO, "--tolerance", "101%"), 2, "10%"),
        ((*cbs("kwb-2020.csv"), *DEMO, "--at-least", "wijk=Noordflank: 3"), 2, "reason"),
        ((*cbs("kwb-2020.csv"), *DEMO, "--at-least", "wijk=Nord: 3, why"), 2, "Noordflank"),
        ((*cbs("kwb-2020.csv"), *DEMO, "--at-least-each", "9"), 2, "--merge-below"),
        ((*cbs("kwb-2020.csv"), *DEMO, "--at-least-each", "-1"), 2, "0 or more"),
        ((*cbs("kwb-2020.csv"), *DEMO, "--districts", "Nergens"), 2, "Nergens"),
        ((*cbs("kwb-2020.csv"), *DEMO, "--municipality", "Delft"), 2, "Dordrecht"),
        ((*cbs("kwb-2020.csv"), *DEMO, "--age-on", "1 May"), 2, "2027-05-01"),
        ((*cbs("kwb-2020.csv"), *DEMO, "--year", "last"), 2, "2023"),
        ((*cbs("kwb-2020.csv"), "--size", "50", "--min-age", "16", "--ages", "old"), 2, "16-29"),
        ((*cbs("kwb-2020.csv"), *DEMO, *ZONES, "--districts", "Wielwijk"), 2, "--zones"),
        (("--population", str(REGISTRANTS), "--size", "50"), 3, "category, value and population"),
        ((*cbs("kwb-2020.csv"), *cbs("statline-2020.csv"), *DEMO), 3, "also in kwb-2020.csv"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(
    arguments: tuple[str, ...], code: int, words: str
) -> None:
    run = quotas(*arguments)
    assert run.exit_code == code, run.output
    assert words in run.output + run.stderr


def test_a_promise_with_a_colon_in_it() -> None:
    from sortition.commands.shares import _promise  # noqa: PLC0415

    found = _promise("--at-least", " wijk = Oost: de kade:  3 ;  zij: horen  lawaai ")
    assert found == Promise(
        category="wijk", value="Oost: de kade", seats=3, why="zij: horen lawaai"
    )


def test_check_compares_with_the_population_and_lists_doubles(tmp_path: Path) -> None:
    people = "id,age,education,e-mail\n" + "".join(
        f"p{i},{'16-29' if i % 2 else '30+'},{'low' if i < 4 else 'high'},geheim{i % 39}@x.org\n"
        for i in range(40)
    )
    (tmp_path / "r.csv").write_text(people, encoding="utf-8")
    (tmp_path / "q.csv").write_text("category,value,min,max\nage,16-29,2,3\nage,30+,2,3\n")
    (tmp_path / "e.csv").write_text(
        "category,value,population\neducation,low,1\neducation,high,1\n"
    )
    line = ["check", str(tmp_path / "r.csv"), str(tmp_path / "q.csv"), "--size", "5"]
    run = CliRunner().invoke(main, [*line, "--population", str(tmp_path / "e.csv")])
    assert run.exit_code == 0, run.output
    assert "low (10% of the pool, 50% of the population)" in run.output
    assert "(the same e-mail address), look them up: p0, p39" in run.output
    assert "geheim" not in run.output
    plain = CliRunner().invoke(main, [*line, "--json"])
    found = json.loads(plain.output)
    assert [remark["concern"] for remark in found["remarks"]] == ["uncompared-attribute"]
    assert found["doubles"] == [{"same": "email", "ids": ["p0", "p39"]}]
    assert "geheim" not in plain.output
    wrong = CliRunner().invoke(main, [*line, *cbs("kwb-2020.csv")])
    assert wrong.exit_code == 3
    assert "sortition quotas --out" in wrong.output + wrong.stderr


def test_check_says_what_clashes_and_what_would_help() -> None:
    folder = FIXTURES / "impossible"
    line = ["check", str(folder / "registrants.csv"), str(folder / "quotas.csv"), "--size", "12"]
    run = CliRunner().invoke(main, line)
    assert run.exit_code == 4
    said = run.output + run.stderr
    assert "education lower: at least 5 are needed and 8 registered" in said
    assert "room for at most 4 of them" in said
    assert "Of these 8, 4 also have area Harbour, where at most 2 seats are free." in said
    assert "everybody who registered has a chance" in said
    found = json.loads(CliRunner().invoke(main, [*line, "--json"]).output)
    assert found["panel_exists"] is False
    aims = [aim for one in found["alternatives"] for aim in one["aims"]]
    assert sorted(aims) == ["everybody", "quotas", "seats", "small groups"]
    assert found["alternatives"][-1]["people_without_chance"] == 0


@pytest.mark.parametrize("homes", [False, True])
def test_check_names_by_id_whom_no_panel_can_hold(tmp_path: Path, homes: bool) -> None:
    """By a maximum of 0; or because a housemate is in every panel."""
    people = "id,x,home\n" + "".join(f"p{i},a,h{i}\n" for i in range(3)) + "q,b,h0\n"
    (tmp_path / "r.csv").write_text(people, encoding="utf-8")
    b = "1,1" if homes else "0,0"
    (tmp_path / "q.csv").write_text(f"category,value,min,max\nx,a,0,3\nx,b,{b}\n")
    line = ["check", str(tmp_path / "r.csv"), str(tmp_path / "q.csv"), "--size", "2"]
    run = CliRunner().invoke(main, [*line, *(("--household", "home") if homes else ())])
    assert run.exit_code == 0, run.output
    assert ("They are: p0." if homes else "They are: q.") in run.output
    assert ("who they live with" in run.output) == homes
    assert "What would help" in run.output
    assert "type: sortition relax" in run.output


def test_check_with_too_few_people_says_just_that(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("id,x,home\na,1,h\nb,1,h\nc,1,i\n", encoding="utf-8")
    (tmp_path / "q.csv").write_text("category,value,min,max\nx,1,0,3\n")
    line = ["check", str(tmp_path / "r.csv"), str(tmp_path / "q.csv"), "--size", "3"]
    run = CliRunner().invoke(main, [*line, "--household", "home"])
    assert run.exit_code == 4
    assert "There are not enough people for 3 seats" in run.output + run.stderr
    assert "Together" not in run.output + run.stderr
