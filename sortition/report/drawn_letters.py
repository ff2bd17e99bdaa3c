"""Letters after the draw, as texts for a mail merge: drawn, standing by, not drawn, joined, gone.

What is the same for everybody is filled in; ``{{column}}`` is a field of the merge, and what the
organiser fills in is in square brackets. No letter holds anything about a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sortition.errors import Text
from sortition.report.letter_text import letter_text
from sortition.texts import Language, Translator, translator

LETTERS: Final = ("drawn", "alternate", "not-drawn", "joined", "gone")
"""Whom there is a letter for."""


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
    speaker = translator(language)
    filled = _filled(facts, names, address, speaker)
    return {
        f"letter-{kind}.txt": letter_text(f"letter-{kind}", speaker, **filled) for kind in LETTERS
    }


def _filled(
    facts: DrawFacts,
    names: Sequence[str],
    address: Sequence[Sequence[str]],
    speaker: Translator,
) -> dict[str, str]:
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
        **{field: _fields([field]) for field in ("chance", "receipt", "how")},
    }


def _fields(columns: Sequence[str]) -> str:
    return " ".join(f"{{{{{column}}}}}" for column in columns)
