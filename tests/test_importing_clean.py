"""Fingerprints, sectors and topics; the cleaners of cells have their tables in test_clean_*.py."""

import pytest

from data.importing import fingerprint, sector_by_prefix
from data.importing.words import TOPIC_WORDS, word_code


def test_the_sector_of_the_longest_prefix() -> None:
    sector = sector_by_prefix({"31": "other furniture", "3100": "furniture"})
    assert (sector("31001"), sector("31100"), sector("10710")) == ("furniture", "other furniture", None)


def test_a_fingerprint_sees_through_case_spaces_and_dashes_and_holds_no_name() -> None:
    one = fingerprint("UD. Mebel  JATI", "Siti", "35.09.27", "35.09.27.2008")
    assert one == fingerprint("ud mebel jati", "SITI ", "35.09.27", "35.09.27.2008")
    assert one != fingerprint("ud mebel jati", "SITI", "35.09.27", None)
    assert one != fingerprint("ud mebel jati", "Budi", "35.09.27", "35.09.27.2008")
    assert fingerprint("Mebel", "-", "1", None) == fingerprint("Mebel", None, "1", None)
    assert fingerprint("ab", "c", "1", None) != fingerprint("a", "bc", "1", None)
    assert len(one) == 64
    assert "mebel" not in one


@pytest.mark.parametrize(
    ("word", "topic"),
    [
        ("Manajemen/Pembukuan", "pembukuan"),
        ("izin", "perizinan"),
        ("akses_pasar", "akses_pasar"),
        ("Literasi Digital", "literasi_digital"),
        ("cuaca", None),
    ],  # fmt: skip
)
def test_topics(word: str, topic: str | None) -> None:
    assert word_code(word, TOPIC_WORDS) == topic
