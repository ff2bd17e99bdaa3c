"""Dossiers in which people drop out and others come in, by the library."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sortition import steps
from tests.processes import Case, carried_out, moment, signed

BIG = Case(
    people=(
        (2, ("", "Kade 1", "16-39", "north")),
        (5, ("", "", "16-39", "north")),
        (6, ("", "", "16-39", "south")),
        (7, ("", "", "40+", "north")),
        (1, ("", "Kade 1", "40+", "north")),
        (5, ("", "", "40+", "south")),
    ),
    quotas=(
        ("age", "16-39", 2, 3),
        ("age", "40+", 2, 3),
        ("area", "north", 2, 3),
        ("area", "south", 2, 3),
    ),
    size=5,
    threshold=3,
    household=True,
)


def drop(process: Path, gone: Mapping[str, str], hour: int) -> steps.PanelNow:
    """Record statuses by id."""
    sheet = process.with_name(f"calls-{hour}.csv")
    lines = [f"{person},{status},,private marker" for person, status in gone.items()]
    sheet.write_text("\n".join(["id,status,date,reason", *lines, ""]), "utf-8")
    return steps.status(process, sheet, time=moment(hour))


def refilled(process: Path, name: str, hour: int, *, add: int = 0) -> tuple[Path, tuple[str, ...]]:
    """A whole replacement; the folder of it, and who came in."""
    child = drawn_again(process, name, hour, add=add)
    done = steps.replace_done(process, child, time=moment(hour + 7))
    return child, done.joined


def drawn_again(process: Path, name: str, hour: int, *, add: int = 0) -> Path:
    """A replacement that was drawn, and is not part of the first dossier yet."""
    child = process.with_name(name)
    why = "people dropped out"
    steps.replace_begin(
        process, child, secret=bytes([hour]) * 32, time=moment(hour), why=why, add=add
    )
    signed(child, hour + 1)
    steps.close_pool_from(child, process, time=moment(hour + 2))
    steps.randomness(child, [steps.Typed(value=f"A {name}", source="p")], time=moment(hour + 3))
    steps.commit(child, time=moment(hour + 4))
    steps.randomness(child, [steps.Typed(value=f"B {name}", source="p")], time=moment(hour + 5))
    steps.draw_dossier(child, time=moment(hour + 6))
    return child


def twice(folder: Path) -> Path:
    """A panel of which two leave, are replaced, and then one more leaves and the panel grows."""
    process = carried_out(folder, BIG)
    members = [person for person, _ in steps.status(process, None, time=moment(7)).members]
    drop(process, {members[0]: "declined", members[1]: "withdrawn"}, 8)
    _, joined = refilled(process, "first", 9)
    drop(process, {joined[0]: "unreachable", members[2]: "confirmed"}, 20)
    refilled(process, "second", 21, add=1)
    return process
