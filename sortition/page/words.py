"""What a page carries to speak every language without a network: dictionaries, and the choice."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Final

from sortition.texts import ENGLISH, LANGUAGES, N_, Language, translator
from sortition.texts.in_pages import templates

# Translators: the name of your language, in your language
_NAME: Final = N_("English")
_NEEDS: Final = N_("This page needs JavaScript.")
_OTHERS: Final = tuple(language for language in LANGUAGES if language != ENGLISH)


def dictionaries(sources: Iterable[str]) -> dict[str, dict[str, str]]:
    """For each language but English, the translation of each template in the sources."""
    wanted = sorted({template for source in sources for _, template in templates(source)})
    return {language: _dictionary(language, wanted) for language in _OTHERS}


def buttons() -> str:
    """The buttons to choose a language with, as HTML."""
    return "\n".join(
        f'<button type="button" data-language="{language}" lang="{language}">{name}</button>'
        for language, name in _in_each(_NAME)
    )


def needs() -> str:
    """What the page says, in every language, where no script can run; as HTML."""
    return " ".join(f'<span lang="{language}">{said}</span>' for language, said in _in_each(_NEEDS))


def _in_each(template: str) -> list[tuple[Language, str]]:
    """The template in each language, English last; as HTML."""
    return [
        (language, html.escape(translator(language).plain(template)))
        for language in (*_OTHERS, ENGLISH)
    ]


def _dictionary(language: Language, wanted: list[str]) -> dict[str, str]:
    speaker = translator(language)
    return {template: speaker.plain(template) for template in wanted}
