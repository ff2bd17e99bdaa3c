"""Every problem of both files in one report, each with its place, in a fixed order."""

from __future__ import annotations

from pathlib import Path

import pytest

from sortition.errors import InputError, Problem, UsageError
from sortition.records.pool import Table
from sortition.tables import Loaded, load, pool_from_table

QUOTAS = "category,value,min,max\nage,16-29,1,2\nage,30-44,0,2\nage,65+,0,1\n"
PEOPLE = "id,age\n1,16-29\n2,30-44\n3,65+\n"


class Case:
    """Two files and how they are read."""

    def __init__(self, folder: Path) -> None:
        self.people, self.quotas = folder / "registrants.csv", folder / "quotas.csv"

    def load(
        self,
        people: str = PEOPLE,
        quotas: str = QUOTAS,
        *,
        size: int = 2,
        id_column: str | None = None,
        household: tuple[str, ...] = (),
    ) -> Loaded:
        self.people.write_text(people, encoding="utf-8")
        self.quotas.write_text(quotas, encoding="utf-8")
        return load(
            self.people, self.quotas, size=size, id_column=id_column, household_columns=household
        )

    def problems(self, *texts: str, **settings: object) -> tuple[Problem, ...]:
        with pytest.raises(InputError) as caught:
            self.load(*texts, **settings)  # type: ignore[arg-type]
        return tuple(caught.value.problems)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def line(problem: Problem) -> str:
    where = problem.where
    place = f"{where.file}, {where.row}, {where.column}"
    return f"{place}: {problem.text} {problem.advice}"


def places(problems: tuple[Problem, ...]) -> list[tuple[str, str, int | None, str | None]]:
    return [(p.where.file, p.code, p.where.row, p.where.column) for p in problems]


def test_eight_different_faults_are_all_listed_in_order(case: Case) -> None:
    people = (
        "id,age,note,sex\n"  # no column for the category wijk
        "1,16-29,a,man\n"
        "2,3O-44,a,\n"  # unknown, and missing
        ",65+,a,man\n"  # no id
        "1,16-29,a,man\n"  # identical
        "2,65+,a,man,extra\n"  # differing, and too long
    )
    quotas = (
        "category,value,min,max\n"
        "age,16-29,3,1\n"  # above
        "age,30-44,0,1\n"
        "Age,30-44 ,0,9\n"  # twice
        "age,65+,-1,1.5\n"  # no numbers of seats
        "sex,man,8,9\n"  # more than the panel
        "sex,woman,,1\n"
        "wijk,Noord,0,1\n"  # fewer than the panel
    )
    assert places(case.problems(people, quotas, size=6)) == [
        ("quotas.csv", "minimums-above-size", None, None),
        ("quotas.csv", "maximums-below-size", None, None),
        ("quotas.csv", "minimum-above-maximum", 2, "min"),
        ("quotas.csv", "quota-twice", 4, "value"),
        ("quotas.csv", "seats-not-whole", 5, "min"),
        ("quotas.csv", "seats-not-whole", 5, "max"),
        ("quotas.csv", "seats-missing", 7, "min"),
        ("registrants.csv", "pool-below-size", None, None),
        ("registrants.csv", "category-without-column", None, "wijk"),
        ("registrants.csv", "value-unknown", 3, "age"),
        ("registrants.csv", "value-missing", 3, "sex"),
        ("registrants.csv", "id-missing", 4, "id"),
        ("registrants.csv", "id-twice-identical", 5, "id"),
        ("registrants.csv", "row-too-long", 6, None),
        ("registrants.csv", "id-twice-differing", 6, "id"),
    ]


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (
            "id,age\n1,3O-44\n2,65+\n",
            (
                'registrants.csv, 2, age: "3O-44" is not one of 16-29, 30-44, 65+. '
                'Did you mean "30-44"? Correct the cell or add the value to quotas.csv.'
            ),
        ),
        (
            "id,age\n1,65+\n2,?\x07\n",
            (
                'registrants.csv, 3, age: "??" is not one of 16-29, 30-44, 65+. '
                "Correct the cell or add the value to quotas.csv."
            ),
        ),
        (
            "id,age\n1,65+\n2,2025-09-05\n",
            (
                'registrants.csv, 3, age: "2025-09-05" is not one of 16-29, 30-44, 65+. '
                "A spreadsheet took it for a date. Format the column as text and type it again."
            ),
        ),
        (
            "id,leeftijd\n1,65+\n2,65+\n",
            (
                "registrants.csv, None, age: There are quotas for this category, "
                "but there is no such column. The columns are: id, leeftijd."
            ),
        ),
        (
            "id,age;\n1,65+\n2,65+\n",
            (
                "registrants.csv, None, age: There are quotas for this category, "
                'but there is no such column. Did you mean the column "age;"?'
            ),
        ),
        (
            "id,age,name\n1,65+,A\n1.0,65+,B\n",
            (
                "registrants.csv, 3, id: Row 2 has the same id, but differs in: name. "
                "Keep the row that is right, or give two people two ids."
            ),
        ),
        (
            "id,age\na,65+\n A ,65+\n",
            "registrants.csv, 3, id: This row is identical to row 2. Delete one of the two rows.",
        ),
        (
            "id,age\n",
            (
                "registrants.csv, None, None: There are no people below the header. "
                "Add a row for each person."
            ),
        ),
    ],
)
def test_a_message_says_what_where_and_what_to_do(case: Case, people: str, expected: str) -> None:
    assert [line(problem) for problem in case.problems(people)] == [expected]


def test_a_long_list_of_values_is_cut(case: Case) -> None:
    values = "".join(f"age,v{i},0,9\n" for i in range(20))
    (found,) = case.problems("id,age\n1,v1\n2,other\n", "category,value,min,max\n" + values)
    assert str(found.text).endswith(
        "is not one of v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, …."
    )


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("", "seats-missing"),
        ("-1", "seats-not-whole"),
        ("1.5", "seats-not-whole"),
        ('"1,5"', "seats-not-whole"),
        ("a few", "seats-not-whole"),
        ("1.000", "seats-not-whole"),
        ("1000000000", "seats-not-whole"),
        ("²", "seats-not-whole"),
    ],
)
def test_a_cell_that_is_no_number_of_seats_is_a_problem(case: Case, cell: str, code: str) -> None:
    quotas = f"category,value,min,max\nage,16-29,0,{cell}\nage,30-44,0,2\nage,65+,0,2\n"
    assert [p.code for p in case.problems(PEOPLE, quotas)] == [code]


@pytest.mark.parametrize(
    ("quotas", "code"),
    [
        ("category,value,min\nage,65+,1\n", "quota-columns"),
        ("group,value,min,max\nage,65+,1,1\n", "quota-columns"),
        ("category,feature,value,min,max\nage,a,65+,1,1\n", "quota-columns-unclear"),
        ("category,Category.,value,min,max\nage,age,65+,1,1\n", "quota-columns-unclear"),
        ("category,value,min,max,maximum\nage,65+,1,1,1\n", "quota-columns-unclear"),
        ("category,value,min,max\n", "no-quotas"),
        ("", "empty-file"),
    ],
)
def test_quotas_without_a_usable_header_or_rows_are_a_problem(
    case: Case, quotas: str, code: str
) -> None:
    assert [p.code for p in case.problems(PEOPLE, quotas)] == [code]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (",65+,0,2", [("name-missing", "category")]),
        ("age,,0,2", [("name-missing", "value")]),
        (f"age,{'9' * 5000},0,2", [("name-too-long", "value")]),
    ],
)
def test_a_quota_without_a_usable_name_is_a_problem(
    case: Case, row: str, expected: list[tuple[str, str]]
) -> None:
    found = case.problems(PEOPLE, f"{QUOTAS}{row}\n")
    assert [(p.code, p.where.column) for p in found] == expected


def test_flex_bounds_that_are_tighter_than_the_quota_are_problems(case: Case) -> None:
    quotas = (
        "category,value,min,max,min_flex,max_flex\n"
        "age,16-29,1,2,2,3\nage,30-44,0,2,0,1\nage,65+,0,2,x,\n"
    )
    assert [(p.code, p.where.row) for p in case.problems(PEOPLE, quotas)] == [
        ("flex-above-minimum", 2),
        ("flex-below-maximum", 3),
        ("seats-not-whole", 4),
    ]


def test_both_files_are_reported_when_neither_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "people.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(InputError) as caught:
        load(tmp_path / "people.pdf", tmp_path / "absent.csv", size=3)
    assert [(p.where.file, p.code) for p in caught.value.problems] == [
        ("absent.csv", "cannot-open"),
        ("people.pdf", "not-a-table"),
    ]


def test_people_are_checked_even_when_the_quotas_cannot_be_read(case: Case) -> None:
    found = case.problems("id,age\n1,65+\n1,16-29\n", "%PDF")
    assert [p.code for p in found] == ["not-a-table", "id-twice-differing"]


def test_columns_that_were_named_but_are_not_there_are_problems(case: Case) -> None:
    found = case.problems(
        "id,age,street\n1,65+,a\n2,65+,b\n", id_column="nummer", household=("Street ", "postcode")
    )
    assert [(p.code, p.where.column) for p in found] == [
        ("no-id-column", "nummer"),
        ("no-household-column", "postcode"),
    ]


def test_a_category_cannot_identify_people(case: Case) -> None:
    assert [p.code for p in case.problems(id_column="AGE")] == ["id-is-category"]


def test_a_panel_needs_a_seat(case: Case) -> None:
    with pytest.raises(UsageError):
        case.load(size=0)


def test_all_problems_are_kept_however_many(case: Case) -> None:
    people = "id,age\n" + "".join(f"{i},x{i}\n" for i in range(3000))
    assert len(case.problems(people)) == 3000


def test_notes_tell_what_is_not_wrong_but_worth_knowing(case: Case) -> None:
    people = "age,street,no\n16-29,Dorp,1\n30-44,Dorp,\n30-44,,\n"
    notes = [str(note) for note in case.load(people, household=("street", "no")).notes]
    assert notes == [
        (
            "registrants.csv has no column with ids: people are numbered by their row,"
            ' in a new column "id".'
        ),
        'registrants.csv: nobody has age "65+", though it has a quota.',
        (
            "registrants.csv: 1 people have an address with blank cells (street, no)."
            " They share a home when all the cells agree."
        ),
    ]


def test_a_pool_is_rebuilt_from_its_own_cells(case: Case) -> None:
    people = "Age,sTreet,nr\n16-29, Dorp 1,\n30-44,dorp-1,7\n65+,,8\n"
    found = case.load(people, household=("street", "age"))
    cells = tuple(person.cells for person in found.pool.registrants)
    again = pool_from_table(
        Table(columns=found.pool.columns, rows=cells[::-1]),
        found.quotas,
        id_column=found.pool.id_column,
        household_columns=found.pool.household_columns,
    )
    assert again == found.pool


def test_a_table_that_does_not_fit_the_quotas_is_refused(case: Case) -> None:
    table = Table(columns=("id", "age"), rows=(("1", "young"),))
    with pytest.raises(InputError) as caught:
        pool_from_table(table, case.load().quotas, id_column="id")
    assert places(tuple(caught.value.problems)) == [("panel.csv", "value-unknown", 2, "age")]
