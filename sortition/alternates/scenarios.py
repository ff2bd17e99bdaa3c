"""Who drops out in each scenario, from a public value (docs/format.md 24.3)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from sortition.alternates.seats_kernel import Table
from sortition.draw.tickets import ticket
from sortition.lottery.linear import Integers
from sortition.records.alternates import Bench
from sortition.records.names import key

_A_TICKET = 8
"""Scenarios that one ticket decides on: 32 bytes are 8 numbers of 4 bytes."""
_RANGE = 2**32


def stays(value: str, purpose: str, subject: str, chance: Fraction, scenarios: int) -> Integers:
    """1 for each scenario in which somebody stays, 0 where they drop out; (S,)."""
    tickets = range(-(-scenarios // _A_TICKET))
    drawn = b"".join(ticket(value, purpose, f"{i}\n{subject}") for i in tickets)
    numbers = np.frombuffer(drawn, dtype=">u4")[:scenarios].astype(np.int64)
    # Below chance · 2^32, rounded up: n < c is n < ⌈c⌉ for whole n.
    return (numbers >= -(-chance.numerator * _RANGE // chance.denominator)).astype(np.int64)


def table_of(bench: Bench, value: str, *, count: int, scenarios: int) -> Table:
    """The scenarios for a panel and everybody who could stand by, ``count`` of them at most."""
    rows = len(bench.lower)
    counts = np.zeros((scenarios, rows), dtype=np.int64)
    for member in bench.members:
        still = stays(value, "dropout member", member.id, member.chance, scenarios)
        for r in member.rows:
            counts[:, r] += still
    width = 1 + max((len(group.rows) for group in bench.groups), default=0)
    of_groups = np.full((len(bench.groups), width), -1, dtype=np.int64)
    slots = np.zeros((len(bench.groups), count, scenarios), dtype=np.int64)
    for g, group in enumerate(bench.groups):
        of_groups[g, : len(group.rows)] = group.rows
        for j in range(min(count, len(group.people))):
            subject = "\n".join((str(j), *map(key, group.values)))
            slots[g, j] = stays(value, "dropout alternate", subject, group.chance, scenarios)
    return Table(
        lower=np.array(bench.lower, dtype=np.int64),
        upper=np.array(bench.upper, dtype=np.int64),
        counts=counts,
        free=np.maximum(0, bench.lower[0] - counts[:, 0]),
        rows=of_groups,
        most=np.array([min(count, len(group.people)) for group in bench.groups], dtype=np.int64),
        stays=slots,
    )
