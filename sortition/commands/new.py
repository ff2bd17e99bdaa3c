"""``sortition new``: a dossier for one process."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from sortition.commands.clock import time
from sortition.commands.options import argument, option, speaking
from sortition.commands.options import secret as secret_option
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.values import existing_folder, existing_path
from sortition.commands.wishes import current
from sortition.errors import Text
from sortition.texts import N_


@click.command(
    cls=SpokenCommand,
    short_help=N_("Begin a draw that others can check: a dossier."),
    help=N_(
        "Make a new folder for one draw, with a plan to fill in (plan.toml) and a journal that "
        "records every step from now on."
    ),
    examples=(
        "sortition new harbour --language nl",
        "sortition new west --template harbour",
        'sortition new again --after harbour --why "the quota for age was wrong"',
    ),
)
@argument(
    "folder",
    explained=N_("The new folder."),
    metavar="DIR",
    type=click.Path(path_type=Path),
)
@option(
    "--template",
    metavar=N_("PLAN"),
    callback=existing_path,
    help=N_("A plan to begin with: a file, or the dossier of another draw."),
)
@option(
    "--after",
    metavar="DIR",
    callback=existing_folder,
    help=N_("The dossier of an earlier draw that this one follows."),
)
@option("--why", metavar=N_("TEXT"), help=N_("Why that draw is not the last one."))
@secret_option
@time
@speaking
def new(
    *,
    folder: Path,
    template: Path | None,
    after: Path | None,
    why: str | None,
    secret: Path | None,
    time: str,
) -> None:
    """Make it and say what to do next."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    result = steps.new(
        folder,
        time=time,
        secret=secrets.token_bytes(32) if secret is None else steps.secret_of(secret),
        language=current().language,
        template=template,
        after=after,
        why=why,
    )
    if current().json:
        print_json({"folder": str(folder), "plan": str(result.plan), "head": result.state.head})
        return
    print_texts(
        [
            Text("The dossier is in the folder: {folder}", folder=str(folder)),
            Text("Fill in the plan: {file}", file=str(result.plan)),
            Text("Each party makes a key: sortition keygen NAME"),
            Text("Then each party signs: sortition sign {folder} --as NAME", folder=str(folder)),
        ]
    )
