"""What a lottery is like, computed in one way for every tool from its panels and their weights.

A lottery is a list of panels with weights w that sum to 1; all panels have k people. For people
i ≠ j of the n in the pool:

- the chance of i is π_i = Σ w over the panels that hold i, and p_ij = Σ w over those with both;
- *smallest*: the least π_i above 0; *without*: how many have π_i = 0;
- *gini*: Σ_ij |π_i - π_j| / (2 n² mean π), over everybody, people without a chance included: 0 when
  all are equal;
- *geometric*: the geometric mean of π_i over those above 0;
- *together*: the largest p_ij - π_i·π_j of two people who ever sit together: how much more often
  they do than two independent draws with the same chances would have it;
- *together_square*: the mean over all n(n-1)/2 pairs of (p_ij - π_i·π_j)².
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

FEW_PEOPLE = 4000
"""Up to so many it is quicker to count in a row for everybody than to sort those met."""
MOST_PAIRS = 400_000_000
"""Panels × k² beyond which togetherness is left out: it would take longer than the lottery."""
LIST = 1000
TWO = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of the module's docstring; togetherness is None where there is too much of it."""

    smallest: float
    without: int
    gini: float
    geometric: float
    together: float | None
    together_square: float | None


def figures(panels: Sequence[Sequence[int]], weights: Sequence[float], people: int) -> Figures:
    """Return what a lottery among so many people is like; at least one panel, all of one size."""
    seats = np.array(panels, dtype=np.int64)
    shares = np.array(weights, dtype=np.float64)
    chances = np.bincount(
        seats.ravel(), weights=np.repeat(shares, seats.shape[1]), minlength=people
    )
    positive = chances[chances > 0]
    together, square = _together(seats, shares, chances)
    return Figures(
        smallest=float(positive.min()),
        without=people - len(positive),
        gini=gini(chances),
        geometric=float(np.exp(np.log(positive).mean())),
        together=together,
        together_square=square,
    )


def gini(chances: Floats) -> float:
    """Return the Gini coefficient (by the order of the chances: the same as over all pairs)."""
    ordered = np.sort(chances)
    n = len(ordered)
    ranks = np.arange(1, n + 1)
    return float(2 * (ranks @ ordered) / (n * ordered.sum()) - (n + 1) / n)


def distinct_of_list(weights: Sequence[float], units: int = LIST) -> int:
    """Return the distinct panels of a list of ``units``, weights rounded by largest remainder."""
    shares = np.array(weights, dtype=np.float64) * units
    whole = np.floor(shares + 1e-9)
    left = units - int(whole.sum())
    for panel in np.argsort(whole - shares, kind="stable")[: max(0, left)]:
        whole[panel] += 1
    return int((whole > 0).sum())


def _together(
    seats: Indices, weights: Floats, chances: Floats
) -> tuple[float, float] | tuple[None, None]:
    """Return the largest excess and the mean square over all pairs.

    Squares are summed as Σ p² - 2 Σ p·ππ + Σ (ππ)², so that pairs who never meet cost nothing.
    """
    n = len(chances)
    if seats.size * seats.shape[1] > MOST_PAIRS or seats.shape[1] < TWO:
        return None, None
    largest = -np.inf
    squared = 0.0
    for person, others, pairs in _meetings(seats, weights, n):
        apart = chances[person] * chances[others]
        excess = pairs - apart
        largest = max(largest, float(excess.max()))
        squared += float(excess @ excess - apart @ apart)
    by_chance = float((chances**2).sum() ** 2 - (chances**4).sum())
    return largest, max(0.0, squared + by_chance) / (n * (n - 1))


def _meetings(
    seats: Indices, weights: Floats, people: int
) -> Iterator[tuple[int, Indices, Floats]]:
    """Yield everybody who sits, whom they meet, and the chance that both sit."""
    size = seats.shape[1]
    order = np.argsort(seats.ravel(), kind="stable")
    ends = np.cumsum(np.bincount(seats.ravel(), minlength=people))
    for person, (start, end) in enumerate(zip([0, *ends], ends, strict=False)):
        if start == end:
            continue
        held = order[start:end] // size
        met = seats[held].ravel()
        shares = np.repeat(weights[held], size)
        others, pairs = _sums(met, shares, people)
        apart = others != person
        yield person, others[apart], pairs[apart]


def _sums(met: Indices, shares: Floats, people: int) -> tuple[Indices, Floats]:
    """Return each person met once, with the sum of the shares."""
    if people <= FEW_PEOPLE:
        sums = np.bincount(met, weights=shares, minlength=people)
        others = np.flatnonzero(sums)
        return others, sums[others]
    others, place = np.unique(met, return_inverse=True)
    return others, np.bincount(place, weights=shares)
