"""Letters: who may be written to, how many letters each group gets, who was drawn (§21)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from math import floor

from sortition.records.quotas import Quota

Cell = tuple[str, ...]
"""One value of each attribute, in the order of the attributes."""


class Per(StrEnum):
    """What is drawn: a person, or an address and then one of the people who live there."""

    PERSON = "person"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeBand:
    """Ages from ``first`` up to and including ``last`` (whole years); None: no end."""

    value: str
    first: int
    last: int | None

    def holds(self, age: int) -> bool:
        """Whether somebody of this age (whole years, >= 0) is in the band."""
        return self.first <= age and (self.last is None or age <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """A category by which letters are divided, with the values that the quotas give it.

    ``bands`` (one for each value, in that order) make it follow from the date of birth; without
    them it is a column of the register.
    """

    category: str
    values: tuple[str, ...]
    bands: tuple[AgeBand, ...] = ()

    def __post_init__(self) -> None:
        if self.bands and tuple(band.value for band in self.bands) != self.values:
            raise ValueError(f"{self.category}: a band for each value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """The column with the date of birth, the day on which age counts, and the ages that may join.

    ``on`` is written ``2027-05-01``; ``most`` None: there is no oldest age.
    """

    column: str
    on: str
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveOut:
    """Who is left out by a column of the register: who has one of the values, or any if none."""

    column: str
    values: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The filter in short: ``secret=yes|true``."""
        return f"{self.column}={'|'.join(self.values)}" if self.values else self.column


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list of people who are left out: its name, and the SHA-256 of its file.

    ``since`` is a day, such as ``2025-05-01``: only who was invited then or later; empty: everybody
    on the list.
    """

    name: str
    digest: str
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How a register is read: which columns mean what, and who is left out, in this order.

    First age, then ``leave_out``, then ``lists``: who fits several is counted at the first.
    """

    id_column: str
    address: tuple[str, ...]
    per: Per
    attributes: tuple[Attribute, ...]
    birth: Birth | None
    leave_out: tuple[LeaveOut, ...] = ()
    lists: tuple[Listed, ...] = ()

    @property
    def filters(self) -> tuple[str, ...]:
        """The name of each filter, in the order in which they apply; age has the name ``age``."""
        return (
            *(("age",) if self.birth else ()),
            *(rule.name for rule in self.leave_out),
            *(one.name for one in self.lists),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """People with the same values: how many there are to draw from, and each one's chance.

    ``units`` are people, or addresses with that part of them for which one of these people stands
    (so a fraction, when letters go to addresses). ``chance`` (0 to 1) is that of one unit.
    """

    values: Cell
    units: Fraction
    chance: Fraction

    @property
    def letters(self) -> Fraction:
        """Letters that are expected to go here; whole only by accident."""
        return self.units * self.chance


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersPlan:
    """How the letters are divided, before anybody is drawn: a chance for every group.

    ``otherwise`` is the chance in a group that the register did not have when the plan was made.
    ``cap`` (>= 1) is how many times as large as the smallest the largest chance may be. ``waves``
    are the parts of the letters (0 to 1) that have been sent after each wave; the last is 1.
    """

    rules: Rules
    cap: Fraction
    strata: tuple[Stratum, ...]
    otherwise: Fraction
    waves: tuple[Fraction, ...] = (Fraction(1),)

    def __post_init__(self) -> None:
        if self.waves[-1] != 1 or list(self.waves) != sorted({*self.waves}) or self.waves[0] <= 0:
            raise ValueError("waves add up to all letters")
        chances = self.chances
        if not chances or min(chances) < 0 or max(chances) > 1:
            raise ValueError("a chance is from 0 to 1")
        if max(chances) > self.cap * min(chances):
            raise ValueError("the chances differ by more than the cap")

    @property
    def chances(self) -> tuple[Fraction, ...]:
        """The chance of each group, and that of the groups which may turn up later."""
        return (*(stratum.chance for stratum in self.strata), self.otherwise)

    @property
    def letters(self) -> Fraction:
        """All letters that are expected."""
        return sum((stratum.letters for stratum in self.strata), Fraction(0))

    def after(self, wave: int) -> LettersPlan:
        """The plan as far as it is carried out after a wave (from 1)."""
        part = self.waves[wave - 1]
        return replace(
            self,
            strata=tuple(replace(one, chance=one.chance * part) for one in self.strata),
            otherwise=self.otherwise * part,
        )

    def by_cell(self) -> dict[Cell, Fraction]:
        """The chance of each group that the register had when the plan was made."""
        return {stratum.values: stratum.chance for stratum in self.strata}

    def chance_of(self, cell: Cell) -> Fraction:
        """The chance of one unit of a group."""
        return self.by_cell().get(cell, self.otherwise)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a register holds under some rules.

    ``rows`` counts everybody in it; ``left_out`` gives how many each filter takes away, in the
    order of ``Rules.filters``; ``people`` and ``units`` are those who remain, by group. ``others``
    are the values of the columns of filters that leave nobody out, with how many have each.
    ``homes`` counts the remaining people by how many of them share their address (no addresses:
    empty).
    """

    rows: int
    left_out: tuple[int, ...]
    people: Mapping[Cell, int]
    units: Mapping[Cell, Fraction]
    others: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    homes: Mapping[int, int] | None = None

    @property
    def remaining(self) -> int:
        """How many people may be written to."""
        return sum(self.people.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter.

    ``place`` is its place (from 1) in the order of its group, ``row`` what the register says of the
    person, by column.
    """

    person: str
    values: Cell
    place: int
    ticket: str
    row: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one group had and gave.

    ``units`` to draw from, the ``offset`` of its rounding, the ``letters`` of all waves so far, and
    those of ``earlier`` waves.
    """

    units: int
    offset: Fraction
    letters: int
    earlier: int

    @property
    def now(self) -> int:
        """The letters of this wave."""
        return self.letters - self.earlier


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What earlier waves of the same draw did: who has a letter, and the figures of each group."""

    people: tuple[str, ...] = ()
    taken: Mapping[Cell, Taken] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The letters of one wave in the order of their tickets, and what they were drawn from."""

    columns: tuple[str, ...]
    letters: tuple[Letter, ...]
    counted: Counted
    taken: Mapping[Cell, Taken]


def whole(expected: Fraction, offset: Fraction) -> int:
    """How many letters a group gets of ``expected`` (>= 0), by its ``offset`` (0 <= offset < 1).

    Over all offsets it is ``expected`` on average, so that everybody's chance is exactly the one
    that was planned; and with more letters expected nobody drops out again (21.5).

    >>> whole(Fraction(5, 2), Fraction(1, 4)), whole(Fraction(5, 2), Fraction(1, 2))
    (2, 3)
    """
    return floor(expected + offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is to be expected of some letters, in simulated rounds.

    ``filled`` is the part of the rounds (0 to 1) in which a panel can be filled that meets every
    quota; ``lacking`` gives for each quota the part in which its least number is not there, and how
    many people are expected for it.
    """

    letters: Fraction
    rounds: int
    filled: Fraction
    people: Fraction
    lacking: tuple[tuple[Quota, Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaOutlook:
    """One quota: people who joined, people expected in the end, and how often too few (0 to 1)."""

    quota: Quota
    have: int
    expected: Fraction
    lacking: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersAdvice:
    """How many letters to send where, and what the alternatives would do.

    ``enough``: the wanted probability is expected to be reached. ``equal`` and ``habit`` are the
    same number of letters with equal chances, and 80 % of them with equal chances and 20 % to the
    ``areas`` that answer least (none: there are no areas). ``equal_letters`` are the letters that
    equal chances would need. ``by_probability`` and ``by_cap`` give the fewest letters found for
    other wishes; None: not even all letters would do.
    """

    plan: LettersPlan
    wanted: Fraction
    enough: bool
    outlook: Outlook
    equal: Outlook
    habit: Outlook | None
    areas: tuple[str, ...]
    equal_letters: int | None
    by_probability: tuple[tuple[Fraction, int | None], ...]
    by_cap: tuple[tuple[Fraction, int | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChances:
    """The registrants with one value, their chances of a letter and of a seat, and of both."""

    category: str
    value: str
    people: int
    letter: Fraction
    seat: Fraction
    smallest: Fraction
    mean: Fraction
    largest: Fraction
