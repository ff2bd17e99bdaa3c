"""Keys, signatures and commitments: locked files, and two implementations of each check."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.dossier import commitment, keys, words
from sortition.dossier.commitment import ROUNDS as STRETCHED
from sortition.errors import UsageError
from sortition.verify import ed25519, rules
from tests.journals import KEYS, PUBLIC

PASSWORD = "four words one after another"


def test_a_key_opens_with_its_password_only():
    content, public = keys.new_key(PASSWORD)
    assert keys.public_key(keys.open_key(content, PASSWORD)) == public
    assert b"ENCRYPTED" in content
    for wrong in ("another password", ""):
        with pytest.raises(UsageError, match="cannot be opened"):
            keys.open_key(content, wrong)


@pytest.mark.parametrize("content", [b"", b"nothing", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_file_that_is_no_key_is_refused(content):
    with pytest.raises(UsageError, match="cannot be opened"):
        keys.open_key(content, PASSWORD)


def test_a_short_password_is_refused():
    with pytest.raises(UsageError, match="at least 10"):
        keys.new_key("short")


def test_two_keys_are_never_the_same():
    assert keys.new_key(PASSWORD)[1] != keys.new_key(PASSWORD)[1]


# The first three tests of RFC 8032, 7.1: public key, message, signature.
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_the_vectors_of_rfc_8032_hold(key, message, signature):
    given_ = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)
    assert ed25519.signature_is_right(*given_)
    assert not ed25519.signature_is_right(given_[0], given_[1] + b"x", given_[2])


@given(st.text(max_size=20), st.binary(min_size=32, max_size=32))
def test_what_the_library_signs_the_verifier_accepts(party, subject):
    sealed = keys.seal(KEYS["clerk"], party=party, subject=subject.hex())
    message = rules.encode("sortition/seal/1", party, subject.hex())
    assert message == keys.message(party, subject.hex())
    public = bytes.fromhex(PUBLIC["clerk"])
    assert ed25519.signature_is_right(public, message, bytes.fromhex(sealed))
    assert not ed25519.signature_is_right(
        bytes.fromhex(PUBLIC["residents"]), message, bytes.fromhex(sealed)
    )


@given(st.integers(0, 511))
def test_a_signature_with_one_bit_changed_is_wrong_for_both(bit):
    sealed = bytes.fromhex(keys.seal(KEYS["clerk"], party="clerk", subject="ab" * 32))
    broken = (int.from_bytes(sealed, "big") ^ 1 << bit).to_bytes(64, "big")
    message = keys.message("clerk", "ab" * 32)
    assert not ed25519.signature_is_right(bytes.fromhex(PUBLIC["clerk"]), message, broken)
    assert not keys.seal_is_right(
        key=PUBLIC["clerk"], party="clerk", subject="ab" * 32, signature=broken.hex()
    )


def test_a_signature_has_one_form_only():
    sealed = bytes.fromhex(keys.seal(KEYS["clerk"], party="clerk", subject="ab" * 32))
    larger = int.from_bytes(sealed[32:], "little") + ed25519.ORDER
    twin = (sealed[:32] + larger.to_bytes(32, "little")).hex()
    message = keys.message("clerk", "ab" * 32)
    assert not ed25519.signature_is_right(
        bytes.fromhex(PUBLIC["clerk"]), message, bytes.fromhex(twin)
    )
    assert not keys.seal_is_right(
        key=PUBLIC["clerk"], party="clerk", subject="ab" * 32, signature=twin
    )


@pytest.mark.parametrize("key", ["00" * 31, "ff" * 32, "02" + "00" * 31, "01" + "00" * 30 + "80"])
def test_a_key_that_is_no_point_signs_nothing(key):
    assert not ed25519.signature_is_right(bytes.fromhex(key), b"", bytes(64))


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", words.WORDS)
def test_a_list_has_256_words_that_cannot_be_mixed_up(language):
    found = words.WORDS[language]
    assert len(found) == 256
    assert list(found) == sorted(set(found))
    assert all(word.isascii() and word.isalpha() and word.islower() for word in found)
    assert max(map(len, found)) <= 9
    followed = [(a, b) for a in found for b in found if a != b and b.startswith(a)]
    assert followed == []


def test_the_words_of_a_commitment_cost_a_million_hashes(monkeypatch):
    monkeypatch.setattr(commitment, "ROUNDS", STRETCHED)
    assert STRETCHED == 10**6
    digits = "ab" * 32
    drawn = hashlib.pbkdf2_hmac("sha256", digits.encode(), b"sortition/words/1", 10**6, 16)
    found = commitment.commitment(digits, "en")
    assert [words.ENGLISH.index(word) for word in found.words] == list(drawn)


def test_a_commitment_is_the_same_in_every_language_word_for_word():
    english, dutch = (commitment.commitment("ab" * 32, language) for language in ("en", "nl"))
    assert len(english.words) == 16
    assert [words.ENGLISH.index(word) for word in english.words] == [
        words.DUTCH.index(word) for word in dutch.words
    ]
    other = commitment.commitment("ab" * 31 + "ac", "en")
    assert sum(a != b for a, b in zip(english.words, other.words, strict=True)) > 10
