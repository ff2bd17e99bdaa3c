"""A lottery read back from its files, so that a committed list is drawn from, never made again.

Whatever a solver would say on the day of the draw, or on another computer, changes nothing
(docs/format.md §§4–6).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sortition.dossier.files import (
    CERTIFICATE,
    LOTTERY,
    PANELS,
    SEATING,
    certificate_json,
    lottery_json,
    panels_csv,
    seating_csv,
)
from sortition.dossier.getters import broken, parse
from sortition.draw.tickets import turns_of
from sortition.errors import Text
from sortition.records.lottery import (
    Balance,
    Certificate,
    Counts,
    Cut,
    CutReason,
    Interval,
    Level,
    Lottery,
    Method,
    Multipliers,
    Reach,
    Spread,
    Welfare,
)
from sortition.records.panels import Block, Panels
from sortition.records.space import Space
from sortition.tables.csv_out import from_csv


def read_lottery(space: Space, files: Mapping[str, bytes]) -> Lottery:
    """The lottery over a pool's space, from the files of :func:`lottery_files`.

    Raises InputError unless the files are just that lottery: all of it, and nothing else.
    """
    try:
        lottery = _lottery(space, files)
        same = lottery_files(lottery) == dict(files)
    except (KeyError, ValueError, TypeError, IndexError, ZeroDivisionError):
        same = False
    if not same:
        raise broken(LOTTERY, Text("It is not the lottery of these people and quotas."))
    return lottery


def lottery_files(lottery: Lottery) -> dict[str, bytes]:
    """The files that hold a lottery; its people and quotas are in the pool.

    As in a draw there is a ``panels.csv`` when the list is short, and only then (5.5).
    """
    seating = seating_csv(lottery)
    certificate = certificate_json(lottery.certificate)
    return {
        SEATING: seating,
        **({PANELS: panels_csv(lottery)} if lottery.panels.is_listed else {}),
        LOTTERY: lottery_json(lottery, seating=seating, certificate=certificate),
        CERTIFICATE: certificate,
    }


def _lottery(space: Space, files: Mapping[str, bytes]) -> Lottery:
    terms: Any = parse(LOTTERY, files[LOTTERY]).members
    proof: Any = parse(CERTIFICATE, files[CERTIFICATE]).members
    panels = _panels(space, terms["construction"], files[SEATING])
    return Lottery(
        space=space,
        method=Method(terms["method"]),
        construction=terms["construction"],
        chances=tuple(Fraction(profile["chance"]) for profile in terms["profiles"]),
        panels=panels,
        counts=panels.counts(len(space.labels)),
        certificate=_certificate(proof),
        spread=_spread(terms["spread"]),
    )


def _panels(space: Space, construction: str, content: bytes) -> Panels:
    turns = turns_of(space, construction)
    blocks = tuple(_block(copies, seats) for _, copies, seats in from_csv(content).rows)
    if any(not 0 <= queue < len(turns) for block in blocks for queue in block.seats):
        raise ValueError("a queue that is not there")
    return Panels(turns=turns, blocks=blocks)


def _block(copies: str, seats: str) -> Block:
    block = Block(copies=int(copies), seats=tuple(map(int, seats.split(" "))))
    if block.copies < 1:
        raise ValueError("a block without panels")
    return block


def _spread(spread: Any) -> Spread:  # noqa: ANN401 - JSON; compared as a whole afterwards
    together = spread["together"]
    return Spread(
        distinct=spread["distinct"], together=None if together is None else Fraction(together)
    )


def _certificate(proof: Any) -> Certificate:  # noqa: ANN401
    reach = proof["reach"]
    return Certificate(
        cuts=tuple(_cut(cut) for cut in proof["cuts"]),
        levels=tuple(_level(level) for level in proof["levels"]),
        welfare=None if proof["welfare"] is None else _welfare(proof["welfare"]),
        balance=None if proof["balance"] is None else _balance(proof["balance"]),
        interval=interval_of(proof["interval"]) if "interval" in proof else None,
        reach=Reach(reach["state"]),
        combination=tuple(
            (Fraction(weight), _pairs(panel)) for weight, panel in reach.get("combination", ())
        ),
    )


def _cut(cut: Any) -> Cut:  # noqa: ANN401
    return Cut(
        weights=_pairs(cut["weights"]),
        bound=cut["bound"],
        reason=CutReason(cut["reason"]),
        after=cut["after"],
    )


def _level(level: Any) -> Level:  # noqa: ANN401
    return Level(
        chance=Fraction(level["chance"]),
        profiles=tuple(level["profiles"]),
        multipliers=_multipliers(level["multipliers"]),
        gap=Fraction(level["gap"]),
    )


def _welfare(welfare: Any) -> Welfare:  # noqa: ANN401
    return Welfare(multipliers=_multipliers(welfare["multipliers"]), gap=Fraction(welfare["gap"]))


def _balance(balance: Any) -> Balance:  # noqa: ANN401
    return Balance(
        floor=Fraction(balance["floor"]),
        cap=Fraction(balance["cap"]),
        multipliers=_multipliers(balance["multipliers"]),
        pull=Fraction(balance["pull"]),
        bound=Fraction(balance["bound"]),
        gap=Fraction(balance["gap"]),
    )


def interval_of(interval: Any) -> Interval:  # noqa: ANN401
    """The members of 6.9 as they are in the certificate."""
    return Interval(
        allowed=Fraction(interval["allowed"]),
        low=Fraction(interval["low"]),
        high=Fraction(interval["high"]),
        multipliers=_multipliers(interval["multipliers"]),
        moments=interval["moments"],
    )


def _multipliers(pairs: Any) -> Multipliers:  # noqa: ANN401
    return tuple((row, Fraction(value)) for row, value in pairs)


def _pairs(pairs: Any) -> Counts:  # noqa: ANN401
    return tuple((first, second) for first, second in pairs)
