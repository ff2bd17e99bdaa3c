"""Which language to speak."""

from __future__ import annotations

from sortition.errors import Text, UsageError
from sortition.texts import LANGUAGES, Language, known_language


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
