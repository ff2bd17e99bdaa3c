"""A whole process as people carry it out: the commands of fixtures/harbour, from new to verify."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

SCRIPT = "sh commands.sh"


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def fixture(request):
    return Path(__file__).parents[2] / "fixtures" / "harbour"


@pytest.fixture
def carried_out(shell, fixture, tmp_path):
    def run(seed: str) -> dict[str, bytes]:
        shutil.rmtree(tmp_path / "process", ignore_errors=True)
        shutil.copytree(fixture, tmp_path, dirs_exist_ok=True)
        done = shell(f"export PYTHONHASHSEED={seed}\n. ./commands.sh")
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stderr == ""
        return {"": done.stdout.encode(), **content(tmp_path / "process")}

    return run


def test_the_process_of_the_fixture_gives_the_same_bytes_each_time_and_verifies(carried_out):
    first, second, third = (carried_out(seed) for seed in ("0", "1", "4242"))
    assert first == second == third
    said = first[""].decode()
    assert "43 of 43 checks passed." in said
    assert "This draw is in order." in said
    assert "Panel 472 of 1,000 numbered panels was drawn" in said
    assert "Witnessed: " in said
    assert "household: [] becomes" in said
    assert said.count("PROEF / TRIAL") == 3
    journal = [json.loads(line) for line in first["journal.jsonl"].splitlines()]
    assert [entry["step"] for entry in journal] == [
        *("opened", "planned", "signed", "signed", "trial"),
        *("amended", "signed", "signed", "pool closed", "value A"),
        *("panels committed", "signed", "signed", "value B", "drawn", "signed", "signed"),
    ]


def test_nothing_personal_is_in_the_journal_the_plan_or_the_account(carried_out, fixture):
    made = carried_out("0")
    rows = (fixture / "registrants.csv").read_text("utf-8").splitlines()[1:]
    names = [row.split(",")[1] for row in rows]
    assert len(names) == 12
    assert all(name.encode() in made["pools/2/registrants.csv"] for name in names)
    public = [made["journal.jsonl"], made["account.html"], made["plan.toml"], made[""]]
    assert [name for name in names if any(name.encode() in page for page in public)] == []


def test_every_file_of_a_trial_says_so(carried_out):
    made = carried_out("0")
    trial = {name: page for name, page in made.items() if name.startswith("trials/1/")}
    assert len(trial) == 9
    assert all("PROEF / TRIAL" in page.decode() for page in trial.values())
    for name, page in trial.items():
        if name.endswith(".csv"):
            lines = page.decode().splitlines()
            assert all(line.startswith("PROEF / TRIAL,") for line in lines), name


def test_a_trial_never_passes_for_a_draw(carried_out, shell):
    carried_out("0")
    done = shell("sortition verify process/trials/1 || echo refused")
    assert "refused" in done.stdout
    renamed = shell(
        "mkdir t; for f in process/trials/1/*; do cp $f t/${f#process/trials/1/trial-}; done\n"
        "sortition verify t || echo refused"
    )
    assert "refused" in renamed.stdout
    assert "This draw is NOT in order." in renamed.stdout
