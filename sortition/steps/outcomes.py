"""What came of a step of a dossier, for whoever tells people about it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from sortition.dossier.bundle import Kind
from sortition.dossier.commitment import Commitment
from sortition.dossier.settings import Settings
from sortition.errors import Text
from sortition.records.assurance import Assurance
from sortition.records.journal import Entry, State, Step
from sortition.records.lottery import Draw, Lottery
from sortition.records.pool import Pool
from sortition.report.proof import State as Proof
from sortition.report.proof import cuts_text, state
from sortition.verify.findings import Text as Message
from sortition.verify.receipts import Receipt, texts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawResult:
    """A draw that was made and written to ``out``."""

    pool: Pool
    lottery: Lottery
    draw: Draw
    settings: Settings
    notes: tuple[Text, ...]
    out: Path
    files: tuple[str, ...]

    @property
    def panel_ids(self) -> tuple[str, ...]:
        """The ids of the people drawn, sorted."""
        return tuple(self.lottery.space.labels[i] for i in self.draw.panel)

    @property
    def largest_chance(self) -> Fraction:
        """The exact chance of the people who have the most."""
        return max(self.lottery.chances)

    @property
    def proof(self) -> Proof:
        """The state of the proof, in words."""
        return state(self.lottery)

    @property
    def cuts(self) -> Text | None:
        """What the proof takes from an integer solver, in words; None when nothing."""
        return cuts_text(self.lottery.certificate)

    @property
    def unseatable_ids(self) -> tuple[str, ...]:
        """The ids of the people whom no panel can hold."""
        return tuple(self.lottery.space.labels[i] for i in self.lottery.unseatable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A new dossier; ``plan`` is the file to fill in."""

    folder: Path
    plan: Path
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """``party`` signed the entry of ``step``; ``missing`` are those who still must or may.

    ``notes`` are worth reading, but nothing is wrong.
    """

    party: str
    step: Step
    missing: tuple[str, ...]
    notes: tuple[Text, ...]
    next: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field of the plan; ``before`` or ``after`` is None when the field was not there."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """A change of the plan that waits for signatures; ``explained`` says it in words."""

    changes: tuple[Change, ...]
    explained: tuple[Text, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolClosed:
    """The people are fixed."""

    people: int
    notes: tuple[Text, ...]
    commitment: Commitment


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRecorded:
    """Value ``letter`` (A or B) and what was checked of each part: as in docs/format.md 14.5."""

    letter: str
    value: str
    checks: tuple[str, ...]
    next: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """The commitment to the entry of ``step``: the plan, the pool, or the panels.

    ``lottery`` is that of the panels when they were made now; ``units`` is the number of panels, 0
    before there are any.
    """

    step: Step
    commitment: Commitment
    units: int
    lottery: Lottery | None

    @property
    def made(self) -> bool:
        """Whether the panels were made now."""
        return self.lottery is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierDraw:
    """A draw from a dossier; ``assurance`` is None for a trial."""

    result: DrawResult
    assurance: Assurance | None
    page: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """A bundle was written to ``out``, of ``size`` bytes; ``head`` is the journal's last hash."""

    out: Path
    kind: Kind
    size: int
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptsWritten:
    """A table of receipts was written to ``out``."""

    out: Path
    people: int
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptShown:
    """What a code shows; ``receipt`` is None when it shows nothing, for the ``reason``."""

    receipt: Receipt | None
    reason: Text | None

    @property
    def texts(self) -> tuple[Message, ...]:
        """What the receipt shows, in sentences."""
        return () if self.receipt is None else texts_of(self.receipt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """The whole journal, in words, and what has to happen next."""

    entries: tuple[Entry, ...]
    words: tuple[tuple[Text, ...], ...]
    state: State
    next: Text
