"""Which language to speak."""

from __future__ import annotations

from sortition.errors import Text, UsageError
from sortition.texts import LANGUAGES, Language, known_language, or_english


def language_of(name: str) -> Language:
    """The language with this name. Raises UsageError when there are no texts in it."""
    try:
        return known_language(name)
    except ValueError:
        raise UsageError(
            Text(
                'There are no texts in the language "{language}". Choose one of: {languages}.',
                language=name,
                languages=LANGUAGES,
            )
        ) from None


def spoken_in(asked: str | None, own: str) -> Language:
    """The language that was asked for, or that of a plan, or else English. Raises UsageError."""
    return language_of(asked) if asked else or_english(own)
