"""``sortition invite export``: lists for the printer, the call centre, the reminders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sortition.commands import values
from sortition.commands.options import argument, option, speaking
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.wishes import current
from sortition.errors import Text
from sortition.texts import N_

if TYPE_CHECKING:
    from sortition.steps import Exported


@click.command(
    cls=SpokenCommand,
    short_help=N_("Lists of the letters: for the printer, the telephone, reminders."),
    help=N_(
        "Write a list with only the columns that its work needs, and a reply code for each letter. "
        "As .xlsx every postcode and zero stays as it is in any spreadsheet program; as .csv it is "
        "for other programs."
    ),
    examples=(
        "sortition invite export letters-1 --for printer --name initials,surname \\",
        "    --out printer.csv --letter letter.txt",
    ),
)
@argument(
    "folder",
    explained=N_("The folder of the letters of one wave."),
    metavar="DIR",
    callback=values.existing_folder,
)
@option(
    "--for",
    "purpose",
    required=True,
    type=click.Choice(["printer", "callcentre", "reminders"]),
    help=N_("Whose work the list is for."),
)
@option(
    "--name",
    "names",
    required=True,
    metavar=N_("COLUMNS"),
    callback=values.columns,
    help=N_("The columns of the name, with commas between."),
)
@option(
    "--phone",
    metavar=N_("COLUMNS"),
    callback=values.columns,
    help=N_("The columns with telephone numbers, for the call centre."),
)
@option(
    "--answered",
    multiple=True,
    metavar=N_("FILE"),
    callback=values.existing_files,
    help=N_("Who answered or objected, by reply code or id: they are left out."),
)
@option(
    "--batch",
    metavar=N_("NUMBER"),
    callback=values.whole_number,
    help=N_("Letters in one batch (1000)."),
)
@option(
    "--letter",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path),
    help=N_("A new file for the text of the letter, to fill in and merge."),
)
@option(
    "--out",
    required=True,
    metavar=N_("FILE"),
    type=click.Path(path_type=Path),
    help=N_("A new file for the list: .csv or .xlsx."),
)
@speaking
def export(
    *,
    folder: Path,
    purpose: str,
    names: tuple[str, ...],
    phone: tuple[str, ...],
    answered: tuple[Path, ...],
    batch: int | None,
    letter: Path | None,
    out: Path,
) -> None:
    """Write the list and say how to check it."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    result = steps.letters_export(
        folder,
        purpose=steps.Purpose(purpose),
        out=out,
        names=names,
        phone=phone,
        answered=answered,
        batch=batch or 1000,
        template=letter,
        language=current().language,
    )
    if current().json:
        print_json(_json(result))
        return
    print_texts(
        [
            Text("The list is in: {file}. It holds personal data.", file=str(result.out)),
            Text("Columns: {names}", names=result.columns),
            Text("Rows: {n}", n=result.rows),
            *(
                [Text("Left out, for they answered: {n}", n=result.left_out)]
                * bool(result.left_out)
            ),
            *(
                Text(
                    "Batch {i:d}: letters {first:d} to {last:d}, {n} in all",
                    i=i,
                    first=a,
                    last=b,
                    n=n,
                )
                for i, (a, b, n) in enumerate(result.batches, 1)
            ),
            Text("All letter numbers added up: {n:d}", n=result.checksum),
            Text("SHA-256 of the file: {digest}", digest=result.digest),
        ]
    )
    if result.template is not None:
        print_texts(
            [
                Text(
                    "The text of the letter is in: {file}. Fill in what is in square brackets.",
                    file=str(result.template),
                )
            ]
        )


def _json(result: Exported) -> dict[str, object]:
    return {
        "out": str(result.out),
        "columns": list(result.columns),
        "rows": result.rows,
        "left_out": result.left_out,
        "batches": [list(batch) for batch in result.batches],
        "checksum": result.checksum,
        "sha256": result.digest,
        "letter": None if result.template is None else str(result.template),
    }
