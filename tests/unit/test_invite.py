"""Letters planned: beliefs, rounds, what fills a panel, the fewest letters, and the cap."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.errors import InputError
from sortition.invite.aiming import aims, with_shares
from sortition.invite.dividing import divide, scenarios
from sortition.invite.evidence import read_evidence
from sortition.invite.filling import filled, margins, short
from sortition.invite.forecasting import forecast
from sortition.invite.learning import Answered, learn
from sortition.invite.planning import Wish, advise
from sortition.invite.rounds import Rounds, simulate
from sortition.invite.searching import Trial
from sortition.invite.stream import beta, bits, uniforms
from sortition.invite.world import World, build_world
from sortition.records.derived import Derived, DerivedValue
from sortition.records.letters import Attribute, Per, Rules
from sortition.records.quotas import Quota, Quotas
from sortition.records.responses import Evidence, Rate
from sortition.tables.raw import shape

F = Fraction
AREAS = {"North": 4000, "South": 2500, "Shore": 500}
ATTRIBUTES = (
    Attribute(category="area", values=tuple(AREAS)),
    Attribute(category="sex", values=("m", "v")),
)
UNITS = {(area, sex): F(n, 2) for (area, n), sex in product(AREAS.items(), "mv")}
QUOTAS = Quotas.of(
    tuple(
        Quota(category=category, value=value, minimum=least, maximum=most)
        for category, value, least, most in (
            *(("area", "North", 10, 13), ("area", "South", 6, 9), ("area", "Shore", 1, 3)),
            *(("sex", "m", 9, 11), ("sex", "v", 9, 11)),
            *(("school", "low", 5, 9), ("school", "high", 11, 15)),
        )
    )
)
EVIDENCE = Evidence(
    base=Rate(share=F(5, 100), letters=1000),
    groups={
        ("Area", "shore"): Rate(share=F(15, 1000), letters=300),
        ("school", "low"): Rate(share=F(2, 100), letters=300),
    },
    shares={},
)
SIZE = 20


def world(quotas: Quotas = QUOTAS, evidence: Evidence = EVIDENCE) -> World:
    return build_world(
        attributes=ATTRIBUTES,
        units=UNITS,
        quotas=quotas,
        evidence=with_shares(evidence, quotas, ("school",)),
        size=SIZE,
    )


def rounds(known: World, *, count: int = 300, most: int = 400, label: str = "test") -> Rounds:
    return simulate(known, label=label, count=count, most=[most] * len(known.cells), spread=F(1, 4))


# --- the numbers ----------------------------------------------------------------------------------


def test_the_stream_is_shake_256() -> None:
    octets = hashlib.shake_256(b"a").digest(8)
    assert bits("a", 2).tolist() == [
        int.from_bytes(octets[:4], "little"),
        int.from_bytes(octets[4:], "little"),
    ]


@pytest.mark.parametrize(
    ("share", "letters"), [(0.05, 1000), (0.02, 30), (0.5, 2000), (0.9, 10), (0.001, 2000)]
)
def test_a_belief_has_the_right_mean_and_spread(share: float, letters: int) -> None:
    drawn = beta(share, letters, uniforms("belief", 40_000))
    assert drawn.min() >= 0
    assert abs(drawn.mean() / share - 1) < 0.02
    a = max(1, round(share * letters))
    if a > 1:
        wanted = (share * (1 - share) / (letters + 1)) ** 0.5
        assert abs(drawn.std() / wanted - 1) < 0.1


def test_a_belief_is_the_same_to_the_last_bit() -> None:
    drawn = beta(0.0432, 1234, uniforms("bit", 1000))
    digest = hashlib.sha256(drawn.astype("<f8").tobytes()).hexdigest()
    assert digest == "a33d3704f7459eb548c1c4a11643dd44e0112faf9545d71916e71fb59767a864"


# --- the world ------------------------------------------------------------------------------------


def test_rates_are_those_of_the_groups_together() -> None:
    known = world()
    place = {cell: s for s, cell in enumerate(known.cells)}
    # Half of the people went to a low school by the quotas: (5 + 9) of (14 + 26) seats.
    low = F(14, 40)
    lift = low * F(2, 5) + (1 - low)
    assert known.lift == lift
    assert known.expected(place["North", "m"]) == F(5, 100) * lift
    assert known.expected(place["Shore", "v"]) == F(15, 1000) * lift
    assert [one.part for one in known.outside] == [(1 - low) / lift, low * F(2, 5) / lift]


def test_ages_come_from_a_date_of_birth_and_conditions_from_their_columns() -> None:
    young = DerivedValue(value="✓", where=(("Oost", "West"),))
    rows = (
        Quota(category="leeftijd", value="16-29", minimum=0, maximum=9),
        Quota(category="leeftijd", value="30+", minimum=0, maximum=9),
        Quota(category="zone", value="✓", minimum=2, maximum=9),
        Quota(category="zone", value="–", minimum=0, maximum=20),
        Quota(category="school", value="laag", minimum=0, maximum=9),
    )
    quotas = Quotas.of(rows, (Derived(category="zone", of=("wijk",), values=(young,)),))
    found = aims(quotas, ["id", "Wijk"], with_birth=True)
    assert [one.category for one in found.attributes] == ["leeftijd", "wijk"]
    assert found.attributes[0].bands[1].last is None
    assert found.attributes[1].values == ("Oost", "West", "–")
    assert found.unknown == ("school",)
    assert aims(quotas, ["id", "Wijk"], with_birth=False).unknown == ("leeftijd", "school")


# --- the rounds -----------------------------------------------------------------------------------


def test_more_letters_never_mean_fewer_answers() -> None:
    known = world()
    made = rounds(known)
    few = np.full(len(known.cells), 40.3)
    fewer = made.answers(known, few)
    more = made.answers(known, few * 2.01)
    assert (more >= fewer).all()
    assert more.sum() > fewer.sum()


def test_letters_in_blocks_are_answered_as_often(monkeypatch: pytest.MonkeyPatch) -> None:
    known = world()
    whole_ = rounds(known, count=500).answers(known, np.full(len(known.cells), 400.0))
    monkeypatch.setattr("sortition.invite.rounds._BLOCK", 500 * 60)
    blocks = rounds(known, count=500)
    assert blocks.letter_of.max() == 399
    cut = blocks.answers(known, np.full(len(known.cells), 400.0))
    assert abs(cut.sum() / whole_.sum() - 1) < 0.03
    first = np.full(len(known.cells), 59.0)
    assert (
        blocks.answers(known, first) == rounds(known, count=500, most=60).answers(known, first)
    ).all()


def test_answers_come_as_often_as_is_believed() -> None:
    known = world()
    made = rounds(known, count=4000)
    letters = np.full(len(known.cells), 200.0)
    mean = made.answers(known, letters).sum(axis=2).mean(axis=0)
    wanted = [200 * float(known.expected(s)) for s in range(len(known.cells))]
    assert np.abs(mean / wanted - 1).max() < 0.05
    parts = made.answers(known, letters).sum(axis=(0, 1)) / mean.sum() / 4000
    assert np.abs(parts - [float(one.part) for one in known.outside]).max() < 0.01


def test_parts_of_letters_are_sent_in_a_part_of_the_rounds() -> None:
    known = world()
    made = rounds(known, count=2000)
    letters = made.letters(np.array([10.25, 3.5, 0.125, 7.0, 1.75, 2.375]))
    assert set(letters.sum(axis=1)) == {25}
    assert np.abs(letters.mean(axis=0) - [10.25, 3.5, 0.125, 7.0, 1.75, 2.375]).max() < 0.04


def can_fill(known: World, people: Sequence[int]) -> bool:
    """Whether some panel exists, by trying all of them."""
    member = known.member.reshape(len(known.quotas), -1)
    for seats in product(*(range(n + 1) for n in people)):
        if sum(seats) == known.size and all(
            row.minimum <= sum(s for s, own in zip(seats, flags, strict=True) if own) <= row.maximum
            for row, flags in zip(known.quotas, member, strict=True)
        ):
            return True
    return False


@given(st.lists(st.lists(st.integers(0, 2), min_size=8, max_size=8), min_size=1, max_size=6))
def test_what_fills_a_panel_is_what_every_panel_tried_says(people: list[list[int]]) -> None:
    quotas = Quotas.of(
        tuple(
            Quota(category=c, value=v, minimum=least, maximum=most)
            for c, v, least, most in (
                *(("area", "a", 1, 2), ("area", "b", 2, 3), ("sex", "m", 2, 2)),
                *(("sex", "v", 2, 2), ("school", "low", 1, 3), ("school", "high", 1, 2)),
            )
        )
    )
    known = build_world(
        attributes=(
            Attribute(category="area", values=("a", "b")),
            Attribute(category="sex", values=("m", "v")),
        ),
        units={(a, s): F(10) for a, s in product("ab", "mv")},
        quotas=quotas,
        evidence=with_shares(replace(EVIDENCE, groups={}), quotas, ("school",)),
        size=4,
    )
    answers = np.array(people, dtype=np.int64).reshape(-1, 4, 2)
    wanted = [can_fill(known, own) for own in people]
    assert filled(known, answers).tolist() == wanted
    counted = short(known, margins(known, answers))
    assert not any(no and yes for no, yes in zip(counted.tolist(), wanted, strict=True))


# --- the letters ----------------------------------------------------------------------------------


@pytest.mark.parametrize("cap", [F(1), F(3, 2), F(4)])
def test_a_division_keeps_the_cap_and_more_freedom_needs_fewer_letters(cap: Fraction) -> None:
    known = world()
    made = scenarios(known, label="test", spread=F(1, 4))
    letters = divide(known, made, cap=cap, risk=0.05)
    equal = divide(known, made, cap=F(1), risk=0.05)
    assert letters is not None
    assert equal is not None
    chances = letters / np.array([float(n) for n in known.units])
    assert chances.max() <= float(cap) * chances.min() * (1 + 1e-9)
    assert letters.sum() <= equal.sum() * 1.003


def test_no_division_exists_when_all_letters_are_not_enough() -> None:
    rare = replace(EVIDENCE, groups={("area", "Shore"): Rate(share=F(1, 100_000), letters=2000)})
    known = world(evidence=rare)
    made = scenarios(known, label="test", spread=F(0))
    assert divide(known, made, cap=F(3), risk=0.05) is None


def test_the_advice_fills_as_often_as_was_wanted_and_keeps_its_promises() -> None:
    rules = Rules(id_column="id", address=(), per=Per.PERSON, attributes=ATTRIBUTES, birth=None)
    wish = Wish(probability=F(9, 10), cap=F(3), spread=F(1, 4))
    advice = advise(world(), rules, wish)
    plan = advice.plan
    assert advice.enough
    assert advice.outlook.filled >= F(88, 100)
    assert advice.outlook.filled > advice.equal.filled
    assert advice.habit is not None
    assert advice.outlook.filled > advice.habit.filled
    assert advice.areas == ("Shore", "South")
    assert plan.letters.denominator == 1
    assert max(plan.chances) <= 3 * min(plan.chances)
    assert advice == advise(world(), rules, wish), "the same answer to the same question"
    totals = [letters for _, letters in advice.by_cap if letters is not None]
    assert totals == sorted(totals, reverse=True)
    needed = [letters for _, letters in advice.by_probability if letters is not None]
    assert needed == sorted(needed)


def test_a_fixed_number_of_letters_or_a_budget_is_kept_and_judged() -> None:
    rules = Rules(id_column="id", address=(), per=Per.PERSON, attributes=ATTRIBUTES, birth=None)
    wish = Wish(probability=F(95, 100), cap=F(3), spread=F(1, 4))
    few = advise(world(), rules, replace(wish, letters=400))
    assert few.plan.letters == 400
    assert not few.enough
    assert few.outlook.filled < F(1, 2)
    paid = advise(world(), rules, replace(wish, most=500))
    assert paid.plan.letters == 500
    assert not paid.enough
    assert paid.outlook.filled > few.outlook.filled
    rich = advise(world(), rules, replace(wish, most=5000))
    assert rich.enough
    assert rich.plan.letters < 5000


def test_when_nothing_is_enough_everybody_gets_a_letter_and_it_is_said() -> None:
    rules = Rules(id_column="id", address=(), per=Per.PERSON, attributes=ATTRIBUTES, birth=None)
    rare = replace(EVIDENCE, groups={("area", "Shore"): Rate(share=F(1, 100_000), letters=2000)})
    advice = advise(
        world(evidence=rare), rules, Wish(probability=F(95, 100), cap=F(3), spread=F(1, 4))
    )
    assert not advice.enough
    assert set(advice.plan.chances) == {F(1)}
    assert all(letters is None for _, letters in advice.by_cap)


def test_a_trial_counts_no_more_than_it_simulated() -> None:
    known = world()
    trial = Trial(world=known, rounds=rounds(known, most=5))
    assert trial.counted(np.full(len(known.cells), 10.0), 0.0) is None


# --- what is known of answers ---------------------------------------------------------------------


def table(*rows: Sequence[str]) -> object:
    return shape("responses.csv", enumerate(rows, 1))


def test_rates_are_read_in_both_languages() -> None:
    found = read_evidence(
        table(
            ("Categorie", "Waarde", "Respons", "Brieven"),
            ("", "", "4,5%", "5.000.000"),
            ("wijk", "Noord", "0,02", ""),
        )  # type: ignore[arg-type]
    )
    assert found.base == Rate(share=F(45, 1000), letters=5_000_000)
    assert found.groups == {("wijk", "Noord"): Rate(share=F(2, 100), letters=200)}


def test_every_problem_with_rates_is_told() -> None:
    with pytest.raises(InputError) as caught:
        read_evidence(
            table(
                ("category", "value", "rate", "letters"),
                ("wijk", "Noord", "0%", "100"),
                ("wijk", "Zuid", "4%", "many"),
                ("wijk", "", "4%", ""),
                ("Wijk", "noord", "5%", ""),
            )  # type: ignore[arg-type]
        )
    assert [(p.code, p.where.row) for p in caught.value.problems] == [
        *(("bad-rate", 2), ("bad-letters", 3), ("half-a-group", 4), ("rate-twice", 5)),
        ("no-base-rate", None),
    ]
    with pytest.raises(InputError, match="cannot be used"):
        read_evidence(table(("a", "b"), ("1", "2")))  # type: ignore[arg-type]


# --- learning -------------------------------------------------------------------------------------


def test_rates_are_learned_and_small_groups_are_drawn_to_the_others() -> None:
    rates = {"North": 0.06, "South": 0.03, "Shore": 0.03}
    strata = {
        (area, sex): Answered(letters=n, joined=round(n * rates[area] * factor))
        for (area, n), (sex, factor) in product(
            {"North": 20_000, "South": 20_000, "Shore": 60}.items(), {"m": 0.8, "v": 1.2}.items()
        )
    }
    found = learn(ATTRIBUTES, strata)
    base = found.base.share
    assert abs(found.groups["area", "North"].share / base - F(4, 3)) < 0.03
    assert abs(found.groups["sex", "m"].share / base - F(8, 10)) < 0.02
    # Five were to come of 120 letters by the rates of others, and three came: that says little.
    assert F(3, 120) / base < 0.6
    assert 0.78 < found.groups["area", "Shore"].share / base < 0.9
    assert found.groups["area", "Shore"].letters < 400
    total = sum(
        float(base)
        * one.letters
        * float(found.groups["area", cell[0]].share / base)
        * float(found.groups["sex", cell[1]].share / base)
        for cell, one in strata.items()
    )
    assert abs(total / sum(one.joined for one in strata.values()) - 1) < 0.01


def test_factors_that_go_together_are_told_apart() -> None:
    """Letters went mostly to men in the North: what looks like the North is the men."""
    strata = {
        ("North", "m"): Answered(letters=9000, joined=180),
        ("North", "v"): Answered(letters=1000, joined=60),
        ("South", "m"): Answered(letters=1000, joined=20),
        ("South", "v"): Answered(letters=9000, joined=540),
    }
    found = learn(ATTRIBUTES, strata)
    north, south = (found.groups["area", area].share for area in ("North", "South"))
    assert abs(north / south - 1) < 0.05
    assert found.groups["sex", "v"].share / found.groups["sex", "m"].share > 2.8


def test_nothing_is_learned_from_silence() -> None:
    with pytest.raises(ValueError, match="somebody"):
        learn(ATTRIBUTES, {("North", "m"): Answered(letters=10, joined=0)})


def test_what_was_believed_is_the_prior_of_what_is_seen() -> None:
    """With no letters nothing changes; with many, what was believed is forgotten."""
    before = Evidence(
        base=Rate(share=F(5, 100), letters=1000),
        groups={("Area", "shore"): Rate(share=F(2, 100), letters=500)},
        shares={},
    )
    none = learn(ATTRIBUTES, {("Shore", "m"): Answered(letters=0, joined=0)}, before)
    assert none.base.share == F(5, 100)
    assert none.groups["area", "Shore"].share == F(2, 100)
    many = learn(
        ATTRIBUTES,
        {
            ("North", "m"): Answered(letters=200_000, joined=8_000),
            ("Shore", "m"): Answered(letters=200_000, joined=12_000),
        },
        before,
    )
    rate = many.base.share * many.groups["area", "Shore"].share / many.base.share
    rate *= many.groups["sex", "m"].share / many.base.share
    assert abs(rate - F(6, 100)) < F(1, 500)


# --- the forecast ---------------------------------------------------------------------------------


def test_a_forecast_knows_what_is_there_and_what_letters_add() -> None:
    known = world()
    nobody = np.zeros((len(known.cells), len(known.outside)), dtype=np.int64)
    plenty = nobody + 30
    letters = np.full(len(known.cells), 100.0)
    wish = {"pending": letters * 0, "shape": letters, "wanted": F(9, 10), "spread": F(1, 4)}
    empty = forecast(known, joined=nobody, coming=letters * 0, **wish)
    assert not empty.now
    assert empty.later == 0
    assert empty.needed is not None
    assert empty.needed > 0
    enough = forecast(known, joined=nobody, coming=letters * empty.needed / 600, **wish)
    assert enough.later >= F(88, 100)
    assert [row.have for row in empty.quotas] == [0] * len(known.quotas)
    assert enough.closing == 0
    sent = {**wish, "pending": letters * empty.needed / 600}
    waiting = forecast(known, joined=nobody, coming=letters * 0, **sent)
    assert waiting.closing == waiting.later
    assert abs(waiting.closing - enough.later) < F(5, 100)
    assert waiting.needed == 0 or waiting.later < F(9, 10)
    full = forecast(known, joined=plenty, coming=letters, **wish)
    assert full.now
    assert (full.later, full.needed) == (1, 0)
    rare = replace(EVIDENCE, groups={("area", "Shore"): Rate(share=F(1, 100_000), letters=2000)})
    never = forecast(world(evidence=rare), joined=nobody, coming=letters * 0, **wish)
    assert never.needed is None
