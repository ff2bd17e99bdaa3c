"""Crosses, conditions and zones in a quota file: what they mean, and what is wrong with them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from time import process_time

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sortition.advice import advise
from sortition.errors import InputError, Problem
from sortition.records.advice import Concern
from sortition.records.derived import Derived
from sortition.records.pool import Pool
from sortition.records.quotas import Quotas
from sortition.tables import Loaded, load
from sortition.tables.pieces import quoted
from sortition.tables.written import quota_cells

PEOPLE = """id;age;sex;wijk;tenure
1;18-34;F;Stadspolders;rent
2;18-34;M;Wielwijk;own
3;35+;F;Binnenstad;rent
4;35+;M;Binnenstad;own
5;35+;F;Stadspolders;
"""
HEADER = "category,value,min,max\n"
BASE = "age,18-34,0,2\nage,35+,0,2\nsex,F,0,2\nsex,M,0,2\n"


@pytest.fixture
def read(tmp_path: Path):
    def loaded(quotas: str, people: str = PEOPLE, *, header: str = HEADER, size: int = 2) -> Loaded:
        (tmp_path / "people.csv").write_text(people, "utf-8")
        (tmp_path / "quotas.csv").write_text(header + quotas, "utf-8")
        return load(tmp_path / "people.csv", tmp_path / "quotas.csv", size=size)

    return loaded


@pytest.fixture
def problems(read):
    def found(quotas: str, people: str = PEOPLE) -> list[Problem]:
        with pytest.raises(InputError) as caught:
            read(quotas, people)
        return list(caught.value.problems)

    return found


def held(pool: Pool, category: str) -> str:
    """Everybody's value, joined."""
    place = pool.categories.index(category)
    return " ".join(person.values[place] for person in pool.registrants)


def bounds(quotas: Quotas) -> list[tuple[str, str, int, int]]:
    return [(row.category, row.value, row.minimum, row.maximum) for row in quotas.rows]


def rule(definition: Derived) -> list[tuple[str, dict[str, tuple[str, ...]]]]:
    return [
        (one.value, dict(zip(definition.of, one.where, strict=True))) for one in definition.values
    ]


# --- what they mean -------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["×", " × ", " x ", " X ", " * "])
def test_a_cross_has_the_values_that_are_listed_and_everybody_else(read, sign):
    found = read(f"{BASE}age{sign}sex,18-34{sign}F,0,1\nage × sex,35+ × M,0,2\n")
    assert found.pool.categories == ("age", "age × sex", "sex")
    assert held(found.pool, "age × sex") == "18-34 × F – – 35+ × M –"
    assert bounds(found.quotas)[2:5] == [
        ("age × sex", "18-34 × F", 0, 1),
        ("age × sex", "35+ × M", 0, 2),
        ("age × sex", "–", 0, 2),
    ]


def test_its_columns_need_no_quotas_of_their_own(read):
    found = read("tenure × sex × wijk,rent × F × Binnenstad,0,1\n")
    assert found.pool.categories == ("tenure × sex × wijk",)
    assert found.pool.columns == ("id", "age", "sex", "tenure", "wijk")
    assert held(found.pool, "tenure × sex × wijk") == "– – rent × F × Binnenstad – –"


def test_a_condition_has_an_inside_and_everybody_else(read):
    found = read("wijk=Stadspolders|Wielwijk,,1,2\nwijk = binnenstad & tenure= RENT,,0,1\n")
    assert found.quotas.categories == (
        "tenure=rent & wijk=Binnenstad",
        "wijk=Stadspolders|Wielwijk",
    )
    assert held(found.pool, "wijk=Stadspolders|Wielwijk") == "✓ ✓ – – ✓"
    assert held(found.pool, "tenure=rent & wijk=Binnenstad") == "– – ✓ – –"
    assert ("wijk=Stadspolders|Wielwijk", "✓", 1, 2) in bounds(found.quotas)
    assert ("wijk=Stadspolders|Wielwijk", "–", 0, 2) in bounds(found.quotas)


def test_a_zone_has_a_name_and_can_be_used_like_a_column(read):
    found = read(
        f"{BASE}Noord & age=35+,,0,1\nNoord: wijk=Wielwijk|Stadspolders,,1,2\n"
        "noord × sex,Noord × F,0,1\nNoord × sex,– × M,0,1\nNoord=–,,0,2\n"
    )
    assert held(found.pool, "Noord") == "✓ ✓ – – ✓"
    assert held(found.pool, "age=35+ & Noord") == "– – – – ✓"
    assert held(found.pool, "Noord × sex") == "✓ × F – – – × M ✓ × F"
    assert held(found.pool, "Noord=–") == "– – ✓ ✓ –"
    names = [one.category for one in found.quotas.derived]
    assert names == ["Noord", "age=35+ & Noord", "Noord × sex", "Noord=–"]


def test_both_sides_of_a_zone_and_the_rest_of_a_cross_can_have_quotas(read):
    found = read(
        "Noord: wijk=Wielwijk,✓,0,1\nNoord,–,1,2\nage × sex,18-34 × F,0,1\nage × sex,-,1,1\n"
    )
    assert bounds(found.quotas) == [
        ("age × sex", "18-34 × F", 0, 1),
        ("age × sex", "–", 1, 1),
        ("Noord", "–", 1, 2),
        ("Noord", "✓", 0, 1),
    ]


def test_a_zone_can_be_used_with_another_that_is_described_later(read):
    found = read("A: B & sex=F,,0,1\nB: wijk=Binnenstad,,0,2\n")
    assert [one.category for one in found.quotas.derived] == ["B", "A"]
    assert held(found.pool, "A") == "– – ✓ – –"


def test_the_order_of_rows_and_of_what_is_joined_leaves_no_trace(read):
    one = read(
        "Z: wijk=Wielwijk|Stadspolders & sex=F,,0,1\n"
        "age × sex,35+ × M,0,1\nage × sex,18-34 × F,0,1\n"
    )
    two = read(
        "age × sex,18-34 × F,0,1\nage × sex,35+ × M,0,1\n"
        "Z: sex=F & wijk=Stadspolders|Wielwijk|wielwijk,,0,1\n"
    )
    assert one.quotas == two.quotas
    assert one.pool == two.pool


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("feature,value,min,max,min_flex,max_flex\n", "{category},{value},0,1,0,2\n"),
        ("category,name,min,max\n", "{category},{value},0,1\n"),
        ("category,feature,min,max\n", "{category},{value},0,1\n"),
        ("FeatureName,ValueName,MinQuota,MaxQuota\n", "{category},{value},0,1\n"),
        ("Categorie;Waarde;Minimaal;Maximaal\n", "{category};{value};0;1\n"),
        ("kenmerk;waarde;min;max;min_flex;max_flex\n", "{category};{value};0;1;;-1\n"),
    ],
)
def test_every_dialect_can_hold_them(read, header, row):
    rows = (("age × sex", "18-34 × F"), ("Noord: wijk=Wielwijk|Stadspolders", ""))
    text = "".join(row.format(category=category, value=value) for category, value in rows)
    found = read(text, header=header)
    assert held(found.pool, "age × sex") == "18-34 × F – – – –"
    assert held(found.pool, "Noord") == "✓ ✓ – – ✓"


def test_a_workbook_can_hold_them(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ("category", "value", "min", "max"),
        ("Noord: wijk=Wielwijk|Stadspolders", None, 0, 1),
        ("age × sex", "18-34 × F", 0, 1),
    ):
        sheet.append(row)
    book.save(tmp_path / "quotas.xlsx")
    (tmp_path / "people.csv").write_text(PEOPLE, "utf-8")
    found = load(tmp_path / "people.csv", tmp_path / "quotas.xlsx", size=2)
    assert held(found.pool, "Noord") == "✓ ✓ – – ✓"


# --- names that hold a sign themselves ------------------------------------------------------------

SIGNS = """id;age x sex;a=b;R&D & zorg;deel: noord;in|uit
1;18-34 x F;yes;ja;x;p|q
2;35+ x M;no;nee;y;p
3;35+ x M;no;nee;y;q
"""


def test_a_column_with_that_name_wins_over_the_signs(read):
    rows = "age x sex,18-34 x F,0,1\nage x sex,35+ x M,0,2\na=b,yes,0,1\na=b,no,0,2\n"
    rows += "deel: noord,x,0,1\ndeel: noord,y,0,2\nR&D & zorg,ja,0,1\nR&D & zorg,nee,0,2\n"
    found = read(rows, SIGNS)
    assert found.quotas.derived == ()
    assert found.pool.categories == ("a=b", "age x sex", "deel: noord", "R&D & zorg")


def test_such_names_can_be_joined_too(read):
    found = read(
        "deel: noord=x & R&D & zorg=ja & a=b=yes,,0,1\nage x sex × a=b,18-34 x F × yes,0,1\n", SIGNS
    )
    assert found.quotas.categories == (
        '"a=b"=yes & "deel: noord"=x & "R&D & zorg"=ja',
        '"age x sex" × "a=b"',
    )
    assert held(found.pool, '"age x sex" × "a=b"') == '"18-34 x F" × yes – –'
    again = read('"R&D & zorg"=ja & "a=b"=yes & "deel: noord"=x,,0,1\n', SIGNS)
    assert again.quotas.derived == found.quotas.derived[:1]


def test_values_with_a_sign_win_over_the_sign_and_quotation_marks_cut_them(read):
    assert rule(read("in|uit=p|q,,0,1\n", SIGNS).quotas.derived[0]) == [("✓", {"in|uit": ("p|q",)})]
    assert rule(read('in|uit="p"|"q",,0,1\n', SIGNS).quotas.derived[0]) == [
        ("✓", {"in|uit": ("p", "q")})
    ]


def test_what_can_be_read_in_two_ways_is_a_problem(problems):
    people = "id;v\n1;a|b\n2;c\n3;a\n4;b|c\n"
    (problem,) = problems("v=a|b|c,,0,1\n", people)
    assert (problem.code, problem.where.row, problem.where.column) == (
        "cross-unclear",
        2,
        "category",
    )
    assert '"v=a|b|c" can be read in more than one way.' in str(problem.text)


# --- what is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "code", "column", "advice"),
    [
        ("age × sexe,18-34 × F,0,1", "cross-name-unknown", "category", 'Did you mean "sex"?'),
        ("wijck=Binnenstad,,0,1", "cross-name-unknown", "category", 'Did you mean "wijk"?'),
        ("wijk=Binenstad,,0,1", "cross-value-unknown", "category", 'Did you mean "Binnenstad"?'),
        ("wijk=Dorp|Binnenstad,,0,1", "cross-value-unknown", "category", "can be left out"),
        ("age × sex,18-34 × G,0,1", "cross-value-unknown", "value", "Correct the cell"),
        ("age × sex,18-34,0,1", "cross-parts", "value", "with × between them"),
        ("age × sex,,0,1", "cross-parts", "value", "with × between them"),
        ("age × age,18-34 × 35+,0,1", "cross-name-twice", "category", "Name it once"),
        ("wijk=Binnenstad & wijk=Wielwijk,,0,1", "cross-name-twice", "category", "have | between"),
        ("wijk=Binnenstad,yes,0,1", "condition-value", "value", "Leave the cell empty"),
        ("wijk: tenure=rent,,0,1", "zone-name-taken", "category", "another name"),
        ('"a & b": tenure=rent,,0,1', "zone-name-signs", "category", "Leave out"),
        ("Z: Z & tenure=rent,,0,1", "zone-circle", "category", "do not depend on it"),
        ("age × sex,–,0,1", "cross-without-values", "category", "Add a row"),
        ("wijk=Binnenstad & Nord,,0,1", "cross-name-unknown", "category", "The columns are"),
    ],
)
def test_each_problem_has_its_place_and_what_to_do(problems, row, code, column, advice):
    found = problems(f"{BASE}{row}\n")
    assert [(p.code, p.where.row, p.where.column) for p in found] == [(code, 6, column)]
    assert advice in str(found[0].advice)


def test_all_problems_are_told_at_once_with_those_of_the_people(problems):
    rows = f"{BASE}age × sxe,18-34 × F,2,1\nwijk=Dorp|Stad & tenur=rent,,0,x\n"
    rows += "Z: wijk=Wielwijk,,0,1\nZ: sex=F,,0,1\n"
    found = problems(rows, PEOPLE.replace("2;18-34", "2;18-43"))
    assert [(p.where.file, p.code, p.where.row) for p in found] == [
        ("quotas.csv", "cross-name-unknown", 6),
        ("quotas.csv", "minimum-above-maximum", 6),
        ("quotas.csv", "cross-value-unknown", 7),
        ("quotas.csv", "cross-value-unknown", 7),
        ("quotas.csv", "cross-name-unknown", 7),
        ("quotas.csv", "seats-not-whole", 7),
        ("quotas.csv", "zone-twice", 9),
        ("people.csv", "value-unknown", 3),
    ]


def test_two_rows_about_the_same_people_are_a_problem(problems):
    rows = "wijk=Binnenstad & sex=F,,0,1\nsex=F & wijk=Binnenstad,✓,0,1\n"
    rows += "age × sex,35+ × M,0,1\nage x sex,35+ x m,0,1\n"
    assert [(p.code, p.where.row) for p in problems(rows)] == [
        ("quota-twice", 3),
        ("quota-twice", 5),
    ]


def test_minimums_of_a_cross_cannot_need_more_than_the_panel(problems):
    (problem,) = problems("age × sex,35+ × M,2,2\nage × sex,35+ × F,1,2\n")
    assert problem.code == "minimums-above-size"


def test_without_readable_people_only_what_is_certain_is_a_problem(tmp_path):
    (tmp_path / "quotas.csv").write_text(f"{HEADER}q × r,a × b,0,1\nx=y,,2,1\n", "utf-8")
    with pytest.raises(InputError) as caught:
        load(tmp_path / "none.csv", tmp_path / "quotas.csv", size=2)
    assert [p.code for p in caught.value.problems] == ["minimum-above-maximum", "cannot-open"]


def test_who_gave_no_answer_and_what_nobody_has_are_noted(read):
    found = read(
        f"{BASE}tenure=rent,,0,1\nage × sex,18-34 × M,0,1\nage × wijk,18-34 × Binnenstad,0,0\n"
    )
    assert [str(note) for note in found.notes] == [
        "people.csv: nobody is in age × wijk 18-34 × Binnenstad, though it has a quota.",
        (
            'people.csv: 1 people have no answer in "tenure". They count as outside every zone and '
            "group that looks at it."
        ),
    ]


# --- what is said of them before a draw -----------------------------------------------------------


def test_a_cross_with_many_values_is_too_fine_and_free_combinations_do_not_count(read):
    people = "id;age;sex\n" + "".join(
        f"{i};{('a', 'b', 'c')[i % 3]};{'FM'[i % 2]}\n" for i in range(60)
    )
    rows = "".join(f"age × sex,{age} × {sex},0,9\n" for age in "abc" for sex in "FM")
    found = read(rows, people, size=11)
    said = advise(found.pool, found.quotas, size=11, population=None).remarks
    fine = [str(one.text) for one in said if one.concern is Concern.FINE_CATEGORY]
    assert len(fine) == 1
    assert fine[0].startswith("age × sex is divided too finely: 6 values for 11 seats")
    found = read(rows, people, size=12)
    said = advise(found.pool, found.quotas, size=12, population=None).remarks
    assert [one for one in said if one.concern is Concern.FINE_CATEGORY] == []


def test_a_column_that_a_zone_looks_at_is_not_said_to_have_no_quota(read):
    people = "id;part;tenure\n" + "".join(
        f"{i};{('x', 'y')[i % 2]};{('rent', 'own')[i % 2]}\n" for i in range(20)
    )
    found = read("Edge: part=x,,1,2\n", people)
    said = advise(found.pool, found.quotas, size=2, population=None).remarks
    asked = [str(one.text) for one in said if one.concern is Concern.UNCOMPARED_ATTRIBUTE]
    assert [text.split()[0] for text in asked] == ["tenure"]


# --- laws -----------------------------------------------------------------------------------------

CELLS = st.lists(
    st.sampled_from(
        [*"abxy01×x*&=|:", " × ", " & ", " x ", '"', " ", "Z: ", "Z", "a=0", "b=1", "–", "✓", "c d"]
    ),
    max_size=9,
).map("".join)
ODD = (
    "id;a;b;x;y;c d;a=0;p & q;tick\n1;0;1;x;a & b;0|1;×;0;✓\n2;1;0;y;×;0;=;1;×\n"
    "3;0;0;x|y;a;1;0;0;\n"
)
HELD = {
    "a": "01",
    "b": "01",
    "tick": "✓×",
    "x": ("x", "y", "x|y"),
    "y": ("a & b", "×", "a"),
    "c d": ("0|1", "0", "1"),
    "a=0": "×=0",
    "p & q": "01",
    "Z": "✓–",
    "W": "✓–",
}
NAMED = st.sampled_from(list(HELD))


@st.composite
def sensible(draw: st.DrawFn) -> tuple[str, str]:
    """Cells about names that there are, in quotation marks or not."""

    def piece(name: str) -> str:
        return draw(st.sampled_from([name, quoted(name), f'"{name}"']))

    names = draw(st.lists(NAMED, min_size=1, max_size=3, unique=True))
    if len(names) > 1 and draw(st.booleans()):
        sign = draw(st.sampled_from([" × ", " x ", "×"]))
        values = [piece(draw(st.sampled_from(list(HELD[name])))) for name in names]
        return sign.join(map(piece, names)), draw(st.sampled_from([sign.join(values), "–"]))
    terms = []
    for name in names:
        values = draw(st.lists(st.sampled_from(list(HELD[name])), min_size=1, max_size=2))
        terms.append(f"{piece(name)}={'|'.join(map(piece, values))}")
    zone = draw(st.sampled_from(["", "Z: ", "W: "]))
    return zone + " & ".join(terms), draw(st.sampled_from(["", "", "–"]))


ROWS = st.lists(sensible() | sensible() | sensible() | st.tuples(CELLS, CELLS), max_size=4)


def write(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
@example([("Z: a=0", ""), ("Z × b", "✓ × 1"), ("Z & b=1", "–")])
@example([("a=0 × a", "= × 0"), ('"a=0"=×', "")])
def test_any_cells_give_quotas_or_problems_and_quotas_are_read_back(tmp_path, rows):
    people, quotas = tmp_path / "people.csv", tmp_path / "quotas.csv"
    people.write_text(ODD, "utf-8")
    header = ("category", "value", "min", "max")
    write(quotas, [header, *((*row, "0", "3") for row in rows)])
    try:
        found = load(people, quotas, size=3)
    except InputError:
        return
    told = [
        (*both, str(row.minimum), str(row.maximum))
        for both, row in zip(quota_cells(found.quotas, found.pool), found.quotas.rows, strict=True)
    ]
    write(quotas, [header, *told])
    again = load(people, quotas, size=3)
    assert again.quotas == found.quotas
    assert again.pool == found.pool


def test_a_runaway_cell_takes_no_time(problems):
    start = process_time()
    for sign in ("|", " & ", " × ", "=", ":"):
        problems(f"wijk=a{(sign + 'Wielwijk') * 150},,0,1\n")
        problems(f"a{(sign + 'b') * 20_000},,0,1\n")
    assert process_time() - start < 5
