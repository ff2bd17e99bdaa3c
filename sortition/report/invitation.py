"""The letter with which people are invited: a text to fill in, with the fields of a mail merge."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sortition.texts import ENGLISH, Language

_TEMPLATES = Path(__file__).parent / "templates"


def letter_text(
    *, code: str, names: Sequence[str], address: Sequence[str], language: Language
) -> bytes:
    """The letter in the language, or else in English, with CRLF.

    What the organiser fills in is in square brackets.

    ``code``, ``names`` and ``address`` are columns of the list, which become fields like «name».
    """
    own = _TEMPLATES / f"letter.{language}.txt"
    template = own if own.is_file() else _TEMPLATES / f"letter.{ENGLISH}.txt"
    text = template.read_text(encoding="utf-8")
    name = " ".join(f"«{column}»" for column in names)
    lines = "\n".join([name, *(f"«{column}»" for column in address)])
    filled = text.replace("{code}", code).replace("{name}", name).replace("{address}", lines)
    return filled.replace("\n", "\r\n").encode("utf-8-sig")
