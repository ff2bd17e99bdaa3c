"""How a language writes numbers: exact rounding, no floats, no settings of the computer."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerals:
    """The decimal mark and the mark between thousands.

    >>> dutch = Numerals(decimal=",", group=".")
    >>> dutch.whole(70000), dutch.rounded(Fraction(13, 199) * 100, 2)
    ('70.000', '6,53')
    """

    decimal: str
    group: str

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
