"""What a round of letters teaches about how people answer."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from sortition.dossier import folder as folders
from sortition.errors import Text, UsageError
from sortition.invite.learning import Answered, learn
from sortition.records.responses import Evidence
from sortition.steps.answers import answers_in, sent
from sortition.steps.recording import waves_of
from sortition.tables.sheet_out import separator, to_sheet
from sortition.texts import ENGLISH, Language, translator
from sortition.texts.columns import column

_COLUMNS: Final = ("category", "value", "rate", "letters")


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """The rates behind rounds of letters, and the file that they were written to."""

    evidence: Evidence
    letters: int
    joined: int
    out: Path | None


def letters_learn(
    waves: tuple[Path, ...],
    joined: tuple[Path, ...],
    *,
    out: Path | None = None,
    language: Language = ENGLISH,
) -> Learned:
    """Rates from the folders of the waves of one plan, and files with who joined (codes or ids).

    ``out`` is a new table for ``letters_plan``. Raises InputError, or UsageError when nothing can
    be learned.
    """
    if out is not None:
        folders.ensure_no_file(out)
    waves = waves_of(waves)
    letters = [sent(wave) for wave in waves]
    found = answers_in(letters, joined)
    strata = {
        cell: Answered(letters=n, joined=found.joined_in(cell)) for cell, n in found.letters.items()
    }
    try:
        evidence = learn(letters[0].plan.rules.attributes, strata)
    except ValueError:
        raise UsageError(Text("Nothing can be learned: nobody joined, or everybody did.")) from None
    if out is not None:
        decimal = translator(language).numerals.decimal
        content = to_sheet(
            [column(name, language) for name in _COLUMNS],
            _rows(evidence, decimal),
            separator=separator(decimal),
        )
        folders.write_file(out, content)
    return Learned(
        evidence=evidence,
        letters=sum(one.letters for one in strata.values()),
        joined=sum(one.joined for one in strata.values()),
        out=out,
    )


def _rows(evidence: Evidence, decimal: str) -> list[tuple[str, ...]]:
    return [
        (category, value, _percent(rate.share, decimal), str(rate.letters))
        for (category, value), rate in {("", ""): evidence.base, **evidence.groups}.items()
    ]


def _percent(share: Fraction, decimal: str) -> str:
    """With one of the two marks that ``letters_plan`` reads."""
    hundredths = round(share * 10_000)
    mark = "," if decimal == "," else "."
    return f"{hundredths // 100}{mark}{hundredths % 100:02d}%"
