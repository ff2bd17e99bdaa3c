"""The whole job as a person does it: a command in a shell, files in, a folder out."""

import json
import os
import subprocess
import sys

import pytest

NAMES = {
    "certificate.json",
    "chances.csv",
    "draw.json",
    "lottery.json",
    "manifest.json",
    "not_drawn.csv",
    "panel.csv",
    "panels.csv",
    "seating.csv",
    "report.html",
}
ANN = "Ann-Sofie Geheim"


@pytest.fixture
def case(tmp_path):
    """Twelve people of two ages and two parts of town; 1 and 2 share a home."""
    rows = "".join(
        f"p{i:02d},{ANN},{'young' if i < 8 else 'old'},{'north' if i % 2 else 'south'},"
        f"{'Kerkstraat 5' if i in (1, 2) else f'Dijk {i}'}\n"
        for i in range(12)
    )
    (tmp_path / "registrants.csv").write_text(f"id,name,age,part,address\n{rows}", "utf-8")
    (tmp_path / "quotas.csv").write_text(
        "category,value,min,max\nage,young,2,2\nage,old,2,2\npart,north,2,2\npart,south,2,2\n",
        "utf-8",
    )
    return tmp_path


@pytest.fixture
def sortition(case, repository):
    def run(*arguments, **environment):
        return subprocess.run(
            [sys.executable, str(repository / "cli.py"), *arguments],
            capture_output=True,
            cwd=case,
            env={**os.environ, **environment},
            encoding="utf-8",
            check=False,
            timeout=120,
        )

    return run


GIVEN = ("registrants.csv", "quotas.csv", "--size", "4", "--household", "address")
VALUES = ("--construction", "lotto 1 2 3", "--randomness", "dice 4 5 6")


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_draw_writes_the_ten_files_and_says_what_to_do_next(sortition, case):
    done = sortition("draw", *GIVEN, *VALUES, "--out", "draw")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert set(content(case / "draw")) == NAMES
    assert "sortition verify draw" in done.stdout
    assert "Smallest chance: " in done.stdout
    assert "Proof: " in done.stdout
    assert "proves nothing" not in done.stdout
    assert [path.name for path in case.iterdir() if path.name.startswith(".")] == []


def test_the_terminal_shows_ids_and_no_other_personal_column(sortition, case):
    done = sortition("draw", *GIVEN, *VALUES, "--out", "draw")
    drawn = json.loads((case / "draw" / "draw.json").read_text("utf-8"))["panel"]
    assert len(drawn) == 4
    assert all(person in done.stdout for person in drawn)
    assert ANN not in done.stdout + done.stderr
    assert "Dijk" not in done.stdout + done.stderr


def test_housemates_never_sit_together(sortition, case):
    sortition("draw", *GIVEN, *VALUES, "--out", "draw")
    lines = (case / "draw" / "panels.csv").read_text("utf-8").splitlines()[1:]
    panels = [set(line.split(",")[1:]) for line in lines]
    assert any("p01" in panel for panel in panels)
    assert not any({"p01", "p02"} <= panel for panel in panels)


def test_a_chosen_seed_is_called_what_it_is(sortition):
    done = sortition("draw", *GIVEN, "--seed", "my text", "--out", "draw")
    assert done.returncode == 0, done.stderr
    assert "proves nothing" in done.stdout


def test_a_draw_verifies_and_repeats_itself(sortition):
    sortition("draw", *GIVEN, *VALUES, "--out", "draw")
    verified = sortition("verify", "draw")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    again = sortition("rerun", "draw")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "10 files are the same" in again.stdout


def test_a_changed_file_fails_both_and_is_named(sortition, case):
    sortition("draw", *GIVEN, *VALUES, "--out", "draw")
    chances = case / "draw" / "chances.csv"
    chances.write_bytes(chances.read_bytes().replace(b"p03,", b"p03,1", 1))
    assert sortition("verify", "draw").returncode == 1
    again = sortition("rerun", "draw")
    assert again.returncode == 1
    assert "chances.csv differs from byte" in again.stdout


def test_no_draw_is_ever_overwritten(sortition, case):
    sortition("draw", *GIVEN, *VALUES, "--out", "draw")
    before = content(case / "draw")
    done = sortition("draw", *GIVEN, "--seed", "other", "--out", "draw")
    assert done.returncode == 2
    assert "never overwritten" in done.stderr
    assert content(case / "draw") == before


def test_the_hash_seed_and_the_order_of_rows_change_no_byte(sortition, case):
    found = []
    registrants = case / "registrants.csv"
    for hash_seed in ("0", "1", "77"):
        out = f"draw{hash_seed}"
        assert (
            sortition("draw", *GIVEN, *VALUES, "--out", out, PYTHONHASHSEED=hash_seed).returncode
            == 0
        )
        found.append(content(case / out))
        header, *rows = registrants.read_text("utf-8").splitlines()
        registrants.write_text("\n".join([header, *rows[3:], *rows[:3]]) + "\n", "utf-8")
    assert found[0] == found[1] == found[2]


def test_machines_get_one_json_object_and_nothing_else(sortition):
    done = sortition("draw", *GIVEN, *VALUES, "--out", "draw", "--json")
    assert done.stderr == ""
    told = json.loads(done.stdout)
    assert len(told["panel"]) == 4
    assert set(told["files"]) == NAMES
    assert told["proof"]["gap"] == "0"
    assert told["unseatable"] == []
    for command in ("verify", "rerun"):
        assert isinstance(json.loads(sortition(command, "draw", "--json").stdout), dict)
    checked = json.loads(sortition("check", *GIVEN, "--json").stdout)
    assert (checked["panel_exists"], checked["people"]) == (True, 12)


def test_all_problems_are_told_at_once_and_nothing_is_written(sortition, case):
    registrants = case / "registrants.csv"
    faulty = registrants.read_text("utf-8").replace("p03", "p04").replace("young", "yuong", 1)
    registrants.write_text(faulty, "utf-8")
    for command in (("check",), ("draw", *VALUES, "--out", "draw")):
        done = sortition(command[0], *GIVEN, *command[1:])
        assert done.returncode == 3
        assert done.stdout == ""
        assert "yuong" in done.stderr
        assert "registrants.csv, row 2, column age: " in done.stderr
        assert "registrants.csv, row 6, column id: " in done.stderr
    assert sorted(path.name for path in case.iterdir()) == ["quotas.csv", "registrants.csv"]


def test_quotas_that_no_panel_meets_exit_4_and_are_named(sortition, case):
    # All the old live in the south now, and two of them are asked for where there is one seat.
    registrants = case / "registrants.csv"
    registrants.write_text(
        registrants.read_text("utf-8").replace("old,north", "old,south"), "utf-8"
    )
    (case / "quotas.csv").write_text(
        "category,value,min,max\nage,young,2,2\nage,old,2,2\npart,north,3,3\npart,south,1,1\n",
        "utf-8",
    )
    for command in (("check",), ("draw", *VALUES, "--out", "draw")):
        done = sortition(command[0], *GIVEN, *command[1:])
        assert done.returncode == 4, done.stdout + done.stderr
        assert "old" in done.stderr
    assert not (case / "draw").exists()


def test_dutch_is_spoken_from_top_to_bottom(sortition, case):
    done = sortition("draw", *GIVEN, *VALUES, "--out", "draw", SORTITION_LANGUAGE="nl")
    assert done.returncode == 0, done.stderr
    assert "Kleinste kans: " in done.stdout
    assert '"language":"nl"' in (case / "draw" / "draw.json").read_text("utf-8")
    assert sortition("rerun", "draw").returncode == 0


def test_output_survives_a_console_that_knows_little(sortition, case):
    registrants = case / "registrants.csv"
    registrants.write_text(registrants.read_text("utf-8").replace("p", "é€"), "utf-8")
    (case / "registrants.csv").write_text(
        registrants.read_text("utf-8").replace("é€art", "part"), "utf-8"
    )
    done = sortition("draw", *GIVEN, *VALUES, "--out", "draw", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert "é€" in done.stdout


def test_a_time_limit_stops_with_exit_5_and_writes_nothing(sortition, case):
    done = sortition("draw", *GIVEN, *VALUES, "--out", "draw", "--time-limit", "0.000001")
    assert done.returncode == 5
    assert "time limit" in done.stderr
    assert not (case / "draw").exists()
