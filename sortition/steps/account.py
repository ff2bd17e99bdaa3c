"""The page about a process, made from its journal and its plan alone, as often as they change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from sortition import __version__
from sortition.dossier import case
from sortition.dossier.assurance import assurance
from sortition.dossier.commitment import commitment
from sortition.dossier.folder import replace_file
from sortition.records.journal import Entry, Stage, Step
from sortition.texts import or_english

ACCOUNT: Final = "account.html"


def refresh(dossier: case.Dossier) -> Path | None:
    """Write the account, over an older one; None before anything was drawn.

    It is a view of the journal, not part of the record: no entry holds its hash.
    """
    if dossier.state.stage < Stage.DRAWN:
        return None
    from sortition.report import account_html  # noqa: PLC0415 - most signatures come before it

    plan = dossier.plan
    page = account_html(
        plan=plan,
        entries=dossier.entries,
        assurance=assurance(dossier.entries, plan),
        commitments=_commitments(dossier.entries, plan.language),
        language=or_english(plan.language),
        version=__version__,
    )
    path = dossier.folder / ACCOUNT
    replace_file(path, page)
    return path


def _commitments(entries: Sequence[Entry], language: str) -> Mapping[str, tuple[str, ...]]:
    fixed = (Step.POOL_CLOSED, Step.COMMITTED)
    return {
        entry.hash: commitment(entry.hash, language).words
        for entry in entries
        if entry.step in fixed
    }
