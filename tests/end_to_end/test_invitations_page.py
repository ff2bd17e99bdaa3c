"""docs/invitations.md says what its commands print: from a register of a town to a panel."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
PAGE = (REPOSITORY / "docs" / "invitations.md").read_text(encoding="utf-8")
Shell = Callable[[str], subprocess.CompletedProcess[str]]


def test_the_walk_from_register_to_panel_is_as_the_page_tells(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "fixtures").symlink_to(REPOSITORY / "fixtures")
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    done = shell("\n".join(["set -e", *blocks]))
    assert done.returncode == 0, done.stderr
    printed = " ".join(done.stdout.split())
    for block in re.findall(r"^```text\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
        for paragraph in block.split("\n\n"):
            for line in paragraph.splitlines() if "  " in paragraph else [paragraph]:
                assert " ".join(line.split()) in printed
    figures = dict(re.findall(r"^\| ([^|]+) \| \**([0-9.]+) %\** \|$", PAGE, re.MULTILINE))
    planned, equal, habit = (float(figure) for figure in figures.values())
    assert planned >= 95
    assert planned > max(equal, habit)
    assert f"In {planned:.1f}% of 1,000 simulated rounds" in printed
    assert f"equal chances: a panel in {equal:.1f}% of the rounds" in printed
    assert re.search(rf"20% of them to [^:]+: a panel in {habit:.1f}% of the rounds", printed)
    for fact in ("5,527 letters are needed", "32/251 (12.75%)", "(wave 2 of 2)"):
        assert fact in printed
    for letters, people in (("4,017", "167"), ("1,006", "44")):
        assert f"Letters drawn: {letters} " in printed
        assert f"{people} people in registrants-" in printed
