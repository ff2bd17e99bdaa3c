"""How a language writes numbers: exact rounding, no floats, no settings of the computer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

_SAMPLE: Final = re.compile(r"1(?P<group>\D*?)234(?P=group)567(?P<decimal>\D+?)8", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerals:
    """The decimal mark and the mark between thousands.

    >>> dutch = Numerals(decimal=",", group=".")
    >>> dutch.whole(70000), dutch.rounded(Fraction(13, 199) * 100, 2)
    ('70.000', '6,53')
    """

    decimal: str
    group: str

    @classmethod
    def of(cls, sample: str) -> Numerals:
        """The marks in 1,234,567.8 as a language writes it. Raises ValueError for something else.

        >>> Numerals.of("1.234.567,8")
        Numerals(decimal=',', group='.')
        >>> Numerals.of("1234567.8").group
        ''
        """
        found = _SAMPLE.search(sample)
        if found is None:
            raise ValueError(f"this is not 1,234,567.8 as a language writes it: {sample!r}")
        return cls(decimal=found["decimal"], group=found["group"])

    def whole(self, number: int) -> str:
        """A whole number with its thousands marked."""
        return f"{number:,}".replace(",", self.group)

    def rounded(self, number: Fraction, digits: int) -> str:
        """The number with exactly ``digits`` (>= 0) decimals, halves away from zero."""
        scaled = abs(number) * 10**digits
        units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        whole, rest = divmod(units, 10**digits)
        decimals = f"{self.decimal}{rest:0{digits}d}" if digits else ""
        sign = "-" if number < 0 and units else ""
        return f"{sign}{self.whole(whole)}{decimals}"
