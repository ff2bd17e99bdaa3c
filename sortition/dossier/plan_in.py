"""The plan in ``plan.toml``: read and checked, all problems at once (docs/format.md §11)."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Final, TypeVar

from sortition.dossier.plan_standby import standby_of
from sortition.errors import InputError, Problem, Text, Where
from sortition.records.alternates import MOST_SCENARIOS, Standby
from sortition.records.lottery import Method
from sortition.records.moments import seconds
from sortition.records.names import clean
from sortition.records.plan import BEACONS, Initiator, Party, Plan, Source, SourceKind
from sortition.records.quotas import Quota, Quotas

PLAN: Final = "plan.toml"
FORMAT: Final = "sortition/plan/2"
_OLDER: Final = "sortition/plan/1"
_SMALLEST_THRESHOLD: Final = 3
_USUAL_THRESHOLD: Final = 10
"""That of a plan in the older format, which does not name one."""
_TEMPLATES: Final = Path(__file__).parent / "templates"
_KEY: Final = re.compile(r"(?:ed25519:)?([0-9a-f]{64})", re.ASCII)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOST: Final = 10**9
_GAP: Final = re.compile(r"0(?:\.\d{1,18})?", re.ASCII)
_CHAINS: Final = ("quicknet", "default")
_NUMBERS: Final[Mapping[SourceKind, tuple[str, ...]]] = {
    SourceKind.DIGITS: ("count",),
    SourceKind.DICE: ("count", "of"),
    SourceKind.BALLS: ("count", "of"),
    SourceKind.LOTTERY: ("count", "of"),
    SourceKind.DRAND: ("chain", "round"),
    SourceKind.NIST: ("round",),
    SourceKind.TEXT: (),
}

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


def template(language: str) -> bytes:
    """The plan to fill in, with explanations in the language, or else in English."""
    own = _TEMPLATES / f"plan.{language}.toml"
    if own.is_file():
        return own.read_bytes()
    english = (_TEMPLATES / "plan.en.toml").read_bytes()
    return english.replace(b'language = "en"', f'language = "{language}"'.encode("ascii"))


def read_plan(content: bytes) -> Plan:
    """The plan that a file holds. Raises InputError with everything that is wrong with it."""
    try:
        document = tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise _unusable(_problem("", Text("The file is not UTF-8 text."))) from None
    except tomllib.TOMLDecodeError as error:
        raise _unusable(
            _problem("", Text("The file is not TOML: {why}.", why=str(error)))
        ) from None
    reader = _Reader(document)
    plan = _plan(reader)
    problems = tuple(reader.problems())
    if problems:
        raise _unusable(*problems)
    return plan


def flat(content: bytes) -> dict[str, str]:
    """Every field of a plan by its path, its value as JSON; to see what an amendment changes.

    Raises ValueError when the file is not TOML.
    """
    return dict(_leaves("", tomllib.loads(content.decode("utf-8"))))


def _leaves(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name in sorted(value):
            yield from _leaves(f"{path}.{name}" if path else name, value[name])
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for i, item in enumerate(value):
            yield from _leaves(f"{path}[{i}]", item)
    else:
        yield path, json.dumps(_simple(value), ensure_ascii=False, sort_keys=True)


def _simple(value: object) -> object:
    """Dates and times as the text they are written with."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _unusable(*problems: Problem) -> InputError:
    return InputError(Text("The plan cannot be used as it is."), problems=problems)


def _problem(field: str, text: Text) -> Problem:
    return Problem(
        code="plan",
        where=Where(file=PLAN, column=field or None),
        text=text,
        advice=Text("Correct the file."),
    )


class _Reader:
    """Takes the members of a table one by one, and remembers what is wrong or left over."""

    def __init__(self, members: Mapping[str, object], path: str = "") -> None:
        self._members = members
        self._path = path
        self._asked: set[str] = set()
        self._found: list[Problem] = []

    def problems(self) -> Iterator[Problem]:
        yield from self._found
        for name in self._members:
            if name not in self._asked:
                yield _problem(self._path + name, Text("There is no such field in a plan."))

    def refuse(self, name: str, text: Text) -> None:
        self._found.append(_problem(self._path + name, text))

    def take(self, name: str, right: Callable[[object], T | None], wrong: Text, empty: T) -> T:
        """The member if ``right`` accepts it; else a problem, and ``empty`` to go on with."""
        self._asked.add(name)
        value = right(_simple(self._members.get(name)))
        if value is None:
            self.refuse(name, wrong)
            return empty
        return value

    def text(self, name: str) -> str:
        return self.take(name, _line, Text("This is not filled in."), "")

    def texts(self, name: str, *, some: bool) -> tuple[str, ...]:
        def right(value: object) -> tuple[str, ...] | None:
            if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
                return None
            return tuple(map(clean, value)) if value or not some else None

        return self.take(name, right, Text('This must be a list of names: ["…", "…"].'), ())

    def whole(self, name: str, *, least: int) -> int:
        def right(value: object) -> int | None:
            whole = isinstance(value, int) and not isinstance(value, bool)
            return value if whole and least <= value <= _MOST else None  # type: ignore[operator, return-value]  # whole says so

        wrong = Text("This must be a whole number of {least:d} or more.", least=least)
        return self.take(name, right, wrong, 0)

    def choice(self, name: str, kinds: type[E], empty: E) -> E:
        options = tuple(kind.value for kind in kinds)
        wrong = Text("This must be one of: {options}.", options=options)
        return self.take(name, lambda v: kinds(v) if v in options else None, wrong, empty)

    def tables(self, name: str) -> list[_Reader]:
        """A list of tables, at least one, each with a reader whose problems are collected here."""

        def right(value: object) -> list[_Reader] | None:
            if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
                return None
            return [
                _Reader(v, f"{self._path}{name}[{i + 1}].") for i, v in enumerate(value)
            ] or None

        return self.take(name, right, Text("There must be at least one [[{name}]].", name=name), [])

    def close(self, inner: _Reader) -> None:
        """Take over the problems of a table that has been read."""
        self._found.extend(inner.problems())


def _plan(reader: _Reader) -> Plan:
    form = reader.take(
        "format",
        lambda v: str(v) if v in (FORMAT, _OLDER) else None,
        Text('This must be "{format}".', format=FORMAT),
        "",
    )
    plan = Plan(
        language=reader.take(
            "language",
            _language,
            Text("This must be the short name of a language, such as en or nl."),
            "",
        ),
        title=reader.text("title"),
        purpose=reader.text("purpose"),
        mandate=reader.text("mandate"),
        initiator=reader.choice("initiator", Initiator, Initiator.GOVERNMENT),
        initiator_name=reader.text("initiator_name"),
        organiser=reader.text("organiser"),
        contact=reader.text("contact"),
        population=reader.text("population"),
        eligibility=reader.text("eligibility"),
        quotas_set_by=reader.text("quotas_set_by"),
        categories=reader.texts("categories", some=True),
        size=reader.whole("size", least=1),
        household=reader.texts("household", some=False),
        method=reader.choice("method", Method, Method.LEXIMIN),
        panels=reader.whole("panels", least=0),
        allowed_gap=_allowed_gap(reader),
        threshold=_USUAL_THRESHOLD
        if form == _OLDER
        else reader.whole("threshold", least=_SMALLEST_THRESHOLD),
        retention=reader.take("retention", _day, Text("This must be a day: 2028-12-31."), ""),
        parties=_parties(reader),
        construction=_sources(reader, "construction"),
        randomness=_sources(reader, "randomness"),
        quotas=_quotas(reader),
        weights=_weights(reader),
        standby=_standby(reader),
    )
    _refuse_what_does_not_go_together(reader, plan)
    return plan


def _refuse_what_does_not_go_together(reader: _Reader, plan: Plan) -> None:
    if plan.allowed_gap and plan.method not in (Method.LEXIMIN, Method.MAXIMIN):
        reader.refuse(
            "allowed_gap",
            Text(
                "A gap can be allowed for the methods leximin and maximin only: it is about the "
                "smallest chance."
            ),
        )
    if plan.weights and plan.method not in (Method.LEXIMIN, Method.MAXIMIN):
        reader.refuse(
            "weights",
            Text("Weights are taken into account by the methods leximin and maximin only."),
        )
    if plan.weights and plan.weights not in plan.categories:
        reader.refuse("weights", Text("This must be one of the categories of the plan."))
    if plan.standby and not {c for c, _, _ in plan.standby.dropouts.groups} <= set(plan.categories):
        reader.refuse("alternates", Text("These must be about the categories of the plan."))
    if plan.quotas and {quota.category for quota in plan.quotas} != set(plan.categories):
        reader.refuse("quotas", Text("These must be about the categories of the plan."))


def _allowed_gap(reader: _Reader) -> Fraction:
    """A field that may be left out (11.1)."""

    def right(value: object) -> Fraction | None:
        if value is None:
            return Fraction(0)
        text = value if isinstance(value, str) else ""
        return Fraction(text) if _GAP.fullmatch(text) else None

    wrong = Text('This must be a number below 1, as text: "0.005" is half a percent.')
    return reader.take("allowed_gap", right, wrong, Fraction(0))


def _weights(reader: _Reader) -> str:
    """A field that may be left out (11.5)."""

    def right(value: object) -> str | None:
        if value is None:
            return ""
        return clean(value) or None if isinstance(value, str) else None

    return reader.take("weights", right, Text("This must be the name of a column."), "")


def _standby(reader: _Reader) -> Standby | None:
    """Tables that may be left out (11.6)."""

    def right(value: object) -> tuple[Standby | None] | None:
        if value is None:
            return (None,)
        try:
            return (standby_of(value),)
        except ValueError:
            return None

    wrong = Text(
        "Below [alternates] there must be count, scenarios (at most {most}), worse and dropout "
        '("0.1"), and below [alternates.dropouts.CATEGORY] lines like: "VALUE" = "0.2". Nobody '
        "may drop out with a chance over 1 when the groups they are in are taken together.",
        most=MOST_SCENARIOS,
    )
    none: tuple[Standby | None] = (None,)
    (standby,) = reader.take("alternates", right, wrong, none)
    return standby


def _quotas(reader: _Reader) -> tuple[Quota, ...]:
    """Tables that may be left out (11.4): for each category, values with the least and the most."""

    def right(value: object) -> tuple[Quota, ...] | None:
        if value is None:
            return ()
        try:
            return Quotas.of(tuple(_quota_rows(value))).rows
        except ValueError:
            return None

    wrong = Text('Below [quotas.CATEGORY] there must be lines like: "VALUE" = [13, 14].')
    none: tuple[Quota, ...] = ()
    return reader.take("quotas", right, wrong, none)


def _quota_rows(value: object) -> Iterator[Quota]:
    """Raises ValueError for anything else."""
    for category, values in _named(value):
        for name, bounds in _named(values):
            if not isinstance(bounds, list) or [type(n) for n in bounds] != [int, int]:
                raise ValueError(name)
            low, high = bounds
            yield Quota(category=category, value=name, minimum=low, maximum=high)


def _named(value: object) -> Iterator[tuple[str, object]]:
    """The members of a table that has some, by clean names that are not empty."""
    if not isinstance(value, dict) or not value:
        raise ValueError(value)
    for name, inner in value.items():
        if not clean(name):
            raise ValueError(name)
        yield clean(name), inner


def _line(value: object) -> str | None:
    """Text on one line, without signs that do something to a terminal or a page."""
    found = clean(value) if isinstance(value, str) else ""
    return found if found.isprintable() and found else None


def _language(value: object) -> str | None:
    return value if isinstance(value, str) and _LANGUAGE.fullmatch(value) else None


def _day(value: object) -> str | None:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    return value if _moment(f"{value}T00:00:00Z") else None


def _moment(value: object) -> str | None:
    try:
        seconds(value if isinstance(value, str) else "")
    except ValueError:
        return None
    return str(value)


def _parties(reader: _Reader) -> tuple[Party, ...]:
    parties = []
    for inner in reader.tables("parties"):
        name = inner.text("name")
        key = inner.take("key", _key, Text("This must be the key that sortition keygen shows."), "")
        parties.append(Party(name=name, key=key))
        reader.close(inner)
    for what in ("name", "key"):
        filled = [value for party in parties if (value := getattr(party, what))]
        if len(set(filled)) != len(filled):
            reader.refuse("parties", Text("Two parties have the same {what}.", what=what))
    return tuple(parties)


def _key(value: object) -> str | None:
    match = _KEY.fullmatch(value) if isinstance(value, str) else None
    return match[1] if match else None


def _sources(reader: _Reader, name: str) -> tuple[Source, ...]:
    sources = []
    for inner in reader.tables(name):
        sources.append(_source(inner))
        reader.close(inner)
    return tuple(sources)


def _source(reader: _Reader) -> Source:
    kind = reader.choice("kind", SourceKind, SourceKind.TEXT)
    needs = _NUMBERS[kind]
    when = Text("This must be a moment: 2027-05-01T19:30:00+02:00.")
    chain = Text("This must be one of: {options}.", options=_CHAINS)
    count = reader.whole("count", least=1) if "count" in needs else 0
    source = Source(
        kind=kind,
        source=reader.text("source"),
        when=reader.take("when", _moment, when, ""),
        count=count,
        of=reader.whole("of", least=2) if "of" in needs else 0,
        round=reader.whole("round", least=1) if "round" in needs else 0,
        chain=reader.take("chain", lambda v: str(v) if v in _CHAINS else None, chain, "")
        if "chain" in needs
        else "",
    )
    drawn_once = kind in (SourceKind.BALLS, SourceKind.LOTTERY)
    if drawn_once and source.count > source.of:
        reader.refuse("count", Text("So many different numbers there are not."))
    if kind not in BEACONS and source.count > _LONGEST:
        reader.refuse("count", Text("No more than {most} numbers at a time.", most=_LONGEST))
    return source


_LONGEST: Final = 200
