"""What a caller wants of every command: language, JSON, quiet; known before anything fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

import click

from sortition.errors import Text
from sortition.texts import ENGLISH, LANGUAGES, Language, Translator, translator

VARIABLE = "SORTITION_LANGUAGE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How to speak. Also errors about the options themselves follow it."""

    language: Language = ENGLISH
    json: bool = False
    quiet: bool = False

    @classmethod
    def of(cls, arguments: Sequence[str], environment: Mapping[str, str]) -> Wishes:
        """The wishes in a command line, wherever they stand in it; then in the environment.

        A language that does not exist is left to the option itself to refuse.
        """
        words = list(takewhile(lambda word: word != "--", arguments))
        asked = [environment.get(VARIABLE, ""), *_values(words, "--language")]
        known = [language for name in asked for language in LANGUAGES if language == name]
        return cls(
            language=known[-1] if known else ENGLISH,
            json="--json" in words,
            quiet="--quiet" in words,
        )

    @property
    def speaker(self) -> Translator:
        """The translator for the wished language."""
        return translator(self.language)


def current() -> Wishes:
    """The wishes of the command that runs now."""
    context = click.get_current_context(silent=True)
    found = context.find_root().obj if context else None
    return found if isinstance(found, Wishes) else Wishes()


def words(template: str) -> str:
    """A bare template in the wished language."""
    return current().speaker.plain(template)


def said(text: Text) -> str:
    """A text in the wished language."""
    return current().speaker.text(text)


def _values(words: Sequence[str], option: str) -> list[str]:
    following = [value for name, value in pairwise(words) if name == option]
    joined = [word.partition("=")[2] for word in words if word.startswith(f"{option}=")]
    return following + joined
