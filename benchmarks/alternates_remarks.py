"""What the page of the alternates says of its tables, with figures from them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from statistics import median

from benchmarks.alternates_measure import CHECKED
from benchmarks.alternates_records import Job, Solved
from benchmarks.alternates_rows import PARTS, Row, above, panel, spread
from sortition.records.alternates import SETS

AIM = Fraction(1, 10)
"""How far from the optimum a set may be, as a part of it."""


def aim(solved: Sequence[tuple[Job, Solved]]) -> str:
    """Whether our sets are as near the optimum as they should be."""
    ended = [one for _, one in solved if one.ended]
    if not ended:
        return "The solver ended nowhere."
    most = max(map(above, ended))
    same = sum(one.ours == one.proved for one in ended)
    near = all(one.ours <= one.proved * (1 + AIM) for one in ended)
    met = "met" if near else "not met"
    return f"""Within {float(AIM):.0%} of the optimum where that can be solved: **{met}**. The
        solver ended in {len(ended)} of {len(solved)} cases; ours was the optimum in {same} of
        them, and at most {most:.1%} above it."""


def fewer(found: Sequence[Row]) -> str:
    """What a drawn set of ours leaves wrong, beside the other ways."""
    blind = [100 * (1 - row.sets.drawn / row.sets.blind) for row in found if row.sets.blind]
    mini = [100 * (1 - row.sets.drawn / row.sets.mini) for row in found if row.sets.mini]
    greedy = [100 * (row.sets.drawn / row.sets.greedy - 1) for row in found if row.sets.greedy]
    pool = [row.sets.drawn / row.whole.limit for row in found if row.whole.limit]
    return f"""In seats: a set that is drawn from our list leaves {spread(blind, "{:.0f}")} % fewer
        wrong than one by lot, {spread(mini, "{:.0f}")} % fewer than a small panel (below 0: more),
        and half of the sets more than {median(pool):.1f} times as many as the whole pool. It leaves
        {spread(greedy, "{:.0f}")} % more than the greedy set: that is what it costs that more
        people have a chance."""


def remarks(found: Sequence[Row], solved: Sequence[tuple[Job, Solved]]) -> list[str]:
    """What is not reached, and what is good to know; one paragraph each."""
    return [
        _beside_greedy(found),
        _bounds(found, solved),
        _reached(found),
        _known(found),
        _hurried(found),
        _checked(found),
        _seconds(found),
        """*Chances to drop out are taken to be known*, and people to drop out independently of each
        other. Neither is so in life; what wrong chances cost is not measured here.""",
    ]


def _beside_greedy(found: Sequence[Row]) -> str:
    fewer = [100 * (1 - row.sets.best / row.sets.greedy) for row in found if row.sets.greedy]
    return f"""*Greedy is nearly as good.* In scenarios that neither knew our best set leaves
        {spread(fewer, "{:.1f}")} % fewer seats wrong than the greedy one (below 0: more). Most is
        won by looking at scenarios at all."""


def _bounds(found: Sequence[Row], solved: Sequence[tuple[Job, Solved]]) -> str:
    gaps = [100 * row.gap for row in found if row.gap is not None]
    return f"""*The bound is not tight everywhere.* The best set is {spread(gaps, "{:.1f}")} % above
        it ({_by_part(found)}).{_whose(solved)}"""


def _reached(found: Sequence[Row]) -> str:
    reached = [100 * row.sets.chances.reached / row.sets.chances.able for row in found]
    certain = sum(row.sets.chances.most == SETS for row in found)
    return f"""*Many people have no chance.* {spread(reached, "{:.0f}")} % of who is able are in
        some set, and in {certain} of {len(found)} lists somebody is in every set. It is not proved
        that chances could not be more equal."""


def _known(found: Sequence[Row]) -> str:
    more = []
    for row in found:
        inside = row.sets.inside
        if inside.best and inside.nobody:
            left = row.sets.best / row.sets.nobody
            more.append(100 * (left / (inside.best / inside.nobody) - 1))
    return f"""*Sets know their scenarios.* Of what nobody leaves wrong, our best set leaves in
        other scenarios {spread(more, "{:+.1f}")} % more than in those that it was chosen in."""


def _hurried(found: Sequence[Row]) -> str:
    most = max(row.sets.hurried / row.sets.best - 1 for row in found if row.sets.best)
    return f"""*Means are made by a shorter search* for who comes in. For our best sets the same
        search says up to {most:.1%} more than is so."""


def _by_part(found: Sequence[Row]) -> str:
    said = []
    for part, words in PARTS.items():
        gaps = [100 * row.gap for row in found if row.part == part and row.gap is not None]
        if gaps:
            said.append(f"{words} of the seats: {spread(gaps, '{:.1f}')}")
    return "; ".join(said)


def _whose(solved: Sequence[tuple[Job, Solved]]) -> str:
    ended = [one for _, one in solved if one.ended]
    if not ended:
        return ""
    sets = sum(one.ours - one.proved for one in ended)
    both = sum(one.ours - one.bound for one in ended)
    return f""" Where the optimum is known, {both} seats are between our sets and our bounds, added
        up; {sets} of these between our sets and the optimum, the others are the bound's fault."""


def _checked(found: Sequence[Row]) -> str:
    wholes = {panel(row.job): row.whole for row in found}.values()
    limits = sum(whole.checked_limit for whole in wholes if whole.checked_found is not None)
    reached = sum(whole.checked_found or 0 for whole in wholes)
    return f"""*What the whole pool leaves is a limit.* It comes from a linear program for each
        scenario, in floating point and rounded up. In the first {CHECKED} scenarios of each panel
        it says {limits} seats in all; integer programs found {reached}."""


def _seconds(found: Sequence[Row]) -> str:
    said = []
    for shape in dict.fromkeys(row.job.shape for row in found):
        times = [row.sets.seconds for row in found if row.job.shape == shape]
        said.append(f"{shape} {min(times):.0f} to {max(times):.0f} s")
    return f"*Time.* From the panel to the list of sets with its proof: {', '.join(said)}."
