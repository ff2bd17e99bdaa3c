"""V11–V18: every numbered panel keeps the rules, and counts, seats and spread are as stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from sortition.verify import files
from sortition.verify.case import Case, whole
from sortition.verify.findings import BlockedError, Text
from sortition.verify.rules import key, six_digits
from sortition.verify.together import most_together

_SHORTEST_LIST, _SHORT_PANELS = 1000, 10
_LONGEST_LIST, _LONG_PANELS = 10**6, 50


def v11_list(case: Case) -> Iterator[Text]:
    """V11 (4.1, 5.1): seating.csv has M panels of k seats, numbered in order, of known queues."""
    header, *rows = case.table(files.SEATING)
    if header != ("first", "copies", "seats"):
        yield Text("The header of {file} is not first, copies, seats.", file=files.SEATING)
    digits, first = len(str(case.lottery.units - 1)), 0
    for at, row in enumerate(rows, 2):
        if len(row) != len(header) or row[0] != f"{first:0{digits}d}":
            yield Text("{file}, row {row:d}: not numbered in order.", file=files.SEATING, row=at)
        try:
            first += whole(row[1])
        except (ValueError, IndexError):
            yield Text("{file}, row {row:d}: no number of panels.", file=files.SEATING, row=at)
    if first != case.lottery.units:
        yield Text("There are {n} panels, not {units}.", n=first, units=case.lottery.units)
    try:
        _ = case.blocks
    except BlockedError:
        yield Text(
            "Some panel has not {size} seats, in order, of queues with so many people.",
            size=case.lottery.size,
        )


def v12_quotas(case: Case) -> Iterator[Text]:
    """V12 (4.6, 5.1): every panel meets every quota."""
    lottery, blocks = case.lottery, case.blocks
    for category, column in zip(lottery.categories, case.values, strict=True):
        value = [column[queue.people[0]] for queue in case.queues]
        quotas = [quota for quota in lottery.quotas if key(quota.category) == key(category)]
        keys = [key(quota.value) for quota in quotas]
        for at, block in enumerate(blocks):
            seats = Counter(map(value.__getitem__, block.queues))
            for quota, cell in zip(quotas, keys, strict=True):
                if not quota.minimum <= seats[cell] <= quota.maximum:
                    yield Text(
                        "{file}, row {row:d}: {seats} of {category} {value}, not {low} to {high}.",
                        file=files.SEATING,
                        row=at + 2,
                        seats=seats[cell],
                        category=quota.category,
                        value=quota.value,
                        low=quota.minimum,
                        high=quota.maximum,
                    )


def v13_homes(case: Case) -> Iterator[Text]:
    """V13 (4.4, 4.6, 5.1): no home has two seats in a panel."""
    if not case.lottery.kinds:
        return
    home_of = [queue.home for queue in case.queues]
    for at, block in enumerate(case.blocks, 2):
        homes = [home for home in map(home_of.__getitem__, block.queues) if home is not None]
        if len(set(homes)) != len(homes):
            yield Text("{file}, row {row:d}: a home has two seats.", file=files.SEATING, row=at)


def v14_counts(case: Case) -> Iterator[Text]:
    """V14 (5.2, 5.3): chances.csv says for everybody how many of the M panels hold them."""
    header, *rows = case.table(files.CHANCES)
    if header != ("id", "count", "of", "chance"):
        yield Text("The header of {file} is not id, count, of, chance.", file=files.CHANCES)
    if [row[0] for row in rows] != list(case.people.ids):
        yield Text("{file} does not list everybody of the pool, in order.", file=files.CHANCES)
        return
    of = case.units
    for at, (row, count) in enumerate(zip(rows, case.counts, strict=True), 2):
        if row[1:] != (str(count), str(of), six_digits(count, of)):
            yield Text("{file}, row {row:d}: not what the panels give.", file=files.CHANCES, row=at)


def v15_rounding(case: Case) -> Iterator[Text]:
    """V15 (5.4): every count is less than 1 off M times the chance, and equal if that is whole."""
    units = case.units
    for t, (people, profile) in enumerate(zip(case.profiles, case.lottery.profiles, strict=True)):
        down = units * profile.chance.numerator // profile.chance.denominator
        whole = units * profile.chance.numerator % profile.chance.denominator == 0
        allowed = {down} if whole else {down, down + 1}
        if not {case.counts[person] for person in people} <= allowed:
            yield Text("A count in profile {t:d} is a whole panel or more off its chance.", t=t)


def v16_length(case: Case) -> Iterator[Text]:
    """V16 (5.3): the list is as long as asked for, or else long enough for small chances."""
    least = case.draw.units or _enough([p.chance for p in case.lottery.profiles])
    if case.units < least:
        yield Text(
            "The list has {n} panels; it should have {least} or more.",
            n=case.units,
            least=least,
        )


def _enough(chances: Sequence[Fraction]) -> int:
    least = _SHORTEST_LIST
    smallest = min((chance for chance in chances if chance > 0), default=Fraction(1))
    if least * smallest >= _SHORT_PANELS:
        return least
    while least * smallest < _LONG_PANELS and least < _LONGEST_LIST:
        least *= 10
    return least


def v17_seats(case: Case) -> Iterator[Text]:
    """V17 (5.2, 5.5): panels.csv lists the people whose turn it is, panel after panel."""
    if not case.is_listed:
        return
    header, *rows = case.table(files.PANELS)
    if header != ("panel", *map(str, range(1, case.lottery.size + 1))):
        yield Text("The header of {file} is not panel, 1, 2, … to the size.", file=files.PANELS)
    ids, panels = case.people.ids, case.panels
    if len(rows) != len(panels):
        yield Text("There are {n} panels, not {units}.", n=len(rows), units=len(panels))
    digits = len(str(len(panels) - 1))
    for at, (row, panel) in enumerate(zip(rows, panels, strict=False)):
        if row[0] != f"{at:0{digits}d}":
            yield Text("Panel {panel:d} is not numbered so.", panel=at)
        if row[1:] != tuple(map(ids.__getitem__, panel)):
            yield Text("The seats of panel {panel:d} did not go round as they should.", panel=at)


def v18_spread(case: Case) -> Iterator[Text]:
    """V18 (4.5): how many panels differ, and the pair most together beyond its chances."""
    if case.is_listed:
        distinct = len(set(case.panels))
        together = most_together(case.panels, case.counts)
    else:
        distinct = len({block.queues for block in case.blocks})
        together = None
    if case.lottery.distinct != distinct:
        yield Text(
            "{distinct} panels differ, not {stated}.",
            distinct=distinct,
            stated=case.lottery.distinct,
        )
    if case.lottery.together != together:
        yield Text(
            "The figure for the pair most together is {together}.", together=together or "null"
        )
