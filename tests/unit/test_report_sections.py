"""What the report says, against a lottery that was worked out by hand (report_samples)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from sortition.errors import Text
from sortition.records.derived import INSIDE, REST, Derived, DerivedValue
from sortition.records.lottery import Certificate, Interval, Level, Reach
from sortition.records.panels import Panels
from sortition.records.quotas import Quota, Quotas
from sortition.report import levels, proof, sections
from sortition.texts import translator
from tests.unit import report_samples as sample

ONE = Fraction(1)
ENGLISH = translator("en")


def said(*texts: Text) -> str:
    return " ".join(map(ENGLISH.text, texts))


def test_the_headline_leaves_people_whom_no_panel_can_hold_out_of_the_smallest_chance() -> None:
    found = sections.headline(sample.lottery(), sample.draw())
    assert (found.smallest, found.smallest_people) == (Fraction(3, 10), 10)
    assert (found.largest, found.largest_people) == (Fraction(1, 2), 2)
    assert (found.size, found.people, found.units) == (4, 13, 10)


def test_quotas_are_not_blamed_where_everybody_is_equal() -> None:
    unequal = sample.lottery()
    assert "Quotas make chances differ" in said(sections.equality(unequal))
    chances = tuple(Fraction(4, 13) for _ in unequal.chances)
    equal = said(sections.equality(replace(unequal, chances=chances)))
    assert equal == "Everyone has the same chance, 30.8%: the quotas leave room for that."


def test_what_else_makes_chances_differ_is_not_put_down_to_quotas() -> None:
    lottery = sample.lottery()
    space = lottery.space
    weight = Quota(category="weight", value="1", minimum=0, maximum=4)
    weighed = replace(space, quotas=Quotas.of((weight,), weights="weight"))
    told = said(sections.equality(replace(lottery, space=weighed)))
    assert told == "If everyone had the same chance, it would be 30.8%."
    home = replace(space.profiles[0], kind=0)
    homes = replace(space, profiles=(home, *space.profiles[1:]))
    assert "the rule on addresses" in said(sections.equality(replace(lottery, space=homes)))
    third = Fraction(1, 3)
    interval = Interval(allowed=third, low=third, high=third, multipliers=(), moments=1)
    ended = replace(lottery.certificate, interval=interval)
    assert "Quotas can make" in said(sections.equality(replace(lottery, certificate=ended)))


def test_the_number_is_written_as_in_the_list_of_panels() -> None:
    lottery = sample.lottery()
    longer = replace(lottery, panels=Panels.listed(tuple(lottery.panels) * 100))
    found = sections.headline(longer, sample.draw())
    assert (found.number, found.first, found.last) == ("007", "000", "999")


def test_each_value_is_counted_in_the_pool_and_in_the_panel() -> None:
    tables = sections.quota_tables(sample.pool(), sample.lottery(), sample.draw())
    counted = {
        (table.category, row.value): (row.pool, row.panel, row.kept)
        for table in tables.categories
        for row in table.rows
    }
    # Panel 7 is person 1 and, of the ten, those at 21, 22, 23 modulo 10: persons 3, 4, 5.
    assert sample.draw().panel == (1, 3, 4, 5)
    assert counted == {
        ("schooling", "little"): (2, 1, True),
        ("schooling", "more"): (11, 3, True),
        ("wijk", "Centrum"): (6, 3, True),
        ("wijk", "Haven"): (1, 0, True),
        ("wijk", sample.NASTY): (6, 1, True),
    }


def test_a_missed_quota_is_seen() -> None:
    tables = sections.quota_tables(
        sample.pool(), sample.lottery(), replace(sample.draw(), panel=(0, 1, 2, 3))
    )
    assert [row.kept for row in tables.categories[0].rows] == [False, False]


def test_bars_and_brackets_are_drawn_on_one_scale() -> None:
    tables = sections.quota_tables(sample.pool(), sample.lottery(), sample.draw())
    little, more = tables.categories[0].rows
    assert tables.scale == 1  # Centrum may have all 4 seats
    assert (little.pool_mark, little.panel_mark) == (154, 250)  # 2 of 13, 1 of 4
    assert (more.minimum_mark, more.maximum_mark) == (750, 750)


def test_the_line_of_chances_runs_over_everyone() -> None:
    line = levels.line(sample.lottery())
    # 1, 11 and 13 of 13 people; 0, 3/10 and 1/2 on an axis that ends at 50 %.
    assert line.steps == ((77, 0), (846, 600), (1000, 1000))
    assert line.ticks == tuple(Fraction(n, 10) for n in range(6))


def test_levels_say_what_their_people_share_but_not_for_a_few_people() -> None:
    rows = levels.level_table(sample.lottery()).lowest
    assert [row.people for row in rows] == [1, 10, 2]
    assert [said(row.traits) for row in rows] == [
        "too few people to describe",
        "schooling more",
        "too few people to describe",
    ]


def test_a_long_table_of_levels_is_cut_in_the_middle_and_says_so() -> None:
    many = tuple(
        replace(sample.lottery().certificate.levels[1], chance=Fraction(n, 100))
        for n in range(1, 21)
    )
    table = levels.level_table(sample.lottery(certificate=certificate(*many)))
    chances = [row.chance * 100 for row in (*table.lowest, *table.highest)]
    assert chances == [1, 2, 3, 4, 5, 6, 7, 8, 9, 18, 19, 20]
    assert table.omitted == 8


def certificate(*found: Level, reach: Reach = Reach.EXACT) -> Certificate:
    return Certificate(cuts=(), levels=found, reach=reach)


def test_one_quota_is_explained_by_its_seats_and_its_people() -> None:
    # Row 2 is the quota of 3 for "more": it also covers the person nobody can seat.
    lottery = sample.lottery()
    assert said(*proof.why(lottery, lottery.certificate.levels[1])) == (
        "The quota leaves at most 3 seats for the 11 people with schooling more."
        " Part of this group has no larger chance: 1 person, with 0 seats together."
        " That leaves 3 seats for the 10 people of this level."
        " That is 3 in 10 for each. If one of them had more, another would have less."
    )
    assert said(*proof.why(lottery, lottery.certificate.levels[2])) == (
        "The quota leaves at most 1 seat for the 2 people with schooling little."
        " That is 1 in 2 for each. If one of them had more, another would have less."
    )


def test_seats_kept_for_others_are_an_explanation_too() -> None:
    # The whole panel (row 0) minus at least 1 for "little" (row 1) leaves 3 for the others.
    level = sample.level(Fraction(3, 10), Fraction(0), (0, ONE), (1, -ONE))
    assert said(*proof.why(sample.lottery(), level)).startswith(
        "Of the 4 seats, at least 1 are for people with schooling little."
        " That leaves at most 3 seats for the other 11 people."
    )


def test_the_size_alone_is_an_explanation() -> None:
    level = sample.level(Fraction(4, 13), Fraction(0), (0, ONE))
    words = said(*proof.why(sample.lottery(), level))
    assert words.startswith("The panel has 4 seats for these 13 people.")


def test_several_rules_with_equal_weights_are_named_with_their_sum() -> None:
    # At most 3 "more" (row 2) and at most 1 "little" (row 1): 4 seats for all 13.
    level = sample.level(Fraction(4, 13), Fraction(0), (1, ONE), (2, ONE))
    assert said(*proof.why(sample.lottery(), level)).startswith(
        "The rules that matter here: at most 1 with schooling little, at most 3 with schooling"
        " more. Together these rules leave at most 4 seats for a group of 13 people."
    )


def test_rules_with_different_weights_are_named_and_left_to_the_certificate() -> None:
    level = sample.level(Fraction(3, 10), Fraction(0), (0, ONE), (4, ONE), (6, ONE))
    words = said(*proof.why(sample.lottery(), level))
    assert "the 4 seats of the panel, at most 4 with wijk Centrum, an extra condition" in words
    assert "no room for more than 3 in 10 without" in words


def test_a_long_list_of_rules_is_cut_short() -> None:
    rows = tuple((r, ONE) for r in range(6))
    words = said(*proof.why(sample.lottery(), sample.level(ONE / 3, Fraction(0), *rows)))
    assert ", and 2 more." in words


def test_people_in_every_panel_need_no_explanation() -> None:
    level = replace(sample.lottery().certificate.levels[2], chance=ONE, multipliers=())
    words = said(*proof.why(sample.lottery(), level))
    assert words == "They are in every panel. Nobody can have more."


def test_the_bound_is_that_of_the_format() -> None:
    # 6.4 by hand: lambda is 1 on the size (4) and -2 on "little" (lower bound 1): 4 - 2, and a is
    # -1 for the 2 people with little, who add n * 1 each: 4 - 2 + 2 = 4.
    lottery = sample.lottery()
    level = sample.level(Fraction(3, 10), Fraction(0), (0, ONE), (1, Fraction(-2)))
    found = proof.argument(proof.rows_of(lottery), lottery.space.counts, level)
    assert found.bound == 4
    assert sum(lottery.space.counts[t] for t in found.weights) == 11
    assert found.even_weight == 1


def test_an_incomplete_proof_says_how_much_chance_it_leaves_open() -> None:
    # A gap of 1/50 seat, doubled by its weight of 2, over 10 people: 1 in 1,000.
    level = sample.level(Fraction(3, 10), Fraction(1, 50), (2, Fraction(2)))
    lottery = sample.lottery(certificate=certificate(level))
    # The weights of the level's own people come to 2 * 10.
    assert proof.slack(lottery, level) == Fraction(1, 1000)
    state = proof.state(lottery)
    assert not state.complete
    assert "up to 1 in 1,000 more, but no more than that" in said(state.words)
    assert "room for at most 1 in 1,000 more" in said(*proof.why(lottery, level))


def test_what_is_left_open_is_rounded_up_never_down() -> None:
    assert said(proof.left_text(Fraction(3, 1000))) == "1 in 333"
    assert said(proof.left_text(Fraction(2))) == "1 in 1"


@pytest.mark.parametrize(
    ("reach", "name", "word"),
    [
        (Reach.EXACT, "Proved exactly", "real panels reach these chances"),
        (Reach.ROUNDED, "Proved to within 1/10", "is not proved"),
    ],
)
def test_what_is_proved_about_reaching_the_chances_is_said(
    reach: Reach, name: str, word: str
) -> None:
    found = proof.state(
        sample.lottery(certificate=replace(sample.lottery().certificate, reach=reach))
    )
    assert found.complete
    assert said(found.name) == name
    assert word in said(found.words)


def test_extra_conditions_are_counted_by_what_they_say() -> None:
    text = proof.cuts_text(sample.lottery().certificate)
    assert text is not None
    assert "(1 in all: 1 that say" in said(text)
    assert proof.cuts_text(certificate()) is None


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        ("13/199", "13 in 199"),
        ("0", "never drawn"),
        ("1", "always drawn"),
        ("123456789/9876543211", "1.2500%"),
    ],
)
def test_a_chance_is_exact_unless_that_is_too_long_to_read(chance: str, words: str) -> None:
    assert said(proof.chance_text(Fraction(chance))) == words


def test_people_whom_no_panel_can_hold_are_named_with_quota_values_only() -> None:
    (person,) = sections.unseatable(sample.pool(), sample.lottery())
    assert (person.id, person.values) == ("p12", "schooling more, wijk Haven")


def test_the_lowest_levels_are_explained_and_the_rest_is_counted() -> None:
    assert [item.people for item in sections.explanations(sample.lottery())] == [10, 2]
    assert sections.further_levels(sample.lottery()) == 0


def test_columns_that_no_rule_looks_at_are_told_apart() -> None:
    quotas = sample.quotas()
    assert sections.other_columns(sample.pool(), quotas) == ("name", "street", "postcode")
    inside = DerivedValue(value=INSIDE, where=(("Laan",),))
    zone = Derived(category="zone", of=("street",), values=(inside,))
    rows = [Quota(category="zone", value=v, minimum=0, maximum=1) for v in (INSIDE, REST)]
    quotas = Quotas.of((*quotas.rows, *rows), (zone,))
    assert sections.other_columns(sample.pool(), quotas) == ("name", "postcode")
