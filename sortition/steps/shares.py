"""Quotas from figures of the population."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from sortition.dossier import folder
from sortition.errors import Text, UsageError
from sortition.population.ages import Band, parse_bands
from sortition.population.asked import Words
from sortition.population.read import Request, read_population
from sortition.population.seats import seat_plan
from sortition.records.seats import Promise, Rules, SeatPlan, SeatShare
from sortition.report.quotas import cells_text, files_text, quota_table
from sortition.steps.speaking import language_of
from sortition.tables.sheet_out import separator, to_sheet
from sortition.texts import N_, Language, translator


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Which figures to use: files, areas and ages; see :func:`quotas`."""

    files: tuple[Path, ...]
    municipality: str | None = None
    districts: tuple[str, ...] = ()
    zones: Path | None = None
    min_age: int | None = None
    ages: str = ""
    age_on: str = ""
    year: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotasResult:
    """The seats of every value. ``out`` is the quota file that was written, None without one."""

    plan: SeatPlan
    out: Path | None

    @property
    def by_category(self) -> dict[str, tuple[SeatShare, ...]]:
        """The rows of each category, in order."""
        names = dict.fromkeys(row.figure.category for row in self.plan.rows)
        return {
            name: tuple(row for row in self.plan.rows if row.figure.category == name)
            for name in names
        }

    @staticmethod
    def cells(row: SeatShare) -> Text:
        """Where the figure of a row stands, within its file."""
        return cells_text(row.figure)

    @staticmethod
    def files(rows: tuple[SeatShare, ...]) -> Text:
        """The files that rows come from, who published them, of which year."""
        return files_text(rows)


def quotas(
    figures: Figures,
    *,
    size: int,
    room: int = 0,
    stretch: Fraction = Fraction(0),
    each: int = 0,
    merge_below: int = 0,
    promises: tuple[Promise, ...] = (),
    out: Path | None = None,
    language: str = "en",
) -> QuotasResult:
    """Divide ``size`` seats (>= 1) by the population, and write a quota file to ``out``.

    ``figures.min_age`` is in years and needed for files of CBS; ``ages`` are bands such as
    ``16-29, 30+`` (default: those of the file); ``age_on`` is a date and ``year`` a year, as texts.
    ``room`` seats and ``stretch`` (0 to 1, a share of the exact seats) widen every quota on both
    sides; ``each`` is a least number of seats for every value; values below ``merge_below`` seats
    are merged; ``promises`` give single values more.

    Raises UsageError, or InputError with every problem of the files.
    """
    speech = language_of(language)
    if out is not None:
        folder.ensure_no_file(out)
    request = Request(
        municipality=figures.municipality,
        districts=figures.districts,
        zones=figures.zones,
        min_age=figures.min_age,
        bands=_bands(figures.ages),
        age_on=figures.age_on,
        year=figures.year,
        words=_words(speech),
    )
    population = read_population(figures.files, request)
    rules = Rules(
        size=size,
        room=room,
        stretch=stretch,
        each=each,
        merge_below=merge_below,
        promises=promises,
    )
    plan = seat_plan(population, rules)
    if out is not None:
        columns, rows = quota_table(plan, language=speech)
        decimal = translator(speech).numerals.decimal
        folder.write_file(out, to_sheet(columns, rows, separator=separator(decimal)))
    return QuotasResult(plan=plan, out=out)


def _bands(text: str) -> tuple[Band, ...]:
    found = parse_bands(text) if text else ()
    if found is None:
        raise UsageError(
            Text(
                '--ages needs bands that follow each other, such as 16-29,30-64,65+, not "{text}".',
                text=text,
            )
        )
    return found


def _words(language: Language) -> Words:
    say = translator(language).plain
    return Words(
        place=say(N_("wijk")),
        age=say(N_("age")),
        sex=say(N_("sex")),
        man=say(N_("man")),
        woman=say(N_("woman")),
    )
