"""``sortition invite chances``: from letter to seat."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sortition.commands import values
from sortition.commands.options import option, sent_letters, speaking
from sortition.commands.output import print_json, print_table, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.wishes import current, words
from sortition.errors import Text
from sortition.texts import N_

if TYPE_CHECKING:
    from sortition.steps import Combined


@click.command(
    cls=SpokenCommand,
    short_help=N_("The chance from letter to seat, by group."),
    help=N_(
        "Multiply everybody's chance of a letter by their chance of a seat. Letters are unequal on "
        "purpose, and quotas make seats unequal: this shows what both together come to."
    ),
    examples=("sortition invite chances letters-1 letters-2 --draw panel --page chances.html",),
)
@sent_letters
@option(
    "--draw",
    "folder",
    required=True,
    metavar="DIR",
    callback=values.existing_folder,
    help=N_("The folder of the draw from who joined."),
)
@option(
    "--out",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path),
    help=N_("A new CSV file with the three chances of everybody, exactly."),
)
@option(
    "--responses",
    metavar=N_("FILE"),
    callback=values.existing_file,
    help=N_("How people answer, to count that too."),
)
@option("--page", metavar="FILE", type=click.Path(path_type=Path), help=N_("A page with pictures."))
@speaking
def chances(
    *,
    folders: tuple[Path, ...],
    folder: Path,
    out: Path | None,
    responses: Path | None,
    page: Path | None,
) -> None:
    """Multiply them and show the groups."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    result = steps.letters_chances(
        folders, folder, out=out, responses=responses, page=page, language=current().language
    )
    if current().json:
        print_json(_json(result))
    else:
        _tell(result)


def _tell(result: Combined) -> None:
    speaker = current().speaker
    print_texts([Text("People who registered: {n}", n=len(result.people))])
    if result.unknown:
        print_texts([Text("Without one of these letters, so left out here: {n}", n=result.unknown)])
    header = (
        *(N_("category"), N_("value"), N_("people"), N_("letter"), N_("seat")),
        *(N_("both: smallest"), N_("mean"), N_("largest")),
    )
    rows = [
        (
            *(row.category, row.value, speaker.number(row.people)),
            *(speaker.percent(row.letter, 2), speaker.percent(row.seat, 1)),
            *(speaker.percent(part, 2) for part in (row.smallest, row.mean, row.largest)),
        )
        for row in result.groups
    ]
    print_table([words(name) for name in header], rows, left=(0, 1))
    print_texts(result.sentences)
    if result.out is not None:
        print_texts([Text("The chances are in: {file}", file=str(result.out))])
    if result.page is not None:
        print_texts([Text("Pictures: {file}", file=str(result.page))])


def _json(result: Combined) -> dict[str, object]:
    return {
        "people": len(result.people),
        "unknown": result.unknown,
        "groups": [
            {
                "category": row.category,
                "value": row.value,
                "people": row.people,
                "letter": str(row.letter),
                "seat": str(row.seat),
                "smallest": str(row.smallest),
                "mean": str(row.mean),
                "largest": str(row.largest),
            }
            for row in result.groups
        ],
        "out": None if result.out is None else str(result.out),
    }
