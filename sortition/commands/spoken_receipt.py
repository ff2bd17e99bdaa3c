"""What a receipt shows, in words and for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sortition.commands.wishes import said
from sortition.errors import Text

if TYPE_CHECKING:
    from sortition.steps import ReceiptShown


def holds(shown: ReceiptShown) -> bool:
    """Whether the code shows somebody, and nothing contradicts it."""
    return shown.receipt is not None and not shown.receipt.faults


def receipt_texts(shown: ReceiptShown) -> list[Text]:
    """The result in sentences."""
    if shown.receipt is None:
        return [] if shown.reason is None else [shown.reason]
    return [Text(text.template, **text.values) for text in shown.texts]


def receipt_json(shown: ReceiptShown) -> dict[str, object]:
    """The result for machines."""
    found = shown.receipt
    if found is None:
        return {"receipt": None, "reason": "" if shown.reason is None else said(shown.reason)}
    return {
        "receipt": {
            "number": found.number,
            "people": found.people,
            "count": found.count,
            "of": found.units,
            "chance": str(found.chance),
            "panels": None if found.panels is None else list(found.panels),
            "drawn": found.drawn,
            "faults": [said(Text(fault.template, **fault.values)) for fault in found.faults],
        }
    }
