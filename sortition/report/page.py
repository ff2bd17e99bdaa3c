"""From the sections to one HTML page: the same bytes for the same records (docs/format.md 1.3)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sortition.records.lottery import Draw, Lottery
from sortition.records.pool import Pool
from sortition.report import levels, methods, proof, sections
from sortition.texts import Language, Translator, known_language, translator

_TEMPLATES: Final = Path(__file__).parent / "templates"


class ReportSettings(Protocol):
    """What the report needs to know of how the draw was asked for."""

    @property
    def language(self) -> str:
        """The language of the page, one of ``texts.LANGUAGES``."""

    @property
    def version(self) -> str:
        """The version of this tool."""


def report_html(
    *,
    pool: Pool,
    lottery: Lottery,
    draw: Draw,
    settings: ReportSettings,
    hashes: Mapping[str, str] | None = None,
) -> bytes:
    """The whole of ``report.html``: nothing to load, no script, no clock.

    ``hashes`` maps names of files of the draw to their SHA-256, shown in the order given. Raises
    ValueError for a language that has no texts.
    """
    speaker = translator(known_language(settings.language))
    return rendered(
        "report.html.j2",
        speaker,
        lottery=lottery,
        draw=draw,
        pool=pool,
        version=settings.version,
        hashes=hashes or {},
        headline=sections.headline(lottery, draw),
        quotas=sections.quota_tables(pool, lottery, draw),
        levels=levels.level_table(lottery),
        line=levels.line(lottery),
        state=proof.state(lottery),
        equality=sections.equality(lottery),
        aim=methods.aim(lottery.method),
        weighed=methods.weighed(lottery),
        question=methods.question(lottery),
        footer=methods.footer(lottery.method),
        explanations=sections.explanations(lottery),
        further=sections.further_levels(lottery),
        cuts=proof.cuts_text(lottery.certificate),
        unseatable=sections.unseatable(pool, lottery),
        other_columns=sections.other_columns(pool, lottery.space.quotas),
    )


def rendered(template: str, speaker: Translator, **values: object) -> bytes:
    """A page of ``templates/`` with these values, in the words and numbers of one language."""
    html = _environment(speaker.language).get_template(template).render(**values)
    return (html.strip() + "\n").encode("utf-8")


@cache
def _environment(language: Language) -> Environment:
    """Templates with everything escaped, and the words and numbers of one language.

    Kept, because a template takes longer to compile than most pages to fill in.
    """
    speaker = translator(language)
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.globals.update(_=speaker.say, language=speaker.language)
    environment.filters.update(
        words=speaker.text,
        number=speaker.number,
        percent=speaker.percent,
        share=speaker.share,
        decimal=speaker.decimal,
        short=lambda share: (
            speaker.percent(share, 0) if (share * 100).denominator == 1 else speaker.share(share)
        ),
        moment=speaker.moment,
        chance=proof.chance_text,
        people=proof.people_text,
    )
    return environment
