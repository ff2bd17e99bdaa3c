"""A lottery read back from its files, so that a committed list is drawn from, never made again.

Whatever a solver would say on the day of the draw, or on another computer, changes nothing
(docs/format.md §§4–6).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from itertools import chain
from typing import Any

from sortition.dossier.files import (
    CERTIFICATE,
    LOTTERY,
    PANELS,
    certificate_json,
    lottery_json,
    panels_csv,
)
from sortition.dossier.getters import broken, parse
from sortition.errors import Text
from sortition.records.lottery import (
    Balance,
    Certificate,
    Counts,
    Cut,
    CutReason,
    Level,
    Lottery,
    Method,
    Multipliers,
    Reach,
    Spread,
    Welfare,
)
from sortition.records.space import Space
from sortition.tables.csv_out import from_csv

NAMES = (PANELS, LOTTERY, CERTIFICATE)
"""The files that hold a lottery; its people and quotas are in the pool."""


def read_lottery(space: Space, files: Mapping[str, bytes]) -> Lottery:
    """The lottery over a pool's space. Raises InputError unless the files are just that lottery."""
    try:
        lottery = _lottery(space, files)
        same = lottery_files(lottery) == {name: files[name] for name in NAMES}
    except (KeyError, ValueError, TypeError, IndexError, ZeroDivisionError):
        same = False
    if not same:
        raise broken(LOTTERY, Text("It is not the lottery of these people and quotas."))
    return lottery


def lottery_files(lottery: Lottery) -> dict[str, bytes]:
    """The three files that hold a lottery."""
    panels = panels_csv(lottery)
    certificate = certificate_json(lottery.certificate)
    terms = lottery_json(lottery, panels=panels, certificate=certificate)
    return {PANELS: panels, LOTTERY: terms, CERTIFICATE: certificate}


def _lottery(space: Space, files: Mapping[str, bytes]) -> Lottery:
    terms: Any = parse(LOTTERY, files[LOTTERY]).members
    proof: Any = parse(CERTIFICATE, files[CERTIFICATE]).members
    panels = _panels(space, files[PANELS])
    held = Counter(chain.from_iterable(panels))
    return Lottery(
        space=space,
        method=Method(terms["method"]),
        construction=terms["construction"],
        chances=tuple(Fraction(profile["chance"]) for profile in terms["profiles"]),
        panels=panels,
        counts=tuple(held[person] for person in range(len(space.labels))),
        certificate=_certificate(proof),
        spread=Spread(
            distinct=terms["spread"]["distinct"], together=Fraction(terms["spread"]["together"])
        ),
    )


def _panels(space: Space, content: bytes) -> tuple[tuple[int, ...], ...]:
    index = {label: i for i, label in enumerate(space.labels)}
    return tuple(tuple(index[label] for label in row[1:]) for row in from_csv(content).rows)


def _certificate(proof: Any) -> Certificate:  # noqa: ANN401 - JSON; compared as a whole afterwards
    reach = proof["reach"]
    return Certificate(
        cuts=tuple(_cut(cut) for cut in proof["cuts"]),
        levels=tuple(_level(level) for level in proof["levels"]),
        welfare=None if proof["welfare"] is None else _welfare(proof["welfare"]),
        balance=None if proof["balance"] is None else _balance(proof["balance"]),
        reach=Reach(reach["state"]),
        combination=tuple(
            (Fraction(weight), _pairs(panel)) for weight, panel in reach.get("combination", ())
        ),
    )


def _cut(cut: Any) -> Cut:  # noqa: ANN401
    return Cut(weights=_pairs(cut["weights"]), bound=cut["bound"], reason=CutReason(cut["reason"]))


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


def _multipliers(pairs: Any) -> Multipliers:  # noqa: ANN401
    return tuple((row, Fraction(value)) for row, value in pairs)


def _pairs(pairs: Any) -> Counts:  # noqa: ANN401
    return tuple((first, second) for first, second in pairs)
