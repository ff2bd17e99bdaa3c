"""``sortition pool``: the people are final."""

from __future__ import annotations

from pathlib import Path

import click

from sortition.commands.clock import time
from sortition.commands.options import dossier, id_column, people_and_quotas, speaking, time_limit
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.spoken_commitment import commitment_json, commitment_texts
from sortition.commands.watch import Watch
from sortition.commands.wishes import current, said
from sortition.errors import Text
from sortition.texts import N_


@click.command(
    cls=SpokenCommand,
    short_help=N_("Close the pool: from now on its people are final."),
    help=N_(
        "Check the people and the quotas against the plan, see that a panel exists, and fix both. "
        "Value A must become known after this."
    ),
    examples=("sortition pool harbour registrants.csv quotas.csv",),
)
@dossier
@people_and_quotas
@id_column
@time_limit
@time
@speaking
def pool(
    *,
    folder: Path,
    registrants: Path,
    quotas: Path,
    id_column: str | None,
    time_limit: float | None,
    time: str,
) -> None:
    """Close it and give the commitment."""
    from sortition import steps  # noqa: PLC0415 - loads the solvers, which help does not need

    sheets = steps.Sheets(registrants=registrants, quotas=quotas, id_column=id_column)
    with Watch(current(), limit=time_limit) as listen:
        result = steps.close_pool(folder, sheets, time=time, listen=listen)
    if current().json:
        print_json(
            {
                "people": result.people,
                "notes": [said(note) for note in result.notes],
                **commitment_json(result.commitment),
            }
        )
        return
    print_texts(
        [
            Text("The pool is closed. People: {n}", n=result.people),
            *(Text("Note: {note}", note=note) for note in result.notes),
            *commitment_texts(result.commitment),
            Text("Value A must become known after this is published."),
        ]
    )
