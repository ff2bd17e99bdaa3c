"""What a process proves to somebody who trusts nobody, and why (docs/format.md §16)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sortition.errors import Text


class Level(StrEnum):
    """From the least to the most."""

    WEAK = "weak"
    WITNESSED = "witnessed"
    PUBLIC = "public"
    CHECKED = "checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One condition, whether it is met, and what that rests on."""

    met: bool
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Assurance:
    """The level reached, what it means, and every reason for and against."""

    level: Level
    meaning: Text
    reasons: tuple[Reason, ...]
