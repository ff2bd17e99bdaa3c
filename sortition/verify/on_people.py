"""V07–V10: the people, their homes and their profiles follow from the tables and the quotas."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise, zip_longest

from sortition.verify import files
from sortition.verify.case import Case
from sortition.verify.derived import faults as definition_faults
from sortition.verify.findings import Text
from sortition.verify.rules import clean, key, natural, value
from sortition.verify.shapes import Quota


def v07_people(case: Case) -> Iterator[Text]:
    """V07 (2.3): everybody is once in panel.csv or not_drawn.csv; rows and columns in order."""
    drawn, others = case.table(files.PANEL), case.table(files.NOT_DRAWN)
    if drawn[0] != others[0]:
        yield Text("{a} and {b} have different columns.", a=files.PANEL, b=files.NOT_DRAWN)
    for name, rows in ((files.PANEL, drawn), (files.NOT_DRAWN, others)):
        yield from _rows(name, rows)
    ids = [row[0] for row in (*drawn[1:], *others[1:])]
    if len(set(ids)) != len(ids):
        yield Text("Somebody is in {a} and in {b}.", a=files.PANEL, b=files.NOT_DRAWN)
    yield from _columns(case)


def _rows(name: str, rows: files.Rows) -> Iterator[Text]:
    for at, row in enumerate(rows[1:], 2):
        if len(row) != len(rows[0]):
            yield Text("{file}, row {row:d}: not one cell for each column.", file=name, row=at)
        if not row[0]:
            yield Text("{file}, row {row:d}: a person without an id.", file=name, row=at)
    for at, (one, two) in enumerate(pairwise(rows[1:]), 3):
        if one[0] == two[0]:
            yield Text("{file}, row {row:d}: the same person again.", file=name, row=at)
        elif one[0] > two[0]:
            yield Text("{file}, row {row:d}: not in order of id.", file=name, row=at)


def _columns(case: Case) -> Iterator[Text]:
    """The id, then the categories in their order, then all others by key, then by spelling.

    Categories that are derived have no column (4.7); what they look at has one.
    """
    people, lottery, draw = case.people, case.lottery, case.draw
    derived = {key(one.category) for one in lottery.derived}
    plain = [name for name in lottery.categories if key(name) not in derived]
    looked_at = [name for one in lottery.derived for name in one.of if key(name) not in derived]
    wanted = [key(name) for name in (draw.id_column, *plain)]
    if [key(column) for column in people.columns[: len(wanted)]] != wanted:
        yield Text("The first columns are not the id and the categories, in their order.")
    others = list(people.columns[len(wanted) :])
    if others != sorted(others, key=lambda column: (key(column), column)):
        yield Text("The other columns are not in order of their names.")
    for name in (draw.id_column, *plain, *draw.household_columns, *looked_at):
        if people.column(name) is None:
            yield Text("There is not exactly one column {column}.", column=name)


def v08_quotas(case: Case) -> Iterator[Text]:
    """V08 (2.1-2.3, 4.2, 4.7, 4.8): quotas, categories and definitions in canonical order."""
    quotas = case.lottery.quotas
    order = [(natural(q.category), natural(q.value)) for q in quotas]
    for quota, (one, two) in zip(quotas[1:], pairwise(order), strict=True):
        if one >= two:
            yield Text(
                "The quota for {category} {value} is out of order, or there twice.",
                category=quota.category,
                value=quota.value,
            )
    for quota in quotas:
        if not _is_clean(quota):
            yield Text(
                "The names of the quota for {category} {value} are not clean text.",
                category=quota.category,
                value=quota.value,
            )
    if case.lottery.categories != tuple(name for name, _ in groupby(q.category for q in quotas)):
        yield Text("The categories are not those of the quotas, in their order.")
    if case.lottery.weights in {one.category for one in case.lottery.derived}:
        yield Text("The weights have no column.")
    if case.lottery.derived:
        yield from definition_faults(case.lottery.derived, quotas, case.people.columns)


def _is_clean(quota: Quota) -> bool:
    names = (quota.category, quota.value)
    return all(names) and clean(names[0]) == names[0] and value(names[1]) == names[1]


def v09_homes(case: Case) -> Iterator[Text]:
    """V09 (2.6, 4.4): the shared homes and their kinds follow from the household columns."""
    ids = case.people.ids
    computed = [[[ids[i] for i in home] for home in kind.homes] for kind in case.kinds]
    stated = [[list(home) for home in kind] for kind in case.lottery.kinds]
    if len(computed) != len(stated):
        yield Text(
            "There are {computed} kinds of shared homes, not {stated}.",
            computed=len(computed),
            stated=len(stated),
        )
    for at, (one, two) in enumerate(zip(computed, stated, strict=False)):
        if one != two:
            yield Text("The shared homes of kind {kind:d} are not those of the tables.", kind=at)


def v10_profiles(case: Case) -> Iterator[Text]:
    """V10 (4.3, 4.4, 4.7): the profiles follow from the people's values and homes, in order."""
    yield from _unknown_values(case)
    yield from _spellings(case)
    stated = [
        (p.kind, tuple(key(v) for v in p.values), tuple(p.people)) for p in case.lottery.profiles
    ]
    for at, (one, two) in enumerate(zip_longest(_computed(case), stated)):
        if one is None or two is None:
            yield Text("There are more or fewer profiles than the tables give.")
            return
        if one[:2] != two[:2]:
            yield Text("Profile {t:d} is not the one that the tables give there.", t=at)
        elif one[2] != two[2]:
            yield Text("The people of profile {t:d} are not those of the tables.", t=at)


def _unknown_values(case: Case) -> Iterator[Text]:
    """Every cell of a category is a value with a quota."""
    known = {(key(q.category), key(q.value)) for q in case.lottery.quotas}
    for category, column in zip(case.lottery.categories, case.values, strict=True):
        if any((key(category), cell) not in known for cell in set(column)):
            yield Text("Somebody has a value of {category} without a quota.", category=category)


def _spellings(case: Case) -> Iterator[Text]:
    """Values are spelled as in the quotas, one for each category."""
    spelled = {(q.category, q.value) for q in case.lottery.quotas}
    for at, profile in enumerate(case.lottery.profiles):
        pairs = set(zip(case.lottery.categories, profile.values, strict=False))
        if len(profile.values) != len(case.lottery.categories) or not pairs <= spelled:
            yield Text("The values of profile {t:d} are not those of the quotas.", t=at)


def _computed(case: Case) -> list[tuple[int | None, tuple[str, ...], tuple[str, ...]]]:
    """Kind, values (keys) and people of each profile, made from the tables alone."""
    kind_of = {i: k for k, kind in enumerate(case.kinds) for home in kind.homes for i in home}
    members: dict[tuple[int, tuple[str, ...]], list[int]] = {}
    for person in range(len(case.people.ids)):
        values = tuple(column[person] for column in case.values)
        members.setdefault((kind_of.get(person, -1), values), []).append(person)
    order = sorted(members, key=lambda p: (p[0], case.composition(members[p][0])))
    ids = case.people.ids
    return [
        (None if k < 0 else k, values, tuple(ids[i] for i in members[k, values]))
        for k, values in order
    ]
