"""Names and legal forms: the table of what a cell holds and what becomes of it."""

from typing import Any

import pytest

from data.importing.clean import (
    clean_business_name,
    clean_legal_form,
    clean_owner,
    legal_form_from_name,
    legal_form_in_name,
    tidy,
)


@pytest.mark.parametrize("cell", [None, "", " ", "-", "--", "—", ".", "tidak ada", "Nihil", "n/a"])
def test_what_says_nothing_is_nothing(cell: Any) -> None:
    assert tidy(cell) is None


def test_words_keep_their_letters() -> None:
    assert tidy("  UD.  Mebél \n Jati ") == "UD. Mebél Jati"
    assert tidy("مجوهرات") == "مجوهرات"


@pytest.mark.parametrize(
    ("cell", "name", "code"),
    [
        ("UD. Maju  Jaya ", "UD. Maju Jaya", None),
        ("MEBEL JATI", "MEBEL JATI", None),
        ("Toko 99", "Toko 99", None),
        ("CV &amp; Mebel", "CV & Mebel", None),
        ("Roti &amp;amp; Kue&nbsp;Ibu", "Roti & Kue Ibu", None),
        ("Roti &para Kue", "Roti &para Kue", None),
        ("MebÃ©l Jati", "MebÃ©l Jati", None),
        # letter-spaced: joined where a wider gap parts the words
        ("M E B E L  J A T I", "MEBEL JATI", None),
        ("U D .  M A J U", "UD. MAJU", None),
        ("M E B E L", "M E B E L", "name_letter_spaced"),
        ("A B C  D", "A B C D", "name_letter_spaced"),
        ("A B", "A B", None),
        ("Mebel A B C", "Mebel A B C", None),
        ("12345", None, "name_digits"),
        (3509016308900001, None, "name_digits"),
        ("0", None, "name_placeholder"),
        ("xxx", None, "name_placeholder"),
        ("XX XX", None, "name_placeholder"),
        ("Tanpa Nama", None, "name_placeholder"),
        ("test", None, "name_placeholder"),
        ("X", "X", None),
        ("-", None, None),
        ("tidak ada", None, None),
        (None, None, None),
    ],
)
def test_business_names(cell: Any, name: str | None, code: str | None) -> None:
    assert clean_business_name(cell)[:2] == (name, code)


@pytest.mark.parametrize(
    ("cell", "name", "code"),
    [
        ("H. Moh. Salim, S.E.", "H. Moh. Salim, S.E.", None),
        ("HJ.  SITI AMINAH", "HJ. SITI AMINAH", None),
        ("KH. Ahmad, ST", "KH. Ahmad, ST", None),
        ("S I T I  A M I N A H", "SITI AMINAH", None),
        ("0000", None, "name_placeholder"),
        ("12345", "12345", "name_digits"),
        ("xxx", None, "name_placeholder"),
        ("-", None, None),
    ],
)
def test_owners(cell: Any, name: str | None, code: str | None) -> None:
    assert clean_owner(cell)[:2] == (name, code)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("UD. Maju Jaya", "UD"),
        ("U.D. Maju Jaya", "UD"),
        ("ud maju jaya", "UD"),
        ("Maju Jaya, CV", "CV"),
        ("C.V. Maju", "CV"),
        ("PT Maju Jaya", "PT"),
        ("P.T. Maju Jaya", "PT"),
        ("PT Perorangan Maju", "PT Perorangan"),
        ("Koperasi Tani", "Koperasi"),
        ("Kelompok Usaha Bersama Melati", "KUB"),
        ("PT Maju, CV", None),
        ("Mebel UD Jaya", None),
        ("Udang Jaya", None),
        ("Mebel Jati", None),
        ("", None),
        (None, None),
    ],
)
def test_the_legal_form_in_a_name(name: str | None, form: str | None) -> None:
    assert legal_form_in_name(name) == form


def test_a_legal_form_taken_from_the_name_is_complained_of() -> None:
    assert legal_form_from_name("CV Maju", FORMS)[:2] == ("cv", "legal_form_from_name")
    assert legal_form_from_name("UD Maju", FORMS)[:2] == (None, None)
    assert legal_form_from_name("Maju", FORMS)[:2] == (None, None)


FORMS = {"po": "perorangan", "cv": "cv", "pt": "pt", "ptperorangan": "pt_perorangan", "koperasi": "koperasi"}


@pytest.mark.parametrize(
    ("cell", "form", "code"),
    [
        ("PO", "perorangan", None),
        (" C.V. ", "cv", None),
        ("PT Perorangan", "pt_perorangan", None),
        ("-", None, None),
        ("Firma", None, "legal_form_unknown"),
    ],
)
def test_legal_forms(cell: str, form: str | None, code: str | None) -> None:
    assert clean_legal_form(cell, FORMS)[:2] == (form, code)
