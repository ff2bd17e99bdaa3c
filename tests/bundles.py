"""Tiny draws worked out by hand, built from docs/format.md alone, for tests of the verifier.

A :class:`Bundle` holds the content of every file in the open, so that a test can change any of it;
:func:`files_of` writes the files and recomputes every hash, as a careful cheat would.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

from sortition.draw.tickets import from_seed, number, ticket

Json = Any


@dataclass(slots=True, kw_only=True)
class Bundle:
    """The content of a draw. ``people`` maps ids to all cells; ``panels`` are lists of ids.

    ``seating`` are the rows of seating.csv.
    """

    header: list[str]
    people: dict[str, list[str]]
    drawn: list[str]
    seating: list[list[str]]
    panels: list[list[str]]
    chances: list[list[str]]
    lottery: dict[str, Json]
    certificate: dict[str, Json]
    draw: dict[str, Json]

    def copy(self) -> Bundle:
        return deepcopy(self)


def honest() -> dict[str, Bundle]:
    """Every hand-made draw, by name."""
    return {
        "homes": homes(),
        "long": long(),
        "gap": gap(),
        "cut": cut(),
        "alone": alone(),
        "maximin": maximin(),
        "nash": nash(),
        "nash with a cut": nash_with_a_cut(),
        "goldilocks": goldilocks(),
        "even": even(),
        "ended": ended(),
    }


def homes() -> Bundle:
    """Six people, two seats: one below 30 and one of 30 or more; p1 and p3 share a home.

    Two young people share a seat (1/2 each), four older ones share the other (1/4 each). p3 sits
    with p2 only, so p2 is with p3 in 3 panels of 12 and p1 has the six panels without p2.
    """
    a, b = from_seed("a test")
    order = sorted(["p4", "p5", "p6"], key=lambda person: ticket(a, "seat", person))
    partners = ["p1", "p2", "p1", "p1", "p2", "p1", "p2", "p1", "p1"]
    panels = [sorted([partner, order[i % 3]]) for i, partner in enumerate(partners)]
    panels[2:2] = [["p2", "p3"]] * 2
    panels.append(["p2", "p3"])
    return _bundle(
        header=["id", "age", "house_number", "name", "postcode", "street"],
        people={
            "p1": ["p1", "16-29", "12 - A", "=SUM(A1)", "1234AB", "Dorpsstraat"],
            "p2": ["p2", "16-29", "", 'Neil "O", jr', "", ""],
            "p3": ["p3", "30+", "12a", "", "1234 ab", " DORPSSTRAAT"],
            "p4": ["p4", "30+", "12 - 1", "-5", "1234AB", "Dorpsstraat"],
            "p5": ["p5", "30+", "121", "a\nb", "1234AB", "Dorpsstraat"],
            "p6": ["p6", " 30+", "", "", "", " - "],
        },
        categories=["age"],
        quotas=[("age", "16-29", 1, 1), ("age", "30+", 1, 1)],
        kinds=[[["p1", "p3"]]],
        profiles=[
            (["16-29"], None, ["p2"], "1/2"),
            (["30+"], None, ["p4", "p5", "p6"], "1/4"),
            (["16-29"], 0, ["p1"], "1/2"),
            (["30+"], 0, ["p3"], "1/4"),
        ],
        panels=panels,
        levels=[
            ("1/4", [1, 3], [[2, "1"]], "0"),
            ("1/2", [0, 2], [[1, "1"]], "0"),
        ],
        cuts=[],
        reach={
            "state": "exact",
            "combination": [
                ["1/2", [[1, 1], [2, 1]]],
                ["1/4", [[0, 1], [3, 1]]],
                ["1/4", [[0, 1], [1, 1]]],
            ],
        },
        values=("a test", a, b),
        household=["street", "house_number", "postcode"],
    )


def long() -> Bundle:
    """The same draw with 50,000 copies of each panel: too long for panels.csv."""
    bundle = homes()
    rows = [seats for _, _, seats in bundle.seating]
    bundle.seating = [[f"{50_000 * j:06d}", "50000", seats] for j, seats in enumerate(rows)]
    bundle.panels = people_of(bundle)
    units = len(bundle.panels)
    bundle.lottery["units"] = bundle.draw["of"] = bundle.draw["settings"]["units"] = units
    bundle.lottery["spread"] = {"distinct": 3, "together": None}
    bundle.chances = chances(bundle.panels, sorted(bundle.people))
    bundle.draw["number"] = number(bundle.draw["randomness"], "draw", units)
    bundle.drawn = bundle.draw["panel"] = bundle.panels[bundle.draw["number"]]
    return bundle


def ended() -> Bundle:
    """The same draw, its computation ended: by the multipliers of :func:`gap` nobody has 11/39."""
    bundle = homes()
    bundle.certificate["levels"] = []
    bundle.certificate["interval"] = {
        "allowed": "1/20",
        "low": "1/4",
        "high": "11/39",
        "multipliers": [[2, "1"], [3, "-1/10"]],
        "moments": 7,
    }
    return bundle


def gap() -> Bundle:
    """The same draw with a proof that is not complete, and not shown to be reached exactly.

    Level 0 also uses the row of the home, times -1/10: a = 1 and 9/10 for the older, -1/10 for p1,
    so B = 1 + 1/10, and 3·1/4 + 9/10·1/4 = 39/40 is reached: the gap is 1/8.
    """
    bundle = homes()
    level = bundle.certificate["levels"][0]
    level["multipliers"] = [[2, "1"], [3, "-1/10"]]
    level["gap"] = "1/8"
    bundle.certificate["reach"] = {"state": "rounded"}
    return bundle


def cut() -> Bundle:
    """Two seats, one A and one B, one C and one D. d1 has A and D: nobody with B and C is there.

    So d1 can sit in no panel, b1 sits in every panel, a1 and a2 take turns.
    """
    a, b = "14 7 23 4", "6 5 4"
    order = sorted(["a1", "a2"], key=lambda person: ticket(a, "seat", person))
    return _bundle(
        header=["id", "x", "y"],
        people={
            "a1": ["a1", "A", "C"],
            "a2": ["a2", "a", "c"],
            "b1": ["b1", "B", "D"],
            "d1": ["d1", "A", "D"],
        },
        categories=["x", "y"],
        quotas=[("x", "A", 1, 1), ("x", "B", 1, 1), ("y", "C", 1, 1), ("y", "D", 1, 1)],
        kinds=[],
        profiles=[
            (["A", "C"], None, ["a1", "a2"], "1/2"),
            (["A", "D"], None, ["d1"], "0"),
            (["B", "D"], None, ["b1"], "1"),
        ],
        panels=[[order[i % 2], "b1"] for i in range(10)],
        levels=[
            ("0", [1], [[5, "1"]], "0"),
            ("1/2", [0], [[3, "1"]], "0"),
            ("1", [2], [], "0"),
        ],
        cuts=[{"weights": [[1, 1]], "bound": 0, "reason": "unseatable", "after": 0}],
        reach={"state": "exact", "combination": [["1", [[0, 1], [2, 1]]]]},
        values=(None, a, b),
        household=[],
    )


def alone() -> Bundle:
    """One person, one seat, one panel."""
    return _bundle(
        header=["number", "x"],
        people={"-": ["-", "yes"]},
        categories=["x"],
        quotas=[("x", "no", 0, 0), ("x", "yes", 0, 1)],
        kinds=[],
        profiles=[(["yes"], None, ["-"], "1")],
        panels=[["-"]],
        levels=[("1", [0], [], "0")],
        cuts=[],
        reach={"state": "exact", "combination": [["1", [[0, 1]]]]},
        values=(None, "A", "B"),
        household=[],
    )


def maximin() -> Bundle:
    """The draw of :func:`homes` for the method maximin: only the smallest chance is proved."""
    bundle = homes()
    bundle.lottery["method"] = "maximin"
    del bundle.certificate["levels"][1]
    return bundle


def nash() -> Bundle:
    """The same draw for nash. Inverse chances are 2 and 4, and so are the rows' multipliers.

    B = 2·1 + 4·1 = 6, the number of people: the gap is 0.
    """
    bundle = homes()
    bundle.lottery["method"] = "nash"
    bundle.certificate["levels"] = []
    bundle.certificate["welfare"] = {"multipliers": [[1, "2"], [2, "4"]], "gap": "0"}
    return bundle


def nash_with_a_cut() -> Bundle:
    """The draw of :func:`cut` for nash: d1 is not counted, b1 is bounded by being one person.

    B = 2·1 for the quota of C, and 1·1 for b1, who has no multiplier: 3, the number of the others.
    """
    bundle = cut()
    bundle.lottery["method"] = "nash"
    del bundle.certificate["levels"][1:]
    bundle.certificate["welfare"] = {"multipliers": [[3, "2"]], "gap": "0"}
    return bundle


def goldilocks() -> Bundle:
    """The draw of :func:`homes` for goldilocks: floor 1/4, cap 1/2, even chance 1/3.

    Older at most 1 (times 8) and younger at least 1 (times 9): P = 4·8 = 32, Q = 2·9 = 18,
    S = 8 - 9 = -1, and 32·1/4 = -1 + 18·1/2. The cost is 3/2 + 4/3 = 17/6; d = 17/6 - 1/6 = 8/3,
    and d² is 4·32/18 = 64/9: the line is the tangent, nothing costs less.
    """
    bundle = homes()
    bundle.lottery["method"] = "goldilocks"
    bundle.certificate["levels"] = []
    bundle.certificate["balance"] = {
        "floor": "1/4",
        "cap": "1/2",
        "multipliers": [[1, "-9"], [2, "8"]],
        "pull": "18",
        "bound": "17/6",
        "gap": "0",
    }
    return bundle


def even() -> Bundle:
    """The draw of :func:`alone` for goldilocks: all chances are equal."""
    bundle = alone()
    bundle.lottery["method"] = "goldilocks"
    bundle.certificate["levels"] = []
    bundle.certificate["balance"] = {
        "floor": "1",
        "cap": "1",
        "multipliers": [],
        "pull": "0",
        "bound": "2",
        "gap": "0",
    }
    return bundle


def _bundle(
    *,
    header: list[str],
    people: dict[str, list[str]],
    categories: list[str],
    quotas: list[tuple[str, str, int, int]],
    kinds: list[list[list[str]]],
    profiles: list[tuple[list[str], int | None, list[str], str]],
    panels: list[list[str]],
    levels: list[tuple[str, list[int], list[list[Json]], str]],
    cuts: list[Json],
    reach: Json,
    values: tuple[str | None, str, str],
    household: list[str],
) -> Bundle:
    seed, a, b = values
    drawn = number(b, "draw", len(panels))
    lottery = {
        "format": "sortition/lottery/3",
        "method": "leximin",
        "size": len(panels[0]),
        "units": len(panels),
        "construction": a,
        "categories": categories,
        "quotas": [
            {"category": c, "value": v, "min": low, "max": high, "min_flex": None, "max_flex": high}
            for c, v, low, high in quotas
        ],
        "profiles": [
            {"values": values_, "kind": kind, "people": ids, "chance": chance}
            for values_, kind, ids, chance in profiles
        ],
        "kinds": [{"homes": home_list} for home_list in kinds],
        "spread": spread(panels, sorted(people)),
    }
    certificate = {
        "format": "sortition/certificate/3",
        "cuts": cuts,
        "levels": [
            {"chance": chance, "profiles": of, "multipliers": multipliers, "gap": gap_}
            for chance, of, multipliers, gap_ in levels
        ],
        "welfare": None,
        "balance": None,
        "reach": reach,
    }
    draw = {
        "format": "sortition/draw/3",
        "seed": seed,
        "randomness": b,
        "number": drawn,
        "of": len(panels),
        "panel": panels[drawn],
        "settings": {
            "household_columns": household,
            "id_column": header[0],
            "language": "en",
            "units": len(panels),
            "version": "0.1.0",
        },
    }
    return Bundle(
        header=header,
        people=people,
        drawn=panels[drawn],
        seating=seating(lottery, panels),
        panels=panels,
        chances=chances(panels, sorted(people)),
        lottery=lottery,
        certificate=certificate,
        draw=draw,
    )


def queues(lottery: Json) -> list[list[str]]:
    """The ids of each queue (5.1)."""
    profile_of = {i: t for t, p in enumerate(lottery["profiles"]) for i in p["people"]}
    found = [profile["people"] for profile in lottery["profiles"] if profile["kind"] is None]
    for kind in lottery["kinds"]:
        for home in kind["homes"]:
            of_home = sorted({profile_of[person] for person in home})
            found += [[person for person in home if profile_of[person] == t] for t in of_home]
    return found


def seating(lottery: Json, panels: list[list[str]]) -> list[list[str]]:
    """The rows of seating.csv (5.1) for panels of people, one row for each."""
    queue_of = {person: q for q, people in enumerate(queues(lottery)) for person in people}
    width = len(str(len(panels) - 1))
    return [
        [f"{j:0{width}d}", "1", " ".join(map(str, sorted(queue_of[person] for person in panel)))]
        for j, panel in enumerate(panels)
    ]


def people_of(bundle: Bundle) -> list[list[str]]:
    """The people of every panel of seating.csv, one after another (5.2)."""
    a = bundle.lottery["construction"]
    lines = [
        sorted(people, key=lambda person: ticket(a, "seat", person))
        for people in queues(bundle.lottery)
    ]
    panels = []
    for _, copies, seats in bundle.seating:
        for _ in range(int(copies)):
            panel = []
            for q in map(int, seats.split(" ")):
                panel.append(lines[q][0])
                lines[q].append(lines[q].pop(0))
            panels.append(sorted(panel))
    return panels


def chances(panels: list[list[str]], ids: list[str]) -> list[list[str]]:
    """The rows of chances.csv (5.2)."""
    held = Counter(person for panel in panels for person in panel)
    of = len(panels)
    return [
        [person, str(held[person]), str(of), _six(Fraction(held[person], of))] for person in ids
    ]


def _six(share: Fraction) -> str:
    whole, rest = divmod(int(share * 10**6 + Fraction(1, 2)), 10**6)
    return f"{whole}.{rest:06d}"


def spread(panels: list[list[str]], ids: list[str]) -> dict[str, Json]:
    """The figures of 4.5, pair by pair."""
    of = len(panels)
    held = Counter(person for panel in panels for person in panel)
    pairs = Counter(pair for panel in panels for pair in combinations(sorted(panel), 2))
    together = [
        Fraction(pairs[one, two], of) - Fraction(held[one] * held[two], of**2)
        for one, two in combinations(ids, 2)
    ]
    return {
        "distinct": len({tuple(panel) for panel in panels}),
        "together": str(max(together, default=Fraction(0))),
    }


def files_of(bundle: Bundle) -> dict[str, bytes]:
    """Every file of the bundle, all hashes recomputed."""
    width = len(str(len(bundle.panels) - 1))
    size = max(map(len, bundle.panels))
    others = [person for person in sorted(bundle.people) if person not in bundle.drawn]
    files = {
        "panel.csv": _csv([bundle.header, *(bundle.people[person] for person in bundle.drawn)]),
        "not_drawn.csv": _csv([bundle.header, *(bundle.people[person] for person in others)]),
        "chances.csv": _csv([["id", "count", "of", "chance"], *bundle.chances]),
        "seating.csv": _csv([["first", "copies", "seats"], *bundle.seating]),
        "certificate.json": json_bytes(bundle.certificate),
        "report.html": b"<!doctype html>\n",
    }
    if len(bundle.panels) * size <= 1_000_000:
        files["panels.csv"] = _csv(
            [
                ["panel", *map(str, range(1, size + 1))],
                *([f"{j:0{width}d}", *panel] for j, panel in enumerate(bundle.panels)),
            ]
        )
    hashes = {
        "seating_sha256": _sha256(files["seating.csv"]),
        "certificate_sha256": _sha256(files["certificate.json"]),
    }
    files["lottery.json"] = json_bytes({**hashes, **bundle.lottery})
    hashes["lottery_sha256"] = _sha256(files["lottery.json"])
    files["draw.json"] = json_bytes({**hashes, **bundle.draw})
    return sealed(files)


def sealed(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files with a new manifest (1.2)."""
    listed = [
        {"bytes": len(content), "name": name, "sha256": _sha256(content)}
        for name, content in sorted(files.items())
        if name != "manifest.json"
    ]
    manifest = {"files": listed, "format": "sortition/manifest/3"}
    return {**files, "manifest.json": json_bytes(manifest)}


def write(folder: Path, files: dict[str, bytes]) -> Path:
    """The files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def json_bytes(value: Json) -> bytes:
    """Canonical JSON (2.5); text here has no control characters that need more care."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


def _csv(rows: list[list[str]]) -> bytes:
    return "".join(",".join(map(_cell, row)) + "\n" for row in rows).encode()


def _cell(text: str) -> str:
    number_like = text.lstrip("+-").replace(".", "", 1).replace(",", "", 1).isdigit()
    if text[:1] in {"=", "+", "-", "@", "'", "\t", "\r"} and not number_like:
        text = "'" + text
    if any(mark in text for mark in ',"\n\r'):
        text = '"' + text.replace('"', '""') + '"'
    return text


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
