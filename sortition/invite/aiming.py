"""What letters can be aimed at: the categories of the quotas that the register knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sortition.population.ages import parse_bands
from sortition.records.derived import REST
from sortition.records.letters import AgeBand, Attribute
from sortition.records.names import key
from sortition.records.quotas import Quota, Quotas
from sortition.records.responses import Evidence, Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Aims:
    """``attributes`` are known of everybody in the register, ``unknown`` categories only later."""

    attributes: tuple[Attribute, ...]
    unknown: tuple[str, ...]


def aims(quotas: Quotas, columns: Sequence[str], *, with_birth: bool) -> Aims:
    """The attributes of a register with these columns; ages follow from a date of birth.

    >>> rows = tuple(
    ...     Quota(category=c, value=v, minimum=0, maximum=9)
    ...     for c, v in (("age", "16-64"), ("age", "65+"), ("sex", "m"), ("education", "high"))
    ... )
    >>> found = aims(Quotas.of(rows), ["id", "Sex", "born"], with_birth=True)
    >>> [one.category for one in found.attributes], found.unknown
    (['age', 'sex'], ('education',))
    """
    derived = {key(one.category) for one in quotas.derived}
    names = {key(name) for name in columns}
    attributes, unknown = [], []
    for category in quotas.categories:
        if key(category) in derived:
            continue
        values = tuple(row.value for row in quotas.of_category(category))
        bands = _bands(values) if with_birth else ()
        if key(category) in names:
            attributes.append(Attribute(category=category, values=values))
        elif bands and not any(one.bands for one in attributes):
            attributes.append(Attribute(category=category, values=values, bands=bands))
        else:
            unknown.append(category)
    attributes += [
        Attribute(category=name, values=(*_mentioned(quotas, name), REST))
        for name in quotas.looked_at
    ]
    return Aims(attributes=tuple(attributes), unknown=tuple(unknown))


def _bands(values: Sequence[str]) -> tuple[AgeBand, ...]:
    """The values as ages that follow each other; none when they are not."""
    found = parse_bands(",".join(values))
    if found is None:
        return ()
    return tuple(
        AgeBand(value=value, first=band.first, last=band.last)
        for value, band in zip(values, found, strict=True)
    )


def _mentioned(quotas: Quotas, name: str) -> tuple[str, ...]:
    """The values of a column that definitions speak of."""
    found = {
        key(value): value
        for one in quotas.derived
        for place, own in enumerate(one.of)
        if key(own) == key(name)
        for described in one.values
        for value in described.where[place]
    }
    return tuple(found[name] for name in sorted(found))


def with_shares(evidence: Evidence, quotas: Quotas, unknown: Sequence[str]) -> Evidence:
    """The evidence with the shares of the values that the register does not know.

    Where none are given, quotas mirror the population: half-way between the least and the most.
    """
    shares: dict[Group, Fraction] = {}
    for category in unknown:
        rows = quotas.of_category(category)
        given = {
            key(value): share
            for (name, value), share in evidence.shares.items()
            if key(name) == key(category)
        }
        weights = {row.value: _weight(row, given) for row in rows}
        total = sum(weights.values(), Fraction(0))
        shares |= {(category, value): weight / total for value, weight in weights.items()}
    return Evidence(base=evidence.base, groups=evidence.groups, shares=shares)


def _weight(row: Quota, given: Mapping[str, Fraction]) -> Fraction:
    if given:
        return given.get(key(row.value), Fraction(1, 10**6))
    return Fraction(max(row.minimum + row.maximum, 1), 2)
