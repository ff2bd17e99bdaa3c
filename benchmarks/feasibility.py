"""Whether some panel meets every quota: a small integer program over profiles.

Used to be sure that a synthetic pool has a panel. It shares no code with the engine on purpose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ortools.sat.python import cp_model

from benchmarks.records import Quota

Person = Mapping[str, str]
Key = tuple[str, ...]
"""A person's values in the order of the categories, and the address where it is shared."""

DETERMINISTIC_LIMIT = 20.0
"""The solver's own unit of work, about a second each; the same answer on a slow machine."""


FEW = 2000
"""People among whom a panel is looked for first, where there are more."""


def any_panel_exists(
    people: Sequence[Person], quotas: Sequence[Quota], size: int, *, households: bool
) -> bool:
    """Return what :func:`panel_exists` does, quickly where there are very many people.

    A panel of some of the people is a panel of all: the first few usually have one. Only where they
    have none is everybody asked.
    """
    return (
        len(people) > FEW and panel_exists(people[:FEW], quotas, size, households=households)
    ) or panel_exists(people, quotas, size, households=households)


def panel_exists(
    people: Sequence[Person],
    quotas: Sequence[Quota],
    size: int,
    *,
    households: bool,
    including: str | None = None,
) -> bool:
    """Return whether a panel of ``size`` meets the quotas, at most one person per address.

    ``including``: the id of somebody who must sit. An undecided search counts as no.
    """
    categories = tuple(dict.fromkeys(category for category, _, _, _ in quotas))
    keys = _keys(people, categories, households=households)
    model = cp_model.CpModel()
    seats = {key: model.new_int_var(0, count, "") for key, count in sorted(Counter(keys).items())}
    model.add(sum(seats.values()) == size)
    for category, value, low, high in quotas:
        place = categories.index(category)
        chosen = [seat for key, seat in seats.items() if key[place] == value]
        model.add_linear_constraint(sum(chosen), low, high)
    _add_addresses(model, seats)
    if including is not None:
        place = next(i for i, person in enumerate(people) if person["id"] == including)
        model.add(seats[keys[place]] >= 1)
    return _solve(model)


def _keys(people: Iterable[Person], categories: Key, *, households: bool) -> list[Key]:
    everyone = list(people)
    residents = Counter(person["address"] for person in everyone if person["address"])
    return [
        (
            *(person[category] for category in categories),
            person["address"] if households and residents[person["address"]] > 1 else "",
        )
        for person in everyone
    ]


def _add_addresses(model: cp_model.CpModel, seats: Mapping[Key, cp_model.IntVar]) -> None:
    by_address: dict[str, list[cp_model.IntVar]] = {}
    for key, seat in seats.items():
        if key[-1]:
            by_address.setdefault(key[-1], []).append(seat)
    for members in by_address.values():
        model.add(sum(members) <= 1)


def _solve(model: cp_model.CpModel) -> bool:
    solver = cp_model.CpSolver()
    solver.parameters.presolve_inclusion_work_limit = 0  # docs/decisions/0010-faces.md
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = DETERMINISTIC_LIMIT
    solver.parameters.catch_sigint_signal = False  # else Ctrl-C ends Python without a last word
    return bool(solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE))
