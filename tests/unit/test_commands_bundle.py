"""``bundle``, ``receipts`` and ``verify`` of bundles as people type them."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sortition.commands import main

REPOSITORY = Path(__file__).parents[2]
MADE = REPOSITORY / "fixtures" / "harbour" / "made"
INEKE = "4NT9-MX36-7XRM-2HD7-CKCT"


def run(*line: object, code: int = 0) -> str:
    done = CliRunner().invoke(main, [*map(str, line)])
    assert done.exit_code == code, done.output
    return done.output


def test_a_bundle_has_a_name_of_its_own(process_of, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "may be published" in run("bundle", process_of("homes"), "--public")
    assert "auditor only" in run("bundle", process_of("homes"), "--auditor")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "process-auditor.zip",
        "process-public.zip",
    ]
    assert "is not overwritten" in run("bundle", process_of("homes"), "--public", code=2)


@pytest.mark.parametrize("options", [(), ("--public", "--auditor")])
def test_for_whom_has_to_be_said(process_of, options):
    said = run("bundle", process_of("homes"), *options, code=2)
    assert "either --public or --auditor" in said


def test_a_machine_gets_one_json_object(process_of, tmp_path):
    line = ("bundle", process_of("homes"), "--public", "--json", "--out", tmp_path / "x.zip")
    found = json.loads(run(*line))
    assert found["kind"] == "public"
    assert found["bytes"] == (tmp_path / "x.zip").stat().st_size
    line = ("receipts", process_of("homes"), "--out", tmp_path / "r.csv", "--json")
    assert json.loads(run(*line))["people"] == 15


def test_every_code_of_the_table_works_in_the_public_bundle(process_of, tmp_path):
    run("bundle", process_of("homes"), "--public", "--out", tmp_path / "x.zip")
    run("receipts", process_of("homes"), "--out", tmp_path / "r.csv", "--columns", "name, street")
    with (tmp_path / "r.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0])[:3] == ["id", "name", "street"]
    drawn = 0
    for row in rows:
        line = ("verify", tmp_path / "x.zip", "--receipt", row["code"], "--json")
        found = json.loads(run(*line))["receipt"]
        assert str(found["count"]) == row["count"]
        assert found["chance"] == row["chance"]
        assert len(found["panels"]) == found["count"]
        drawn += found["drawn"]
    assert drawn == 4


def test_a_receipt_is_told_in_both_languages():
    said = run("verify", MADE / "public.zip", "--receipt", INEKE.lower().replace("-", " "))
    assert "V01 to V29: not checkable" in said
    assert "Everything that can be checked in public is in order." in said
    assert "The chance was 1/2: in 500 of the 1,000 numbered panels." in said
    said = run("verify", MADE / "public.zip", "--receipt", INEKE, "--language", "nl")
    assert "Wie deze code heeft, zit in het panel dat is geloot." in said
    assert "The " not in said


@pytest.mark.parametrize(
    ("code", "exit_code", "reason"),
    [
        ("38WC-8MM8-EC75-EAKT-Y5WR", 0, "does not sit in the panel"),
        ("2222-2222-2222-2222-2222", 1, "Nobody in these files has this code"),
        ("38WC-8MM8-EC75-EAKT-Y5RW", 2, "One of the signs is not right"),
        ("O8WC-8MM8-EC75-EAKT-Y5WR", 2, "The sign O is in no code"),
        ("38WC", 2, "A code has 20 signs, not 4"),
    ],
)
def test_a_code_that_is_not_right_is_told_apart_from_one_that_nobody_has(code, exit_code, reason):
    said = run("verify", MADE / "public.zip", "--receipt", code, code=exit_code)
    assert reason in said


def test_what_is_no_bundle_fails_and_is_no_mistake_in_the_program(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"no bundle")
    said = run("verify", tmp_path / "x.zip", code=1)
    assert "V44" in said
    assert "It is not a zip file as bundles are." in said
    assert "There is no file" in run("verify", tmp_path / "y.zip", code=2)
    said = run("verify", tmp_path / "x.zip", "--receipt", INEKE, "--json", code=1)
    assert json.loads(said)["receipt"] is None


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        ((MADE / "public.zip",), 0, "(7.2, 18.9): passed"),
        ((MADE / "auditor.zip",), 0, "55 of 55 checks passed"),
        ((MADE / "public.zip", "--receipt", INEKE), 0, "sits in the panel that was drawn."),
        ((MADE / "public.zip", "--receipt", "2" * 20), 1, "Nobody in these files"),
        ((MADE / "public.zip", "--receipt"), 1, "A code has 20 signs"),
        ((MADE / "receipts.csv",), 1, "(20.1–20.3): FAILED"),
    ],
)
def test_the_verifier_without_anything_installed_does_the_same(arguments, code, word):
    done = subprocess.run(
        [sys.executable, "-S", "-m", "sortition.verify", *map(str, arguments)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (code, "")
    assert word in done.stdout
