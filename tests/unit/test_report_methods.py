"""The report of a draw by another method than leximin: what it says is proved, and why."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from sortition.errors import Text
from sortition.records.lottery import Balance, Lottery, Method, Reach, Welfare
from sortition.report import methods, proof, report_html
from sortition.report.levels import levels_of
from sortition.report.sections import explanations, further_levels, headline
from sortition.texts import LANGUAGES, translator
from tests.unit import report_samples as sample

SMALL = Fraction(1, 10**8)


def said(*texts: Text) -> str:
    return " ".join(translator("en").text(text) for text in texts)


def lottery_of(method: Method, *, gap: Fraction = SMALL, reach: Reach = Reach.EXACT) -> Lottery:
    """The sample as if another method had been asked for; its chances leave nothing to choose."""
    plain = sample.lottery()
    certificate = plain.certificate
    levels = certificate.levels[: 2 if method is Method.MAXIMIN else 1]
    # Rows: 0 size, 1 little, 2 more. Inverse chances are 2 and 10/3.
    rows = ((1, Fraction(2)), (2, Fraction(10, 3)))
    return replace(
        plain,
        method=method,
        certificate=replace(
            certificate,
            levels=levels,
            reach=reach,
            welfare=Welfare(multipliers=rows, gap=gap) if method is Method.NASH else None,
            balance=(
                Balance(
                    floor=Fraction(3, 10),
                    cap=Fraction(1, 2),
                    multipliers=((1, Fraction(-1)), (2, Fraction(1))),
                    pull=Fraction(2),
                    bound=Fraction(2),
                    gap=gap,
                )
                if method is Method.GOLDILOCKS
                else None
            ),
        ),
    )


OTHERS = (Method.MAXIMIN, Method.NASH, Method.GOLDILOCKS)
CLAIMS = {
    Method.MAXIMIN: "a larger smallest chance",
    Method.NASH: "product of all chances",
    Method.GOLDILOCKS: "better balance",
}


@pytest.mark.parametrize("method", OTHERS)
def test_the_state_says_what_the_method_claims(method):
    state = proof.state(lottery_of(method, gap=Fraction(0)))
    assert CLAIMS[method] in said(state.words)
    assert "million" not in said(state.words)
    assert said(state.name) == "Proved exactly"
    rounded = proof.state(lottery_of(method, reach=Reach.ROUNDED))
    assert said(rounded.name) == "Proved to within 1/10"
    assert "is not proved" in said(rounded.words)


@pytest.mark.parametrize("method", [Method.NASH, Method.GOLDILOCKS])
def test_a_gap_below_a_millionth_is_told(method):
    state = proof.state(lottery_of(method))
    assert said(state.name) == "Proved to one in a million"
    assert "one part in a million" in said(state.words)


def test_an_open_level_of_maximin_is_no_complete_proof():
    lottery = lottery_of(Method.MAXIMIN)
    first, second = lottery.certificate.levels
    certificate = replace(lottery.certificate, levels=(first, replace(second, gap=Fraction(1, 10))))
    assert not proof.state(replace(lottery, certificate=certificate)).complete


def test_everybody_is_shown_by_chance_whatever_is_proved():
    for method in OTHERS:
        lottery = lottery_of(method)
        assert [level.chance for level in levels_of(lottery)] == [
            0,
            Fraction(3, 10),
            Fraction(1, 2),
        ]
        head = headline(lottery, sample.draw())
        assert (head.smallest_people, head.largest_people) == (10, 2)


def test_only_proved_levels_are_explained():
    assert [e.chance for e in explanations(lottery_of(Method.MAXIMIN))] == [Fraction(3, 10)]
    assert explanations(lottery_of(Method.NASH)) == ()
    assert further_levels(lottery_of(Method.GOLDILOCKS)) == 0


def test_the_product_is_explained_by_what_weights_add_up_to():
    words = said(*methods.question(lottery_of(Method.NASH)))
    assert "add up to 12 on average" in words  # 13 people, one of them without a chance
    assert "at most 1 with schooling little" in words


def test_the_balance_is_explained_by_its_two_ends():
    words = said(*methods.question(lottery_of(Method.GOLDILOCKS)))
    assert "Nobody has a smaller chance than 3 in 10, and nobody a larger one than 1 in 2" in words
    assert "at least 1 with schooling little, at most 3 with schooling more" in words


def test_equal_chances_need_no_explanation():
    lottery = lottery_of(Method.GOLDILOCKS)
    balance = replace(lottery.certificate.balance, floor=Fraction(1, 3), cap=Fraction(1, 3))
    even = replace(lottery, certificate=replace(lottery.certificate, balance=balance))
    assert "All 12 people" in said(*methods.question(even))


@pytest.mark.parametrize("method", OTHERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_the_method_and_not_leximin(method, language):
    page = report_html(
        pool=sample.pool(),
        lottery=lottery_of(method),
        draw=sample.draw(),
        settings=sample.Asked(language=language),
        hashes=sample.HASHES,
    ).decode()
    assert f": {method.value}, " in page
    assert "leximin" not in page
    assert translator(language).text(methods.aim(method)) in page
