"""``sortition invite learn``: response rates from letters that were sent."""

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
    short_help=N_("How do people answer? From letters that were sent."),
    help=N_(
        "Work out response rates from the waves of a round and the list of who joined. A group "
        "with few letters is drawn towards the others, so that chance alone does not make it a "
        "rate. "
        "The table is for the next plan."
    ),
    examples=("sortition invite learn letters-1 --joined registrants.csv --out responses-2.csv",),
)
@sent_letters
@option(
    "--joined",
    multiple=True,
    required=True,
    metavar=N_("FILE"),
    callback=values.existing_files,
    help=N_("Who joined, by reply code or id."),
)
@option(
    "--out",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path),
    help=N_("A new file for the rates. Without it, they are only shown."),
)
@speaking
def learn(*, folders: tuple[Path, ...], joined: tuple[Path, ...], out: Path | None) -> None:
    """Learn and show the rates."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    result = steps.letters_learn(folders, joined, out=out, language=current().language)
    evidence = result.evidence
    if current().json:
        print_json(
            {
                "letters": result.letters,
                "joined": result.joined,
                "rate": str(evidence.base.share),
                "groups": [
                    [category, value, str(rate.share), rate.letters]
                    for (category, value), rate in evidence.groups.items()
                ],
                "out": None if out is None else str(out),
            }
        )
        return
    speaker = current().speaker
    print_texts(
        [
            Text(
                "{joined} joined of {letters} letters.",
                joined=result.joined,
                letters=result.letters,
            )
        ]
    )
    rows = [
        (category, value, speaker.percent(rate.share, 2), speaker.number(rate.letters))
        for (category, value), rate in {("", ""): evidence.base, **evidence.groups}.items()
    ]
    header = (N_("category"), N_("value"), N_("rate"), N_("as sure as after so many letters"))
    print_table([words(name) for name in header], rows, left=(0, 1))
    if out is not None:
        print_texts([Text("The rates are in: {file}", file=str(out))])
