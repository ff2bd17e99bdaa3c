"""From bytes to rows: separators, quotation marks, workbooks, and files that are no table."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest

from sortition.errors import InputError
from sortition.tables import RawTable, read_table
from sortition.tables.read import parse_table
from sortition.tables.separated import separator


def parse(text: str) -> RawTable:
    return parse_table(text.encode(), "t.csv")


def codes(data: bytes) -> list[tuple[str, int | None]]:
    with pytest.raises(InputError) as caught:
        parse_table(data, "t")
    return [(problem.code, problem.where.row) for problem in caught.value.problems]


def book(*sheets: list[list[object]]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for rows in sheets:
        sheet = made.create_sheet()
        for row in rows:
            sheet.append(row)
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1;2\n", ";"),
        ("a\tb\n1\t2\n", "\t"),
        ("only\nfoo\n", ","),
        ('"x;y;z",b\n1,2\n', ","),
        ("a;b, c, d\n1;2\n3;4\n", ";"),
        ("id;prijs, euro\n1;2,50\n2;3,50\n", ";"),
        ("a,b\n1;2,3;4\n", ","),
        ('id,"on\ntwo;lines"\n1,2\n', ","),
        ("a;b\n", ";"),
    ],
)
def test_the_separator_is_found(text: str, expected: str) -> None:
    assert separator(text) == expected


def test_rows_have_the_numbers_of_the_spreadsheet() -> None:
    table = parse('\na,b\n1,"two\nlines"\n\n , \n2,x\n')
    assert table.columns == ("a", "b")
    assert table.rows == (("1", "two\nlines"), ("2", "x"))
    assert table.numbers == (3, 6)


def test_short_rows_are_filled_up_and_columns_without_anything_left_out() -> None:
    table = parse("a,b,,c,\n1\n2,x,,y,\n")
    assert table.columns == ("a", "b", "c")
    assert table.rows == (("1", "", ""), ("2", "x", "y"))
    assert table.problems == ()


def test_spaces_around_quotation_marks_do_no_harm() -> None:
    assert parse('a; b\n"1" ; "x;y"\n').rows == (("1", "x;y"),)


def test_blank_cells_beyond_the_header_are_no_problem_but_others_are() -> None:
    table = parse("a,b\n1,2,,\n3,4,,5\n")
    assert [(p.code, p.where.row) for p in table.problems] == [("row-too-long", 3)]
    assert str(table.problems[0].text) == "This row has 4 cells, the header has 2."


def test_two_columns_of_one_name_and_a_column_without_name_are_problems() -> None:
    table = parse("a,B,,b\n1,2,3,4\n")
    assert [(p.code, p.where.column) for p in table.problems] == [
        ("column-twice", "B"),
        ("column-without-name", "C"),
    ]


def test_the_row_with_an_open_quotation_mark_is_named() -> None:
    assert codes(b'a,b\n1,2\n3,"4\n5,6\n') == [("quote-not-closed", 3)]
    assert codes(b'a,b\n1,"') == [("quote-not-closed", 2)]
    assert codes(b'a,b\n1,2\n3,"4' + b"x" * 200_000) == [("quote-not-closed", 3)]


def test_the_word_that_marks_the_end_may_stand_in_the_file() -> None:
    assert parse("end\nend").rows == (("end",),)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"\xef\xbb\xbf", "empty-file"),
        (b" \r\n;;\r\n", "empty-file"),
        (saved(book([])), "empty-file"),
        (b"%PDF-1.7\n", "not-a-table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "not-a-table"),
        (b"PK\x03\x04 no archive", "not-a-table"),
        (b"a\x00\x00b", "not-a-table"),
        (b"\xff\xfea", "not-a-table"),
        (b"a\x81b", "not-a-table"),
    ],
)
def test_a_file_that_is_no_table_has_one_problem(data: bytes, code: str) -> None:
    assert codes(data) == [(code, None)]


def test_a_file_that_cannot_be_opened_has_one_problem(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(InputError) as caught:
            read_table(path)
        assert [(p.code, p.where.file) for p in caught.value.problems] == [
            ("cannot-open", path.name)
        ]


def test_cells_of_a_workbook_are_read_as_a_person_sees_them() -> None:
    made = book(
        [
            ["whole", "part", "sum", "yes", "day", "moment", "code", "text", "none"],
            [
                *(10.0, 2.5, 0.1 + 0.2, True, dt.date(2025, 1, 31)),
                *(dt.datetime(2025, 1, 31, 9, 30), 12, "007", None),  # noqa: DTZ001 - as in Excel
            ],
        ]
    )
    made.worksheets[0]["G2"].number_format = "00000"
    assert parse_table(saved(made), "t").rows == (
        ("10", "2.5", "0.3", "TRUE", "2025-01-31", "2025-01-31 09:30:00", "00012", "007", ""),
    )


def test_a_workbook_gives_its_first_visible_sheet_with_anything_in_it() -> None:
    made = book([], [["hidden"], ["x"]], [[None], [" "]], [[], ["a"], [], ["1"]], [["b"], ["2"]])
    made.worksheets[1].sheet_state = "hidden"
    table = parse_table(saved(made), "t")
    assert (table.columns, table.rows, table.numbers) == (("a",), (("1",),), (4,))


def test_a_formula_gives_the_value_that_was_saved_with_it() -> None:
    # openpyxl saves no values of formulas, so one is put into the file as Excel would.
    import zipfile  # noqa: PLC0415 - for this case only

    source = io.BytesIO(saved(book([["a"], ["=1+1"]])))
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")
            new.writestr(name, content)
    assert parse_table(target.getvalue(), "t").rows == (("2",),)
