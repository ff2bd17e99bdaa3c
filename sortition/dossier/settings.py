"""How a draw was asked for, as far as it can change a byte of the result (docs/format.md 7.1)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``units`` is the number of panels asked for, or None when the tool chose it."""

    id_column: str
    household_columns: tuple[str, ...]
    language: str
    units: int | None
    version: str
