"""``sortition erase``: people are forgotten, and a signed line says so."""

from __future__ import annotations

from pathlib import Path

import click

from sortition.commands.clock import time
from sortition.commands.options import dossier, option, speaking
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.wishes import current
from sortition.errors import Text
from sortition.texts import N_


@click.command(
    cls=SpokenCommand,
    short_help=N_("Delete personal data when the time has come."),
    help=N_(
        "Delete every file of a dossier that names people, on the day of the plan or later. What "
        "everybody may see stays, and can be verified as before. The journal says what was "
        "deleted, and the parties can sign that. Copies elsewhere you delete yourself."
    ),
    examples=('sortition erase harbour --by "The clerk" --why "The day of the plan has come"',),
)
@dossier
@option("--by", required=True, metavar=N_("NAME"), help=N_("Who decides it."))
@option("--why", required=True, metavar=N_("TEXT"), help=N_("The reason."))
@option("--early", is_flag=True, help=N_("Before the day that the plan names."))
@time
@speaking
def erase(folder: Path, *, by: str, why: str, early: bool, time: str) -> None:
    """Erase them and say what they were."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    result = steps.erase(folder, by=by, why=why, time=time, early=early)
    if current().json:
        print_json(
            {
                "erased": [
                    {"what": kind.what, "files": kind.files, "rows": kind.rows}
                    for kind in result.kinds
                ],
                "files": result.files,
                "page": None if result.page is None else str(result.page),
            }
        )
        return
    print_texts(
        [
            Text("Files deleted: {n}", n=result.files),
            *(
                Text(
                    "  {what} (files: {files}, rows of tables: {rows})",
                    what=what,
                    files=n,
                    rows=rows,
                )
                for what, n, rows in result.named
            ),
            Text(
                "What everybody may see is still there: sortition verify {folder}",
                folder=str(folder),
            ),
            Text("Copies elsewhere (mail, printer, call centre, spreadsheets) are not deleted."),
            *(
                (
                    Text(
                        "These parties can sign it: {names}. Each: sortition sign {folder}",
                        names=result.parties,
                        folder=str(folder),
                    ),
                )
                if result.parties
                else ()
            ),
        ]
    )
