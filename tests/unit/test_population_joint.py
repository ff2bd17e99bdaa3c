"""Cross quotas and zones from figures of the population, and whether they go together."""

from __future__ import annotations

from pathlib import Path

import pytest

from sortition import steps
from sortition.errors import InputError
from sortition.tables import load

BASE = """age,18-34,300
age,35+,700
sex,F,510
sex,M,490
wijk,Noord,250
wijk,Zuid,600
wijk,Oost,150
"""
CROSS = """age × sex,18-34 × F,160
age × sex,18-34 × M,140
age × sex,35+ × F,350
age × sex,35+ × M,350
"""
ZONE = "Waterkant: wijk=Noord|Oost,,400\nWaterkant: wijk=Noord|Oost,–,600\n"


@pytest.fixture
def derived(tmp_path: Path):
    def made(text: str, size: int = 20, **choices: int) -> steps.QuotasResult:
        (tmp_path / "population.csv").write_text(f"category,value,population\n{text}", "utf-8")
        out = tmp_path / "quotas.csv"
        out.unlink(missing_ok=True)
        figures = steps.Figures(files=(tmp_path / "population.csv",))
        return steps.quotas(figures, size=size, out=out, **choices)

    return made


def test_the_file_has_cross_rows_and_zones_that_a_draw_reads(derived, tmp_path):
    result = derived(BASE + CROSS + ZONE)
    rows = {
        (row.figure.category, row.figure.value): (row.exact, row.minimum, row.maximum)
        for row in result.plan.rows
    }
    assert [str(x) for x in rows["age × sex", "18-34 × F"]] == ["16/5", "3", "4"]
    assert [str(x) for x in rows["Waterkant: wijk=Noord|Oost", "✓"]] == ["8", "8", "8"]
    people = "id,age,sex,wijk\n" + "".join(
        f"{i},{'18-34' if i % 3 else '35+'},{'FM'[i % 2]},{('Noord', 'Zuid', 'Oost')[i % 3]}\n"
        for i in range(40)
    )
    (tmp_path / "people.csv").write_text(people, "utf-8")
    quotas = load(tmp_path / "people.csv", result.out, size=20).quotas
    assert quotas.categories == ("age", "age × sex", "sex", "Waterkant", "wijk")
    bounds = {row.label: (row.minimum, row.maximum) for row in quotas.rows}
    assert bounds["age × sex 18-34 × F"] == (3, 4)
    assert bounds["Waterkant"] == (8, 8)
    assert bounds["Waterkant –"] == (12, 12)


def test_small_values_of_a_cross_are_not_joined(derived):
    result = derived(BASE + CROSS, merge_below=4)
    values = [row.figure.value for row in result.plan.rows if row.figure.category == "age × sex"]
    assert values == ["18-34 × F", "18-34 × M", "35+ × F", "35+ × M"]
    assert [r.figure.value for r in result.plan.rows if r.figure.category == "wijk"] != [
        "Noord",
        "Oost",
        "Zuid",
    ]


ZONED = "Waterkant: wijk=Noord|Oost"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "18-34 × M,140",
            "18-34 × M,900",
            "age × sex with 18-34: at least 11 seats in all, but age 18-34 may have 6 at most.",
        ),
        (
            "age,18-34,300",
            "age,18-34,3000",
            "age × sex with 18-34: 7 seats in all at most, but age 18-34 must have at least 16.",
        ),
        (
            f"{ZONED},,400",
            f"{ZONED},,1800",
            f"{ZONED}: at least 15 seats in all, but wijk Noord, wijk Oost may have 8 at most.",
        ),
        (
            f"{ZONED},,400",
            f"{ZONED},,40",
            f"{ZONED}: 2 seats in all at most, but wijk Noord, wijk Oost must have at least 8.",
        ),
    ],
)
def test_figures_that_cannot_all_be_met_are_refused_with_the_reason(
    derived, tmp_path, old, new, said
):
    text = BASE + CROSS + ZONE
    assert text.count(old) == 1
    with pytest.raises(InputError) as caught:
        derived(text.replace(old, new))
    problem = next(p for p in caught.value.problems if str(p.text) == said)
    assert (problem.where.file, problem.where.column) == ("population.csv", "population")
    assert problem.where.row in (9, 13)
    assert not (tmp_path / "quotas.csv").exists()


def test_a_condition_needs_both_figures(derived):
    with pytest.raises(InputError) as caught:
        derived(f"{BASE}Waterkant: wijk=Noord|Oost,,400\n")
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.row) == ("condition-one-side", 9)
