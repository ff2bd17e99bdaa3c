"""What a plan says of alternates: read, written, read again; and refused by all who read it."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from fractions import Fraction

import pytest

from sortition.dossier.plan_in import read_plan
from sortition.dossier.plan_standby import decimal, standby_of, standby_table
from sortition.dossier.plan_tables import with_quotas, with_standby
from sortition.errors import InputError, UsageError
from sortition.records.alternates import Dropouts, Standby
from sortition.verify.plan import as_text, dropouts_of
from sortition.verify.plan import read_plan as verified_plan
from sortition.verify.typed import MalformedError
from tests.plan_quotas import PLAN, of_the_case

F = Fraction
AGREED = Standby(
    count=4,
    scenarios=200,
    worse=F(1, 10),
    dropouts=Dropouts(
        everybody=F(12, 100),
        groups=(
            ("age", "16-39", F(1, 4)),
            ("age", "40+", F(0)),
            ("area", '"old" north', F(1, 8)),
        ),
    ),
)
PLAIN = Standby(count=1, scenarios=1, worse=F(0), dropouts=Dropouts(everybody=F(0)))

RIGHT = {
    "count": "4",
    "scenarios": "200",
    "worse": '"0.1"',
    "dropout": '"0.12"',
}
WRONG = {
    "no count": {"count": None},
    "no scenarios": {"scenarios": None},
    "no part": {"worse": None},
    "no chance": {"dropout": None},
    "another member": {"extra": "1"},
    "nobody": {"count": "0"},
    "fewer than nobody": {"count": "-1"},
    "part of somebody": {"count": "1.5"},
    "a count as text": {"count": '"4"'},
    "a count that is true": {"count": "true"},
    "no scenario": {"scenarios": "0"},
    "too many scenarios": {"scenarios": "1001"},
    "scenarios as text": {"scenarios": '"200"'},
    "a part as a number": {"worse": "0.1"},
    "all may be worse": {"worse": '"1"'},
    "a percentage": {"worse": '"10%"'},
    "a part below 0": {"worse": '"-0.1"'},
    "a part with a comma": {"worse": '"0,1"'},
    "a part with an end too late": {"worse": '"0.1234567890123456789"'},
    "a part without digits": {"worse": '"0."'},
    "a chance of 1": {"dropout": '"1.0"'},
    "a chance as a number": {"dropout": "0.12"},
    "a fraction": {"dropout": '"1/8"'},
    "other digits": {"dropout": '"0.１"'},
    "a space": {"dropout": '" 0.1"'},
    "an empty chance": {"dropout": '""'},
    "a day": {"worse": "2027-05-01"},
    "no groups": {"dropouts": "{}"},
    "a category without values": {"dropouts": '{ age = { a = "0.2" }, area = {} }'},
    "a category without a name": {"dropouts": '{ "" = { a = "0.2" } }'},
    "groups that are no table": {"dropouts": "[1]"},
    "a category that is no table": {"dropouts": '{ age = "0.2" }'},
    "a group as a number": {"dropouts": '{ age = { "40+" = 0.2 } }'},
    "a group with a chance of 1": {"dropouts": '{ age = { "40+" = "1" } }'},
    "a value without a name": {"dropouts": '{ age = { "" = "0.2" } }'},
    "a value of blanks": {"dropouts": '{ age = { " " = "0.2" } }'},
    "a value twice": {"dropouts": '{ age = { "a" = "0.2", "A " = "0.2" } }'},
    "a number twice": {"dropouts": '{ age = { "10" = "0.2", "10.0" = "0.2" } }'},
    "a category twice": {"dropouts": '{ age = { a = "0.2" }, "age " = { a = "0.2" } }'},
    "another category": {"dropouts": '{ colour = { red = "0.2" } }'},
    "a category in other letters": {"dropouts": '{ Age = { "40+" = "0.2" } }'},
    "groups of a multiple of nothing": {
        "dropout": '"0"',
        "dropouts": '{ age = { "40+" = "0.2" } }',
    },
    "a chance over 1": {
        "dropouts": '{ age = { "40+" = "0.4" }, area = { south = "0.4" } }',
    },
    "a chance just over 1": {
        "dropout": '"0.5"',
        "dropouts": '{ age = { "40+" = "0.75" }, area = { south = "0.666666666666666667" } }',
    },
}
"""What replaces or adds to the members; None leaves one out."""


def plan_with(members: dict[str, str | None]) -> bytes:
    """The fixture's plan with these members in its table, as TOML."""
    lines = [f"{name} = {value}" for name, value in members.items() if value is not None]
    return PLAN + "\n".join(("", "[alternates]", *lines, "")).encode()


def verify(plan: bytes) -> None:
    verified_plan(as_text(tomllib.loads(plan.decode())))


@pytest.mark.parametrize("standby", [AGREED, PLAIN])
def test_what_is_agreed_is_written_and_read_back_and_nothing_else_changes(
    standby: Standby,
) -> None:
    plan = with_standby(PLAN, standby)
    assert plan.startswith(PLAN.rstrip())
    assert read_plan(plan) == replace(read_plan(PLAN), standby=standby)
    verify(plan)
    assert with_standby(plan, standby) == plan
    assert with_standby(plan, PLAIN) == with_standby(PLAN, PLAIN)
    assert with_standby(plan, None).rstrip() == PLAN.rstrip()
    assert read_plan(with_standby(plan, None)) == read_plan(PLAN)


def test_the_verifier_reads_the_same_chances() -> None:
    document = tomllib.loads(with_standby(PLAN, AGREED).decode())
    chances = dropouts_of(document["alternates"])
    assert chances.everybody == AGREED.dropouts.everybody
    for age in ("16-39", "40+", "other"):
        for area in ('"old" north', "south"):
            values = {"age": age, "area": area}
            assert chances.of(values.items()) == AGREED.dropouts.of(values)
    assert standby_of(standby_table(AGREED)) == AGREED


def test_names_are_read_clean() -> None:
    plan = plan_with({**RIGHT, "dropouts": '{ " age" = { " 40+  " = "0.2" } }'})
    standby = read_plan(plan).standby
    assert standby is not None
    assert standby.dropouts.groups == (("age", "40+", F(1, 5)),)
    verify(plan)


def test_the_members_that_are_right_are_right() -> None:
    """So that each wrong plan below is wrong in what it changes."""
    plan = plan_with(dict(RIGHT))
    assert read_plan(plan).standby is not None
    verify(plan)


@pytest.mark.parametrize("what", WRONG)
def test_other_tables_are_refused_by_everybody(what: str) -> None:
    plan = plan_with({**RIGHT, **WRONG[what]})
    with pytest.raises(InputError) as raised:
        read_plan(plan)
    assert [p.where.column for p in raised.value.problems] == ["alternates"]
    with pytest.raises(MalformedError):
        verify(plan)


@pytest.mark.parametrize("value", ['"none"', "3", "[]", "true", "[{ count = 1 }]"])
def test_what_is_no_table_is_refused_by_everybody(value: str) -> None:
    plan = PLAN.replace(b"size = 5", f"alternates = {value}\nsize = 5".encode())
    with pytest.raises(InputError):
        read_plan(plan)
    with pytest.raises(MalformedError):
        verify(plan)


def test_quotas_and_alternates_leave_each_other_alone() -> None:
    quotas = of_the_case()
    first = with_standby(with_quotas(PLAN, quotas), AGREED)
    other = with_quotas(with_standby(PLAN, AGREED), quotas)
    for plan in (first, other):
        found = read_plan(plan)
        assert found == replace(read_plan(PLAN), quotas=quotas, standby=AGREED)
        verify(plan)
    fewer = (replace(quotas[0], maximum=2), *quotas[1:])
    assert read_plan(with_quotas(first, fewer)) == replace(read_plan(first), quotas=fewer)
    assert read_plan(with_standby(first, PLAIN)) == replace(read_plan(first), standby=PLAIN)
    assert read_plan(with_standby(first, None)) == replace(read_plan(first), standby=None)


def test_a_table_that_cannot_be_replaced_is_refused() -> None:
    inline = ", ".join(f"{name} = {value}" for name, value in RIGHT.items())
    plan = PLAN.replace(b"size = 5", f"alternates = {{ {inline} }}\nsize = 5".encode())
    assert read_plan(plan).standby is not None
    # Written twice it is no TOML any more; left where it is, it is still there.
    with pytest.raises(InputError):
        with_standby(plan, AGREED)
    with pytest.raises(UsageError, match="cannot be replaced"):
        with_standby(plan, None)


@pytest.mark.parametrize(
    ("part", "text"),
    [(F(0), "0"), (F(1, 8), "0.125"), (F(1, 10**18), "0.000000000000000001"), (F(9, 10), "0.9")],
)
def test_a_part_is_written_as_a_decimal(part: Fraction, text: str) -> None:
    assert decimal(part) == text
    assert F(text) == part


@pytest.mark.parametrize("part", [F(1, 3), F(1), F(-1, 10), F(1, 10**19), F(11, 10)])
def test_a_part_without_a_short_decimal_is_refused(part: Fraction) -> None:
    with pytest.raises(ValueError, match="not a decimal"):
        decimal(part)
