"""Names of columns in files that the tool writes and also reads.

They are in no catalogue: a name that readers do not know would make a file that cannot be read
back. A language has its own here when ``tables`` and ``invite`` read them; others use English.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sortition.texts.languages import Language

_OWN: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "category": "categorie",
        "value": "waarde",
        "rate": "respons",
        "letters": "brieven",
    },
}


def column(name: str, language: Language) -> str:
    """The column with this English name, as files have it in the language.

    >>> from sortition.texts import known_language
    >>> column("value", known_language("nl")), column("min", known_language("nl"))
    ('waarde', 'min')
    """
    return _OWN.get(language, {}).get(name, name)
