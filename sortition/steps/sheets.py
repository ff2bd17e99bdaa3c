"""The two spreadsheets that every computation begins with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sortition import tables
from sortition.errors import Text
from sortition.records.progress import Listener, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """The two files of people and quotas; ``id_column`` None: found by itself."""

    registrants: Path
    quotas: Path
    id_column: str | None = None

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
        )
