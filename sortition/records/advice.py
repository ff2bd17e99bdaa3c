"""What an organiser should think about before a draw, though nothing is wrong with the files."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sortition.errors import Text


class Concern(StrEnum):
    """What a remark is about; for machines."""

    SMALL_POOL = "small-pool"
    SCARCE_VALUE = "scarce-value"
    FINE_CATEGORY = "fine-category"
    SKEWED_ATTRIBUTE = "skewed-attribute"
    UNCOMPARED_ATTRIBUTE = "uncompared-attribute"
    NO_ANSWER = "no-answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to think about. ``text`` says what and what to do; it names nobody."""

    concern: Concern
    text: Text


class Same(StrEnum):
    """What two registrations share that two people rarely do."""

    EMAIL = "email"
    PHONE = "phone"
    NAME_AND_BIRTH = "name and birth year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Double:
    """Registrations (``ids``, two or more, sorted) that may be one person; a human decides."""

    same: Same
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """All remarks, and registrations that may be double. Only ``doubles`` point at people."""

    remarks: tuple[Remark, ...]
    doubles: tuple[Double, ...]
