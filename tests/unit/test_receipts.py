"""Codes: no mistake goes unnoticed, and both implementations give the same (format.md §19)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.dossier import receipts
from sortition.verify import receipts as again
from tests.processes import SECRET

CODE = receipts.receipt(SECRET, "T01").code


def test_the_alphabet_has_no_two_signs_that_look_alike():
    assert len(set(receipts.SYMBOLS)) == 23
    for alike in ("0OQD", "1IL", "2Z", "5S", "8B", "6G", "UV"):
        assert sum(sign in receipts.SYMBOLS for sign in alike) <= 1, alike


def test_a_code_never_changes():
    """Worked out from the clauses; a receipt in a drawer must work for ever."""
    found = receipts.receipt(bytes(32), "T01")
    assert found.written == "T4EX-C838-6NMX-W2J2-METK"
    assert found.salt.hex() == "15542a1fa11b1780321a8c6863fa363df01dee0931692b28645a90c2523fc731"
    assert found.tag == "3b22975052324b1fd32ef55277dbc44b832dd532dd22b6d1b06cc3686fabbf78"
    assert found.seat(472) == "9d1ce10cc471aa6b"


@given(secret=st.binary(min_size=32, max_size=32), label=st.text(max_size=9))
def test_both_implementations_agree(secret, label):
    try:
        label.encode()
    except UnicodeEncodeError:
        return
    made = receipts.receipt(secret, label)
    assert again.code_of(secret, label) == made.code
    assert again.salt_of(made.code) == made.salt
    assert again.tag_of(made.salt) == made.tag
    assert again.seat_of(made.salt, 31) == made.seat(31)
    (note,) = receipts.notes([7], [Fraction(2, 3)])
    assert again.note_of(made.salt, note).hex() == made.sealed(note)
    assert again.read_code(made.written.lower()) == made.code


def test_every_wrong_sign_and_every_exchange_is_noticed():
    for i, right in enumerate(CODE):
        for sign in receipts.SYMBOLS.replace(right, ""):
            with pytest.raises(again.ReceiptError, match="not right"):
                again.read_code(CODE[:i] + sign + CODE[i + 1 :])
        for j in range(i):
            if CODE[j] != right:
                swapped = list(CODE)
                swapped[i], swapped[j] = swapped[j], swapped[i]
                with pytest.raises(again.ReceiptError, match="not right"):
                    again.read_code("".join(swapped))


@pytest.mark.parametrize("text", ["", CODE[:-1], CODE + "2", f"{CODE[:-1]}0", "é", "2" * 10**5])
def test_what_is_no_code_is_refused_with_a_reason(text):
    with pytest.raises(again.ReceiptError) as caught:
        again.read_code(text)
    assert caught.value.mistyped


def test_notes_have_one_length():
    found = receipts.notes([1, 250], [Fraction(1, 10**40), Fraction(1)])
    assert [len(note) for note in found] == [64, 64]
    assert found[1].rstrip() == b"250 1"


def test_receipts_of_everybody_find_them_and_nobody_else(process_of):
    process = process_of("complete")
    seen = []
    for at in range(1, 16):
        code = receipts.receipt(SECRET, f"ID-{at:03d}-marker").written
        found = again.find_receipt(process, code)
        assert not found.faults
        assert (found.people, found.units, found.chance) == (15, 100, Fraction(4, 15))
        assert len(found.panels) == found.count
        seen.append(found)
    assert sorted(found.number for found in seen) == list(range(1, 16))
    assert sum(found.count for found in seen) == 400
    assert sum(found.drawn for found in seen) == 4
    with pytest.raises(again.ReceiptError, match="Nobody") as caught:
        again.find_receipt(process, receipts.receipt(SECRET, "stranger").written)
    assert not caught.value.mistyped
