"""``sortition verifier``: the verifier as one file to hand out."""

from __future__ import annotations

from pathlib import Path

import click

from sortition.commands.options import option, speaking
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.wishes import current
from sortition.errors import Text
from sortition.texts import N_


@click.command(
    cls=SpokenCommand,
    short_help=N_("Write the verifier as one file."),
    help=N_(
        "Write all that is needed to check a draw as one file, which anybody can read and run: "
        "python verify.py DIR. It needs Python, and nothing else: not this program, and no network."
    ),
    examples=("sortition verifier --out verify.py",),
)
@option(
    "--out",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path),
    default=Path("verify.py"),
    help=N_("The file to write. Without it: verify.py."),
)
@speaking
def verifier(out: Path) -> None:
    """Write it and say how to use it."""
    from sortition import steps  # noqa: PLC0415 - not needed for help

    path = steps.verifier(out)
    if current().json:
        print_json({"file": str(path)})
        return
    print_texts(
        [
            Text("The verifier is in the file {file}.", file=str(path)),
            Text("To check a draw with it, type: {command}", command=f"python {path} DIR"),
        ]
    )
