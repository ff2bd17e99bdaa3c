"""Seats from shares: worked out by hand in fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sortition.errors import UsageError
from sortition.population.seats import allot, bounds, seat_plan
from sortition.records.population import Figure, Population, Source
from sortition.records.seats import Promise, Rules, SeatPlan


def people(category: str, **counts: int | Fraction) -> tuple[Figure, ...]:
    return tuple(Figure(category=category, value=v, people=Fraction(n)) for v, n in counts.items())


def plan(figures: tuple[Figure, ...], size: int, **rules: object) -> SeatPlan:
    return seat_plan(Population.of(figures), Rules(size=size, **rules))


def table(found: SeatPlan) -> dict[str, tuple[Fraction, int, int]]:
    return {row.figure.value: (row.exact, row.minimum, row.maximum) for row in found.rows}


def test_27_per_cent_of_50_seats_is_13_to_14() -> None:
    found = plan(people("age", young=27, old=73), 50)
    assert table(found) == {"old": (Fraction(73, 2), 36, 37), "young": (Fraction(27, 2), 13, 14)}
    assert found.rows[1].share == Fraction(27, 100)


def test_a_whole_number_of_seats_leaves_no_room() -> None:
    assert table(plan(people("a", x=1, y=1), 10)) == {
        "x": (Fraction(5), 5, 5),
        "y": (Fraction(5), 5, 5),
    }


def test_thirds_are_exact() -> None:
    # In floating point 3 × (1/3) × 10 may not be 10; the record would refuse it.
    found = plan(people("a", x=1, y=1, z=1), 10)
    assert table(found)["x"] == (Fraction(10, 3), 3, 4)


@pytest.mark.parametrize(
    ("exact", "rules", "least", "expected"),
    [
        (Fraction(27, 2), {}, 0, (13, 14)),
        (Fraction(27, 2), {"room": 1}, 0, (12, 15)),
        (Fraction(27, 2), {"stretch": Fraction(1, 10)}, 0, (12, 15)),  # 12.15 and 14.85
        (
            Fraction(20),
            {"stretch": Fraction(1, 10)},
            0,
            (18, 22),
        ),  # exactly, without a floating-point crumb
        (Fraction(1, 3), {}, 0, (0, 1)),
        (Fraction(4, 3), {"room": 2}, 0, (1, 4)),  # widening never takes the last seat
        (Fraction(3), {"room": 2}, 3, (3, 5)),  # nor what was promised
        (Fraction(0), {}, 0, (0, 1)),  # nobody is excluded because the figures know nobody
        (Fraction(49), {"room": 5}, 0, (44, 50)),  # never more than there are
    ],
)
def test_bounds(exact: Fraction, rules: dict, least: int, expected: tuple[int, int]) -> None:
    assert bounds(exact, Rules(size=50, **rules), least) == expected


def test_a_promise_is_kept_and_the_others_share_the_rest() -> None:
    promise = Promise(category="Wijk", value="NORTH", seats=3, why="they live beside the site")
    found = plan(people("wijk", north=1, east=3, west=6), 10, promises=(promise,))
    # 7 seats are left for 3 : 6, so 7/3 and 14/3.
    assert table(found) == {
        "east": (Fraction(7, 3), 2, 3),
        "north": (Fraction(3), 3, 3),
        "west": (Fraction(14, 3), 4, 5),
    }
    reasons = {row.figure.value: row.reason for row in found.rows}
    assert "beside the site" in str(reasons["north"].values["why"])
    assert reasons["north"].values["proportional"] == 1
    assert "others were given more" in reasons["west"].template


def test_a_promise_below_the_share_changes_no_number_but_the_minimum_stays() -> None:
    promise = Promise(category="a", value="x", seats=4, why="agreed")
    found = plan(people("a", x=1, y=1), 10, promises=(promise,), room=3)
    assert table(found)["x"] == (Fraction(5), 4, 8)
    assert table(found)["y"] == (Fraction(5), 2, 8)


def test_a_promise_can_push_another_value_below_its_own() -> None:
    # In proportion x has 5, y 2, z 3. With 6 for z, 4 are left: y would have 8/7 < 2.
    promises = tuple(
        Promise(category="a", value=v, seats=n, why="agreed") for v, n in (("z", 6), ("y", 2))
    )
    found = plan(people("a", x=5, y=2, z=3), 10, promises=promises)
    assert {v: row[0] for v, row in table(found).items()} == {"x": 2, "y": 2, "z": 6}


def test_every_value_can_be_given_a_seat() -> None:
    found = plan(people("a", x=1, y=99, z=100), 10, each=1)
    assert table(found)["x"] == (Fraction(1), 1, 1)
    assert table(found)["y"] == (9 * Fraction(99, 199), 4, 5)
    assert "for every value" in found.rows[0].reason.template


def test_too_many_promises_say_what_to_do() -> None:
    with pytest.raises(UsageError) as caught:
        plan(people("a", x=1, y=1, z=1), 5, each=2)
    assert caught.value.text.values == {"category": "a", "sum": 6, "size": 5}
    assert "--merge-below" in str(caught.value)


def test_promises_for_nobody_and_twice_are_refused() -> None:
    known = people("wijk", north=1, south=1)
    wrong = Promise(category="wijk", value="nroth", seats=1, why="x")
    with pytest.raises(UsageError, match=r"nroth.*north, south"):
        plan(known, 5, promises=(wrong,))
    right = Promise(category="wijk", value="north", seats=1, why="x")
    with pytest.raises(UsageError, match="twice"):
        plan(known, 5, promises=(right, right))


def test_small_values_join_the_next_smallest() -> None:
    found = plan(people("wijk", a=1, b=2, c=40, d=57), 50, merge_below=2)
    assert list(table(found)) == ["a + b + c", "d"]
    assert found.rows[0].exact == Fraction(43, 2)
    assert "takes the place of" in found.notes[0].template


def test_small_bands_join_the_smaller_neighbour() -> None:
    figures = tuple(
        Figure(category="age", value=v, people=Fraction(n))
        for v, n in (("16-29", 40), ("30-44", 30), ("45-64", 1), ("65+", 29))
    )
    assert list(table(plan(figures, 50, merge_below=2))) == ["16-29", "30-44", "45+"]


def test_a_promised_value_is_not_merged() -> None:
    promise = Promise(category="wijk", value="a", seats=1, why="agreed")
    found = plan(people("wijk", a=1, b=1, c=40, d=58), 50, merge_below=1, promises=(promise,))
    assert list(table(found)) == ["a", "b + c", "d"]


def test_values_without_a_sure_seat_and_too_many_values_are_told() -> None:
    found = plan(people("wijk", a=1, b=99), 3)
    assert [str(note) for note in found.notes if "without a seat" in note.template]
    assert [note for note in found.notes if "values for" in note.template]


def test_allot_with_nothing_left_to_divide() -> None:
    assert allot([Fraction(1), Fraction(1)], [3, 2], 5) == (3, 2)
    assert allot([Fraction(0), Fraction(1)], [0, 0], 5) == (0, 5)


def test_rows_of_a_source_in_short() -> None:
    source = Source(file="a.csv", rows=(5, 2, 3, 2), columns=("a_inw",))
    assert source.spans == "2-3, 5"


@pytest.mark.parametrize(
    "wrong",
    [{"size": 0}, {"size": 1, "room": -1}, {"size": 1, "stretch": Fraction(2)}],
)
def test_rules_that_make_no_sense_are_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match=r"seats|share"):
        Rules(**wrong)


def test_a_merged_value_is_traced_to_all_its_cells() -> None:
    def figure(value: str, row: int, column: str, number: int) -> Figure:
        source = Source(file="f.csv", rows=(row,), columns=(column,))
        return Figure(category="a", value=value, people=Fraction(number), sources=(source,))

    places = (figure("x", 5, "n", 1), figure("y", 2, "n", 1), figure("z", 9, "n", 98))
    assert plan(places, 10, merge_below=1).rows[0].figure.sources == (
        Source(file="f.csv", rows=(2, 5, 9), columns=("n",)),
    )
    bands = (figure("16-29", 2, "p", 1), figure("30-64", 2, "q", 50), figure("65+", 2, "r", 50))
    assert plan(bands, 10, merge_below=1).rows[0].figure.sources == (
        Source(file="f.csv", rows=(2,), columns=("p", "q")),
    )
