"""Laws of the tables: any bytes give a table or an InputError, and what goes out comes back."""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sortition.errors import InputError, Problem
from sortition.records.pool import Table
from sortition.tables import Loaded, from_csv, load, pool_from_table, to_csv
from sortition.tables.decode import decode
from sortition.tables.read import parse_table

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
TRICKY = st.text(st.sampled_from("=+-@'\t\r\n\",;0 5.a\u00e9"), max_size=6)
CELL = TEXT | TRICKY
PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
SHEET = st.lists(st.lists(CELL, max_size=4), max_size=6)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 4))
    row = st.lists(CELL, min_size=width, max_size=width).map(tuple)
    return Table(columns=draw(row), rows=tuple(draw(st.lists(row, max_size=5))))


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in (["id", "age"], ["1", "65+"], [2, "65+"]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


WORKBOOK = workbook()
QUOTAS = b"category,value,min,max\nage,65+,1,1\n"
PEOPLE = b"id,age\n1,65+\n2,65+\n"


def load_bytes(people: bytes, quotas: bytes) -> Loaded | None:
    """What both files say; None for an InputError. Nothing else may come out."""
    with tempfile.TemporaryDirectory() as folder:
        one, other = Path(folder, "people"), Path(folder, "quotas")
        one.write_bytes(people)
        other.write_bytes(quotas)
        home = ("straat",) * (b"straat" in people)
        problems: tuple[Problem, ...] = ()
        try:
            return load(one, other, size=1, household_columns=home)
        except InputError as error:
            problems = tuple(error.problems)
    assert problems
    assert all(str(p.text) and str(p.advice) and p.where.file for p in problems)
    return None


@given(tables())
def test_a_table_that_was_written_comes_back(table: Table) -> None:
    assert from_csv(to_csv(table.columns, table.rows)) == table


@given(tables())
def test_no_cell_that_was_written_begins_as_a_formula_does(table: Table) -> None:
    # Read by a reader that knows nothing of the mark, as a spreadsheet is.
    for row in parse_rows(to_csv(table.columns, table.rows)):
        for cell in row:
            assert cell[:1] not in {"=", "+", "-", "@", "\t", "\r"} or PLAIN_NUMBER.fullmatch(cell)


def parse_rows(data: bytes) -> list[list[str]]:
    """A reader of its own: quotation marks, commas, line feeds, character by character."""
    rows, row, cell, quoted = [], [], "", False
    for char in data.decode().replace('""', "\ue000"):
        if char == '"':
            quoted = not quoted
        elif char in ",\n" and not quoted:
            row.append(cell.replace("\ue000", '"'))
            cell = ""
            if char == "\n":
                rows.append(row)
                row = []
        else:
            cell += char
    return rows


@given(st.binary(max_size=300), st.binary(max_size=300))
@example(b"PK\x03\x04", b"\xff\xfe\x00")
@example(b"id,age\n" + b"9" * 5000 + b",65+\n", QUOTAS)
@example(PEOPLE, b"category,value,min,max\nage," + b"9" * 5000 + b",0,1\n")
def test_any_bytes_are_read_or_refused(people: bytes, quotas: bytes) -> None:
    load_bytes(people, QUOTAS)
    load_bytes(PEOPLE, quotas)
    load_bytes(people, quotas)


@given(SHEET, SHEET, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
def test_any_cells_below_good_headers_are_read_or_refused(
    people: list[list[str]], quotas: list[list[str]], encoding: str
) -> None:
    def written(header: str, rows: list[list[str]]) -> bytes:
        body = "\n".join([header, *(",".join(row) for row in rows)])
        return body.encode(encoding, errors="replace")

    load_bytes(written("id,age,straat", people), written("category,value,min,max", quotas))


@given(st.integers(0, len(WORKBOOK) - 1), st.integers(1, 255))
def test_a_damaged_workbook_is_read_or_refused(at: int, change: int) -> None:
    damaged = bytearray(WORKBOOK)
    damaged[at] ^= change
    load_bytes(bytes(damaged), QUOTAS)


def test_the_workbook_and_files_above_are_good_before_they_are_damaged() -> None:
    found = load_bytes(WORKBOOK, QUOTAS)
    assert found is not None
    assert found == load_bytes(PEOPLE, QUOTAS)


@given(st.lists(TEXT, min_size=2, max_size=4), st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_text_in_utf_16_is_recognised_by_its_mark(cells: list[str], encoding: str) -> None:
    text = ";".join(cells).replace("\0", "")
    assert decode(("\ufeff" + text).encode(encoding)) == text


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6), st.booleans())
def test_a_pool_comes_back_from_what_is_written_of_it(
    rows: list[tuple[str, str]], with_home: bool
) -> None:
    table = parse_table(QUOTAS, "q")
    assert table.rows
    quotas = load_bytes(PEOPLE, QUOTAS)
    assert quotas is not None
    home = ("straat",) if with_home else ()
    people = Table(columns=("naam", "age", "straat"), rows=tuple((a, " 65+", b) for a, b in rows))
    pool = pool_from_table(people, quotas.quotas, household_columns=home)
    written = from_csv(to_csv(pool.columns, [person.cells for person in pool.registrants]))
    again = pool_from_table(
        written,
        quotas.quotas,
        id_column=pool.id_column,
        household_columns=pool.household_columns,
    )
    assert again == pool


@given(CELL)
def test_a_cell_that_is_no_known_value_is_never_taken_for_one(cell: str) -> None:
    table = Table(columns=("id", "age"), rows=(("1", cell),))
    quotas = load_bytes(PEOPLE, QUOTAS)
    assert quotas is not None
    if cell.strip() == "65+":
        return
    with pytest.raises(InputError):
        pool_from_table(table, quotas.quotas)
