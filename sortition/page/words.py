"""The dictionary that a page carries, so that it speaks every language without a network."""

from __future__ import annotations

from collections.abc import Iterable

from sortition.texts import LANGUAGES, translator
from sortition.texts.in_pages import templates


def dictionaries(sources: Iterable[str]) -> dict[str, dict[str, str]]:
    """For each language but English, the translation of each template in the sources."""
    wanted = sorted({template for source in sources for _, template in templates(source)})
    return {
        language: {template: translator(language).plain(template) for template in wanted}
        for language in LANGUAGES
        if language != "en"
    }
