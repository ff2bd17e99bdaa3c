"""From the command line: the lists of a draw, a list of calls filled in, and the lists after it."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.replaced import BIG, twice

Shell = Callable[[str], subprocess.CompletedProcess[str]]
TIME = "export SORTITION_TIME=2027-06-01T10:00:00+02:00\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return twice(tmp_path_factory.mktemp("lists"))


def rows(path: Path) -> list[dict[str, str]]:
    text = path.read_text("utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";" if ";" in text else ","))


def test_lists_are_written_filled_in_and_read(made: Path, shell: Shell, tmp_path: Path) -> None:
    process, out = tmp_path / "process", tmp_path / "lists"
    shutil.copytree(made, process)
    run = shell("sortition lists process --out lists --json")
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told["folder"] == "lists"
    files = {one["file"]: one["rows"] for one in told["files"]}
    assert {path.name for path in out.iterdir()} == files.keys()
    for name, count in files.items():
        if name.endswith(".csv"):
            assert len(rows(out / name)) == count, name
    assert files["calls.xlsx"] == files["drawn.csv"] + files["joined.csv"] == BIG.size + 1

    text = (out / "calls.csv").read_text("utf-8")
    person = next(row["id"] for row in rows(out / "calls.csv") if not row["status"])
    filled = text.replace(f"\n{person},,,,", f"\n{person},declined,2027-06-01,holiday,")
    assert filled != text
    (out / "calls.csv").write_text(filled, "utf-8", newline="")
    run = shell(f"{TIME}sortition status process lists/calls.csv --json")
    assert run.returncode == 0, run.stdout + run.stderr
    now = json.loads(run.stdout)
    assert now["members"][person] == "declined"
    assert now["staying"] == BIG.size

    run = shell("sortition lists process --out lijsten --language nl --registrants registrants.csv")
    assert run.returncode == 2  # there is no such file here
    shutil.copy(made.with_name("registrants.csv"), tmp_path)
    run = shell("sortition lists process --out lijsten --language nl --registrants registrants.csv")
    assert run.returncode == 0, run.stderr
    assert "calls.xlsx" in run.stdout
    gone = {row["id"]: row for row in rows(tmp_path / "lijsten" / "replaced.csv")}
    assert (gone[person]["date"], gone[person]["reason"]) == ("2027-06-01", "holiday")
    assert gone[person]["name"].startswith("name marker")
    letter = (tmp_path / "lijsten" / "letter-drawn.txt").read_text("utf-8-sig")
    assert "Met vriendelijke groet," in letter
    assert "31 december 2028" in letter

    run = shell("sortition verify process --json")
    assert run.returncode == 0, run.stdout


def test_what_cannot_be_done_is_refused_with_a_reason(made: Path, shell: Shell) -> None:
    shell(f"cp -r {made} process && mkdir lists && touch lists/mine")
    run = shell("sortition lists process --out lists")
    assert (run.returncode, run.stdout) == (2, "")
    assert "not empty" in run.stderr
    assert "marker" not in run.stderr
    run = shell(f"{TIME}sortition erase process --by clerk --why over --early")
    assert run.returncode == 0, run.stderr
    run = shell("sortition lists process --out new --json")
    assert run.returncode == 2
    assert "erased" in json.loads(run.stdout)["error"]
