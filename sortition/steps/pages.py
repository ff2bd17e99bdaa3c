"""Pages to open in a browser: the verifier for anybody, the ceremony for the council room."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sortition.dossier import case, public_in
from sortition.dossier.commitment import commitment
from sortition.dossier.folder import write_file
from sortition.errors import Text, UsageError
from sortition.page import Ceremony, Item, ceremony_page
from sortition.page import verifier_page as page_bytes
from sortition.records.journal import Stage, Step
from sortition.texts import or_english

VERIFIER_PAGE: Final = "verify.html"
CEREMONY_PAGE: Final = "ceremony.html"


def verifier_page(out: Path) -> Path:
    """Write the verifier as one page that needs a browser and nothing else; gives its path.

    Raises UsageError when the file exists or cannot be written.
    """
    write_file(out, page_bytes())
    return out


def ceremony(folder: Path, out: Path) -> Path:
    """Write the page for the evening of the draw, from committed panels; gives its path.

    It holds what the public files of the dossier hold, so nothing about any person. Raises
    UsageError when no panels are committed, or the file exists or cannot be written; InputError
    when the dossier was changed.
    """
    dossier = case.load(folder)
    if dossier.state.stage < Stage.COMMITTED:
        raise UsageError(Text("There are no panels to show yet: first sortition commit."))
    entry, plan = dossier.last(Step.COMMITTED), dossier.plan
    shown = public_in.read_shown(_public_files(dossier, tuple(entry.outputs)))
    fixed = commitment(entry.hash, plan.language)
    page = ceremony_page(
        Ceremony(
            title=plan.title,
            language=or_english(plan.language),
            size=shown.size,
            units=shown.units,
            quotas=tuple(
                Item(category=quota.category, value=quota.value, min=quota.least, max=quota.most)
                for quota in shown.quotas
            ),
            panels=shown.panels,
            sources=plan.randomness,
            commitment=fixed.digits,
            words=fixed.words,
        )
    )
    write_file(out, page)
    return out


def _public_files(dossier: case.Dossier, outputs: tuple[str, ...]) -> dict[str, bytes]:
    place = f"{public_in.PLACE}/"
    return {
        name.removeprefix(place): dossier.content(name)
        for name in outputs
        if name.startswith(place)
    }
