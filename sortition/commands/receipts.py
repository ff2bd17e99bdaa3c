"""``sortition receipts``: everybody's code, for the letters."""

from __future__ import annotations

from pathlib import Path

import click

from sortition.commands.options import dossier, option, speaking
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.values import columns as names
from sortition.commands.wishes import current
from sortition.errors import Text
from sortition.texts import N_


@click.command(
    cls=SpokenCommand,
    short_help=N_("Write everybody's code, for letters to the people of the pool."),
    help=N_(
        "Write a table for the mail merge. With the code on their letter people find themselves "
        "in the public bundle: their chance, and whether they were drawn. Send the codes before "
        "value B is known: then people know beforehand in which panels they sit. The table is "
        "confidential."
    ),
    examples=(
        "sortition receipts harbour --out receipts.csv",
        "sortition receipts harbour --out letters.csv --columns name,street,house_number",
    ),
)
@dossier
@option(
    "--out",
    required=True,
    metavar=N_("FILE"),
    type=click.Path(path_type=Path),
    help=N_("The file to write."),
)
@option(
    "--columns",
    metavar=N_("COLUMNS"),
    callback=names,
    help=N_("Columns of the registrants that the letters need, with commas between."),
)
@speaking
def receipts(folder: Path, out: Path, columns: tuple[str, ...]) -> None:
    """Write it."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    result = steps.receipts(folder, out=out, columns=columns)
    if current().json:
        print_json(
            {"file": str(result.out), "people": result.people, "columns": list(result.columns)}
        )
        return
    print_texts(
        [
            Text("Receipts written for {n} people: {file}", n=result.people, file=str(result.out)),
            Text("The file is confidential. Delete it when the letters are sent."),
        ]
    )
