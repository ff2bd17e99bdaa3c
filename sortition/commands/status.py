"""``sortition status``: who of the panel stays, and who is gone."""

from __future__ import annotations

from pathlib import Path

import click

from sortition.commands.clock import time
from sortition.commands.options import argument, dossier, speaking
from sortition.commands.output import print_json, print_table, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.values import existing_file
from sortition.commands.wishes import current, said, words
from sortition.errors import Text
from sortition.texts import N_


@click.command(
    cls=SpokenCommand,
    short_help=N_("Record who of the panel stays, and who is gone."),
    help=N_(
        "Record statuses from a table with the columns id and status (confirmed, declined, "
        "withdrawn, unreachable, excluded), and if you like date and reason. Reasons stay in the "
        "dossier. Without a table, show the panel as it is."
    ),
    examples=("sortition status harbour calls.csv", "sortition status harbour"),
)
@dossier
@argument(
    "sheet",
    required=False,
    metavar="STATUSES",
    explained=N_("A table with ids and statuses: CSV or XLSX."),
    callback=existing_file,
)
@time
@speaking
def status(folder: Path, *, sheet: Path | None, time: str) -> None:
    """Record them and show who sits now."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    result = steps.status(folder, sheet, time=time)
    if current().json:
        print_json(
            {
                "recorded": result.recorded,
                "seats": result.size,
                "staying": result.staying,
                "members": {
                    person: None if known is None else known.value
                    for person, known in result.members
                },
            }
        )
        return
    rows = [
        (person, said(steps.status_text(known.value)) if known else "")
        for person, known in result.members
    ]
    print_table([words(N_("id")), words(N_("status"))], rows, left=(0, 1))
    if result.recorded:
        print_texts([Text("Statuses recorded: {n}", n=result.recorded)])
    elif sheet is not None:
        print_texts([Text("Everything in this file is recorded already.")])
    if result.outside:
        print_texts(
            [
                Text(
                    "Of these, {n} have no seat in the panel. Who of them cannot sit will not be "
                    "drawn later either.",
                    n=result.outside,
                )
            ]
        )
    free = result.size - result.staying
    print_texts([Text("Seats: {n}, of which free: {free}", n=result.size, free=free)])
    if free > 0 and result.standing_by:
        print_texts(
            [Text("Next: sortition replace {folder} --from-alternates", folder=str(folder))]
        )
    elif free > 0:
        print_texts(
            [
                Text(
                    "Next: sortition replace {folder} --out {folder}-replacement --why REASON",
                    folder=str(folder),
                )
            ]
        )
