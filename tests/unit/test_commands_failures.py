"""Every way to fail has its exit code, its message, and no half result."""

import json

import pytest
from click.testing import CliRunner

from sortition import steps
from sortition.commands import main
from sortition.errors import (
    InputError,
    NoPanelError,
    Problem,
    SolverError,
    Text,
    UsageError,
    Where,
)
from sortition.texts import known_language, translator

SECRET = "Jansen, Voorstraat 1"


@pytest.fixture
def run(tmp_path):
    (tmp_path / "r.csv").write_text("id\n")
    (tmp_path / "q.csv").write_text("category\n")
    given = [str(tmp_path / "r.csv"), str(tmp_path / "q.csv"), "--size", "3"]

    def invoke(*arguments, **environment):
        line = ["draw", *given, "--seed", "s", "--out", str(tmp_path / "out"), *arguments]
        return CliRunner().invoke(main, line, env=environment)

    return invoke


@pytest.fixture
def failing(monkeypatch):
    def make(error):
        def draw(*_, **__):
            raise error

        monkeypatch.setattr(steps, "draw", draw)

    return make


def problems(n):
    return tuple(
        Problem(
            code="unknown_value",
            where=Where(file="r.csv", row=i + 2, column="age"),
            text=Text('"{value}" is not a value of age.', value=f"v{i}"),
            advice=Text("Correct the cell."),
        )
        for i in range(n)
    )


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError(Text("what")), 2),
        (InputError(Text("what")), 3),
        (NoPanelError(Text("what")), 4),
        (SolverError(Text("what")), 5),
        (MemoryError(), 5),
        (RuntimeError("what"), 5),
        (KeyboardInterrupt(), 130),
    ],
)
@pytest.mark.parametrize("machine", [False, True])
def test_each_kind_of_error_has_its_exit_code(run, failing, error, code, machine):
    failing(error)
    result = run(*(["--json"] if machine else []))
    assert result.exit_code == code
    if machine:
        told = json.loads(result.stdout)
        assert told["error"]
        assert told["exit_code"] == code
        assert result.stderr.strip() == ""
    else:
        assert result.stdout == ""
        assert result.stderr.strip()


def test_a_problem_is_one_line_with_file_row_and_column(run, failing):
    failing(InputError(Text("The files cannot be used."), problems=problems(1)))
    assert run().stderr.splitlines() == [
        "The files cannot be used.",
        'r.csv, row 2, column age: "v0" is not a value of age. Correct the cell.',
    ]


def test_row_numbers_have_no_mark_between_thousands(run, failing):
    failing(InputError(Text("Bad."), problems=problems(1500)[1400:1401]))
    assert "row 1402," in run().stderr


def test_a_long_list_is_cut_for_people_and_whole_for_machines(run, failing):
    failing(InputError(Text("Bad."), problems=problems(203)))
    lines = run().stderr.splitlines()
    assert len(lines) == 202
    assert "3 more" in lines[-1]
    found = json.loads(run("--json").stdout)["problems"]
    assert len(found) == 203
    assert found[2] == {
        "code": "unknown_value",
        "file": "r.csv",
        "row": 4,
        "column": "age",
        "text": '"v2" is not a value of age.',
        "advice": "Correct the cell.",
    }


def test_an_unexpected_error_shows_no_personal_data(run, failing):
    failing(KeyError(SECRET))
    result = run()
    assert SECRET not in result.output
    assert "KeyError" in result.stderr
    assert "sortition.commands.draw:" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_traceback_is_shown_to_those_who_ask(run, failing):
    failing(KeyError("detail"))
    result = run(SORTITION_DEBUG="1")
    assert "in draw" in result.stderr
    assert "detail" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nope"], "nope"),
        (["draw", "--bla"], "--bla"),
        (["verify"], "DIR"),
        (["verify", "/nowhere/at/all"], "/nowhere/at/all"),
        (["check", "/nowhere.csv", "/nowhere.csv", "--size", "3"], "/nowhere.csv"),
        (["check", __file__, __file__], "--size"),
        (["check", __file__, __file__, "--size"], "--size"),
        (["check", __file__, __file__, "--size", "0"], "--size"),
        (["check", __file__, __file__, "--size", "-4"], "--size"),
        (["check", __file__, __file__, "--size", "4.5"], "--size"),
        (["check", __file__, __file__, "--size", "9" * 5000], "--size"),
        (["check", __file__, __file__, "--size", "3", "--time-limit", "nan"], "--time-limit"),
        (["check", __file__, __file__, "--size", "3", "--time-limit", "0"], "--time-limit"),
        (["check", __file__, __file__, "--size", "3", "--household", " , "], "--household"),
        (["check", __file__, __file__, "--size", "3", "more"], "more"),
        (["--language", "xx", "demo"], "xx"),
    ],
)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_wrong_command_line_exits_2_and_names_what_is_wrong(arguments, said, language):
    result = CliRunner().invoke(main, arguments, env={"SORTITION_LANGUAGE": language})
    assert result.exit_code == 2
    assert translator(known_language(language)).plain(said) in result.stderr
    assert result.stdout == ""


def test_neither_seed_nor_public_values_exits_2(tmp_path):
    result = CliRunner().invoke(
        main, ["draw", __file__, __file__, "--size", "3", "--out", str(tmp_path / "out")]
    )
    assert result.exit_code == 2
    assert "--construction" in result.stderr


@pytest.mark.parametrize("name", ["empty", "lists", "table.csv"])
def test_what_is_nothing_of_a_draw_is_not_checked_line_by_line(name, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "drawn.csv").write_text("id\n")
    (tmp_path / "table.csv").write_text("id\n")
    done = CliRunner().invoke(main, ["verify", str(tmp_path / name)])
    assert done.exit_code == UsageError.exit_code
    assert done.stdout == ""
    assert f"{name} is no draw, no dossier and no bundle." in done.stderr


@pytest.mark.parametrize("name", ["torn.zip", "torn"])
def test_a_bundle_that_is_broken_fails_its_checks(name, tmp_path):
    (tmp_path / name).write_bytes(b"PK\x03\x04 torn")
    done = CliRunner().invoke(main, ["verify", str(tmp_path / name)])
    assert done.exit_code == 1
    assert "FAILED" in done.stdout
