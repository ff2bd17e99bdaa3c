"""A benchmark's numbers mean what its tables say: ours, a stopped run, ratios and bounds."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from benchmarks.measure import run_tool
from benchmarks.ours import farthest_off, pool_record, quotas_record, run_ours
from benchmarks.pools import SHAPES, Shape, make_pool
from benchmarks.records import Measurement, Outcome, Pool, measurement_from_json, to_json
from benchmarks.report import Setting, report
from benchmarks.tables import BESIDE, CLOCKS, PROOF, Run, beside, clocks, proof
from sortition.lottery import build_space, fair_lottery

PLAIN = Pool(
    name="plain",
    size=1,
    categories=(("side", ("left", "right")),),
    registrants=(
        {"id": "b", "side": "left", "address": ""},
        {"id": "a", "side": "right", "address": ""},
        {"id": "c", "side": "left", "address": ""},
    ),
    quotas=(("side", "left", 0, 1), ("side", "right", 0, 1)),
    households=False,
    selection=0.0,
)
FINISHED = Measurement(
    status="finished",
    outcome=Outcome(smallest=0.25, panels=12, without_chance=0),
    seconds=2.0,
    cpu_seconds=1.0,
    process_seconds=3.0,
    peak_mb=100.0,
)
STOPPED = Measurement(status="timed out", seconds=90.0, peak_mb=300.0, message="stopped | twice")
SETTING = Setting(
    peer="maximin",
    peer_version="1",
    highs="1",
    ortools="1",
    python="3",
    processors=2,
    processor="some",
    load=1.0,
    width="share1",
    selection=0.6,
    household_share=0.0,
    time_limit=90.0,
    command="python -m benchmarks.run",
)


def run(ours: Measurement, peer: Measurement | None) -> Run:
    return Run(pool=PLAIN, width="share1", seed=1, ours=ours, peer=peer)


def in_column(header: tuple[str, ...], cells: tuple[str, ...], name: str) -> str:
    return dict(zip(header, cells, strict=True))[name]


def test_three_people_for_one_seat_have_a_third_each() -> None:
    outcome = run_ours(PLAIN, seed=1)
    assert outcome.smallest == pytest.approx(1 / 3)
    assert (outcome.gap, outcome.reach, outcome.cuts, outcome.without_chance) == (
        "0",
        "exact",
        0,
        0,
    )
    assert (outcome.panels, outcome.units, outcome.levels) == (3, 1000, 1)
    assert outcome.off == "0.667"  # one of three people has 334 of 1000 panels


def test_the_furthest_count_is_found_on_either_side() -> None:
    quotas = quotas_record(PLAIN)
    space = build_space(pool_record(PLAIN, quotas.categories), quotas, PLAIN.size)
    lottery = fair_lottery(space, construction="x")
    assert farthest_off(replace(lottery, counts=(334, 333, 333))) == Fraction(2, 3)
    assert farthest_off(replace(lottery, counts=(335, 333, 332))) == Fraction(5, 3)
    assert farthest_off(replace(lottery, counts=(332, 334, 334))) == Fraction(4, 3)


def test_addresses_count_only_where_the_pool_says_so() -> None:
    shape = Shape(name="homes", people=30, size=6, values=(2, 2))
    shared = make_pool(shape, seed=1, width="share1", household_share=0.5)
    apart = replace(shared, households=False)
    categories = tuple(name for name, _ in shared.categories)
    assert any(person.household for person in pool_record(shared, categories).registrants)
    assert not any(person.household for person in pool_record(apart, categories).registrants)


def test_a_run_in_its_own_process_tells_what_it_took() -> None:
    measurement = run_tool("ours", PLAIN, seed=1, time_limit=60)
    assert measurement.status == "finished", measurement.message
    assert measurement.outcome == run_ours(PLAIN, seed=1)
    assert measurement.seconds is not None
    assert measurement.process_seconds is not None
    assert 0 < measurement.seconds < measurement.process_seconds
    assert measurement_from_json(to_json(measurement)) == measurement


def test_an_impossible_pool_is_a_failure_with_its_reason() -> None:
    impossible = replace(PLAIN, quotas=(("side", "left", 1, 1), ("side", "right", 1, 1)))
    measurement = run_tool("ours", impossible, seed=1, time_limit=60)
    assert measurement.status == "failed"
    assert "NoPanelError" in measurement.message


def test_a_run_is_stopped_in_time_and_says_where_it_was() -> None:
    pool = make_pool(SHAPES["sf_e"], seed=1, width="share1")
    measurement = run_tool("ours", pool, seed=1, time_limit=0.3)
    assert measurement.status == "timed out"
    assert measurement.message.startswith("stopped after 0.3 s")
    assert measurement.outcome is None
    if Path("/proc/self/stat").exists():
        assert measurement.cpu_seconds is not None
        assert 0 <= measurement.cpu_seconds < 10


def test_a_ratio_needs_both_and_a_stopped_peer_gives_a_bound() -> None:
    slow = replace(FINISHED, seconds=50.0, cpu_seconds=30.0, peak_mb=50.0)
    faster = {
        name: in_column(BESIDE, beside(run(ours, peer)), "faster")
        for name, ours, peer in (
            ("both", FINISHED, slow),
            ("peer stopped", FINISHED, STOPPED),
            ("ours stopped", STOPPED, FINISHED),
            ("neither", STOPPED, STOPPED),
        )
    }
    assert faster == {
        "both": "25×",
        "peer stopped": "> 45×",
        "ours stopped": "",
        "neither": "",
    }
    assert in_column(BESIDE, beside(run(FINISHED, slow)), "memory") == "0.5×"
    assert in_column(BESIDE, beside(run(FINISHED, STOPPED)), "memory") == "> 3×"
    assert in_column(CLOCKS, clocks(run(FINISHED, slow)), "faster by the processor") == "30×"
    stopped = clocks(run(FINISHED, replace(STOPPED, cpu_seconds=80.0)))
    assert in_column(CLOCKS, stopped, "peer processor s") == "> 80"
    assert in_column(CLOCKS, stopped, "faster by the processor") == "> 80×"


def test_what_a_tool_says_cannot_break_the_table() -> None:
    cells = beside(run(FINISHED, STOPPED))
    assert in_column(BESIDE, cells, "notes") == "peer: stopped / twice"


@pytest.mark.parametrize(("gap", "shown"), [("0", "0"), ("1/1000000", "1.0e-06"), ("1", "1")])
def test_a_gap_is_zero_only_when_it_is_proved_zero(gap: str, shown: str) -> None:
    assert FINISHED.outcome is not None
    ours = replace(FINISHED, outcome=replace(FINISHED.outcome, gap=gap, reach="exact"))
    assert in_column(PROOF, proof(run(ours, None)), "gap") == shown


def test_people_without_a_chance_are_told_beside_the_smallest_chance() -> None:
    assert FINISHED.outcome is not None
    ours = replace(FINISHED, outcome=replace(FINISHED.outcome, without_chance=3))
    assert in_column(PROOF, proof(run(ours, None)), "smallest") == "0.25000 (3 have none)"


def test_the_report_says_who_did_not_finish() -> None:
    slow = replace(FINISHED, seconds=200.0)
    both = [run(FINISHED, slow), run(FINISHED, STOPPED), run(STOPPED, STOPPED)]
    text = " ".join(report(SETTING, both, [run(STOPPED, None)]).split())
    assert "Pools: 3. Finished in time: ours 2, the peer 1." in text
    assert "the median 100; the aim of 100 times was reached on 1." in text
    assert "Runs: 4. Finished in time: 2." in text
