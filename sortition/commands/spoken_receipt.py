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
    found = shown.receipt
    if found is None:
        return [] if shown.reason is None else [shown.reason]
    return [
        Text(
            "This code is number {number} of {people} in the public list.",
            number=found.number,
            people=found.people,
        ),
        Text(
            "The chance was {chance}: in {count} of the {units} numbered panels.",
            chance=str(found.chance),
            count=found.count,
            units=found.units,
        ),
        _drawn(drawn=found.drawn),
        *(Text(fault.template, **fault.values) for fault in found.faults),
    ]


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


def _drawn(*, drawn: bool | None) -> Text:
    if drawn is None:
        return Text("Nothing is drawn yet.")
    if drawn:
        return Text("The person with this code sits in the panel that was drawn.")
    return Text("The person with this code does not sit in the panel that was drawn.")
