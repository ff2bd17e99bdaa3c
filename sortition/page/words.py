"""The dictionary that a page carries, so that it speaks every language without a network."""

from __future__ import annotations

from collections.abc import Iterable

from sortition.texts import LANGUAGES, Language, translator
from sortition.texts.in_pages import templates


def dictionaries(sources: Iterable[str]) -> dict[str, dict[str, str]]:
    """For each language but English, the translation of each template in the sources."""
    wanted = sorted({template for source in sources for _, template in templates(source)})
    return {language: _dictionary(language, wanted) for language in LANGUAGES if language != "en"}


def _dictionary(language: Language, wanted: list[str]) -> dict[str, str]:
    speaker = translator(language)
    return {template: speaker.plain(template) for template in wanted}
