"""What may be told of groups: by hand, and as laws over many pools (docs/format.md 18.2-18.6)."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from sortition.dossier.disclosure import Band, Disclosure, bands, disclose
from sortition.records.derived import REST, Derived, DerivedValue, derive
from sortition.records.quotas import Quota, Quotas
from sortition.records.space import HomeKind, Profile, Space

VALUES = {"age": ("old", "young"), "area": ("east", "north", "west")}
QUOTAS = Quotas.of(
    tuple(
        Quota(category=category, value=value, minimum=0, maximum=9)
        for category, values in VALUES.items()
        for value in values
    )
)
CELLS = [(age, area) for age in VALUES["age"] for area in VALUES["area"]]


def space(*sizes: int, home: int | None = None) -> Space:
    """So many people in each cell, in the order of CELLS; ``home`` is a cell in shared homes."""
    profiles, first = [], 0
    for at, (cell, size) in enumerate(zip(CELLS, sizes, strict=True)):
        if size:
            people = tuple(range(first, first + size))
            profiles.append(Profile(values=cell, kind=0 if at == home else None, people=people))
            first += size
    kinds = (HomeKind(homes=()),) if home is not None else ()
    labels = tuple(f"p{i:03d}" for i in range(first))
    return Space(size=1, quotas=QUOTAS, labels=labels, profiles=tuple(profiles), kinds=kinds)


def told(made: Space, threshold: int) -> Disclosure:
    return disclose(made, threshold)


def test_when_no_profile_is_small_all_are_told():
    found = told(space(5, 5, 5, 5, 5, 6), 5)
    assert found.groups == (0, 1, 2, 3, 4, 5)
    assert found.rest == ()
    assert found.values == (0,) * 5


def test_then_even_those_in_shared_homes():
    assert told(space(5, 5, 5, 5, 5, 6, home=3), 5).groups == (0, 1, 2, 3, 4, 5)
    # Otherwise never; and 4 young in the north take 5 old ones along, for 4 of 9 would be left.
    assert told(space(5, 5, 5, 5, 4, 6, home=3), 5).groups == (0, 2, 5)


def test_what_is_left_of_a_value_is_no_small_group_either():
    # 2 young in the west: with the group of 9 told, 2 would be the rest of the young, and of all.
    found = told(space(9, 0, 0, 0, 0, 2), 3)
    assert found.groups == ()
    # Then 2 are young, and 9 of 11 would tell it; 2 live in the west, and so would 9.
    assert found.values == (None, None, None, 0, None)


def test_the_smallest_group_goes_first():
    # 4 young in the north are too few; to leave enough, north loses 9 old and young loses 9 west.
    found = told(space(20, 9, 20, 20, 4, 20), 5)
    left = {CELLS[t] for t in range(6)} - {CELLS[t] for t in found.groups}
    assert ("old", "north") in left
    assert ("young", "north") in left
    assert len(left) == 3


def test_a_small_value_takes_the_next_smallest_of_its_category_along():
    # Two people live in the north. East (6) and west (20) add up with them to the rest.
    found = told(space(3, 1, 10, 3, 1, 10), 5)
    by_value = dict(zip([row.value for row in QUOTAS.rows], found.values, strict=True))
    assert by_value["north"] is None
    assert by_value["east"] is None
    assert by_value["west"] is not None


def test_bands_are_as_many_as_can_be():
    assert bands([], 3) == ()
    assert bands([7, 7], 3) == ()
    assert bands([7, 7, 8], 3) == (Band(first=7, last=8, people=3),)
    assert bands([1, 1, 1, 2, 2, 3, 9], 3) == (
        Band(first=1, last=1, people=3),
        Band(first=2, last=9, people=4),
    )


SIZES = st.lists(st.integers(0, 12), min_size=6, max_size=6).filter(any)


@given(sizes=SIZES, threshold=st.integers(1, 9), home=st.none() | st.integers(0, 5))
def test_no_group_is_small_and_none_can_be_worked_out(sizes, threshold, home):
    made = space(*sizes, home=home)
    found = told(made, threshold)
    people = [made.people_of(t) for t in found.groups]
    assert all(n >= threshold for n in people)
    assert sum(people) + len(found.rest) == len(made.labels)
    if found.groups:
        assert not 1 <= len(found.rest) < threshold
    assert all(value is None or value == 0 or value >= threshold for value in found.values)
    hidden = list(found.withheld)
    for _, of_category in groupby(range(len(QUOTAS.rows)), lambda q: QUOTAS.rows[q].category):
        quotas = list(of_category)
        withheld = [q for q in quotas if q in hidden]
        rest = len(found.rest) - sum(found.values[q] or 0 for q in quotas)
        assert (rest == 0) == (not withheld)
        if withheld and len(found.rest) >= threshold:
            assert len(withheld) > 1
            assert rest >= threshold


@given(sizes=SIZES, threshold=st.integers(1, 9))
def test_nothing_is_withheld_that_could_be_told(sizes, threshold):
    """A figure that is withheld belongs to a small value, or stands beside one."""
    made = space(*sizes)
    found = told(made, threshold)
    small = {
        (row.category)
        for row in QUOTAS.rows
        if 1 <= sum(len(p.people) for p in made.profiles if row.value in p.values) < threshold
    }
    if len(made.labels) >= threshold:
        assert {QUOTAS.rows[q].category for q in found.withheld} <= small


@given(counts=st.lists(st.integers(0, 30), max_size=40), threshold=st.integers(1, 9))
def test_bands_hold_everybody_in_order(counts, threshold):
    found = bands(counts, threshold)
    assert sum(band.people for band in found) == (len(counts) if len(counts) >= threshold else 0)
    assert all(band.people >= threshold for band in found)
    for band in found:
        assert sum(band.first <= count <= band.last for count in counts) == band.people


def test_what_a_cross_would_add_to_the_figures_of_its_columns_is_withheld():
    # Of 7 young people 6 would be young in the north, and all 7 young: 1 is elsewhere.
    inside = DerivedValue(value="young × north", where=(("young",), ("north",)))
    cross = Derived(category="age × area", of=("age", "area"), values=(inside,))
    rows = [
        Quota(category=cross.category, value=value, minimum=0, maximum=9)
        for value in (inside.value, REST)
    ]
    quotas = Quotas.of((*QUOTAS.rows, *rows), (cross,))
    made = space(3, 3, 3, 1, 4, 2)
    profiles = tuple(
        replace(profile, values=(age, derive((age, area), cross), area))
        for profile in made.profiles
        for age, area in [profile.values]
    )
    found = disclose(replace(made, quotas=quotas, profiles=profiles), 5)
    figures = dict(zip([row.label for row in quotas.rows], found.values, strict=True))
    assert figures["age young"] == 7
    assert figures["age × area young × north"] is None
    assert figures["age × area –"] is None
    without = disclose(made, 5)
    assert (found.groups, found.rest) == (without.groups, without.rest)
