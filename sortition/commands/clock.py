"""The one place that asks what time it is: for the journal, where it is stated and never used."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from sortition.commands.options import Decorator, option
from sortition.errors import Text, UsageError
from sortition.records.moments import seconds
from sortition.texts import N_

VARIABLE = "SORTITION_TIME"


def now() -> str:
    """The present moment, to the second, as this computer's clock and time zone have it."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def moment(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A moment as typed. Raises UsageError when it is none."""
    del ctx
    if value is None:
        return None
    try:
        seconds(value)
    except ValueError:
        raise UsageError(
            Text(
                '{option} needs a moment like 2027-05-01T19:30:00+02:00, not "{value}".',
                option=param.opts[0],
                value=value,
            )
        ) from None
    return value


def _stated(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    return moment(ctx, param, value) or now()


time: Decorator[Any] = option(
    "--time",
    metavar=N_("MOMENT"),
    callback=_stated,
    envvar=VARIABLE,
    help=N_("The time to state in the journal. Without it: now."),
)
