"""The languages that there are texts in: English, and each that has a catalogue beside this file.

A language is the short name that ISO 639 gives it: ``nl``, ``fy``, ``pap``. Adding one is adding
its catalogue (docs/languages.md); nothing in the code lists them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NewType

Language = NewType("Language", str)
"""A language that there are texts in; made by :func:`known_language` or :func:`or_english`."""

ENGLISH: Final = Language("en")
"""The language of the templates; it needs no catalogue."""

DOMAIN: Final = "sortition"
LOCALE: Final = Path(__file__).parent / "locale"

_NAME: Final = re.compile(r"[a-z]{2,3}", re.ASCII)


def can_be_added(name: str) -> bool:
    """Whether a catalogue can have this name: two or three small letters, and not English."""
    return name != ENGLISH and _NAME.fullmatch(name) is not None


def catalogue_path(language: str, suffix: str, folder: Path = LOCALE) -> Path:
    """Where a catalogue lies; ``suffix`` is ``po`` or ``mo``."""
    return folder / language / "LC_MESSAGES" / f"{DOMAIN}.{suffix}"


def with_catalogue(suffix: str, folder: Path = LOCALE) -> tuple[Language, ...]:
    """The languages with a catalogue of that kind, by name; never English."""
    names = sorted(path.name for path in folder.iterdir() if can_be_added(path.name))
    return tuple(Language(name) for name in names if catalogue_path(name, suffix, folder).is_file())


LANGUAGES: Final[tuple[Language, ...]] = (ENGLISH, *with_catalogue("mo"))
"""English, then the others by name: those with a compiled catalogue."""


def known_language(name: str) -> Language:
    """The language with this name. Raises ValueError when there are no texts in it."""
    for language in LANGUAGES:
        if language == name:
            return language
    raise ValueError(f"no texts in the language {name!r}")


def or_english(name: str) -> Language:
    """The language with this name; English when there are no texts in it.

    For what is shown of a dossier that was made where there was one language more.
    """
    return known_language(name) if name in LANGUAGES else ENGLISH
