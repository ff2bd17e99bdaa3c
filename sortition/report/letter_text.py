"""A letter as a text for a mail merge: a template, line by line in the reader's language."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sortition.texts import Translator

_TEMPLATES: Final = Path(__file__).parent / "templates"


def letter_text(letter: str, speaker: Translator, /, **fields: str) -> bytes:
    """The letter of that name with its fields filled in, with CRLF; what is in them stays as it is.

    What the organiser fills in is in square brackets.
    """
    template = (_TEMPLATES / f"{letter}.txt").read_text(encoding="utf-8")
    lines = [speaker.say(line, **fields) for line in template.split("\n")]
    return "\n".join(lines).replace("\n", "\r\n").encode("utf-8-sig")
