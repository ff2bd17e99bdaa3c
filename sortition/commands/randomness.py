"""``sortition randomness``: a public value became known."""

from __future__ import annotations

from pathlib import Path

import click

from sortition.commands.clock import moment, time
from sortition.commands.options import dossier, option, speaking
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.wishes import current
from sortition.errors import Text, UsageError
from sortition.texts import N_


@click.command(
    cls=SpokenCommand,
    short_help=N_("Record a public value: A, and later B."),
    help=N_(
        "Record the public value that is due: A after the pool is closed, B after the panels are "
        "committed. The plan says what kind of value it is. Where it announces several sources, "
        "give --value and --source for each, in the order of the plan."
    ),
    examples=(
        'sortition randomness harbour --value "4 1 6 6 2 5 3 1 4 2 6 3" \\',
        '  --source "twelve dice, 23 Nov, council room"',
    ),
)
@dossier
@option(
    "--value",
    "values",
    required=True,
    multiple=True,
    metavar=N_("TEXT"),
    help=N_("The numbers, or what the beacon gave."),
)
@option(
    "--source",
    "sources",
    required=True,
    multiple=True,
    metavar=N_("TEXT"),
    help=N_("Where it came from: what, when, where, who saw it."),
)
@option(
    "--known",
    metavar=N_("MOMENT"),
    callback=moment,
    help=N_("When it became known. Without it: now."),
)
@time
@speaking
def randomness(
    folder: Path, values: tuple[str, ...], sources: tuple[str, ...], known: str | None, time: str
) -> None:
    """Record it and say what comes next."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    if len(values) != len(sources):
        raise UsageError(Text("Give one --source for each --value."))
    typed = [
        steps.Typed(value=value, source=source, known=known)
        for value, source in zip(values, sources, strict=True)
    ]
    result = steps.randomness(folder, typed, time=time)
    if current().json:
        print_json({"letter": result.letter, "value": result.value, "checks": list(result.checks)})
        return
    print_texts(
        [
            Text("Value {letter} is: {value}", letter=result.letter, value=result.value),
            *(steps.check_text(check) for check in result.checks),
            result.next,
        ]
    )
