"""What the verifier says, and the two answers that it computes in a way of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.verify import checks, rules, together
from sortition.verify.case import Case
from sortition.verify.checks import CHECKS, PROCESS_CHECKS, Status, verify_files
from sortition.verify.files import Folder
from sortition.verify.findings import Finding, Text
from sortition.verify.on_proof import largest_gain
from tests.bundles import (
    Bundle,
    alone,
    cut,
    files_of,
    gap,
    goldilocks,
    homes,
    honest,
    maximin,
    nash,
    write,
)


def words(bundle: Bundle) -> str:
    return " ".join(map(str, verify_files(Folder(files=files_of(bundle))).summary))


def test_a_complete_proof_is_told_in_words() -> None:
    said = words(homes())
    assert "30 of 30 checks passed." in said
    assert "Proved in exact fractions" in said
    assert "reached exactly" in said
    assert "nothing is proved about who chose the seed" in said


def test_an_incomplete_proof_is_told_in_words() -> None:
    # Gap 1/8; p3 has a = 9/10 and is alone, so 1/8 : 9/10 = 5/36, which is less than 1 in 7.
    # The other three older people have a = 1: 1/8 : 3 = 1/24.
    assert largest_gain(Case(Folder(files=files_of(gap())))) == Fraction(5, 36)
    said = words(gap())
    assert "better by more than 1 in 7" in said
    assert "reached exactly" not in said


def test_what_each_method_promises_is_told_in_words() -> None:
    assert "no lottery has a larger smallest chance" in words(maximin())
    assert "no lottery has a larger product of chances" in words(nash())
    assert "no lottery balances the two better" in words(goldilocks())


def test_conditions_left_to_a_solver_are_told_in_words() -> None:
    said = words(cut())
    assert "29 of 30 checks passed." in said
    assert "for that takes an integer solver: 1." in said
    assert "seed" not in said


def test_a_failure_is_told_in_words() -> None:
    bundle = alone()
    bundle.lottery["profiles"][0]["chance"] = "1/2"
    said = words(bundle)
    assert "These failed: V19, V21" in said
    assert "Nothing is proved about the chances." in said
    assert "Proved" not in said


def test_a_very_broken_list_of_panels_gives_a_short_answer() -> None:
    bundle = homes()
    bundle.seating = [["x", "0", "9"]] * 500
    found = verify_files(Folder(files=files_of(bundle))).findings
    listed = next(finding for finding in found if finding.number == "V11")
    assert listed.more
    assert len(listed.what) == 20


def test_what_cannot_be_checked_for_a_fault_elsewhere_is_not_ok() -> None:
    blocked = Finding(number="V12", name=Text("x"), clauses="", status=Status.NOT_CHECKABLE)
    left = Finding(number="V23", name=Text("x"), clauses="", status=Status.NOT_CHECKABLE)
    assert not checks.Verification(findings=(blocked,), summary=()).ok
    assert checks.Verification(findings=(left,), summary=()).ok


def test_long_values_are_not_shown_whole() -> None:
    text = Text("{a} {b} {c} {d}", a=10**500, b="x" * 500, c=Fraction(1, 10**500), d="a\x1b[1m")
    assert len(str(text)) < 250
    assert "\x1b" not in str(text)


# --- the list of checks --------------------------------------------------------------------------


def test_the_checks_are_numbered_without_holes() -> None:
    numbers = sorted(check.number for check in (*CHECKS, *PROCESS_CHECKS))
    assert numbers == [f"V{i:02d}" for i in range(1, len(numbers) + 1)]


def test_each_check_is_listed_and_its_code_carries_its_number_and_clauses() -> None:
    listed = dict(
        re.findall(r"^(V\d\d)  ((?:[0-9.-]+ )*[0-9.-]+)  ", checks.__doc__ or "", re.MULTILINE)
    )
    assert list(listed) == [check.number for check in (*CHECKS, *PROCESS_CHECKS)]
    for check in (*CHECKS, *PROCESS_CHECKS):
        clauses = check.clauses.replace("–", "-").replace(", ", " ")
        assert listed[check.number] == clauses
        assert check.faults.__name__.startswith(check.number.lower())
        assert f"{check.number} ({clauses.replace(' ', ', ')}):" in (check.faults.__doc__ or "")


def test_every_clause_that_a_check_names_is_in_the_format(repository: Path) -> None:
    page = (repository / "docs" / "format.md").read_text(encoding="utf-8")
    there = set(re.findall(r"^(\d+\.\d+) ", page, re.MULTILINE))
    for check in (*CHECKS, *PROCESS_CHECKS):
        for part in check.clauses.split(", "):
            assert set(part.split("–")) <= there, check.number


def test_every_clause_of_the_files_is_named_by_a_check(repository: Path) -> None:
    page = (repository / "docs" / "format.md").read_text(encoding="utf-8")
    named = {
        f"{section}.{i}"
        for check in (*CHECKS, *PROCESS_CHECKS)
        for part in check.clauses.split(", ")
        for section, low, high in [re.findall(r"\d+", f"{part} {part}")[:1] + _ends(part)]
        for i in range(int(low), int(high) + 1)
    }
    # 3.1 and 3.2 are used by 3.3, 3.5 and 5.4; 3.6 is about the vectors.
    there = set(re.findall(r"^([1-7]\.\d+) ", page, re.MULTILINE))
    assert there - named == {"3.1", "3.2", "3.6"}
    # What sources announce (11.3) is what 14.2 asks for; 12.6 says what no check can show.
    process = set(re.findall(r"^(1[0-4]\.\d+) ", page, re.MULTILINE))
    assert process - named == {"11.3", "12.6"}


def _ends(part: str) -> list[str]:
    ends = [clause.split(".")[1] for clause in part.split("–")]
    return [ends[0], ends[-1]]


# --- computed in a way of its own ----------------------------------------------------------------


@given(
    people=st.integers(0, 40),
    panels=st.lists(st.sets(st.integers(0, 39), min_size=1, max_size=6), min_size=1, max_size=12),
)
def test_the_pair_most_together_is_that_of_trying_all_pairs(
    people: int, panels: list[set[int]]
) -> None:
    drawn = [sorted(p for p in panel if p < people) for panel in panels]
    held = Counter(p for panel in drawn for p in panel)
    pairs = Counter(pair for panel in drawn for pair in combinations(panel, 2))
    units = len(drawn)
    expected = max(
        (
            Fraction(pairs[i, j], units) - Fraction(held[i] * held[j], units**2)
            for i, j in combinations(range(people), 2)
        ),
        default=Fraction(0),
    )
    counts = [held[p] for p in range(people)]
    assert together.most_together(drawn, counts) == expected


def test_the_pair_most_together_in_more_panels_than_a_field_of_two_bytes_holds() -> None:
    panels = [(0, 1)] * 70_000 + [(2,)] * 70_000
    assert together.most_together(panels, [70_000, 70_000, 70_000]) == Fraction(1, 4)


def test_blocks_of_people_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    panels = [(i % 50, 50 + i * 7 % 45, 95 + i % 5) for i in range(200)]
    held = Counter(p for panel in panels for p in panel)
    counts = [held[p] for p in range(100)]
    whole = together.most_together(panels, counts)
    monkeypatch.setattr(together, "_MEMORY", 1)
    assert together.most_together(panels, counts) == whole


def test_numbers_of_any_length_are_ordered() -> None:
    assert sorted(["9" * 5000, "8" * 5000, "10", "1" + "0" * 5000], key=rules.natural) == [
        "10",
        "8" * 5000,
        "9" * 5000,
        "1" + "0" * 5000,
    ]


@given(st.text(max_size=30))
def test_a_cell_comes_back_as_it_was(text: str) -> None:
    written = rules.written_cell(text)
    bare = written[1:-1].replace('""', '"') if written.startswith('"') else written
    assert rules.read_cell(bare) == text


@pytest.mark.parametrize(
    ("count", "of", "shown"),
    [(1, 3, "0.333333"), (2, 3, "0.666667"), (1, 2_000_000, "0.000001"), (7, 7, "1.000000")],
)
def test_a_share_has_six_digits_rounded_half_up(count: int, of: int, shown: str) -> None:
    assert rules.six_digits(count, of) == shown


# --- the command without anything installed ------------------------------------------------------


@pytest.mark.parametrize("name", honest())
def test_the_verifier_runs_by_itself(name: str, tmp_path: Path, repository: Path) -> None:
    folder = write(tmp_path / "draw", files_of(honest()[name]))
    assert _run(repository, str(folder)).returncode == 0
    (folder / "report.html").write_bytes(b"<!doctype html>\n\n")
    run = _run(repository, str(folder))
    assert run.returncode == 1
    assert "V02 The manifest lists every file, unchanged (1.2): FAILED" in run.stdout
    assert run.stderr == ""


def test_the_verifier_says_how_it_is_called(repository: Path) -> None:
    run = _run(repository)
    assert run.returncode == 2
    assert "usage" in run.stderr


def _run(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # -S: without anything that is installed; the working directory is where the package is found.
    return subprocess.run(
        [sys.executable, "-S", "-m", "sortition.verify", *arguments],
        cwd=repository,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
