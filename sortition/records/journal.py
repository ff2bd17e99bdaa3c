"""The journal: what was done, in order; and how far the process is (docs/format.md §12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TypeAlias

Fact: TypeAlias = "bool | int | str | Sequence[Fact] | Mapping[str, Fact] | None"
"""What an entry can say. There are no floating-point numbers."""


class Step(StrEnum):
    """What an entry records (docs/format.md 12.4)."""

    OPENED = "opened"
    PLANNED = "planned"
    SIGNED = "signed"
    AMENDED = "amended"
    POOL_CLOSED = "pool closed"
    VALUE_A = "value A"
    COMMITTED = "panels committed"
    VALUE_B = "value B"
    DRAWN = "drawn"
    REPLACED = "replaced"
    TRIAL = "trial"
    FAILED = "failed"
    LETTERS_PLANNED = "letters planned"
    LETTERS_DRAWN = "letters drawn"
    ANSWERS = "answers"
    ERASED = "erased"
    STATUS = "status"
    ALTERNATES = "alternates drawn"
    CALLED = "alternates called"


class Stage(IntEnum):
    """How far the process is, each stage after the one before it (docs/format.md 12.5)."""

    NOTHING = 0
    OPENED = 1
    PLANNED = 2
    SEALED = 3
    POOL_CLOSED = 4
    VALUE_A = 5
    COMMITTED = 6
    VALUE_B = 7
    DRAWN = 8
    REPLACED = 9
    ERASED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the journal.

    ``previous`` is the hash of the line before it; ``inputs`` and ``outputs`` map names of files to
    their SHA-256; ``time`` is stated, never used in a computation; ``tool`` is the version that
    wrote it; ``hash`` is that of the line itself. Hashes are 64 hexadecimal digits. ``version`` is
    that of the journal's format; in 1 all digests are plain hashes.
    """

    number: int
    previous: str
    step: Step
    time: str
    tool: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    facts: Mapping[str, Fact]
    hash: str
    version: int = 2


def signatures(entries: Sequence[Entry], subject: str) -> tuple[Entry, ...]:
    """Those of ``entries`` that sign the entry with this hash, in order."""
    return tuple(e for e in entries if e.step is Step.SIGNED and e.facts["subject"] == subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """A party of the plan and whether it has signed what now waits for signatures."""

    name: str
    key: str
    signed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What follows from all entries so far.

    ``head`` is the hash of the last entry; ``version`` counts the plans that were put up for
    signature; ``subject`` is the entry that signatures are about now (its hash), None when nothing
    can be signed; ``signatories`` are those who must sign it (the plan), or may (a result).
    ``parties`` (name and key) are those of the plan that was sealed last, ``proposed`` those of the
    plan put up last; ``values`` are all public values so far.
    """

    stage: Stage
    head: str
    count: int
    time: str
    version: int = 0
    subject: str | None = None
    signatories: tuple[Signatory, ...] = ()
    parties: tuple[tuple[str, str], ...] = ()
    proposed: tuple[tuple[str, str], ...] = ()
    values: tuple[str, ...] = ()
    fixed: str = ""
    """When the last thing was fixed that a public value must not influence (stated)."""
    letters_fixed: str = ""
    """When letters were planned last (stated); empty: they were not."""
    waves: int = 0
    """How many waves of letters were drawn."""
    letters_value: str = ""
    """The public value of all waves; empty before the first."""
    alternates: bool = False
    """Whether alternates were drawn."""

    @property
    def signed(self) -> tuple[str, ...]:
        """The parties who have signed what waits for signatures."""
        return tuple(person.name for person in self.signatories if person.signed)

    @property
    def missing(self) -> tuple[str, ...]:
        """The parties who have not signed yet."""
        return tuple(person.name for person in self.signatories if not person.signed)
