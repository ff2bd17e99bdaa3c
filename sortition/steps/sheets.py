"""The two spreadsheets that every computation begins with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sortition import tables
from sortition.errors import Text
from sortition.records.progress import Listener, Moment
from sortition.records.quotas import Quotas
from sortition.tables.fatal import cannot_be_used
from sortition.tables.quotas_table import read_quotas


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """The two files of people and quotas; ``id_column`` None: found by itself.

    ``weights`` names a column of people that says how large their chances are to be beside others.
    """

    registrants: Path
    quotas: Path
    id_column: str | None = None
    weights: str = ""

    def content(self) -> dict[str, bytes]:
        """Both files as they are on disk now; empty where one cannot be read."""
        return {"registrants": _bytes(self.registrants), "quotas": _bytes(self.quotas)}

    def load(
        self, *, size: int, household_columns: tuple[str, ...], listen: Listener
    ) -> tables.Loaded:
        """The people and quotas for ``size`` seats. Raises InputError with every problem found."""
        listen(Moment(stage=Text("Reading the files")))
        return tables.load(
            self.registrants,
            self.quotas,
            size=size,
            id_column=self.id_column,
            household_columns=household_columns,
            weights=self.weights,
        )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # whoever reads it as a table says what is the matter
        return b""


def quotas_for(path: Path, size: int, columns: tuple[str, ...] = (), file: str = "") -> Quotas:
    """The quotas for ``size`` seats where there are no registrants yet. Raises InputError.

    ``columns`` are those of the register, which crosses and conditions may speak of.
    """
    table = tables.read_table(path)
    plain = [cell for row in table.rows for cell in row if cell.isalpha()]
    known = tuple(dict.fromkeys((*columns, *plain)))
    people = tables.RawTable(file=file or path.name, columns=known, numbers=(), rows=())
    sheet = read_quotas(table, size=size, people=people)
    if sheet.quotas is None:
        raise cannot_be_used(sheet.problems)
    return sheet.quotas
