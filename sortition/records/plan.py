"""The plan: what is agreed before anybody can know the outcome (docs/format.md §11)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import comb, perm

from sortition.records.alternates import Standby
from sortition.records.lottery import Method
from sortition.records.quotas import Quota


class Initiator(StrEnum):
    """Who took the initiative."""

    GOVERNMENT = "government"
    RESIDENTS = "residents"
    ORGANISATION = "organisation"


class SourceKind(StrEnum):
    """Where a public value comes from (docs/format.md 14.2)."""

    DIGITS = "digits"
    DICE = "dice"
    BALLS = "balls"
    LOTTERY = "lottery"
    DRAND = "drand"
    NIST = "nist"
    TEXT = "text"


BEACONS = (SourceKind.DRAND, SourceKind.NIST)
"""Sources that number their values; the number is announced."""

LOOKED_UP = (SourceKind.LOTTERY, *BEACONS)
"""Sources whose values anybody can look up afterwards, without having been there."""

_BEACON_OUTCOMES = 2**256


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One announced source of a public value.

    ``count`` numbers out of 1 to ``of`` (dice: ``of`` sides; digits: always ten); ``round`` is the
    number of the beacon's value and ``chain`` the beacon's name. What a kind does not use is 0 or
    empty.
    """

    kind: SourceKind
    source: str
    when: str
    count: int = 0
    of: int = 0
    round: int = 0
    chain: str = ""

    @property
    def outcomes(self) -> int | None:
        """In how many ways it can come out, each as likely as the others; None when unknown."""
        match self.kind:
            case SourceKind.DIGITS:
                return int(10**self.count)
            case SourceKind.DICE:
                return int(self.of**self.count)
            case SourceKind.BALLS:
                return perm(self.of, self.count)
            case SourceKind.LOTTERY:
                return comb(self.of, self.count)
            case SourceKind.DRAND | SourceKind.NIST:
                return _BEACON_OUTCOMES
            case SourceKind.TEXT:
                return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody who must sign; ``key`` is an Ed25519 public key, 64 hexadecimal digits."""

    name: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that is agreed. ``panels`` is M, or 0 when the tool chooses it.

    ``threshold`` is the smallest group of people that may be told apart in public (>= 3).
    ``allowed_gap`` is how much larger the smallest chance could be at most, should the computation
    be ended by a time limit; 0: then nothing is drawn.

    ``quotas`` are the quotas that were agreed, in canonical order, or none when they come with the
    pool only. ``weights`` names the category whose values say how large a chance somebody is to
    have beside others; empty: all alike. ``construction`` and ``randomness`` are the announced
    sources of value A and value B, in the order in which their values are combined. ``standby`` is
    what was agreed on alternates; None: there will be none.
    """

    language: str
    title: str
    purpose: str
    mandate: str
    initiator: Initiator
    initiator_name: str
    organiser: str
    contact: str
    population: str
    eligibility: str
    quotas_set_by: str
    categories: tuple[str, ...]
    size: int
    household: tuple[str, ...]
    method: Method
    panels: int
    threshold: int
    allowed_gap: Fraction
    retention: str
    parties: tuple[Party, ...]
    construction: tuple[Source, ...]
    randomness: tuple[Source, ...]
    quotas: tuple[Quota, ...] = ()
    weights: str = ""
    standby: Standby | None = None
