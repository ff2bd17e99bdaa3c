"""Quotas in a plan: read, refused, replaced; the pool has to follow them; both verifiers see it."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from sortition import steps
from sortition.dossier.plan_in import read_plan
from sortition.dossier.plan_tables import with_quotas
from sortition.errors import InputError, UsageError
from sortition.records.quotas import Quota
from sortition.verify.checks import Status, verify_folder
from sortition.verify.plan import as_text
from sortition.verify.plan import read_plan as verified_plan
from sortition.verify.typed import MalformedError
from tests import processes
from tests.plan_quotas import PLAN, WRONG, close, drawn, of_the_case, process_of, wrong_plan

AGREED = (
    Quota(category="age", value="16-39", minimum=1, maximum=3),
    Quota(category="age", value="40+", minimum=1, maximum=3),
    Quota(category="area", value='"old" north', minimum=0, maximum=5),
    Quota(category="area", value="south", minimum=1, maximum=3),
)


def test_quotas_are_written_and_read_back_and_nothing_else_changes() -> None:
    plan = with_quotas(PLAN, AGREED)
    assert plan.startswith(PLAN.rstrip())
    assert read_plan(plan) == replace(read_plan(PLAN), quotas=AGREED)
    other = (replace(AGREED[0], maximum=4), *AGREED[1:])
    again = with_quotas(plan, other)
    assert read_plan(again).quotas == other
    assert with_quotas(again, AGREED) == plan


def test_flex_bounds_are_no_part_of_a_plan() -> None:
    flexible = tuple(replace(quota, min_flex=0, max_flex=9) for quota in AGREED)
    assert with_quotas(PLAN, flexible) == with_quotas(PLAN, AGREED)


def test_quotas_that_cannot_be_replaced_are_refused() -> None:
    inline = PLAN.replace(
        b"size = 5", b"quotas = { age = { a = [1, 2] }, area = { b = [1, 2] } }\nsize = 5"
    )
    assert len(read_plan(inline).quotas) == 2
    with pytest.raises(UsageError, match="cannot be replaced"):
        with_quotas(inline, AGREED)


@pytest.mark.parametrize("wrong", WRONG)
def test_other_quotas_in_a_plan_are_refused_by_everybody(wrong: str) -> None:
    plan = wrong_plan(wrong)
    with pytest.raises(InputError) as raised:
        read_plan(plan)
    assert {p.where.column for p in raised.value.problems} == {"quotas"}
    with pytest.raises(MalformedError, match="quotas"):
        verified_plan(as_text(tomllib.loads(plan.decode())))


def test_a_pool_with_other_quotas_than_the_plan_is_not_closed(tmp_path: Path) -> None:
    first, second, *rest = of_the_case()
    process = process_of(tmp_path, (replace(first, maximum=2), replace(second, value="old"), *rest))
    with pytest.raises(InputError) as raised:
        close(process)
    assert [str(problem.text) for problem in raised.value.problems] == [
        "age 16-39 has 1 to 3 seats, and in the plan 1 to 2 seats.",
        "age old has no quota, and in the plan 1 to 3 seats.",
        "age 40+ has 1 to 3 seats, and in the plan no quota.",
    ]


def test_a_change_of_the_quotas_is_put_up_signed_and_followed(tmp_path: Path) -> None:
    """The pool cannot meet the quotas agreed; the smallest change becomes the parties' own."""
    first, second, *rest = of_the_case()
    agreed = (first, second, *(replace(quota, minimum=2, maximum=2) for quota in rest))
    process = process_of(tmp_path, agreed)
    people = (tmp_path / "registrants.csv").read_text("utf-8").replace(",north", ",south", 6)
    people = people.replace(",north", ",south", 1)
    (tmp_path / "registrants.csv").write_text(people, "utf-8")
    table = "category,value,min,max\n" + "".join(
        f"{q.category},{q.value},{q.minimum},{q.maximum}\n" for q in agreed
    )
    (tmp_path / "quotas.csv").write_text(table, "utf-8")
    assert people.count(",north") < 2
    before = (process / "plan.toml").read_bytes()
    asked = {
        "size": 4,
        "id_column": "id",
        "choice": 1,
        "agreed": steps.Agreed(
            dossier=process, by="leader", why="one from the north", time=processes.moment(3)
        ),
    }
    sheets = (tmp_path / "registrants.csv", tmp_path / "quotas.csv")
    with pytest.raises(UsageError, match="has 4 seats"):
        steps.relax(*sheets, **{**asked, "size": 5}, out=tmp_path / "new.csv")
    with pytest.raises(UsageError, match="--choose"):
        steps.relax(*sheets, **{**asked, "choice": None})
    result = steps.relax(*sheets, **asked, out=tmp_path / "new.csv")
    assert result.amended is not None
    assert result.amended.missing == processes.PARTIES
    told = [str(text) for text in result.amended.explained]
    assert "Seats of area north: 2, 2 became 1, 2" in told
    after = (process / "plan.toml").read_bytes()
    assert after != before
    with pytest.raises(UsageError, match="sign"):
        close(process, "new.csv", 4)
    processes.signed(process, 4)
    with pytest.raises(InputError, match="not those of the plan"):
        close(process, "quotas.csv", 5)
    close(process, "new.csv", 6)


def test_both_verifiers_see_that_a_pool_does_not_follow_the_plan(tmp_path: Path) -> None:
    process = process_of(tmp_path, of_the_case())
    drawn(process)
    assert verify_folder(process).ok
    plan = process / "plans" / "1" / "plan.toml"
    plan.write_bytes(plan.read_bytes().replace(b'"40+" = [1, 3]', b'"40+" = [1, 2]'))
    failed = {f.number for f in verify_folder(process).findings if f.status is Status.FAIL}
    assert {"V30", "V41"} <= failed


def test_each_thing_that_is_wrong_in_a_plan_is_said_once() -> None:
    plan = PLAN.replace(b'["age", "area"]', b"[]").replace(b'"leximin"', b'"other"')
    with pytest.raises(InputError) as raised:
        read_plan(plan)
    assert [p.where.column for p in raised.value.problems] == ["categories", "method"]
