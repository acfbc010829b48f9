"""Telephone numbers: the table of dirt, and one truth about what can be dialled."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lokal import parse_phone

from data.importing.clean import clean_phones
from data.phones import dial

ONE, TWO = "081304287412", "085662505680"


@pytest.mark.parametrize(
    ("cell", "numbers", "code"),
    [
        ("-", (), None),
        (None, (), None),
        (ONE, (ONE,), None),
        ("0813-0428-7412", (ONE,), None),
        ("0813.0428.7412", (ONE,), None),
        ("'081304287412", (ONE,), None),
        ("0899 - 1784017", ("08991784017",), None),
        ("08119) 674734", ("08119674734",), None),
        (81304287412, (ONE,), None),
        (81304287412.0, (ONE,), None),
        ("81304287412", (ONE,), None),
        ("81304287412.0", (ONE,), None),
        ("6281304287412", (ONE,), None),
        ("+62 813-0428-7412", (ONE,), None),
        ("(+62) 813 0428 7412", (ONE,), None),
        ("wa 081304287412", (ONE,), None),
        ("081304287412 (WA)", (ONE,), None),
        ("No. HP: 081304287412", (ONE,), None),
        ("(0331) 483951", ("0331483951",), None),
        ("Telp. (0331) 483951", ("0331483951",), None),
        ("0331-483951", ("0331483951",), None),
        ("483951", ("483951",), None),
        ("+65 6123 4567", ("+6561234567",), None),
        # two in a cell, one broken by a narrow cell
        (f"{ONE} / {TWO}", (ONE, TWO), None),
        (f"{ONE} {TWO}", (ONE, TWO), None),
        (f"{ONE}\n{TWO}", (ONE, TWO), None),
        (f"{ONE} atau {TWO}", (ONE, TWO), None),
        (f"WA: {ONE}, HP {TWO}", (ONE, TWO), None),
        (f"{ONE} / {ONE}", (ONE,), None),
        (f"{ONE}\n/745186", (ONE, "745186"), None),
        ("084463492047/86\n7802", ("084463492047", "867802"), None),
        ("08130428\n7412", (ONE,), None),
        # destroyed: not kept
        ("8.52348e+010", (), "phone_broken"),
        ("8,52348E+10", (), "phone_broken"),
        (f"8.52348E+10 / {ONE}", (ONE,), "phone_broken"),
        ("########", (), "phone_broken"),
        # six digits and zeros: perhaps what a spreadsheet left over
        (85234800000, ("085234800000",), "phone_odd"),
        # a letter that may be a digit is asked about
        ("O81304287412", ("O81304287412",), "phone_letters"),
        ("08I3O428741Z", ("08I3O428741Z",), "phone_odd"),
        ("0813O4287412", ("0813O4287412",), "phone_letters"),
        (f"- / {ONE}", (ONE,), None),
        ("0012125550123", ("0012125550123",), "phone_odd"),
        ("0812", ("0812",), "phone_odd"),
        ("0000000000", ("0000000000",), "phone_odd"),
        ("081304287412999", ("081304287412999",), "phone_odd"),
        ("nomor istri", ("nomor istri",), "phone_odd"),
        (f"{ONE} / istri", (ONE, "istri"), "phone_odd"),
        (f"{ONE} 0999", (f"{ONE} 0999",), "phone_odd"),
        (f"{ONE} istri", (f"{ONE} istri",), "phone_odd"),
    ],
)
def test_phones(cell: Any, numbers: tuple[str, ...], code: str | None) -> None:
    assert clean_phones(cell)[:2] == (numbers, code)


DIGITS = st.text("0123456789", min_size=5, max_size=12)
WRITTEN = st.builds("{}{}".format, st.sampled_from(("08", "8", "628", "+628", "0331", "031", "0")), DIGITS)


@given(st.lists(WRITTEN, min_size=1, max_size=3))
def test_what_is_kept_without_a_word_can_be_dialled_as_it_stands(written: list[str]) -> None:
    """Unless it is a local number, which lacks its area code."""
    found = clean_phones(" / ".join(written))
    if found.code is None:
        for number in found.value:
            links = dial(number)
            assert [link.tel for link in links] == [f"tel:+62{number[1:]}"] or 6 <= len(number) <= 8


@given(st.builds("08{}".format, st.text("0123456789", min_size=6, max_size=13)))
def test_a_second_reader_of_mobile_numbers_agrees(written: str) -> None:
    found = clean_phones(written)
    kept = found.value == (written,) and dial(written)[0].tel is not None
    assert kept == parse_phone(written).valid
