"""How long it takes to plan and draw letters from a register of a whole country.

``python -m benchmarks.register --people 18000000 --folder FOLDER`` makes an invented register as
Parquet and as CSV (2 GB; kept in the folder for the next time), and runs ``sortition invite plan``
and ``invite draw`` on each as processes of their own. With ``--spark`` the draw is made by Spark
too, and its files are compared. Figures of one run stand in decision 0017.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

AREAS = ("Noord", "Oost", "Zuid", "West", "Midden", "Waddenkust", "Bergen", "Delta")
AREAS += ("Heuvels", "Kempen", "Veen", "Polder")
QUOTAS = (
    *(("leeftijd", value, least, most) for value, least, most in (("16-29", 9, 12),)),
    *(("leeftijd", "30-64", 20, 30), ("leeftijd", "65+", 9, 13)),
    *(("geslacht", "m", 24, 26), ("geslacht", "v", 24, 26)),
    *(("deelgebied", area, 3, 6) for area in AREAS),
)
RATES = ((",", 4, 3000), ("leeftijd,16-29", 2, 400), ("deelgebied,Zuid", 1.5, 300))
LETTERS = 20_000
RULES = (
    *("--birth-date", "geboortedatum", "--age-on", "2027-05-01", "--min-age", "16"),
    *("--address", "straat,huisnummer,postcode"),
    *("--leave-out", "geheim=ja", "--leave-out", "overleden"),
)


def make(folder: Path, people: int) -> None:
    """The register in both forms, and the two small tables, where they are not there yet."""
    areas = ", ".join(f"'{area}'" for area in AREAS)
    # Two people of one home have the same i // 2.
    rows = f"""
        SELECT printf('P%09d', i * 7919 % {people}) AS id,
          'Straat ' || (hash(i // 2) % 20000) AS straat,
          CAST(hash(i // 2 + 1) % 300 AS VARCHAR) AS huisnummer,
          printf('%04d', 1000 + hash(i // 2 + 2) % 9000) || 'AB' AS postcode,
          CASE WHEN hash(i + 11) % 50 = 0 THEN 'Gonçalves' ELSE 'Naam ' || i % 99991 END AS naam,
          [{areas}][CAST(1 + hash(i // 2 + 6) % {len(AREAS)} AS INT)] AS deelgebied,
          ['v', 'm'][CAST(1 + hash(i + 7) % 2 AS INT)] AS geslacht,
          CAST(DATE '1930-01-01' + CAST(hash(i + 8) % 34000 AS INT) AS VARCHAR) AS geboortedatum,
          CASE WHEN hash(i + 9) % 40 = 0 THEN 'ja' ELSE 'nee' END AS geheim,
          CASE WHEN hash(i + 10) % 200 = 0 THEN '2025-03-01' ELSE '' END AS overleden
        FROM range({people}) t(i)"""
    for name, form in (("parquet", "FORMAT parquet"), ("csv", "HEADER, DELIMITER ';'")):
        file = folder / f"register-{people}.{name}"
        if not file.exists():
            with duckdb.connect() as connection:
                connection.execute(f"COPY ({rows}) TO '{file}' ({form})")
    quotas = "".join(f"{c},{v},{least},{most}\n" for c, v, least, most in QUOTAS)
    (folder / "quotas.csv").write_text("category,value,min,max\n" + quotas, encoding="utf-8")
    rates = "".join(f"{group},{rate}%,{letters}\n" for group, rate, letters in RATES)
    (folder / "rates.csv").write_text("category,value,rate,letters\n" + rates, encoding="utf-8")


def measure(*arguments: str) -> tuple[float, int]:
    """Seconds and megabytes of one command, as a process of its own."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.register", "--run", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.perf_counter() - start, int(done.stdout.split()[-1])


def run(arguments: list[str]) -> None:
    """Carry out one command of sortition and print the most memory that it had."""
    code = subprocess.run(
        [sys.executable, str(Path(__file__).parents[1] / "cli.py"), *arguments],
        stdout=subprocess.DEVNULL,
        check=False,
    ).returncode
    if code:
        sys.exit(code)
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)


def all_of(folder: Path, people: int, *, spark: bool) -> Iterator[tuple[str, float, int]]:
    """What was done, seconds and megabytes, of every command."""
    for form in ("parquet", "csv"):
        register = ("--register", str(folder / f"register-{people}.{form}"))
        plan, out = folder / f"letters-{form}.json", folder / f"letters-{form}"
        for old in (plan, *out.glob("*")):
            old.unlink(missing_ok=True)
        tables = ("--quotas", str(folder / "quotas.csv"), "--responses", str(folder / "rates.csv"))
        wish = ("--size", "50", "--letters", str(LETTERS), "--out", str(plan))
        yield f"plan, {form}", *measure("invite", "plan", *register, *tables, *RULES, *wish)
        draw = ("invite", "draw", str(plan), *register, "--value", "12 44 7")
        yield f"draw, {form}", *measure(*draw, "--out", str(out))
        if spark and form == "parquet":
            other = folder / "letters-spark"
            for old in other.glob("*"):
                old.unlink()
            secret = ("--secret", str(out / "secret.txt"))
            used = ("--engine", "spark", "--out", str(other), *secret)
            yield "draw, parquet, Spark", *measure(*draw, *used)
            names = ("invited.csv", "drawn.json")
            same = all((out / n).read_bytes() == (other / n).read_bytes() for n in names)
            print(f"Spark's files are {'the same' if same else 'OTHERS'}")


def main() -> None:
    """Make what is missing, measure, and print a table."""
    if sys.argv[1:2] == ["--run"]:
        run(sys.argv[2:])
        return
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--people", type=int, default=18_000_000)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--spark", action="store_true")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    make(asked.folder, asked.people)
    for name, seconds, megabytes in all_of(asked.folder, asked.people, spark=asked.spark):
        print(f"{name:24} {seconds:6.1f} s {megabytes:6} MB", flush=True)


if __name__ == "__main__":
    main()
