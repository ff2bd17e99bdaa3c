"""V28 and V29: what nash and goldilocks promise, in exact fractions, no solver trusted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from sortition.verify.case import Case
from sortition.verify.findings import Text
from sortition.verify.on_proof import Row, common_denominator, rows_of
from sortition.verify.shapes import Balance, Multipliers, Profile, Welfare

_LARGEST_GAP = Fraction(1, 10**6 + 1)
_SCALE = 10**18


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What multipliers come to (6.4), times ``below``: the rows' bounds, and a_t per profile."""

    bound: int
    weights: tuple[int, ...]
    below: int


def sums_of(rows: tuple[Row, ...], profiles: int, multipliers: Multipliers) -> Sums:
    """Σ max(λ_r·l_r, λ_r·u_r) and all a_t, over one common denominator."""
    below = common_denominator(value for _, value in multipliers)
    weights, bound = [0] * profiles, 0
    for r, value in multipliers:
        row, times = rows[r], int(value * below)
        bound += max(times * (row.upper if row.lower is None else row.lower), times * row.upper)
        for t, weight in row.weights.items():
            weights[t] += times * weight
    return Sums(bound=bound, weights=tuple(weights), below=below)


def seated_of(case: Case) -> dict[int, Profile]:
    """The profiles that are in no level (6.7)."""
    held = {t for level in case.certificate.levels for t in level.profiles}
    return {t: profile for t, profile in enumerate(case.lottery.profiles) if t not in held}


def named_wrongly(rows: tuple[Row, ...], multipliers: Multipliers) -> Iterator[Text]:
    """Rows that do not exist or come twice, multipliers of 0, negative ones on cuts (6.3)."""
    named = [r for r, _ in multipliers]
    if len(set(named)) != len(named) or any(r >= len(rows) for r in named):
        yield Text("The multipliers name their rows wrongly.")
        return
    for r, value in multipliers:
        if value == 0:
            yield Text("A multiplier is 0.")
        if value < 0 and rows[r].lower is None:
            yield Text("A multiplier on a cut is negative.")
        if rows[r].after:
            yield Text("A multiplier is on a cut that does not hold for every panel.")


def v28_welfare(case: Case) -> Iterator[Text]:
    """V28 (6.7): no lottery has a larger product of chances, but for the gap that is stated."""
    welfare = case.certificate.welfare
    if (case.lottery.method == "nash") != (welfare is not None):
        yield Text("The proof of the largest product belongs to the method nash, and to no other.")
    elif welfare is not None:
        yield from _welfare_faults(case, welfare)


def _welfare_faults(case: Case, welfare: Welfare) -> Iterator[Text]:
    rows, seated = rows_of(case), seated_of(case)
    wrong = list(named_wrongly(rows, welfare.multipliers))
    yield from wrong
    if any(profile.chance <= 0 for profile in seated.values()):
        yield Text("Somebody without a chance is not at the first level.")
        return
    if not wrong:
        gap = _welfare_gap(case, rows, seated, welfare)
        if gap != welfare.gap:
            yield Text("The gap is {gap}, not what is stated.", gap=gap)
    if not 0 <= welfare.gap <= _LARGEST_GAP:
        yield Text("The gap is not between 0 and 1 in a million and one.")


def _welfare_gap(
    case: Case, rows: tuple[Row, ...], seated: dict[int, Profile], welfare: Welfare
) -> Fraction:
    sums = sums_of(rows, len(case.lottery.profiles), welfare.multipliers)
    total = sums.bound * _SCALE
    people = 0
    for t, profile in seated.items():
        gain = -(-_SCALE * profile.chance.denominator // profile.chance.numerator)
        total += len(profile.people) * max(0, gain * sums.below - sums.weights[t] * _SCALE)
        people += len(profile.people)
    return Fraction(total, _SCALE * sums.below) - people


def v29_balance(case: Case) -> Iterator[Text]:
    """V29 (6.8): floor and cap are those of the chances, and neither of them can give way."""
    balance = case.certificate.balance
    if (case.lottery.method == "goldilocks") != (balance is not None):
        yield Text("The proof of floor and cap belongs to the method goldilocks, and to no other.")
    elif balance is not None:
        rows, seated = rows_of(case), seated_of(case)
        wrong = list(named_wrongly(rows, balance.multipliers))
        yield from wrong
        chances = [profile.chance for profile in seated.values()]
        if not chances or (min(chances), max(chances)) != (balance.floor, balance.cap):
            yield Text("Floor and cap are not the smallest and the largest chance.")
        elif balance.floor <= 0:
            yield Text("Somebody without a chance is not at the first level.")
        elif balance.floor == balance.cap:
            yield from _even_faults(case, seated, balance)
        elif not wrong:
            yield from _balance_faults(case, rows, seated, balance)


def _even_chance(case: Case, seated: dict[int, Profile]) -> Fraction:
    return Fraction(case.lottery.size, sum(len(profile.people) for profile in seated.values()))


def _even_faults(case: Case, seated: dict[int, Profile], balance: Balance) -> Iterator[Text]:
    """Everybody has the even chance: nothing is left to prove."""
    least = balance.pull == 0 and balance.bound == 2 and balance.gap == 0  # noqa: PLR2004 - 1 + 1
    if balance.multipliers or not least or balance.floor != _even_chance(case, seated):
        yield Text("Equal chances are proved by themselves, and this is said in another way.")


def _balance_faults(
    case: Case, rows: tuple[Row, ...], seated: dict[int, Profile], balance: Balance
) -> Iterator[Text]:
    sums = sums_of(rows, len(case.lottery.profiles), balance.multipliers)
    weights = [(len(p.people), sums.weights[t]) for t, p in seated.items()]
    push = Fraction(sum(n * a for n, a in weights if a > 0), sums.below)
    most = Fraction(sum(n * -a for n, a in weights if a < 0), sums.below)
    pull, even = balance.pull, _even_chance(case, seated)
    if not (push > 0 and 0 < pull <= most):
        yield Text("The multipliers do not weigh floor and cap against each other.")
        return
    seats = Fraction(sums.bound, sums.below) + most - pull
    if push * balance.floor != seats + pull * balance.cap:
        yield Text("With other multipliers floor or cap could be better, for these leave room.")
    distance = balance.bound + seats / (pull * even)
    if distance > 0 and distance**2 > 4 * push / pull:
        yield Text("That no lottery costs less than is stated is not proved.")
    cost = balance.cap / even + even / balance.floor
    if balance.gap != cost - balance.bound:
        yield Text("The gap is {gap}, not what is stated.", gap=cost - balance.bound)
    if not 0 <= balance.gap <= _LARGEST_GAP:
        yield Text("The gap is not between 0 and 1 in a million and one.")
