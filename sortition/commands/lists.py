"""``sortition lists``: lists and letters for the official, after the draw."""

from __future__ import annotations

from pathlib import Path

import click

from sortition.commands.options import dossier, option, speaking
from sortition.commands.output import print_json, print_table, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.values import existing_file
from sortition.commands.wishes import current, said, words
from sortition.errors import Text
from sortition.texts import N_


@click.command(
    cls=SpokenCommand,
    short_help=N_("Write lists and letters: who was drawn, and who was not."),
    help=N_(
        "Write a folder for whoever sends the letters: lists for the mail merge (drawn, not drawn, "
        "standing by, replaced, joined, withdrawn before they had a seat), the letters to go with "
        "them, a list to call people with, a list of badges, and the public calendar. When the "
        "list of calls is filled in, sortition status reads it. The folder is confidential."
    ),
    examples=(
        "sortition lists harbour --out lists",
        "sortition lists harbour --out lijsten --registrants names.csv --language nl",
    ),
)
@dossier
@option(
    "--out",
    required=True,
    metavar=N_("FOLDER"),
    type=click.Path(path_type=Path),
    help=N_("The new folder to write to."),
)
@option(
    "--registrants",
    metavar=N_("FILE"),
    callback=existing_file,
    help=N_("A table with names and addresses by id, when the pool was closed without them."),
)
@speaking
def lists(folder: Path, *, out: Path, registrants: Path | None) -> None:
    """Write them, and say what there is."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    result = steps.lists(folder, out, registrants=registrants, language=current().language)
    if current().json:
        files = [{"file": name, "rows": rows} for name, rows in result.files]
        notes = [said(note) for note in result.notes]
        print_json({"folder": str(result.folder), "files": files, "notes": notes})
        return
    print_texts(Text("Note: {note}", note=note) for note in result.notes)
    rows = [(name, "" if n is None else current().speaker.number(n)) for name, n in result.files]
    print_table([words(N_("file")), words(N_("people"))], rows)
    print_texts(
        [
            Text("The lists and letters are in: {folder}", folder=str(result.folder)),
            Text("The folder is confidential. Delete it when it is not needed any more."),
            Text(
                "When the calls are made: sortition status {folder} {file}",
                folder=str(folder),
                file=str(result.folder / "calls.xlsx"),
            ),
        ]
    )
