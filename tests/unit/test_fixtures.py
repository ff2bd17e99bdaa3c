"""The fixtures are what their READMEs claim."""

import csv
import importlib.util
import itertools
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks.feasibility import panel_exists

FIXTURES = Path(__file__).parents[2] / "fixtures"
Quota = tuple[str, str, int, int]
Person = dict[str, str]


def _read(path: Path, separator: str = ",") -> list[Person]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=separator))


def _quotas(folder: str) -> list[Quota]:
    rows = _read(FIXTURES / folder / "quotas.csv")
    return [(row["category"], row["value"], int(row["min"]), int(row["max"])) for row in rows]


def _with_address(people: Sequence[Person]) -> list[Person]:
    """Add the normalised address; blank when there is none."""
    return [
        {
            **person,
            "address": f"{person['postcode']}{person['house_number']}".replace(" ", "").upper(),
        }
        for person in people
    ]


@pytest.fixture(scope="module")
def dordrecht() -> list[Person]:
    return _with_address(_read(FIXTURES / "dordrecht" / "registrants.csv", ";"))


@pytest.fixture(scope="module")
def tiny() -> list[Person]:
    return _with_address(_read(FIXTURES / "tiny" / "registrants.csv"))


@pytest.fixture(scope="module")
def tiny_panels(tiny: list[Person]) -> list[frozenset[str]]:
    quotas = _quotas("tiny")
    return [
        frozenset(person["id"] for person in panel)
        for panel in itertools.combinations(tiny, 5)
        if _meets(panel, quotas)
    ]


def _meets(panel: Sequence[Mapping[str, str]], quotas: Sequence[Quota]) -> bool:
    if len({person["address"] for person in panel}) < len(panel):
        return False
    return all(
        low <= sum(person[category] == value for person in panel) <= high
        for category, value, low, high in quotas
    )


def _expected_chances() -> dict[str, Fraction]:
    rows = _read(FIXTURES / "tiny" / "expected_chances.csv")
    return {row["id"]: Fraction(row["chance"]) for row in rows}


def _generator(folder: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"make_{folder}", FIXTURES / folder / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


def test_dordrecht_is_made_again_byte_for_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    made = _generator("dordrecht", monkeypatch).build()
    assert sorted(made) == ["quotas.csv", "registrants.csv"]
    for name, content in made.items():
        assert content == (FIXTURES / "dordrecht" / name).read_bytes(), name


def test_population_figures_of_other_shapes_are_made_again_byte_for_byte(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = _generator("population", monkeypatch).build()
    assert sorted(made) == ["kwb-2020.csv", "statline-2020.csv"]
    for name, content in made.items():
        assert content == (FIXTURES / "population" / name).read_bytes(), name


def test_the_register_is_made_again_byte_for_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    make = _generator("register", monkeypatch)
    made = make.table(list(make.register(make.SMALL)), make.COLUMNS)
    assert made == (FIXTURES / "register" / "register.csv").read_bytes()


def test_dordrecht_minima_fit_into_the_seats_and_maxima_fill_them() -> None:
    quotas = _quotas("dordrecht")
    for category in {quota[0] for quota in quotas}:
        bounds = [(low, high) for name, _, low, high in quotas if name == category]
        assert sum(low for low, _ in bounds) <= 50 <= sum(high for _, high in bounds), category


def test_dordrecht_has_420_people_of_whom_34_share_an_address(dordrecht: list[Person]) -> None:
    residents = Counter(person["address"] for person in dordrecht)
    assert len(dordrecht) == 420
    assert residents.pop("") == 2
    assert Counter(residents.values()) == {1: 384, 2: 14, 3: 2}


def test_everyone_in_dordrecht_is_in_some_panel(dordrecht: list[Person]) -> None:
    quotas = _quotas("dordrecht")
    residents = Counter(person["address"] for person in dordrecht)
    profiles = {
        (
            *(person[quota[0]] for quota in quotas),
            residents[person["address"]] > 1 and person["id"],
        ): person["id"]
        for person in dordrecht
    }
    unseatable = [
        person
        for person in profiles.values()
        if not panel_exists(dordrecht, quotas, 50, households=True, including=person)
    ]
    assert unseatable == []


def test_tiny_has_the_92_panels_of_its_readme(tiny_panels: list[frozenset[str]]) -> None:
    assert len(tiny_panels) == 92
    north, northern = {"T01", "T02"}, {"T05", "T06", "T07", "T08"}
    kinds = Counter((bool(panel & north), len(panel & northern)) for panel in tiny_panels)
    assert kinds == {(True, 1): 16, (False, 1): 16, (False, 2): 60}


def test_the_eight_panels_of_tiny_give_the_expected_chances(
    tiny_panels: list[frozenset[str]],
) -> None:
    lottery = [
        frozenset(person for column, person in row.items() if column != "panel")
        for row in _read(FIXTURES / "tiny" / "panels.csv")
    ]
    assert set(lottery) <= set(tiny_panels)
    counts = Counter(person for panel in lottery for person in panel)
    assert {
        person: Fraction(n, len(lottery)) for person, n in counts.items()
    } == _expected_chances()


@pytest.mark.parametrize(
    ("group", "level"),
    [
        (("T01", "T02", "T03", "T04"), Fraction(1, 4)),
        (("T01", "T02", "T05", "T06", "T07", "T08"), Fraction(3, 8)),
        (("T09", "T10"), Fraction(1, 2)),
        (tuple(f"T{number:02d}" for number in range(1, 13)), Fraction(3, 4)),
    ],
)
def test_no_lottery_over_tiny_is_leximin_better(
    tiny_panels: list[frozenset[str]], group: tuple[str, ...], level: Fraction
) -> None:
    """No panel gives a group more seats than its chances add up to; its highest are on the level.

    So nobody on the level can gain without somebody in the group, on the level or below, losing.
    """
    chances = _expected_chances()
    seats = sum(chances[person] for person in group)
    assert max(chances[person] for person in group) == level
    assert max(len(panel.intersection(group)) for panel in tiny_panels) == seats


def test_impossible_has_no_panel() -> None:
    people = _read(FIXTURES / "impossible" / "registrants.csv")
    assert not panel_exists(people, _quotas("impossible"), 12, households=False)


def test_impossible_becomes_possible_by_one_seat_in_three_places_and_nowhere_else() -> None:
    people = _read(FIXTURES / "impossible" / "registrants.csv")
    quotas = _quotas("impossible")
    cures = {
        (category, value)
        for category, value, _, _ in quotas
        for step in (1, 12)
        if panel_exists(people, _widened(quotas, value, step), 12, households=False)
    }
    assert cures == {("education", "lower"), ("age", "65+"), ("area", "Harbour")}
    assert all(
        panel_exists(people, _widened(quotas, value, 1), 12, households=False) for _, value in cures
    )


def _widened(quotas: Sequence[Quota], widened: str, step: int) -> list[Quota]:
    return [
        (category, value, max(0, low - step), high + step) if value == widened else quota
        for quota in quotas
        for category, value, low, high in [quota]
    ]
