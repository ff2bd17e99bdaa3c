"""``sortition sign``: a party signs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sortition.commands.clock import time
from sortition.commands.options import dossier, option, speaking
from sortition.commands.output import print_json, print_texts
from sortition.commands.secret import password
from sortition.commands.spoken import SpokenCommand
from sortition.commands.values import existing_file
from sortition.commands.wishes import current, said
from sortition.errors import Text
from sortition.texts import N_

if TYPE_CHECKING:
    from sortition.steps import Signed


@click.command(
    cls=SpokenCommand,
    short_help=N_("Sign the plan, a change of it, or the result."),
    help=N_(
        "Sign what is to be signed now: the plan, a change of it, the committed panels, or the "
        "result. The plan counts when all parties that it names have signed."
    ),
    examples=("sortition sign harbour --as griffier --key griffier.key",),
)
@dossier
@option("--as", "party", required=True, metavar=N_("NAME"), help=N_("The party, as in the plan."))
@option(
    "--key",
    "key_file",
    metavar=N_("FILE"),
    callback=existing_file,
    help=N_("The file of the key. Without it: NAME.key."),
)
@time
@speaking
def sign(folder: Path, party: str, key_file: Path | None, time: str) -> None:
    """Sign and say who still has to."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    result = steps.sign(
        folder,
        party=party,
        key_file=key_file or Path(f"{party}.key"),
        password=password(),
        time=time,
    )
    if current().json:
        print_json(_json(result))
    else:
        print_texts(_texts(result))


def _texts(result: Signed) -> list[Text]:
    texts = [Text('Signed as "{party}".', party=result.party)]
    texts += [Text("Note: {note}", note=note) for note in result.notes]
    if result.missing:
        texts.append(Text("Not signed yet by: {names}", names=result.missing))
    else:
        texts.append(Text("All parties have signed."))
    return [*texts, result.next]


def _json(result: Signed) -> dict[str, object]:
    return {
        "party": result.party,
        "signed": result.step.value,
        "missing": list(result.missing),
        "notes": [said(note) for note in result.notes],
    }
