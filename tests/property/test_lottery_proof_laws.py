"""Laws of the certificate: what is accepted as proved is proved, and a changed proof is not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sortition.errors import NoPanelError
from sortition.lottery import build_space, fair_lottery
from sortition.lottery.levels import Chances
from sortition.lottery.proof import is_proved
from sortition.lottery.system import System
from sortition.records.lottery import Level, Lottery
from tests.oracle.levels import is_bound_met
from tests.small_pools import random_case

SHARE = st.fractions(0, 1, max_denominator=12)


@st.composite
def lotteries(draw: st.DrawFn) -> Lottery:
    case = random_case(draw(st.randoms(use_true_random=False)))
    try:
        space = build_space(case.pool, case.quotas, case.size)
        return fair_lottery(space, construction="A", units=50)
    except NoPanelError:
        assume(condition=False)
        raise


PROVED = lotteries()


def system_of(lottery: Lottery) -> System:
    return System.of(lottery.space, lottery.certificate.cuts)


def accepted(lottery: Lottery, chances: Chances, j: int, level: Level) -> bool:
    """What the engine says, after checking that the clause of the format says the same."""
    system = system_of(lottery)
    later = {t for group in chances.groups[j + 1 :] for t in group}
    said = is_proved(system, chances, j, level)
    assert said == is_bound_met(system.rows, system.counts, chances.values, level, later)
    return said


@settings(max_examples=30)
@given(PROVED, st.data())
def test_a_proof_does_not_fit_another_chance(lottery: Lottery, data: st.DataObject):
    """Somebody of the level gets a little more or less, everything else stays."""
    levels = lottery.certificate.levels
    chances = Chances.of(lottery.chances)
    j = data.draw(st.sampled_from(range(len(levels))))
    assume(levels[j].chance != 1)
    assert accepted(lottery, chances, j, levels[j])
    moved = data.draw(st.sampled_from(levels[j].profiles))
    other = data.draw(SHARE.filter(lambda chance: chance != levels[j].chance))
    values = tuple(other if t == moved else v for t, v in enumerate(lottery.chances))
    changed = Chances(values=values, groups=chances.groups)
    assert not accepted(lottery, changed, j, levels[j])


@settings(max_examples=30)
@given(PROVED, st.data())
def test_the_opposite_multipliers_or_none_prove_nothing(lottery: Lottery, data: st.DataObject):
    """The opposite multipliers pull everyone down where the level needs them pulled up."""
    chances = Chances.of(lottery.chances)
    j = data.draw(st.sampled_from(range(len(chances.groups))))
    level = lottery.certificate.levels[j]
    assume(level.chance != 1)
    opposite = tuple((r, -value) for r, value in level.multipliers)
    assert not accepted(lottery, chances, j, replace(level, multipliers=opposite))
    assert not accepted(lottery, chances, j, replace(level, multipliers=()))


@settings(max_examples=30)
@given(PROVED, st.data())
def test_a_multiplier_on_a_row_that_is_not_tight_is_rejected(lottery: Lottery, data: st.DataObject):
    chances = Chances.of(lottery.chances)
    system = system_of(lottery)
    mean = chances.mean(system)
    loose = [r for r in range(len(system.rows)) if not _is_tight(system, mean, r)]
    j = data.draw(st.sampled_from(range(len(chances.groups))))
    level = lottery.certificate.levels[j]
    assume(loose)
    assume(level.chance != 1)
    extra = (data.draw(st.sampled_from(loose)), data.draw(st.sampled_from([1, -1, Fraction(1, 9)])))
    changed = replace(level, multipliers=tuple(sorted([*level.multipliers, extra])))
    assert not accepted(lottery, chances, j, changed)


def _is_tight(system: System, mean: tuple[Fraction, ...], r: int) -> bool:
    row = system.rows[r]
    value = sum(w * mean[t] for t, w in zip(row.profiles, row.weights, strict=True))
    return value in (row.lower, row.upper)


@settings(max_examples=60)
@given(PROVED, st.data())
def test_whatever_multipliers_come_only_a_bound_that_is_met_is_accepted(
    lottery: Lottery, data: st.DataObject
):
    """``accepted`` compares with the clause; any factor above 0 leaves a proof a proof."""
    chances = Chances.of(lottery.chances)
    j = data.draw(st.sampled_from(range(len(chances.groups))))
    level = lottery.certificate.levels[j]
    rows = len(system_of(lottery).rows)
    moves = data.draw(st.dictionaries(st.integers(0, rows - 1), st.integers(-2, 2), max_size=3))
    multipliers = dict(level.multipliers)
    for r, move in moves.items():
        multipliers[r] = multipliers.get(r, Fraction(0)) + move
    accepted(lottery, chances, j, replace(level, multipliers=tuple(sorted(multipliers.items()))))
    larger = tuple((r, 7 * value / 3) for r, value in level.multipliers)
    assert accepted(lottery, chances, j, replace(level, multipliers=larger))
