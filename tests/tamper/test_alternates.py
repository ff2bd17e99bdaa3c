"""A dossier with alternates, changed by somebody who can make every hash fit again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from sortition.dossier import case as cases
from sortition.verify.checks import Status, verify_dossier
from sortition.verify.dossier import Content, read_dossier
from tests.faults.edits import applied
from tests.standing_by import with_a_call

Rows = list[list[str]]
Files = Mapping[str, bytes]

ALTERNATES: Final = "alternates/alternates.csv"
CALLED: Final = "called/1/panel.csv"
CHANCES: Final = "alternates/chances.csv"
PRICES: Final = "alternates/prices.csv"
SETS: Final = "alternates/sets.csv"


@pytest.fixture(scope="module")
def called(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_a_call(tmp_path_factory.mktemp("called"))


def rows_of(files: Files, name: str) -> Rows:
    return [line.split(",") for line in files[name].decode().splitlines()]


def ids(files: Files, name: str) -> list[str]:
    return [row[0] for row in rows_of(files, name)[1:]]


def failing(files: Files, edit: dict[str, Any]) -> set[str]:
    """The checks that fail when all hashes were made to fit again."""
    changed = applied(files, [edit, {"seal": ["outputs", "chain"]}])
    result = verify_dossier(Content(files=changed))
    return {f.number for f in result.findings if f.status is Status.FAIL}


def test_the_dossier_itself_is_in_order(called: Path) -> None:
    found = verify_dossier(Content(files=read_dossier(called).files))
    assert found.ok
    passed = {f.number for f in found.findings if f.status is Status.PASS}
    assert {"V62", "V63", "V64", "V65"} <= passed


# --- files ----------------------------------------------------------------------------------------


def somebody_who_sits(files: Files, rows: Rows) -> None:
    rows[5][1] = ids(files, "draw/panel.csv")[0]


def somebody_else(files: Files, rows: Rows) -> None:
    rows[5][2] = min(set(ids(files, CHANCES)) - set(rows[5]))


def somebody_twice(_: Files, rows: Rows) -> None:
    rows[5][2] = rows[5][1]


def two_changed_about(_: Files, rows: Rows) -> None:
    rows[5][1], rows[5][2] = rows[5][2], rows[5][1]


def another_number(_: Files, rows: Rows) -> None:
    rows[5][0] = "5"


def last_row_away(_: Files, rows: Rows) -> None:
    del rows[-1]


def another_set(files: Files, rows: Rows) -> None:
    """Another one of the thousand, in its right order."""
    now = [row[0] for row in rows[1:]]
    other = next(row[1:] for row in rows_of(files, SETS)[1:] if row[1:] != now)
    rows[1:] = [[person, str(place)] for place, person in enumerate(other, 1)]


def other_places(_: Files, rows: Rows) -> None:
    rows[1][0], rows[2][0] = rows[2][0], rows[1][0]


def one_set_more(_: Files, rows: Rows) -> None:
    rows[1][1] = str(int(rows[1][1]) + 1)


def prices_of_nothing(_: Files, rows: Rows) -> None:
    rows[1:] = [[row[0], *("0" for _ in row[1:])] for row in rows[1:]]


def a_price_above_one(_: Files, rows: Rows) -> None:
    rows[1][1] = str(2**20 + 1)


def a_seat_below_nothing(_: Files, rows: Rows) -> None:
    rows[1][-1] = "-1"


def a_part_of_a_price(_: Files, rows: Rows) -> None:
    rows[1][1] = "1.5"


def another_who_waits(files: Files, rows: Rows) -> None:
    rows[1][0] = next(person for person in ids(files, ALTERNATES) if [person] not in rows)


def nobody(_: Files, rows: Rows) -> None:
    del rows[1:]


CHANGES: Final[tuple[tuple[str, Callable[[Files, Rows], None], str], ...]] = (
    (SETS, somebody_who_sits, "V63"),
    (SETS, somebody_else, "V63"),
    (SETS, somebody_twice, "V63"),
    (SETS, two_changed_about, "V63"),
    (SETS, another_number, "V63"),
    (SETS, last_row_away, "V63"),
    (ALTERNATES, another_set, "V63"),
    (ALTERNATES, other_places, "V63"),
    (ALTERNATES, last_row_away, "V63"),
    (CHANCES, one_set_more, "V63"),
    (CHANCES, last_row_away, "V63"),
    (PRICES, prices_of_nothing, "V64"),
    (PRICES, a_price_above_one, "V64"),
    (PRICES, a_seat_below_nothing, "V64"),
    (PRICES, a_part_of_a_price, "V64"),
    (PRICES, last_row_away, "V64"),
    (CALLED, another_who_waits, "V65"),
    (CALLED, nobody, "V65"),
)


@pytest.mark.parametrize(("name", "change", "check"), CHANGES)
def test_a_file_that_is_changed_is_found_out(
    name: str, change: Callable[[Files, Rows], None], check: str, called: Path
) -> None:
    files = dict(read_dossier(called).files)
    rows = rows_of(files, name)
    change(files, rows)
    text = "\n".join((*(",".join(row) for row in rows), ""))
    assert text.encode() != files[name]
    assert check in failing(files, {"file": name, "text": text})


# --- facts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "fact", "by", "check"),
    [
        ("alternates drawn", "number", 1, "V62"),
        ("alternates drawn", "sets", 1, "V62"),
        ("alternates drawn", "people", 1, "V62"),
        ("alternates drawn", "people", -1, "V63"),
        ("alternates drawn", "without", 1, "V64"),
        ("alternates drawn", "shortfall", 1, "V64"),
        ("alternates drawn", "shortfall", -1, "V64"),
        ("alternates drawn", "shortfall", 10_000, "V62"),
        ("alternates drawn", "bound", 1, "V64"),
        ("alternates drawn", "bound", -1, "V64"),
        ("alternates drawn", "bound", 10_000, "V62"),
        ("alternates called", "people", 1, "V65"),
        ("alternates called", "free", 1, "V65"),
    ],
)
def test_a_fact_that_is_changed_is_found_out(
    step: str, fact: str, by: int, check: str, called: Path
) -> None:
    entry = next(entry for entry in cases.load(called).entries if entry.step == step)
    value = int(str(entry.facts[fact])) + by
    edit = {"entry": entry.number, "at": ["facts", fact], "to": value}
    assert check in failing(read_dossier(called).files, edit)
