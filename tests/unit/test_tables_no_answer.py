"""An empty cell is a value of its own where the quotas have one for it, and else a problem."""

from __future__ import annotations

from pathlib import Path

import pytest

from sortition import steps
from sortition.errors import InputError
from sortition.records.pool import Table
from sortition.tables import load, pool_from_table

QUOTAS = "category,value,min,max\nsex,m,1,3\nsex,w,1,3\n"
PEOPLE = "id,sex\na,m\nb,w\nc,\nd,m\ne,w\nf,m\n"


def files(folder: Path, quotas: str, people: str = PEOPLE) -> tuple[Path, Path]:
    (folder / "q.csv").write_text(quotas, encoding="utf-8")
    (folder / "r.csv").write_text(people, encoding="utf-8")
    return folder / "r.csv", folder / "q.csv"


@pytest.mark.parametrize("name", ["(no answer)", "(Geen antwoord)", " (NO ANSWER) "])
def test_an_empty_cell_is_the_value_that_the_quotas_have_for_it(tmp_path: Path, name: str) -> None:
    loaded = load(*files(tmp_path, QUOTAS + f"sex,{name},0,3\n"), size=3)
    values = {person.id: person.values[0] for person in loaded.pool.registrants}
    assert values["c"] == name.strip()
    assert values["a"] == "m"


def test_without_such_a_value_an_empty_cell_is_a_problem_that_says_how_to_allow_it(
    tmp_path: Path,
) -> None:
    with pytest.raises(InputError) as caught:
        load(*files(tmp_path, QUOTAS), size=3)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.row) == ("value-missing", 4)
    assert '"(no answer)" to q.csv' in str(problem.advice)


def test_another_word_for_no_answer_is_no_word_for_an_empty_cell(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load(*files(tmp_path, QUOTAS + "sex,prefer not to say,0,3\n"), size=3)
    assert [problem.code for problem in caught.value.problems] == ["value-missing"]


def test_two_values_for_an_empty_cell_are_refused(tmp_path: Path) -> None:
    both = QUOTAS + "sex,(no answer),0,3\nsex,(geen antwoord),0,3\n"
    with pytest.raises(InputError) as caught:
        load(*files(tmp_path, both), size=3)
    assert [(p.code, p.where.row) for p in caught.value.problems] == [("no-answer-twice", 5)]


def test_who_gave_no_answer_can_sit_and_harms_no_quota(tmp_path: Path) -> None:
    """Panels of 3 with at least one m and one w: the third seat may be theirs."""
    paths = files(tmp_path, QUOTAS + "sex,(no answer),0,3\n")
    steps.draw(*paths, size=3, seed="s", out=tmp_path / "out")
    lines = (tmp_path / "out" / "chances.csv").read_text("utf-8").splitlines()[1:]
    assert {line.split(",")[3] for line in lines} == {"0.500000"}
    assert steps.verify(tmp_path / "out").ok
    written = (tmp_path / "out" / "panel.csv").read_text("utf-8")
    written += (tmp_path / "out" / "not_drawn.csv").read_text("utf-8")
    assert "c,(no answer)" in written
    pool = pool_from_table(
        Table(columns=("id", "sex"), rows=(("c", "(no answer)"),)),
        load(*paths, size=3).quotas,
    )
    assert pool.registrants[0].values == ("(no answer)",)
