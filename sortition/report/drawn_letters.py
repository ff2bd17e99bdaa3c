"""Letters after the draw, as texts for a mail merge: drawn, standing by, not drawn, joined, gone.

What is the same for everybody is filled in; ``{{column}}`` is a field of the merge, and what the
organiser fills in is in square brackets. No letter holds anything about a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Final

from sortition.errors import Text
from sortition.texts import ENGLISH, Language, translator

LETTERS: Final = ("drawn", "alternate", "not-drawn", "joined", "gone")
"""Whom there is a letter for."""
_TEMPLATES: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawFacts:
    """What every letter says of the draw.

    ``title`` to ``contact`` are texts of the plan; ``size`` seats were drawn from ``people``
    people, by panel ``number`` (from 0) of ``of``; ``day`` is when (``2027-05-08``), ``retention``
    when names and addresses are deleted.
    """

    title: str
    purpose: str
    mandate: str
    organiser: str
    contact: str
    size: int
    people: int
    number: int
    of: int
    day: str
    retention: str


def drawn_letters(
    facts: DrawFacts,
    *,
    names: Sequence[str],
    address: Sequence[Sequence[str]],
    language: Language,
) -> dict[str, bytes]:
    """Name and bytes of each letter, with CRLF.

    ``names`` are the columns with somebody's name, ``address`` those of each line of the address;
    either can be empty.
    """
    filled = _filled(facts, names, address, language)
    return {f"letter-{kind}.txt": _letter(kind, language, filled) for kind in LETTERS}


def _letter(kind: str, language: Language, filled: dict[str, str]) -> bytes:
    text = Template(_template(kind, language)).substitute(filled)
    return text.replace("\n", "\r\n").encode("utf-8-sig")


def _template(kind: str, language: Language) -> str:
    """The text in this language; in English where nobody has written it yet."""
    path = _TEMPLATES / f"letter-{kind}.{language}.txt"
    if not path.exists():
        path = _TEMPLATES / f"letter-{kind}.{ENGLISH}.txt"
    return path.read_text(encoding="utf-8")


def _filled(
    facts: DrawFacts,
    names: Sequence[str],
    address: Sequence[Sequence[str]],
    language: Language,
) -> dict[str, str]:
    speaker = translator(language)
    name = _fields(names)
    lines = [_fields(line) for line in address] or [speaker.text(Text("[address]"))]
    return {
        "address": "\n".join([name, *lines] if name else lines),
        "name": name or speaker.text(Text("resident")),
        **{field: getattr(facts, field) for field in ("title", "purpose", "mandate")},
        **{field: getattr(facts, field) for field in ("organiser", "contact")},
        **{field: speaker.number(getattr(facts, field)) for field in ("size", "people", "of")},
        "number": f"{facts.number:0{len(str(facts.of - 1))}d}",
        **{field: speaker.day(getattr(facts, field)) for field in ("day", "retention")},
    }


def _fields(columns: Sequence[str]) -> str:
    return " ".join(f"{{{{{column}}}}}" for column in columns)
