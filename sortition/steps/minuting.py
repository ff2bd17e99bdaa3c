"""Minutes of what was done in a dossier, made from its journal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sortition import __version__
from sortition.dossier import case
from sortition.dossier.assurance import assurance
from sortition.dossier.commitment import commitment
from sortition.dossier.folder import ensure_no_file, write_file
from sortition.dossier.journal import JOURNAL, read_journal
from sortition.dossier.plan_in import PLAN, read_plan
from sortition.errors import Text, UsageError
from sortition.records.journal import Entry, Step
from sortition.records.minutes import About, Minutes, Occasion
from sortition.report.minutes import ENTRY_OF, Recorded, minutes_html, minutes_of
from sortition.steps.speaking import language_of
from sortition.texts import or_english
from sortition.verify.archive import unpacked


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
    dossier = case.load(folder)
    found = [entry for entry in dossier.entries if entry.step is ENTRY_OF[about]]
    if not 1 <= number <= len(found):
        raise UsageError(Text("The journal has no such step with the number {n}.", n=number))
    entry = found[number - 1]
    spoken = language_of(language) if language else or_english(dossier.plan.language)
    made = minutes_of(
        about,
        _recorded(dossier.entries[: entry.number + 1], _plans(dossier)),
        inner=_replacement(dossier, number) if about is About.REPLACEMENT else None,
        words=lambda digits: commitment(digits, dossier.plan.language).words,
        occasion=occasion or Occasion(),
        later=dossier.entries[entry.number + 1 :],
    )
    write_file(out, minutes_html(made, language=spoken, version=__version__))
    return MinutesWritten(minutes=made, page=out)


def _plans(dossier: case.Dossier) -> list[bytes]:
    versions = range(1, dossier.state.version + 1)
    return [dossier.content(f"{case.PLANS}/{version}/{PLAN}") for version in versions]


def _recorded(entries: tuple[Entry, ...], plans: list[bytes]) -> Recorded:
    """A journal so far, with the plan that was put up last by then."""
    put_up = sum(entry.step in (Step.PLANNED, Step.AMENDED) for entry in entries)
    plan = read_plan(plans[put_up - 1])
    return Recorded(entries=entries, plan=plan, assurance=assurance(entries, plan))


def _replacement(dossier: case.Dossier, number: int) -> Recorded:
    """The journal and the plans in the public bundle of a replacement."""
    place = case.PUBLIC_REPLACEMENT.format(number=number)
    files = unpacked(dossier.content(f"{place}/public.zip")).files
    entries = read_journal(files[JOURNAL])
    drawn = next(entry.number for entry in entries if entry.step is Step.DRAWN)
    put_up = sum(entry.step in (Step.PLANNED, Step.AMENDED) for entry in entries)
    plans = [files[f"{case.PLANS}/{version}/{PLAN}"] for version in range(1, put_up + 1)]
    return _recorded(entries[: drawn + 1], plans)
