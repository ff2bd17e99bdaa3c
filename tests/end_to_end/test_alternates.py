"""Alternates in a dossier: agreed on, drawn, called by rule, and all of it checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sortition import steps
from sortition.alternates.benching import in_order
from sortition.dossier import case as cases
from sortition.dossier.plan_in import read_plan
from sortition.errors import InputError, UsageError
from sortition.records.journal import Step
from sortition.records.pool import Registrant
from sortition.steps.process import closed_pool
from sortition.verify.checks import Verification
from tests.processes import CASES, PARTIES, bundled, moment, signed
from tests.replaced import BIG, drop, refilled
from tests.small_benches import best_group
from tests.standing_by import (
    HALF,
    committed,
    drawn,
    opened,
    panel,
    sheets,
    with_a_call,
    with_alternates,
)
from tests.weighed import weighed

STANDBY_CHECKS = ("V62", "V63", "V64")
EXACT = replace(
    BIG,
    quotas=(
        *(("age", "16-39", 2, 2), ("age", "40+", 3, 3)),
        *(("area", "north", 3, 3), ("area", "south", 2, 2)),
    ),
)
SPELLED = replace(
    CASES["complete"],
    people=(
        (4, ("", "", "16-39", "Oud Noord")),
        (5, ("", "", "16-39", "ZUID")),
        (6, ("", "", "40+", "oud  noord")),
        (4, ("", "", "40+", "zuid")),
    ),
    quotas=(
        *(("age", "16-39", 1, 3), ("age", "40+", 1, 3)),
        *(("area", "OUD NOORD", 1, 3), ("area", "Zuid", 1, 3)),
    ),
)
"""Values in other letters than those of the quotas."""


def people(process: Path) -> dict[str, Registrant]:
    pool, _, _ = closed_pool(cases.load(process))
    return {person.id: person for person in pool.registrants}


def staying(process: Path) -> list[str]:
    now = steps.status(process, None, time=moment(40))
    return [p for p, known in now.members if known is None or known.stays]


def outcomes(found: Verification) -> dict[str, str]:
    return {finding.number: finding.status.value for finding in found.findings}


def facts(process: Path, step: Step) -> Mapping[str, Any]:
    return cases.load(process).last(step).facts


# --- the plan -------------------------------------------------------------------------------------


def test_alternates_are_agreed_on_before_the_plan_is_sealed(tmp_path: Path) -> None:
    process = opened(tmp_path, BIG)
    found = steps.plan_alternates(process, 3, dropouts=HALF, time=moment(0))
    assert found.amended is None
    assert found.plan == process / "plan.toml"
    assert read_plan(found.plan.read_bytes()).standby == found.standby
    assert (found.standby.scenarios, found.standby.worse) == (200, Fraction(1, 10))
    # Before anybody signs it may change without a word.
    again = steps.plan_alternates(
        process, 2, dropouts=HALF, time=moment(0), scenarios=20, worse=Fraction(1, 4)
    )
    assert read_plan(found.plan.read_bytes()).standby == again.standby
    signed(process, 1)
    committed(process)
    drawn(process)
    assert len(steps.draw_alternates(process, time=moment(7)).people) == 2
    assert steps.verify(process).ok


def test_afterwards_they_are_an_amendment_that_all_sign(tmp_path: Path) -> None:
    process = opened(tmp_path, BIG)
    signed(process, 1)
    before = (process / "plan.toml").read_bytes()
    with pytest.raises(UsageError, match="--by, --why"):
        steps.plan_alternates(process, 2, dropouts=HALF, time=moment(2))
    with pytest.raises(UsageError, match="by cannot be empty"):
        steps.plan_alternates(process, 2, dropouts=HALF, time=moment(2), by=" ", why="to be sure")
    assert (process / "plan.toml").read_bytes() == before
    found = steps.plan_alternates(
        process, 2, dropouts=HALF, time=moment(2), scenarios=20, by="clerk", why="to be sure"
    )
    assert found.amended is not None
    assert found.amended.missing == PARTIES
    assert {change.field for change in found.amended.changes} == {
        *("alternates.count", "alternates.dropout", "alternates.scenarios", "alternates.worse")
    }
    with pytest.raises(UsageError, match="must sign"):
        steps.close_pool(process, sheets(process), time=moment(3))
    signed(process, 4)
    committed(process, 5)
    drawn(process, 8)
    steps.draw_alternates(process, time=moment(10))
    assert steps.verify(process).ok


def test_an_amendment_after_the_pool_was_closed_closes_it_again(tmp_path: Path) -> None:
    process = opened(tmp_path, BIG)
    signed(process, 1)
    steps.close_pool(process, sheets(process), time=moment(2))
    table = tmp_path / "dropouts.csv"
    table.write_text("category,value,chance\n,,20%\narea,west,30%\n", "utf-8")
    with pytest.raises(InputError):  # the quotas are known by now, and have no west
        steps.plan_alternates(process, 2, dropouts=table, time=moment(3), by="clerk", why="x")
    table.write_text("category,value,chance\n,,20%\narea,NORTH,30%\n", "utf-8")
    found = steps.plan_alternates(
        process, 2, dropouts=table, time=moment(3), scenarios=20, by="clerk", why="to be sure"
    )
    assert found.standby.dropouts.groups == (("area", "north", Fraction(3, 10)),)
    signed(process, 4)
    committed(process, 5)
    drawn(process, 8)
    steps.draw_alternates(process, time=moment(10))
    assert steps.verify(process).ok


def test_chances_of_values_that_nobody_has_keep_the_pool_open(tmp_path: Path) -> None:
    process = opened(tmp_path, BIG)
    table = tmp_path / "dropouts.csv"
    table.write_text("category,value,chance\n,,20%\narea,west,30%\n", "utf-8")
    steps.plan_alternates(process, 2, dropouts=table, time=moment(0))
    signed(process, 1)
    with pytest.raises(InputError, match="not those of the plan"):
        steps.close_pool(process, sheets(process), time=moment(2))


@pytest.mark.parametrize("count", [0, -1])
def test_somebody_has_to_stand_by(count: int, tmp_path: Path) -> None:
    process = opened(tmp_path, BIG)
    with pytest.raises(UsageError, match="At least one person"):
        steps.plan_alternates(process, count, dropouts=HALF, time=moment(0))
    for scenarios in (0, 1001):
        with pytest.raises(UsageError, match="1 to 1000 scenarios"):
            steps.plan_alternates(process, 1, dropouts=HALF, time=moment(0), scenarios=scenarios)
    for part in (Fraction(1, 3), Fraction(1)):
        with pytest.raises(UsageError, match="few decimals"):
            steps.plan_alternates(process, 1, dropouts=part, time=moment(0))
        with pytest.raises(UsageError, match="few decimals"):
            steps.plan_alternates(process, 1, dropouts=HALF, worse=part, time=moment(0))


# --- the draw -------------------------------------------------------------------------------------


def test_once_the_panels_are_committed_nothing_is_agreed_on_any_more(tmp_path: Path) -> None:
    process = opened(tmp_path, BIG)
    signed(process, 1)
    committed(process)
    wanted = {"dropouts": HALF, "time": moment(8), "by": "clerk", "why": "too late"}
    before = (process / "plan.toml").read_bytes()
    with pytest.raises(UsageError, match="before the panels are committed"):
        steps.plan_alternates(process, 2, **wanted)
    with pytest.raises(UsageError, match="cannot be done yet"):
        steps.draw_alternates(process, time=moment(8))
    drawn(process)
    with pytest.raises(UsageError, match="before the panels are committed"):
        steps.plan_alternates(process, 2, **wanted)
    with pytest.raises(UsageError, match="says nothing of alternates"):
        steps.draw_alternates(process, time=moment(8))
    with pytest.raises(UsageError, match="First draw alternates"):
        steps.call_alternates(process, time=moment(8))
    assert (process / "plan.toml").read_bytes() == before
    assert steps.verify(process).ok


@pytest.mark.parametrize("name", ["big", "homes", "withheld", "small", "zones", "spelled"])
def test_alternates_are_drawn_and_verified(name: str, tmp_path: Path) -> None:
    case = {**CASES, "big": BIG, "spelled": SPELLED}[name]
    table = tmp_path / "dropouts.csv"
    second = case.quotas[-1]
    rows = ["age,40+,55%"] if name != "zones" else ["age × area,16-39 × NORTH,55%"]
    rows += [f"{second[0]},{second[1]},20%"] if name not in ("zones", "small") else []
    table.write_text("\n".join(("category,value,chance", ",,40%", *rows, "")), "utf-8")
    process, found = with_alternates(tmp_path, case, 2, dropouts=table)
    own = people(process)
    sitting = set(panel(process))
    assert len(set(found.people)) == 2
    assert not sitting & set(found.people)
    homes = [own[p].household for p in (*sitting, *found.people) if own[p].household is not None]
    assert len(homes) == len(set(homes))
    value = str(facts(process, Step.VALUE_B)["value"])
    assert found.people == in_order(found.people, value)
    assert found.found.sets[found.number] == found.people
    assert found.found.bound <= found.found.best <= found.shortfall <= found.found.worst
    assert found.shortfall < found.found.without
    result = steps.verify(process)
    assert result.ok, [str(text) for f in result.findings for text in f.what]
    assert {outcomes(result)[number] for number in STANDBY_CHECKS} == {"pass"}
    assert "V65" not in outcomes(result)
    with pytest.raises(UsageError, match="never drawn twice"):
        steps.draw_alternates(process, time=moment(9))


def test_alternates_of_a_pool_with_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = steps.new

    def planned(folder: Path, **wanted: Any) -> object:
        made = new(folder, **wanted)
        steps.plan_alternates(folder, 3, dropouts=HALF, time=moment(0), scenarios=20)
        return made

    monkeypatch.setattr(steps, "new", planned)
    process = weighed(tmp_path, 1)
    steps.draw_alternates(process, time=moment(7))
    assert steps.verify(process).ok


def test_where_nobody_can_stand_by_that_is_said(tmp_path: Path) -> None:
    two = replace(
        CASES["small"],
        people=((1, ("", "", "16-39", "north")), (1, ("", "", "40+", "north"))),
    )
    process = opened(tmp_path, two)
    steps.plan_alternates(process, 1, dropouts=HALF, time=moment(0), scenarios=20)
    signed(process, 1)
    committed(process)
    with pytest.raises(UsageError, match="Nobody could stand by"):
        steps.compare_alternates(process, page=tmp_path / "page.html")
    drawn(process)
    with pytest.raises(UsageError, match="Nobody could stand by"):
        steps.draw_alternates(process, time=moment(7))
    assert steps.verify(process).ok


# --- the call -------------------------------------------------------------------------------------


@pytest.fixture
def standing(tmp_path: Path) -> tuple[Path, steps.AlternatesDrawn]:
    """Five alternates for the panel of five."""
    return with_alternates(tmp_path, BIG, 5)


def best_of(process: Path, order: tuple[str, ...]) -> tuple[str, ...]:
    """Who of these comes in, by trying every group."""
    pool, quotas, size = closed_pool(cases.load(process))
    own, stay, gone = people(process), staying(process), out(process)
    rows = {(q.category, q.value): r for r, q in enumerate(quotas.rows, 1)}
    homes = {own[p].household for p in stay} - {None}
    left = [p for p in order if p not in panel(process) and p not in gone]
    waiting = [p for p in left if own[p].household not in homes]
    bounds = [(size - len(stay),) * 2]
    for quota in quotas.rows:
        at = pool.categories.index(quota.category)
        taken = sum(own[p].values[at] == quota.value for p in stay)
        low = max(0, quota.minimum - taken)
        bounds.append((low, max(low, quota.maximum - taken)))
    seats = [
        (0, *(rows[c, v] for c, v in zip(pool.categories, own[p].values, strict=True)))
        for p in waiting
    ]
    *_, group = best_group(seats, bounds, [0] * len(bounds), size - len(stay))
    return tuple(waiting[i] for i in group)


def out(process: Path) -> set[str]:
    """Everybody whose status says that they cannot come, by the files."""
    gone: set[str] = set()
    for sheet in sorted((process / "statuses").glob("*/statuses.csv")):
        for line in sheet.read_text("utf-8").splitlines()[1:]:
            person, status, *_ = line.split(",")
            gone = gone | {person} if status != "confirmed" else gone - {person}
    return gone


def test_the_best_of_the_alternates_come_in(standing: tuple[Path, steps.AlternatesDrawn]) -> None:
    process, found = standing
    first, second, *_ = panel(process)
    drop(process, {first: "declined", second: "withdrawn", found.people[0]: "unreachable"}, 8)
    wanted = best_of(process, found.people)
    called = steps.call_alternates(process, time=moment(9))
    assert called.people == wanted
    assert found.people[0] not in called.people
    assert (called.free, called.waiting) == (2, 4 - len(called.people))
    assert set(called.people) <= set(staying(process))
    result = steps.verify(process)
    assert result.ok
    assert {outcomes(result)[number] for number in (*STANDBY_CHECKS, "V65")} == {"pass"}
    assert (process / "called/1/panel.csv").read_text("utf-8").split() == ["id", *wanted]
    signed(process, 10)
    assert steps.verify(process).ok


def test_who_came_in_can_leave_and_others_come_in(
    standing: tuple[Path, steps.AlternatesDrawn],
) -> None:
    process, found = standing
    first, *_ = panel(process)
    drop(process, {first: "declined"}, 8)
    (joined,) = steps.call_alternates(process, time=moment(9)).people
    with pytest.raises(UsageError, match="Nobody is to be replaced"):
        steps.call_alternates(process, time=moment(10))
    drop(process, {joined: "withdrawn"}, 11)
    wanted = best_of(process, found.people)
    again = steps.call_alternates(process, time=moment(12))
    assert again.people == wanted
    assert joined not in again.people
    assert steps.verify(process).ok
    # Everybody who ever sat counts: five, one who came in and left, and one more.
    learned = steps.learn_from((process,))
    assert (learned.people, learned.dropped) == (7, 2)


def test_nobody_comes_in_who_makes_it_no_better(tmp_path: Path) -> None:
    process, found = with_alternates(tmp_path, EXACT, 1)
    with pytest.raises(UsageError, match="Nobody is to be replaced"):
        steps.call_alternates(process, time=moment(8))
    own = people(process)
    age, area = own[found.people[0]].values
    opposite = next(p for p in panel(process) if not {age, area} & set(own[p].values))
    drop(process, {opposite: "declined"}, 8)
    assert best_of(process, found.people) == ()
    with pytest.raises(UsageError, match="None of the alternates"):
        steps.call_alternates(process, time=moment(9))
    assert not (process / "called").exists()
    refilled(process, "other", 9)
    assert steps.verify(process).ok


def test_when_all_alternates_are_gone_that_is_said(
    standing: tuple[Path, steps.AlternatesDrawn],
) -> None:
    process, found = standing
    drop(process, {**dict.fromkeys(found.people, "declined"), panel(process)[0]: "declined"}, 8)
    with pytest.raises(UsageError, match="None of the alternates"):
        steps.call_alternates(process, time=moment(9))


# --- replacements beside it -----------------------------------------------------------------------


def test_a_replacement_that_was_begun_before_a_call_is_stale(
    standing: tuple[Path, steps.AlternatesDrawn], tmp_path: Path
) -> None:
    process, _ = standing
    drop(process, dict.fromkeys(panel(process)[:2], "declined"), 8)
    child = tmp_path / "early"
    steps.replace_begin(process, child, secret=bytes(32), time=moment(9), why="two left")
    steps.call_alternates(process, time=moment(10))
    signed(child, 11)
    steps.close_pool_from(child, process, time=moment(12))
    steps.randomness(child, [steps.Typed(value="A", source="p")], time=moment(13))
    steps.commit(child, time=moment(14))
    steps.randomness(child, [steps.Typed(value="B", source="p")], time=moment(15))
    steps.draw_dossier(child, time=moment(16))
    with pytest.raises(UsageError, match="Begin it again"):
        steps.replace_done(process, child, time=moment(17))


def test_a_replacement_after_a_call_draws_the_rest(tmp_path: Path) -> None:
    process, found = with_alternates(tmp_path, BIG, 1)
    assert b"[alternates]" in (process / "plan.toml").read_bytes()
    drop(process, dict.fromkeys(panel(process)[:3], "declined"), 8)
    wanted = best_of(process, found.people)
    assert steps.call_alternates(process, time=moment(9)).people == wanted == found.people
    child, joined = refilled(process, "rest", 10)
    assert len(joined) == 2
    assert not {*found.people, *out(process)} & set(joined)
    assert not {*found.people, *out(process)} & set(people(child))
    plan = (child / "plan.toml").read_bytes()
    assert b"alternates" not in plan
    assert read_plan(plan).standby is None
    assert len(staying(process)) == BIG.size
    own = people(process)
    for at, value in ((0, "16-39"), (0, "40+"), (1, "north"), (1, "south")):
        assert 2 <= sum(own[p].values[at] == value for p in staying(process)) <= 3
    assert steps.verify(process).ok


def test_alternates_can_still_be_drawn_after_a_replacement(tmp_path: Path) -> None:
    process = opened(tmp_path, BIG)
    steps.plan_alternates(process, 4, dropouts=HALF, time=moment(0), scenarios=20)
    signed(process, 1)
    committed(process)
    drawn(process)
    first = panel(process)[0]
    drop(process, {first: "declined"}, 8)
    _, joined = refilled(process, "first", 9)
    found = steps.draw_alternates(process, time=moment(20))
    # They stand by for the panel that was drawn first; who sits already does not come in twice.
    drop(process, {panel(process)[1]: "declined"}, 21)
    wanted = best_of(process, found.people)
    assert steps.call_alternates(process, time=moment(22)).people == wanted
    assert not set(joined) & set(wanted)
    assert steps.verify(process).ok


# --- what everybody may see -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def called(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier with alternates and a call; not to be changed."""
    return with_a_call(tmp_path_factory.mktemp("called"))


def test_a_public_bundle_tells_nobodys_name(called: Path) -> None:
    archive = bundled(called, steps.Kind.PUBLIC)
    content = archive.read_bytes() + (called / "account.html").read_bytes()
    assert b"marker" not in content
    assert b"called/1/panel.csv" in content  # named with its digest, not there
    found = steps.verify(archive)
    assert found.ok
    withheld = {finding.number for finding in found.findings if finding.withheld}
    assert withheld >= {"V63", "V64", "V65"}
    assert outcomes(found)["V62"] == "pass"


def test_an_auditors_bundle_is_checked_as_the_dossier_is(called: Path) -> None:
    found = steps.verify(bundled(called, steps.Kind.AUDITOR))
    assert found.ok
    assert {outcomes(found)[number] for number in (*STANDBY_CHECKS, "V65")} == {"pass"}


def test_what_everybody_may_see_of_a_dossier_names_nobody(called: Path) -> None:
    for path in (called / "public").rglob("*"):
        assert path.is_dir() or b"marker" not in path.read_bytes()
    journal = (called / "journal.jsonl").read_bytes()
    assert b"marker" not in journal
    log = " ".join(str(text) for entry in steps.log(called).words for text in entry)
    assert "marker" not in log


def test_alternates_are_erased_with_all_else(
    standing: tuple[Path, steps.AlternatesDrawn],
) -> None:
    process, _ = standing
    drop(process, {panel(process)[0]: "declined"}, 8)
    steps.call_alternates(process, time=moment(9))
    steps.erase(process, by="clerk", why="the day", time="2029-01-01T10:00:00Z")
    told = {row["what"]: row["files"] for row in facts(process, Step.ERASED)["erased"]}
    assert (told["alternates"], told["called"]) == (4, 1)
    for path in process.rglob("*"):
        assert path.is_dir() or b"marker" not in path.read_bytes(), path
    found = steps.verify(process)
    assert found.ok
    assert {f.number for f in found.findings if f.withheld} >= {"V63", "V64", "V65"}
    with pytest.raises(UsageError, match="erased"):
        steps.call_alternates(process, time="2029-01-02T10:00:00Z")
    with pytest.raises(UsageError, match="erased"):
        steps.learn_from((process,))
