"""``sortition invite weigh``: who was written to more often needs less of the second lot."""

from __future__ import annotations

from pathlib import Path

import click

from sortition.commands import values
from sortition.commands.options import option, sent_letters, speaking
from sortition.commands.output import print_json, print_table, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.wishes import current, words
from sortition.errors import Text
from sortition.texts import N_


@click.command(
    cls=SpokenCommand,
    short_help=N_("Weights, so that letter and seat together are equal."),
    help=N_(
        "Write the registrants with one more column, letter_weight: the smaller somebody's chance "
        "of a letter was, the larger the weight. Then draw with --objective end-to-end, and "
        "whoever was invited more often is not favoured twice."
    ),
    examples=(
        "sortition invite weigh letters-1 --joined registrants.csv --out weighed.csv",
        "sortition draw weighed.csv quotas.csv --size 12 --objective end-to-end \\",
        "    --seed rehearsal --out draw",
    ),
)
@sent_letters
@option(
    "--joined",
    required=True,
    metavar=N_("FILE"),
    callback=values.existing_file,
    help=N_("The registrants, with reply code or id."),
)
@option(
    "--out",
    required=True,
    metavar=N_("FILE"),
    type=click.Path(path_type=Path),
    help=N_("A new file: the registrants with their weights."),
)
@speaking
def weigh(*, folders: tuple[Path, ...], joined: Path, out: Path) -> None:
    """Weigh them and show the weights."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    result = steps.letters_weigh(folders, joined, out=out)
    if current().json:
        print_json(
            {
                "weights": [[w, people, str(chance)] for w, people, chance in result.weights],
                "unknown": result.unknown,
                "rounded": str(result.rounded),
                "out": str(out),
            }
        )
        return
    speaker = current().speaker
    header = (N_("weight"), N_("people"), N_("chance of a letter"))
    rows = [
        (speaker.number(w), speaker.number(people), speaker.percent(chance, 2))
        for w, people, chance in result.weights
    ]
    print_table([words(name) for name in header], rows, left=())
    if result.unknown:
        print_texts(
            [
                Text(
                    "Without one of these letters, so with the smallest weight: {n}",
                    n=result.unknown,
                )
            ]
        )
    print_texts(
        [
            Text("Rounding moves no weight by more than {part:.2%}.", part=result.rounded),
            Text("The registrants with their weights are in: {file}", file=str(out)),
            Text("Next: sortition draw {file} quotas.csv --objective end-to-end", file=str(out)),
        ]
    )
