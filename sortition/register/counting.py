"""How many people a register has, how many each filter takes away, and how many are in a group."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from sortition.errors import Text
from sortition.records.letters import Cell, Counted, Per
from sortition.records.progress import Listener, Moment, silent
from sortition.register.asked import Question
from sortition.register.engine import Engine
from sortition.register.faults import find_faults
from sortition.register.meanings import Meanings, meanings
from sortition.register.people import People, prepare


def count(engine: Engine, question: Question, listen: Listener = silent) -> Counted:
    """Count everybody once. Raises InputError with every fault of the register (exit 3)."""
    return survey(engine, question, listen)[1]


def survey(engine: Engine, question: Question, listen: Listener) -> tuple[People, Counted]:
    """The people as the engine knows them now, and the counts. Raises InputError."""
    listen(Moment(stage=Text("Reading the register"), done=0, total=3))
    known = meanings(engine, question)
    listen(Moment(stage=Text("Counting the people of the register"), done=1, total=3))
    people = prepare(engine, question, known)
    rows = engine.rows("SELECT out, faults, cell, count(*) FROM people GROUP BY out, faults, cell")
    listen(Moment(stage=Text("Looking whether everybody is in it once"), done=2, total=3))
    everybody = sum(row[-1] for row in rows)
    [(different,)] = engine.rows("SELECT count(DISTINCT id) FROM people")
    broken = engine.broken()
    # Empty ids are one id; they are problems of their own.
    nameless = any(faults & 1 for _, faults, *_ in rows)
    doubled = different < everybody and not (nameless and different == everybody - _nameless(rows))
    if broken or doubled or any(faults for _, faults, *_ in rows):
        raise find_faults(engine, people, broken=broken, doubled=doubled)
    return people, _counted(engine, people, known, rows)


def _nameless(rows: list[tuple[int, ...]]) -> int:
    """How many people more there are than ids because theirs is empty."""
    return sum(row[-1] for row in rows if row[1] & 1) - 1


def _counted(
    engine: Engine, people: People, known: Meanings, rows: list[tuple[int, ...]]
) -> Counted:
    rules = people.question.rules
    taken: Counter[int] = Counter()
    held: Counter[Cell] = Counter()
    for out, _faults, cell, times in sorted(rows):
        taken[out] += times
        if out == 0:
            held[people.group(cell)] += times
    people_in = dict(held)
    homes = _homes(engine, people) if rules.per is Per.ADDRESS else None
    units = {cell: Fraction(n) for cell, n in people_in.items()}
    if homes is not None:
        units = dict.fromkeys(people_in, Fraction(0))
        for (group, size), n in homes.items():
            units[group] += Fraction(n, size)
    return Counted(
        rows=sum(row[-1] for row in rows),
        left_out=tuple(taken[number] for number in range(1, len(rules.filters) + 1)),
        people=people_in,
        units=units,
        others=known.others,
        homes=None if homes is None else _by_size(homes),
    )


def _homes(engine: Engine, people: People) -> Counter[tuple[Cell, int]]:
    """How many people of each group live with how many who may be written to."""
    sizes = "SELECT address, count(*) AS n FROM people WHERE out = 0 GROUP BY address"
    sql = (
        f"SELECT cell, n, count(*) FROM people p JOIN ({sizes}) h ON p.address = h.address "
        "WHERE out = 0 GROUP BY cell, n"
    )
    found: Counter[tuple[Cell, int]] = Counter()
    for cell, size, times in engine.rows(sql):
        found[people.group(cell), size] += times
    return found


def _by_size(homes: Counter[tuple[Cell, int]]) -> dict[int, int]:
    sizes: Counter[int] = Counter()
    for (_, size), n in homes.items():
        sizes[size] += n
    return dict(sorted(sizes.items()))
