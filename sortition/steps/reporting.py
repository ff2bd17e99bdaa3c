"""The public report of a process: one page and its figures, from what everybody may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from sortition import __version__
from sortition.dossier import public_record
from sortition.dossier.assurance import assurance
from sortition.dossier.canonical import canonical
from sortition.dossier.commitment import commitment
from sortition.dossier.folder import write
from sortition.dossier.public_record import PublicRecord
from sortition.errors import Text, UsageError
from sortition.population.read import read_own_tables
from sortition.records.figures import PublicFigures, QuotaFigures
from sortition.records.journal import Entry, Step
from sortition.records.names import key
from sortition.records.population import Population
from sortition.records.quotas import label
from sortition.report.public import Told, public_html, stages
from sortition.steps.replacements import public_name, public_side
from sortition.steps.speaking import spoken_in
from sortition.tables import to_csv
from sortition.verify.archive import read_archive

PAGE: Final = "report.html"
FIGURES_CSV: Final = "figures.csv"
FIGURES_JSON: Final = "figures.json"
_FORMAT: Final = "sortition/figures/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """The folder with the report, and what it counts.

    ``notes`` are worth reading, but nothing is wrong.
    """

    folder: Path
    figures: PublicFigures
    notes: tuple[Text, ...]


def report(
    source: Path,
    out: Path,
    *,
    population: Sequence[Path] = (),
    language: str | None = None,
) -> Reported:
    """Write the public report into the new folder ``out``: a page, and its figures as CSV and JSON.

    ``source`` is a dossier or a bundle of one; of either only what is public is looked at.
    ``population`` are tables of the population (category, value, people) to compare with.
    ``language`` is that of the plan when it is not given. Raises UsageError, or InputError.
    """
    record = _record(source)
    plan = record.plan()
    found, notes = _with_population(
        public_record.figures(record), read_own_tables(population) if population else None
    )
    inner = _inner(record.files)
    spoken = spoken_in(language, plan.language)
    told = Told(
        plan=plan,
        figures=found,
        entries=record.entries,
        assurance=assurance(record.entries, plan),
        words={k: v for one in (record, *inner.values()) for k, v in _words(one).items()},
        inner={number: one.entries for number, one in inner.items()},
        proved=public_record.PROOF in record.files,
    )
    counted = figures_of(found, record.entries)
    write(
        out,
        {
            PAGE: public_html(told, language=spoken, version=__version__),
            FIGURES_CSV: to_csv(
                ("name", "numerator", "denominator"),
                [(name, *map(str, v.as_integer_ratio())) for name, v in counted.items()],
            ),
            FIGURES_JSON: canonical({"format": _FORMAT, "figures": _plain(counted)}),
        },
        public=True,
    )
    return Reported(folder=out, figures=found, notes=notes)


def figures_of(found: PublicFigures, entries: Sequence[Entry]) -> dict[str, int | Fraction]:
    """Every figure by its name, as the page has them; shares and chances as fractions."""
    counted: dict[str, int | Fraction] = {
        "size": found.size,
        "people": found.people,
        "units": found.units,
        "threshold": found.threshold,
        **({} if found.number is None else {"number": found.number}),
        **({} if found.smallest is None else {"smallest": found.smallest}),
        **({} if found.largest is None else {"largest": found.largest}),
        **({"without": found.without} if found.without else {}),
    }
    for i, (_, number) in enumerate(stages(entries, found), 1):
        counted[f"stage {i}"] = number
    for row in found.quotas:
        counted |= _of_quota(row)
    shown = [one for one in found.chances if one.values]
    for i, one in enumerate(shown, 1):
        counted |= {f"group {i} people": one.people, f"group {i} chance": one.low}
    bands = [one for one in found.chances if not one.values]
    for i, one in enumerate(bands, 1):
        counted |= {f"band {i} people": one.people, f"band {i} from": one.low}
        counted |= {f"band {i} to": one.high}
    return counted


# --- parts ----------------------------------------------------------------------------------------


def _record(source: Path) -> PublicRecord:
    if source.is_dir():
        return public_record.of_dossier(source)
    archive = read_archive(source)
    if not archive.files:
        raise UsageError(Text('"{file}" is no bundle of a dossier.', file=source.name))
    return public_record.of_files(archive.files)


def _words(record: PublicRecord) -> dict[str, tuple[str, ...]]:
    """The words of the commitments that count: those to the last pool, and to the panels.

    In the language in which they were read out, that of the plan, whatever the page is in.
    """
    language = record.plan().language
    last = {e.step: e for e in record.entries if e.step in (Step.POOL_CLOSED, Step.COMMITTED)}
    return {entry.hash: commitment(entry.hash, language).words for entry in last.values()}


def _inner(files: Mapping[str, bytes]) -> dict[int, PublicRecord]:
    """Replacements, by number."""
    found = {}
    number = 1
    while public_name(number) in files:
        found[number] = public_side(files, number)
        number += 1
    return found


def _with_population(
    found: PublicFigures, population: Population | None
) -> tuple[PublicFigures, tuple[Text, ...]]:
    """The figures with shares of the population beside them, and what did not fit.

    Shares are of the people who have a value of the quotas. A category whose figures lack such a
    value has no shares: they would be of another whole.
    """
    if population is None:
        return found, ()
    people = {(key(f.category), key(f.value)): f.people for f in population.figures}
    asked = {(key(row.category), key(row.value)): row for row in found.quotas}
    totals: dict[str, Fraction] = {}
    for at in asked:
        totals[at[0]] = totals.get(at[0], Fraction(0)) + people.get(at, 0)
    known = {category for category, _ in people}
    lacking = [at for at in asked if at[0] in known and at not in people]
    broken = {category for category, _ in lacking}

    def share(row: QuotaFigures) -> Fraction | None:
        category = key(row.category)
        number = people.get((category, key(row.value)))
        if number is None or category in broken or not totals[category]:
            return None
        return number / totals[category]

    quotas = tuple(replace(row, population=share(row)) for row in found.quotas)
    other = [f for f in population.figures if (key(f.category), key(f.value)) not in asked]
    notes = (
        *population.notes,
        *_lacking([asked[at] for at in lacking]),
        *_other([label(f.category, f.value) for f in other]),
    )
    return replace(found, quotas=quotas), notes


def _lacking(rows: Sequence[QuotaFigures]) -> Iterator[Text]:
    if rows:
        yield Text(
            "The figures of the population lack: {names}. Categories of which a value lacks are "
            "not compared with the population.",
            names=tuple(label(row.category, row.value) for row in rows),
        )


def _other(names: Sequence[str]) -> Iterator[Text]:
    if names:
        yield Text(
            "No quota is about these figures of the population: {names}. They are left out. Look "
            "whether they are written as in the quotas.",
            names=tuple(names),
        )


def _of_quota(row: QuotaFigures) -> dict[str, int | Fraction]:
    known: dict[str, Any] = {
        "minimum": row.minimum,
        "maximum": row.maximum,
        "pool": row.pool,
        "panel": row.panel,
        "population": row.population,
        "chance": row.chance,
    }
    return {row.figure(what): value for what, value in known.items() if value is not None}


def _plain(counted: Mapping[str, int | Fraction]) -> dict[str, int | str]:
    return {
        name: value if isinstance(value, int) else str(value) for name, value in counted.items()
    }
