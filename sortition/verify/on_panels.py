"""V11–V18: every numbered panel keeps the rules, and counts, seats and spread are as stated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from sortition.verify import files
from sortition.verify.case import Case, mask
from sortition.verify.findings import Text
from sortition.verify.rules import key, six_digits, ticket
from sortition.verify.together import most_together

_SHORTEST_LIST = 1000
_ENOUGH_PANELS = 10


def v11_list(case: Case) -> Iterator[Text]:
    """V11 (4.1, 5.1): panels.csv has M numbered rows of k people of the pool, in order."""
    header, *rows = case.table(files.PANELS)
    lottery, known = case.lottery, case.people.index
    if len(header) != lottery.size + 1 or header != ("panel", *map(str, range(1, len(header)))):
        yield Text("The header of {file} is not panel, 1, 2, … to the size.", file=files.PANELS)
    if len(rows) != lottery.units:
        yield Text("There are {n} panels, not {units}.", n=len(rows), units=lottery.units)
    digits = len(str(len(rows) - 1))
    for at, row in enumerate(rows):
        panel = row[1:]
        if row[0] != f"{at:0{digits}d}":
            yield Text("Panel {panel:d} is not numbered so.", panel=at)
        if len(panel) != lottery.size:
            yield Text("Panel {panel:d} has not {size} people.", panel=at, size=lottery.size)
        if any(one >= two for one, two in pairwise(panel)):
            yield Text("The people of panel {panel:d} are not in order, or twice there.", panel=at)
        if not all(map(known.__contains__, panel)):
            yield Text("Panel {panel:d} holds somebody who is not in the pool.", panel=at)


def v12_quotas(case: Case) -> Iterator[Text]:
    """V12 (4.6, 5.1): every panel has the size and meets every quota."""
    lottery = case.lottery
    by_value: dict[tuple[str, str], list[int]] = {}
    for category, column in zip(lottery.categories, case.values, strict=True):
        for person, cell in enumerate(column):
            by_value.setdefault((key(category), cell), []).append(person)
    for quota in lottery.quotas:
        holders = mask(tuple(by_value.get((key(quota.category), key(quota.value)), ())))
        for at, panel in enumerate(case.masks):
            seats = (panel & holders).bit_count()
            if not quota.minimum <= seats <= quota.maximum:
                yield Text(
                    "Panel {panel:d} has {seats} of {category} {value}, not {low} to {high}.",
                    panel=at,
                    seats=seats,
                    category=quota.category,
                    value=quota.value,
                    low=quota.minimum,
                    high=quota.maximum,
                )
    for at, panel in enumerate(case.masks):
        if panel.bit_count() != lottery.size:
            yield Text("Panel {panel:d} has not {size} people.", panel=at, size=lottery.size)


def v13_homes(case: Case) -> Iterator[Text]:
    """V13 (2.6, 4.4, 4.6): nobody sits in a panel with a housemate."""
    home_of = case.home_of
    if not home_of:
        return
    for at, panel in enumerate(case.panels):
        homes = [home_of[person] for person in panel if person in home_of]
        if len(set(homes)) != len(homes):
            yield Text("Panel {panel:d} holds two people of one home.", panel=at)


def v14_counts(case: Case) -> Iterator[Text]:
    """V14 (5.2): chances.csv says for everybody how many of the M panels hold them."""
    header, *rows = case.table(files.CHANCES)
    if header != ("id", "count", "of", "chance"):
        yield Text("The header of {file} is not id, count, of, chance.", file=files.CHANCES)
    if [row[0] for row in rows] != list(case.people.ids):
        yield Text("{file} does not list everybody of the pool, in order.", file=files.CHANCES)
        return
    of = len(case.panels)
    for at, (row, count) in enumerate(zip(rows, case.counts, strict=True), 2):
        if row[1:] != (str(count), str(of), six_digits(count, of)):
            yield Text("{file}, row {row:d}: not what the panels give.", file=files.CHANCES, row=at)


def v15_rounding(case: Case) -> Iterator[Text]:
    """V15 (5.3): every count is less than 1 off M times the chance, and equal if that is whole."""
    units = len(case.panels)
    for t, (people, profile) in enumerate(zip(case.profiles, case.lottery.profiles, strict=True)):
        down = units * profile.chance.numerator // profile.chance.denominator
        whole = units * profile.chance.numerator % profile.chance.denominator == 0
        allowed = {down} if whole else {down, down + 1}
        if not {case.counts[person] for person in people} <= allowed:
            yield Text("A count in profile {t:d} is a whole panel or more off its chance.", t=t)


def v16_length(case: Case) -> Iterator[Text]:
    """V16 (5.2): the list is as long as asked for, or else long enough for small chances."""
    least = case.draw.units or _enough([p.chance for p in case.lottery.profiles])
    if len(case.panels) < least:
        yield Text(
            "The list has {n} panels; it should have {least} or more.",
            n=len(case.panels),
            least=least,
        )


def _enough(chances: Sequence[Fraction]) -> int:
    least = _SHORTEST_LIST
    smallest = min((chance for chance in chances if chance > 0), default=Fraction(1))
    while least * smallest < _ENOUGH_PANELS:
        least *= 10
    return least


def v17_seats(case: Case) -> Iterator[Text]:
    """V17 (5.4): in profiles without shared homes, seats go round in the order of the tickets."""
    ids, value_a = case.people.ids, case.lottery.construction
    loose = [t for t, profile in enumerate(case.lottery.profiles) if profile.kind is None]
    order = {
        t: sorted(case.profiles[t], key=lambda person: ticket(value_a, "seat", ids[person]))
        for t in loose
    }
    served = dict.fromkeys(loose, 0)
    for at, (panel, seats) in enumerate(zip(case.panels, case.seats, strict=True)):
        expected: list[int] = []
        for t, wanted in seats.items():
            if t in order:
                turn, line = served[t], order[t]
                expected += [line[(turn + i) % len(line)] for i in range(wanted)]
                served[t] = turn + wanted
        if not set(expected) <= set(panel):
            yield Text("The seats of panel {panel:d} did not go round as they should.", panel=at)


def v18_spread(case: Case) -> Iterator[Text]:
    """V18 (4.5): how many panels differ, and the pair most together beyond its chances."""
    distinct = len(set(case.masks))
    if case.lottery.distinct != distinct:
        yield Text(
            "{distinct} panels differ, not {stated}.",
            distinct=distinct,
            stated=case.lottery.distinct,
        )
    together = most_together(case.panels, case.counts)
    if case.lottery.together != together:
        yield Text("The figure for the pair most together is {together}.", together=together)
