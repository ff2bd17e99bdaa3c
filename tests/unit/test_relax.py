"""``relax``: a smallest change as a new quota file, after which a panel is possible."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sortition import steps
from sortition.commands import main
from sortition.diagnosis.changes import smallest_changes
from sortition.errors import SolverError, UsageError
from sortition.lottery import build_space
from sortition.records.diagnosis import Aim, Alternative, Change, Side, Verdict, changed
from sortition.records.progress import silent
from sortition.resolve.changes import asked_again
from sortition.texts import translator
from tests.hard_pools import hard_case

PEOPLE = [("North", "young"), ("North", "young"), ("South", "old"), ("South", "old")]
PEOPLE += [("South", "old"), ("North", "old")]
QUOTAS = """\
category;value;min;max;max_flex
area;North;3;4;5
area;South;0;1;
age;young;0;2;
age;old;2;3;3
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Six people for four seats; only three of the North, and one of the South is allowed."""
    people, quotas = tmp_path / "people.csv", tmp_path / "quotas.csv"
    rows = "".join(f"p{i};{area};{age}\n" for i, (area, age) in enumerate(PEOPLE))
    people.write_text("id;area;age\n" + rows, encoding="utf-8")
    quotas.write_text(QUOTAS.replace("area;North;3;4;5", "area;North;4;4;4"), encoding="utf-8")
    return people, quotas


def test_the_changes_are_shown_and_nothing_is_written(files: tuple[Path, Path]) -> None:
    result = steps.relax(*files, size=4)
    assert result.chosen is None
    assert result.diagnosis.clash is not None
    told = " ".join(translator("en").text(text) for text in result.explained)
    assert "area North at least 3 instead of 4" in told
    # Three of the North at least: two young ones and the old one, all of them in every panel.
    assert [one.smallest_chance for one in result.diagnosis.alternatives] == [Fraction(1, 3)]
    assert "The smallest chance is then 33.33%" in told
    assert sorted(path.name for path in files[0].parent.iterdir()) == ["people.csv", "quotas.csv"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["relax", *arguments])


@pytest.mark.parametrize("solver", ["CBC", "HiGHS", "highs"])
def test_another_solver_looks_for_smaller_changes(files: tuple[Path, Path], solver: str) -> None:
    result = steps.relax(*files, size=4, solver=solver)
    (one,) = result.diagnosis.alternatives
    verdicts = {opinion.aim: opinion.verdict for opinion in result.opinions}
    assert verdicts == {
        aim: Verdict.NOT_ASKED if aim is Aim.EVERYBODY else Verdict.SMALLEST for aim in one.aims
    }
    told = [translator("en").text(text) for text in result.explained]
    assert f"Looked for again by {'CBC' if solver == 'CBC' else 'HiGHS'}:" in told
    assert "  1, the fewest seats: it finds nothing smaller" in told


@pytest.mark.parametrize("aim", [Aim.SEATS, Aim.QUOTAS, Aim.SMALL_GROUPS])
def test_a_change_that_is_not_the_smallest_is_found_out(aim: Aim) -> None:
    found = 0
    for seed in range(200):
        if found == 3:
            break
        case = hard_case(seed)
        space = build_space(case.pool, case.quotas, case.size)
        smallest = smallest_changes(space, aim, within_flex=False)
        if not smallest or len(smallest) == len(case.quotas.rows):
            continue
        used = {(change.quota, change.side) for change in smallest}
        rows = (row for row in case.quotas.rows if (row, Side.MAXIMUM) not in used)
        more = Change(quota=(row := next(rows)), side=Side.MAXIMUM, seats=row.maximum + 1)
        for changes, smaller in ((smallest, False), ((*smallest, more), True)):
            one = Alternative(aims=(aim,), changes=changes, within_flex=False, left_out=())
            if smaller:
                with pytest.raises(SolverError, match="smaller change"):
                    asked_again(space, (one,), "HiGHS", silent)
            else:
                (opinion,) = asked_again(space, (one,), "HiGHS", silent)
                assert opinion.verdict is Verdict.SMALLEST
        found += 1
    assert found == 3


def test_a_solver_that_is_not_there_is_said_with_those_that_are(files: tuple[Path, Path]) -> None:
    result = run(*map(str, files), "--size", "4", "--resolve", "ORACLE")
    assert result.exit_code == 2
    assert "There is no solver ORACLE here. Installed: CBC, " in result.output


def test_who_wants_a_change_of_no_plan_is_told_so(files: tuple[Path, Path]) -> None:
    result = run(*map(str, files), "--size", "4", "--by", "me")
    assert result.exit_code == 2
    assert "give --dossier too" in result.output


def test_a_second_opinion_is_in_the_data(files: tuple[Path, Path]) -> None:
    result = run(*map(str, files), "--size", "4", "--resolve", "cbc", "--json")
    (first, *_) = json.loads(result.stdout)["opinions"]
    assert first == {"solver": "CBC", "change": 1, "aim": "seats", "verdict": "smallest"}


@pytest.mark.parametrize("aim", Aim)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_new_quotas_are_those_after_the_change(
    files: tuple[Path, Path], aim: Aim, language: str
) -> None:
    out = files[0].parent / "new.csv"
    before = steps.check(*files, size=4)
    assert before.clash is not None
    result = steps.relax(*files, size=4, choice=aim, out=out, language=language)
    assert result.chosen is not None
    assert aim in result.chosen.aims
    after = steps.check(files[0], out, size=4)
    assert after.clash is None
    wanted = changed(before.space.quotas, result.chosen.changes).rows
    bounds = [(row.category, row.value, row.minimum, row.maximum) for row in wanted]
    found = after.space.quotas.rows
    assert [(row.category, row.value, row.minimum, row.maximum) for row in found] == bounds
    if aim is Aim.EVERYBODY:
        assert not after.diagnosis.exclusions
    text = out.read_text(encoding="utf-8-sig")
    assert {"en": "instead of", "nl": "in plaats van"}[language] in text


def test_a_number_chooses_the_change_of_the_list(files: tuple[Path, Path]) -> None:
    listed = steps.relax(*files, size=4).diagnosis.alternatives
    for number, one in enumerate(listed, 1):
        out = files[0].parent / f"{number}.csv"
        chosen = steps.relax(*files, size=4, choice=number, out=out).chosen
        assert chosen is not None
        assert chosen.changes == one.changes
    with pytest.raises(UsageError):
        steps.relax(*files, size=4, choice=len(listed) + 1, out=files[0].parent / "x.csv")


def test_flex_bounds_go_along_and_the_file_is_read_again(files: tuple[Path, Path]) -> None:
    out = files[0].parent / "new.csv"
    steps.relax(*files, size=4, choice=Aim.SEATS, out=out)
    (north,) = [r for r in out.read_text("utf-8-sig").splitlines() if r.startswith("area,North")]
    assert north.startswith("area,North,3,4,,4,")


def test_an_existing_file_is_kept(files: tuple[Path, Path]) -> None:
    with pytest.raises(UsageError):
        steps.relax(*files, size=4, choice=1, out=files[1])
    assert files[1].read_text(encoding="utf-8").startswith("category;value")


def test_a_choice_without_a_file_is_refused(files: tuple[Path, Path]) -> None:
    with pytest.raises(UsageError):
        steps.relax(*files, size=4, choice=1)
    with pytest.raises(UsageError):
        steps.relax(*files, size=4, out=files[0].parent / "new.csv")


def test_quotas_that_can_be_met_need_no_change(files: tuple[Path, Path]) -> None:
    people, quotas = files
    quotas.write_text("category;value;min;max\narea;North;1;3\narea;South;1;3\n", encoding="utf-8")
    with pytest.raises(UsageError):
        steps.relax(people, quotas, size=4)


def test_crosses_and_zones_are_written_so_that_they_mean_the_same(
    files: tuple[Path, Path],
) -> None:
    people, quotas = files
    quotas.write_text(
        "category;value;min;max\narea × age;North × young;2;2\narea × age;North × old;2;2\n"
        "area × age;South × old;0;4\nEdge: area=North;;1;4\n",
        encoding="utf-8",
    )
    out = people.parent / "new.csv"
    before = steps.check(people, quotas, size=4)
    assert before.clash is not None
    result = steps.relax(people, quotas, size=4, choice=Aim.SEATS, out=out)
    after = steps.check(people, out, size=4)
    assert after.clash is None
    assert after.space.quotas.derived == before.space.quotas.derived
    assert result.chosen is not None
    assert after.space.quotas.rows == changed(before.space.quotas, result.chosen.changes).rows


def test_the_command_lists_then_writes(files: tuple[Path, Path]) -> None:
    people, quotas = map(str, files)
    listed = run(people, quotas, "--size", "4")
    assert listed.exit_code == 0
    assert "--choose NUMBER" in listed.stdout
    out = files[0].parent / "new.csv"
    wrote = run(people, quotas, "-n", "4", "--choose", "seats", "--out", str(out), "--json")
    assert wrote.exit_code == 0
    answer = json.loads(wrote.stdout)
    assert answer["out"] == str(out)
    assert answer["chosen"] in answer["alternatives"]
    odd = run(people, quotas, "-n", "4", "--choose", "cheapest", "--out", "x.csv")
    assert odd.exit_code == 2
    assert "small-groups" in odd.stderr
