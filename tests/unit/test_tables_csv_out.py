"""CSV as a draw holds it, to the byte (docs/format.md 2.4)."""

from __future__ import annotations

import pytest

from sortition.tables import from_csv, to_csv

CELLS = {
    "": "",
    "plain text": "plain text",
    "a;b": "a;b",
    "a,b": '"a,b"',
    'say "x"': '"say ""x"""',
    "two\nlines": '"two\nlines"',
    "a\rb": '"a\rb"',
    "=1+1": "'=1+1",
    "+31 6": "'+31 6",
    "-x": "'-x",
    "@me": "'@me",
    "'s-Gravenhage": "''s-Gravenhage",
    "\tx": "'\tx",
    "\rx": '"\'\rx"',
    "=A,B": '"\'=A,B"',
    "-5": "-5",
    "+5,25": '"+5,25"',
    "-1.50": "-1.50",
    "-1.": "'-1.",
    "+٣": "'+٣",
    "-5\n": '"\'-5\n"',
}


@pytest.mark.parametrize(("cell", "written"), CELLS.items())
def test_a_cell_is_written_so_that_no_spreadsheet_runs_it(cell: str, written: str) -> None:
    assert to_csv([cell], [[cell]]).decode() == f"{written}\n{written}\n"


@pytest.mark.parametrize("columns", [[], ["a", "b"]])
def test_a_row_that_does_not_fit_the_header_is_refused(columns: list[str]) -> None:
    with pytest.raises(ValueError, match="one cell per column"):
        to_csv(columns, [["1"]])


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"a", b"a,b\n1\n", b'a\n"x\n', b'a\n"x"y\n', b'a\nx"y\n', b"a\r\n", b"a\xff\n"),
        b"a,b\n1,",
    ],
)
def test_what_was_not_written_so_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the kind is the contract, not the words
        from_csv(data)


def test_a_very_long_cell_comes_back() -> None:
    long = 'x",' * 100_000
    assert from_csv(to_csv(["a"], [[long]])).rows == ((long,),)
