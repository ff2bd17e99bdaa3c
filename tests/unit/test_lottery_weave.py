"""Weaving: many panels at once, from totals to panels that keep every rule."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sortition.lottery import build_space
from sortition.lottery.mix import groups_of
from sortition.lottery.stream import Stream
from sortition.lottery.system import System
from sortition.lottery.weave import Woven, weave
from sortition.lottery.weave_kernel import below
from sortition.records.space import Space
from tests.small_pools import pool_of, quotas_of

ROOT = Path(__file__).resolve().parents[2]
PEOPLE, UNITS = 24, 60


def three_by_four(size: int = 6) -> Space:
    """24 people, two of each of 12 profiles; two seats for each area, one or two for each age."""
    areas, ages = ("a", "b", "c"), ("1", "2", "3", "4")
    quotas = quotas_of(
        [*(("area", area, 2, 2) for area in areas), *(("age", age, 1, 2) for age in ages)]
    )
    people = [(ages[i % 4], areas[i % 3]) for i in range(PEOPLE)]
    return build_space(pool_of(people, [None] * PEOPLE, ["age", "area"]), quotas, size)


def woven(purpose: str = "weave") -> tuple[Space, np.ndarray, Woven]:
    space = three_by_four()
    totals = np.full(len(space.profiles), UNITS * 6 // 12, dtype=np.int64)
    return space, totals, weave(groups_of(space), totals, UNITS, Stream("A", purpose))


def test_everyone_gets_exactly_the_seats_asked_for():
    _, totals, found = woven()
    assert found.panels.sum(axis=0).tolist() == totals.tolist()
    assert found.panels.sum(axis=1).tolist() == [6] * UNITS


def test_all_panels_come_out_and_keep_every_rule():
    space, _, found = woven()
    system = System.of(space)
    assert found.good.all()
    for panel in found.panels.tolist():
        assert system.allows(tuple((t, seats) for t, seats in enumerate(panel) if seats))


def test_most_panels_differ_before_they_are_mixed():
    _, _, found = woven()
    assert len({panel.tobytes() for panel in found.panels}) > UNITS // 2


def test_the_value_decides_and_nothing_else():
    one, same, other = woven(), woven(), woven("another")
    assert (one[2].panels == same[2].panels).all()
    assert (one[2].panels != other[2].panels).any()


def test_a_panel_that_breaks_a_rule_is_not_called_good():
    space = three_by_four()
    totals = np.zeros(12, dtype=np.int64)
    # Nobody of the first area: no panel can have its two seats for it.
    outside = [t for t, profile in enumerate(space.profiles) if "a" not in profile.values]
    totals[outside] = UNITS * 6 // len(outside)
    found = weave(groups_of(space), totals, UNITS, Stream("A", "weave"))
    assert not found.good.any()
    assert found.panels.sum(axis=0).tolist() == totals.tolist()


@pytest.mark.parametrize(
    ("turn", "word"),
    [(0, 6457827717110365317), (1, 3203168211198807973), (2, 9817491932198370423)],
)
def test_the_numbers_are_those_of_splitmix64(turn: int, word: int):
    state = np.array([1234567], dtype=np.uint64)
    numbers = [below(state, 1 << 32) for _ in range(turn + 1)]
    assert numbers[-1] == word >> 32


def test_compiled_and_interpreted_code_take_the_same_steps():
    script = (
        "import hashlib\nfrom tests.unit.test_lottery_weave import woven\n"
        "print(hashlib.sha256(woven()[2].panels.tobytes()).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(woven()[2].panels.tobytes()).hexdigest()
