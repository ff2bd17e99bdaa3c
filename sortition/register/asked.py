"""What is asked of a register: the rules, with every column found and every list at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sortition.errors import Problem, Text, Where
from sortition.records.letters import Rules
from sortition.register.engine import Register
from sortition.tables.fatal import cannot_be_used
from sortition.tables.shown import listed, nearest, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The rules, and where their columns are (positions from 0).

    ``attributes[i]`` is the column of ``rules.attributes[i]``; None: it follows from the date of
    birth. ``listed`` gives the number (from 0) of the first list that an id is on.
    """

    rules: Rules
    register: Register
    id_column: int
    address: tuple[int, ...]
    attributes: tuple[int | None, ...]
    birth: int | None
    leave_out: tuple[int, ...]
    listed: Mapping[str, int]

    @property
    def first_list(self) -> int:
        """The number (from 1) of the first filter that is a list."""
        return len(self.rules.filters) - len(self.rules.lists) + 1


def ask(rules: Rules, register: Register, lists: Sequence[Sequence[str]] = ()) -> Question:
    """Find the columns; ``lists[i]`` are the ids on ``rules.lists[i]``.

    Raises InputError with every column that is not there.
    """
    problems = tuple(_missing(rules, register))
    if problems:
        raise cannot_be_used(problems)
    at = _Places(register)
    on_list: dict[str, int] = {}
    for number, ids in enumerate(lists):
        for person in ids:
            on_list.setdefault(person, number)
    return Question(
        rules=rules,
        register=register,
        id_column=at[rules.id_column],
        address=tuple(at[name] for name in rules.address),
        attributes=tuple(None if one.bands else at[one.category] for one in rules.attributes),
        birth=None if rules.birth is None else at[rules.birth.column],
        leave_out=tuple(at[rule.column] for rule in rules.leave_out),
        listed=on_list,
    )


@dataclass(frozen=True, slots=True)
class _Places:
    """Positions of columns that are known to be there."""

    register: Register

    def __getitem__(self, name: str) -> int:
        place = self.register.position(name)
        if place is None:
            raise ValueError(f"{name} is no column of the register")
        return place


def _missing(rules: Rules, register: Register) -> Iterator[Problem]:
    names = (
        rules.id_column,
        *rules.address,
        *(one.category for one in rules.attributes if not one.bands),
        *((rules.birth.column,) if rules.birth else ()),
        *(rule.column for rule in rules.leave_out),
    )
    for name in dict.fromkeys(names):
        if register.position(name) is None:
            close = nearest(name, register.columns)
            yield Problem(
                code="no-column",
                where=Where(file=register.files[0].name, row=1, column=shown(name)),
                text=Text("The register has no such column."),
                advice=Text("Did you mean {name}?", name=close)
                if close
                else Text("Its columns are: {names}.", names=listed(register.columns)),
            )
