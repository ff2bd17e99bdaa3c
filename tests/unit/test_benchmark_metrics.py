"""The figures of a lottery are what their definitions say, by brute force."""

import random
from itertools import combinations
from math import exp, log

import pytest

from benchmarks import metrics
from benchmarks.metrics import distinct_of_list, figures


def random_lottery(seed: int, people: int, size: int, panels: int):
    rng = random.Random(seed)
    drawn = tuple(tuple(sorted(rng.sample(range(people), size))) for _ in range(panels))
    raw = [rng.random() for _ in drawn]
    return drawn, tuple(weight / sum(raw) for weight in raw)


def chances_of(panels, weights, people):
    return [
        sum(w for panel, w in zip(panels, weights, strict=True) if person in panel)
        for person in range(people)
    ]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("few", [0, 4000], ids=["sorted", "counted"])
def test_figures_are_those_of_their_definitions(seed, few, monkeypatch) -> None:
    monkeypatch.setattr(metrics, "FEW_PEOPLE", few)
    people = 9
    panels, weights = random_lottery(seed, people, 3, 4)
    chances = chances_of(panels, weights, people)
    positive = [chance for chance in chances if chance > 0]
    excess = {
        (i, j): sum(
            w for panel, w in zip(panels, weights, strict=True) if i in panel and j in panel
        )
        - chances[i] * chances[j]
        for i, j in combinations(range(people), 2)
    }
    met = {pair for panel in panels for pair in combinations(panel, 2)}
    found = figures(panels, weights, people)
    assert found.smallest == pytest.approx(min(positive))
    assert found.without == people - len(positive)
    differences = sum(abs(a - b) for a in chances for b in chances)
    assert found.gini == pytest.approx(differences / (2 * people * sum(chances)))
    assert found.geometric == pytest.approx(exp(sum(map(log, positive)) / len(positive)))
    assert found.together == pytest.approx(max(excess[pair] for pair in met))
    square = sum(value**2 for value in excess.values()) / len(excess)
    assert found.together_square == pytest.approx(square)


def test_equal_chances_have_no_inequality_and_one_who_always_sits_the_most() -> None:
    assert figures([(0,), (1,)], [0.5, 0.5], 2).gini == pytest.approx(0)
    assert figures([(0,)], [1.0], 4).gini == pytest.approx(0.75)


def test_togetherness_is_left_out_where_nobody_meets_or_there_is_too_much(monkeypatch) -> None:
    assert figures([(0,), (1,)], [0.5, 0.5], 2).together is None
    monkeypatch.setattr(metrics, "MOST_PAIRS", 3)
    assert figures([(0, 1)], [1.0], 2).together_square is None


def test_people_who_always_sit_together_do_so_by_a_quarter() -> None:
    assert figures([(0, 1), (2, 3)], [0.5, 0.5], 4).together == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("weights", "distinct"),
    [([0.5, 0.5], 2), ([0.9996, 0.0004], 1), ([0.9994, 0.0006], 2), ([0.0004] * 2500, 1000)],
)
def test_a_list_has_as_many_panels_as_rounding_leaves(weights, distinct) -> None:
    assert distinct_of_list(weights) == distinct
