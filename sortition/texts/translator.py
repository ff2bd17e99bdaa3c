"""From a Text to words in the reader's language."""

from __future__ import annotations

import gettext
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final, Literal, get_args

from sortition.errors import Text
from sortition.texts.numerals import Numerals

Language = Literal["en", "nl"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

DOMAIN: Final = "sortition"
LOCALE: Final = Path(__file__).parent / "locale"

_NUMERALS: Final[Mapping[Language, Numerals]] = {
    "en": Numerals(decimal=".", group=","),
    "nl": Numerals(decimal=",", group="."),
}
_ROUNDED = re.compile(r"\.(\d+)([f%])")


def N_(template: str) -> str:  # noqa: N802 - the name by which gettext tools know it
    """Mark a string for translation and return it unchanged."""
    return template


@dataclass(frozen=True, slots=True, kw_only=True)
class Translator:
    """Renders texts and numbers in one language; made by :func:`translator`."""

    language: Language
    catalogue: gettext.NullTranslations
    numerals: Numerals

    def text(self, text: Text) -> str:
        """The text in this language, its values filled in.

        A value may be a Text (translated too), a tuple or list (joined with commas), a whole number
        (``{n}`` marks thousands, ``{n:d}`` does not), a Fraction (``{x}`` is exact, ``13/199``;
        ``{x:.1%}`` and ``{x:.2f}`` are rounded), or anything with a str.
        """
        return _Filler(self).vformat(self.plain(text.template), (), text.values)

    def plain(self, template: str) -> str:
        """The bare template in this language, nothing filled in; itself when it is not known."""
        return self.catalogue.gettext(template) if template else ""

    def say(self, template: str, /, **values: object) -> str:
        """The words for a template: what ``_("…", n=3)`` is in report templates."""
        return self.text(Text(template, **values))

    def number(self, number: int) -> str:
        """A whole number: ``1,000`` in English, ``1.000`` in Dutch."""
        return self.numerals.whole(number)

    def decimal(self, number: Fraction, digits: int) -> str:
        """A number with ``digits`` decimals, halves away from zero."""
        return self.numerals.rounded(number, digits)

    def percent(self, share: Fraction, digits: int = 1) -> str:
        """A share (0 to 1) as a percentage: ``6.5%`` in English, ``6,5%`` in Dutch."""
        return f"{self.decimal(share * 100, digits)}%"


def known_language(name: str) -> Language:
    """The language with this name. Raises ValueError when there are no texts in it."""
    for language in LANGUAGES:
        if language == name:
            return language
    raise ValueError(f"no texts in the language {name!r}")


def translator(language: Language) -> Translator:
    """The translator for a language. English is the language of the templates: no catalogue."""
    catalogue = (
        gettext.NullTranslations()
        if language == "en"
        else gettext.translation(DOMAIN, LOCALE, languages=[language])
    )
    return Translator(language=language, catalogue=catalogue, numerals=_NUMERALS[language])


class _Filler(string.Formatter):
    """str.format, with values written as the language writes them."""

    def __init__(self, speaker: Translator) -> None:
        self.speaker = speaker

    def format_field(self, value: object, format_spec: str) -> str:
        return self._number(value, format_spec) or str(format(self._words(value), format_spec))

    def _number(self, value: object, spec: str) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int | float | Fraction):
            return None
        if match := _ROUNDED.fullmatch(spec):
            shown = Fraction(value) * (100 if match[2] == "%" else 1)
            sign = "%" if match[2] == "%" else ""
            return self.speaker.decimal(shown, int(match[1])) + sign
        if spec or isinstance(value, Fraction):
            return None
        if isinstance(value, int):
            return self.speaker.number(value)
        return str(value).replace(".", self.speaker.numerals.decimal)

    def _words(self, value: object) -> object:
        if isinstance(value, Text):
            return self.speaker.text(value)
        if isinstance(value, tuple | list):
            return ", ".join(str(self.format_field(item, "")) for item in value)
        return value
