"""A register read, counted and drawn from: by DuckDB, by Spark, and row by row, always the same."""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

import registers

from sortition.errors import ExitCode, InputError
from sortition.records.letters import (
    Before,
    Drawn,
    LeaveOut,
    LettersPlan,
    Listed,
    Per,
    Rules,
    whole,
)
from sortition.register import Engine, ask, count, look, open_duckdb, select, unchanged

VALUE = "12 44 7"


@pytest.fixture(scope="session")
def session() -> Iterator[object]:
    """A Spark session; without Java the tests are left out, but not where CI is set."""
    if shutil.which("java") is None:
        if os.environ.get("CI"):
            pytest.fail("The tests of Spark need Java, and CI must not leave them out.")
        pytest.skip("Spark needs Java")
    pyspark = pytest.importorskip("pyspark.sql")
    session = (
        pyspark.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    yield session
    session.stop()


def chances(rules: Rules) -> dict[tuple[str, ...], Fraction]:
    """A chance for every group but one, which then has the chance of groups that turn up later."""
    steps = random.Random(1)
    cells: list[tuple[str, ...]] = [()]
    for one in rules.attributes:
        cells = [(*cell, value) for cell in cells for value in one.values]
    return {cell: Fraction(steps.randint(100, 400), 1000) for cell in cells[1:]}


def plan_of(rules: Rules) -> LettersPlan:
    found = chances(rules)
    return registers.plan(rules, found, dict.fromkeys(found, Fraction(10)))


def drawn(
    folder: Path, paths: list[Path], plan: LettersPlan, *, value: str = VALUE, **more: object
) -> Drawn:
    register = look(paths, folder)
    engine = open_duckdb(register, folder)
    try:
        return select(engine, ask(plan.rules, register), plan, value=value, **more)  # type: ignore[arg-type]
    finally:
        engine.close()


def told(result: Drawn) -> list[tuple[str, tuple[str, ...], int]]:
    return [(letter.person, letter.values, letter.place) for letter in result.letters]


@pytest.mark.parametrize("per", Per)
@pytest.mark.parametrize("seed", range(8))
def test_the_letters_are_those_worked_out_row_by_row(seed: int, per: Per, tmp_path: Path) -> None:
    made = registers.register(seed, people=30 * seed + 12)
    file = tmp_path / "register.csv"
    file.write_text(made.csv(), encoding="utf-8")
    plan = plan_of(registers.rules(per))
    result = drawn(tmp_path, [file], plan, value=f"{VALUE} {seed}")
    assert told(result) == registers.lowest(made, plan, f"{VALUE} {seed}")
    assert result.counted.remaining == len(registers.eligible(made))
    homes = Counter(home for _, home in registers.eligible(made).values())
    if per is Per.ADDRESS:
        assert result.counted.homes == Counter(homes[h] for h in homes for _ in range(homes[h]))
        assert sum(result.counted.units.values()) == len(homes)


@pytest.mark.parametrize("per", Per)
def test_order_pieces_encoding_and_form_of_the_files_change_nothing(
    per: Per, tmp_path: Path
) -> None:
    made = registers.register(3)
    plan = plan_of(registers.rules(per))
    order = list(range(len(made.rows)))
    random.Random(5).shuffle(order)
    forms = {
        "plain": [made.csv().encode()],
        "shuffled": [made.csv(order=order).encode()],
        "comma and mark": [made.csv(separator=",").encode("utf-8-sig")],
        "utf-16": [made.csv().encode("utf-16")],
        "sep line": [b"sep=;\r\n" + made.csv().encode()],
        "pieces": [made.csv(order=order[:77]).encode(), made.csv(order=order[77:]).encode()],
    }
    results = {}
    for name, contents in forms.items():
        folder = tmp_path / name
        folder.mkdir()
        paths = []
        for i, content in enumerate(contents):
            paths.append(folder / f"part{i}.csv")
            paths[-1].write_bytes(content)
        results[name] = drawn(folder, paths, plan)
    folder = tmp_path / "parquet"
    folder.mkdir()
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT * FROM read_csv('{tmp_path}/plain/part0.csv', all_varchar = true)) "
            f"TO '{folder}/register.parquet' (FORMAT parquet)"
        )
    results["parquet"] = drawn(folder, [folder / "register.parquet"], plan)
    assert all(result == results["plain"] for result in results.values())


def test_windows_letters_are_read(tmp_path: Path) -> None:
    made = registers.register(4, people=60)
    plain = replace(made, rows=tuple(row for row in made.rows if row[6] != "I\u0302le"))
    (tmp_path / "a.csv").write_text(plain.csv(), encoding="utf-8")
    (tmp_path / "b.csv").write_text(plain.csv(), encoding="cp1252")
    plan = plan_of(registers.rules())
    one, other = (drawn(tmp_path, [tmp_path / f"{name}.csv"], plan) for name in "ab")
    assert one == other


@pytest.mark.parametrize("per", Per)
def test_spark_gives_the_same_letters_from_shuffled_pieces(
    per: Per, session: object, tmp_path: Path
) -> None:
    from sortition.register.spark import open_spark  # noqa: PLC0415 - an extra

    made = registers.register(6)
    plan = plan_of(registers.rules(per))
    whole_file, order = tmp_path / "whole.csv", list(range(len(made.rows)))
    whole_file.write_text(made.csv(), encoding="utf-8")
    random.Random(7).shuffle(order)
    pieces = [tmp_path / f"piece{i}.csv" for i in range(3)]
    for i, piece in enumerate(pieces):
        piece.write_text(made.csv(order=order[i::3]), encoding="utf-8")
    register = look(pieces, tmp_path)
    engine: Engine = open_spark(register, session)  # type: ignore[arg-type]
    spark = select(engine, ask(plan.rules, register), plan, value=VALUE)
    engine.close()
    assert spark == drawn(tmp_path, [whole_file], plan)


def test_spark_finds_the_same_faults(session: object, tmp_path: Path) -> None:
    from sortition.register.spark import open_spark  # noqa: PLC0415 - an extra

    file = faulty(tmp_path)
    register = look([file], tmp_path)
    question = ask(registers.rules(), register)
    with pytest.raises(InputError) as duck:
        count(open_duckdb(register, tmp_path), question)
    with pytest.raises(InputError) as spark:
        count(open_spark(register, session), question)  # type: ignore[arg-type]
    codes = Counter(problem.code for problem in duck.value.problems)
    assert Counter(problem.code for problem in spark.value.problems) == codes


def test_who_leaves_changes_nobody_elses_place(tmp_path: Path) -> None:
    made = registers.register(8)
    plan = plan_of(registers.rules())
    file = tmp_path / "register.csv"
    file.write_text(made.csv(), encoding="utf-8")
    before = drawn(tmp_path, [file], plan)
    gone = before.letters[3].person
    fewer = replace(
        made, rows=tuple(row for row in made.rows if row[0].strip().removesuffix(".0") != gone)
    )
    file.write_text(fewer.csv(), encoding="utf-8")
    after = drawn(tmp_path, [file], plan)
    for cell in before.taken:
        old = [one.person for one in before.letters if one.values == cell and one.person != gone]
        new = [one.person for one in after.letters if one.values == cell]
        # One letter more or less by rounding; but who comes before whom is as it was.
        assert old[: len(new)] == new[: len(old)]
        assert abs(len(old) - len(new)) <= 1


@pytest.mark.parametrize("per", Per)
def test_a_second_wave_goes_on_where_the_first_stopped(per: Per, tmp_path: Path) -> None:
    made = registers.register(9)
    file = tmp_path / "register.csv"
    file.write_text(made.csv(), encoding="utf-8")
    plan = replace(plan_of(registers.rules(per)), waves=(Fraction(6, 10), Fraction(1)))
    first = drawn(tmp_path, [file], plan.after(1))
    people = tuple(letter.person for letter in first.letters)
    before = Before(people=people, taken=first.taken)
    second = drawn(tmp_path, [file], plan.after(2), before=before)
    both = {letter.person: letter.place for letter in (*first.letters, *second.letters)}
    assert len(both) == len(first.letters) + len(second.letters)
    # The rounding of the first wave stays: else the whole is what one wave would have drawn.
    for cell, taken in second.taken.items():
        assert taken.offset == first.taken[cell].offset
        assert taken.letters == min(
            whole(plan.chance_of(cell) * taken.units, taken.offset), taken.units
        )
    if per is Per.PERSON:
        alone = registers.lowest(made, plan, VALUE)
        places = {person: place for person, _, place in alone}
        assert all(places[person] == place for person, place in both.items() if person in places)


def test_filters_count_everybody_once_and_lists_leave_out(tmp_path: Path) -> None:
    made = registers.register(10)
    file = tmp_path / "register.csv"
    file.write_text(made.csv(), encoding="utf-8")
    may = sorted(registers.eligible(made))
    rules = replace(
        registers.rules(),
        leave_out=(LeaveOut(column="secret", values=("yes",)), LeaveOut(column="phone")),
        lists=(Listed(name="staff", digest="1"), Listed(name="objected", digest="2")),
    )
    register = look([file], tmp_path)
    question = ask(replace(rules, leave_out=rules.leave_out[:1]), register, [may[:5], may[3:9]])
    counted = count(open_duckdb(register, tmp_path), question)
    assert counted.rows == len(made.rows)
    assert counted.left_out[-2:] == (5, 4)
    assert counted.rows - sum(counted.left_out) == counted.remaining == len(may) - 9
    assert counted.others[0][1][0][0] == "no"
    nobody = count(open_duckdb(register, tmp_path), ask(rules, register, [[], []]))
    assert nobody.remaining == 0
    assert nobody.left_out[2] == len(may), "everybody has a telephone number"


@pytest.mark.parametrize("part", range(4))
def test_chances_are_the_frequencies(part: int, tmp_path: Path) -> None:
    """500 values in each of four parts: within four standard errors everywhere, and in total."""
    made = registers.register(11, people=40)
    file = tmp_path / "register.csv"
    file.write_text(made.csv(), encoding="utf-8")
    plan = plan_of(registers.rules(Per.ADDRESS if part % 2 else Per.PERSON))
    people = registers.eligible(made)
    homes = Counter(home for _, home in people.values())
    times: Counter[str] = Counter()
    runs = 500
    for run in range(runs):
        times.update(
            person for person, _, _ in registers.lowest(made, plan, f"part {part} run {run}")
        )
    # The slow way stands for the engine, which gives the same (above).
    for person, (cell, home) in people.items():
        chance = plan.chance_of(cell)
        if plan.rules.per is Per.ADDRESS:
            chance /= homes[home]
            # Who is alone in a group with few homes has a chance that depends on who else came up.
        error = (float(chance) * (1 - float(chance)) / runs) ** 0.5
        assert abs(times[person] / runs - float(chance)) < 4.5 * error + 1e-9, person


def faulty(folder: Path) -> Path:
    """A register with nine different faults."""
    made = registers.register(12, people=40)
    rows = [list(row) for row in made.rows]
    for row in rows:
        row[8], row[9] = "1980-05-31", "no"
    rows[2][0] = ""
    rows[4][0] = "Zoë-1"
    rows[6][1] = rows[6][2] = rows[6][3] = " - "
    rows[8][8] = "31-02-1980"
    rows[10][8] = "2031-01-01"
    rows[12][8] = "19970000"
    rows[14][6] = "Nort"
    rows[16][7] = ""
    rows[18][0] = rows[20][0] = "A99999"
    rows[22] = rows[22][:6]
    rows[24] = [*rows[24], "one too many"]
    lines = [";".join(registers.COLUMNS), *(";".join(row) for row in rows)]
    file = folder / "register.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_every_fault_is_listed_with_its_row(tmp_path: Path) -> None:
    register = look([faulty(tmp_path)], tmp_path)
    with pytest.raises(InputError) as caught:
        count(open_duckdb(register, tmp_path), ask(registers.rules(), register))
    assert caught.value.exit_code is ExitCode.BAD_INPUT
    found = {(problem.code, problem.where.row) for problem in caught.value.problems}
    assert found == {
        *(("no-id", 4), ("odd-id", 6), ("no-address", 8), ("birth-date", 10), ("birth-date", 12)),
        *(("birth-date", 14), ("unknown-value", 16), ("unknown-value", 18), ("id-twice", 20)),
        *(("id-twice", 22), ("not-a-row", 24), ("not-a-row", 26)),
    }
    assert all(problem.advice.template for problem in caught.value.problems)
    values = {str(problem.text) for problem in caught.value.problems}
    assert any('"Nort" is not one of' in text for text in values)


def test_a_register_that_changes_while_it_is_read_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text(registers.register(1).csv(), encoding="utf-8")
    register = look([file], tmp_path)
    assert unchanged(register)
    file.write_text(registers.register(2).csv(), encoding="utf-8")
    assert not unchanged(register)
    file.unlink()
    assert not unchanged(register)


def test_a_missing_column_and_other_columns_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text("id;wijk\n1;Noord\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        ask(registers.rules(), look([file], tmp_path))
    assert [p.where.column for p in caught.value.problems] == [
        *("street", "no", "postcode", "area", "sex", "born", "secret")
    ]
    other = tmp_path / "other.csv"
    other.write_text("id;buurt\n1;Noord\n", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be used"):
        look([file, other], tmp_path)
    for content in (b"", b"\x00\x01\x02PNG" * 100, b"PAR1 and no more"):
        other.write_bytes(content)
        with pytest.raises(InputError):
            look([other], tmp_path)
