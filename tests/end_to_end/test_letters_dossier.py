"""A dossier from its letters to forgetting its people, by commands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sortition import steps
from sortition.dossier import case, erasing
from sortition.errors import InputError, UsageError
from sortition.records.letters import Per
from tests.faults.make_bases import lettered
from tests.faults.shared import HERE
from tests.registers import register

REPOSITORY = Path(__file__).parents[2]
BASES = HERE / "bases"
MARKS = ("HYPERLINK", "1004 ab", "0661445349", "A00194")
"""Of people in the register of the base."""


def run(*arguments: object, cwd: Path, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "cli.py"), *map(str, arguments)],
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONHASHSEED": "5", "SORTITION_TIME": "2028-12-31T12:00:00+01:00"},
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """The base with letters, before its people are erased."""
    shutil.copytree(BASES / "letters", tmp_path / "letters")
    return tmp_path / "letters"


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_journal_tells_the_letters_in_both_languages(dossier: Path) -> None:
    english = run("log", dossier, cwd=dossier.parent)
    assert "Wave 1: 60 letters" in english
    assert "left out, secret=yes" in english
    assert "27 joined, 12 refused, 0 letters came back, of 80" in english
    dutch = run("log", dossier, "--language", "nl", cwd=dossier.parent)
    assert "Ronde 2: 20 brieven" in dutch
    assert "zeiden nee" in dutch


def test_lists_chances_and_lessons_come_from_the_dossier(dossier: Path) -> None:
    work = dossier.parent
    rows = (dossier / "answers/2/answers.csv").read_text("utf-8").splitlines()[1:]
    joined = [row.split(",")[0] for row in rows if row.endswith(",joined")]
    (work / "joined.csv").write_text("code\n" + "\n".join(joined) + "\n", encoding="utf-8")
    said = run("invite", "chances", dossier, "--draw", dossier, cwd=work)
    assert "Île" in said
    out = run("invite", "learn", dossier, "--joined", "joined.csv", "--out", "r.csv", cwd=work)
    assert out
    assert (work / "r.csv").is_file()
    export = ("--for", "printer", "--name", "name", "--out", "p.csv")
    run("invite", "export", dossier / "letters/1", *export, cwd=work)
    assert len((work / "p.csv").read_text("utf-8").splitlines()) == 61


def test_erasing_leaves_what_everybody_may_see_and_that_verifies(dossier: Path) -> None:
    work = dossier.parent
    run("bundle", dossier, "--public", "--out", "before.zip", cwd=work)
    told = run("erase", dossier, "--by", "clerk", "--why", "the day", cwd=work)
    assert "People who got letters (files: 6, rows of tables: 80)" in told
    left = tree(dossier)
    assert set(left) >= {"journal.jsonl", "public/draw/panel.csv", "pools/1/pool.json"}
    assert not {name for name in left if name.startswith(("draw/", "panels/", "letters/"))}
    assert "secret.txt" not in left
    for content in left.values():
        assert not [mark for mark in MARKS if mark.encode() in content]
    said = run("verify", dossier, cwd=work)
    assert "Everything that can be checked in public is in order." in said
    assert "Erased with the people" in said
    assert "verwijderd" in (run("log", dossier, "--language", "nl", cwd=work))
    run("bundle", dossier, "--public", "--out", "after.zip", cwd=work)
    assert "in order" in run("verify", "after.zip", cwd=work)
    assert "erased" in run("bundle", dossier, "--auditor", "--out", "a.zip", cwd=work, code=2)
    again = run("commit", dossier, cwd=work)
    assert "commitment" in again.casefold()
    assert "over" in run("randomness", dossier, "--value", "1", "--source", "x", cwd=work, code=2)


def test_erasing_waits_for_the_day_of_the_plan(dossier: Path) -> None:
    before = tree(dossier)
    with pytest.raises(UsageError, match="still to come"):
        steps.erase(dossier, by="clerk", why="haste", time="2028-12-30T10:00:00+01:00")
    assert tree(dossier) == before
    steps.erase(dossier, by="clerk", why="asked", time="2028-12-01T10:00:00Z", early=True)


def test_erasing_that_was_cut_off_is_finished_by_the_same_command(
    dossier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(folder: Path, names: tuple[str, ...]) -> int:
        erasing.erase_files(folder, names[:3])
        raise KeyboardInterrupt

    wish = {"by": "clerk", "why": "the day", "time": "2029-01-01T10:00:00Z"}
    with monkeypatch.context() as patched:
        patched.setattr("sortition.steps.erasing.erase_files", cut_off)
        with pytest.raises(KeyboardInterrupt):
            steps.erase(dossier, **wish)
    assert not steps.verify(dossier).ok
    left = steps.erase(dossier, **wish)
    assert left.files == len(erasing.private_files(case.load(dossier))) - 3
    assert steps.verify(dossier).ok
    assert steps.erase(dossier, **wish).files == 0
    entries = [json.loads(line) for line in (dossier / "journal.jsonl").read_text().splitlines()]
    assert [entry["step"] for entry in entries].count("erased") == 1


def test_a_register_with_a_fault_leaves_the_dossier_as_it_was(tmp_path: Path) -> None:
    folder = lettered(tmp_path, "letters", Per.PERSON)
    before = tree(folder)
    lines = register(5, 200).csv().split("\r\n")
    (tmp_path / "broken.csv").write_text("\r\n".join([*lines[:-1], lines[1], ""]), "utf-8")
    with pytest.raises(InputError):
        steps.letters_draw_dossier(
            folder,
            steps.RegisterFiles(files=(tmp_path / "broken.csv",)),
            value="12 44 7",
            origin=steps.Origin(source="x"),
            time="2027-04-11T10:00:00+02:00",
        )
    assert tree(folder) == before


def test_a_wave_by_another_value_is_refused(tmp_path: Path) -> None:
    folder = lettered(tmp_path, "letters", Per.PERSON)
    with pytest.raises(InputError) as refused:
        steps.letters_draw_dossier(
            folder,
            steps.RegisterFiles(files=(tmp_path / "register.csv",)),
            value="1 2 3",
            origin=steps.Origin(source="x"),
            time="2027-04-11T10:00:00+02:00",
        )
    assert [problem.code for problem in refused.value.problems] == ["other-letters"]
