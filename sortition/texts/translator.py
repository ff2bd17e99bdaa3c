"""From a Text to words in the reader's language."""

from __future__ import annotations

import gettext
import re
import string
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import Final

from sortition.errors import Text
from sortition.texts import dates
from sortition.texts.languages import DOMAIN, ENGLISH, LOCALE, Language
from sortition.texts.marking import N_
from sortition.texts.numerals import Numerals

# Translators: this number as your language writes it, also where its thousands have no mark
SAMPLE: Final = N_("1,234,567.8")
# Translators: a percentage; some languages have a space in it
_PERCENT: Final = N_("{number}%")
_SHARE: Final = "share"
_STATED: Final = {"day": dates.day, "moment": dates.moment}
_ROUNDED: Final = re.compile(r"\.(\d+)([f%])")


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
        ``{x:.1%}`` and ``{x:.2f}`` are rounded, ``{x:share}`` is as in :meth:`share`), a moment or
        a day as files have it (``{x:moment}`` and ``{x:day}`` are in words), or anything with a
        str.
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
        return self.say(_PERCENT, number=self.decimal(share * 100, digits))

    def share(self, share: Fraction) -> str:
        """A share or chance (0 to 1) with one decimal; two digits when it is near one of the ends.

        So what is small is not nothing: ``19.2%``, ``0.77%``, ``0.00083%``, and ``0%`` for nothing.
        """
        rest = min(share, 1 - share) * 100
        if rest <= 0:
            return self.percent(share, 0)
        return self.percent(share, next(d for d in count(1) if rest >= Fraction(10, 10**d)))

    def day(self, stated: str) -> str:
        """2028-12-31 as ``31 December 2028``; a text that is no day as it is."""
        return dates.day(stated, self.say)

    def moment(self, stated: str) -> str:
        """2027-05-08T19:35:00+02:00 as ``8 May 2027, 19:35 (UTC+2)``; another text as it is."""
        return dates.moment(stated, self.say)


def translator(language: Language) -> Translator:
    """The translator for a language. English is the language of the templates: no catalogue.

    Raises ValueError when the catalogue of a language writes numbers in a way that is not known.
    """
    catalogue = (
        gettext.NullTranslations()
        if language == ENGLISH
        else gettext.translation(DOMAIN, LOCALE, languages=[language])
    )
    numerals = Numerals.of(catalogue.gettext(SAMPLE))
    return Translator(language=language, catalogue=catalogue, numerals=numerals)


class _Filler(string.Formatter):
    """str.format, with values written as the language writes them."""

    def __init__(self, speaker: Translator) -> None:
        self.speaker = speaker

    def format_field(self, value: object, format_spec: str) -> str:
        if isinstance(value, str) and format_spec in _STATED:
            return _STATED[format_spec](value, self.speaker.say)
        return self._number(value, format_spec) or str(format(self._words(value), format_spec))

    def _number(self, value: object, spec: str) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int | float | Fraction):
            return None
        if spec == _SHARE:
            return self.speaker.share(Fraction(value))
        if match := _ROUNDED.fullmatch(spec):
            write = self.speaker.percent if match[2] == "%" else self.speaker.decimal
            return write(Fraction(value), int(match[1]))
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
