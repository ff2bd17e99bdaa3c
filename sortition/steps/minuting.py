"""Minutes of what was done in a dossier, made from its journal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sortition import __version__
from sortition.dossier import public_record
from sortition.dossier.assurance import assurance
from sortition.dossier.commitment import commitment
from sortition.dossier.folder import ensure_no_file, write_file
from sortition.dossier.public_record import PublicRecord
from sortition.errors import Text, UsageError
from sortition.records.journal import Entry, Step
from sortition.records.minutes import About, Minutes, Occasion
from sortition.report.minutes import ENTRY_OF, Recorded, minutes_html, minutes_of
from sortition.steps.replacements import public_side
from sortition.steps.speaking import spoken_in


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesWritten:
    """The minutes, and the page with them."""

    minutes: Minutes
    page: Path


def minutes(
    folder: Path,
    out: Path,
    *,
    about: About = About.DRAW,
    number: int = 1,
    occasion: Occasion | None = None,
    language: str | None = None,
) -> MinutesWritten:
    """Write the minutes of the draw, or of the amendment, replacement or call with this number.

    ``out`` is a new page; ``language`` is that of the plan when it is not given. They have nothing
    that names people of the pool. Raises UsageError when there is no such step.
    """
    ensure_no_file(out)
    record = public_record.of_dossier(folder)
    found = record.steps(ENTRY_OF[about])
    if not found:
        raise UsageError(
            Text("There is nothing to write minutes of yet: the journal has no such step.")
        )
    if not 1 <= number <= len(found):
        raise UsageError(
            Text(
                "The journal has {count} such steps, and none with the number {n}.",
                count=len(found),
                n=number,
            )
        )
    entry = found[number - 1]
    own = record.plan().language
    made = minutes_of(
        about,
        _recorded(record, entry),
        inner=_replacement(record, number) if about is About.REPLACEMENT else None,
        words=lambda digits: commitment(digits, own).words,
        occasion=occasion or Occasion(),
        later=record.entries[entry.number + 1 :],
    )
    spoken = spoken_in(language, own)
    write_file(out, minutes_html(made, language=spoken, version=__version__))
    return MinutesWritten(minutes=made, page=out)


def _recorded(record: PublicRecord, last: Entry) -> Recorded:
    """A journal as far as this entry, with the plan that was put up last by then."""
    entries = record.entries[: last.number + 1]
    plan = record.plan(sum(entry.step in (Step.PLANNED, Step.AMENDED) for entry in entries))
    return Recorded(entries=entries, plan=plan, assurance=assurance(entries, plan))


def _replacement(record: PublicRecord, number: int) -> Recorded:
    """A replacement as far as its draw."""
    inner = public_side(record.files, number)
    return _recorded(inner, inner.steps(Step.DRAWN)[0])
