"""V19–V23: the certificate, in exact fractions. Nothing here trusts a solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, pairwise
from math import lcm

from sortition.verify.case import Case
from sortition.verify.findings import BlockedError, Text
from sortition.verify.shapes import Counts, Cut, Level

_LARGEST_DENOMINATOR_BITS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One condition on panels in profile space (4.6); ``lower`` None is no lower bound.

    It holds for the panels that the first ``after`` levels leave (6.2): with 0, for all.
    """

    weights: Mapping[int, int]
    lower: int | None
    upper: int
    after: int = 0


def rows_of(case: Case) -> tuple[Row, ...]:
    """The size, quotas, kinds of homes, people with a weight and cuts, in that order (4.6)."""
    lottery = case.lottery
    profiles = lottery.profiles
    place = {category: c for c, category in enumerate(lottery.categories)}
    if any(quota.category not in place for quota in lottery.quotas):
        raise BlockedError(Text("A quota has no category: see {check}.", check="V08"))
    if any(len(profile.values) != len(place) for profile in profiles):
        raise BlockedError(Text("The profiles cannot be used: see {check}.", check="V10"))
    holders: dict[tuple[str, str], list[int]] = {}
    for t, profile in enumerate(profiles):
        for pair in zip(lottery.categories, profile.values, strict=True):
            holders.setdefault(pair, []).append(t)
    size = _ones(range(len(profiles)), lottery.size, lottery.size)
    quotas = (
        _ones(holders.get((q.category, q.value), ()), q.minimum, q.maximum) for q in lottery.quotas
    )
    members: dict[int | None, list[int]] = {}
    for t, profile in enumerate(profiles):
        members.setdefault(profile.kind, []).append(t)
    kinds = (_ones(members.get(k, ()), 0, len(homes)) for k, homes in enumerate(lottery.kinds))
    cuts = (
        Row(weights=dict(cut.weights), lower=None, upper=cut.bound, after=cut.after)
        for cut in cuts_of(case)
    )
    weighed = (
        _ones((t,), 0, len(profiles[t].people)) for t, w in enumerate(weights_of(case)) if w > 1
    )
    return (size, *quotas, *kinds, *weighed, *cuts)


def weights_of(case: Case) -> tuple[int, ...]:
    """What the chances of each profile are divided by (4.9); 1 where there are no weights."""
    lottery = case.lottery
    if not lottery.weights:
        return (1,) * len(lottery.profiles)
    if lottery.weights not in lottery.categories:
        raise BlockedError(Text("A quota has no category: see {check}.", check="V08"))
    at = lottery.categories.index(lottery.weights)
    values = [
        profile.values[at] if at < len(profile.values) else "" for profile in lottery.profiles
    ]
    if not all(value.isascii() and value.isdecimal() for value in values):
        raise BlockedError(Text("The profiles cannot be used: see {check}.", check="V10"))
    return tuple(map(int, values))


def _ones(profiles: Iterable[int], lower: int, upper: int) -> Row:
    return Row(weights=dict.fromkeys(profiles, 1), lower=lower, upper=upper)


def cuts_of(case: Case) -> tuple[Cut, ...]:
    """The cuts, when each names profiles that exist, none of them twice (6.2)."""
    for cut in case.certificate.cuts:
        named = [t for t, _ in cut.weights]
        if len(set(named)) != len(named) or any(t >= len(case.lottery.profiles) for t in named):
            raise BlockedError(Text("A cut names its profiles wrongly: see {check}.", check="V22"))
    return case.certificate.cuts


def v19_levels(case: Case) -> Iterator[Text]:
    """V19 (4.9, 6.3): the levels hold whom the method asks for; chances rise, from 0 to 1."""
    levels, profiles = case.certificate.levels, case.lottery.profiles
    weights = weights_of(case)
    yield from _holders(case)
    for j, level in enumerate(levels):
        if not level.profiles:
            yield Text("Level {level:d} holds nobody.", level=j)
        if not 0 <= level.chance <= 1:
            yield Text("The chance of level {level:d} is not between 0 and 1.", level=j)
        known = [t for t in level.profiles if t < len(profiles)]
        if any(profiles[t].chance != level.chance * weights[t] for t in known):
            yield Text("Level {level:d} has another chance than its people.", level=j)
    for j, (one, two) in enumerate(pairwise(levels), 1):
        if one.chance > two.chance:
            yield Text("The chance of level {level:d} is below the one before.", level=j)


def _holders(case: Case) -> Iterator[Text]:
    """Who is in the levels: everybody, or only those of whom the method proves something."""
    levels, profiles = case.certificate.levels, case.lottery.profiles
    named = sorted(chain.from_iterable(level.profiles for level in levels))
    ended = case.certificate.interval is not None
    if case.lottery.method == "leximin" and not ended:
        if named != list(range(len(profiles))):
            yield Text("The levels do not hold every profile exactly once.")
        return
    if len(set(named)) != len(named) or any(t >= len(profiles) for t in named):
        yield Text("The levels do not name their profiles once.")
    none = [t for t, profile in enumerate(profiles) if profile.chance == 0]
    first = [level for level in levels if level.chance == 0]
    if [sorted(level.profiles) for level in first] != ([none] if none else []):
        yield Text("The people without a chance are not those of the first level.")
    if any(level.gap != 0 for level in first):
        yield Text("It is not proved that nobody of the first level can have a chance.")
    chances = [level.chance for level in levels if level.chance != 0]
    pairs = zip(profiles, weights_of(case), strict=True)
    seated = [profile.chance / weight for profile, weight in pairs if profile.chance != 0]
    floor = case.lottery.method == "maximin" and seated and not ended
    if chances != ([min(seated)] if floor else []):
        yield Text("The levels are not those that the method proves.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What the multipliers of a level prove (6.4): a_t of each profile, and the gap."""

    weights: tuple[Fraction, ...]
    gap: Fraction


def bound_of(case: Case, level: Level, rows: tuple[Row, ...]) -> Bound:
    """The right and the left side of 6.4 in exact fractions, over one common denominator."""
    profiles = case.lottery.profiles
    below = common_denominator(value for _, value in level.multipliers)
    scaled = [(r, int(value * below)) for r, value in level.multipliers]
    weights = [0] * len(profiles)
    total = 0
    for r, times in scaled:
        row = rows[r]
        total += max(times * (row.upper if row.lower is None else row.lower), times * row.upper)
        for t, weight in row.weights.items():
            weights[t] += times * weight
    by_chance: dict[tuple[int, int], int] = {}
    for weight, own, profile in zip(weights, weights_of(case), profiles, strict=True):
        if weight < 0:
            total -= weight * own * len(profile.people)
        else:
            chance = profile.chance.as_integer_ratio()
            by_chance[chance] = by_chance.get(chance, 0) + weight * len(profile.people)
    parts = (Fraction(top * people, bottom) for (top, bottom), people in by_chance.items())
    reached = sum(parts, Fraction(0))
    return Bound(
        weights=tuple(Fraction(weight, below) for weight in weights),
        gap=(total - reached) / below,
    )


def common_denominator(fractions: Iterable[Fraction]) -> int:
    """The least common denominator; refuses to work for ever on hostile fractions."""
    below = 1
    for value in fractions:
        below = lcm(below, value.denominator)
        if below.bit_length() > _LARGEST_DENOMINATOR_BITS:
            raise BlockedError(Text("The fractions are too long to be added."))
    return below


def v20_bound(case: Case) -> Iterator[Text]:
    """V20 (4.9, 6.4, 6.5): the multipliers of each level prove that nobody of it can have more."""
    rows = rows_of(case)
    later = set(range(len(case.lottery.profiles)))
    levels = case.certificate.levels
    for j, level in enumerate(levels):
        later -= set(level.profiles)
        named = [r for r, _ in level.multipliers]
        if len(set(named)) != len(named) or any(r >= len(rows) for r in named):
            yield Text("The multipliers of level {level:d} name their rows wrongly.", level=j)
        elif j == len(levels) - 1 and level.chance == 1 and not level.multipliers:
            if level.gap != 0:
                yield Text("The gap of level {level:d} is 0, not what is stated.", level=j)
        else:
            yield from _level_faults(j, level, rows, bound_of(case, level, rows), later)


def _level_faults(
    j: int, level: Level, rows: tuple[Row, ...], bound: Bound, later: set[int]
) -> Iterator[Text]:
    """One level of 6.4: signs, who is lifted, who is not, and the gap."""
    for r, value in level.multipliers:
        if value == 0:
            yield Text("Level {level:d} has a multiplier of 0.", level=j)
        if value < 0 and rows[r].lower is None:
            yield Text("Level {level:d} has a negative multiplier on a cut.", level=j)
        if rows[r].after > j:
            yield Text("Level {level:d} uses a cut that is only true after it.", level=j)
    if not all(bound.weights[t] > 0 for t in level.profiles if t < len(bound.weights)):
        yield Text("The proof of level {level:d} leaves out people of that level.", level=j)
    if any(bound.weights[t] > 0 for t in later):
        yield Text("The proof of level {level:d} counts people of later levels.", level=j)
    if bound.gap != level.gap:
        yield Text(
            "The gap of level {level:d} is {gap}, not what is stated.", level=j, gap=bound.gap
        )
    if bound.gap < 0:
        yield Text("The chances of level {level:d} are more than can be.", level=j)


def v21_reach(case: Case) -> Iterator[Text]:
    """V21 (6.6): an exact combination is of panels that keep every rule, and gives the chances."""
    combination = case.certificate.combination
    if combination is None:
        return
    profiles = case.lottery.profiles
    yield from _combined(case, combination)
    below = common_denominator(weight for weight, _ in combination)
    mean = [0] * len(profiles)
    total = 0
    for weight, panel in combination:
        total += int(weight * below)
        for t, count in panel:
            if t < len(mean):
                mean[t] += int(weight * below) * count
    if total != below:
        yield Text("The weights of the combination do not add up to 1.")
    for t, (seats, profile) in enumerate(zip(mean, profiles, strict=True)):
        if Fraction(seats, below) != profile.chance * len(profile.people):
            yield Text("The combination gives profile {t:d} another chance.", t=t)


def _combined(case: Case, combination: tuple[tuple[Fraction, Counts], ...]) -> Iterator[Text]:
    """Every panel of the combination has a positive weight and keeps every rule but the cuts."""
    people = [len(profile.people) for profile in case.lottery.profiles]
    rules = [row for row in rows_of(case) if row.lower is not None]
    rows_of_profile: list[list[int]] = [[] for _ in people]
    for r, row in enumerate(rules):
        for t in row.weights:
            rows_of_profile[t].append(r)
    for at, (weight, panel) in enumerate(combination):
        if weight <= 0:
            yield Text("Weight {at:d} of the combination is not positive.", at=at)
        if not _fits(panel, people):
            yield Text("Panel {at:d} of the combination has seats that do not exist.", at=at)
        elif not _legal(panel, rows_of_profile, rules):
            yield Text("Panel {at:d} of the combination breaks a quota or a home.", at=at)


def _fits(panel: Counts, people: list[int]) -> bool:
    """Each profile is named once, exists and has enough people."""
    named = [t for t, _ in panel]
    fits = all(t < len(people) and count <= people[t] for t, count in panel)
    return fits and len(set(named)) == len(named)


def _legal(panel: Counts, rows_of_profile: list[list[int]], rules: list[Row]) -> bool:
    """Whether a panel meets the rows in which every profile counts 0 or 1: all but the cuts."""
    totals = [0] * len(rules)
    for t, count in panel:
        for r in rows_of_profile[t]:
            totals[r] += count
    return all(
        (row.lower or 0) <= total <= row.upper for row, total in zip(rules, totals, strict=True)
    )


def _keeps(seats: Mapping[int, int], row: Row) -> bool:
    """Whether a panel is at most the upper bound of a cut."""
    weights = row.weights
    total = sum(weights[t] * count for t, count in seats.items() if t in weights)
    return total <= row.upper


def v22_cuts_kept(case: Case) -> Iterator[Text]:
    """V22 (6.2): the cuts are well formed, and all panels and the combination keep each of them."""
    cuts = case.certificate.cuts
    for c, cut in enumerate(cuts):
        named = [t for t, _ in cut.weights]
        if len(set(named)) != len(named) or any(t >= len(case.lottery.profiles) for t in named):
            yield Text("Cut {cut:d} names its profiles wrongly.", cut=c)
            return
        one = len(cut.weights) == 1 and cut.weights[0][1] == 1 and cut.bound == 0
        if cut.after > len(case.certificate.levels):
            yield Text("Cut {cut:d} follows on levels that do not exist.", cut=c)
        if cut.reason == "unseatable" and not (one and cut.after == 0):
            yield Text("Cut {cut:d} does not say that one profile has no seat.", cut=c)
    if not cuts:
        return
    combination = [dict(panel) for _, panel in case.certificate.combination or ()]
    for c, cut in enumerate(cuts):
        row = Row(weights=dict(cut.weights), lower=None, upper=cut.bound)
        for at, seats in enumerate(case.seats):
            if not _keeps(seats, row):
                yield Text("Panel {panel:d} breaks cut {cut:d}.", panel=at, cut=c)
        if not all(_keeps(seats, row) for seats in combination):
            yield Text("The combination breaks cut {cut:d}.", cut=c)


def v23_cuts_true(case: Case) -> Iterator[Text]:
    """V23 (6.2): that every possible panel keeps the cuts. Only an integer solver can tell."""
    if case.certificate.cuts:
        raise BlockedError(
            Text(
                "Conditions on all possible panels that the proof uses: {n}. "
                "To check those takes an integer solver; everything else was checked here.",
                n=len(case.certificate.cuts),
            )
        )
    return iter(())


def largest_gain(case: Case) -> Fraction:
    """How much more than now anybody could have at most, by the gaps: 0 is a complete proof.

    By 6.4 a person of a level's own profile t gains at most gap / (a_t·n_t), as long as nobody
    whose chance is as small or smaller gets less.
    """
    rows, gains = rows_of(case), [Fraction(0)]
    for level in case.certificate.levels:
        if level.gap > 0:
            weights = bound_of(case, level, rows).weights
            people = case.lottery.profiles
            gains += [level.gap / (weights[t] * len(people[t].people)) for t in level.profiles]
    return max(gains)
