"""Numbers as they stand in cells, and what a telephone can dial."""

import pytest

from data.phones import dial

MOBILE, FIXED = "6281234567890", "62331487021"


@pytest.mark.parametrize(
    "written",
    [
        "081234567890",
        "0812-3456-7890",
        "0812 3456 7890",
        "(0812) 3456.7890",
        "81234567890",
        "+62 812 3456 7890",
        "+62 (0)812-3456-7890",
        "62 812 3456 7890",
        "0062 812 3456 7890",
        "81234567890.0",
        "HP. 0812 3456 7890 (istri)",
    ],
)
def test_one_mobile_number_however_it_is_written(written: str) -> None:
    (number,) = dial(written)
    assert (number.shown, number.tel, number.whatsapp) == (written, f"tel:+{MOBILE}", f"https://wa.me/{MOBILE}")


@pytest.mark.parametrize("written", ["0331-487021", "(0331) 487 021", "+62 331 487021", "Telp 0331 487021"])
def test_a_fixed_line_has_no_whatsapp(written: str) -> None:
    (number,) = dial(written)
    assert (number.shown, number.tel, number.whatsapp) == (written, f"tel:+{FIXED}", None)


@pytest.mark.parametrize("between", [" / ", "/", ", ", "; ", " atau ", " & ", "\n", "  "])
def test_several_numbers_of_a_cell(between: str) -> None:
    found = dial(f"0812 3456 7890{between}0331-487021")
    assert [(number.shown, number.tel) for number in found] == [
        ("0812 3456 7890", f"tel:+{MOBILE}"),
        ("0331-487021", f"tel:+{FIXED}"),
    ]


@pytest.mark.parametrize(
    "junk",
    ["tidak ada", "-", "110", "+62", "3509271234560001", "8.12346E+11", "0", "0912345678", "javascript:alert(1)"],
)
def test_junk_stays_text_without_links(junk: str) -> None:
    assert [(number.shown, number.tel, number.whatsapp) for number in dial(junk)] == [(junk, None, None)]


def test_half_a_cell_may_be_junk() -> None:
    found = dial("0331-487021 / 22")
    assert [(number.shown, number.tel is None) for number in found] == [("0331-487021", False), ("22", True)]


@pytest.mark.parametrize("nothing", [None, "", "  ", " / "])
def test_nothing_written_is_no_number(nothing: str | None) -> None:
    assert dial(nothing) == []


def test_a_foreign_number_can_be_called() -> None:
    (number,) = dial("+60 12-345 6789")
    assert (number.tel, number.whatsapp) == ("tel:+60123456789", None)


def test_a_link_holds_digits_only() -> None:
    for number in dial('0812"><script>3456 / 0812 3456 7890<b>'):
        for link in (number.tel, number.whatsapp):
            assert link is None or link.rsplit("/")[-1].removeprefix("tel:+").isdigit()
