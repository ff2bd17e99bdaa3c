"""A dossier whose plan names weights."""

from __future__ import annotations

import random
from pathlib import Path

from sortition import steps
from tests.processes import COMPLETE, SECRET, moment, plan, signed

PEOPLE = 60
WEIGHTS = ("100", "150", "300")


def weighed(folder: Path, seed: int, *, threshold: int = 3, named: str = "letter_weight") -> Path:
    """The dossier, drawn; ``threshold`` says how large groups must be that are told in public."""
    chance = random.Random(f"weighed {seed}")
    lines = [
        f"P{i:03},{chance.choice(('16-39', '40+'))},{chance.choice(('north', 'south'))},"
        f"{chance.choice(WEIGHTS)}"
        for i in range(PEOPLE)
    ]
    people = folder / "people.csv"
    people.write_text("\n".join(["id,age,area,letter_weight", *lines, ""]), "utf-8")
    seats = "age,16-39,2,2\nage,40+,2,2\narea,north,1,3\narea,south,1,3\n"
    (folder / "seats.csv").write_text(f"category,value,min,max\n{seats}", "utf-8")
    text = plan(COMPLETE).replace('["age", "area"]', '["age", "area", "letter_weight"]')
    text = text.replace("threshold = 3", f"threshold = {threshold}")
    text = text.replace('method = "leximin"', f'method = "leximin"\nweights = "{named}"')
    (folder / "plan.toml").write_text(text, "utf-8")
    process = folder / "process"
    steps.new(process, time=moment(0), secret=SECRET, template=folder / "plan.toml")
    signed(process, 1)
    sheets = steps.Sheets(registrants=people, quotas=folder / "seats.csv", id_column="id")
    steps.close_pool(process, sheets, time=moment(2))
    steps.randomness(process, [steps.Typed(value="SUN", source="paper")], time=moment(3))
    steps.commit(process, time=moment(4))
    steps.randomness(process, [steps.Typed(value="RAIN", source="paper")], time=moment(5))
    steps.draw_dossier(process, time=moment(6))
    return process
