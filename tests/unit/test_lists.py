"""Lists and letters after a draw: everybody gets one, and letters name nobody."""

from __future__ import annotations

import json
import re
import shutil
import stat
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sortition import steps
from sortition.commands import main
from sortition.dossier import case as cases
from sortition.errors import InputError, UsageError
from sortition.records.names import key
from sortition.records.pool import Pool, Registrant
from sortition.records.quotas import Quota, Quotas
from sortition.records.statuses import Status
from sortition.report import drawn_letters
from sortition.report.public_calendar import escaped, folded
from sortition.steps.contacts import Contacts, contacts
from sortition.steps.process import closed_pool
from sortition.tables import from_csv, read_table, statuses_table
from sortition.tables.statuses_table import read_statuses
from sortition.texts import LANGUAGES
from tests.processes import Case, carried_out, moment, registrants
from tests.replaced import BIG, drop, twice
from tests.standing_by import with_alternates

GROUPS = ("drawn", "joined", "alternates", "not-drawn", "replaced", "withdrawn")
LIST_OF = {
    "letter-drawn.txt": "drawn",
    "letter-alternate.txt": "alternates",
    "letter-not-drawn.txt": "not-drawn",
    "letter-joined.txt": "joined",
    "letter-gone.txt": "replaced",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A panel that was drawn, and nothing after that."""
    return carried_out(tmp_path_factory.mktemp("drawn"), BIG)


@pytest.fixture(scope="module")
def replaced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two are replaced, then one more, and the panel grows by a seat."""
    return twice(tmp_path_factory.mktemp("replaced"))


@pytest.fixture(scope="module")
def standing_by(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One leaves and an alternate comes in; another alternate cannot."""
    process, drawn = with_alternates(tmp_path_factory.mktemp("standby"), BIG, 4)
    drop(process, {members(process)[0]: "declined"}, 8)
    called = steps.call_alternates(process, time=moment(9))
    waiting = [person for person in drawn.people if person not in called.people]
    drop(process, {waiting[0]: "withdrawn"}, 10)
    return process


def members(process: Path) -> list[str]:
    return [person for person, _ in steps.status(process, None, time=moment(30)).members]


def staying(process: Path) -> set[str]:
    now = steps.status(process, None, time=moment(30)).members
    return {person for person, known in now if known is None or known.stays}


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """A list as whoever opens it sees it, without the marks before formulas."""
    table = read_table(folder / name)
    assert not table.problems
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def ids(folder: Path, name: str) -> list[str]:
    path = folder / f"{name}.csv"
    return [row["id"] for row in rows(folder, path.name)] if path.exists() else []


def pool_ids(process: Path) -> list[str]:
    return list(closed_pool(cases.load(process))[0].ids)


def letters(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8-sig") for path in sorted(folder.glob("letter-*.txt"))}


# --- who is in which list -------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["made", "replaced", "standing_by"])
def test_everybody_of_the_pool_is_in_exactly_one_list(
    which: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    process = request.getfixturevalue(which)
    out = steps.lists(process, tmp_path / "out").folder
    held = [person for group in GROUPS for person in ids(out, group)]
    assert sorted(held) == sorted(pool_ids(process))
    sitting = staying(process)
    assert {*ids(out, "drawn"), *ids(out, "joined")} == sitting
    assert ids(out, "calls") == sorted(sitting)
    assert {row["id"] for row in rows(out, "badges.csv")} == sitting


def test_lists_of_nobody_are_left_out_but_for_those_that_every_draw_has(
    made: Path, tmp_path: Path
) -> None:
    result = steps.lists(made, tmp_path / "out")
    files = dict(result.files)
    assert {path.name for path in result.folder.iterdir()} == files.keys()
    assert [name for name in files if name.endswith(".csv")] == [
        *("drawn.csv", "not-drawn.csv", "calls.csv", "badges.csv")
    ]
    assert (files["drawn.csv"], files["not-drawn.xlsx"]) == (BIG.size, 26 - BIG.size)
    assert files["letter-drawn.txt"] is files["calendar.ics"] is None


def test_who_left_and_who_came_in_is_told_with_how_and_why(replaced: Path, tmp_path: Path) -> None:
    out = steps.lists(replaced, tmp_path / "out").folder
    gone = {row["id"]: row["status"] for row in rows(out, "replaced.csv")}
    assert sorted(gone.values()) == ["declined", "unreachable", "withdrawn"]
    assert {row["reason"] for row in rows(out, "replaced.csv")} == {"private marker"}
    joined = rows(out, "joined.csv")
    assert [(row["how"], row["since"]) for row in joined] == [
        ("by another draw", moment(16)[:10]),
        *[("by another draw", moment(28)[:10])] * 2,
    ]
    assert not {row["id"] for row in joined} & gone.keys()


def test_alternates_are_listed_in_their_order_until_they_come_in_or_go(
    standing_by: Path, tmp_path: Path
) -> None:
    out = steps.lists(standing_by, tmp_path / "out").folder
    order = from_csv((standing_by / "alternates" / "alternates.csv").read_bytes()).rows
    places = dict(order)
    listed = [(row["id"], row["order"]) for row in rows(out, "alternates.csv")]
    assert len(listed) == 2
    assert listed == [(person, places[person]) for person, _ in listed]
    assert listed == sorted(listed, key=lambda row: int(row[1]))
    (joined,) = rows(out, "joined.csv")
    assert joined["id"] in places
    assert joined["how"] == "as an alternate"
    assert {*ids(out, "replaced"), *ids(out, "withdrawn")} & places.keys() == places.keys() - {
        *(person for person, _ in listed),
        joined["id"],
    }


def test_a_badge_keeps_its_number(replaced: Path, tmp_path: Path) -> None:
    before, after = tmp_path / "process", tmp_path / "after"
    shutil.copytree(replaced, before)
    first = rows(steps.lists(before, tmp_path / "one").folder, "badges.csv")
    someone = first[0]["id"]
    drop(before, {someone: "declined"}, 30)
    second = rows(steps.lists(before, after).folder, "badges.csv")
    assert second == first[1:]
    panel = from_csv((before / "draw" / "panel.csv").read_bytes()).rows
    own = {person: n for n, (person, *_) in enumerate(sorted(panel), 1)}
    drawn = [row for row in first if row["id"] in own]
    assert [int(row["badge"]) for row in drawn] == [own[row["id"]] for row in drawn]
    assert len(drawn) == 3
    numbers = [int(row["badge"]) for row in first]
    assert numbers == sorted(set(numbers))
    assert max(numbers) == BIG.size + 4  # two came in, and two more
    assert all(row["name"].startswith("name marker") for row in first)


# --- what is in them ------------------------------------------------------------------------------


def test_a_list_has_every_column_of_the_pool_and_both_files_say_the_same(
    replaced: Path, tmp_path: Path
) -> None:
    out = steps.lists(replaced, tmp_path / "out").folder
    pool, _, _ = closed_pool(cases.load(replaced))
    for name in ("drawn", "not-drawn", "replaced", "joined", "calls", "badges"):
        assert rows(out, f"{name}.csv") == rows(out, f"{name}.xlsx")
    cells = {
        person.id: dict(zip(pool.columns, person.cells, strict=True)) for person in pool.registrants
    }
    for name in ("drawn", "not-drawn", "replaced", "joined"):
        for row in rows(out, f"{name}.csv"):
            assert {column: row[column] for column in pool.columns} == cells[row["id"]]


def test_who_calls_does_not_see_what_quotas_look_at(made: Path, tmp_path: Path) -> None:
    out = steps.lists(made, tmp_path / "out").folder
    assert read_table(out / "calls.csv").columns == (
        *("id", "status", "date", "reason", "name", "street"),
    )


def test_the_chance_and_the_code_are_those_of_the_receipts(made: Path, tmp_path: Path) -> None:
    out = steps.lists(made, tmp_path / "out").folder
    steps.receipts(made, out=tmp_path / "receipts.csv")
    table = from_csv((tmp_path / "receipts.csv").read_bytes())
    told = {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
    listed = [*rows(out, "drawn.csv"), *rows(out, "not-drawn.csv")]
    assert len(listed) == len(told)
    for row in listed:
        own = told[row["id"]]
        assert row["chance"] == f"{own['count']} in {own['of']}"
        assert row["receipt"] == own["code"]
    expected = sum(Fraction(*map(int, row["chance"].split(" in "))) for row in listed)
    assert expected == BIG.size


# --- calls, there and back ------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_filled_in_list_of_calls_is_read_back(
    ending: str, language: str, replaced: Path, tmp_path: Path
) -> None:
    process = tmp_path / "process"
    shutil.copytree(replaced, process)
    out = steps.lists(process, tmp_path / "out", language=language).folder
    sheet = out / f"calls.{ending}"
    table = read_table(sheet)
    known = [row for row in table.rows if row[1]]
    assert len(known) == 1  # confirmed before, so it is filled in
    fresh = [i for i, row in enumerate(table.rows) if not row[1]]
    fill(sheet, fresh[0], "declined", date(2027, 6, 1), "ill; in bed, says she")
    fill(sheet, fresh[1], "Bevestigd", date(2027, 6, 2), "")
    now = steps.status(process, sheet, time=moment(30))
    assert now.recorded == 2  # who was confirmed before is not recorded again
    said = {person: known for person, known in now.members if known is not None}
    assert said[table.rows[fresh[0]][0]] is not None
    assert said[table.rows[fresh[0]][0]].value == "declined"
    assert said[table.rows[fresh[1]][0]].value == said[known[0][0]].value == "confirmed"
    again = steps.lists(process, tmp_path / "again").folder
    row = next(r for r in rows(again, "replaced.csv") if r["id"] == table.rows[fresh[0]][0])
    assert (row["status"], row["date"], row["reason"]) == (
        *("declined", "2027-06-01", "ill; in bed, says she"),
    )


def fill(sheet: Path, at: int, status: str, day: date, reason: str) -> None:
    """Fill in a row (from 0) as somebody does in a spreadsheet program."""
    if sheet.suffix == ".xlsx":
        book = openpyxl.load_workbook(sheet)
        for column, value in enumerate((status, day, reason), 2):
            book.active.cell(at + 2, column).value = value
        book.save(sheet)
        return
    lines = sheet.read_text("utf-8").split("\n")
    separator = ";" if lines[0].count(";") else ","
    cells = lines[at + 1].split(separator)
    cells[1:4] = [status, day.isoformat(), f'"{reason}"']
    lines[at + 1] = separator.join(cells)
    sheet.write_text("\n".join(lines), "utf-8", newline="")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_for_a_status_can_be_chosen_and_are_read(
    language: str, made: Path, tmp_path: Path
) -> None:
    process = tmp_path / "process"
    shutil.copytree(made, process)
    sheet = steps.lists(process, tmp_path / "out", language=language).folder / "calls.xlsx"
    held = openpyxl.load_workbook(sheet).active
    assert held.freeze_panes == "A2"
    assert held["A1"].font.bold
    assert not held["A2"].font.bold
    (offered,) = held.data_validations.dataValidation
    words = offered.formula1.strip('"').split(",")
    assert str(offered.sqref) == f"B2:B{held.max_row}"
    assert ("afgezegd" in words) == (language == "nl")
    for at, word in enumerate(words):
        fill(sheet, at, word, date(2027, 6, 1), "")
    now = steps.status(process, sheet, time=moment(8))
    assert {known for _, known in now.members if known} == {*Status}


def test_a_panel_that_everybody_left_still_has_its_lists(made: Path, tmp_path: Path) -> None:
    process = tmp_path / "process"
    shutil.copytree(made, process)
    drop(process, dict.fromkeys(members(process), "declined"), 8)
    out = steps.lists(process, tmp_path / "out").folder
    assert rows(out, "calls.xlsx") == rows(out, "calls.csv") == []
    assert sorted(ids(out, "replaced")) == sorted(members(process))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_status_is_written_in_a_word_that_is_read(
    language: str, made: Path, tmp_path: Path
) -> None:
    process = tmp_path / "process"
    shutil.copytree(made, process)
    everybody = pool_ids(process)
    words = ("confirmed", "declined", "withdrawn", "unreachable", "excluded")
    drop(process, dict(zip(everybody, words, strict=False)), 8)
    out = steps.lists(process, tmp_path / "out", language=language).folder
    fresh = tmp_path / "fresh"
    shutil.copytree(made, fresh)
    gone = [name for name in ("replaced", "withdrawn") if (out / f"{name}.csv").exists()]
    read = [steps.status(fresh, out / f"{name}.csv", time=moment(9)).recorded for name in gone]
    assert sum(read) == 4


def test_a_list_of_calls_without_a_call_is_refused_by_status(made: Path, tmp_path: Path) -> None:
    out = steps.lists(made, tmp_path / "out").folder
    with pytest.raises(UsageError, match="no status"):
        steps.status(made, out / "calls.csv", time=moment(8))


# --- columns of registrants -----------------------------------------------------------------------

HARD = Case(
    people=((6, ("", "", "16-39", "north")), (6, ("", "", "40+", "south"))),
    quotas=(
        *(("age", "16-39", 1, 3), ("age", "40+", 1, 3)),
        *(("area", "north", 1, 3), ("area", "south", 1, 3)),
    ),
    size=4,
    threshold=3,
)


def hard_registrants(_: Case) -> str:
    """Columns that are called like ours, and cells that a spreadsheet program would run."""
    lines = [
        f"P{i:02d},{age},{area},own status,own date,=1+1,'t Hart,+31 6 1234"
        for i, (age, area) in enumerate([("16-39", "north")] * 6 + [("40+", "south")] * 6)
    ]
    return "\n".join(["id,age,area,Status,date,chance,surname,phone", *lines, ""])


def test_columns_that_are_called_like_ours_do_not_get_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.processes.registrants", hard_registrants)
    process = carried_out(tmp_path, HARD)
    out = steps.lists(process, tmp_path / "out").folder
    for ending in ("csv", "xlsx"):
        columns = read_table(out / f"calls.{ending}").columns
        assert columns[:4] == ("id", "status", "date", "reason")
        assert {"Status 2", "date 2", "chance 2", "surname", "phone"} == {*columns[4:]}
        fill(out / f"calls.{ending}", 0, "confirmed", date(2027, 6, 1), "")
        read = steps.status(process, out / f"calls.{ending}", time=moment(8)).recorded
        assert read == (ending == "csv")  # the second file says the same
    assert all(row["chance"].endswith(" in 100") for row in rows(out, "drawn.csv"))


def test_no_cell_is_run_as_a_formula(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.processes.registrants", hard_registrants)
    out = steps.lists(carried_out(tmp_path, HARD), tmp_path / "out").folder
    text = (out / "drawn.csv").read_text("utf-8")
    assert "'=1+1" in text
    assert not re.search(r"(?m)(^|,)\"?[=+@]", text)
    assert "'t Hart" in text
    assert "''t Hart" not in text
    book = openpyxl.load_workbook(out / "drawn.xlsx")
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=1+1" in {cell.value for cell in cells}


QUOTAS = Quotas.of((Quota(category="age", value="16+", minimum=0, maximum=2),))


def small_pool(*columns: str, household: tuple[str, ...] = ()) -> Pool:
    people = tuple(
        Registrant(
            id=ident,
            values=("16+",),
            household=None,
            cells=(ident, "16+", *(f"{name} of {ident}" for name in columns)),
        )
        for ident in ("a", "b")
    )
    return Pool(
        id_column="Code",
        household_columns=household,
        columns=("Code", "age", *columns),
        categories=("age",),
        registrants=people,
    )


def looked_up(folder: Path, text: str) -> Contacts:
    sheet = folder / "names.csv"
    sheet.write_text(text, "utf-8")
    return contacts(small_pool("area"), QUOTAS, sheet)


def test_columns_that_the_pool_does_not_have_are_looked_up_by_id(tmp_path: Path) -> None:
    found = looked_up(
        tmp_path, "name,code,AREA,e-mail\nBea,b,area of b,b@x\nx,c,,\nAda, a ,area of a,a@x\n"
    )
    assert found.columns == ("age", "area", "name", "e-mail")
    assert found.rows == {
        "a": ("16+", "area of a", "Ada", "a@x"),
        "b": ("16+", "area of b", "Bea", "b@x"),
    }
    assert found.names == ("name",)
    assert found.notes == ()


@pytest.mark.parametrize(
    ("text", "code", "shown"),
    [
        ("name,number\nAda,a\nBea,b\n", "no-column", '"Code"'),
        ("code,name\na,Ada\n", "people-missing", "1 people of the pool are not in it: b."),
        ("code,name\na,Ada\nb,Bea\nb,Bo\n", "twice", '"b"'),
        ("code,name,Name\na,Ada,\nb,Bea,\n", "column-twice", "2 columns"),
    ],
)
def test_a_file_that_does_not_fit_the_pool_is_refused(
    text: str, code: str, shown: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as refused:
        looked_up(tmp_path, text)
    assert {problem.code for problem in refused.value.problems} == {code}
    assert shown in str(refused.value.problems[0].text)


def test_a_file_that_says_something_else_is_told_and_the_pool_counts(tmp_path: Path) -> None:
    found = looked_up(tmp_path, "code,area,name\na,elsewhere,Ada\nb,AREA of b,Bea\n")
    assert [note.values["n"] for note in found.notes] == [1]
    assert found.rows["a"] == ("16+", "area of a", "Ada")


@pytest.mark.parametrize(
    ("columns", "household", "names", "address"),
    [
        (("first name", "surname", "tussenvoegsel"), (), "first name|tussenvoegsel|surname", ""),
        (("naam", "voornaam"), (), "naam", ""),
        (("voornaam",), (), "voornaam", ""),
        (("plot", "phone"), ("plot",), "", "plot"),
        (
            ("huisnummer", "postcode", "straat", "woonplaats", "boat"),
            ("boat", "straat", "huisnummer"),
            "",
            "boat/straat|huisnummer/postcode|woonplaats",
        ),
    ],
)
def test_names_and_addresses_are_found_by_their_usual_names(
    columns: tuple[str, ...], household: tuple[str, ...], names: str, address: str
) -> None:
    found = contacts(small_pool(*columns, household=household), QUOTAS)
    assert "|".join(found.names) == names
    assert "/".join("|".join(line) for line in found.address) == address


@given(
    st.lists(st.sampled_from(["status", "Status 2", "status 3", "id", "DATE", "x"]), unique=True)
)
def test_no_two_columns_of_a_list_have_one_name(columns: list[str]) -> None:
    found = contacts(small_pool(*columns), QUOTAS)
    keys = [key(name) for name in (*found.columns, "id", "status", "date")]
    assert len(keys) == len(set(keys))


# --- letters --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_hold_the_facts_and_only_fields_that_their_list_has(
    language: str, replaced: Path, standing_by: Path, tmp_path: Path
) -> None:
    first = steps.lists(replaced, tmp_path / "1", language=language).folder
    second = steps.lists(standing_by, tmp_path / "2", language=language).folder
    texts = letters(first)
    assert texts.keys() == LIST_OF.keys()
    for name, text in texts.items():
        folder = second if LIST_OF[name] == "alternates" else first
        columns = read_table(folder / f"{LIST_OF[name]}.csv").columns
        fields = set(re.findall(r"\{\{(.*?)\}\}", text))
        assert fields <= {*columns}, name
        assert {"name", "street"} <= fields
        assert "$" not in text
        for fact in ("Panel on the old harbour", "panel@example.org", "Office of the clerk"):
            assert fact in text, name
        assert "2028-12-31" not in text
        assert "31 " in text
    number = cases.load(replaced).last(cases.Step.DRAWN).facts["number"]
    for name in ("letter-drawn.txt", "letter-not-drawn.txt"):
        assert re.search(rf" num(?:b|m)er {number:02d}\.", texts[name])
        assert {"{{chance}}", "{{receipt}}"} <= {*re.findall(r"\{\{.*?\}\}", texts[name])}
        assert re.search(rf" {BIG.size} (?:seats|plaatsen)\.", texts[name])
        assert " 100 panels" in texts[name]
        assert f"{len(pool_ids(replaced))} " in texts[name]


def test_the_letters_of_each_language_have_the_same_facts_and_fields() -> None:
    texts = ("title", "purpose", "mandate", "organiser", "contact")
    facts = drawn_letters.DrawFacts(
        **{text: f"<{text}>" for text in texts},
        size=10,
        people=20,
        number=7,
        of=30,
        day="2027-05-08",
        retention="2028-12-31",
    )

    def parts(language: str) -> dict[str, tuple[list[str], int, bool]]:
        found = drawn_letters.drawn_letters(
            facts, names=("surname",), address=(("street",),), language=language
        )
        told = {name: content.decode("utf-8-sig") for name, content in found.items()}
        return {
            name: (
                re.findall(r"<\w+>|\{\{\w+\}\}|\d+|\[", text),
                text.count("\r\n\r\n"),
                "Dear {{surname}}" in text,
            )
            for name, text in told.items()
        }

    english, dutch = parts("en"), parts("nl")
    assert english.keys() == {f"letter-{kind}.txt" for kind in drawn_letters.LETTERS}
    for name, (facts_, paragraphs, dear) in english.items():
        assert dear
        assert len(facts_) > 10
        found, paragraphs_, dear_ = dutch[name]
        assert (sorted(found), paragraphs_, dear_) == (sorted(facts_), paragraphs, False)


def test_a_letter_without_names_and_addresses_leaves_room_for_them() -> None:
    facts = drawn_letters.DrawFacts(
        **dict.fromkeys(("title", "purpose", "mandate", "organiser", "contact"), "$x {y}"),
        size=1000,
        people=2000,
        number=7,
        of=1000,
        day="2027-05-08",
        retention="2028-12-31",
    )
    found = drawn_letters.drawn_letters(facts, names=(), address=(), language="en")
    text = found["letter-drawn.txt"].decode("utf-8-sig")
    assert text.startswith("[address]\r\n\r\n")
    assert "\r\nDear resident,\r\n" in text
    assert "2,000 people" in text
    assert "number 007" in text
    assert "$x {y}" in text
    assert "\n" not in text.replace("\r\n", "")


# --- the calendar ---------------------------------------------------------------------------------


def calendar(content: bytes) -> list[dict[str, str]]:
    """The entries of a calendar, read by the rules of RFC 5545."""
    assert content.endswith(b"\r\n")
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert all(line.decode("utf-8") for line in lines)  # no letter is cut
    text = content.decode("utf-8").replace("\r\n ", "")
    found: list[dict[str, str]] = []
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            found[-1].setdefault(name, unescaped(value))
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == len(found)
    return found


def unescaped(value: str) -> str:
    signs = {"n": "\n", "N": "\n"}
    return re.sub(r"\\(.)", lambda match: signs.get(match[1], match[1]), value)


def test_the_calendar_has_each_public_value_and_the_last_day(made: Path, tmp_path: Path) -> None:
    out = steps.lists(made, tmp_path / "out").folder
    first, second, last = calendar((out / "calendar.ics").read_bytes())
    assert (first["DTSTART"], second["DTSTART"]) == ("20270501T173000Z", "20270508T173000Z")
    assert last["DTSTART;VALUE=DATE"] == "20281231"
    entries = cases.load(made).entries
    assert entries[-1].time == moment(6)
    for entry in (first, second, last):
        assert entry["DTSTAMP"] == "20270501T040000Z"  # 06:00 at UTC+2
        assert entry["UID"].startswith(entries[0].hash)
        assert entry["CONTACT"] == "panel@example.org"
        assert "Panel on the old harbour" in entry["SUMMARY"]
    assert "a headline" in first["DESCRIPTION"].splitlines()[0]
    assert "another headline" in second["DESCRIPTION"].splitlines()[0]
    assert len({entry["UID"] for entry in (first, second, last)}) == 3


def test_entries_keep_their_names_when_something_was_done_since(made: Path, tmp_path: Path) -> None:
    process = tmp_path / "process"
    shutil.copytree(made, process)
    before = calendar((steps.lists(made, tmp_path / "1").folder / "calendar.ics").read_bytes())
    drop(process, {members(process)[0]: "declined"}, 8)
    after = calendar((steps.lists(process, tmp_path / "2").folder / "calendar.ics").read_bytes())
    assert [entry["UID"] for entry in after] == [entry["UID"] for entry in before]
    assert {entry["DTSTAMP"] for entry in after} == {"20270501T060000Z"}
    assert {entry["DTSTAMP"] for entry in before} == {"20270501T040000Z"}


HIDDEN = "\x07"
"""A sign that nobody sees, and that no workbook can hold."""


def test_signs_that_nobody_sees_are_refused_in_statuses(made: Path, tmp_path: Path) -> None:
    process = tmp_path / "process"
    shutil.copytree(made, process)
    first, second = members(process)[:2]
    sheet = tmp_path / "calls.csv"
    rows = [f"{first},declined,,i{HIDDEN}ll", f"{second},declined,1{HIDDEN} May,", f"x,,,{HIDDEN}"]
    sheet.write_text("\n".join(["id,status,date,reason", *rows, ""]), "utf-8")
    with pytest.raises(InputError) as refused:
        steps.status(process, sheet, time=moment(8))
    found = [
        (problem.code, problem.where.row, problem.where.column)
        for problem in refused.value.problems
    ]
    assert found == [("unseen-sign", 2, "reason"), ("unseen-sign", 3, "date")]
    assert HIDDEN not in str(refused.value.problems[0].text)


def test_signs_that_nobody_sees_in_the_records_do_not_end_the_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They may be there already: in ids, in headers and, from an older version, in reasons."""
    monkeypatch.setattr(
        "tests.processes.registrants",
        lambda case: (
            registrants(case).replace("ID-", f"ID{HIDDEN}-").replace(",name,", f",na{HIDDEN}me,")
        ),
    )
    monkeypatch.setattr(statuses_table, "without_unseen", lambda text: text)
    process = carried_out(tmp_path, BIG)
    sheet = tmp_path / "calls.csv"
    sheet.write_text(f"id,status,reason\n{members(process)[0]},declined,x{HIDDEN}\n", "utf-8")
    steps.status(process, sheet, time=moment(8))
    monkeypatch.undo()
    out = steps.lists(process, tmp_path / "out").folder
    for path in out.iterdir():
        held = path.read_text("utf-8-sig") if path.suffix != ".xlsx" else cells_of(path)
        assert HIDDEN not in held
    assert "name" in read_table(out / "calls.xlsx").columns
    fill(out / "calls.xlsx", 0, "confirmed", date(2027, 6, 1), "")
    assert steps.status(process, out / "calls.xlsx", time=moment(9)).recorded == 1


def cells_of(path: Path) -> str:
    """Everything in a workbook, also the names of its columns."""
    table = read_table(path)
    assert len(table.columns) > 2
    return "|".join(cell for row in (table.columns, *table.rows) for cell in row)


def test_notes_are_in_the_json_too(made: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.csv"
    ids = pool_ids(made)
    lines = [f"{person},elsewhere,name {i}" for i, person in enumerate(ids)]
    names.write_text("\n".join(["id,area,first name", *lines, ""]), "utf-8")
    asked = ["lists", str(made), "--out", str(tmp_path / "out"), "--registrants", str(names)]
    said = CliRunner().invoke(main, [*asked, "--json"])
    assert said.exit_code == 0
    (note,) = json.loads(said.output)["notes"]
    assert f"In {len(ids)} rows of names.csv" in note


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_a_folded_line_is_the_line_again_and_no_piece_is_too_long(text: str) -> None:
    content = folded(f"SUMMARY:{text}")
    pieces = content.split(b"\r\n")
    assert pieces.pop() == b""
    assert all(len(piece) <= 75 for piece in pieces)
    assert all(piece.decode("utf-8") for piece in pieces)
    assert all(piece.startswith(b" ") for piece in pieces[1:])
    assert pieces[0] + b"".join(piece[1:] for piece in pieces[1:]) == f"SUMMARY:{text}".encode()


def test_lines_are_as_long_as_they_may_be() -> None:
    assert [len(p) for p in folded("x" * 75).split(b"\r\n")] == [75, 0]
    assert [len(p) for p in folded("x" * 150).split(b"\r\n")] == [75, 75, 2, 0]
    assert [len(p) for p in folded("€" * 50).split(b"\r\n")] == [75, 73, 4, 0]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n;,\\")))
def test_an_escaped_text_is_the_text_again(text: str) -> None:
    value = escaped(text)
    assert "\n" not in value
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value)
    assert unescaped(value) == text


def test_signs_that_no_calendar_holds_are_left_out() -> None:
    assert escaped("a\r\nb\rc\x00d\te") == r"a\nb\nc d e"


# --- what is not done, and what is not told -------------------------------------------------------


def test_before_the_draw_and_after_erasing_it_is_refused(tmp_path: Path) -> None:
    process = carried_out(tmp_path, BIG, drawn=False)
    with pytest.raises(UsageError, match="cannot be done yet"):
        steps.lists(process, tmp_path / "out")
    steps.randomness(process, [steps.Typed(value="RAIN", source="paper")], time=moment(5))
    steps.draw_dossier(process, time=moment(6))
    steps.erase(process, by="clerk", why="over", time=moment(7), early=True)
    with pytest.raises(UsageError, match="were erased"):
        steps.lists(process, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_holds_something_is_left_alone(made: Path, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="not empty"):
        steps.lists(made, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_only_the_owner_can_read_it_and_the_dossier_stays_as_it_was(
    replaced: Path, tmp_path: Path
) -> None:
    before = content(replaced)
    out = steps.lists(replaced, tmp_path / "out").folder
    again = steps.lists(replaced, tmp_path / "again").folder
    assert content(replaced) == before
    assert content(out) == content(again)
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}


def content(folder: Path) -> Mapping[str, bytes]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_are_in_the_lists_and_in_nothing_else(
    language: str, replaced: Path, tmp_path: Path
) -> None:
    out = steps.lists(replaced, tmp_path / "out", language=language).folder
    for path in out.iterdir():
        if path.suffix in {".csv", ".xlsx"}:
            assert "marker" in str(rows(out, path.name)), path.name
        else:
            assert "marker" not in path.read_text("utf-8"), path.name


def test_ids_that_look_like_formulas_are_read_back_from_the_list_of_calls(tmp_path: Path) -> None:
    sheet = tmp_path / "calls.csv"
    sheet.write_text("id,status\n'=1+1,declined\n'-7,confirmed\n", "utf-8")
    rows = read_statuses(read_table(sheet), frozenset({"=1+1", "-7"}))
    assert [(row.person, row.status.value) for row in rows] == [
        ("-7", "confirmed"),
        ("=1+1", "declined"),
    ]
