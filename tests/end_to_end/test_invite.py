"""Letters from plan to printer by commands: what is written, what is not, and who may see it."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

import openpyxl
import registers

from sortition import steps
from sortition.dossier.letters_files import read_letters
from sortition.dossier.reply_codes import is_reply_code
from sortition.errors import InputError, UsageError

REPOSITORY = Path(__file__).parents[2]
QUOTAS = """category,value,min,max
area,North,3,7
area,South,3,7
area,Île,3,7
sex,m,6,9
sex,v,6,9
age,16-29,1,5
age,30-64,5,11
age,65+,1,5
"""
RESPONSES = "category,value,rate,letters\n,,20%,500\narea,South,10%,100\n"
PEOPLE = (
    *("--quotas", "quotas.csv", "--responses", "responses.csv", "--size", "15"),
    *("--birth-date", "born", "--age-on", "2027-05-01", "--min-age", "18"),
    *("--address", "street,no,postcode", "--leave-out", "secret=yes"),
)


def run(folder: Path, *arguments: object, seed: int = 0) -> tuple[int, str, str]:
    """Exit code, output and errors of a command."""
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "cli.py"), "invite", *map(str, arguments)],
        capture_output=True,
        cwd=folder,
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register and a plan of letters in two waves."""
    folder = tmp_path_factory.mktemp("letters")
    (folder / "register.csv").write_text(registers.register(1, 1200).csv(), encoding="utf-8")
    (folder / "quotas.csv").write_text(QUOTAS, encoding="utf-8")
    (folder / "responses.csv").write_text(RESPONSES, encoding="utf-8")
    code, out, err = run(
        *(folder, "plan", "--register", "register.csv", *PEOPLE, "--waves", "75,25"),
        *("--price", "1,20", "--out", "letters.json", "--page", "letters.html"),
    )
    assert code == 0, err
    assert "Letters to send:" in out
    return folder


@pytest.fixture(scope="module")
def drawn(planned: Path) -> Path:
    """The first wave."""
    code, out, err = draw(planned, "letters-1")
    assert code == 0, err
    assert "(wave 1 of 2)" in out
    return planned / "letters-1"


def draw(folder: Path, out: str, *more: object, seed: int = 0) -> tuple[int, str, str]:
    return run(
        *(folder, "draw", "letters.json", "--register", "register.csv", "--value", "12 44 7"),
        *("--out", out, *more),
        seed=seed,
    )


def rows(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "invited.csv").read_text("utf-8"))))


def test_the_plan_keeps_the_cap_and_says_what_it_expects(planned: Path) -> None:
    plan = read_letters((planned / "letters.json").read_bytes())
    assert plan.waves == (Fraction(3, 4), Fraction(1))
    assert max(plan.chances) <= 3 * min(plan.chances)
    page = (planned / "letters.html").read_text("utf-8")
    assert f"{round(plan.letters):,} letters to" in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_same_plan_and_letters_whatever_the_hash_seed(planned: Path, drawn: Path) -> None:
    code, _, err = run(
        *(planned, "plan", "--register", "register.csv", *PEOPLE, "--waves", "75,25"),
        *("--out", "again.json"),
        seed=77,
    )
    assert code == 0, err
    assert (planned / "again.json").read_bytes() == (planned / "letters.json").read_bytes()
    assert draw(planned, "again", "--secret", drawn / "secret.txt", seed=78)[0] == 0
    for name in ("letters.json", "drawn.json", "invited.csv"):
        assert (planned / "again" / name).read_bytes() == (drawn / name).read_bytes()


def test_letters_are_drawn_once_each_and_their_account_adds_up(planned: Path, drawn: Path) -> None:
    people = rows(drawn)
    account = json.loads((drawn / "drawn.json").read_text("utf-8"))
    plan = read_letters((planned / "letters.json").read_bytes())
    assert len({row["letter_id"] for row in people}) == len(people) == account["letters"]
    assert abs(len(people) - plan.letters * Fraction(3, 4)) < 1
    assert sum(one["letters"] for one in account["strata"]) == len(people)
    assert account["rows"] - sum(f["left_out"] for f in account["filters"]) == account["remaining"]
    codes = [row["letter_code"] for row in people]
    assert len(set(codes)) == len(codes)
    assert all(map(is_reply_code, codes))
    assert {row["secret"].casefold() for row in people} <= {"", "no"}
    assert (drawn / "invited.csv").stat().st_mode & 0o077 == 0


def test_the_second_wave_writes_to_others_and_goes_on_with_numbers_and_codes(
    planned: Path, drawn: Path
) -> None:
    code, _, err = draw(planned, "letters-2", "--after", "letters-1")
    assert code == 0, err
    first, second = rows(drawn), rows(planned / "letters-2")
    assert not {r["letter_id"] for r in first} & {r["letter_id"] for r in second}
    assert not {r["letter_code"] for r in first} & {r["letter_code"] for r in second}
    assert int(second[0]["letter_number"]) == len(first) + 1
    code, _, err = draw(planned, "letters-3", "--after", "letters-1", "--after", "letters-2")
    assert code == 2
    assert "The plan has 2 waves" in err


def test_lists_hold_what_they_need_and_nothing_else(drawn: Path, tmp_path: Path) -> None:
    code, out, err = run(
        *(drawn.parent, "export", drawn, "--for", "printer", "--name", "name"),
        *("--out", tmp_path / "p.csv", "--letter", tmp_path / "letter.txt"),
    )
    assert code == 0, err
    people = rows(drawn)
    assert f"Rows: {len(people):,}" in out
    assert f"All letter numbers added up: {sum(range(1, len(people) + 1))}" in out
    text = (tmp_path / "p.csv").read_text("utf-8")
    listed = list(csv.DictReader(io.StringIO(text)))
    assert list(listed[0]) == [
        *("letter", "batch", "reply code", "name", "street", "no", "postcode")
    ]
    assert all(row["phone"] not in text and row["born"] not in text for row in people)
    assert {row["name"] for row in listed} == {"'=HYPERLINK(1)", "'t Hart", "de Vries", "Ünal"}
    letter = (tmp_path / "letter.txt").read_text("utf-8-sig")
    assert "«reply code»" in letter
    assert "«name»\n«street»\n«no»\n«postcode»" in letter
    code, _, err = run(
        *(drawn.parent, "export", drawn, "--for", "callcentre", "--name", "name"),
        *("--phone", "phone", "--out", tmp_path / "c.csv", "--language", "nl"),
    )
    assert code == 0, err
    content = (tmp_path / "c.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfbrief;partij;antwoordcode;name;phone\r\n")
    assert all(f";{row['phone']}\r\n" in content.decode() for row in people)
    assert (
        run(drawn.parent, "export", drawn, "--for", "callcentre", "--name", "x", "--out", "d")[0]
        == 2
    )


def test_a_workbook_keeps_every_zero_and_every_formula_is_text(drawn: Path, tmp_path: Path) -> None:
    out = tmp_path / "p.xlsx"
    steps.letters_export(drawn, purpose=steps.Purpose.PRINTER, out=out, names=("name", "phone"))
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    people = rows(drawn)
    plain = [row["name"].removeprefix("'") if "=" in row["name"] else row["name"] for row in people]
    # The file of the draw marks apostrophes too (docs/format.md 2.4); the list does not.
    assert [row[3] for row in cells[1:]] == [name.replace("''t", "'t") for name in plain]
    assert [row[4] for row in cells[1:]] == [row["phone"] for row in people]
    assert all(cell.data_type == "s" for row in sheet.iter_rows() for cell in row)
    other = tmp_path / "again.xlsx"
    steps.letters_export(drawn, purpose=steps.Purpose.PRINTER, out=other, names=("name", "phone"))
    assert out.read_bytes() == other.read_bytes()


def test_libreoffice_shows_every_cell_as_it_was(drawn: Path, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        if os.environ.get("CI"):
            pytest.fail("This test needs LibreOffice, and CI must not leave it out.")
        pytest.skip("LibreOffice is not here")
    out = tmp_path / "p.xlsx"
    steps.letters_export(drawn, purpose=steps.Purpose.PRINTER, out=out, names=("name", "phone"))
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *("--convert-to", "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false"),
            *("--outdir", str(tmp_path), str(out)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    shown = list(csv.reader(io.StringIO((tmp_path / "p.csv").read_text("utf-8")), delimiter=";"))
    book = openpyxl.load_workbook(out).active
    assert book is not None
    assert shown == [[str(cell.value) for cell in row] for row in book.iter_rows()]


def test_reminders_leave_out_who_answered(drawn: Path, tmp_path: Path) -> None:
    people = rows(drawn)
    answered = tmp_path / "answered.csv"
    typed = [people[0]["letter_code"].lower().replace("-", " "), people[1]["letter_id"]]
    answered.write_text("code\n" + "\n".join(typed) + "\n", encoding="utf-8")
    result = steps.letters_export(
        drawn,
        purpose=steps.Purpose.REMINDERS,
        out=tmp_path / "r.csv",
        names=("name",),
        answered=(answered,),
    )
    assert (result.rows, result.left_out) == (len(people) - 2, 2)
    called = steps.letters_export(
        drawn,
        purpose=steps.Purpose.CALLCENTRE,
        out=tmp_path / "c.csv",
        names=("name",),
        phone=("phone",),
        answered=(answered,),
    )
    assert called.rows == len(people) - 2
    text = (tmp_path / "r.csv").read_text("utf-8")
    assert people[0]["letter_code"] not in text
    assert people[2]["letter_code"] in text


def test_nothing_is_overwritten_and_changed_letters_are_refused(
    planned: Path, drawn: Path, tmp_path: Path
) -> None:
    assert draw(planned, "letters-1")[0] == 2
    copy = tmp_path / "copy"
    shutil.copytree(drawn, copy)
    with (copy / "invited.csv").open("a", encoding="utf-8") as stream:
        stream.write("1,1,x,y,z,,,,,,,,,,\n")
    code, _, err = run(
        *(planned, "export", copy, "--for", "printer", "--name", "name"),
        *("--out", tmp_path / "p.csv"),
    )
    assert code == 3
    assert "changed since" in err
    assert not (tmp_path / "p.csv").exists()
    with pytest.raises(UsageError):
        steps.letters_plan(
            steps.RegisterFiles(files=(planned / "register.csv",)),
            steps.RegisterRules(id_column="id"),
            quotas=planned / "quotas.csv",
            responses=planned / "responses.csv",
            size=15,
            wish=steps.Wish(probability=Fraction(9, 10), cap=Fraction(3), spread=Fraction(1, 4)),
            out=planned / "letters.json",
        )


def test_a_register_with_faults_draws_nobody_and_tells_no_more_than_it_must(
    planned: Path, tmp_path: Path
) -> None:
    text = (planned / "register.csv").read_text("utf-8").splitlines()
    text[5] = text[5].replace(text[5].split(";")[8], "yesterday")
    (tmp_path / "register.csv").write_text("\n".join(text), encoding="utf-8")
    shutil.copy(planned / "letters.json", tmp_path)
    code, out, err = draw(tmp_path, "letters-1")
    assert code == 3
    assert "register.csv, row 6, column born" in err
    assert '"yesterday" is no date' in err
    assert text[5].split(";")[5] not in err + out, "a telephone number has nothing to do with it"
    assert not (tmp_path / "letters-1").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_lists_are_part_of_the_plan(planned: Path, tmp_path: Path) -> None:
    for name in ("register.csv", "quotas.csv", "responses.csv"):
        shutil.copy(planned / name, tmp_path)
    people = [row.split(";")[0].strip() for row in registers.register(1, 1200).csv().splitlines()]
    (tmp_path / "staff.csv").write_text("id\n" + "\n".join(people[1:11]), encoding="utf-8")
    before = [f"{p};2020-01-01" for p in people[11:16]] + [f"{p};1-6-2026" for p in people[16:20]]
    (tmp_path / "before.csv").write_text("id;date\n" + "\n".join(before), encoding="utf-8")
    lists = ("--list", "staff.csv", "--invited-before", "before.csv")
    code, out, err = run(
        *(tmp_path, "plan", "--register", "register.csv", *PEOPLE, *lists, "--letters", "200"),
        *("--out", "letters.json", "--json"),
    )
    assert code == 0, err
    left_out = json.loads(out)["left_out"]
    assert 0 < left_out["before.csv"] <= 4
    assert 0 < left_out["staff.csv"] <= 10
    assert draw(tmp_path, "l")[0] == 2, "the lists of the plan are missing"
    code, _, err = draw(tmp_path, "l", *lists)
    assert code == 0, err
    assert not {row["letter_id"] for row in rows(tmp_path / "l")} & set(people[1:11])
    assert not {row["letter_id"] for row in rows(tmp_path / "l")} & set(people[16:20])


def test_answers_are_followed_by_code_and_not_by_any_cell(drawn: Path, tmp_path: Path) -> None:
    people = rows(drawn)
    joined = [row for i, row in enumerate(people) if i % 5 == 0]
    lines = ["reply,no"] + [f"{row['letter_code'].lower()},{row['letter_id']}" for row in joined]
    # Whose ids stand in another column did not join: they are house numbers, as far as we know.
    lines += [f"346-XYZ-888,{row['letter_id']}" for row in people[1:4]]
    (tmp_path / "joined.csv").write_text("\n".join(lines), encoding="utf-8")
    back = "\n".join(["id", people[1]["letter_id"], people[2]["letter_id"]])
    (tmp_path / "back.csv").write_text(back, encoding="utf-8")
    code, out, err = run(
        *(drawn.parent, "responses", drawn, "--joined", tmp_path / "joined.csv"),
        *("--undeliverable", tmp_path / "back.csv", "--quotas", "quotas.csv"),
        *("--responses", "responses.csv", "--size", "15", "--json"),
    )
    assert code == 0, err
    told = json.loads(out)
    assert (told["letters"], told["joined"], told["unknown"]) == (len(people), len(joined), 3)
    assert told["undeliverable"] == 2
    for category in ("area", "sex", "age"):
        groups = [row for row in told["groups"] if row["category"] == category]
        assert sum(row["letters"] for row in groups) == len(people)
        assert sum(row["joined"] for row in groups) == len(joined)
        assert sum(row["undeliverable"] for row in groups) == 2
    assert told["quotas"]["sex m"][0] == sum(row["sex"].casefold() == "m" for row in joined)
    assert told["next_wave"] > 0
    (tmp_path / "none.csv").write_text("name\nde Vries\n", encoding="utf-8")
    code, _, err = run(
        *(drawn.parent, "learn", drawn, "--joined", tmp_path / "none.csv"),
    )
    assert code == 3
    assert "no reply code" in err
    code, out, err = run(
        *(drawn.parent, "learn", drawn, "--joined", tmp_path / "joined.csv", "--language", "nl"),
        *("--out", tmp_path / "learned.csv"),
    )
    assert code == 0, err
    assert f"Op {len(people):,}".replace(",", ".") in out
    learned = (tmp_path / "learned.csv").read_text("utf-8-sig")
    assert learned.startswith("categorie;waarde;respons;brieven")


def test_the_chance_of_letter_and_seat_is_their_product(drawn: Path, tmp_path: Path) -> None:
    people = rows(drawn)[::2]
    fields = ("letter_code", "area", "sex", "age")
    lines = ["reply code,area,sex,age"]
    for row in people:
        row["age"] = row["letter_group"].split(" · ")[0]
        lines.append(",".join(row[name].strip() for name in fields))
    (tmp_path / "joined.csv").write_text("\n".join(lines), encoding="utf-8")
    seats = steps.draw(
        tmp_path / "joined.csv",
        drawn.parent / "quotas.csv",
        size=15,
        id_column="reply code",
        seed="rehearsal",
        out=tmp_path / "draw",
    )
    code, _, err = run(
        *(tmp_path, "chances", drawn, "--draw", "draw", "--out", "both.csv"),
    )
    assert code == 0, err
    plan = read_letters((drawn / "letters.json").read_bytes())
    told = list(csv.DictReader(io.StringIO((tmp_path / "both.csv").read_text("utf-8"))))
    assert len(told) == len(people) == len(seats.pool.registrants)
    group = {row["letter_code"]: tuple(row["letter_group"].split(" · ")) for row in people}
    for row in told:
        assert Fraction(row["letter"]) == plan.chance_of(group[row["id"]]) * Fraction(3, 4)
        assert Fraction(row["both"]) == Fraction(row["letter"]) * Fraction(row["seat"])
    result = steps.letters_chances((drawn,), tmp_path / "draw")
    assert sum(one.people for one in result.groups if one.category == "sex") == len(people)
    assert result.unknown == 0
    with pytest.raises(UsageError):
        steps.letters_chances((drawn,), drawn)


def area_of(row: dict[str, str]) -> str:
    return row["letter_group"].split(" · ")[1]


def test_the_page_of_chances_shows_every_group_that_is_large_enough(
    drawn: Path, tmp_path: Path
) -> None:
    people = rows(drawn)
    joined = [(row["letter_id"], row["letter_code"], area_of(row)) for row in people[::4]]
    lines = [",".join(cells) for cells in joined]
    (tmp_path / "joined.csv").write_text("\n".join(["id,code,area", *lines, ""]), "utf-8")
    seats = "".join(f"area,{area},0,4\n" for area in sorted({area for _, _, area in joined}))
    (tmp_path / "seats.csv").write_text(f"category,value,min,max\n{seats}", "utf-8")
    steps.draw(
        tmp_path / "joined.csv", tmp_path / "seats.csv", size=6, out=tmp_path / "panel", seed="x"
    )
    found = steps.letters_chances(
        (drawn,),
        tmp_path / "panel",
        responses=drawn.parent / "responses.csv",
        page=tmp_path / "chances.html",
        out=tmp_path / "chances.csv",
    )
    page = (tmp_path / "chances.html").read_text("utf-8")
    for group in found.groups:
        assert (f">{group.category} {group.value}</th>" in page) == (group.people >= 10)
    assert f"{len(found.people)} people registered" in page
    assert "http" not in page.replace("http-equiv", "")
    assert not [row["name"] for row in people if f">{row['name']}<" in page]
    for one in found.people:
        assert one.all == one.letter * one.seat * (one.answer or 0)
    answers = {one.answer for one in found.people if one.cell[1] == "South"}
    assert answers == {Fraction(1, 10)}


def test_weights_make_letter_and_seat_together_equal(drawn: Path, tmp_path: Path) -> None:
    people = rows(drawn)
    lines = [f"{row['letter_id']},{row['letter_code']},x" for row in people[::4]]
    (tmp_path / "joined.csv").write_text("\n".join(["id,code,all", *lines, ""]), "utf-8")
    (tmp_path / "seats.csv").write_text("category,value,min,max\nall,x,6,6\n", "utf-8")
    weighed = steps.letters_weigh((drawn,), tmp_path / "joined.csv", out=tmp_path / "weighed.csv")
    assert weighed.unknown == 0
    assert weighed.rounded < Fraction(1, 100)
    assert sum(n for _, n, _ in weighed.weights) == len(lines)
    for name, sheet, weights in (
        ("plain", "joined.csv", ""),
        ("weighed", "weighed.csv", steps.WEIGHT),
    ):
        steps.draw(
            tmp_path / sheet,
            tmp_path / "seats.csv",
            size=6,
            out=tmp_path / name,
            seed="x",
            weights=weights,
        )
    plain, even = (
        steps.letters_chances((drawn,), tmp_path / name).spread for name in ("plain", "weighed")
    )
    assert plain > Fraction(3, 2)
    assert even < Fraction(105, 100)
    assert steps.verify(tmp_path / "weighed").ok
    assert not steps.rerun(tmp_path / "weighed").differences


def test_bad_weights_are_all_told_with_their_rows(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "id,a,letter_weight\nA,x,0\nB,x,2\nC,x,1.5\nD,x,\n", encoding="utf-8"
    )
    (tmp_path / "seats.csv").write_text("category,value,min,max\na,x,1,1\n", encoding="utf-8")
    wish = {"size": 1, "out": tmp_path / "d", "seed": "x"}
    with pytest.raises(InputError) as refused:
        steps.draw(tmp_path / "people.csv", tmp_path / "seats.csv", weights=steps.WEIGHT, **wish)
    found = [(p.code, p.where.row) for p in refused.value.problems]
    assert found == [("bad-weight", 2), ("bad-weight", 4), ("bad-weight", 5)]
    with pytest.raises(InputError) as refused:
        steps.draw(tmp_path / "people.csv", tmp_path / "seats.csv", weights="other", **wish)
    assert [p.code for p in refused.value.problems] == ["no-weights"]
    assert not (tmp_path / "d").exists()
