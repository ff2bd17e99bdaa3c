"""A run in a process of its own: ours, the peer's, stopped, failed, not available."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.measure import run_tool
from benchmarks.memory import peak_mb
from benchmarks.ours import (
    farthest_off,
    method_wish,
    pool_record,
    quotas_record,
    run_ours,
)
from benchmarks.pools import SHAPES, Shape, make_pool
from benchmarks.records import (
    Drawn,
    Outcome,
    Pool,
    Task,
    UnavailableError,
    measurement_from_json,
    to_json,
)
from benchmarks.worker import described, measure
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
TASK = Task(tool="ours-leximin", seed=1, limit=60)
PEER = pytest.mark.skipif(
    find_spec("sortition_algorithms") is None, reason="needs pip install '.[benchmark]'"
)


def test_the_panels_that_there_can_be_are_counted() -> None:
    outcome = described(run_ours(PLAIN, TASK), 3)
    assert outcome.panels == 3
    assert outcome.possible == 3, "one person each"
    wide = replace(
        PLAIN,
        size=3,
        registrants=tuple(
            {"id": f"{side}{i:02}", "side": side, "address": ""}
            for side in ("left", "right")
            for i in range(7)
        ),
        quotas=(("side", "left", 2, 2), ("side", "right", 1, 1)),
    )
    drawn = run_ours(wide, TASK)
    assert drawn.possible is not None
    assert drawn.possible() == 21 * 7


class Method(StrEnum):
    LEXIMIN = "leximin"
    NASH = "nash"


def test_three_people_for_one_seat_have_a_third_each() -> None:
    drawn = run_ours(PLAIN, TASK)
    outcome = described(drawn, 3)
    assert (outcome.exact, outcome.profiles, outcome.without_chance) == ("1/3", 2, 0)
    assert outcome.smallest == pytest.approx(0.333)
    assert outcome.gini == pytest.approx(0, abs=1e-3)
    assert (outcome.gap, outcome.reach, outcome.cuts) == ("0", "exact", 0)
    assert (outcome.panels, outcome.units, outcome.levels) == (3, 1000, 1)
    assert outcome.off == "0.667"  # one of three people has 334 of 1000 panels
    assert outcome.rounded is None


def test_m_is_as_asked() -> None:
    assert run_ours(PLAIN, replace(TASK, units=3)).outcome.units == 3


def test_the_furthest_count_is_found_on_either_side() -> None:
    quotas = quotas_record(PLAIN)
    space = build_space(pool_record(PLAIN, quotas.categories), quotas, PLAIN.size)
    lottery = fair_lottery(space, construction="x")
    assert farthest_off(replace(lottery, counts=(334, 333, 333))) == Fraction(2, 3)
    assert farthest_off(replace(lottery, counts=(335, 333, 332))) == Fraction(5, 3)
    assert farthest_off(replace(lottery, counts=(332, 334, 334))) == Fraction(4, 3)


def test_a_method_is_asked_for_only_where_the_engine_has_it() -> None:
    def old(space: object) -> None: ...
    def words(space: object, *, method: str = "leximin") -> None: ...
    def kinds(space: object, *, method: Method = Method.LEXIMIN) -> None: ...

    engines: list[Callable[..., object]] = [old, words, kinds]
    assert [method_wish(engine, "leximin") for engine in engines] == [{}, {}, {}]
    assert method_wish(words, "nash") == {"method": "nash"}
    assert method_wish(kinds, "nash")["method"] is Method.NASH
    for engine, method in ((old, "nash"), (kinds, "goldilocks")):
        with pytest.raises(UnavailableError, match=f"{method} is not in this revision"):
            method_wish(engine, method)


def test_addresses_count_only_where_the_pool_says_so() -> None:
    shape = Shape(name="homes", people=30, size=6, values=(2, 2))
    shared = make_pool(shape, seed=1, width="share1", household_share=0.5)
    apart = replace(shared, households=False)
    categories = tuple(name for name, _ in shared.categories)
    assert any(person.household for person in pool_record(shared, categories).registrants)
    assert not any(person.household for person in pool_record(apart, categories).registrants)


def test_a_run_in_its_own_process_tells_what_it_took() -> None:
    measurement = run_tool(TASK, PLAIN)
    assert measurement.status == "finished", measurement.message
    assert measurement.outcome == described(run_ours(PLAIN, TASK), 3)
    assert measurement.seconds is not None
    assert measurement.process_seconds is not None
    assert 0 < measurement.seconds < measurement.process_seconds
    assert measurement_from_json(to_json(measurement)) == measurement
    if measurement.peak_mb is not None and measurement.start_mb is not None:
        assert 0 < measurement.start_mb <= measurement.peak_mb


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="where /proc tells")
def test_memory_of_a_run_is_its_own_and_not_that_of_who_started_it() -> None:
    held = bytearray(300_000_000)
    held[::4096] = b"x" * len(held[::4096])  # the pages are really used
    assert (peak_mb() or 0) > 300
    measurement = run_tool(TASK, PLAIN)
    assert measurement.peak_mb is not None
    assert measurement.peak_mb < 300
    del held


def test_an_impossible_pool_is_a_failure_with_its_reason() -> None:
    impossible = replace(PLAIN, quotas=(("side", "left", 1, 1), ("side", "right", 1, 1)))
    measurement = run_tool(TASK, impossible)
    assert measurement.status == "failed"
    assert "NoPanelError" in measurement.message


def test_a_run_is_stopped_in_time_and_says_where_it_was() -> None:
    pool = make_pool(SHAPES["sf_e"], seed=1, width="share1")
    measurement = run_tool(replace(TASK, limit=0.3), pool)
    assert measurement.status == "timed out"
    assert measurement.message.startswith("stopped after 0.3 s")
    assert measurement.outcome is None
    if Path("/proc/self/stat").exists():
        assert measurement.cpu_seconds is not None
        assert 0 <= measurement.cpu_seconds < 10


def test_a_tool_that_is_not_there_says_so() -> None:
    def absent(pool: Pool, task: Task) -> Drawn:
        raise UnavailableError("no licence")

    measurement, drawn = measure(absent, PLAIN, TASK)
    assert (measurement.status, measurement.message, drawn) == ("unavailable", "no licence", None)


def test_few_panels_drawn_say_nothing_about_chances() -> None:
    few = Drawn(panels=((0,),), weights=(1.0,), outcome=Outcome(panels=1, draws=1))
    assert described(few, 3).smallest is None
    many = Drawn(
        panels=((0,), (1,)) * 50, weights=(0.01,) * 100, outcome=Outcome(panels=2, draws=100)
    )
    assert described(many, 3).smallest == pytest.approx(0.5)
    assert described(many, 3).without_chance == 1


@PEER
def test_the_peers_lottery_is_measured_alike() -> None:
    pool = make_pool(Shape(name="tiny", people=20, size=5, values=(2, 3)), seed=1, width="share1")
    ours = described(run_ours(pool, TASK), 20)
    measurement = run_tool(replace(TASK, tool="peer-maximin"), pool)
    assert measurement.status == "finished", measurement.message
    assert measurement.outcome is not None
    assert measurement.outcome.smallest == pytest.approx(ours.smallest, abs=2e-3)
    assert measurement.outcome.rounded is not None
    assert measurement.outcome.panels is not None
    assert measurement.outcome.rounded <= measurement.outcome.panels


@PEER
def test_the_peers_greedy_method_is_drawn_again_and_again() -> None:
    measurement = run_tool(replace(TASK, tool="peer-legacy", limit=6), PLAIN)
    assert measurement.status == "finished", measurement.message
    outcome = measurement.outcome
    assert outcome is not None
    assert outcome.draws is not None
    assert 100 <= outcome.draws <= 1000
    assert outcome.panels in (2, 3)  # without minima it takes from the first value only


@PEER
def test_the_peers_leximin_runs_or_says_that_there_is_no_licence() -> None:
    measurement = run_tool(replace(TASK, tool="peer-leximin"), PLAIN)
    assert measurement.status == "finished" or "licence" in measurement.message
