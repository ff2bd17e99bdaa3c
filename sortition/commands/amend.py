"""``sortition amend``: a change of the plan."""

from __future__ import annotations

from pathlib import Path

import click

from sortition.commands.amended import amended_json, amended_texts
from sortition.commands.clock import time
from sortition.commands.options import dossier, option, speaking
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.wishes import current
from sortition.texts import N_


@click.command(
    cls=SpokenCommand,
    short_help=N_("Change the plan after it was sealed, with reasons."),
    help=N_(
        "Edit plan.toml first; this records the difference, who wants it and why. All parties must "
        "sign again, the pool is closed again, and value A must be a new one. It is impossible "
        "once the panels are committed."
    ),
    examples=(
        'sortition amend harbour --by "project leader" --why "council raised the size to 60"',
    ),
)
@dossier
@option("--by", required=True, metavar=N_("NAME"), help=N_("Who wants the change."))
@option("--why", required=True, metavar=N_("TEXT"), help=N_("The reason."))
@time
@speaking
def amend(folder: Path, by: str, why: str, time: str) -> None:
    """Put up the change and show the difference."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    result = steps.amend(folder, by=by, why=why, time=time)
    if current().json:
        print_json(amended_json(result))
    else:
        print_texts(amended_texts(result))
