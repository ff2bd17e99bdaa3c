"""``sortition keygen``: a key to sign with."""

from __future__ import annotations

from pathlib import Path

import click

from sortition.commands.options import argument, option, speaking
from sortition.commands.output import print_json, print_texts
from sortition.commands.secret import password
from sortition.commands.spoken import SpokenCommand
from sortition.commands.wishes import current
from sortition.errors import Text
from sortition.texts import N_


@click.command(
    cls=SpokenCommand,
    short_help=N_("Make a key to sign with."),
    help=N_(
        "Make a key and lock it with a password. The file stays with whoever signs; the line that "
        "is shown goes into the plan. The variable SORTITION_PASSWORD can hold the password."
    ),
    examples=("sortition keygen griffier",),
)
@argument("name", explained=N_("A name for the file."), metavar=N_("NAME"))
@option(
    "--out",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path),
    help=N_("The file to write. Without it: NAME.key."),
)
@speaking
def keygen(name: str, out: Path | None) -> None:
    """Make it and show the public key."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    path = out or Path(f"{name}.key")
    public = steps.keygen(path, password(twice=True))
    if current().json:
        print_json({"file": str(path), "key": public})
        return
    print_texts(
        [
            Text("The key is in the file {file}. Keep it, and its password.", file=str(path)),
            Text("In the plan, under [[parties]]:"),
            Text('key = "{key}"', key=public),
        ]
    )
