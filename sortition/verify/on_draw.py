"""V24–V27: the public values, the number they give, and the panel with that number."""

from __future__ import annotations

from collections.abc import Iterator

from sortition.verify import files
from sortition.verify.case import Case
from sortition.verify.findings import Text
from sortition.verify.rules import from_seed, panel_number, public_value

_MOST = 1 << 256


def v24_values(case: Case) -> Iterator[Text]:
    """V24 (3.4, 3.5, 7.3): the public values are clean; with a seed, they are those of the seed."""
    value_a, value_b, seed = case.lottery.construction, case.draw.randomness, case.draw.seed
    for name, text in (("A", value_a), ("B", value_b)):
        if not _is_public(text):
            yield Text("Public value {name} is empty or not clean text.", name=name)
    if seed is None:
        return
    if not _is_public(seed):
        yield Text("The seed is empty or not clean text.")
    elif from_seed(seed) != (value_a, value_b):
        yield Text("The public values are not those that the seed gives.")


def _is_public(text: str) -> bool:
    try:
        return public_value(text) == text
    except ValueError:
        return False


def v25_number(case: Case) -> Iterator[Text]:
    """V25 (3.3, 7.1, 7.2): the number drawn is the one that value B gives, below M."""
    draw = case.draw
    if draw.of != case.lottery.units:
        yield Text(
            "The draw was from {of} panels, not {units}.", of=draw.of, units=case.lottery.units
        )
    if draw.of > _MOST:
        yield Text("No number can be drawn from so many.")
    elif draw.number != panel_number(draw.randomness, draw.of):
        yield Text("Public value B does not give number {number}.", number=draw.number)


def v26_hashes(case: Case) -> Iterator[Text]:
    """V26 (4.1, 7.1): the files name each other by their hashes, so none was exchanged."""
    lottery, draw = case.lottery, case.draw
    stated = (
        (files.LOTTERY, files.SEATING, lottery.seating_sha256),
        (files.LOTTERY, files.CERTIFICATE, lottery.certificate_sha256),
        (files.DRAW, files.SEATING, draw.seating_sha256),
        (files.DRAW, files.CERTIFICATE, draw.certificate_sha256),
        (files.DRAW, files.LOTTERY, draw.lottery_sha256),
    )
    for where, name, digest in stated:
        if files.sha256(case.content(name)) != digest:
            yield Text("{where} names {file} by another hash.", where=where, file=name)


def v27_panel(case: Case) -> Iterator[Text]:
    """V27 (5.2, 7.1): panel.csv and draw.json hold the people of the panel with that number."""
    draw, panel = case.draw, case.panel(case.draw.number)
    if panel is None:
        yield Text("There is no panel with number {number}.", number=draw.number)
        return
    expected = tuple(map(case.people.ids.__getitem__, panel))
    if draw.panel != expected:
        yield Text("{file} holds other people than that panel.", file=files.DRAW)
    if tuple(row[0] for row in case.table(files.PANEL)[1:]) != expected:
        yield Text("{file} holds other people than that panel.", file=files.PANEL)
