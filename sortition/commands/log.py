"""``sortition log``: the journal, readably."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sortition.commands.options import dossier, speaking
from sortition.commands.output import print_json
from sortition.commands.spoken import SpokenCommand
from sortition.commands.wishes import current, said
from sortition.errors import Text
from sortition.texts import N_

if TYPE_CHECKING:
    from sortition.steps import Logged


@click.command(
    cls=SpokenCommand,
    short_help=N_("Show everything that was done, and what comes next."),
    help=N_(
        "Show the journal of a dossier: every step, also trials and failed runs, with its stated "
        "time. It is checked first: a line or a file that was changed is named."
    ),
    examples=("sortition log harbour",),
)
@dossier
@speaking
def log(folder: Path) -> None:
    """Show it."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    result = steps.log(folder)
    if current().json:
        print_json(_json(result))
    else:
        for text in _texts(result):
            click.echo(_shown(said(text)))


def _shown(line: str) -> str:
    """Without signs that a terminal would obey: a journal can come from anybody."""
    return "".join(sign if sign.isprintable() else "�" for sign in line)


def _texts(result: Logged) -> list[Text]:
    texts = []
    for entry, (what, *details) in zip(result.entries, result.words, strict=True):
        texts.append(
            Text(
                "{number:d}  {time:moment}  {what}",
                number=entry.number + 1,
                time=entry.time,
                what=what,
            )
        )
        texts += [Text("      {detail}", detail=detail) for detail in details]
    return [
        *texts,
        Text("The journal is in order: every line follows from the one before it."),
        Text("Its last line: {head}", head=result.state.head),
        result.next,
    ]


def _json(result: Logged) -> dict[str, object]:
    return {
        "stage": result.state.stage.name.lower(),
        "head": result.state.head,
        "missing": list(result.state.missing),
        "next": said(result.next),
        "entries": [
            {
                "number": entry.number,
                "time": entry.time,
                "step": entry.step.value,
                "facts": dict(entry.facts),
                "hash": entry.hash,
                "text": [said(text) for text in words],
            }
            for entry, words in zip(result.entries, result.words, strict=True)
        ],
    }
