"""``sortition invite responses``: who answered, and whether a panel will be filled."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sortition.commands import register as registers
from sortition.commands import values
from sortition.commands.clock import time
from sortition.commands.options import option, sent_letters, size, speaking, together
from sortition.commands.output import print_json, print_table, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.watch import Watch
from sortition.commands.wishes import current, words
from sortition.errors import Text
from sortition.texts import N_

if TYPE_CHECKING:
    from sortition.steps import Followed


_answers = together(
    option(
        "--joined",
        multiple=True,
        required=True,
        metavar=N_("FILE"),
        callback=values.existing_files,
        help=N_("Who joined: the list of registrants, with the reply codes or the ids."),
    ),
    option(
        "--refused",
        multiple=True,
        metavar=N_("FILE"),
        callback=values.existing_files,
        help=N_("Who said no, by reply code or id."),
    ),
    option(
        "--undeliverable",
        multiple=True,
        metavar=N_("FILE"),
        callback=values.existing_files,
        help=N_("Letters that came back, by reply code or id."),
    ),
)


@click.command(
    cls=SpokenCommand,
    short_help=N_("Who answered, against the plan? Will a panel be filled?"),
    help=N_(
        "Compare the answers to letters with what was expected, add what was seen to what was "
        "believed, and say whether a panel can be filled now, after the next wave, and how many "
        "letters more it would take."
    ),
    examples=(
        "sortition invite responses letters-1 --joined registrants.csv --quotas quotas.csv \\",
        "    --responses responses.csv --size 50",
    ),
)
@sent_letters
@_answers
@registers.quotas
@option(
    "--responses",
    "believed",
    required=True,
    metavar=N_("FILE"),
    callback=values.existing_file,
    help=N_("The rates that the letters were planned with."),
)
@size()
@registers.probability
@option(
    "--arrived",
    metavar=N_("PERCENT"),
    callback=registers.part,
    help=N_("What part of the answers that will come before the closing date is in (100%)."),
)
@time
@speaking
def responses(
    *,
    folders: tuple[Path, ...],
    joined: tuple[Path, ...],
    refused: tuple[Path, ...],
    undeliverable: tuple[Path, ...],
    quotas: Path,
    believed: Path,
    size: int,
    probability: Fraction | None,
    arrived: Fraction | None,
    time: str,
) -> None:
    """Follow the letters and say what to expect."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    with Watch(current()) as listen:
        result = steps.letters_responses(
            folders,
            steps.AnswerFiles(joined=joined, refused=refused, undeliverable=undeliverable),
            quotas=quotas,
            responses=believed,
            size=size,
            wanted=probability or Fraction(95, 100),
            arrived=Fraction(1) if arrived is None else arrived,
            time=time,
            listen=listen,
        )
    if current().json:
        print_json(_json(result))
    else:
        _tell(result)


def _tell(result: Followed) -> None:
    print_texts(
        [
            Text(
                "{joined} joined of {letters} letters (wave {wave} of {waves}).",
                joined=result.joined,
                letters=result.letters,
                wave=result.waves,
                waves=result.planned,
            )
        ]
    )
    if result.reasons:
        told = tuple(Text("{reason} ({n})", reason=reason, n=n) for reason, n in result.reasons[:8])
        print_texts([Text("Refused because: {reasons}", reasons=told)])
    if result.unknown:
        print_texts([Text("Rows without a code of these letters: {n}", n=result.unknown)])
    speaker = current().speaker
    header = (
        *(N_("category"), N_("value"), N_("letters"), N_("joined"), N_("expected")),
        *(N_("refused"), N_("came back")),
    )
    rows = [
        (
            *(row.category, row.value, speaker.number(row.letters), speaker.number(row.joined)),
            speaker.decimal(row.expected, 1),
            *(speaker.number(row.refused), speaker.number(row.undeliverable)),
        )
        for row in result.groups
    ]
    print_table([words(name) for name in header], rows, left=(0, 1))
    click.echo()
    forecast = result.forecast
    names = (N_("quota"), N_("at least"), N_("joined"), N_("expected"), N_("too few"))
    quotas = [
        (
            *(row.quota.label, speaker.number(row.quota.minimum), speaker.number(row.have)),
            *(speaker.decimal(row.expected, 1), speaker.percent(row.lacking, 1)),
        )
        for row in forecast.quotas
    ]
    print_table([words(name) for name in names], quotas)
    print_texts(_outcome(result))


def _outcome(result: Followed) -> list[Text]:
    forecast = result.forecast
    texts = [
        Text("With who joined a panel can be filled.")
        if forecast.now
        else Text("With who joined no panel can be filled yet.")
    ]
    if result.arrived < 1:
        texts.append(
            Text(
                "When all answers are in ({part:.0%} now): in {closing:.1%} of simulated rounds.",
                part=result.arrived,
                closing=forecast.closing,
            )
        )
    if forecast.letters:
        texts.append(
            Text(
                "After the next wave, {n} letters: in {part:.1%} of simulated rounds.",
                n=round(forecast.letters),
                part=forecast.later,
            )
        )
    if forecast.needed is None:
        texts.append(
            Text("Letters alone will not do. Widen the quotas: sortition relax shows how.")
        )
    elif forecast.needed:
        texts.append(
            Text(
                "To be sure for {wanted:.0%}, {n} letters more are needed, divided like these.",
                wanted=result.wanted,
                n=forecast.needed,
            )
        )
    return texts


def _json(result: Followed) -> dict[str, object]:
    forecast = result.forecast
    return {
        "letters": result.letters,
        "joined": result.joined,
        "refused": result.refused,
        "undeliverable": result.undeliverable,
        "unknown": result.unknown,
        "groups": [
            {
                "category": row.category,
                "value": row.value,
                "letters": row.letters,
                "joined": row.joined,
                "expected": str(row.expected),
                "refused": row.refused,
                "undeliverable": row.undeliverable,
            }
            for row in result.groups
        ],
        "reasons": dict(result.reasons),
        "now": forecast.now,
        "closing": str(forecast.closing),
        "next_wave": round(forecast.letters),
        "later": str(forecast.later),
        "needed": forecast.needed,
        "quotas": {
            row.quota.label: [row.have, str(row.expected), str(row.lacking)]
            for row in forecast.quotas
        },
    }
