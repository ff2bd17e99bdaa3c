"""``sortition report``: the public report of a draw, for everybody to read."""

from __future__ import annotations

from pathlib import Path

import click

from sortition.commands import values
from sortition.commands.options import argument, option, speaking
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.wishes import current, said
from sortition.errors import Text
from sortition.texts import N_


@click.command(
    cls=SpokenCommand,
    short_help=N_("Write the public report: one page for everybody."),
    help=N_(
        "Write the public report of a draw: what was agreed, who could be drawn, how large chances "
        "were, how the lot was drawn, how anybody can check it, and what came after. It is made "
        "from public files alone, so it names nobody and shows no small group; anybody can make it "
        "again from the public bundle. Beside the page are its figures, as CSV and JSON."
    ),
    examples=(
        "sortition report harbour --out report",
        "sortition report public.zip --out verslag --language nl",
        "sortition report harbour --out report --population figures.csv",
    ),
)
@argument(
    "source",
    explained=N_("The folder of the dossier, or a bundle of it."),
    metavar="DIR|BUNDLE",
    callback=values.existing_path,
)
@option(
    "--population",
    multiple=True,
    metavar=N_("FILE"),
    callback=values.existing_files,
    help=N_("A table with category, value and people, to compare with. May be repeated."),
)
@option(
    "--out",
    required=True,
    metavar=N_("FOLDER"),
    type=click.Path(path_type=Path),
    help=N_("The new folder for page and figures."),
)
@speaking
def report(*, source: Path, population: tuple[Path, ...], out: Path) -> None:
    """Write it and say where."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    result = steps.report(source, out, population=population, language=current().language)
    if current().json:
        print_json(
            {
                "folder": str(result.folder),
                "people": result.figures.people,
                "notes": [said(note) for note in result.notes],
            }
        )
        return
    print_texts(
        [
            *(Text("Note: {note}", note=note) for note in result.notes),
            Text("The report is in: {folder}", folder=str(result.folder)),
            Text("To read it, open: {file}", file=str(result.folder / "report.html")),
        ]
    )
