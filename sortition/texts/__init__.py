"""Every text a person reads, in the reader's language: messages, help and the report.

Texts are written in English in the code as ``Text("…")`` (or, where only a string will do,
``N_("…")``) and in templates as ``_("…")``. ``python -m sortition.texts.update`` collects them into
the catalogues. The language is always told to us, never taken from the computer's settings.
"""

from sortition.texts.languages import ENGLISH, LANGUAGES, Language, known_language, or_english
from sortition.texts.marking import N_
from sortition.texts.numerals import Numerals
from sortition.texts.translator import Translator, translator

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "N_",
    "Language",
    "Numerals",
    "Translator",
    "known_language",
    "or_english",
    "translator",
]
