"""The pictures for citizens, in both languages, from real draws of invented people.

``python docs/site/make_pictures.py`` writes docs/pictures/. Nothing in a picture is made up: the
panels are those of fixtures/tiny, the chances are counted in a draw of it, and the shares are those
of the people in fixtures/dordrecht, of their town, and of a panel drawn from them. The pictures are
black on white, and what matters differs in shape, not in colour only.
"""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from html import escape
from pathlib import Path
from typing import Final

from sortition import steps

REPOSITORY: Final = Path(__file__).resolve().parents[2]
TINY: Final = REPOSITORY / "fixtures" / "tiny"
DORDRECHT: Final = REPOSITORY / "fixtures" / "dordrecht"
PICTURES: Final = REPOSITORY / "docs" / "pictures"
ADDRESS: Final = ("street", "house_number", "postcode")
AGES: Final = ("16-29", "30-44", "45-64", "65+")
SEATS: Final = {"tiny": 5, "dordrecht": 50}
DIE: Final = 3
"""The panel that is framed: what a die with eight sides could show."""

WIDE: Final = 380
"""Units; as wide as a telephone, so that the words stay large enough there."""
LARGER: Final = 1.25
"""How much larger a picture is on a screen that has room for it."""
INK: Final = "#1b1f24"
LINES: Final = (
    '<pattern id="lines" width="5" height="5" patternUnits="userSpaceOnUse" '
    f'patternTransform="rotate(45)"><path d="M0 0V5" stroke="{INK}" stroke-width="2.5"/></pattern>'
)
"""A filling of slanted lines."""

Row = Mapping[str, str]
Words = Mapping[str, str]

WORDS: Final[Mapping[str, Words]] = {
    "en": {
        "comma": ".",
        "panels": "Twelve people, five seats, eight panels",
        "panels_told": (
            "Twelve people, each with a letter: {people}. Below them eight numbered panels of five "
            "people. {panels}. Panel {die} has a frame: that number was drawn."
        ),
        "panel": "panel {number}",
        "panel_told": "Panel {number}: {members}",
        "young": "young",
        "older": "older",
        "north": "north",
        "south": "south",
        "drawn": "drawn",
        "chances": "Everybody’s chance, and why",
        "chances_told": "Bars for the chances of twelve people. {groups}.",
        "share": "{people} people share {seats}",
        "seat": "{seats} seat",
        "seats": "{seats} seats",
        "together": "together {seats}",
        "told": "{names}: {chance}%, {share}",
        "quota": "Of every 100 people, how many are of this age?",
        "quota_told": "For each age three bars. {ages}.",
        "age_told": "{age}: {town} of 100 in town, {pool} of who joined, {panel} in the panel",
        "town": "in town",
        "pool": "who joined",
        "drawn_panel": "in the panel",
    },
    "nl": {
        "comma": ",",
        "panels": "Twaalf mensen, vijf plaatsen, acht panels",
        "panels_told": (
            "Twaalf mensen, elk met een letter: {people}. Daaronder acht genummerde panels van "
            "vijf mensen. {panels}. Om panel {die} staat een rand: dat nummer is geloot."
        ),
        "panel": "panel {number}",
        "panel_told": "Panel {number}: {members}",
        "young": "jong",
        "older": "ouder",
        "north": "noord",
        "south": "zuid",
        "drawn": "geloot",
        "chances": "De kans van iedereen, en waarom",
        "chances_told": "Balken voor de kans van twaalf mensen. {groups}.",
        "share": "{people} mensen delen {seats}",
        "seat": "{seats} plaats",
        "seats": "{seats} plaatsen",
        "together": "samen {seats}",
        "told": "{names}: {chance}%, {share}",
        "quota": "Van elke 100 mensen: hoeveel zijn er zo oud?",
        "quota_told": "Voor elke leeftijd drie balken. {ages}.",
        "age_told": "{age}: {town} van de 100 in de stad, {pool} bij de aanmeldingen, "
        "{panel} in het panel",
        "town": "in de stad",
        "pool": "wie zich aanmeldde",
        "drawn_panel": "in het panel",
    },
}


def read(path: Path, separator: str = ",") -> list[Row]:
    """The rows of a table of the fixtures."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=separator))


# --- the figures ----------------------------------------------------------------------------------


def drawn(name: str) -> tuple[dict[str, Fraction], list[str]]:
    """Everybody's chance in a draw of a fixture, and the ids of the panel."""
    folder = REPOSITORY / "fixtures" / name
    with tempfile.TemporaryDirectory() as room:
        out = Path(room) / "draw"
        steps.draw(
            folder / "registrants.csv",
            folder / "quotas.csv",
            size=SEATS[name],
            household_columns=ADDRESS,
            seed="pictures",
            out=out,
        )
        chances = {
            r["id"]: Fraction(int(r["count"]), int(r["of"])) for r in read(out / "chances.csv")
        }
        return chances, [row["id"] for row in read(out / "panel.csv")]


def eight_panels() -> list[list[str]]:
    """The panels of fixtures/tiny, each a list of ids."""
    return [
        [cell for name, cell in row.items() if name != "panel"] for row in read(TINY / "panels.csv")
    ]


def shares(rows: Iterable[str]) -> dict[str, Fraction]:
    """Which part of people is of each age."""
    counts = Counter(rows)
    return {age: Fraction(counts[age], sum(counts.values())) for age in AGES}


def ages() -> dict[str, tuple[Fraction, Fraction, Fraction]]:
    """For each age its share of the town, of those who joined, and of a panel drawn from them."""
    town = {
        r["value"]: int(r["population"])
        for r in read(DORDRECHT / "margins.csv")
        if r["category"] == "age"
    }
    people = {row["id"]: row["age"] for row in read(DORDRECHT / "registrants.csv", ";")}
    pool = shares(people.values())
    panel = shares(people[person] for person in drawn("dordrecht")[1])
    return {a: (Fraction(town[a], sum(town.values())), pool[a], panel[a]) for a in AGES}


# --- drawing --------------------------------------------------------------------------------------


def text(x: float, y: float, words: str, **how: str) -> str:
    """A line of text; ``how`` are attributes, with _ for -."""
    given = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in how.items())
    return f'<text x="{x:g}" y="{y:g}"{given}>{escape(words)}</text>'


def box(x: float, y: float, wide: float, high: float, **how: str) -> str:
    """A rectangle."""
    given = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in how.items())
    return f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}"{given}/>'


def token(x: float, y: float, person: Row) -> str:
    """A person: a round for the north, a square for the south, black when young, with a letter."""
    young = person["age"] == "16-39"
    paint = f'fill="{INK if young else "#fff"}" stroke="{INK}" stroke-width="1.5"'
    shape = (
        f'<circle cx="{x:g}" cy="{y:g}" r="11.5" {paint}/>'
        if person["area"] == "north"
        else f'<rect x="{x - 11:g}" y="{y - 11:g}" width="22" height="22" {paint}/>'
    )
    ink = "#fff" if young else INK
    return shape + text(x, y + 5, person["name"][0], text_anchor="middle", fill=ink)


def picture(high: float, title: str, told: str, parts: Iterable[str]) -> bytes:
    """The file: a title and a description for who cannot see it, then the shapes."""
    how = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {WIDE} {high:g}",
        "width": f"{WIDE * LARGER:g}",
        "height": f"{high * LARGER:g}",
        "role": "img",
        "aria-labelledby": "title told",
        "font-family": "sans-serif",
        "font-size": "14",
        "fill": INK,
    }
    given = "".join(f' {name}="{value}"' for name, value in how.items())
    lines = (
        f"<svg{given}>",
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="told">{escape(told)}</desc>',
        f"<defs>{LINES}</defs>",
        box(0, 0, WIDE, high, fill="#fff"),
        *parts,
        "</svg>",
        "",
    )
    return "\n".join(lines).encode()


def number(value: Fraction, words: Words) -> str:
    """A number with at most one decimal, as it is written in the language.

    >>> number(Fraction(75, 2), WORDS["nl"])
    '37,5'
    """
    rounded = f"{float(value):.1f}".removesuffix(".0")
    return rounded.replace(".", words["comma"])


def seats(value: Fraction, words: Words) -> str:
    """So many seats, in words."""
    return words["seat" if value == 1 else "seats"].format(seats=number(value, words))


# --- the three pictures ---------------------------------------------------------------------------


def panels_picture(words: Words) -> bytes:
    """Twelve people, and the eight panels that are drawn from."""
    people = {row["id"]: row for row in read(TINY / "registrants.csv")}
    panels = eight_panels()
    first = 132
    told = words["panels_told"].format(
        people=", ".join(_described(person, words) for person in people.values()),
        panels=". ".join(
            words["panel_told"].format(
                number=n, members=" ".join(people[person]["name"][0] for person in panel)
            )
            for n, panel in enumerate(panels, start=1)
        ),
        die=DIE,
    )
    parts = [
        *_everybody(people.values(), words),
        *(
            part
            for n, panel in enumerate(panels, start=1)
            for part in _panel(first + 36 * (n - 1), n, [people[p] for p in panel], words)
        ),
    ]
    return picture(first + 36 * len(panels) - 8, words["panels"], told, parts)


def _described(person: Row, words: Words) -> str:
    age = words["young" if person["age"] == "16-39" else "older"]
    return f"{person['name'][0]} ({age}, {words[person['area']]})"


def _everybody(people: Iterable[Row], words: Words) -> Iterator[str]:
    for n, person in enumerate(people):
        yield token(23 + 30.4 * n, 22, person)
    examples = (("16-39", "north"), ("16-39", "south"), ("40+", "north"), ("40+", "south"))
    for n, (age, area) in enumerate(examples):
        x, y = 23 + 180 * (n % 2), 58 + 28 * (n // 2)
        yield token(x, y, {"age": age, "area": area, "name": " "})
        yield text(x + 20, y + 5, f"{words['young' if age == '16-39' else 'older']}, {words[area]}")


def _panel(y: float, n: int, members: Sequence[Row], words: Words) -> Iterator[str]:
    if n == DIE:
        yield box(3, y - 17, WIDE - 6, 34, fill="none", stroke=INK, stroke_width="3")
        yield text(WIDE - 14, y + 5, words["drawn"], text_anchor="end", font_weight="bold")
    yield text(12, y + 5, words["panel"].format(number=n))
    for place, person in enumerate(members):
        yield token(100 + 34 * place, y, person)


def chances_picture(words: Words) -> bytes:
    """Everybody's chance as a bar, and which seats a group shares."""
    people = {row["id"]: row for row in read(TINY / "registrants.csv")}
    chances = drawn("tiny")[0]
    groups: dict[Fraction, list[str]] = {}
    for person, chance in chances.items():
        groups.setdefault(chance, []).append(person)
    y, parts, told = 6.0, [], []
    for chance, members in groups.items():
        shared = words["share"].format(
            people=len(members), seats=seats(chance * len(members), words)
        )
        parts.append(text(8, y + 15, shared, font_weight="bold"))
        y += 22
        for person in members:
            parts += _bar(y, people[person], chance, words)
            y += 28
        y += 8
        names = ", ".join(people[person]["name"].split()[0] for person in members)
        told.append(
            words["told"].format(names=names, chance=number(chance * 100, words), share=shared)
        )
    total = words["together"].format(seats=seats(sum(chances.values(), Fraction(0)), words))
    parts.append(text(8, y + 12, total, font_weight="bold"))
    return picture(
        y + 24, words["chances"], words["chances_told"].format(groups=". ".join(told)), parts
    )


def _bar(y: float, person: Row, chance: Fraction, words: Words) -> Iterator[str]:
    full = 190
    yield token(20, y + 13, person)
    yield text(38, y + 18, person["name"].split()[0])
    yield box(100, y + 4, full, 18, fill="#fff", stroke="#8a9099")
    yield box(100, y + 4, full * float(chance), 18, fill="url(#lines)", stroke=INK)
    yield text(100 + full + 10, y + 18, f"{number(chance * 100, words)}%")


def quota_picture(words: Words, found: Mapping[str, Sequence[Fraction]]) -> bytes:
    """For each age three bars: the town, those who joined, the panel."""
    fills = ("#fff", "url(#lines)", INK)
    names = (words["town"], words["pool"], words["drawn_panel"])
    parts = []
    for n, (fill, name) in enumerate(zip(fills, names, strict=True)):
        parts.append(box(8, 8 + 22 * n, 26, 14, fill=fill, stroke=INK))
        parts.append(text(42, 20 + 22 * n, name))
    y = 84.0
    for age, three in found.items():
        parts.append(text(8, y + 36, age, font_weight="bold"))
        for n, (fill, share) in enumerate(zip(fills, three, strict=True)):
            long = 480 * float(share)
            parts.append(box(66, y + 20 * n, long, 16, fill=fill, stroke=INK))
            parts.append(text(66 + long + 8, y + 20 * n + 13, f"{round(share * 100)}"))
        y += 76
    told = words["quota_told"].format(
        ages=". ".join(
            words["age_told"].format(
                age=age,
                **{
                    k: round(s * 100) for k, s in zip(("town", "pool", "panel"), three, strict=True)
                },
            )
            for age, three in found.items()
        )
    )
    return picture(y - 6, words["quota"], told, parts)


def build() -> dict[str, bytes]:
    """Every picture by its name."""
    found = ages()
    made = {}
    for language, words in WORDS.items():
        made[f"panels.{language}.svg"] = panels_picture(words)
        made[f"chances.{language}.svg"] = chances_picture(words)
        made[f"quota.{language}.svg"] = quota_picture(words, found)
    return made


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    for name, content in build().items():
        (PICTURES / name).write_bytes(content)
        print(PICTURES / name)
