"""The benchmark of alternates: the solver beside ours on a small pool, and the page."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations_with_replacement
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from benchmarks import alternates
from benchmarks.alternates_cases import CHOOSE, JUDGE, LEAST, MOST, bench_for, seated, skewed
from benchmarks.alternates_exact import best_set, pool_limit, whole_pool
from benchmarks.alternates_measure import averages, measured, revision, small_quotas
from benchmarks.alternates_picture import Curve, chart
from benchmarks.alternates_records import (
    Chances,
    Compared,
    Inside,
    Job,
    Kept,
    Line,
    Solved,
    Whole,
)
from sortition.alternates.choosing import value
from sortition.alternates.scenarios import table_of

BASE = Fraction(1, 5)
JOB = Job(kind="optimum", shape="mass", seed=1, base=20, count=3, scenarios=6, limit=60.0)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("count", [2, 6])
def test_no_set_of_ours_is_below_the_optimum_and_no_bound_above_it(seed, count) -> None:
    found = measured(replace(JOB, seed=seed, count=count))
    assert isinstance(found, Solved)
    assert found.ended
    assert found.bound <= found.proved <= found.ours <= found.greedy <= found.nobody
    assert found.ours <= 1.1 * found.proved


@pytest.mark.parametrize("seed", [1, 2])
def test_the_optimum_is_that_of_all_sets_tried_one_by_one(seed) -> None:
    bench = bench_for("mass", seed, BASE)
    table = table_of(bench, CHOOSE, count=2, scenarios=6)
    groups = range(len(bench.groups))
    sets = (
        np.bincount(pair, minlength=len(groups))
        for pair in combinations_with_replacement(groups, 2)
    )
    shortfalls = [value(table, one) for one in sets if (one <= table.most).all()]
    assert best_set(table, 2, limit=60).shortfall == min(shortfalls)
    assert min(shortfalls) < max(shortfalls)


def test_a_solver_that_has_no_time_proves_what_it_can() -> None:
    table = table_of(bench_for("mass", 1, BASE), CHOOSE, count=3, scenarios=6)
    hurried = best_set(table, 3, limit=0.0)
    assert hurried.proved <= best_set(table, 3, limit=60).proved


def test_the_whole_pool_leaves_what_the_limit_says_or_more_and_our_search_agrees() -> None:
    bench = bench_for("mass", 1, BASE)
    table = table_of(bench, JUDGE, count=bench.lower[0], scenarios=12)
    exact = [whole_pool(table, s, limit=60) for s in range(12)]
    assert all(limit <= one.proved for limit, one in zip(pool_limit(table), exact, strict=True))
    assert sum(one.proved for one in exact) == value(table, table.most)


def test_chances_are_skewed_and_about_what_was_asked_for() -> None:
    case = seated("mass", 1)
    bench = bench_for("mass", 1, BASE)
    mean = sum(member.chance for member in bench.members) / len(bench.members)
    assert abs(mean / BASE - 1) <= Fraction(1, 10)
    dropouts = skewed(case, BASE, "mass/1")
    for category in case.quotas.categories[:3]:
        factors = [100 * chance / BASE for c, _, chance in dropouts.groups if c == category]
        assert (min(factors), max(factors)) == (LEAST, MOST)
    everybody, of_values = averages(case.pool, dropouts)
    assert min(of_values.values()) < everybody < max(of_values.values())


def test_a_small_panel_has_its_seats_in_proportion() -> None:
    bench = bench_for("mass", 1, BASE)
    case = seated("mass", 1)
    seats = small_quotas(bench, 6)
    assert seats[0] == 6
    rows = [row.category for row in case.quotas.rows]
    for category in case.quotas.categories:
        mine = [seats[r] for r, other in enumerate(rows, 1) if other == category]
        middles = [bench.lower[r] + bench.upper[r] for r, c in enumerate(rows, 1) if c == category]
        assert sum(mine) == 6
        for seat, middle in zip(mine, middles, strict=True):
            assert abs(seat - Fraction(6 * middle, sum(middles))) < 1


def test_the_small_benchmark_measures_every_kind() -> None:
    sets = measured(replace(JOB, kind="sets"))
    assert isinstance(sets, Compared)
    assert sets.inside.bound <= sets.inside.best <= sets.inside.greedy <= sets.inside.nobody
    assert sets.inside.best <= sets.inside.worst <= 1.1 * sets.inside.best
    assert max(sets.greedy, sets.best, sets.blind, sets.mini, sets.drawn) <= sets.nobody
    assert sets.best <= sets.hurried
    assert 3 <= sets.chances.reached <= sets.chances.able


# --- the command and its page --------------------------------------------------------------------

SETS = Compared(
    judged=400,
    nobody=4000,
    blind=3000.5,
    mini=2500.25,
    greedy=1610,
    best=1600,
    drawn=1700.5,
    hurried=1604,
    overdrawn=1500,
    inside=Inside(nobody=2000, greedy=820, best=800, worst=880, bound=760),
    chances=Chances(able=46, reached=23, most=1000),
    seconds=1.25,
)
WHOLE = Whole(
    judged=400,
    limit=800,
    checked=50,
    checked_limit=100,
    checked_found=101,
    members=0.21,
    seats=24,
    people=70,
    groups=33,
    rows=16,
    drawn=42,
)
SOLVED = Solved(nobody=179, greedy=90, ours=88, bound=85, optimum=80, proved=80, seconds=0.5)


@pytest.fixture
def quick(monkeypatch) -> list[Job]:
    """Nothing is measured: every job gets the same figures; the jobs asked for are told."""
    asked: list[Job] = []

    def told(job: Job):
        asked.append(job)
        seats = alternates.SHAPES[job.shape].size
        return {"sets": SETS, "pool": replace(WHOLE, seats=seats), "optimum": SOLVED}[job.kind]

    monkeypatch.setattr(alternates, "measured", told)
    monkeypatch.setattr(alternates, "warm", lambda: None)
    return asked


def tables(text: str) -> Iterator[list[str]]:
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line.startswith("|")]
        if lines:
            yield lines


def test_a_run_that_was_interrupted_goes_on(tmp_path, quick, monkeypatch) -> None:
    arguments = ["--out", str(tmp_path / "page.md"), "--shapes", "mass", "--seeds", "1"]
    first = alternates.measured

    def interrupted(job: Job):
        if len(quick) == 4:
            raise KeyboardInterrupt
        return first(job)

    monkeypatch.setattr(alternates, "measured", interrupted)
    alternates.main(arguments)
    assert len(quick) == 4
    monkeypatch.setattr(alternates, "measured", first)
    alternates.main(arguments)
    assert len(quick) == 15 == len(set(quick))
    alternates.main(arguments)
    alternates.main([*arguments, "--report-only", "--again"])
    assert len(quick) == 15
    text = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "Measured: 15 of the 107 things" in text
    assert "**Not measured yet: sf_c, sf_d, sf_e.**" in " ".join(text.split())


def test_the_page_has_every_table_and_says_what_was_measured(tmp_path, quick) -> None:
    out = tmp_path / "page.md"
    alternates.main(["--out", str(out)])
    text = out.read_text(encoding="utf-8")
    assert len(list(tables(text))) == 5
    for lines in tables(text):
        assert len({line.count(" | ") for line in lines}) == 1, lines[:2]
    assert "| mass | 1 | 20 | 3 | 10.00 | 7.50 | 6.25 | 4.03 | 4.00 | 4.25 | 2.00 |" in text
    assert "| mass | 1 | 3 | 10 | 179 | 90 | 88 | 85 | 80 | 10.0% | 0.5 |" in text
    words = " ".join(text.split())
    assert "where that can be solved: **met**" in words
    assert "Measured: 107 of the 107 things" in words
    assert "Not measured yet" not in words
    assert "0.70 to 2.10 times" in words  # 0.21 of 30 and of 10 %
    assert (tmp_path / "page" / "shortfall.svg").is_file()
    slow = [job for job in quick if job.shape == "sf_e" and job.count == 28]
    assert [(job.seed, job.base) for job in slow] == [(1, 20)]


def test_an_optimum_that_is_further_off_is_not_met(tmp_path, quick, monkeypatch) -> None:
    out = tmp_path / "page.md"
    monkeypatch.setattr(alternates, "measured", lambda job: replace(SOLVED, ours=89))
    monkeypatch.setattr(alternates, "plan", lambda _: (JOB,))
    alternates.main(["--out", str(out)])
    assert "**not met**" in out.read_text(encoding="utf-8")


def test_an_optimum_that_is_not_known_is_a_bound(tmp_path, quick, monkeypatch) -> None:
    out = tmp_path / "page.md"
    monkeypatch.setattr(alternates, "measured", lambda job: replace(SOLVED, optimum=None))
    monkeypatch.setattr(alternates, "plan", lambda _: (JOB,))
    alternates.main(["--out", str(out)])
    assert "| ≥ 80 | ≤ 10.0% |" in out.read_text(encoding="utf-8")


def test_a_line_that_was_cut_off_costs_only_itself(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "results.jsonl")
    line = Line(job=JOB, revision=revision(), machine="some", found=SOLVED)
    other = replace(line, job=replace(JOB, kind="sets"), found=SETS)
    kept.add(line)
    kept.add(other)
    assert Kept(kept.path).find(other.job, revision()) == other
    kept.path.write_bytes(kept.path.read_bytes()[:-20])
    after = Kept(kept.path)
    assert after.find(JOB, revision()) == line
    assert after.find(JOB, "other code") is None
    assert after.latest(other.job) is None
    after.add(other)
    assert Kept(kept.path).latest(other.job) == other


def test_a_picture_is_well_formed_and_names_its_lines() -> None:
    curves = [Curve(name=f"line {i}", points=((0, 5), (10, 1 + i))) for i in range(5)]
    drawn = chart("Seats < wrong", "alternates", "seats", curves)
    root = ET.fromstring(drawn)  # noqa: S314 - we wrote it
    space = "{http://www.w3.org/2000/svg}"
    title = root.find(f"{space}title")
    assert title is not None
    assert title.text == "Seats < wrong"
    assert {f"line {i}" for i in range(5)} <= {node.text for node in root.iter(f"{space}text")}
    dashes = {node.get("stroke-dasharray") for node in root.iter(f"{space}polyline")}
    assert len(dashes) == 5
