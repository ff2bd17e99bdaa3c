"""``sortition check``: what is wrong with the files, and whether a panel exists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sortition.commands.failures import problem_json, problem_line
from sortition.commands.options import speaking, tables, time_limit
from sortition.commands.output import print_json, print_table, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.watch import Watch
from sortition.commands.wishes import current, said, words
from sortition.errors import ExitCode, Text
from sortition.texts import N_

if TYPE_CHECKING:
    from sortition.steps import CheckResult


@click.command(
    cls=SpokenCommand,
    short_help=N_("Look for mistakes in the files; is a panel possible?"),
    help=N_(
        "Read the people who registered and the quotas, report every mistake in them, and say "
        "whether a panel of this size exists. Nothing is drawn and nothing is written."
    ),
    examples=("sortition check registrants.csv quotas.csv --size 40",),
)
@tables
@time_limit
@speaking
def check(
    *,
    registrants: Path,
    quotas: Path,
    size: int,
    id_column: str | None,
    household_columns: tuple[str, ...],
    time_limit: float | None,
) -> int:
    """Check and say what came of it."""
    from sortition import steps  # noqa: PLC0415 - loads the solvers, which help does not need

    with Watch(current(), limit=time_limit) as listen:
        result = steps.check(
            registrants,
            quotas,
            size=size,
            id_column=id_column,
            household_columns=household_columns,
            listen=listen,
        )
    if current().json:
        print_json(_json(result))
    else:
        _tell(result)
    return ExitCode.NO_PANEL if result.clash else ExitCode.OK


def _tell(result: CheckResult) -> None:
    print_texts(
        [
            Text("People in the pool: {n}", n=len(result.pool.registrants)),
            Text("Different profiles: {n}", n=len(result.space.profiles)),
            Text("Seats in the panel: {n}", n=result.space.size),
        ]
    )
    number = current().speaker.number
    rows = [
        (row.label, number(row.minimum), number(row.maximum), number(result.people_of(row)))
        for row in result.space.quotas.rows
    ]
    header = (N_("quota"), N_("at least"), N_("at most"), N_("in the pool"))
    print_table([words(name) for name in header], rows)
    print_texts(Text("Note: {note}", note=note) for note in result.notes)
    if result.clash is None:
        print_texts([Text("The files are in order, and a panel that meets the quotas exists.")])
        return
    click.echo(said(result.clash.text), err=True)
    for problem in result.clash.problems:
        click.echo(problem_line(problem, current().speaker), err=True)


def _json(result: CheckResult) -> dict[str, object]:
    clash = result.clash
    return {
        "panel_exists": clash is None,
        "people": len(result.pool.registrants),
        "profiles": len(result.space.profiles),
        "size": result.space.size,
        "quotas": [
            {
                "category": row.category,
                "value": row.value,
                "min": row.minimum,
                "max": row.maximum,
                "people": result.people_of(row),
            }
            for row in result.space.quotas.rows
        ],
        "notes": [said(note) for note in result.notes],
        "error": None if clash is None else said(clash.text),
        "problems": [
            problem_json(problem, current().speaker)
            for problem in (clash.problems if clash else ())
        ],
    }
