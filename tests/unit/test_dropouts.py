"""How likely people are to drop out: stated, read from a table, overdrawn for, and learned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import comb, exp, log, log1p
from pathlib import Path
from random import Random

import pytest

from sortition.alternates.learning import Panelled, learn_dropouts
from sortition.alternates.overdraw import Overdraw, overdraw
from sortition.errors import InputError
from sortition.records.alternates import Dropouts
from sortition.records.quotas import Quota
from sortition.tables import read_table
from sortition.tables.dropouts_table import dropouts_csv, read_dropouts

F = Fraction
KNOWN = (("age", "16-39"), ("age", "40+"), ("area", "North side"), ("area", "south"))


# --- chances --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("everybody", "groups", "why"),
    [
        (F(1), (), "from 0 to 1"),
        (F(-1, 10), (), "from 0 to 1"),
        (F(0), (("age", "40+", F(1, 10)),), "from 0 to 1"),
        (F(1, 10), (("age", "40+", F(-1, 10)),), "below 0"),
        (F(1, 10), (("age", "40+", F(1, 5)), ("Age ", "40+", F(1, 5))), "twice"),
        (F(1, 10), (("age", "40+", F(11, 10)),), "over 1"),
        (F(1, 10), (("age", "40+", F(2, 5)), ("area", "south", F(2, 5))), "over 1"),
        (
            F(1, 2),
            (("age", "40+", F(9, 10)), ("area", "a", F(0)), ("area", "b", F(9, 10))),
            "over 1",
        ),
    ],
)
def test_chances_that_nobody_can_have_are_refused(
    everybody: Fraction, groups: tuple[tuple[str, str, Fraction], ...], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        Dropouts(everybody=everybody, groups=groups)


def test_somebody_has_the_chance_of_everybody_times_what_their_groups_differ_by() -> None:
    chances = Dropouts(
        everybody=F(1, 10),
        groups=(("age", "16-39", F(1, 5)), ("area", "North", F(1, 20)), ("area", "s", F(0))),
    )
    assert chances.of({"age": "40+", "area": "east"}) == F(1, 10)
    assert chances.of({"age": "16-39", "area": "east"}) == F(1, 5)
    assert chances.of({"age": "16-39", "area": "north"}) == F(1, 10)
    assert chances.of({"AGE": "16-39", "area": " NORTH"}) == F(1, 10)
    assert chances.of({"age": "16-39", "area": "s"}) == 0
    assert chances.of({"role": "16-39"}) == F(1, 10)


def test_a_chance_of_just_one_is_possible_and_one_group_may_never_drop_out() -> None:
    sure = Dropouts(everybody=F(1, 4), groups=(("a", "x", F(1, 2)), ("b", "y", F(1, 2))))
    assert sure.of({"a": "x", "b": "y"}) == 1
    assert Dropouts(everybody=F(0)).of({"a": "x"}) == 0


# --- the table ------------------------------------------------------------------------------------


def read(folder: Path, text: str, known: Sequence[tuple[str, str]] = KNOWN) -> Dropouts:
    path = folder / "dropouts.csv"
    path.write_text(text, "utf-8")
    return read_dropouts(read_table(path), known, ("age", "area"))


def problems(folder: Path, text: str, known: Sequence[tuple[str, str]] = KNOWN) -> list[str]:
    with pytest.raises(InputError) as refused:
        read(folder, text, known)
    return [problem.code for problem in refused.value.problems]


def test_a_table_gives_chances_of_everybody_and_of_groups(tmp_path: Path) -> None:
    found = read(tmp_path, "category,value,chance\n,,12%\nage,16-39,0.25\nAREA,north  SIDE,2.5%\n")
    assert found == Dropouts(
        everybody=F(12, 100),
        groups=(("age", "16-39", F(1, 4)), ("area", "North side", F(1, 40))),
    )


def test_a_dutch_table_has_commas_in_its_numbers(tmp_path: Path) -> None:
    found = read(tmp_path, "Categorie;Waarde;Kans\nage;40+;12,5 %\n;;0,05\n")
    assert found == Dropouts(everybody=F(1, 20), groups=(("age", "40+", F(1, 8)),))


@pytest.mark.parametrize(
    ("cell", "chance"),
    [("12.5%", F(1, 8)), ("0.125", F(1, 8)), ("0", F(0)), ("0%", F(0)), ("99.9 %", F(999, 1000))],
)
def test_a_chance_can_be_written_in_several_ways(
    cell: str, chance: Fraction, tmp_path: Path
) -> None:
    assert read(tmp_path, f"category,value,chance\n,,{cell}\n") == Dropouts(everybody=chance)


@pytest.mark.parametrize(
    "cell",
    [
        *("", "ten", "100%", "1", "1.0", "150%", "-5%", "+5%", "nan", "inf", "1/8", "5%%", "%"),
        *(
            "1_0%",
            "１２%",
            "1e-3",
            "1e-999999999",
            "1e999999999",
            "0x1",
            "0.1.2",
            ".5",
            "0.1234567890123",
        ),
    ],
)
def test_what_is_no_chance_is_said_so(cell: str, tmp_path: Path) -> None:
    text = f"category,value,chance\n,,10%\nage,40+,{cell}\n"
    assert problems(tmp_path, text) == ["bad-chance"]


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    text = (
        "category,value,chance\nage,old,10%\nage,40+,often\nage,40+ ,20%\ncolour,red,5%\narea,,5%\n"
    )
    assert problems(tmp_path, text) == [
        *("unknown-value", "bad-chance", "twice", "unknown-value", "unknown-value", "no-base")
    ]
    with pytest.raises(InputError) as refused:
        read(tmp_path, text)
    places = [(p.where.row, p.where.column) for p in refused.value.problems]
    assert places == [
        (2, "value"),
        (3, "chance"),
        (4, "value"),
        (5, "value"),
        (6, "value"),
        (None, None),
    ]


def test_everybody_is_there_once(tmp_path: Path) -> None:
    assert problems(tmp_path, "category,value,chance\n,,10%\n,,20%\n") == ["twice"]
    assert problems(tmp_path, "category,value,chance\n,40+,20%\n,,1%\n") == ["unknown-value"]


def test_a_table_with_other_columns_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, "category,worth,odds\n,,10%\n") == ["no-column", "no-column"]
    # What a table has wrong as a table comes with it.
    assert "no-column" in problems(tmp_path, "chance,chance\n10%,5%\n")


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (",,10%\nage,16-39,40%\narea,south,50%\n", "over-one"),
        (",,0%\nage,16-39,40%\n", "no-base"),
    ],
)
def test_chances_that_do_not_go_together_are_refused(rows: str, code: str, tmp_path: Path) -> None:
    assert problems(tmp_path, f"category,value,chance\n{rows}") == [code]


def test_before_there_are_quotas_only_categories_are_known(tmp_path: Path) -> None:
    text = "category,value,chance\n,,10%\nAge,young,20%\n"
    assert read(tmp_path, text, ()).groups == (("age", "young", F(1, 5)),)
    text = "category,value,chance\n,,10%\ncolour,red,20%\nage,,30%\n"
    assert problems(tmp_path, text, ()) == ["unknown-value", "unknown-value"]


def test_a_table_that_was_written_is_read_back(tmp_path: Path) -> None:
    chances = Dropouts(
        everybody=F(1, 1000),
        groups=(("age", "16-39", F(87, 1000)), ("area", "North side", F(0))),
    )
    assert read(tmp_path, dropouts_csv(chances).decode()) == chances


# --- more people from the start -------------------------------------------------------------------


def quota(category: str, value: str, minimum: int) -> Quota:
    return Quota(category=category, value=value, minimum=minimum, maximum=minimum + 2)


def drawn_for(
    needs: Mapping[tuple[str, str], int],
    chances: Mapping[tuple[str, str], Fraction],
    *,
    size: int,
    everybody: Fraction,
    wanted: Fraction,
) -> Overdraw:
    found = overdraw(
        [quota(*name, need) for name, need in needs.items()],
        chances,
        size=size,
        everybody=everybody,
        wanted=wanted,
    )
    assert found is not None
    return found


def number_who_stay(chances: Sequence[Fraction]) -> list[Fraction]:
    """The chance that just so many stay, for each number, when everybody decides alone."""
    found = [F(1)]
    for gone in chances:
        longer = [F(0)] * (len(found) + 1)
        for n, chance in enumerate(found):
            longer[n] += chance * gone
            longer[n + 1] += chance * (1 - gone)
        found = longer
    return found


def by_every_outcome(drawn: int, need: int, gone: Fraction) -> Fraction:
    """The chance that enough stay, over each way in which people can stay or go."""
    total = F(0)
    for stays in product((False, True), repeat=drawn):
        if sum(stays) >= need:
            total += (1 - gone) ** sum(stays) * gone ** (drawn - sum(stays))
    return total


def test_the_chance_that_enough_of_a_group_stay_is_exact_and_no_fewer_would_do() -> None:
    for seed in range(60):
        random = Random(f"overdraw {seed}")
        need, gone = random.randint(1, 5), F(random.randint(1, 6), 20)
        wanted = F(random.randint(50, 97), 100)
        name = ("age", "40+")
        found = drawn_for({name: need}, {name: gone}, size=1, everybody=F(0), wanted=wanted)
        (group,) = found.groups
        assert group.enough == by_every_outcome(group.drawn, need, gone) >= wanted
        assert group.enough == sum(number_who_stay([gone] * group.drawn)[need:])
        assert group.drawn == need or by_every_outcome(group.drawn - 1, need, gone) < wanted


def random_needs(
    random: Random,
) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], Fraction]]:
    names = [("age", v) for v in "xy"] + [("area", v) for v in "pqr"]
    needs = {name: random.randint(0, 3) for name in names}
    return needs, {name: F(random.randint(0, 8), 20) for name in names}


def test_what_is_promised_holds_when_groups_have_nothing_to_do_with_each_other() -> None:
    for seed in range(60):
        random = Random(f"apart {seed}")
        needs, chances = random_needs(random)
        wanted = F(random.randint(60, 98), 100)
        found = drawn_for(needs, chances, size=6, everybody=F(1, 5), wanted=wanted)
        together = sum(number_who_stay([F(1, 5)] * found.size)[6:], F(0))
        for group in found.groups:
            gone = chances[group.quota.category, group.quota.value]
            stay = number_who_stay([gone] * group.drawn)
            assert group.enough == sum(stay[group.quota.minimum :], F(0))
            together *= group.enough
        assert together >= found.enough >= wanted


def test_what_is_promised_holds_for_a_panel_in_which_everybody_is_in_two_groups() -> None:
    """A panel of two ages and two areas, by the exact chance of each number of stayers."""
    gone = F(3, 20)
    needs = {("age", "x"): 2, ("age", "y"): 2, ("area", "p"): 1, ("area", "q"): 3}
    found = drawn_for(needs, dict.fromkeys(needs, gone), size=4, everybody=gone, wanted=F(9, 10))
    least = {(g.quota.category, g.quota.value): g.drawn for g in found.groups}
    tried = 0
    for xp, xq, yp in product(range(found.size + 1), repeat=3):
        cells = (xp, xq, yp, found.size - xp - xq - yp)
        if cells[3] < 0 or not meets(cells, least, found.size):
            continue
        tried += 1
        stay = [number_who_stay([gone] * n) for n in cells]
        kept = sum(
            stay[0][a] * stay[1][b] * stay[2][c] * stay[3][d]
            for a, b, c, d in product(*(range(n + 1) for n in cells))
            if meets((a, b, c, d), needs, 4)
        )
        assert kept >= found.enough >= F(9, 10)
    assert tried > 3


def meets(cells: Sequence[int], needs: Mapping[tuple[str, str], int], size: int) -> bool:
    xp, xq, yp, yq = cells
    ages = xp + xq >= needs["age", "x"] and yp + yq >= needs["age", "y"]
    areas = xp + yp >= needs["area", "p"] and xq + yq >= needs["area", "q"]
    return ages and areas and sum(cells) >= size


def test_people_who_differ_stay_no_less_often_than_if_all_had_the_mean_chance() -> None:
    for seed in range(100):
        random = Random(f"differ {seed}")
        gone = [F(random.randint(0, 12), 20) for _ in range(random.randint(2, 9))]
        mean = sum(gone) / len(gone)
        expected = len(gone) * (1 - mean)
        for need in range(1, int(expected) + 1):
            alike = sum(
                comb(len(gone), n) * (1 - mean) ** n * mean ** (len(gone) - n) for n in range(need)
            )
            assert sum(number_who_stay(gone)[:need]) <= alike


def test_nobody_more_is_drawn_where_nobody_is_needed_or_goes() -> None:
    needs = {("age", "x"): 3, ("age", "y"): 0}
    chances = {("age", "x"): F(0), ("age", "y"): F(9, 10)}
    found = drawn_for(needs, chances, size=3, everybody=F(0), wanted=F(99, 100))
    assert [group.drawn for group in found.groups] == [3, 0]
    assert (found.size, found.enough) == (3, 1)


def test_a_panel_is_as_large_as_its_largest_category_needs() -> None:
    needs = {("age", "x"): 4, **{("area", v): 1 for v in "pqrs"}}
    found = drawn_for(
        needs, dict.fromkeys(needs, F(1, 5)), size=4, everybody=F(1, 5), wanted=F(9, 10)
    )
    by_area = sum(g.drawn for g in found.groups if g.quota.category == "area")
    assert found.size == by_area > found.groups[0].drawn


def test_where_nearly_everybody_goes_no_number_is_enough() -> None:
    rows = [quota("age", "x", 2)]
    chances = {("age", "x"): F(99, 100)}
    assert overdraw(rows, chances, size=2, everybody=F(1, 10), wanted=F(99, 100)) is None
    assert overdraw(rows, {("age", "x"): F(1)}, size=2, everybody=F(0), wanted=F(1, 2)) is None


# --- learned --------------------------------------------------------------------------------------

Held = dict[tuple[str, ...], Panelled]
TRUE = {"young": 1.8, "old": 0.7, "north": 1.3, "south": 0.8}


def held_of(people: int, base: float = 0.1) -> Held:
    """As many dropped out of each cell as these factors let expect."""
    return {
        (age, area): Panelled(people=people, dropped=round(people * base * TRUE[age] * TRUE[area]))
        for age in ("young", "old")
        for area in ("north", "south")
    }


def test_factors_are_found_again_in_what_happened() -> None:
    found = learn_dropouts(("age", "area"), held_of(4000))
    for age, area in held_of(1):
        true = 0.1 * TRUE[age] * TRUE[area]
        assert abs(float(found.of({"age": age, "area": area})) - true) < 0.005
    by_value = {value: chance for _, value, chance in found.groups}
    assert by_value["young"] > found.everybody > by_value["old"]


def test_a_small_group_does_not_get_a_wild_chance() -> None:
    held = {("young",): Panelled(people=100, dropped=10), ("old",): Panelled(people=2, dropped=2)}
    chance = learn_dropouts(("age",), held).of({"age": "old"})
    assert F(10, 100) < chance < F(1, 2)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_learned_is_the_most_likely(seed: int) -> None:
    """Against a search that knows nothing of slopes."""
    random = Random(f"learned {seed}")
    held: Held = {}
    for cell in product(("young", "old"), ("north", "south", "east")):
        people = random.randint(20, 60)
        held[cell] = Panelled(people=people, dropped=random.randint(0, people // 4))
    names = sorted({(c, cell[c]) for cell in held for c in range(2)})
    found = learn_dropouts(("age", "area"), held)

    def height(point: Sequence[float]) -> float:
        total = -sum(effect * effect for effect in point[1:]) / (2 * 0.5**2)
        for cell, one in held.items():
            chance = point[0] + sum(
                effect for (c, v), effect in zip(names, point[1:], strict=True) if cell[c] == v
            )
            if chance >= log(0.98):
                return float("-inf")
            total += one.dropped * chance + (one.people - one.dropped) * log1p(-exp(chance))
        return total

    base, *effects = highest(height, len(names) + 1, ([0, 1, 2], [0, 3, 4, 5]))
    assert abs(float(found.everybody) - exp(base)) < 0.001
    for (*_, chance), effect in zip(found.groups, effects, strict=True):
        assert abs(float(chance) - exp(base + effect)) < 0.001


def highest(
    height: Callable[[Sequence[float]], float], size: int, blocks: Sequence[Sequence[int]]
) -> list[float]:
    """The highest point: steps along each coordinate, and of all factors of a category at once."""
    ways = [[float(i == j) for j in range(size)] for i in range(size)]
    for base, *rest in blocks:
        ways.append([1.0 if j == base else -1.0 if j in rest else 0.0 for j in range(size)])
    point, step = [-2.0] + [0.0] * (size - 1), 0.5
    top = height(point)
    while step > 1e-6:
        moves = (
            [p + sign * step * w for p, w in zip(point, way, strict=True)]
            for way in ways
            for sign in (1, -1)
        )
        better = next(((h, move) for move in moves if (h := height(move)) > top), None)
        if better is None:
            step /= 2
        else:
            top, point = better
    return point


def test_what_is_learned_does_not_depend_on_an_order() -> None:
    held = held_of(50)
    cells = list(held)
    Random("order").shuffle(cells)
    found = learn_dropouts(("age", "area"), held)
    assert learn_dropouts(("age", "area"), {cell: held[cell] for cell in cells}) == found
    turned = learn_dropouts(("area", "age"), {(b, a): one for (a, b), one in held.items()})
    assert turned.everybody == found.everybody
    assert sorted(turned.groups) == sorted(found.groups)


def test_nobody_has_a_chance_over_one_whatever_happened() -> None:
    for seed in range(60):
        random = Random(f"over {seed}")
        held: Held = {}
        for cell in product("ab", "xyz", "pq"):
            people = random.randint(1, 30)
            held[cell] = Panelled(
                people=people, dropped=random.choice((0, people, random.randint(0, people)))
            )
        found = learn_dropouts(("one", "two", "three"), held)
        for cell in held:
            values = dict(zip(("one", "two", "three"), cell, strict=True))
            assert 0 <= found.of(values) <= 1


def test_one_value_that_two_panels_spell_differently_is_one_group() -> None:
    held = {
        ("North",): Panelled(people=30, dropped=9),
        ("north",): Panelled(people=20, dropped=5),
        ("south",): Panelled(people=50, dropped=2),
    }
    found = learn_dropouts(("area",), held)
    assert [value.casefold() for _, value, _ in found.groups] == ["north", "south"]
    together = {("North",): Panelled(people=50, dropped=14), ("south",): held["south",]}
    assert learn_dropouts(("area",), together).everybody == found.everybody


@pytest.mark.parametrize(("dropped", "people"), [(1, 5000), (4999, 5000), (99, 100), (1, 2)])
def test_something_is_learned_however_few_or_many_dropped_out(dropped: int, people: int) -> None:
    found = learn_dropouts(("age",), {("x",): Panelled(people=people, dropped=dropped)})
    assert abs(found.of({"age": "x"}) - F(dropped, people)) <= F(1, 1000)


@pytest.mark.parametrize("dropped", [0, 10])
def test_where_all_stayed_or_all_left_nothing_is_learned(dropped: int) -> None:
    with pytest.raises(ValueError, match="somebody who"):
        learn_dropouts(("age",), {("x",): Panelled(people=10, dropped=dropped)})
    with pytest.raises(ValueError, match="somebody who"):
        learn_dropouts(("age",), {})
