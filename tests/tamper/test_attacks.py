"""The attacks that everybody asks about, each with the check that must name it.

Most are dossiers of the shared set of faults (tests/faults): this is where to find them by the
question. In each the attacker has made everything fit again that he can: who has no keys the hashes
and the chain, who has all of them the signatures too.
"""

from __future__ import annotations

import pytest

from sortition.verify.checks import Status
from tests.faults.shared import base_files, examined, faults, verdict

ATTACKS = {
    "a second run with another seed kept quiet": [
        ("a trial kept quiet", "V37"),
        ("a failed run kept quiet", "V37"),
        ("a trial replaced by one with another seed", "V37"),
        ("a draw made twice", "V34"),
    ],
    "a journal entry removed or reordered": [
        ("an entry removed", "V32"),
        ("an entry removed, and the chain made anew", "V37"),
        ("two entries exchanged", "V32"),
        ("two entries exchanged, and the chain made anew", "V37"),
    ],
    "a plan changed after sealing": [
        ("the plan changed after it was signed", "V37"),
        ("the plan that people edit is another", "V35"),
        ("an amendment after the commitment", "V34"),
        ("an amendment that hides what it changes", "V36"),
    ],
    "a signature from a key not in the plan": [
        ("a key that the plan does not name", "V37"),
        ("a party that the plan does not name", "V37"),
        ("a plan with one key for two parties", "V35"),
    ],
    "panels reordered after commitment": [
        ("two numbered panels exchanged", "V11"),
        ("other people listed than whose turn it is", "V17"),
        ("the committed panels are others than those drawn from", "V42"),
        ("a draw from other panels than the committed ones", "V30"),
    ],
    "value B known before commitment (by stated times)": [
        ("value B known before the panels were committed", "V39"),
        ("a round of drand at another time", "V39"),
    ],
    "a chance understated": [("a chance understated", "V15"), ("a count raised", "V14")],
    "a certificate for another pool": [
        ("the certificate of another pool", "V26"),
        ("the certificate of another pool, committed with it", "V19"),
    ],
    "a person added": [
        ("a person added", "V41"),
        ("a person added everywhere", "V10"),
        ("a person twice", "V07"),
        ("a trial that brings in another list of people", "V30"),
    ],
    "JSON with duplicate keys": [
        ("a member twice in JSON", "V04"),
        ("a member twice, another number first", "V04"),
        ("an entry with a member twice", "V31"),
    ],
}
CASES = [(attack, name, check) for attack, found in ATTACKS.items() for name, check in found]
BY_NAME = {fault.name: fault for fault in faults()}


@pytest.mark.parametrize(("attack", "name", "check"), CASES, ids=[f"{a}: {n}" for a, n, _ in CASES])
def test_the_attack_is_caught_by_its_check(attack: str, name: str, check: str) -> None:
    fault = BY_NAME[name]
    assert check in fault.names or check in fault.fails
    assert check in verdict(examined(fault.files), Status.FAIL)


def test_the_journal_shows_what_it_cannot_show_by_itself() -> None:
    """Entries at the end can be cut off, or another dossier made: commitments tell them apart."""
    files = base_files("harbour")
    journal = files["journal.jsonl"]
    shorter = b"".join(journal.splitlines(keepends=True)[:-1])
    result = examined({**files, "journal.jsonl": shorter})
    assert result.ok
    last = [str(line) for line in result.summary if "last line of the journal" in str(line)]
    assert last != [str(line) for line in examined(files).summary if "last line" in str(line)]
    shown = [str(line) for line in result.summary if "commitment to" in str(line)]
    assert len(shown) == 2
    assert all(len(line.rpartition(" ")[2]) == 64 for line in shown)
