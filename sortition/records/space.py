"""The problem in profile space (words: docs/glossary.md; numbering: docs/format.md §4)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sortition.records.quotas import Quotas


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """People who cannot be told apart by the rules: same values, same kind of home.

    ``people`` are indices into the pool's registrants, ascending.
    """

    values: tuple[str, ...]
    kind: int | None
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeKind:
    """Shared homes with the same composition; each home lists the indices of its people."""

    homes: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """People who take turns in the seats of a panel (docs/format.md 5.1).

    Everyone of a profile without shared homes, or those of one home who have the same profile.
    ``home`` numbers the shared homes through all kinds; None for people without one. ``people``
    are ascending.
    """

    profile: int
    home: int | None
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One linear condition: ``lower <= sum(weight * seats of profile) <= upper``.

    ``profiles`` and ``weights`` run in parallel; ``lower`` None means no lower bound.
    """

    profiles: tuple[int, ...]
    weights: tuple[int, ...]
    lower: int | None
    upper: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """A pool, its quotas and a panel size, as profiles and rows.

    A panel is a whole number of seats per profile, at most the profile's people, that meets every
    row. ``labels`` names the people (ids); rows are the size, the quotas, the kinds of homes,
    and where there are weights, the people of profiles.
    """

    size: int
    quotas: Quotas
    labels: tuple[str, ...]
    profiles: tuple[Profile, ...]
    kinds: tuple[HomeKind, ...]

    @property
    def counts(self) -> tuple[int, ...]:
        """People per profile, n_t."""
        return tuple(len(profile.people) for profile in self.profiles)

    @property
    def weights(self) -> tuple[int, ...]:
        """How large a chance the people of each profile are to have beside others; 1 for all."""
        if not self.quotas.weights:
            return (1,) * len(self.profiles)
        at = self.quotas.categories.index(self.quotas.weights)
        return tuple(int(profile.values[at]) for profile in self.profiles)

    @property
    def masses(self) -> tuple[int, ...]:
        """People times weight per profile: what a chance divided by its weight is a part of."""
        return tuple(n * w for n, w in zip(self.counts, self.weights, strict=True))

    @property
    def unweighed(self) -> Space:
        """The same space without weights; it has the same panels."""
        return replace(self, quotas=replace(self.quotas, weights=""))

    def people_of(self, profile: int) -> int:
        """People of one profile; unlike ``counts`` it looks at no other."""
        return len(self.profiles[profile].people)

    def queues(self) -> tuple[Queue, ...]:
        """Profiles without shared homes first; then home by home, in the order of the kinds."""
        profile_of = {i: t for t, profile in enumerate(self.profiles) for i in profile.people}
        queues = [
            Queue(profile=t, home=None, people=profile.people)
            for t, profile in enumerate(self.profiles)
            if profile.kind is None
        ]
        homes = [home for kind in self.kinds for home in kind.homes]
        for h, home in enumerate(homes):
            alike: dict[int, list[int]] = {}
            for person in home:
                alike.setdefault(profile_of[person], []).append(person)
            queues += [Queue(profile=t, home=h, people=tuple(alike[t])) for t in sorted(alike)]
        return tuple(queues)

    def rows(self) -> tuple[Row, ...]:
        """Size, quotas, kinds of homes, people with a weight, in that order (format.md 4.6)."""
        everyone = tuple(range(len(self.profiles)))
        size = _ones(everyone, self.size, self.size)
        categories = self.quotas.categories
        holders: dict[tuple[str, str], list[int]] = {}
        of_kind: list[list[int]] = [[] for _ in self.kinds]
        for t, profile in enumerate(self.profiles):
            for category, value in zip(categories, profile.values, strict=True):
                holders.setdefault((category, value), []).append(t)
            if profile.kind is not None:
                of_kind[profile.kind].append(t)
        quotas = tuple(
            _ones(holders.get((row.category, row.value), []), row.minimum, row.maximum)
            for row in self.quotas.rows
        )
        homes = tuple(
            _ones(members, 0, len(kind.homes))
            for members, kind in zip(of_kind, self.kinds, strict=True)
        )
        weighed = tuple(
            _ones((t,), 0, self.people_of(t)) for t, w in enumerate(self.weights) if w > 1
        )
        return (size, *quotas, *homes, *weighed)


def _ones(profiles: list[int] | tuple[int, ...], lower: int, upper: int) -> Row:
    return Row(profiles=tuple(profiles), weights=(1,) * len(profiles), lower=lower, upper=upper)
