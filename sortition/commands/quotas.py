"""``sortition quotas``: how many seats each group has a right to, from population figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sortition.commands import shares, values
from sortition.commands.options import option, size, speaking, together
from sortition.commands.output import print_json, print_table, print_texts
from sortition.commands.shares import Tolerance
from sortition.commands.spoken import SpokenCommand
from sortition.commands.wishes import current, said, words
from sortition.errors import Text
from sortition.records.seats import Promise, SeatShare
from sortition.texts import N_

if TYPE_CHECKING:
    from sortition.steps import QuotasResult

_figures = together(
    option(
        "--population",
        "files",
        required=True,
        multiple=True,
        metavar=N_("FILE"),
        callback=values.existing_files,
        help=N_(
            "The figures: a table with columns category, value, population; or a file of CBS "
            "about wijken en buurten. May be given more than once."
        ),
    ),
    size(),
    option(
        "--out",
        metavar=N_("FILE"),
        type=click.Path(path_type=Path),
        help=N_("A new file for the quotas. Without it, they are only shown."),
    ),
)

_areas = together(
    option(
        "--municipality",
        metavar=N_("NAME"),
        help=N_("CBS: the municipality, if the file has more than one: Dordrecht or GM0505."),
    ),
    option(
        "--districts",
        metavar=N_("NAMES"),
        callback=values.columns,
        help=N_("CBS: only these wijken, by name or code, with commas between."),
    ),
    option(
        "--zones",
        metavar=N_("FILE"),
        callback=values.existing_file,
        help=N_(
            "CBS: a list of zones of your own, with columns code (of wijk or buurt), zone, and "
            "if you like share: the part of the area that lies in the zone."
        ),
    ),
    option(
        "--min-age",
        metavar=N_("AGE"),
        callback=shares.number_or_none,
        help=N_("CBS: from what age people can take part."),
    ),
    option(
        "--ages",
        metavar=N_("BANDS"),
        default="",
        help=N_("CBS: the age groups, such as 16-29,30-64,65+. Without it: those of CBS."),
    ),
    option(
        "--age-on",
        metavar=N_("DATE"),
        callback=shares.date,
        help=N_("CBS: the day on which age counts, such as 2027-05-01. It is written down."),
    ),
    option(
        "--year",
        metavar=N_("YEAR"),
        callback=shares.year,
        help=N_("The year of the figures, if the file does not say it."),
    ),
)

_choices = together(
    option(
        "--tolerance",
        metavar=N_("SEATS"),
        callback=shares.tolerance,
        help=N_("Room on both sides of every quota: a number of seats (1) or a percentage (10%)."),
    ),
    option(
        "--at-least",
        "promises",
        multiple=True,
        metavar=N_("CHOICE"),
        callback=shares.promises,
        help=N_(
            "Give a group more than its share, on purpose and with the reason: "
            '"wijk=Noordflank: 3, they live beside the site". May be given more than once.'
        ),
    ),
    option(
        "--at-least-each",
        "each",
        metavar=N_("SEATS"),
        callback=shares.number_or_none,
        help=N_("Give every group at least so many seats."),
    ),
    option(
        "--merge-below",
        metavar=N_("SEATS"),
        callback=shares.number_or_none,
        help=N_(
            "Join groups with fewer seats: the smallest with the next smallest, age groups with "
            "their smaller neighbour."
        ),
    ),
)


@click.command(
    cls=SpokenCommand,
    short_help=N_("How many seats for each group? From population figures."),
    help=N_(
        "Divide the seats as the population is divided: 27% of the people is 27% of the seats. "
        "Of 50 seats that is 13.5, so at least 13 and at most 14. Shows each share, the exact "
        "seats, and where each figure stands; the file that it writes is ready for check and draw."
    ),
    examples=(
        "sortition quotas --population population.csv --size 50 --out quotas.csv",
        "sortition quotas --population kwb-2023.xlsx --municipality Delft --min-age 16 --size 50",
    ),
)
@_figures
@_areas
@_choices
@speaking
def quotas(
    *,
    files: tuple[Path, ...],
    size: int,
    out: Path | None,
    municipality: str | None,
    districts: tuple[str, ...],
    zones: Path | None,
    min_age: int | None,
    ages: str,
    age_on: str,
    year: str,
    tolerance: Tolerance,
    promises: tuple[Promise, ...],
    each: int | None,
    merge_below: int | None,
) -> None:
    """Divide the seats and show them."""
    from sortition import steps  # noqa: PLC0415 - as in all commands: help comes at once

    result = steps.quotas(
        steps.Figures(
            files=files,
            municipality=municipality,
            districts=districts,
            zones=zones,
            min_age=min_age,
            ages=ages,
            age_on=age_on,
            year=year,
        ),
        size=size,
        room=tolerance.seats,
        stretch=tolerance.share,
        each=each or 0,
        merge_below=merge_below or 0,
        promises=promises,
        out=out,
        language=current().language,
    )
    if current().json:
        print_json(_json(result))
    else:
        _tell(result)


def _tell(result: QuotasResult) -> None:
    print_texts([Text("Seats in the panel: {n}", n=result.plan.size)])
    header = (
        *(N_("value"), N_("share"), N_("exact seats"), N_("at least"), N_("at most")),
        N_("where the figure stands"),
    )
    for category, rows in result.by_category.items():
        click.echo()
        print_texts([Text("{category} ({files})", category=category, files=result.files(rows))])
        lines = [_line(result, row) for row in rows]
        print_table([words(name) for name in header], lines, left=(0, 5))
        print_texts(_reasons(rows))
    click.echo()
    print_texts(Text("Note: {note}", note=note) for note in result.plan.notes)
    print_texts(_next(result))


def _reasons(rows: tuple[SeatShare, ...]) -> Iterator[Text]:
    """What was chosen, and once what that means for the others."""
    for row in rows:
        if row.reason is not None and row.exact >= row.proportional:
            yield Text("  {value}: {reason}", value=row.figure.value, reason=row.reason)
    if any(row.exact < row.proportional for row in rows):
        yield Text("  The others share the rest of the seats, as the population is divided.")


def _line(result: QuotasResult, row: SeatShare) -> tuple[str, ...]:
    speaker = current().speaker
    return (
        row.figure.value,
        speaker.percent(row.share),
        speaker.decimal(row.exact, 2),
        speaker.number(row.minimum),
        speaker.number(row.maximum),
        said(result.cells(row)),
    )


def _next(result: QuotasResult) -> list[Text]:
    if result.out is None:
        return [Text("Nothing was written. Add --out quotas.csv to keep these quotas.")]
    return [
        Text("The quotas are in: {file}", file=str(result.out)),
        Text(
            "Next: sortition check registrants.csv {file} --size {n:d}",
            file=str(result.out),
            n=result.plan.size,
        ),
    ]


def _json(result: QuotasResult) -> dict[str, object]:
    """For machines; fractions are exact, as in docs/format.md 2.5."""
    return {
        "size": result.plan.size,
        "out": None if result.out is None else str(result.out),
        "quotas": [_figures_of(row) for row in result.plan.rows],
        "notes": [said(note) for note in result.plan.notes],
    }


def _figures_of(row: SeatShare) -> dict[str, object]:
    return {
        "category": row.figure.category,
        "value": row.figure.value,
        "population": str(row.figure.people),
        "share": str(row.share),
        "seats": str(row.exact),
        "seats_by_population": str(row.proportional),
        "min": row.minimum,
        "max": row.maximum,
        "choice": None if row.reason is None else said(row.reason),
        "sources": [
            {
                "file": source.file,
                "rows": list(source.rows),
                "columns": list(source.columns),
                "year": source.year,
                "named": source.named,
            }
            for source in row.figure.sources
        ],
    }
