"""What became of the people of a panel: confirmed, or gone and why (docs/format.md 23.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sortition.errors import Text


class Status(StrEnum):
    """What somebody's last word was, or ours about them."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    UNREACHABLE = "unreachable"
    EXCLUDED = "excluded"

    @property
    def stays(self) -> bool:
        """Whether somebody with this status keeps a seat."""
        return self is Status.CONFIRMED


SAID: Final[Mapping[Status, Text]] = {
    Status.CONFIRMED: Text("confirmed"),
    Status.DECLINED: Text("declined"),
    Status.WITHDRAWN: Text("withdrew"),
    Status.UNREACHABLE: Text("could not be reached"),
    Status.EXCLUDED: Text("excluded"),
}
"""The words that people read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRow:
    """One line: who (id), what, since which day (``2027-05-31``, or empty), and why, or empty."""

    person: str
    status: Status
    day: str = ""
    reason: str = ""


def latest(rows: Iterable[StatusRow]) -> dict[str, Status]:
    """The last status of everybody who has one; later rows count."""
    return {row.person: row.status for row in rows}
