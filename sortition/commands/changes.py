"""Changes of quotas: read from an option, and shown to other programs."""

from __future__ import annotations

import click

from sortition.errors import Text, UsageError
from sortition.records.diagnosis import Aim, Alternative, Change


def choice(ctx: click.Context, param: click.Parameter, value: str | None) -> int | Aim | None:
    """A click callback: the number of a change (from 1), or what it makes smallest."""
    del ctx
    if value is None:
        return None
    name = value.strip().replace("-", " ")
    if name in set(Aim):
        return Aim(name)
    if name.isascii() and name.isdigit() and len(name) < len("1000"):
        return int(name)
    raise UsageError(
        Text(
            "{option} {value}: give the number of a change, or seats, quotas, small-groups or "
            "everybody.",
            option=param.opts[0],
            value=value,
        )
    )


def change_json(change: Change) -> dict[str, object]:
    """One bound of one quota, as it becomes."""
    return {
        "category": change.quota.category,
        "value": change.quota.value,
        "bound": "min" if change.side < 0 else "max",
        "seats": change.seats,
    }


def alternative_json(one: Alternative) -> dict[str, object]:
    """A change for other programs."""
    return {
        "aims": [aim.value for aim in one.aims],
        "changes": [change_json(change) for change in one.changes],
        "people_without_chance": len(one.left_out),
        "within_flex": one.within_flex,
        **({} if one.smallest_chance is None else {"smallest_chance": str(one.smallest_chance)}),
    }
