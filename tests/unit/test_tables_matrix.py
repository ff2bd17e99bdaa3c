"""One pool and one set of quotas, written in every dialect and every encoding, read as the same."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from sortition.records.pool import Pool
from sortition.records.quotas import Quota, Quotas
from sortition.tables import Loaded, load

Rows = Sequence[Sequence[object]]

PEOPLE: Rows = (
    ("id", "Leeftijd", "wijk", "straat", "Opmerking"),
    ("007", "16-29", "Noord", "Coöperatieweg 1", "één; twee"),
    ("008", "30+", "Zuid", "Dorp 2", 'zegt "ja", soms\nop twee regels'),
    ("10", "30+", "Noord", "Dorp 3", ""),
)
EXPECTED = Quotas.of(
    (
        Quota(category="leeftijd", value="16-29", minimum=0, maximum=1),
        Quota(category="leeftijd", value="30+", minimum=1, maximum=2),
        Quota(category="wijk", value="Noord", minimum=1, maximum=1),
        Quota(category="wijk", value="Zuid", minimum=1, maximum=1),
    )
)
NUMBERED = [(q.category, q.value, q.minimum, q.maximum) for q in EXPECTED.rows]

# header, and how a row of (category, value, min, max) is written below it
DIALECTS: dict[str, tuple[tuple[str, ...], Callable[..., tuple[object, ...]]]] = {
    "ours": (("category", "value", "min", "max"), lambda c, v, lo, hi: (c, v, lo, hi)),
    "sortition-algorithms": (
        ("feature", "value", "min", "max", "colour"),
        lambda c, v, lo, hi: (c, v, lo, hi, "red"),
    ),
    "sortition-algorithms, older": (
        ("category", "name", "min", "max"),
        lambda c, v, lo, hi: (c, v, lo, hi),
    ),
    "the 2021 paper, where feature is the value": (
        ("category", "feature", "min", "max"),
        lambda c, v, lo, hi: (c, v, lo, hi),
    ),
    "maximally-random-sortition": (
        ("FeatureName", "ValueName", "MinQuota", "MaxQuota"),
        lambda c, v, lo, hi: (c, v, lo, hi),
    ),
    "OpenDLP with notes, in another order": (
        ("notes", "max", "min", "name", "category"),
        lambda c, v, lo, hi: ("a note, long", hi, lo, v, c),
    ),
    "Dutch": (("Categorie", "Waarde", "Minimum", "Maximum"), lambda c, v, lo, hi: (c, v, lo, hi)),
    "any case, spacing and number format": (
        (" CATEGORY ", "Value", "Min ", "M_A-X"),
        lambda c, v, lo, hi: (f" {c}", f"{v.upper()} ", f" {lo}.0", f"{hi},0 "),
    ),
}


def separated(rows: Rows, separator: str, ending: str = "\r\n") -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator, lineterminator=ending).writerows(rows)
    return stream.getvalue()


def workbook(rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


ENCODINGS: dict[str, Callable[[Rows], bytes]] = {
    "comma, UTF-8": lambda rows: separated(rows, ",").encode(),
    "comma, UTF-8, old Mac line ends": lambda rows: separated(rows, ",", "\r").encode(),
    "semicolon, UTF-8 with mark": lambda rows: separated(rows, ";").encode("utf-8-sig"),
    "semicolon, Windows-1252": lambda rows: separated(rows, ";").encode("cp1252"),
    "semicolon, declared as Excel does": lambda rows: ("sep=;\r\n" + separated(rows, ";")).encode(),
    "tab, UTF-16 with mark": lambda rows: (
        codecs.BOM_UTF16_LE + separated(rows, "\t").encode("utf-16-le")
    ),
    "tab, big-endian UTF-16 with mark": lambda rows: (
        codecs.BOM_UTF16_BE + separated(rows, "\t").encode("utf-16-be")
    ),
    "tab, UTF-16 without mark": lambda rows: separated(rows, "\t").encode("utf-16-le"),
    "comma, big-endian UTF-16 without mark": lambda rows: separated(rows, ",").encode("utf-16-be"),
    "semicolon, stray spaces and blank lines": lambda rows: (
        "\n" + separated([[f" {cell} " for cell in row] for row in rows], ";", "\n;;\n")
    ).encode(),
    "workbook": workbook,
}


def loaded(folder: Path, people: bytes, quotas: bytes) -> Loaded:
    (folder / "people").write_bytes(people)
    (folder / "quotas").write_bytes(quotas)
    return load(folder / "people", folder / "quotas", size=2, household_columns=["STRAAT"])


def expected_pool(folder: Path) -> Pool:
    plain = ENCODINGS["comma, UTF-8"]
    return loaded(
        folder, plain(PEOPLE), plain([("category", "value", "min", "max"), *NUMBERED])
    ).pool


def test_the_plain_files_give_the_pool_worked_out_by_hand(tmp_path: Path) -> None:
    pool = expected_pool(tmp_path)
    assert pool.columns == ("id", "leeftijd", "wijk", "Opmerking", "straat")
    assert pool.categories == ("leeftijd", "wijk")
    assert (pool.id_column, pool.household_columns) == ("id", ("straat",))
    assert [person.cells for person in pool.registrants] == [
        ("007", "16-29", "Noord", "één; twee", "Coöperatieweg 1"),
        ("008", "30+", "Zuid", 'zegt "ja", soms\nop twee regels', "Dorp 2"),
        ("10", "30+", "Noord", "", "Dorp 3"),
    ]
    assert [person.household for person in pool.registrants] == [
        "cooperatieweg1",
        "dorp2",
        "dorp3",
    ]
    assert pool.registrants[0].values == ("16-29", "Noord")


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS.keys())
@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS.keys())
def test_every_dialect_in_every_encoding_gives_the_same_pool_and_quotas(
    tmp_path: Path,
    dialect: tuple[tuple[str, ...], Callable[..., tuple[object, ...]]],
    encode: Callable[[Rows], bytes],
) -> None:
    header, write = dialect
    found = loaded(tmp_path, encode(PEOPLE), encode([header, *(write(*row) for row in NUMBERED)]))
    shouted = header[0] == " CATEGORY "
    quotas = Quotas.of(
        tuple(
            Quota(
                category=q.category,
                value=q.value.upper() if shouted else q.value,
                minimum=q.minimum,
                maximum=q.maximum,
            )
            for q in EXPECTED.rows
        )
    )
    assert found.quotas == quotas
    plain = expected_pool(tmp_path)
    if not shouted:
        assert found.pool == plain
    assert [p.household for p in found.pool.registrants] == [p.household for p in plain.registrants]


@pytest.mark.parametrize("rows", [list(reversed(PEOPLE[1:])), PEOPLE[2:] + PEOPLE[1:2]])
@pytest.mark.parametrize("order", [(4, 3, 2, 1, 0), (2, 0, 1, 4, 3)])
def test_the_order_of_rows_and_columns_leaves_no_trace(
    tmp_path: Path, rows: Rows, order: tuple[int, ...]
) -> None:
    plain = ENCODINGS["comma, UTF-8"]
    people = [[row[j] for j in order] for row in (PEOPLE[0], *rows)]
    quotas = [("max", "min", "value", "category"), *(row[::-1] for row in reversed(NUMBERED))]
    assert loaded(tmp_path, plain(people), plain(quotas)).pool == expected_pool(tmp_path)


def test_flex_columns_are_read_and_kept(tmp_path: Path) -> None:
    text = "feature,value,min,max,min_flex,max_flex\nwijk,Noord,1,2,0,3\nwijk,Zuid,1,1,,-1\n"
    people = b"id,wijk\n1,Noord\n2,Zuid\n3,Zuid\n"
    (tmp_path / "people.csv").write_bytes(people)
    (tmp_path / "quotas.csv").write_text(text, encoding="utf-8")
    rows = load(tmp_path / "people.csv", tmp_path / "quotas.csv", size=3).quotas.rows
    assert [(row.min_flex, row.max_flex) for row in rows] == [(0, 3), (None, None)]
