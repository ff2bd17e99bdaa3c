"""Laws of the steps between exact chances and numbered panels of people."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sortition.draw.tickets import turns_of
from sortition.lottery.evening import Evening
from sortition.lottery.exact import unique_solution
from sortition.lottery.integer import Question
from sortition.lottery.levels import Chances, solve_exactly
from sortition.lottery.linear import Integers
from sortition.lottery.mix import mix
from sortition.lottery.seating import Seats, balanced_colours, seat_queues
from sortition.lottery.spread import measure
from sortition.lottery.stream import Stream
from sortition.lottery.system import System
from sortition.lottery.walk import Walk
from sortition.records.panels import Block, Panels
from sortition.records.progress import silent
from sortition.records.space import HomeKind, Profile, Space
from tests.small_pools import quotas_of

SMALL = st.fractions(-3, 3, max_denominator=4)


@st.composite
def seatings(draw: st.DrawFn) -> tuple[Seats, int]:
    """Seats of one kind of home: at most as many per panel as there are homes."""
    homes, profiles = draw(st.integers(1, 6)), draw(st.integers(1, 3))
    panel = st.lists(st.integers(0, profiles - 1), max_size=homes).map(sorted)
    panels = draw(st.lists(panel, max_size=25))
    return [(j, t) for j, mine in enumerate(panels) for t in mine], homes


@given(seatings())
def test_homes_are_different_in_a_panel_and_balanced_in_a_profile(case):
    seats, homes = case
    colours = balanced_colours(seats, homes)
    assert len(colours) == len(seats)
    assert set(colours) <= set(range(homes))
    in_panel = Counter((j, c) for (j, _), c in zip(seats, colours, strict=True))
    assert all(times == 1 for times in in_panel.values())
    for profile in {t for _, t in seats}:
        mine = Counter(c for (_, t), c in zip(seats, colours, strict=True) if t == profile)
        shares = [mine[c] for c in range(homes)]
        assert max(shares) - min(shares) <= 1


@st.composite
def spaces(draw: st.DrawFn) -> Space:
    """People alone and in homes of two or three, one category, no quota that binds."""
    alone = draw(st.lists(st.sampled_from("ab"), min_size=1, max_size=5))
    compositions = draw(st.lists(st.sampled_from(["aa", "ab", "abb", "bb"]), unique=True))
    members: dict[tuple[int, str], list[int]] = {}
    labels: list[str] = []
    kinds: list[HomeKind] = []

    def register(kind: int, value: str) -> int:
        members.setdefault((kind, value), []).append(len(labels))
        labels.append(f"p{len(labels)}")
        return len(labels) - 1

    for value in alone:
        register(-1, value)
    for k, composition in enumerate(compositions):
        number = draw(st.integers(1, 3))
        kinds.append(
            HomeKind(
                homes=tuple(
                    tuple(register(k, value) for value in composition) for _ in range(number)
                )
            )
        )
    everyone = len(labels)
    return Space(
        size=draw(st.integers(1, 1 + sum(len(kind.homes) for kind in kinds))),
        quotas=quotas_of([("area", "a", 0, everyone), ("area", "b", 0, everyone)]),
        labels=tuple(labels),
        profiles=tuple(
            Profile(values=(value,), kind=None if k < 0 else k, people=tuple(people))
            for (k, value), people in sorted(members.items())
        ),
        kinds=tuple(kinds),
    )


@st.composite
def spaces_with_panels(draw: st.DrawFn) -> tuple[Space, list[tuple[Integers, int]]]:
    """A space and panels of it, each with how often it is taken. Panels are drawn seat by seat."""
    space = draw(spaces())
    whose = {i: h for kind in space.kinds for h in kind.homes for i in h}
    taken = []
    for _ in range(draw(st.integers(1, 5))):
        panel = np.zeros(len(space.profiles), dtype=np.int64)
        waiting = draw(st.permutations(range(len(space.labels))))
        seated: set[tuple[int, ...]] = set()
        for i in waiting:
            home = whose.get(i, (i,))
            if panel.sum() < space.size and home not in seated:
                seated.add(home)
                panel[profile_of(space, i)] += 1
        taken.append((panel, draw(st.integers(1, 6))))
    return space, taken


def profile_of(space: Space, person: int) -> int:
    return next(t for t, profile in enumerate(space.profiles) if person in profile.people)


@given(spaces_with_panels())
def test_people_are_seated_as_the_panels_say_balanced_and_apart_from_housemates(case):
    space, taken = case
    panels = [panel for panel, times in taken for _ in range(times)]
    blocks = tuple(Block(copies=1, seats=q) for q in seat_queues(space, panels, "A"))
    numbered = Panels(turns=turns_of(space, "A"), blocks=blocks)
    seated = tuple(numbered)
    homes = [home for kind in space.kinds for home in kind.homes]
    for panel, people in zip(panels, seated, strict=True):
        assert list(people) == sorted(set(people))
        seats = Counter(profile_of(space, i) for i in people)
        assert [seats[t] for t in range(len(panel))] == panel.tolist()
        assert all(len(set(home) & set(people)) <= 1 for home in homes)
    counts = Counter(i for people in seated for i in people)
    assert numbered.counts(len(space.labels)) == tuple(counts[i] for i in range(len(space.labels)))
    for profile in space.profiles:
        mine = [counts[i] for i in profile.people]
        assert max(mine) - min(mine) <= 1


@given(spaces_with_panels(), st.text("AB", max_size=3))
def test_mixing_keeps_every_profiles_seats_and_every_row(case, value):
    space, taken = case
    size = int(taken[0][0].sum())
    alike = [(panel, times) for panel, times in taken if panel.sum() == size]
    bound = replace(
        space,
        size=size,
        quotas=quotas_of(
            ("area", value, *_range_of(space, value, [panel for panel, _ in alike]))
            for value in "ab"
        ),
    )
    mixed = mix(bound, alike, Stream(value, "mix"))
    assert len(mixed) == sum(times for _, times in alike)
    assert sum(mixed).tolist() == sum(times * panel for panel, times in alike).tolist()
    system = System.of(bound)
    for panel in mixed:
        assert system.allows(tuple((t, int(s)) for t, s in enumerate(panel) if s))


def _range_of(space: Space, value: str, panels: list[Integers]) -> tuple[int, int]:
    """The quota that the panels just meet."""
    held = [t for t, profile in enumerate(space.profiles) if profile.values == (value,)]
    seats = [int(panel[held].sum()) for panel in panels]
    return min(seats), max(seats)


@st.composite
def panels_of_people(draw: st.DrawFn) -> tuple[tuple[tuple[int, ...], ...], int]:
    people = draw(st.integers(1, 7))
    size = draw(st.integers(1, people))
    panel = st.permutations(range(people)).map(lambda order: tuple(sorted(order[:size])))
    return tuple(draw(st.lists(panel, min_size=1, max_size=12))), people


@given(panels_of_people())
def test_the_spread_is_what_counting_pairs_one_by_one_gives(case):
    panels, people = case
    units = len(panels)
    excess = []
    for i, j in combinations(range(people), 2):
        both, one, other = (
            Fraction(sum(group <= set(panel) for panel in panels), units)
            for group in ({i, j}, {i}, {j})
        )
        excess.append(both - one * other)
    spread = measure(Panels.listed(panels), people)
    assert spread.distinct == len(set(panels))
    assert spread.together == max(excess, default=0)


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.tuples(
            st.lists(st.lists(st.integers(-3, 3), min_size=n, max_size=n), min_size=1, max_size=5),
            st.lists(SMALL, min_size=n, max_size=n),
        )
    )
)
def test_equations_give_their_only_solution_or_none(case):
    rows, wanted = case
    right = [sum((a * x for a, x in zip(row, wanted, strict=True)), Fraction(0)) for row in rows]
    only = rank(rows) == len(wanted)
    assert unique_solution(rows, right) == (tuple(wanted) if only else None)
    contradicted = unique_solution([*rows, rows[0]], [*right, right[0] + 1])
    assert contradicted is None


def rank(rows: list[list[int]]) -> int:
    """By elimination in fractions."""
    left = [[Fraction(a) for a in row] for row in rows]
    found = 0
    for column in range(len(rows[0])):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left = [
            [a - b * row[column] / pivot[column] for a, b in zip(row, pivot, strict=True)]
            for row in left
        ]
        found += 1
    return found


@st.composite
def unbalanced_walks(draw: st.DrawFn) -> tuple[Walk, Question, Integers, Integers]:
    """Panels of the same size over four profiles, in two groups with quotas, and what is wanted."""
    panel = st.lists(st.integers(0, 3), min_size=4, max_size=4)
    first = draw(panel.filter(any))
    matrix = np.array([[1, 1, 1, 1], [1, 1, 0, 0]], dtype=np.int64)
    panels = [first, *(draw(st.permutations(first)) for _ in range(draw(st.integers(0, 5))))]
    sums = np.array(panels) @ matrix.T
    walk = Walk(np.zeros(4, dtype=np.int64), 10**6)
    for chosen in panels:
        walk.take(np.array(chosen, dtype=np.int64), draw(st.integers(1, 3)))
    floor = np.array(draw(st.lists(st.integers(0, 20), min_size=4, max_size=4)))
    ceiling = floor + np.array(draw(st.lists(st.integers(0, 3), min_size=4, max_size=4)))
    question = Question(
        matrix=matrix,
        lower=np.zeros(4, dtype=np.int64),
        upper=np.full(4, 3),
        row_lower=sums.min(axis=0),
        row_upper=sums.max(axis=0),
    )
    return walk, question, floor, ceiling


@given(unbalanced_walks())
def test_evening_out_keeps_panels_allowed_and_never_makes_it_worse(case):
    walk, question, floor, ceiling = case
    units, before = sum(times for _, times in walk.taken), _excess(walk.given, floor, ceiling)
    Evening(walk, question, (floor, ceiling), Stream("A", "evening")).run(8, silent)
    assert sum(times for _, times in walk.taken) == units
    assert walk.given.tolist() == sum(times * panel for panel, times in walk.taken).tolist()
    for panel, times in walk.taken:
        sums = question.matrix @ panel
        assert times > 0
        assert (question.row_lower <= sums).all()
        assert (sums <= question.row_upper).all()
        assert (question.lower <= panel).all()
        assert (panel <= question.upper).all()
    after = _excess(walk.given, floor, ceiling)
    assert after.sum() <= before.sum()


def _excess(given: Integers, floor: Integers, ceiling: Integers) -> Integers:
    """Per profile, the seats above its ceiling or below its floor."""
    return np.maximum(given - ceiling, 0) + np.maximum(floor - given, 0)


@given(
    st.lists(
        st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(1)]), min_size=1
    )
)
def test_levels_group_equal_chances_from_the_smallest_up(values):
    chances = Chances.of(tuple(values))
    levels = [{values[t] for t in group} for group in chances.groups]
    assert all(len(level) == 1 for level in levels)
    assert [*map(max, levels)] == sorted(set(values))
    assert sorted(t for group in chances.groups for t in group) == [*range(len(values))]


@given(st.lists(st.floats(-4e-9, 4e-9), min_size=3, max_size=3))
def test_a_guess_that_is_a_little_off_gives_the_same_fractions(noise):
    # Seven people and three seats: two young with exactly one seat, two old with exactly one,
    # three others with the third: 1/2, 1/2 and 1/3.
    space = Space(
        size=3,
        quotas=quotas_of([("age", "a", 1, 1), ("age", "b", 1, 1), ("age", "c", 0, 3)]),
        labels=tuple("tuvwxyz"),
        profiles=(
            Profile(values=("a",), kind=None, people=(0, 1)),
            Profile(values=("b",), kind=None, people=(2, 3)),
            Profile(values=("c",), kind=None, people=(4, 5, 6)),
        ),
        kinds=(),
    )
    guess = np.array([1 / 2, 1 / 2, 1 / 3]) + noise
    found = solve_exactly(System.of(space), guess, 1e-8)
    assert found is not None
    assert found.values == (Fraction(1, 2), Fraction(1, 2), Fraction(1, 3))
    assert found.groups == ((2,), (0, 1))
