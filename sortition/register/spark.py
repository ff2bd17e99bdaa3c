"""The seam to Apache Spark: registers beyond one machine; an extra, ``sortition[spark]``.

It is asked the same questions as DuckDB and gives the same answers. It cannot say in which row of a
file something stands, for it reads files in pieces; file, column and value have to do then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import LongType, StringType, StructField, StructType

from sortition.register.duck import unreadable
from sortition.register.engine import Broken, Register, RegisterFile, Row, literal

_TYPES: Final = {str: StringType(), int: LongType()}
_BROKEN: Final = "_broken"
_GROUPS: Final = ("$0", "$1", "$2")


@dataclass(frozen=True, slots=True)
class SparkDialect:
    """The words of Spark."""

    def replaced(self, text: str, pattern: str, by: str) -> str:
        """See ``Dialect``."""
        return f"regexp_replace({text}, {literal(pattern)}, {literal(by.format(*_GROUPS))})"

    def matches(self, text: str, pattern: str) -> str:
        """See ``Dialect``."""
        return f"regexp_like({text}, {literal(pattern)})"

    def sha256(self, octets: str) -> str:
        """See ``Dialect``."""
        return f"sha2({octets}, 256)"

    def octets(self, text: str) -> str:
        """See ``Dialect``."""
        return f"encode({text}, 'UTF-8')"

    def joined(self, *octets: str) -> str:
        """See ``Dialect``."""
        return f"concat({', '.join(octets)})"

    def size(self, text: str) -> str:
        """See ``Dialect``."""
        return f"octet_length({text})"


class SparkEngine:
    """A register that is open in Spark."""

    def __init__(self, register: Register, session: SparkSession) -> None:
        self._register = register
        # One of its own, so that names and settings of others are left alone.
        self._session = session.newSession()
        # Backslashes in texts are backslashes, as in DuckDB.
        self._session.conf.set("spark.sql.parser.escapedStringLiterals", "true")
        # A row that is too short or too long is seen only when all of it is read.
        self._session.conf.set("spark.sql.csv.parser.columnPruning.enabled", "false")
        parts = [self._file(number, file) for number, file in enumerate(register.files)]
        whole = parts[0]
        for part in parts[1:]:
            whole = whole.unionByName(part)
        whole.createOrReplaceTempView("lines")
        cells = ", ".join(f"c{j}" for j in range(len(register.columns)))
        self.view("register", f"SELECT f, {cells} FROM lines WHERE {_BROKEN} = ''")

    @property
    def dialect(self) -> SparkDialect:
        """See ``Engine``."""
        return SparkDialect()

    def rows(self, sql: str) -> list[Row]:
        """See ``Engine``."""
        try:
            return [tuple(row) for row in self._session.sql(sql).collect()]
        except PySparkException:
            raise unreadable(self._register.files[0].name) from None

    def table(self, name: str, columns: Mapping[str, type], rows: Sequence[Row]) -> None:
        """See ``Engine``."""
        fields = [
            StructField(column, _TYPES[kind], nullable=False) for column, kind in columns.items()
        ]
        self._session.createDataFrame(list(rows), StructType(fields)).createOrReplaceTempView(name)

    def keep(self, name: str, sql: str) -> None:
        """See ``Engine``."""
        self._session.sql(sql).cache().createOrReplaceTempView(name)

    def view(self, name: str, sql: str) -> None:
        """See ``Engine``."""
        self._session.sql(sql).createOrReplaceTempView(name)

    def located(self) -> str:
        """See ``Engine``."""
        return "(SELECT *, CAST(NULL AS INT) AS row FROM register)"

    def broken(self) -> list[Broken]:
        """See ``Engine``."""
        found = self.rows(f"SELECT f, c0 FROM lines WHERE {_BROKEN} <> ''")
        return [Broken(file=file, row=None) for file in sorted(row[0] for row in found)]

    def close(self) -> None:
        """See ``Engine``; the session of the caller goes on."""
        self._session.catalog.clearCache()

    def _file(self, number: int, file: RegisterFile) -> DataFrame:
        """One file, with its number, every cell as text, and the line itself where it is broken."""
        width = range(len(file.columns))
        if not file.separator:
            found = self._session.read.parquet(str(file.place))
            names = ["`" + name.replace("`", "``") + "`" for name in found.columns]
            cells = [
                f"coalesce(CAST({name} AS STRING), '') AS c{j}" for j, name in enumerate(names)
            ]
            return found.selectExpr(f"{number} AS f", *cells, f"'' AS {_BROKEN}")
        fields = [StructField(f"c{j}", StringType()) for j in width]
        found = self._session.read.csv(
            str(file.place),
            schema=StructType([*fields, StructField(_BROKEN, StringType())]),
            sep=file.separator,
            header=True,
            quote='"',
            escape='"',
            enforceSchema=True,
            columnNameOfCorruptRecord=_BROKEN,
        )
        cells = [f"coalesce(c{j}, '') AS c{j}" for j in width]
        return found.selectExpr(f"{number} AS f", *cells, f"coalesce({_BROKEN}, '') AS {_BROKEN}")


def open_spark(register: Register, session: SparkSession | None = None) -> SparkEngine:
    """The register in Spark: in a session that is at hand, or one on this computer."""
    if session is None:
        session = (
            SparkSession.builder.appName("sortition")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.shuffle.partitions", "8")
            .getOrCreate()
        )
        session.sparkContext.setLogLevel("ERROR")
    return SparkEngine(register, session)
