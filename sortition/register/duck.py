"""The seam to DuckDB: registers on this computer, larger than its memory if need be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from sortition.errors import InputError, Problem, Text, Where
from sortition.register.engine import Broken, Register, RegisterFile, Row, literal
from sortition.tables.fatal import cannot_be_used

_MEMORY: Final = "2500MB"
"""What DuckDB may use before it goes on on disk; the rest of 4 GB is for Python and its buffers."""
_TYPES: Final = {str: "VARCHAR", int: "BIGINT"}


@dataclass(frozen=True, slots=True)
class DuckDialect:
    """The words of DuckDB."""

    def replaced(self, text: str, pattern: str, by: str) -> str:
        """See ``Dialect``."""
        return f"regexp_replace({text}, {literal(pattern)}, {literal(by.format(*_GROUPS))}, 'g')"

    def matches(self, text: str, pattern: str) -> str:
        """See ``Dialect``."""
        return f"regexp_matches({text}, {literal(pattern)})"

    def sha256(self, octets: str) -> str:
        """See ``Dialect``."""
        return f"sha256({octets})"

    def octets(self, text: str) -> str:
        """See ``Dialect``."""
        return f"encode({text})"

    def joined(self, *octets: str) -> str:
        """See ``Dialect``."""
        return "(" + " || ".join(octets) + ")"

    def size(self, text: str) -> str:
        """See ``Dialect``."""
        return f"strlen({text})"


_GROUPS: Final = ("\\0", "\\1", "\\2")


class DuckEngine:
    """A register that is open in DuckDB."""

    def __init__(self, register: Register, scratch: Path) -> None:
        self._register = register
        self._connection = duckdb.connect()
        self._connection.execute(f"SET memory_limit = '{_MEMORY}'")
        self._connection.execute(f"SET temp_directory = {literal(str(scratch))}")
        # What a laptop has not, nobody misses; and nothing is fetched from anywhere.
        self._connection.execute("SET autoinstall_known_extensions = false")
        self._connection.execute("SET autoload_known_extensions = false")
        union = " UNION ALL ".join(
            f"SELECT {number} AS f, {_cells(file)} FROM {_scan(file)}"
            for number, file in enumerate(register.files)
        )
        self._connection.execute(f"CREATE TEMP VIEW register AS {union}")

    @property
    def dialect(self) -> DuckDialect:
        """See ``Engine``."""
        return DuckDialect()

    def rows(self, sql: str) -> list[Row]:
        """See ``Engine``."""
        return self._run(sql).fetchall()

    def table(self, name: str, columns: Mapping[str, type], rows: Sequence[Row]) -> None:
        """See ``Engine``."""
        values = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in columns]
        wanted = ", ".join(
            f"unnest(?::{_TYPES[kind]}[]) AS {column}" for column, kind in columns.items()
        )
        self._run(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {wanted}", values)

    def keep(self, name: str, sql: str) -> None:
        """See ``Engine``."""
        self._run(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")

    def view(self, name: str, sql: str) -> None:
        """See ``Engine``."""
        self._run(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql}")

    def located(self) -> str:
        """See ``Engine``."""
        parts = [
            f"SELECT {number} AS f, row_number() OVER () + 1 AS row, {_cells(file)} "
            f"FROM {_scan(file)}"
            for number, file in enumerate(self._register.files)
        ]
        return "(" + " UNION ALL ".join(parts) + ")"

    def broken(self) -> list[Broken]:
        """See ``Engine``."""
        if all(not file.separator for file in self._register.files):
            return []
        found = self.rows(
            "SELECT DISTINCT s.file_path, e.line FROM reject_errors e "
            "JOIN reject_scans s USING (scan_id, file_id) ORDER BY ALL"
        )
        places = [str(file.place) for file in self._register.files]
        return [Broken(file=places.index(path), row=line) for path, line in found]

    def close(self) -> None:
        """See ``Engine``."""
        self._connection.close()

    def _run(self, sql: str, values: Sequence[Any] | None = None) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(sql, values)
        except duckdb.InvalidInputException:
            raise unreadable(self._register.files[0].name) from None


def open_duckdb(register: Register, scratch: Path) -> DuckEngine:
    """The register in DuckDB; what does not fit in memory goes to ``scratch`` for a while."""
    return DuckEngine(register, scratch)


def parquet_columns(path: Path) -> tuple[str, ...]:
    """The names of the columns of a Parquet file. Raises InputError when it is none."""
    with duckdb.connect() as connection:
        try:
            found = connection.execute(
                f"DESCRIBE SELECT * FROM read_parquet({literal(str(path))})"
            ).fetchall()
        except duckdb.Error:
            raise unreadable(path.name) from None
    return tuple(name for name, *_ in found)


def unreadable(file: str) -> InputError:
    """The error for a file that the engine cannot read at all; its own message may hold people."""
    return cannot_be_used(
        (
            Problem(
                code="unreadable-register",
                where=Where(file=file),
                text=Text("The register cannot be read as a table."),
                advice=Text("Export the register again as CSV (UTF-8) or as Parquet."),
            ),
        )
    )


def _scan(file: RegisterFile) -> str:
    place = literal(str(file.place))
    if not file.separator:
        return f"read_parquet({place})"
    columns = ", ".join(f"'c{j}': 'VARCHAR'" for j in range(len(file.columns)))
    return (
        f"read_csv({place}, columns = {{{columns}}}, header = true, auto_detect = false, "
        f"delim = {literal(file.separator)}, quote = '\"', escape = '\"', strict_mode = true, "
        "store_rejects = true)"
    )


def _cells(file: RegisterFile) -> str:
    """Every column as text, by number; Parquet has names and types of its own."""
    if file.separator:
        return ", ".join(f"coalesce(c{j}, '') AS c{j}" for j in range(len(file.columns)))
    names = parquet_columns(file.place)
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    return ", ".join(
        f"coalesce(CAST({name} AS VARCHAR), '') AS c{j}" for j, name in enumerate(quoted)
    )
