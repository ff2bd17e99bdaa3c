"""Derived quotas as a table for people and for a draw: each number with its source."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from sortition.errors import Text
from sortition.records.diagnosis import Alternative, changed
from sortition.records.population import Figure, Source
from sortition.records.quotas import Quota, Quotas
from sortition.records.seats import SeatPlan, SeatShare
from sortition.report.diagnosis import change_text
from sortition.texts import N_, Language, Translator, translator
from sortition.texts.columns import column

_QUOTA = ("category", "value", "min", "max")
_FLEX = ("min_flex", "max_flex")
_EXPLAINED = (
    *(N_("share"), N_("seats")),
    *(N_("population"), N_("of"), N_("source"), N_("year"), N_("choice")),
)
_CHANGED = (N_("change"),)
_SHOWN_COLUMNS = 2
_SHOWN_SPANS = 3


def quota_table(
    plan: SeatPlan, *, language: Language
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of a quota file in a language; what is not a quota explains it.

    ``population`` and ``of`` are exact, so that every bound can be computed from them again.
    """
    speaker = translator(language)
    totals: dict[str, Fraction] = {}
    for row in plan.rows:
        before = totals.get(row.figure.category, Fraction(0))
        totals[row.figure.category] = before + row.figure.people
    rows = [_row(row, totals[row.figure.category], speaker) for row in plan.rows]
    return _header(_QUOTA, _EXPLAINED, speaker), rows


def relaxed_table(
    quotas: Quotas,
    cells: Iterable[tuple[str, str]],
    alternative: Alternative,
    *,
    language: Language,
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of the quota file after a change; each row that changed says from what.

    ``cells`` are category and value of each of ``quotas``, as they are written in such a file. Flex
    bounds that the change goes beyond go along with it.
    """
    speaker = translator(language)
    rows = []
    after = changed(quotas, alternative.changes)
    for old, row, (category, value) in zip(quotas.rows, after.rows, cells, strict=True):
        said = (speaker.text(change_text(c)) for c in alternative.changes if c.quota == old)
        bounds = (row.minimum, row.maximum, *_flex(row))
        shown = ("" if bound is None else str(bound) for bound in bounds)
        rows.append((category, value, *shown, "; ".join(said)))
    return _header((*_QUOTA, *_FLEX), _CHANGED, speaker), rows


def _header(read: Iterable[str], explained: Iterable[str], speaker: Translator) -> tuple[str, ...]:
    """Columns that are read back, then those for people only."""
    return (
        *(column(name, speaker.language) for name in read),
        *(speaker.plain(name) for name in explained),
    )


def _flex(row: Quota) -> tuple[int | None, int | None]:
    low = None if row.min_flex is None else min(row.min_flex, row.minimum)
    return low, None if row.max_flex is None else max(row.max_flex, row.maximum)


def _row(row: SeatShare, total: Fraction, speaker: Translator) -> tuple[str, ...]:
    figure = row.figure
    return (
        figure.category,
        figure.value,
        str(row.minimum),
        str(row.maximum),
        speaker.percent(row.share, 2),
        speaker.decimal(row.exact, 2),
        exact(figure.people, speaker),
        exact(total, speaker),
        "; ".join(_unique(speaker.text(source_text(s)) for s in figure.sources)),
        ", ".join(_unique(source.year for source in figure.sources if source.year)),
        "" if row.reason is None else speaker.text(row.reason),
    )


def exact(number: Fraction, speaker: Translator) -> str:
    """The number without rounding: with decimals where these end, else as a fraction.

    >>> exact(Fraction(55, 2), translator("nl")), exact(Fraction(1, 3), translator("nl"))
    ('27,5', '1/3')
    """
    rest, decimals = number.denominator, 0
    while rest % 2 == 0 or rest % 5 == 0:
        rest //= 10 if rest % 10 == 0 else 2 if rest % 2 == 0 else 5
        decimals += 1
    if rest != 1:
        return str(number)
    digits = f"{number.numerator * 10**decimals // number.denominator:0{decimals + 1}d}"
    if not decimals:
        return digits
    return f"{digits[:-decimals]}{speaker.numerals.decimal}{digits[-decimals:]}"


def source_text(source: Source) -> Text:
    """Where a figure stands, in full."""
    place = Text(
        "{file}, {rows}, column {columns}",
        file=source.file,
        rows=_rows(source),
        columns=source.columns,
    )
    if source.named:
        return Text("{named} ({place})", named=source.named, place=place)
    return place


def cells_text(figure: Figure) -> Text:
    """Where a figure stands within its file, in short."""
    parts = tuple(
        Text("{rows}: {columns}", rows=_few_rows(source), columns=_short(source.columns))
        for source in figure.sources
    )
    return Text("{parts}", parts=parts)


def _rows(source: Source) -> Text:
    if len(set(source.rows)) == 1:
        return Text("row {row:d}", row=source.rows[0])
    return Text("rows {rows}", rows=source.spans)


def _few_rows(source: Source) -> Text:
    number = len(set(source.rows))
    if source.spans.count(",") < _SHOWN_SPANS:
        return _rows(source)
    return Text(
        "{n} rows from {first:d} to {last:d}",
        n=number,
        first=min(source.rows),
        last=max(source.rows),
    )


def files_text(rows: tuple[SeatShare, ...]) -> Text:
    """The files that some figures come from, with who published them and the year."""
    sources = [source for row in rows for source in row.figure.sources]
    files = _unique(source.file for source in sources)
    parts = tuple(
        Text(
            "{about}",
            about=(
                file,
                *_unique(s.named for s in sources if s.file == file and s.named),
                *_unique(s.year for s in sources if s.file == file and s.year),
            ),
        )
        for file in files
    )
    return Text("{parts}", parts=parts)


def _short(columns: tuple[str, ...]) -> str:
    if len(columns) <= _SHOWN_COLUMNS:
        return ", ".join(columns)
    return f"{columns[0]} … {columns[-1]}"


def _unique(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))
