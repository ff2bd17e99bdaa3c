"""The letter with which people are invited: a text to fill in, with the fields of a mail merge."""

from __future__ import annotations

from collections.abc import Sequence

from sortition.report.letter_text import letter_text
from sortition.texts import Language, translator


def invitation(
    *, code: str, names: Sequence[str], address: Sequence[str], language: Language
) -> bytes:
    """The letter in the language, with CRLF. What the organiser fills in is in square brackets.

    ``code``, ``names`` and ``address`` are columns of the list, which become fields like «name».
    """
    name = " ".join(map(_field, names))
    return letter_text(
        "letter",
        translator(language),
        code=_field(code),
        name=name,
        address="\n".join([name, *map(_field, address)]),
    )


def _field(column: str) -> str:
    return f"«{column}»"
