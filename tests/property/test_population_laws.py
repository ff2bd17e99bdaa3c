"""Laws of seats: they lie within the bounds, bounds can be met together, order is nothing."""

from __future__ import annotations

import csv
import io
import tempfile
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sortition.errors import InputError, UsageError
from sortition.population.read import Request, read_population
from sortition.population.seats import allot, seat_plan
from sortition.records.population import Figure, Population
from sortition.records.seats import Promise, Rules, SeatPlan

VALUES = ("a", "b", "c", "d", "e", "f")


@st.composite
def figures(draw: st.DrawFn) -> list[Figure]:
    found = []
    for category in draw(st.sampled_from([("x",), ("x", "y")])):
        number = draw(st.integers(1, len(VALUES)))
        people = draw(st.lists(st.integers(0, 10**6), min_size=number, max_size=number))
        if not any(people):
            people[0] = 1
        part = draw(st.integers(1, 9))
        found += [
            Figure(category=category, value=value, people=Fraction(n, part))
            for value, n in zip(VALUES, people, strict=False)
        ]
    return found


RULES = st.builds(
    Rules,
    size=st.integers(1, 200),
    room=st.integers(0, 3),
    stretch=st.fractions(0, 1, max_denominator=20),
    each=st.integers(0, 2),
    merge_below=st.integers(0, 3),
    promises=st.lists(
        st.builds(
            Promise,
            category=st.just("x"),
            value=st.just("a"),
            seats=st.integers(1, 20),
            why=st.just("agreed"),
        ),
        max_size=1,
    ).map(tuple),
)


def plan_of(found: list[Figure], rules: Rules) -> SeatPlan | None:
    """The plan; None where the promises are more than there are seats."""
    try:
        return seat_plan(Population.of(tuple(found)), rules)
    except UsageError:
        return None


@given(figures(), RULES)
def test_bounds_hold_the_exact_seats_and_can_be_met_together(
    found: list[Figure], rules: Rules
) -> None:
    plan = plan_of(found, rules)
    if plan is None:
        return
    for category in {row.figure.category for row in plan.rows}:
        rows = [row for row in plan.rows if row.figure.category == category]
        assert sum(row.exact for row in rows) == rules.size
        assert sum(row.share for row in rows) == 1
        assert sum(r.minimum for r in rows) <= rules.size <= sum(r.maximum for r in rows)
        for row in rows:
            assert row.minimum <= row.exact <= row.maximum
            assert row.minimum >= rules.each
            assert row.maximum >= 1
            assert row.proportional == row.share * rules.size


@given(figures(), RULES, st.randoms(use_true_random=False))
def test_the_order_of_rows_leaves_no_trace(
    found: list[Figure], rules: Rules, chance: object
) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert plan_of(found, rules) == plan_of(shuffled, rules)


@given(figures(), st.integers(1, 100), st.integers(2, 9))
def test_counts_and_shares_give_the_same(found: list[Figure], size: int, part: int) -> None:
    scaled = [Figure(category=f.category, value=f.value, people=f.people / part) for f in found]
    one, other = plan_of(found, Rules(size=size)), plan_of(scaled, Rules(size=size))
    assert one is not None
    assert other is not None
    assert one.quotas == other.quotas


@given(figures(), st.integers(1, 100), st.integers(0, 2), st.integers(0, 3))
def test_more_room_never_narrows(found: list[Figure], size: int, room: int, more: int) -> None:
    tight, wide = (plan_of(found, Rules(size=size, room=n)) for n in (room, room + more))
    assert tight is not None
    assert wide is not None
    for one, other in zip(tight.rows, wide.rows, strict=True):
        assert other.minimum <= one.minimum
        assert one.maximum <= other.maximum


@given(figures(), RULES)
def test_a_promise_is_kept(found: list[Figure], rules: Rules) -> None:
    plan = plan_of(found, rules)
    if plan is None:
        return
    for promise in rules.promises:
        kept = [r for r in plan.rows if (r.figure.category, r.figure.value) == ("x", promise.value)]
        assert [row.minimum >= promise.seats for row in kept] == [True]


@given(
    st.lists(st.tuples(st.integers(1, 1000), st.integers(0, 3)), min_size=1, max_size=6),
    st.integers(18, 60),
)
def test_nobody_without_a_promise_is_favoured(pairs: list[tuple[int, int]], size: int) -> None:
    """Those above their promise all have the same number of seats per person: nobody has more."""
    people, least = [Fraction(n) for n, _ in pairs], [seats for _, seats in pairs]
    exact = allot(people, least, size)
    free = {e / n for e, n, m in zip(exact, people, least, strict=True) if e > m}
    assert len(free) <= 1
    for e, n, m in zip(exact, people, least, strict=True):
        assert e == m or {e / n} == free
        assert all(e / n >= rate for rate in free)


# --- any bytes ------------------------------------------------------------------------------------

CELLS = st.sampled_from(
    ["", ".", "x", "-99997", "0", "12", "1.234", "3,5", "WK000101  ", "BU00010100", "GM0001", "=a"]
) | st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
HEADERS = st.sampled_from(
    [
        ("category", "value", "population"),
        ("gwb_code_10", "regio", "a_inw", "a_man", "a_vrouw", "a_00_14", "a_15_64", "a_65_oo"),
        ("Codering_3", "AantalInwoners_5", "Mannen_6", "Vrouwen_7"),
        ("bu_code", "wk_code", "wk_naam", "aant_inw", "p_00_14_jr", "p_15_eo_jr"),
    ]
)


@st.composite
def sheets(draw: st.DrawFn) -> bytes:
    header = draw(HEADERS)
    rows = draw(st.lists(st.lists(CELLS, max_size=9), max_size=5))
    stream = io.StringIO()
    csv.writer(stream).writerows([header, *rows])
    return stream.getvalue().encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])))


def figures_or_error(path: Path, request: Request) -> Population | InputError | UsageError:
    try:
        return read_population([path], request)
    except (InputError, UsageError) as error:
        return error


@given(sheets() | st.binary(max_size=60))
def test_any_file_gives_figures_or_problems_with_a_place(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "figures.csv")
        path.write_bytes(data)
        for request in (Request(min_age=16), Request()):
            found = figures_or_error(path, request)
            if isinstance(found, Population):
                assert plan_of(list(found.figures), Rules(size=10)) is not None
            elif isinstance(found, InputError):
                assert found.problems
                assert all(p.where.file == "figures.csv" for p in found.problems)
                assert all(str(p.text) and str(p.advice) for p in found.problems)
