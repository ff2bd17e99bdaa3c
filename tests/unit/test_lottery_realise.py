"""Lists of panels from a few panels that have the mean: how often each is taken."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from sortition.lottery import build_space, fair_lottery, realise, trade_kernel
from sortition.lottery.realise import Realiser
from sortition.lottery.stream import Stream
from sortition.lottery.system import System
from sortition.records.progress import silent
from tests.hard_pools import hard_case


def filled(seed: int) -> Realiser:
    """A list of the panels that are known to give the chances of a hard pool, and no other."""
    case = hard_case(seed)
    lottery = fair_lottery(build_space(case.pool, case.quotas, case.size), construction="A")
    system = System.of(lottery.space, lottery.certificate.cuts)
    mean = tuple(
        n * chance for n, chance in zip(lottery.space.counts, lottery.chances, strict=True)
    )
    realiser = Realiser(system, mean, 1000, Stream("A", "panels"))
    known = []
    for _, panel in lottery.certificate.combination:
        seats = dict(panel)
        known.append(np.array([seats.get(t, 0) for t in range(len(mean))], dtype=np.int64))
    assert realiser.fill(known, silent)
    return realiser


@pytest.mark.parametrize("seed", [5, 53, 292])
def test_a_list_of_few_panels_comes_out_by_taking_each_more_or_less_often(seed):
    realiser = filled(seed)
    assert realiser.excess() > 0
    before = {panel.tobytes() for panel, _ in realiser.walk.taken}
    assert realiser.even_out(1, silent), "without composing any other panel"
    assert realiser.excess() == 0
    assert {panel.tobytes() for panel, _ in realiser.walk.taken} <= before
    assert_adds_up(realiser)


def assert_adds_up(realiser: Realiser) -> None:
    assert sum(times for _, times in realiser.walk.taken) == realiser.units
    given = sum(times * panel for panel, times in realiser.walk.taken)
    assert given.tolist() == realiser.walk.given.tolist()


def test_a_long_list_begins_with_the_whole_part_of_a_mixture():
    realiser = filled(292)
    weights = [Fraction(times, 1000) for _, times in realiser.walk.taken]
    mixture = [(w, p) for w, (p, _) in zip(weights, realiser.walk.taken, strict=True)]
    long = Realiser(realiser.system, realiser.mean, 100_000, realiser.stream)
    long.begin(mixture)
    assert 1000 <= long.walk.left <= 1000 + len(mixture)
    assert long.fill([panel for _, panel in mixture], silent)
    long.trade([panel for _, panel in mixture], silent)
    assert long.even_out(20, silent)
    assert long.excess() == 0
    assert_adds_up(long)


@pytest.mark.parametrize("seed", [53, 292, 351])
def test_a_list_of_few_panels_comes_out_by_trading(seed):
    realiser = filled(seed)
    before = {panel.tobytes(): panel for panel, _ in realiser.walk.taken}
    assert realiser.excess() > 0
    realiser.trade(before.values(), silent)
    assert realiser.excess() == 0
    assert sum(times for _, times in realiser.walk.taken) == 1000
    assert {panel.tobytes() for panel, _ in realiser.walk.taken} <= {*before}
    given = sum(times * panel for panel, times in realiser.walk.taken)
    assert given.tolist() == realiser.walk.given.tolist()


def test_trades_are_the_same_compiled_or_not(monkeypatch):
    monkeypatch.setattr(realise, "_TRADES", (20_000,))
    compiled, plain = filled(292), filled(292)
    panels = [panel for panel, _ in compiled.walk.taken]
    compiled.trade(panels, silent)
    for name in ("_move", "anneal", "below"):
        monkeypatch.setattr(trade_kernel, name, getattr(trade_kernel, name).py_func)
    monkeypatch.setattr(realise, "anneal", trade_kernel.anneal)
    with np.errstate(over="ignore"):  # splitmix64 counts modulo 2**64
        plain.trade(panels, silent)
    assert compiled.walk.given.tolist() == plain.walk.given.tolist()
    assert [times for _, times in compiled.walk.taken] == [times for _, times in plain.walk.taken]
