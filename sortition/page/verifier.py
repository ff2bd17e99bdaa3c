"""The verifier page: every check of a draw, in the browser of whoever wants to know."""

from __future__ import annotations

from sortition.page.assemble import assembled


def verifier_page() -> bytes:
    """``verify.html``: one file, no network; it checks bundles, dossiers and draws."""
    return assembled("verifier")
