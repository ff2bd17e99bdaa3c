"""Marking a string as one to translate."""

from __future__ import annotations


def N_(template: str) -> str:  # noqa: N802 - the name by which gettext tools know it
    """Mark a string for translation and return it unchanged."""
    return template
