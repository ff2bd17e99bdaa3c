"""Derived values: by hand, and the same in the verifier's own words (docs/format.md 4.7)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.records.derived import INSIDE, REST, Derived, DerivedValue, derive_all
from sortition.records.names import key
from sortition.records.quotas import Quota, Quotas, in_order, label
from sortition.tables.pieces import Sign, cut, quoted, spelled
from sortition.verify import derived as verifier
from sortition.verify import shapes

AGES, AREAS = ("16-39", "40+"), ("North", "south", "islet")
ZONE = Derived(
    category="Zone",
    of=("area",),
    values=(DerivedValue(value=INSIDE, where=(("islet", "NORTH"),)),),
)
CROSS = Derived(
    category="age × Zone",
    of=("age", "Zone"),
    values=(
        DerivedValue(value="16-39 × –", where=(("16-39",), (REST,))),
        DerivedValue(value="16-39 × ✓", where=(("16-39",), (INSIDE,))),
    ),
)


def quota(category: str, value: str) -> Quota:
    return Quota(category=category, value=value, minimum=0, maximum=5)


@pytest.mark.parametrize(
    ("age", "area", "zone", "cross"),
    [
        ("16-39", "north ", INSIDE, "16-39 × ✓"),
        ("16-39", "South", REST, "16-39 × –"),
        ("40+", "islet", INSIDE, REST),
        ("40+", "", REST, REST),
    ],
)
def test_each_person_has_one_value_of_each(age, area, zone, cross):
    found = derive_all({"age": age, "area": area}, (ZONE, CROSS))
    assert found == {"Zone": zone, "age × Zone": cross}


@given(
    st.lists(st.tuples(st.sampled_from(AGES), st.sampled_from((*AREAS, "", "ISLET"))), min_size=1)
)
def test_the_verifier_derives_the_same(people):
    definitions = [
        shapes.Derived(
            category=one.category,
            of=one.of,
            values=tuple((value.value, value.where) for value in one.values),
        )
        for one in (ZONE, CROSS)
    ]
    held = {"age": [key(age) for age, _ in people], "area": [key(area) for _, area in people]}
    columns = verifier.columns_of(definitions, held)
    ours = [derive_all({"age": age, "area": area}, (ZONE, CROSS)) for age, area in people]
    for one in (ZONE, CROSS):
        assert list(columns[key(one.category)]) == [key(made[one.category]) for made in ours]


def test_definitions_are_ordered_by_what_they_look_at():
    other = Derived(category="a", of=("age",), values=ZONE.values)
    assert in_order((CROSS, ZONE, other)) == (other, ZONE, CROSS)
    with pytest.raises(ValueError, match="circle"):
        in_order((Derived(category="Zone", of=("age × Zone",), values=ZONE.values), CROSS))


def test_quotas_have_a_row_for_each_derived_value_and_for_everybody_else():
    rows = (quota("Zone", INSIDE), quota("Zone", REST))
    made = Quotas.of(rows, (ZONE,))
    assert made.categories == ("Zone",)
    assert made.looked_at == ("area",)
    assert [row.label for row in made.told(5)] == ["Zone"]
    assert [row.label for row in made.told(6)] == ["Zone –", "Zone"]
    for wrong in (rows[:1], (*rows, quota("Zone", "x"))):
        with pytest.raises(ValueError, match="each of its values"):
            Quotas.of(wrong, (ZONE,))


@pytest.mark.parametrize(
    ("of", "where"),
    [((), ()), (("a", "A"), (("x",), ("y",))), (("a",), ()), (("a",), ((),))],
)
def test_a_definition_says_something_of_different_names(of, where):
    with pytest.raises(ValueError, match="odd"):
        Derived(category="odd", of=of, values=(DerivedValue(value=INSIDE, where=where),))


def test_who_meets_a_condition_is_named_by_it():
    assert label("Zone", INSIDE) == "Zone"
    assert label("age × Zone", "16-39 × ✓") == "age × Zone 16-39 × ✓"


NAMES = (
    st.text(alphabet='ab×x*&|=: "', min_size=1, max_size=8)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


@given(st.lists(NAMES, min_size=1, max_size=4), st.sampled_from([Sign.CROSS, Sign.AND, Sign.OR]))
def test_what_is_joined_can_be_cut_again(names, sign):
    """Quotation marks around every name with a sign make a cell that has one reading."""
    joint = {Sign.CROSS: " × ", Sign.AND: " & ", Sign.OR: "|"}[sign]
    known = {key(name): name for name in names}
    cell = joint.join(map(quoted, names))
    found = cut(cell, sign, lambda _, piece: spelled(piece, known) is not None, into=len(names))
    assert found.known
    if found.ways == 1:
        assert [key(spelled(piece, known) or "") for piece in found.pieces] == list(map(key, names))
