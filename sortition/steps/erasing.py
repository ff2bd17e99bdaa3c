"""What names people is erased when the time has come; a signed line of the journal says so."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sortition.dossier import case
from sortition.dossier.erasing import Kind, erase_files, kinds, private_files
from sortition.errors import Text, UsageError
from sortition.records.journal import Fact, Step
from sortition.records.moments import seconds
from sortition.report.journal import erased_text
from sortition.steps.account import refresh
from sortition.steps.plans import TOOL, filled


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was erased. ``page`` is the account of the process, None when nothing was drawn."""

    kinds: tuple[Kind, ...]
    files: int
    parties: tuple[str, ...]
    page: Path | None

    @property
    def named(self) -> tuple[tuple[Text, int, int], ...]:
        """What each kind is in words, its files, and rows of tables."""
        return tuple((erased_text(kind.what), kind.files, kind.rows) for kind in self.kinds)


def erase(folder: Path, *, by: str, why: str, time: str, early: bool = False) -> Erased:
    """Delete every file of a dossier that is not for everybody, and record what they were.

    First the entry is written, then files are deleted: a run that was cut off is finished by the
    same command. Raises UsageError before the day of the plan, unless ``early``, and InputError.
    """
    dossier = case.load(folder, edited_plan=True)
    if dossier.erased:
        names = private_files(dossier)
        return _done(dossier, kinds({}), erase_files(folder, names))
    if not early and dossier.state.version:
        _ensure_due(dossier.plan.retention, time)
    names = private_files(dossier)
    found = kinds({name: dossier.content(name) for name in names})
    erased: list[Fact] = [
        {"what": kind.what, "files": kind.files, "rows": kind.rows} for kind in found
    ]
    dossier = case.record(
        dossier,
        Step.ERASED,
        time=time,
        tool=TOOL,
        facts={"by": filled(by, "by"), "why": filled(why, "why"), "erased": erased},
    )
    return _done(dossier, found, erase_files(folder, names))


def _done(dossier: case.Dossier, found: tuple[Kind, ...], files: int) -> Erased:
    return Erased(
        kinds=found,
        files=files,
        parties=tuple(party.name for party in dossier.state.signatories),
        page=refresh(dossier) if dossier.number_of(Step.DRAWN) else None,
    )


def _ensure_due(day: str, time: str) -> None:
    """Raise UsageError when the day on which people are to be forgotten is still to come."""
    if seconds(f"{day}T00:00:00Z") - _EAST > seconds(time):
        raise UsageError(
            Text(
                "The plan says that names and addresses are deleted on {day:day}, which is still "
                "to come. To erase earlier all the same: --early",
                day=day,
            )
        )


_EAST: Final = 14 * 3600
"""So much earlier than at Greenwich a day begins where it begins first, in seconds."""
