"""``sortition bundle``: a dossier as one file, for everybody or for an auditor."""

from __future__ import annotations

from pathlib import Path

import click

from sortition.commands.options import dossier, option, speaking
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.wishes import current
from sortition.errors import Text, UsageError
from sortition.texts import N_


@click.command(
    cls=SpokenCommand,
    short_help=N_("Make one file of a dossier: for the public, or for an auditor."),
    help=N_(
        "Make a bundle: one file that anybody can verify without this program. The public one "
        "has no personal data: panels by codes, quotas, and figures only about groups that are "
        "not too small. The auditor's has everything, also names and addresses. The same dossier "
        "always gives the same bytes."
    ),
    examples=(
        "sortition bundle harbour --public",
        "sortition bundle harbour --auditor --out for-the-notary.zip",
    ),
)
@dossier
@option("--public", is_flag=True, help=N_("For everybody: no personal data."))
@option("--auditor", is_flag=True, help=N_("For the auditor: everything. It is confidential."))
@option(
    "--out",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path),
    help=N_("The file to write. Without it: DIR-public.zip or DIR-auditor.zip."),
)
@speaking
def bundle(*, folder: Path, public: bool, auditor: bool, out: Path | None) -> None:
    """Write it and say what it is for."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    if public == auditor:
        raise UsageError(Text("Say for whom the bundle is: either --public or --auditor."))
    kind = steps.Kind.PUBLIC if public else steps.Kind.AUDITOR
    path = out or Path(f"{folder.resolve().name}-{kind.value}.zip")
    result = steps.bundle(folder, kind=kind, out=path)
    if current().json:
        print_json(
            {
                "file": str(result.out),
                "kind": result.kind.value,
                "bytes": result.size,
                "head": result.head,
            }
        )
        return
    print_texts(
        [
            Text("The bundle is in the file: {file}", file=str(result.out)),
            Text("It has no personal data, and may be published.")
            if public
            else Text("It has everybody's personal data. Give it to the auditor only."),
            Text("To check it: sortition verify {file}", file=str(result.out)),
        ]
    )
