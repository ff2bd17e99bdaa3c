"""What was assumed on the way from CBS figures to shares, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from sortition.errors import Text
from sortition.population import counting
from sortition.population.ages import Band, split
from sortition.population.asked import Ages, Words
from sortition.population.counting import Group, Measure, of_ages
from sortition.population.shapes import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What the figures were made with; ``bands`` are those of the quotas."""

    shape: Shape
    words: Words
    ages: Ages
    year: str
    bands: tuple[Band, ...]


def assumptions(used: Used, places: Sequence[Group], ground: Group) -> Iterator[Text]:
    """Every assumption that was needed, and no other."""
    yield from _within_bands(used)
    yield from _ages_of_places(used, places)
    yield from _ages_of_sexes(used)
    yield from _left_out(used, places, ground)
    if used.ages.on:
        yield Text(
            "Ages count on {date}; the figures are of {year}. Assumption: the shares have not "
            "changed since.",
            date=used.ages.on,
            year=used.year or Text("an unknown year"),
        )
    if not used.year:
        yield Text("It is not known of which year the figures are. Say it with --year.")
    yield Text("CBS rounds its figures; here, estimates are rounded to whole people.")


def _within_bands(used: Used) -> Iterator[Text]:
    cut = tuple(band.label for band in used.shape.bands if split(band, used.bands))
    if used.bands and cut:
        yield Text(
            "Assumption: in the age groups that CBS counts together ({bands}), every year of age "
            "has equally many people.",
            bands=cut,
        )


def _ages_of_places(used: Used, places: Sequence[Group]) -> Iterator[Text]:
    if not places or not used.ages.least:
        return
    if used.shape.ages:
        yield Text(
            "{category}: counts people of {age} and older, in each area by its own ages.",
            category=used.words.place,
            age=used.ages.least,
        )
    else:
        yield Text(
            "Assumption: {category} counts people of all ages, because these figures have no ages.",
            category=used.words.place,
        )


def _ages_of_sexes(used: Used) -> Iterator[Text]:
    if used.shape.men is not None and used.shape.women is not None and used.ages.least:
        yield Text(
            "Assumption: {category} counts people of all ages, because these figures do not split "
            "it by age.",
            category=used.words.sex,
        )


def _left_out(used: Used, places: Sequence[Group], ground: Group) -> Iterator[Text]:
    measures: list[tuple[Text, Measure]] = []
    if used.shape.ages:
        measures.append((Text("ages"), of_ages((Fraction(1),) * len(used.shape.ages))))
    if used.shape.men is not None and used.shape.women is not None:
        measures.append((Text("sex"), counting.men))
    parts = {p.area.code: n for group in (*places, ground) for p, n in group.parts}
    for what, measure in measures:
        lost = [n.people for n in parts.values() if n.people and measure(n) is None]
        if lost:
            yield Text(
                "CBS leaves out {what} for {n} areas, with {people} inhabitants together. "
                "Assumption: they are as in the other areas.",
                what=what,
                n=len(lost),
                people=floor(sum(lost)),
            )
