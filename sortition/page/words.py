"""The texts of pages: found in their sources, and translated for the dictionary that a page carries.

In JavaScript a text is ``Text("…")``, or the first argument of ``blocked``, ``unreadable``,
``withheld`` or ``wrong``; in HTML it stands in an element with ``data-say`` or is the value of
``data-say-label``.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

from sortition.texts import LANGUAGES, translator

_IN_SCRIPT: Final = re.compile(
    r'\b(?:Text|blocked|unreadable|withheld|wrong)\(\s*("(?:[^"\\\n]|\\.)*")'
)
_IN_PAGE: Final = re.compile(r'data-say>([^<]+)<|data-say-label="([^"]+)"')


def templates(sources: Iterable[str]) -> list[str]:
    """The English templates in sources of both kinds, each once, in order."""
    found = {template for text in sources for template in (*_scripted(text), *_written(text))}
    return sorted(found)


def _scripted(text: str) -> Iterator[str]:
    return (json.loads(literal) for literal in _IN_SCRIPT.findall(text))


def _written(text: str) -> Iterator[str]:
    return (html.unescape(inside or label) for inside, label in _IN_PAGE.findall(text))


def dictionaries(sources: Iterable[str]) -> dict[str, dict[str, str]]:
    """For each language but English, the translation of each template."""
    wanted = templates(sources)
    return {
        language: {template: translator(language).plain(template) for template in wanted}
        for language in LANGUAGES
        if language != "en"
    }
