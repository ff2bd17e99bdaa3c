"""Which columns of registrants are what: answers to a question, e-mail, telephone, name, birth."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from sortition.records.names import clean_value, key
from sortition.records.pool import Pool

_NOT_WORD: Final = re.compile(r"[\W_]+")
EMAIL: Final = ("email", "mail", "emailadres", "emailaddress", "mailadres")
PHONE: Final = (
    *("phone", "phonenumber", "telephone", "mobile", "mobilephone", "tel"),
    *("telefoon", "telefoonnummer", "mobiel", "mobielnummer", "gsm"),
)
NAME: Final = ("name", "fullname", "naam", "volledigenaam")
FIRST: Final = ("firstname", "givenname", "voornaam", "voornamen", "roepnaam")
MIDDLE: Final = ("tussenvoegsel", "middlename", "prefix", "tussenvoegsels")
LAST: Final = ("lastname", "surname", "familyname", "achternaam")
BIRTH: Final = (
    *("birthyear", "yearofbirth", "birthdate", "dateofbirth", "dob", "born", "birthday"),
    *("geboortejaar", "geboortedatum"),
)
_PERSONAL: Final = frozenset(
    (
        *(*EMAIL, *PHONE, *NAME, *FIRST, *MIDDLE, *LAST, *BIRTH),
        *("street", "straat", "address", "adres", "housenumber", "huisnummer", "nr", "postcode"),
        *("zip", "zipcode", "city", "town", "plaats", "woonplaats", "toevoeging", "remarks"),
        *("opmerkingen", "notes", "comments"),
    )
)
_FEWEST, _MOST = 2, 12
"""Different answers that a question for a quota has; fewer or more is something else."""
_PER_ANSWER: Final = 5
"""People per different answer, at least: else it is not a question with a choice of answers."""


def plain(column: str) -> str:
    """A column's name as it is compared: ``E-mail address`` is ``emailaddress``."""
    return _NOT_WORD.sub("", key(column))


def find(pool: Pool, usual: tuple[str, ...]) -> int | None:
    """The first column with one of these names, in order of the names."""
    names = [plain(column) for column in pool.columns]
    return next((names.index(name) for name in usual if name in names), None)


def attributes(pool: Pool) -> Iterator[tuple[str, Counter[str]]]:
    """Columns without quotas that hold a choice of a few answers, and how often each was given."""
    taken = {key(name) for name in (pool.id_column, *pool.categories, *pool.household_columns)}
    for j, column in enumerate(pool.columns):
        if key(column) in taken or plain(column) in _PERSONAL:
            continue
        cells = [clean_value(person.cells[j]) for person in pool.registrants]
        values = Counter(cell for cell in cells if cell)
        if _FEWEST <= len(values) <= _MOST and values.total() >= _PER_ANSWER * len(values):
            yield column, values
