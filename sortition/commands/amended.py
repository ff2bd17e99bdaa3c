"""A change of the plan as it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sortition.errors import Text

if TYPE_CHECKING:
    from sortition.steps import Amended


def amended_texts(result: Amended) -> list[Text]:
    """The change, and who must sign it."""
    return [
        Text("The change of the plan is recorded:"),
        *(Text("  {change}", change=change) for change in result.explained),
        Text("Not signed yet by: {names}", names=result.missing),
    ]


def amended_json(result: Amended) -> dict[str, object]:
    """The same for other programs."""
    return {
        "changes": [
            {"field": change.field, "before": change.before, "after": change.after}
            for change in result.changes
        ],
        "missing": list(result.missing),
    }
