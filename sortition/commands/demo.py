"""``sortition demo``: the main job on a bundled case."""

from __future__ import annotations

from pathlib import Path

import click

from sortition.commands.drawn import tell
from sortition.commands.options import option, speaking
from sortition.commands.output import print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.watch import Watch
from sortition.commands.wishes import current
from sortition.errors import Text
from sortition.texts import N_


@click.command(
    cls=SpokenCommand,
    short_help=N_("Draw a panel from invented people, to see how it works."),
    help=N_(
        "Draw a panel of 50 from invented registrants of Dordrecht, with at most one person per "
        "address, and write it to a new folder."
    ),
    examples=("sortition demo", "sortition demo --out try-it"),
)
@option(
    "--out",
    default="sortition-demo",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=N_("The new folder to write. Without it: sortition-demo."),
)
@speaking
def demo(out: Path) -> None:
    """Draw the bundled case."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    with Watch(current()) as listen:
        result = steps.demo(out, language=current().language, listen=listen)
    if not current().json:
        print_texts([Text("These people are invented; the figures behind them are of Dordrecht.")])
    tell(result)
