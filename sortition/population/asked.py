"""What is asked of figures about areas: which words, which ages."""

from __future__ import annotations

from dataclasses import dataclass

from sortition.population.ages import Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What categories and values are called in the quota file."""

    place: str = "wijk"
    age: str = "age"
    sex: str = "sex"
    man: str = "man"
    woman: str = "woman"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """From what age people can take part, in which bands, and when ages are counted.

    ``bands`` empty: those of the file. ``on`` is a date as text, or empty.
    """

    least: int
    bands: tuple[Band, ...] = ()
    on: str = ""
