"""``sortition pool``: the people are final."""

from __future__ import annotations

from pathlib import Path

import click

from sortition.commands.clock import time
from sortition.commands.options import (
    argument,
    dossier,
    id_column,
    option,
    speaking,
    time_limit,
    together,
    without,
)
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.spoken_commitment import commitment_json, commitment_texts
from sortition.commands.values import existing_file, existing_folder
from sortition.commands.watch import Watch
from sortition.commands.wishes import current, said
from sortition.errors import Text, UsageError
from sortition.texts import N_

_sheets = together(
    argument(
        "registrants",
        required=False,
        explained=N_("The people who registered: CSV or XLSX."),
        callback=existing_file,
    ),
    argument(
        "quotas",
        required=False,
        explained=N_("The seats for each value: CSV or XLSX."),
        callback=existing_file,
    ),
)


@click.command(
    cls=SpokenCommand,
    short_help=N_("Close the pool: from now on its people are final."),
    help=N_(
        "Check the people and the quotas against the plan, see that a panel exists, and fix both. "
        "Value A must become known after this."
    ),
    examples=(
        "sortition pool harbour registrants.csv quotas.csv",
        "sortition pool harbour-2 --from harbour",
    ),
)
@dossier
@_sheets
@id_column
@without
@option(
    "--from",
    "first",
    metavar="DIR",
    callback=existing_folder,
    help=N_("For a replacement: the dossier of the first draw, which gives people and quotas."),
)
@time_limit
@time
@speaking
def pool(
    *,
    folder: Path,
    registrants: Path | None,
    quotas: Path | None,
    id_column: str | None,
    without: tuple[Path, ...],
    first: Path | None,
    time_limit: float | None,
    time: str,
) -> None:
    """Close it and give the commitment."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    if first is not None and registrants is not None:
        raise UsageError(Text("A replacement takes people and quotas from the first dossier."))
    with Watch(current(), limit=time_limit) as listen:
        if first is not None:
            result = steps.close_pool_from(folder, first, time=time, listen=listen)
        elif registrants is None or quotas is None:
            raise UsageError(Text("Name two files: the people, and the quotas."))
        else:
            sheets = steps.Sheets(
                registrants=registrants, quotas=quotas, id_column=id_column, without=without
            )
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
