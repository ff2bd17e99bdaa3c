"""``sortition commit``: what to publish before a public value becomes known."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sortition.commands.clock import time
from sortition.commands.drawn import left_out
from sortition.commands.options import dossier, speaking, time_limit
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.spoken_commitment import commitment_json, commitment_texts
from sortition.commands.watch import Watch
from sortition.commands.wishes import current
from sortition.errors import Text
from sortition.records.journal import Step
from sortition.texts import N_

if TYPE_CHECKING:
    from sortition.steps import Committed

_WHAT: Final[Mapping[Step, Text]] = {
    Step.PLANNED: Text("This is the commitment to the plan."),
    Step.AMENDED: Text("This is the commitment to the changed plan."),
    Step.POOL_CLOSED: Text("This is the commitment to the plan and the pool."),
    Step.COMMITTED: Text("This is the commitment to the plan, the pool and the numbered panels."),
}


@click.command(
    cls=SpokenCommand,
    short_help=N_("Make the numbered panels; show the commitment to publish."),
    help=N_(
        "Show a short commitment to everything that is fixed so far, to publish or read out. Once "
        "value A is known, this first makes the numbered panels. Value B must become known after "
        "their commitment is published."
    ),
    examples=("sortition commit harbour",),
)
@dossier
@time_limit
@time
@speaking
def commit(folder: Path, time_limit: float | None, time: str) -> None:
    """Commit and show it."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    with Watch(current(), limit=time_limit) as listen:
        result = steps.commit(folder, time=time, listen=listen)
    if current().json:
        print_json(_json(result))
    else:
        print_texts(_texts(result))


def _texts(result: Committed) -> list[Text]:
    made: list[Text] = []
    if result.lottery is not None:
        made = [Text("Numbered panels made: {n}", n=result.units), *left_out(result.lottery)]
    return [*made, _WHAT[result.step], *commitment_texts(result.commitment)]


def _json(result: Committed) -> dict[str, object]:
    return {
        "step": result.step.value,
        "made": result.made,
        "panels": result.units,
        **commitment_json(result.commitment),
    }
