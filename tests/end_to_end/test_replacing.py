"""People drop out: whoever comes in is drawn as fairly as the first, and everything verifies."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from time import perf_counter

import pytest

from sortition import steps
from sortition.dossier import case as cases
from sortition.dossier.lottery_in import read_lottery
from sortition.errors import InputError, NoPanelError, UsageError
from sortition.lottery import build_space
from sortition.records.pool import Pool
from sortition.records.quotas import Quotas
from sortition.replacement import remaining
from sortition.steps import sitting
from sortition.steps.process import closed_pool
from sortition.tables import load
from tests.oracle.agreement import by_person
from tests.oracle.brute_force import all_panels, leximin, smallest_change
from tests.processes import Case, carried_out, moment, signed
from tests.replaced import BIG, drawn_again, drop, refilled, twice
from tests.small_benches import best_group
from tests.standing_by import HALF, with_alternates


def members(process: Path) -> dict[str, str | None]:
    now = steps.status(process, None, time=moment(23))
    return {person: None if known is None else known.value for person, known in now.members}


def staying(process: Path) -> list[str]:
    return [p for p, known in members(process).items() if known in (None, "confirmed")]


def values(process: Path) -> dict[str, tuple[str, ...]]:
    pool, _, _ = closed_pool(cases.load(process))
    return {person.id: person.values for person in pool.registrants}


def test_a_panel_is_whole_again_after_two_rounds_and_has_grown(tmp_path: Path) -> None:
    process = twice(tmp_path)
    seats = staying(process)
    assert len(seats) == BIG.size + 1
    own = values(process)
    for at, (age, area) in (((0, ("16-39", "40+"))), (1, ("north", "south"))):
        counts = [sum(own[p][at] == value for p in seats) for value in (age, area)]
        assert all(2 <= n <= 4 for n in counts)
    assert steps.verify(process).ok
    log = [str(text) for entry in steps.log(process).words for text in entry]
    assert any("People replaced" in line for line in log)


def test_a_panel_that_grew_stays_as_large_when_somebody_leaves_later(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG)
    refilled(process, "more", 8, add=4)
    assert len(staying(process)) == BIG.size + 4
    drop(process, {staying(process)[0]: "withdrawn"}, 20)
    _, joined = refilled(process, "later", 21)
    assert len(joined) == 1
    assert len(staying(process)) == BIG.size + 4
    own = values(process)
    for at, value in ((0, "16-39"), (0, "40+"), (1, "north"), (1, "south")):
        # From 2 to 3 of 5 seats: with 9 seats at most 3 + ⌈3 · 4 / 5⌉ = 6.
        assert 2 <= sum(own[person][at] == value for person in staying(process)) <= 6
    assert steps.verify(process).ok


def test_nobody_comes_back_and_no_home_sits_twice(tmp_path: Path) -> None:
    process = twice(tmp_path)
    pool, _, _ = closed_pool(cases.load(process))
    homes = {person.id: person.household for person in pool.registrants}
    gone = {p for p, known in members(process).items() if known not in (None, "confirmed")}
    assert len(gone) == 3
    for name in ("first", "second"):
        child, _, _ = closed_pool(cases.load(tmp_path / name))
        assert not gone & set(child.ids) or name == "first"
        assert not set(child.ids) & set(staying(process)) or name in ("first", "second")
    sitting = [homes[p] for p in staying(process) if homes[p] is not None]
    assert len(sitting) == len(set(sitting))


def lottery_of(folder: Path) -> tuple[Pool, Quotas, int, tuple[Fraction, ...]]:
    dossier = cases.load(folder)
    pool, quotas, size = closed_pool(dossier)
    space = build_space(pool, quotas, size)
    names = ("seating.csv", "panels.csv", "lottery.json", "certificate.json")
    lottery = read_lottery(space, {n: dossier.content(f"panels/{n}") for n in names})
    return pool, quotas, size, by_person(lottery)


@pytest.mark.parametrize("seed", range(12))
def test_random_dropouts_are_replaced_by_the_fairest_lottery_that_is_left(
    seed: int, tmp_path: Path
) -> None:
    chance = random.Random(f"dropouts {seed}")
    case = random_case(chance)
    try:
        process, order = begun(tmp_path, case, standing_by=seed % 2 == 1)
    except NoPanelError:
        pytest.skip("no first panel")
    out: set[str] = set()
    for turn in range(3):
        leaving = chance.sample(staying(process), chance.randint(1, 2))
        status = chance.choice(("declined", "withdrawn", "unreachable", "excluded"))
        drop(process, dict.fromkeys(leaving, status), 8 + 12 * turn)
        out |= set(leaving)
        call(process, order, out, 9 + 12 * turn)
        before = staying(process)
        if len(before) == case.size:
            assert steps.verify(process).ok
            continue
        pool, quotas, _ = closed_pool(cases.load(process))
        wider = beyond(pool, quotas, before)
        possible = completions(pool, wider, case.size, before, set(members(process)))
        try:
            child, joined = refilled(process, f"turn-{turn}", 9 + 12 * turn)
        except NoPanelError:
            assert not possible
            break
        assert frozenset(joined) in possible
        assert not out & set(joined)
        left, rules, size, chances = lottery_of(child)
        panels = all_panels(left, rules, size)
        assert {frozenset(left.ids[i] for i in p) for p in panels} == possible
        assert chances == leximin(len(left.ids), panels)
        assert steps.verify(process).ok


def begun(folder: Path, case: Case, *, standing_by: bool) -> tuple[Path, tuple[str, ...]]:
    """A panel that was drawn, and who stands by for it in order."""
    if not standing_by:
        return carried_out(folder, case), ()
    process, drawn = with_alternates(folder, case, 2, dropouts=HALF)
    return process, drawn.people


def call(process: Path, order: tuple[str, ...], out: set[str], hour: int) -> None:
    """Let alternates come in, and compare with trying every group of them."""
    pool, quotas, size = closed_pool(cases.load(process))
    known = {person.id: person for person in pool.registrants}
    stay, before = staying(process), members(process)
    homes = {known[person].household for person in stay}
    waiting = [p for p in order if p not in before and known[p].household not in homes]
    assert not out & set(waiting)
    if not waiting:
        return
    bounds, rows = [(size - len(stay),) * 2], [[0] for _ in waiting]
    for r, quota in enumerate(quotas.rows, 1):
        at = pool.categories.index(quota.category)
        taken = sum(known[person].values[at] == quota.value for person in stay)
        least = max(0, quota.minimum - taken)
        bounds.append((least, max(least, quota.maximum - taken)))
        for row, person in zip(rows, waiting, strict=True):
            row.extend([r] * (known[person].values[at] == quota.value))
    *_, group = best_group(rows, bounds, [0] * len(bounds), size - len(stay))
    if not group:
        with pytest.raises(UsageError, match="None of the alternates"):
            steps.call_alternates(process, time=moment(hour))
        return
    called = steps.call_alternates(process, time=moment(hour))
    assert called.people == tuple(waiting[i] for i in group)


def beyond(pool: Pool, quotas: Quotas, stay: list[str]) -> Quotas:
    """The quotas, each no tighter than what alternates made of it."""
    known = {person.id: person.values for person in pool.registrants}
    return replace(
        quotas,
        rows=tuple(
            replace(
                row,
                maximum=max(
                    row.maximum,
                    sum(known[p][pool.categories.index(row.category)] == row.value for p in stay),
                ),
            )
            for row in quotas.rows
        ),
    )


def random_case(chance: random.Random) -> Case:
    rows = [
        (1, ("", f"Kade {chance.randint(1, 9)}", age, area))
        for age in ("16-39", "40+")
        for area in ("north", "south")
        for _ in range(chance.randint(2, 4))
    ]
    slack = chance.randint(0, 1)
    half = ((2 - slack, 2 + slack), (2 - slack, 2 + slack))
    return Case(
        people=tuple(rows),
        quotas=(
            *(("age", value, *half[i]) for i, value in enumerate(("16-39", "40+"))),
            *(("area", value, *half[i]) for i, value in enumerate(("north", "south"))),
        ),
        size=4,
        threshold=3,
        household=True,
    )


def completions(
    pool: Pool, quotas: Quotas, size: int, stay: list[str], drawn: set[str]
) -> set[frozenset[str]]:
    """Every set of new people that makes a whole panel with those who stay, by brute force."""
    seats = frozenset(stay)
    return {
        frozenset(pool.ids[i] for i in panel) - seats
        for panel in all_panels(pool, quotas, size)
        if seats <= {pool.ids[i] for i in panel}
        and not ({pool.ids[i] for i in panel} - seats) & drawn
    }


def test_statuses_are_refused_with_every_problem(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG)
    person = next(iter(members(process)))
    sheet = tmp_path / "bad.csv"
    sheet.write_text(
        f"id,status\n{person},gone fishing\nnobody,declined\n{person},confirmed\n", "utf-8"
    )
    with pytest.raises(InputError) as refused:
        steps.status(process, sheet, time=moment(8))
    codes = [problem.code for problem in refused.value.problems]
    assert codes == ["bad-status", "unknown-person", "twice"]
    assert members(process)[person] is None


def test_dutch_words_and_empty_rows_are_understood(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG)
    one, two, *_ = members(process)
    sheet = tmp_path / "lijst.csv"
    sheet.write_text(f"nummer;status;datum;reden\n{one};Afgezegd;;ziek\n{two};;;\n", "utf-8")
    now = steps.status(process, sheet, time=moment(8))
    assert (now.recorded, now.staying) == (1, BIG.size - 1)


def test_what_is_out_of_order_is_refused(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG)
    with pytest.raises(UsageError, match="Nobody is to be replaced"):
        steps.replace_begin(
            process, tmp_path / "x", secret=bytes(32), time=moment(8), why="no reason"
        )
    one, two, *_ = members(process)
    drop(process, {one: "declined"}, 8)
    steps.replace_begin(process, tmp_path / "y", secret=bytes(32), time=moment(9), why="one left")
    with pytest.raises(UsageError, match="not drawn yet"):
        steps.replace_done(process, tmp_path / "y", time=moment(10))
    child, _ = refilled(process, "z", 10)
    with pytest.raises(UsageError, match="part of the dossier already"):
        steps.replace_done(process, child, time=moment(30))
    other = tmp_path / "other"
    other.mkdir()
    elsewhere = carried_out(other, BIG, b="SNOW")
    with pytest.raises(UsageError, match="not of that dossier"):
        steps.replace_done(elsewhere, child, time=moment(30))
    drop(process, {two: "declined"}, 20)
    late = drawn_again(process, "late", 21)
    drop(process, {next(m for m in members(process) if m not in (one, two)): "declined"}, 29)
    with pytest.raises(UsageError, match="Begin it again"):
        steps.replace_done(process, late, time=moment(30))


def test_what_was_read_before_is_not_recorded_again(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG)
    one, two, *_ = members(process)
    sheet = tmp_path / "calls.csv"
    sheet.write_text(f"id,status\n{one},declined\n{two},confirmed\n", "utf-8")
    assert steps.status(process, sheet, time=moment(8)).recorded == 2
    journal = (process / "journal.jsonl").read_bytes()
    assert steps.status(process, sheet, time=moment(9)).recorded == 0
    assert (process / "journal.jsonl").read_bytes() == journal
    sheet.write_text(f"id,status\n{one},declined\n{two},withdrawn\n", "utf-8")
    assert steps.status(process, sheet, time=moment(9)).recorded == 1


def test_statuses_of_people_without_a_seat_are_told(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG)
    seated = members(process)
    others = [person for person in closed_pool(cases.load(process))[0].ids if person not in seated]
    sheet = tmp_path / "calls.csv"
    sheet.write_text(f"id,status\n{next(iter(seated))},declined\n{others[0]},withdrew\n", "utf-8")
    assert steps.status(process, sheet, time=moment(8)).outside == 1
    out = steps.lists(process, tmp_path / "out").folder
    gone = {name: (out / f"{name}.csv").read_text("utf-8") for name in ("replaced", "withdrawn")}
    assert {name: others[0] in text for name, text in gone.items()} == {
        "replaced": False,
        "withdrawn": True,
    }


def test_a_plan_that_forgets_the_quotas_that_are_left_is_refused(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG)
    drop(process, {next(iter(members(process))): "declined"}, 8)
    child = tmp_path / "child"
    steps.replace_begin(process, child, secret=bytes(32), time=moment(9), why="one left")
    plan = (child / "plan.toml").read_text("utf-8")
    (child / "plan.toml").write_text(plan[: plan.index("[quotas")], "utf-8")
    signed(child, 10)
    with pytest.raises(UsageError, match="quotas that are left"):
        steps.close_pool_from(child, process, time=moment(11))


def test_a_replacement_whose_pool_came_from_elsewhere_is_refused(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG)
    drop(process, {next(iter(members(process))): "declined"}, 8)
    child, sheets = tmp_path / "child", tmp_path / "left"
    steps.replace_begin(
        process, child, secret=bytes(32), time=moment(9), why="one left", sheets=sheets
    )
    signed(child, 10)
    people = (sheets / "registrants.csv").read_text("utf-8").splitlines()
    (sheets / "fewer.csv").write_text("\n".join([*people[:-1], ""]), "utf-8")
    fewer = steps.Sheets(registrants=sheets / "fewer.csv", quotas=sheets / "quotas.csv")
    steps.close_pool(child, fewer, time=moment(11))
    steps.randomness(child, [steps.Typed(value="A", source="p")], time=moment(12))
    steps.commit(child, time=moment(13))
    steps.randomness(child, [steps.Typed(value="B", source="p")], time=moment(14))
    steps.draw_dossier(child, time=moment(15))
    with pytest.raises(UsageError, match="other people or quotas"):
        steps.replace_done(process, child, time=moment(16))


def test_quotas_that_cannot_be_met_are_changed_as_little_as_possible_and_signed(
    tmp_path: Path,
) -> None:
    few = replace(
        BIG,
        people=(
            (1, ("", "", "16-39", "north")),
            (2, ("", "", "16-39", "south")),
            (4, ("", "", "40+", "north")),
            (4, ("", "", "40+", "south")),
        ),
        quotas=(
            ("age", "16-39", 2, 2),
            ("age", "40+", 2, 2),
            ("area", "north", 2, 2),
            ("area", "south", 2, 2),
        ),
        size=4,
        household=False,
    )
    process = carried_out(tmp_path, few)
    own = values(process)
    young = [person for person in members(process) if own[person][0] == "16-39"]
    drop(process, dict.fromkeys(young, "declined"), 8)
    child, sheets = tmp_path / "child", tmp_path / "left"
    begun = steps.replace_begin(
        process, child, secret=bytes(32), time=moment(9), why="the young left", sheets=sheets
    )
    assert not begun.possible
    signed(child, 10)
    with pytest.raises(NoPanelError):
        steps.close_pool_from(child, process, time=moment(11))
    assert cases.load(child).entries[-1].step == "failed"
    found = steps.relax(
        sheets / "registrants.csv",
        sheets / "quotas.csv",
        size=begun.seats,
        choice=1,
        out=tmp_path / "wider.csv",
        agreed=steps.Agreed(dossier=child, by="clerk", why="too few are left", time=moment(12)),
    )
    assert found.chosen is not None
    pool = pool_in(sheets / "registrants.csv", sheets / "quotas.csv", begun.seats)
    assert found.chosen.seats == smallest_change(*pool, begun.seats)
    signed(child, 13)
    steps.close_pool_from(child, process, time=moment(14))
    steps.randomness(child, [steps.Typed(value="A", source="p")], time=moment(15))
    steps.commit(child, time=moment(16))
    steps.randomness(child, [steps.Typed(value="B", source="p")], time=moment(17))
    steps.draw_dossier(child, time=moment(18))
    steps.replace_done(process, child, time=moment(19))
    assert steps.verify(process).ok


def pool_in(registrants: Path, quotas: Path, size: int) -> tuple[Pool, Quotas]:
    loaded = load(registrants, quotas, size=size)
    return loaded.pool, loaded.quotas


def failing(process: Path) -> list[str]:
    return [f.number for f in steps.verify(process).findings if f.status.value == "fail"]


@pytest.mark.parametrize("what", ["somebody comes back", "a home twice", "a quota"])
def test_a_replacement_from_other_people_or_quotas_is_caught(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = carried_out(tmp_path, BIG)
    first, *rest = members(process)
    drop(process, {first: "declined"}, 8)
    pool, _, _ = closed_pool(cases.load(process))
    back = next(person for person in pool.registrants if person.id == first)
    home = next(p for p in pool.registrants if p.household and p.id not in (first, *rest))

    def other(*arguments: object) -> remaining.Remaining:
        left = remaining.remaining(*arguments)
        if what == "somebody comes back":
            people = (*left.pool.registrants, back)
        elif what == "a home twice":
            people = tuple(p for p in left.pool.registrants if p.id != home.id)
        else:
            people = left.pool.registrants
        people = tuple(sorted(people, key=lambda person: person.id))
        rows = left.quotas.rows
        if what == "a quota":
            rows = (replace(rows[0], maximum=rows[0].maximum + 1), *rows[1:])
        return replace(
            left,
            pool=replace(left.pool, registrants=people),
            quotas=replace(left.quotas, rows=rows),
        )

    monkeypatch.setattr(sitting, "remaining", other)
    refilled(process, "other", 9)
    assert "V61" in failing(process)


def test_names_and_reasons_stay_out_of_what_everybody_may_see(tmp_path: Path) -> None:
    process = twice(tmp_path)
    steps.bundle(process, kind=steps.Kind.PUBLIC, out=tmp_path / "all.zip")
    content = (tmp_path / "all.zip").read_bytes() + (process / "account.html").read_bytes()
    assert b"marker" not in content
    found = steps.verify(tmp_path / "all.zip")
    assert found.ok
    assert {f.number for f in found.findings if f.withheld} >= {"V59", "V61"}
    steps.erase(process, by="clerk", why="the day", time="2029-01-01T10:00:00Z")
    assert steps.verify(process).ok


def test_a_panel_of_fifty_from_two_thousand_is_whole_again_in_seconds(tmp_path: Path) -> None:
    chance = random.Random("two thousand")
    people = [
        (1, ("", f"Kade {i // 2}", chance.choice(AGES), chance.choice(AREAS))) for i in range(2000)
    ]
    quotas = [
        (name, value, 50 // len(of) - 1, 50 // len(of) + 1)
        for name, of in (("age", AGES), ("area", AREAS))
        for value in of
    ]
    large = Case(people=people, quotas=quotas, size=50, threshold=3, household=True, panels=1000)
    process = carried_out(tmp_path, large)
    leaving = dict.fromkeys(list(members(process))[:3], "withdrawn")
    drop(process, leaving, 8)
    begun = perf_counter()
    _, joined = refilled(process, "friday", 9)
    assert perf_counter() - begun < 30
    assert len(joined) == 3
    assert steps.verify(process).ok


AGES = ("16-29", "30-44", "45-64", "65+", "unknown")
AREAS = tuple(f"area {i}" for i in range(10))
