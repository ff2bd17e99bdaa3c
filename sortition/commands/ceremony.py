"""``sortition ceremony``: the page for the projector on the evening of the draw."""

from __future__ import annotations

from pathlib import Path

import click

from sortition.commands.options import dossier, option, speaking
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.wishes import current
from sortition.errors import Text
from sortition.texts import N_


@click.command(
    cls=SpokenCommand,
    short_help=N_("Make the page for the projector in the council room."),
    help=N_(
        "Make a page to show on the evening of the draw: all numbered panels, fields for value B "
        "as the plan announces it, and the make-up of the panel with that number. It holds no "
        "personal data, needs no network, and shows the number that sortition draw will give. "
        "It records nothing: that is what sortition randomness and sortition draw do."
    ),
    examples=("sortition ceremony harbour --out ceremony.html",),
)
@dossier
@option(
    "--out",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path),
    default=Path("ceremony.html"),
    help=N_("The file to write. Without it: ceremony.html."),
)
@speaking
def ceremony(folder: Path, out: Path) -> None:
    """Write it and say how to use it."""
    from sortition import steps  # noqa: PLC0415 - not needed for help

    path = steps.ceremony(folder, out)
    if current().json:
        print_json({"file": str(path)})
        return
    print_texts(
        [
            Text("The page is in the file {file}.", file=str(path)),
            Text("Open it in a browser on the computer of the projector."),
        ]
    )
