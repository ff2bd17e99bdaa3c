"""Registrations that may be one person: the same e-mail, telephone, or name and year of birth.

A human decides; people of one home may share a telephone. Only ids are given: whoever may see the
people can look them up, and nothing about them gets anywhere else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from sortition.advice.columns import BIRTH, EMAIL, FIRST, LAST, MIDDLE, NAME, PHONE, find
from sortition.records.advice import Double, Same
from sortition.records.names import clean_value
from sortition.records.pool import Pool, Registrant

_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NOT_DIGIT: Final = re.compile(r"\D")
_SHORTEST_PHONE: Final = 8
Key = Callable[[Registrant], str]


def doubles(pool: Pool) -> tuple[Double, ...]:
    """Groups of registrations that share something, by what they share and then by id."""
    found = []
    for same, key_of in _keys(pool):
        groups: dict[str, list[str]] = {}
        for person in pool.registrants:
            if shared := key_of(person):
                groups.setdefault(shared, []).append(person.id)
        found += [
            Double(same=same, ids=tuple(sorted(ids))) for ids in groups.values() if len(ids) > 1
        ]
    return tuple(sorted(found, key=lambda double: (double.same, double.ids)))


def _keys(pool: Pool) -> Iterator[tuple[Same, Key]]:
    email, phone = find(pool, EMAIL), find(pool, PHONE)
    if email is not None:
        yield Same.EMAIL, lambda person: email_key(person.cells[email])
    if phone is not None:
        yield Same.PHONE, lambda person: phone_key(person.cells[phone])
    names, birth = _name_columns(pool), find(pool, BIRTH)
    if names and birth is not None:
        yield Same.NAME_AND_BIRTH, lambda person: _born(person, names, birth)


def _name_columns(pool: Pool) -> tuple[int, ...]:
    """First name and surname, or the one column that holds a whole name."""
    first, middle, last = find(pool, FIRST), find(pool, MIDDLE), find(pool, LAST)
    if first is not None and last is not None:
        return (first, last) if middle is None else (first, middle, last)
    whole = find(pool, NAME)
    return () if whole is None else (whole,)


def _born(person: Registrant, names: tuple[int, ...], birth: int) -> str:
    name = name_key(" ".join(person.cells[j] for j in names))
    year = _YEAR.search(person.cells[birth])
    return f"{name}|{year[0]}" if name and year else ""


def email_key(cell: str) -> str:
    """An e-mail address as it is compared; empty when it is none.

    >>> email_key(" J.Jansen@Example.org "), email_key("none")
    ('j.jansen@example.org', '')
    """
    text = clean_value(cell).casefold()
    return text if "@" in text else ""


def phone_key(cell: str) -> str:
    """A telephone number as it is compared, at home or from abroad; empty when it is none.

    >>> phone_key("+31 6 1234 5678"), phone_key("06-12345678"), phone_key("0031612345678")
    ('612345678', '612345678', '612345678')
    """
    digits = _NOT_DIGIT.sub("", cell)
    for prefix in ("0031", "31", "0"):
        if digits.startswith(prefix) and (prefix != "31" or cell.strip().startswith("+")):
            digits = digits.removeprefix(prefix)
            break
    digits = digits.removeprefix("0")  # +31 (0)6 …
    return digits if len(digits) >= _SHORTEST_PHONE else ""


def name_key(cell: str) -> str:
    """A name as it is compared: letters only, without accents.

    >>> name_key("  René de  Vries "), name_key("rene DEVRIES")
    ('renedevries', 'renedevries')
    """
    decomposed = unicodedata.normalize("NFKD", clean_value(cell).casefold())
    return "".join(char for char in decomposed if char.isalpha())
