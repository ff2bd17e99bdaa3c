"""How much alternates help, as figures (docs/format.md 24.3 says what a scenario is)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """Seats wrong over all scenarios with ``count`` alternates, each chosen in another way.

    ``blind``: by lot from everybody, the mean of many sets, rounded up. ``greedy``: one by one.
    ``chosen``: all together. ``overdrawn``: the same people sit from the start (seats that lack).
    """

    count: int
    blind: int
    greedy: int
    chosen: int
    overdrawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The trade-off, over scenarios that the sets were not chosen for.

    ``pool`` is what everybody who could stand by leaves wrong: a new lottery can do no better.
    ``rows`` has for the panel and each quota the seats below and above it, with nobody, with the
    largest number of alternates, and with everybody.
    """

    scenarios: int
    without: int
    pool: int
    by_count: tuple[Help, ...]
    rows: tuple[tuple[int, int, int], ...]
