"""People who gave no answer to a question that has quotas.

They are a value of their own, named in the quota file; empty cells can be one (``tables.terms``).
With 0 as its minimum and the size as its maximum they can sit whatever else is needed, fill no
quota of another value, and take none of its seats.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sortition.errors import Text
from sortition.records.advice import Concern, Remark
from sortition.records.names import key
from sortition.records.pool import Pool
from sortition.records.quotas import Quotas

_NO_ANSWER: Final = (
    *("no answer", "prefer not to say", "rather not say", "unknown", "don't know", "missing"),
    *("geen antwoord", "zeg ik liever niet", "wil ik niet zeggen", "liever niet", "onbekend"),
    *("weet niet", "weet ik niet", "niet ingevuld", "leeg", "blank"),
)


def is_no_answer(value: str) -> bool:
    """Whether a value says that there is none.

    >>> is_no_answer("Prefer not to say"), is_no_answer("(no answer)"), is_no_answer("lower")
    (True, True, False)
    """
    return key(value).strip("() ") in _NO_ANSWER


def without_answer(pool: Pool, quotas: Quotas) -> Iterator[Remark]:
    """How many people of the pool gave no answer, per value that stands for none."""
    for quota in quotas.rows:
        if not is_no_answer(quota.value):
            continue
        place = pool.categories.index(quota.category)
        people = sum(person.values[place] == quota.value for person in pool.registrants)
        if people:
            yield Remark(
                concern=Concern.NO_ANSWER,
                text=Text(
                    '{category}: {people} people have "{value}". They are a group of their own '
                    "with {least} to {most} seats, and count for no other value.",
                    category=quota.category,
                    value=quota.value,
                    people=people,
                    least=quota.minimum,
                    most=quota.maximum,
                ),
            )
