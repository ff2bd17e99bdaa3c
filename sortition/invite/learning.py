"""Response rates from a round that was held: of everybody, and of groups that answered differently.

Answers of stratum s are taken to be a Poisson variable with mean b n_s Π f, where n_s are its
letters, b is the rate of everybody, and each value of each attribute has a factor f. Factors are
drawn towards 1 (a gamma prior with mean 1 and shape k: as if k answers more had been expected and
come), so a group with few letters does not get a wild rate. The most likely factors solve
f = (answers + k) / (expected without f + k), which is repeated until it stands still; that is
iterative proportional fitting (Deming and Stephan 1940) with a prior. Where rates were believed
before, each is its own prior: its mean is what was believed, its k the answers that this rested on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sortition.records.letters import Attribute, Cell
from sortition.records.names import key
from sortition.records.responses import Evidence, Group, Rate

_PRIOR: Final = 8
_PASSES: Final = 200
_FINE: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Letters to a stratum, and how many of them were answered by joining."""

    letters: int
    joined: int


def learn(
    attributes: Sequence[Attribute],
    strata: Mapping[Cell, Answered],
    before: Evidence | None = None,
) -> Evidence:
    """The rates behind a round, and behind what was believed before it, if anything was.

    Raises ValueError when nobody joined, or everybody did, and nothing was believed before.
    """
    letters = sum(one.letters for one in strata.values())
    joined = sum(one.joined for one in strata.values())
    if before is None and not 0 < joined < letters:
        raise ValueError("rates need somebody who joined and somebody who did not")
    fit = _Fit(attributes, strata, before)
    for _ in range(_PASSES):
        fit.improve()
    base = fit.base
    learned = {
        group: Rate(
            share=_share(base * factor),
            letters=max(1, round((fit.joined[group] + fit.weight(group)) / (base * factor))),
        )
        for group, factor in fit.factors.items()
    }
    known = {} if before is None else dict(before.groups)
    own = {(key(c), key(v)) for c, v in learned}
    kept = {g: rate for g, rate in known.items() if (key(g[0]), key(g[1])) not in own}
    return Evidence(
        base=Rate(
            share=_share(base), letters=letters + (0 if before is None else before.base.letters)
        ),
        groups={**kept, **learned},
        shares={} if before is None else before.shares,
    )


class _Fit:
    """Factors that get better with each pass."""

    def __init__(
        self,
        attributes: Sequence[Attribute],
        strata: Mapping[Cell, Answered],
        before: Evidence | None,
    ) -> None:
        self._strata = strata
        self._names = [one.category for one in attributes]
        self._before = before
        self._believed = (
            {}
            if before is None
            else {(key(c), key(v)): rate for (c, v), rate in before.groups.items()}
        )
        self.factors: dict[Group, float] = {
            (one.category, value): self._mean((one.category, value))
            for i, one in enumerate(attributes)
            for value in one.values
            if any(cell[i] == value for cell in strata)
        }
        self.joined = {
            group: sum(one.joined for cell, one in strata.items() if group in self._groups(cell))
            for group in self.factors
        }
        self._letters = sum(one.letters for one in strata.values())
        self._joined = sum(one.joined for one in strata.values())
        self.base = self._joined / self._letters if before is None else float(before.base.share)

    def weight(self, group: Group) -> float:
        """The answers that what was believed of a group rested on."""
        rate = self._believed.get((key(group[0]), key(group[1])))
        return _PRIOR if rate is None else float(rate.share * rate.letters)

    def improve(self) -> None:
        """Every factor once more, then the rate of everybody."""
        for name in self._names:
            for group in [group for group in self.factors if group[0] == name]:
                expected = self._expected(group) / self.factors[group]
                weight = self.weight(group)
                self.factors[group] = (self.joined[group] + weight) / (
                    expected + weight / self._mean(group)
                )
            if self._before is None:
                self._level(name)
        self._improve_base()

    def _improve_base(self) -> None:
        expected = self._expected(None) / self.base
        if self._before is None:
            self.base = self._joined / expected
            return
        rate = self._before.base
        self.base = (self._joined + float(rate.share * rate.letters)) / (expected + rate.letters)

    def _mean(self, group: Group) -> float:
        """The factor that was believed; 1 where nothing was."""
        rate = self._believed.get((key(group[0]), key(group[1])))
        if rate is None or self._before is None:
            return 1.0
        return float(rate.share / self._before.base.share)

    def _level(self, name: str) -> None:
        """Factors that are 1 on average over the letters, so that the rate is that of everybody."""
        groups = [group for group in self.factors if group[0] == name]
        weights = {
            group: sum(o.letters for cell, o in self._strata.items() if group in self._groups(cell))
            for group in groups
        }
        mean = sum(weights[group] * self.factors[group] for group in groups) / self._letters
        for group in groups:
            self.factors[group] /= mean

    def _expected(self, group: Group | None) -> float:
        """Answers expected of the letters to a group; None: of all letters."""
        total = 0.0
        for cell, one in self._strata.items():
            own = self._groups(cell)
            if group is None or group in own:
                rate = self.base * one.letters
                for each in own:
                    rate *= self.factors[each]
                total += rate
        return total

    def _groups(self, cell: Cell) -> tuple[Group, ...]:
        return tuple(zip(self._names, cell, strict=True))


def _share(rate: float) -> Fraction:
    """A rate in hundredths of a per cent, which is finer than anybody knows it."""
    return Fraction(min(max(round(rate * _FINE), 1), _FINE - 1), _FINE)
