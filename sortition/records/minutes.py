"""Minutes (proces-verbaal): what one step was, for people to sign."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sortition.errors import Text


class About(StrEnum):
    """What minutes can be about."""

    DRAW = "draw"
    AMENDMENT = "amendment"
    REPLACEMENT = "replacement"
    ALTERNATES = "alternates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Where it was done and who was there, as somebody says; each present is a name and a role."""

    place: str = ""
    present: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the minutes: a heading, sentences, and facts as pairs of what and how.

    ``spoken`` are the words of a commitment, ``digits`` its hash; both may be empty.
    """

    heading: Text
    sentences: tuple[Text, ...] = ()
    facts: tuple[tuple[Text, Text], ...] = ()
    spoken: tuple[str, ...] = ()
    digits: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The whole of it. ``signers`` are names of the parties who sign on paper too."""

    heading: Text
    title: str
    time: str
    occasion: Occasion
    parts: tuple[Part, ...]
    signers: tuple[str, ...]
    head: str
