"""A whole process as people carry it out: the commands of fixtures/harbour, from new to verify."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sortition.verify.checks import Status, verify_folder

REPOSITORY = Path(__file__).parents[2]
FIXTURE = REPOSITORY / "fixtures" / "harbour"
MADE = ("public.zip", "auditor.zip", "receipts.csv")


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def ran(script: str, place: Path, **environment: str) -> str:
    """What the commands of a script say, in a copy of the fixture; nothing goes to stderr."""
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "tests" / "run_commands.py"), script],
        cwd=place,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        timeout=300,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return done.stdout


def carried_out(place: Path, seed: str) -> dict[str, bytes]:
    """Every file of the process, and under an empty name what was said."""
    shutil.copytree(FIXTURE, place)
    said = ran("commands.sh", place, PYTHONHASHSEED=seed)
    beside = {name: (place / name).read_bytes() for name in MADE}
    assert beside == {name: (FIXTURE / "made" / name).read_bytes() for name in MADE}, (
        "copy these files from where they were made to fixtures/harbour/made"
    )
    return {"": said.encode("utf-8"), **content(place / "process")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("harbour") / "first"


@pytest.fixture(scope="module")
def made(folder):
    return carried_out(folder, "0")


def test_the_process_of_the_fixture_verifies(made):
    said = made[""].decode()
    assert "53 of 53 checks passed." in said
    assert "This draw is in order." in said
    assert "55 of 55 checks passed." in said
    assert "Everything that can be checked in public is in order." in said
    assert "The chance was 1/2: in 500 of the 1,000 numbered panels." in said
    assert "The person with this code sits in the panel that was drawn." in said
    assert "Panel 472 of 1,000 numbered panels was drawn" in said
    assert "Witnessed: " in said
    assert "Columns of the address: nothing became" in said
    assert said.count("PROEF / TRIAL") == 3
    journal = [json.loads(line) for line in made["journal.jsonl"].splitlines()]
    assert [entry["step"] for entry in journal] == [
        *("opened", "planned", "signed", "signed", "trial"),
        *("amended", "signed", "signed", "pool closed", "value A"),
        *("panels committed", "signed", "signed", "value B", "drawn", "signed", "signed"),
    ]


@pytest.mark.parametrize("seed", ["1", "4242"])
def test_the_same_commands_give_the_same_bytes_for_every_hash_seed(made, tmp_path, seed):
    assert carried_out(tmp_path / "again", seed) == made


def test_the_shell_runs_the_commands_too(made, shell, tmp_path):
    shutil.copytree(FIXTURE, tmp_path, dirs_exist_ok=True)
    done = shell(". ./commands.sh")
    assert done.returncode == 0, done.stdout + done.stderr
    assert content(tmp_path / "process") == {k: v for k, v in made.items() if k}


def test_nothing_personal_is_in_the_journal_the_plan_or_the_account(made):
    rows = (FIXTURE / "registrants.csv").read_text("utf-8").splitlines()[1:]
    names = [row.split(",")[1] for row in rows]
    assert len(names) == 12
    assert all(name.encode() in made["pools/2/registrants.csv"] for name in names)
    public = [made["journal.jsonl"], made["account.html"], made["plan.toml"], made[""]]
    public += [page for name, page in made.items() if name.startswith("public/")]
    assert len(public) == 8
    assert [name for name in names if any(name.encode() in page for page in public)] == []


def test_every_file_of_a_trial_says_so(made):
    trial = {name: page for name, page in made.items() if name.startswith("trials/1/")}
    assert len(trial) == 10
    assert all("PROEF / TRIAL" in page.decode() for page in trial.values())
    for name, page in trial.items():
        if name.endswith(".csv"):
            lines = page.decode().splitlines()
            assert all(line.startswith("PROEF / TRIAL,") for line in lines), name


def test_a_trial_never_passes_for_a_draw(made, folder, tmp_path):
    assert made
    trial = folder / "process" / "trials" / "1"
    assert not verify_folder(trial).ok
    for path in trial.iterdir():
        shutil.copy(path, tmp_path / path.name.removeprefix("trial-"))
    found = verify_folder(tmp_path)
    assert not found.ok
    failed = {finding.number for finding in found.findings if finding.status is Status.FAIL}
    assert {"V02", "V05", "V26"} & failed


def test_three_people_call_off_on_friday_and_ten_minutes_later_the_panel_is_whole(
    made, folder, tmp_path
):
    place = tmp_path / "after"
    shutil.copytree(folder, place)
    said = ran("friday.sh", place)
    assert "Seats: 5, of which free: 3" in said
    assert "Replacement 1 is part of the dossier." in said
    assert "Seats: 5, of which free: 0" in said
    assert "56 of 56 checks passed." in said
    assert verify_folder(place / "process").ok
    minutes = (place / "minutes-friday.html").read_text("utf-8")
    assert "Value B gives the number 039 of 1,000." in minutes
    assert "three people called off" in minutes
    assert not any(person in minutes for person in ("T03", "T05", "T11"))
    journal = (place / "process/journal.jsonl").read_text("utf-8")
    times = [json.loads(line)["time"] for line in journal.splitlines()]
    assert times[-2:] == ["2027-05-14T16:58:00+02:00", "2027-05-14T17:08:00+02:00"]


def test_alternates_stand_by_and_come_in_by_rule(tmp_path: Path) -> None:
    place = tmp_path / "standby"
    shutil.copytree(FIXTURE, place)
    said = ran("standby.sh", place)
    assert "Seats: 5, of which free: 3" in said
    assert "Who came in: " in said
    assert "58 of 58 checks passed." in said
    assert verify_folder(place / "standby").ok
    learned = (place / "dropouts-next.csv").read_text("utf-8").splitlines()
    assert learned[0] == "category,value,chance"
