"""Cross quotas and zones give exactly the lottery of a column that somebody combined by hand."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sortition import steps
from sortition.verify.checks import Status, verify_folder

REPOSITORY = Path(__file__).parents[2]
FIXTURE = REPOSITORY / "fixtures" / "dordrecht"
SIZE = 30
BASE = """category,value,min,max
age,16-29,5,8
age,30-44,6,9
age,45-64,8,11
age,65+,6,9
sex,woman,14,16
sex,man,14,16
"""
CROSSED = """age × sex,16-29 × woman,2,4
age x sex,65+ x man,2,6
Noordrand: wijk=Stadspolders|Noordflank,,5,8
Noordrand & tenure=tenant,,1,4
"""
COMBINED = """age × sex,16-29 × woman,2,4
age × sex,65+ × man,2,6
age × sex,–,0,30
Noordrand,✓,5,8
Noordrand,–,0,30
Noordrand & tenure=tenant,✓,1,4
Noordrand & tenure=tenant,–,0,30
"""
NAMES = ("age × sex", "Noordrand", "Noordrand & tenure=tenant")


def run(*arguments: object, seed: int = 0) -> tuple[int, str, str]:
    """Exit code, output and errors of a command."""
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "cli.py"), *map(str, arguments)],
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


def combined(row: dict[str, str]) -> dict[str, str]:
    """The row with the three columns that an organiser would have added in a spreadsheet."""
    both = f"{row['age']} × {row['sex']}"
    north = row["wijk"] in ("Stadspolders", "Noordflank")
    values = (
        both if both in ("16-29 × woman", "65+ × man") else "–",
        "✓" if north else "–",
        "✓" if north and row["tenure"] == "tenant" else "–",
    )
    return {**row, **dict(zip(NAMES, values, strict=True))}


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cross")
    text = (FIXTURE / "registrants.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    with (folder / "combined.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], *NAMES])
        writer.writeheader()
        writer.writerows(map(combined, rows))
    (folder / "crossed_quotas.csv").write_text(BASE + CROSSED, "utf-8")
    (folder / "combined_quotas.csv").write_text(BASE + COMBINED, "utf-8")
    return folder


@pytest.fixture(scope="module")
def draws(place: Path) -> tuple[Path, Path]:
    for seed, (people, name) in enumerate(
        ((FIXTURE / "registrants.csv", "crossed"), (place / "combined.csv", "combined"))
    ):
        code, _, error = run(
            "draw",
            people,
            place / f"{name}_quotas.csv",
            *("--size", SIZE, "--seed", "a test", "--out", place / name),
            seed=seed,
        )
        assert (code, error) == (0, ""), error
    return place / "crossed", place / "combined"


def test_the_chances_the_panels_and_the_proof_are_the_same_bytes(draws):
    crossed, by_hand = draws
    for name in ("chances.csv", "seating.csv", "panels.csv", "certificate.json"):
        assert (crossed / name).read_bytes() == (by_hand / name).read_bytes(), name
    one, two = (json.loads((folder / "lottery.json").read_bytes()) for folder in draws)
    assert [row["category"] for row in one.pop("derived")] == ["age × sex", *NAMES[1:]]
    assert one == two


def test_the_files_keep_the_columns_that_people_filled_in_and_no_others(draws):
    header = (draws[0] / "panel.csv").read_text("utf-8").splitlines()[0].split(",")
    assert header[:3] == ["id", "age", "sex"]
    assert not set(NAMES) & set(header)
    assert {"wijk", "tenure"} < set(header)


def test_both_verify_and_come_out_again(draws):
    for folder in draws:
        found = verify_folder(folder).findings
        assert {f.number for f in found if f.status is not Status.PASS} <= {"V23"}
        assert steps.rerun(folder).same
        code, _, _ = run("verify", folder)
        assert code == 0


def test_the_report_says_who_is_in_a_zone(draws):
    page = (draws[0] / "report.html").read_text("utf-8")
    assert "Noordrand" in page
    assert "That is: wijk: Noordflank / Stadspolders" in page
    assert "16-29 × woman" in page
    assert "who belongs to it" in page
    assert "✓" not in page
    # People outside a zone are many; they make no bar, and so the bars of others no shorter.
    assert "All bars run from 0 to 60%" in page


def test_check_tells_the_rows_that_people_wrote(place):
    code, out, _ = run(
        "check", FIXTURE / "registrants.csv", place / "crossed_quotas.csv", "--size", SIZE
    )
    assert code == 0
    assert "age × sex 16-29 × woman" in out
    assert "Noordrand & tenure=tenant" in out
    assert "–" not in out


def test_overlapping_zones_and_homes_are_proved_though_the_numbers_are_large(tmp_path):
    """The dual values of this pool have more digits than the integer solver takes."""
    quotas = tmp_path / "quotas.csv"
    quotas.write_text(
        """category,value,min,max
age,16-29,9,12
age,30-44,10,13
age,45-64,15,18
age,65+,10,13
sex,woman,24,27
sex,man,23,26
Noordrand: wijk=Stadspolders|Noordflank,,9,12
Noordrand & tenure=tenant,,2,9
""",
        "utf-8",
    )
    made = steps.draw(
        FIXTURE / "registrants.csv",
        quotas,
        size=50,
        out=tmp_path / "draw",
        seed="large",
        household_columns=("street", "house_number", "postcode"),
    )
    found = verify_folder(tmp_path / "draw")
    assert found.ok
    open_ = {f.number for f in found.findings if f.status is not Status.PASS}
    assert open_ <= {"V23"}
    assert all(level.gap == 0 for level in made.lottery.certificate.levels)


def test_the_example_of_the_readme_is_one(tmp_path):
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    table = readme.partition("| category | value | min | max | |\n|---|---|---|---|---|\n")[2]
    rows = [
        [cell.strip().replace("&#124;", "|") for cell in line.strip("|").split("|")][:4]
        for line in table.partition("\n\n")[0].splitlines()
    ]
    assert len(rows) == 5
    with (tmp_path / "quotas.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("category", "value", "min", "max"), *rows])
    code, out, error = run(
        *("check", FIXTURE / "registrants.csv", tmp_path / "quotas.csv", "--size", 50)
    )
    assert (code, error) == (0, "")
    for name in ("age × sex 16-29 × woman", "North edge × sex ✓ × woman", "age=65+ & North edge"):
        assert name in out
