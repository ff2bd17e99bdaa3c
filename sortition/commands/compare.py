"""``sortition compare``: what each method would give everybody, before anything is drawn."""

from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sortition.commands.options import option, speaking, tables, time_limit
from sortition.commands.output import print_json, print_table, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.watch import Watch
from sortition.commands.wishes import current, said, words
from sortition.errors import Text
from sortition.texts import N_

if TYPE_CHECKING:
    from sortition.steps import CompareResult, Outcome


@click.command(
    cls=SpokenCommand,
    short_help=N_("Compare what each method would give everybody."),
    help=N_(
        "Compute everybody's chance by each method, and by plain picking as it is done by hand, "
        "and show them side by side. Nothing is drawn. Do this before you choose a method, and "
        "before the public values are known."
    ),
    examples=("sortition compare registrants.csv quotas.csv --size 40 --out comparison.html",),
)
@tables
@option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=N_("A new file for a page with the table and a picture. It names nobody."),
)
@time_limit
@speaking
def compare(
    *,
    registrants: Path,
    quotas: Path,
    size: int,
    id_column: str | None,
    household_columns: tuple[str, ...],
    out: Path | None,
    time_limit: float | None,
) -> None:
    """Compare and show the table."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    with Watch(current(), limit=time_limit) as listen:
        result = steps.compare(
            registrants,
            quotas,
            size=size,
            out=out,
            id_column=id_column,
            household_columns=household_columns,
            language=current().language,
            clock=time.perf_counter,
            listen=listen,
        )
    if current().json:
        print_json(_json(result))
    else:
        _tell(result)


def _tell(result: CompareResult) -> None:
    comparison = result.comparison
    print_texts(
        [
            Text("People who registered: {n}", n=comparison.people),
            Text("Seats in the panel: {n}", n=comparison.size),
        ]
    )
    header = (
        *(N_("method"), N_("smallest"), N_("largest"), N_("Gini"), N_("geometric mean")),
        *(N_("without"), N_("proved to"), N_("different panels"), N_("seconds")),
    )
    rows = [_row(result, outcome) for outcome in comparison.outcomes]
    print_table([words(name) for name in header], rows)
    print_texts(result.explained)
    print_texts(Text("Note: {note}", note=note) for note in result.notes)
    if result.out is not None:
        print_texts([Text("To see the picture, open: {file}", file=str(result.out))])


def _row(result: CompareResult, outcome: Outcome) -> tuple[str, ...]:
    speaker = current().speaker
    name, gap, distinct = result.described(outcome)
    return (
        said(name),
        speaker.percent(outcome.smallest, 2),
        speaker.percent(outcome.largest, 2),
        speaker.decimal(outcome.gini, 3),
        speaker.percent(Fraction(outcome.geometric), 2),
        speaker.number(outcome.without),
        said(gap),
        said(distinct),
        "" if outcome.seconds is None else speaker.decimal(Fraction(outcome.seconds), 1),
    )


def _json(result: CompareResult) -> dict[str, object]:
    """The figures for machines. Fractions are exact, as in docs/format.md 2.5."""
    return {
        "people": result.comparison.people,
        "size": result.comparison.size,
        "out": None if result.out is None else str(result.out),
        "notes": [said(note) for note in result.notes],
        "methods": [_figures(outcome) for outcome in result.comparison.outcomes],
    }


def _figures(outcome: Outcome) -> dict[str, object]:
    picking = outcome.picking
    return {
        "method": "picking" if outcome.method is None else outcome.method.value,
        "smallest_chance": str(outcome.smallest),
        "largest_chance": str(outcome.largest),
        "gini": float(outcome.gini),
        "geometric_mean": outcome.geometric,
        "without_chance": outcome.without,
        "seatable": outcome.seatable,
        "gap": None if outcome.gap is None else str(outcome.gap),
        "cuts": outcome.cuts,
        "distinct_panels": None if picking is None else picking.distinct,
        "simulated_panels": None if picking is None else picking.panels,
        "attempts": None if picking is None else picking.tries,
        "seconds": None if outcome.seconds is None else round(outcome.seconds, 3),
    }
