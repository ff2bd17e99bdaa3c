"""The engine against brute force, on hundreds of small pools."""

from __future__ import annotations

from fractions import Fraction
from operator import mul
from pathlib import Path
from random import Random

import pytest

from sortition.errors import NoPanelError, Text
from sortition.lottery import build_space, fair_lottery, find_panel
from sortition.records.lottery import CutReason, Lottery, Reach
from tests.oracle.brute_force import (
    Bound,
    Panel,
    all_bounds,
    all_panels,
    is_possible,
    leximin,
    smallest_change,
)
from tests.oracle.clashes import advised, named_bounds
from tests.oracle.levels import face_of, level_is_proved
from tests.small_pools import Case, pool_of, quotas_of, random_case

CHUNK = 25


def possible_cases(seed: int | str, number: int) -> list[tuple[Case, list[Panel]]]:
    random = Random(seed)
    cases: list[tuple[Case, list[Panel]]] = []
    while len(cases) < number:
        case = random_case(random)
        panels = all_panels(case.pool, case.quotas, case.size)
        if panels:
            cases.append((case, panels))
    return cases


def impossible_cases(seed: int, number: int) -> list[Case]:
    random = Random(f"impossible {seed}")
    cases: list[Case] = []
    while len(cases) < number:
        case = random_case(random)
        if not all_panels(case.pool, case.quotas, case.size):
            cases.append(case)
    return cases


@pytest.mark.parametrize("seed", range(12))
def test_the_chances_and_their_proof_are_those_of_brute_force(seed):
    for case, panels in possible_cases(seed, CHUNK):
        check_possible(case, panels, construction=f"A {seed}", units=1000 if seed < 3 else 100)


@pytest.mark.parametrize("units", [1, 7, 100, None])
def test_any_number_of_panels_may_be_asked_for(units):
    for case, panels in possible_cases(99, 5):
        check_possible(case, panels, construction="A", units=units)


@pytest.mark.parametrize("seed", range(4))
def test_pools_without_a_panel_get_the_quotas_that_clash(seed):
    for case in impossible_cases(seed, CHUNK):
        check_impossible(case)


def check_possible(case: Case, panels: list[Panel], construction: str, units: int | None) -> None:
    space = build_space(case.pool, case.quotas, case.size)
    lottery = fair_lottery(space, construction=construction, units=units)
    expected = leximin(len(case.pool.registrants), panels)
    assert chances_by_person(lottery) == expected, case
    assert lottery.units >= (units or 1000), case
    check_levels(lottery, case)
    check_cuts(lottery, panels, case)
    check_combination(lottery, case)
    check_panels(lottery, set(panels), expected, case)
    check_found_panel(case, panels)
    nobody = [i for i in range(len(expected)) if not any(i in p for p in panels)]
    assert list(lottery.unseatable) == nobody, case
    assert lottery.smallest_chance == min(chance for chance in expected if chance), case


def check_found_panel(case: Case, panels: list[Panel]) -> None:
    space = build_space(case.pool, case.quotas, case.size)
    found = dict(find_panel(space))
    seats = [
        {t: len(p.intersection(profile.people)) for t, profile in enumerate(space.profiles)}
        for p in panels
    ]
    assert found in [{t: n for t, n in counted.items() if n} for counted in seats], case


def chances_by_person(lottery: Lottery) -> tuple[Fraction, ...]:
    by_person = {
        i: chance
        for chance, profile in zip(lottery.chances, lottery.space.profiles, strict=True)
        for i in profile.people
    }
    return tuple(by_person[i] for i in range(len(lottery.space.labels)))


def check_levels(lottery: Lottery, case: Case) -> None:
    """Every profile is at one level, chances rise, and each level's bound is met with gap 0."""
    levels = lottery.certificate.levels
    assert sorted(t for level in levels for t in level.profiles) == [*range(len(lottery.chances))]
    chances = [level.chance for level in levels]
    assert chances == sorted(chances), case
    for j, level in enumerate(levels):
        assert {lottery.chances[t] for t in level.profiles} == {level.chance}, case
        assert level.gap == 0, case
        assert level_is_proved(lottery, j), case


def check_cuts(lottery: Lottery, panels: list[Panel], case: Case) -> None:
    people = [profile.people for profile in lottery.space.profiles]
    seats = [tuple(len(panel.intersection(group)) for group in people) for panel in panels]
    for cut in lottery.certificate.cuts:
        left = seats
        for j in range(cut.after):
            weights, bound = face_of(lottery, j)
            left = [x for x in left if sum(map(mul, weights, x)) == bound]
        values = [sum(w * x[t] for t, w in cut.weights) for x in left]
        assert max(values) <= cut.bound, (case, cut)
        if cut.reason is CutReason.UNSEATABLE:
            assert (cut.bound, [w for _, w in cut.weights]) == (0, [1]), (case, cut)


def check_combination(lottery: Lottery, case: Case) -> None:
    assert lottery.certificate.reach is Reach.EXACT, case
    combination = lottery.certificate.combination
    assert min(weight for weight, _ in combination) > 0, case
    assert sum(weight for weight, _ in combination) == 1, case
    for t, profile in enumerate(lottery.space.profiles):
        mean = sum(weight * dict(panel).get(t, 0) for weight, panel in combination)
        assert mean == len(profile.people) * lottery.chances[t], case


def check_panels(
    lottery: Lottery, allowed: set[Panel], expected: tuple[Fraction, ...], case: Case
) -> None:
    for panel in lottery.panels:
        assert list(panel) == sorted(set(panel)), case
        assert frozenset(panel) in allowed, case
    seats = tuple(sum(i in p for p in lottery.panels) for i in range(len(expected)))
    assert lottery.counts == seats, case
    for count, chance in zip(seats, expected, strict=True):
        assert abs(count - lottery.units * chance) < 1, case


def check_impossible(case: Case) -> None:
    space = build_space(case.pool, case.quotas, case.size)
    with pytest.raises(NoPanelError) as caught:
        fair_lottery(space, construction="A")
    with pytest.raises(NoPanelError):
        find_panel(space)
    fewest = smallest_change(case.pool, case.quotas, case.size)
    if fewest is None:
        assert not caught.value.problems, case
        return
    check_clash(named_bounds(caught.value, case.quotas), case)
    assert relaxed_by(caught.value.text, case) == fewest, case


def check_clash(named: list[Bound], case: Case) -> None:
    """The named bounds leave no panel, but do as soon as any of them is dropped."""
    assert named, case
    assert set(named) <= set(all_bounds(case.quotas)), case
    assert not is_possible(case.pool, case.quotas, case.size, named), case
    for dropped in named:
        kept = [bound for bound in named if bound != dropped]
        assert is_possible(case.pool, case.quotas, case.size, kept), (case, dropped)


def relaxed_by(text: Text, case: Case) -> int:
    """Seats by which the advised change widens the quotas; it must make a panel possible."""
    wider, total = advised(text, case.quotas)
    assert all_panels(case.pool, wider, case.size), case
    return total


def test_brute_force_finds_the_chances_of_the_worked_example(repository: Path):
    tiny = repository / "fixtures" / "tiny"
    people = [line.split(",") for line in lines(tiny / "registrants.csv")]
    bounds = [line.split(",") for line in lines(tiny / "quotas.csv")]
    chances = [line.split(",")[1] for line in lines(tiny / "expected_chances.csv")]
    homes = ["".join(row[2:5]).replace(" ", "").casefold() for row in people]
    quotas = quotas_of((c, v, int(low), int(high)) for c, v, low, high in bounds)
    pool = pool_of([row[5:] for row in people], homes, quotas.categories)
    panels = all_panels(pool, quotas, 5)
    assert leximin(len(people), panels) == tuple(map(Fraction, chances))


def test_brute_force_finds_a_leximin_lottery_worked_out_by_hand():
    # 0 sits with 1 or 2; 3 only with 1: 1 and 2 share what 0 and 3 leave. With weights a, b, c on
    # {0,1}, {0,2}, {1,3} the chances are a+b, a+c, b, c: b = c = 1/2 and a = 0 lift the smallest.
    panels = [frozenset({0, 1}), frozenset({0, 2}), frozenset({1, 3})]
    assert leximin(4, panels) == (Fraction(1, 2),) * 4
    # 4 is in no panel; the rest of the lottery is as fair as if 4 were not there.
    assert leximin(5, panels) == (*(Fraction(1, 2),) * 4, Fraction(0))
    # Two panels of three, one person in both.
    assert leximin(3, [frozenset({0, 1}), frozenset({0, 2})]) == (
        Fraction(1),
        Fraction(1, 2),
        Fraction(1, 2),
    )


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()[1:]
