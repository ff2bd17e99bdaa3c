"""A trial draw: its files say so everywhere, and no check takes them for a real draw (§10.5)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from sortition.dossier.canonical import canonical
from sortition.tables.csv_out import from_csv, to_csv

MARK: Final = "PROEF / TRIAL"
PREFIX: Final = "trial-"


def as_trial(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a draw as those of a trial: another name for each, and the mark inside.

    Tables get a first column that holds the mark in each row, JSON objects a member ``trial`` and
    no format of a draw, the page a banner.
    """
    return {f"{PREFIX}{name}": _marked(name, content) for name, content in files.items()}


def _marked(name: str, content: bytes) -> bytes:
    if name.endswith(".csv"):
        table = from_csv(content)
        return to_csv((MARK, *table.columns), [(MARK, *row) for row in table.rows])
    if name.endswith(".json"):
        return canonical({**json.loads(content), "format": "sortition/trial/1", "trial": MARK})
    banner = (
        f'<p style="position:sticky;top:0;margin:0;max-width:none;padding:.5em;background:#b00020;'
        f"color:#fff;print-color-adjust:exact;-webkit-print-color-adjust:exact;"
        f'font:bold 1.5em sans-serif;text-align:center">{MARK}</p>'
    ).encode()
    page = content.replace(b"<title>", f"<title>{MARK}: ".encode(), 1)
    start = page.index(b"<body")
    end = page.index(b">", start) + 1
    return page[:end] + banner + page[end:]
