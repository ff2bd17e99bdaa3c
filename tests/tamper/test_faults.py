"""Careful cheats: the content is changed, every hash is made anew, and the named check still fails.

The expected set is complete: these checks fail and no other one does.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from sortition.verify.checks import Status, Verification, verify_files
from sortition.verify.files import Folder
from tests.bundles import (
    Bundle,
    chances,
    cut,
    ended,
    even,
    files_of,
    gap,
    goldilocks,
    homes,
    honest,
    long,
    maximin,
    nash,
    nash_with_a_cut,
    people_of,
    spread,
)

Change = Callable[[Bundle], Any]


def verified(bundle: Bundle) -> Verification:
    return verify_files(Folder(files=files_of(bundle)))


def failed(result: Verification) -> set[str]:
    return {finding.number for finding in result.findings if finding.status is Status.FAIL}


@pytest.mark.parametrize("bundle", honest().values(), ids=honest())
def test_an_honest_draw_is_accepted(bundle: Bundle) -> None:
    result = verified(bundle)
    assert result.ok, [str(text) for finding in result.findings for text in finding.what]


def test_only_the_cuts_are_left_to_a_solver() -> None:
    open_ = {
        (name, finding.number)
        for name, bundle in honest().items()
        for finding in verified(bundle).findings
        if finding.status is Status.NOT_CHECKABLE
    }
    assert open_ == {("cut", "V23"), ("nash with a cut", "V23")}


def put(*path: str | int, to: object) -> Change:
    """Set one thing inside lottery, certificate or draw."""

    def change(bundle: Bundle) -> None:
        part = getattr(bundle, str(path[0]))
        for step in path[1:-1]:
            part = part[step]
        part[path[-1]] = to

    return change


def also(*changes: Change) -> Change:
    def change(bundle: Bundle) -> None:
        for one in changes:
            one(bundle)

    return change


def recount(bundle: Bundle) -> None:
    """Counts and spread as the panels now give them."""
    bundle.chances = chances(bundle.panels, sorted(bundle.people))
    bundle.lottery["spread"] = spread(bundle.panels, sorted(bundle.people))


def redraw(bundle: Bundle) -> None:
    """The panel as the list and the number now give it."""
    bundle.drawn = bundle.draw["panel"] = bundle.panels[bundle.draw["number"]]


def reseated(bundle: Bundle) -> None:
    """People, counts and spread as seating.csv now gives them."""
    bundle.panels = people_of(bundle)
    recount(bundle)
    redraw(bundle)


def seats(at: int, queues: str) -> Change:
    """Other queues in one panel: 0 is p2, 1 are p4 to p6, 2 is p1 and 3 is p3, p1's housemate."""

    def change(bundle: Bundle) -> None:
        bundle.seating[at][2] = queues
        reseated(bundle)

    return change


def row(at: int, cell: int, to: str) -> Change:
    def change(bundle: Bundle) -> None:
        bundle.seating[at][cell] = to

    return change


def joined(bundle: Bundle) -> None:
    """Two successive panels of the same queues as one row."""
    at = next(j for j, (a, b) in enumerate(pairwise(bundle.seating)) if a[2] == b[2])
    bundle.seating[at][1] = "2"
    del bundle.seating[at + 1]


def swap_panels(bundle: Bundle) -> None:
    """Exchange the panel drawn with the first that is another one."""
    at = bundle.draw["number"]
    other = next(j for j, panel in enumerate(bundle.panels) if panel != bundle.panels[at])
    bundle.panels[at], bundle.panels[other] = bundle.panels[other], bundle.panels[at]
    redraw(bundle)


def rotated(bundle: Bundle) -> None:
    """All panels one number on, so that other people are drawn."""
    queues = [seats for _, _, seats in bundle.seating]
    for at, seats in enumerate([queues[-1], *queues[:-1]]):
        bundle.seating[at][2] = seats
    reseated(bundle)


def other_panel(bundle: Bundle) -> None:
    """Hand out other people than the panel with the number drawn."""
    other = next(panel for panel in bundle.panels if panel != bundle.drawn)
    bundle.drawn = bundle.draw["panel"] = other


def person_added(bundle: Bundle) -> None:
    bundle.people["p7"] = ["p7", "30+", "", "", "", ""]
    recount(bundle)


def person_dropped(bundle: Bundle) -> None:
    del bundle.people[next(person for person in ("p1", "p3") if person not in bundle.drawn)]


def moved_away(bundle: Bundle) -> None:
    """p3 gets another address, as if nobody shared a home."""
    bundle.people["p3"][4] = "9999ZZ"


def no_household_rule(bundle: Bundle) -> None:
    bundle.draw["settings"]["household_columns"] = []


def older(bundle: Bundle) -> None:
    bundle.people["p2"][1] = "30+"


def next_number(bundle: Bundle) -> None:
    bundle.draw["number"] = (bundle.draw["number"] + 1) % len(bundle.panels)
    redraw(bundle)


def other_randomness(bundle: Bundle) -> None:
    bundle.draw["randomness"] += "0"


def other_construction(bundle: Bundle) -> None:
    bundle.lottery["construction"] = "another value"


def extra_panel(bundle: Bundle) -> None:
    bundle.seating.append([str(len(bundle.seating)), "1", bundle.seating[0][2]])
    reseated(bundle)


def row_order(bundle: Bundle) -> None:
    bundle.drawn = bundle.drawn[::-1]


def column_order(bundle: Bundle) -> None:
    for row in (bundle.header, *bundle.people.values()):
        row[2], row[3] = row[3], row[2]


def scaled(bundle: Bundle) -> None:
    """A chance of everybody in a profile, in all files, below what it is."""
    bundle.lottery["profiles"][0]["chance"] = "5/12"
    bundle.certificate["levels"][1:] = [
        {"chance": "5/12", "profiles": [0], "multipliers": [[1, "1"]], "gap": "1/12"},
        {"chance": "1/2", "profiles": [2], "multipliers": [[1, "1"]], "gap": "1/12"},
    ]


CHANCE = ("lottery", "profiles", 0, "chance")
LEVEL = ("certificate", "levels", 0)
QUOTA = ("lottery", "quotas", 0)
REACH = ("certificate", "reach")
WELFARE = ("certificate", "welfare")
INTERVAL = ("certificate", "interval")
BALANCE = ("certificate", "balance")

FAULTS: dict[str, tuple[Callable[[], Bundle], Change, set[str]]] = {
    # the lottery
    "a chance understated": (homes, put(*CHANCE, to="5/12"), {"V15", "V19", "V20", "V21"}),
    "a chance overstated": (homes, put(*CHANCE, to="7/12"), {"V15", "V19", "V20", "V21"}),
    "a chance understated in all files": (homes, scaled, {"V15", "V20", "V21"}),
    "a quota widened": (homes, put(*QUOTA, "max", to=2), {"V20"}),
    "a quota narrowed": (homes, put(*QUOTA, "min", to=2), {"V05"}),
    "a quota moved": (
        homes,
        also(put(*QUOTA, "min", to=2), put(*QUOTA, "max", to=2)),
        {"V12", "V20", "V21"},
    ),
    "a quota dropped": (homes, lambda b: b.lottery["quotas"].pop(0), {"V10", "V20"}),
    "quotas reordered": (homes, lambda b: b.lottery["quotas"].reverse(), {"V08", "V20"}),
    "a category dropped": (cut, lambda b: b.lottery["categories"].pop(), {"V08", "V10"}),
    "the size changed": (homes, put("lottery", "size", to=3), {"V11", "V17", "V21"}),
    "profiles reordered": (
        homes,
        lambda b: b.lottery["profiles"].reverse(),
        {"V10", "V14", "V15", "V17", "V18", "V19", "V20", "V21", "V27"},
    ),
    "a profile merged": (
        homes,
        lambda b: b.lottery["profiles"].pop(),
        {"V10", "V11", "V19", "V20", "V21"},
    ),
    "somebody in another profile": (
        homes,
        lambda b: b.lottery["profiles"][0]["people"].append(
            b.lottery["profiles"][1]["people"].pop(0)
        ),
        {"V10", "V12", "V14", "V15", "V17", "V18", "V20", "V21"},
    ),
    "a home forgotten": (homes, put("lottery", "kinds", to=[]), {"V09", "V11"}),
    "a home invented": (
        cut,
        put("lottery", "kinds", to=[{"homes": [["a1", "b1"]]}]),
        {"V09", "V14", "V15", "V18", "V20"},
    ),
    "the number of units wrong": (homes, put("lottery", "units", to=13), {"V11", "V25"}),
    "the spread flattered": (homes, put("lottery", "spread", "together", to="0"), {"V18"}),
    "distinct panels overstated": (homes, put("lottery", "spread", "distinct", to=12), {"V18"}),
    # the people
    "a person added": (homes, person_added, {"V10", "V11"}),
    "a person dropped": (homes, person_dropped, {"V09", "V10", "V11", "V14"}),
    "a housemate's address changed": (homes, moved_away, {"V09", "V10"}),
    "the household rule left out": (homes, no_household_rule, {"V09", "V10"}),
    "a person's age changed": (homes, older, {"V10", "V12"}),
    "rows in another order": (homes, row_order, {"V07", "V27"}),
    "columns in another order": (homes, column_order, {"V07"}),
    # the panels
    "a panel against a quota": (homes, seats(0, "0 2"), {"V12", "V15"}),
    "two housemates in one panel": (homes, seats(0, "2 3"), {"V13", "V15"}),
    "two housemates in many panels": (long, row(0, 2, "2 3"), {"V13", "V14", "V15", "V18", "V27"}),
    "somebody twice in a panel": (homes, seats(0, "0 0"), {"V11"}),
    "an unknown queue in a panel": (homes, row(0, 2, "1 9"), {"V11"}),
    "a panel without a seat": (homes, row(0, 2, "1"), {"V11"}),
    "queues in no order": (homes, lambda b: row(0, 2, b.seating[0][2][::-1])(b), {"V11"}),
    "queues with two spaces between": (
        homes,
        lambda b: row(0, 2, b.seating[0][2].replace(" ", "  "))(b),
        {"V11"},
    ),
    "a panel numbered otherwise": (homes, row(1, 0, "02"), {"V11"}),
    "no copies": (homes, row(1, 1, "0"), {"V11"}),
    "a copy too many": (homes, row(11, 1, "2"), {"V11", "V14", "V17", "V18"}),
    "copies moved": (
        long,
        also(row(0, 1, "49999"), row(1, 0, "049999"), row(1, 1, "50001")),
        {"V14", "V15"},
    ),
    "a figure that is not given for a long list": (
        long,
        put("lottery", "spread", "together", to="0"),
        {"V18"},
    ),
    "people listed in another order": (homes, lambda b: b.panels[0].reverse(), {"V17"}),
    "other people listed": (homes, lambda b: b.panels[0].__setitem__(0, "p9"), {"V17"}),
    "a panel left out of the list": (homes, lambda b: b.panels.pop(), {"V17"}),
    "panels reordered": (homes, swap_panels, {"V17", "V27"}),
    "a panel too many": (homes, extra_panel, {"V11"}),
    "a count raised": (homes, lambda b: b.chances[0].__setitem__(1, "7"), {"V14"}),
    "a chance in the table raised": (homes, lambda b: b.chances[0].__setitem__(3, "0.6"), {"V14"}),
    "a person left out of the chances": (homes, lambda b: b.chances.pop(), {"V14"}),
    "a shorter list than asked for": (
        homes,
        put("draw", "settings", "units", to=1000),
        {"V16"},
    ),
    "a short list that nobody asked for": (
        homes,
        put("draw", "settings", "units", to=None),
        {"V16"},
    ),
    # the certificate
    "a multiplier changed": (gap, put(*LEVEL, "multipliers", 1, 1, to="-1/9"), {"V20"}),
    "a multiplier with another sign": (
        homes,
        put(*LEVEL, "multipliers", 0, 1, to="-1"),
        {"V20"},
    ),
    "a multiplier on another row": (homes, put(*LEVEL, "multipliers", 0, 0, to=1), {"V20"}),
    "a multiplier on no row": (homes, put(*LEVEL, "multipliers", 0, 0, to=9), {"V20"}),
    "a multiplier of 0": (homes, put(*LEVEL, "multipliers", to=[[1, "0"], [2, "1"]]), {"V20"}),
    "a gap hidden": (gap, put(*LEVEL, "gap", to="0"), {"V20"}),
    "a gap invented": (homes, put(*LEVEL, "gap", to="1/1000"), {"V20"}),
    "a level dropped": (homes, lambda b: b.certificate["levels"].pop(0), {"V19"}),
    "levels in another order": (homes, lambda b: b.certificate["levels"].reverse(), {"V19"}),
    "a profile in two levels": (
        homes,
        lambda b: b.certificate["levels"][1]["profiles"].append(1),
        {"V19", "V20"},
    ),
    "a level without a proof": (homes, put(*LEVEL, "multipliers", to=[]), {"V20"}),
    "another chance in the proof": (homes, put(*LEVEL, "chance", to="1/5"), {"V19"}),
    "a negative multiplier on a cut": (cut, put(*LEVEL, "multipliers", 0, 1, to="-1"), {"V20"}),
    "a cut that panels break": (
        cut,
        put(
            "certificate",
            "cuts",
            0,
            to={"weights": [[0, 1]], "bound": 0, "reason": "unseatable", "after": 0},
        ),
        {"V20", "V22"},
    ),
    "a cut that is no unseatable profile": (
        cut,
        put("certificate", "cuts", 0, "weights", 0, 1, to=2),
        {"V22"},
    ),
    "a cut that is used before it is true": (
        cut,
        put(
            "certificate",
            "cuts",
            0,
            to={"weights": [[1, 1]], "bound": 0, "reason": "cut", "after": 1},
        ),
        {"V20"},
    ),
    "a cut after levels that do not exist": (
        cut,
        put(
            "certificate",
            "cuts",
            0,
            to={"weights": [[1, 1]], "bound": 0, "reason": "cut", "after": 9},
        ),
        {"V20", "V22"},
    ),
    "an unseatable profile only after a level": (
        cut,
        put("certificate", "cuts", 0, "after", to=1),
        {"V20", "V22"},
    ),
    "a cut on no profile": (cut, put("certificate", "cuts", 0, "weights", 0, 0, to=9), {"V22"}),
    "a cut dropped": (cut, put("certificate", "cuts", to=[]), {"V20"}),
    "a negative weight in the combination": (
        homes,
        put(*REACH, "combination", 0, 0, to="-1/2"),
        {"V21"},
    ),
    "weights that are too small": (homes, put(*REACH, "combination", 0, 0, to="1/4"), {"V21"}),
    "a combination with too many people": (
        homes,
        put(*REACH, "combination", 1, 1, to=[[0, 2], [3, 0]]),
        {"V05"},
    ),
    "a combination with more people than there are": (
        homes,
        put(*REACH, "combination", 1, 1, to=[[0, 2]]),
        {"V21"},
    ),
    "a combination that breaks a quota": (
        homes,
        put(*REACH, "combination", 1, 1, to=[[1, 2]]),
        {"V21"},
    ),
    "a combination of housemates": (
        homes,
        put(*REACH, "combination", 1, 1, to=[[2, 1], [3, 1]]),
        {"V21"},
    ),
    "a claim to be exact without a combination": (
        homes,
        put(*REACH, to={"state": "exact", "combination": []}),
        {"V21"},
    ),
    # the methods
    "leximin called maximin": (homes, put("lottery", "method", to="maximin"), {"V19"}),
    "leximin called nash": (homes, put("lottery", "method", to="nash"), {"V19", "V28"}),
    "leximin called goldilocks": (
        homes,
        put("lottery", "method", to="goldilocks"),
        {"V19", "V29"},
    ),
    "maximin called leximin": (maximin, put("lottery", "method", to="leximin"), {"V19"}),
    "nash called leximin": (nash, put("lottery", "method", to="leximin"), {"V19", "V28"}),
    "nash called maximin": (nash, put("lottery", "method", to="maximin"), {"V19", "V28"}),
    "goldilocks called nash": (
        goldilocks,
        put("lottery", "method", to="nash"),
        {"V28", "V29"},
    ),
    "maximin without its level": (maximin, put("certificate", "levels", to=[]), {"V19"}),
    "maximin proved for a larger chance than the smallest": (
        maximin,
        put(
            *LEVEL, to={"chance": "1/2", "profiles": [0, 2], "multipliers": [[1, "1"]], "gap": "0"}
        ),
        {"V19"},
    ),
    "maximin with a profile twice": (maximin, put(*LEVEL, "profiles", to=[1, 3, 3]), {"V19"}),
    "maximin with a profile that does not exist": (
        maximin,
        put(*LEVEL, "profiles", to=[1, 3, 4]),
        {"V19"},
    ),
    "nash without its proof": (nash, put(*WELFARE, to=None), {"V28"}),
    "nash with a proof of goldilocks": (
        nash,
        put(*BALANCE, to=goldilocks().certificate["balance"]),
        {"V29"},
    ),
    "nash with a level too many": (
        nash,
        lambda b: b.certificate["levels"].append(homes().certificate["levels"][0]),
        {"V19", "V28"},
    ),
    "nash with another multiplier": (nash, put(*WELFARE, "multipliers", 1, 1, to="5"), {"V28"}),
    "nash with a multiplier on another row": (
        nash,
        put(*WELFARE, "multipliers", 0, 0, to=0),
        {"V28"},
    ),
    "nash with a multiplier on no row": (nash, put(*WELFARE, "multipliers", 0, 0, to=9), {"V28"}),
    "nash with a row twice": (nash, put(*WELFARE, "multipliers", 0, 0, to=2), {"V28"}),
    "nash with a multiplier of 0": (
        nash,
        lambda b: b.certificate["welfare"]["multipliers"].insert(0, [0, "0"]),
        {"V28"},
    ),
    "nash with a negative multiplier on a cut": (
        nash_with_a_cut,
        lambda b: b.certificate["welfare"]["multipliers"].append([5, "-1"]),
        {"V28"},
    ),
    "nash with a gap hidden": (
        nash,
        put(*WELFARE, "multipliers", 1, 1, to="4000001/1000000"),
        {"V28"},
    ),
    "nash with a gap invented": (nash, put(*WELFARE, "gap", to="1/1000000000"), {"V28"}),
    "nash with a gap that is too large": (
        nash,
        put(*WELFARE, to={"multipliers": [[1, "2"], [2, "5"]], "gap": "1"}),
        {"V28"},
    ),
    "nash without the level of those who have no chance": (
        nash_with_a_cut,
        put("certificate", "levels", to=[]),
        {"V19", "V28"},
    ),
    "nash with an open proof that somebody has no chance": (
        nash_with_a_cut,
        also(
            put("certificate", "levels", 0, "multipliers", to=[[0, "-1"], [5, "2"]]),
            put("certificate", "levels", 0, "gap", to="1"),
        ),
        {"V19"},
    ),
    "ended, and not said to be": (ended, lambda b: b.certificate.pop("interval"), {"V19"}),
    "ended, with a level": (
        ended,
        lambda b: b.certificate["levels"].append(homes().certificate["levels"][0]),
        {"V19", "V55"},
    ),
    "ended, with less allowed than was left": (
        ended,
        put(*INTERVAL, "allowed", to="1/40"),
        {"V55"},
    ),
    "ended, with everything allowed": (ended, put(*INTERVAL, "allowed", to="1"), {"V55"}),
    "ended, with a smaller gap": (ended, put(*INTERVAL, "high", to="1/4"), {"V55"}),
    "ended, with a larger smallest chance": (ended, put(*INTERVAL, "low", to="11/40"), {"V55"}),
    "ended, with other multipliers": (
        ended,
        put(*INTERVAL, "multipliers", to=[[2, "1"], [3, "-1/9"]]),
        {"V55"},
    ),
    "ended, with a row that does not exist": (
        ended,
        put(*INTERVAL, "multipliers", to=[[2, "1"], [9, "1"]]),
        {"V55"},
    ),
    "ended, and not of the smallest chance": (
        ended,
        put("lottery", "method", to="nash"),
        {"V28", "V55"},
    ),
    "goldilocks without its proof": (goldilocks, put(*BALANCE, to=None), {"V29"}),
    "goldilocks with a proof of nash": (
        goldilocks,
        put(*WELFARE, to=nash().certificate["welfare"]),
        {"V28"},
    ),
    "goldilocks with a higher floor": (goldilocks, put(*BALANCE, "floor", to="3/10"), {"V29"}),
    "goldilocks with a lower cap": (goldilocks, put(*BALANCE, "cap", to="9/20"), {"V29"}),
    "goldilocks with another multiplier": (
        goldilocks,
        put(*BALANCE, "multipliers", 1, 1, to="9"),
        {"V29"},
    ),
    "goldilocks with a multiplier on no row": (
        goldilocks,
        put(*BALANCE, "multipliers", 1, 0, to=9),
        {"V29"},
    ),
    "goldilocks with only a floor": (
        goldilocks,
        put(*BALANCE, "multipliers", to=[[2, "8"]]),
        {"V29"},
    ),
    "goldilocks with another pull": (goldilocks, put(*BALANCE, "pull", to="17"), {"V29"}),
    "goldilocks with more pull than there is": (
        goldilocks,
        put(*BALANCE, "pull", to="19"),
        {"V29"},
    ),
    "goldilocks with a bound that is too high": (
        goldilocks,
        also(put(*BALANCE, "bound", to="3"), put(*BALANCE, "gap", to="-1/6")),
        {"V29"},
    ),
    "goldilocks with a bound that is not proved": (
        goldilocks,
        put(*BALANCE, "multipliers", to=[[1, "-9"], [2, "9"]]),
        {"V29"},
    ),
    "goldilocks with a gap hidden": (goldilocks, put(*BALANCE, "bound", to="14/5"), {"V29"}),
    "goldilocks with a gap invented": (goldilocks, put(*BALANCE, "gap", to="1/9"), {"V29"}),
    "goldilocks with a gap that is too large": (
        goldilocks,
        also(put(*BALANCE, "bound", to="14/5"), put(*BALANCE, "gap", to="1/30")),
        {"V29"},
    ),
    "equal chances with a multiplier": (even, put(*BALANCE, "multipliers", to=[[0, "1"]]), {"V29"}),
    "equal chances with a pull": (even, put(*BALANCE, "pull", to="1"), {"V29"}),
    "equal chances with a gap": (
        even,
        also(put(*BALANCE, "bound", to="1"), put(*BALANCE, "gap", to="1")),
        {"V29"},
    ),
    # the draw
    "the seed exchanged": (homes, put("draw", "seed", to="another seed"), {"V24"}),
    "the seed not clean": (homes, put("draw", "seed", to="a  test"), {"V24"}),
    "public value B exchanged": (homes, other_randomness, {"V24", "V25"}),
    "public value A exchanged": (homes, other_construction, {"V17", "V24"}),
    "public value B empty": (cut, put("draw", "randomness", to=""), {"V24", "V25"}),
    "the number wrong": (homes, next_number, {"V25"}),
    "the number too large": (homes, put("draw", "number", to=12), {"V25", "V27"}),
    "a number of another range": (homes, put("draw", "of", to=1000), {"V25"}),
    "other people invited": (homes, other_panel, {"V27"}),
    "other people in draw.json": (homes, put("draw", "panel", to=["p1", "p2"]), {"V27"}),
    "another list of panels committed": (
        homes,
        put("lottery", "seating_sha256", to="0" * 64),
        {"V26"},
    ),
    "another proof committed": (homes, put("draw", "certificate_sha256", to="0" * 64), {"V26"}),
    "another lottery committed": (homes, put("draw", "lottery_sha256", to="0" * 64), {"V26"}),
    # shapes
    "a method that does not exist": (homes, put("lottery", "method", to="fair"), {"V05"}),
    "a member too many": (homes, put("draw", "note", to="fine"), {"V05"}),
    "a chance as a number": (homes, put(*CHANCE, to=1), {"V05"}),
    "a chance not in lowest terms": (homes, put(*CHANCE, to="2/4"), {"V05"}),
    "a truth value for a number": (homes, put("draw", "number", to=True), {"V05"}),
    "a negative size": (homes, put("lottery", "size", to=-2), {"V05"}),
}


@pytest.mark.parametrize(("make", "change", "expected"), FAULTS.values(), ids=FAULTS)
def test_the_named_checks_fail(
    make: Callable[[], Bundle], change: Change, expected: set[str]
) -> None:
    bundle = make()
    change(bundle)
    result = verified(bundle)
    assert failed(result) == expected
    assert not result.ok


def test_every_check_of_content_fails_for_some_fault() -> None:
    named = set().union(*(expected for _, _, expected in FAULTS.values()))
    # V01-V04 and V06 are about bytes, tried elsewhere; V23 never fails.
    assert {f"V{i:02d}" for i in range(1, 30)} - named == {"V01", "V02", "V03", "V04", "V06", "V23"}


# What stays true after the change must stay accepted: the verifier checks facts, not habits.
STILL_TRUE: dict[str, tuple[Callable[[], Bundle], Change]] = {
    "all multipliers of a level times two thirds": (
        homes,
        put(*LEVEL, "multipliers", 0, 1, to="2/3"),
    ),
    "all multipliers of goldilocks twice, and the pull": (
        goldilocks,
        also(
            put(*BALANCE, "multipliers", to=[[1, "-18"], [2, "16"]]),
            put(*BALANCE, "pull", to="36"),
        ),
    ),
    "a bound of goldilocks that is a little too low": (
        goldilocks,
        also(put(*BALANCE, "bound", to="16999999/6000000"), put(*BALANCE, "gap", to="1/6000000")),
    ),
    "a little more weight in nash, and the gap that comes of it": (
        nash,
        put(*WELFARE, to={"multipliers": [[1, "2"], [2, "8000001/2000000"]], "gap": "1/2000000"}),
    ),
    "the seed not told, its values given": (homes, put("draw", "seed", to=None)),
    # Only `rerun` can tell: hence value B comes after the list of panels is committed.
    "the panels in another order": (homes, rotated),
    "alike panels in one row": (homes, joined),
}


@pytest.mark.parametrize(("make", "change"), STILL_TRUE.values(), ids=STILL_TRUE)
def test_a_true_draw_is_accepted(make: Callable[[], Bundle], change: Change) -> None:
    bundle = make()
    change(bundle)
    assert verified(bundle).ok
