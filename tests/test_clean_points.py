"""Coordinates: the table of what two cells or one hold and what becomes of it. The box is nobody's region."""

from typing import Any

import pytest

from data.importing.clean import clean_point, clean_point_text

BOX = (113.0, -8.8, 114.2, -7.9)
POINT = (113.7012, -8.1723)


@pytest.mark.parametrize(
    ("lon", "lat", "point", "code"),
    [
        (113.7012, -8.1723, POINT, None),
        ("113.7012", "-8.1723", POINT, None),
        ("113,7012", "-8,1723", POINT, None),
        ("'113.7012", "'-8.1723", POINT, None),
        ("Long: 113.7012", "Lat: -8.1723", POINT, None),
        ("113.7012 E", "8.1723 S", POINT, None),
        ("113.7012 BT", "8.1723 LS", POINT, None),
        ("113°42'0\"E", "8°10'12\"S", (113.7, -8.17), None),
        # the columns are the wrong way round
        (-8.1723, 113.7012, POINT, "point_swapped"),
        ("8.1723 LS", "113.7012 BT", POINT, "point_swapped"),
        ("8.1723 LS", "113.7012", POINT, "point_swapped"),
        # the minus is lost
        (113.7012, 8.1723, POINT, "point_sign"),
        ("113.7012", "8,1723", POINT, "point_sign"),
        ("113.7012", "8.1723 N", None, "point_outside"),
        (8.1723, 113.7012, None, "point_outside"),
        # the decimal point is lost
        (1137012, -81723, None, "point_unreadable"),
        (1137012.0, -81723.0, None, "point_unreadable"),
        ("113.701.200", "-8.172.300", None, "point_unreadable"),
        (113, -8, None, "point_unreadable"),
        (113.0, -8.0, None, "point_unreadable"),
        ("113.7012", None, None, "point_unreadable"),
        (None, -8.1723, None, "point_unreadable"),
        ("rumah", "-8.1723", None, "point_unreadable"),
        ("113°72'0\"E", "8°10'12\"S", None, "point_unreadable"),
        ("113.7 E", "8.1 E", None, "point_unreadable"),
        (float("inf"), -8.1, None, "point_unreadable"),
        (True, -8.1, None, "point_unreadable"),
        (106.8272, -6.1751, None, "point_outside"),
        (0, 0, None, None),
        (0.0, 0.0, None, None),
        ("0", "0", None, None),
        ("-", "-", None, None),
        (float("nan"), float("nan"), None, None),
        (None, None, None, None),
    ],
)
def test_two_cells(lon: Any, lat: Any, point: tuple[float, float] | None, code: str | None) -> None:
    assert clean_point(lon, lat, BOX)[:2] == (point, code)


@pytest.mark.parametrize(
    ("cell", "point", "code"),
    [
        ("-8.1723, 113.7012", POINT, None),
        ("-8,1723; 113,7012", POINT, None),
        ("-8,1723, 113,7012", POINT, None),
        ("'-8.1723, 113.7012", POINT, None),
        ("Lat: -8.1723, Long: 113.7012", POINT, None),
        ("8°10'12\"S 113°42'0\"E", (113.7, -8.17), None),
        ("8°10′12″ LS, 113°42′0″ BT", (113.7, -8.17), None),
        # no title says which is which: the order that lies in the box
        ("113.7012, -8.1723", POINT, None),
        ("113.7012 E, 8.1723 S", POINT, None),
        # latitude longitude height accuracy, as forms export it
        ("-8.1723 113.7012 83.5 4.9", POINT, None),
        ("-8.1723 113.7012 0 0", POINT, None),
        ("8.1723, 113.7012", POINT, "point_sign"),
        ("-817230, 11370120", None, "point_unreadable"),
        ("-8, 113", None, "point_unreadable"),
        ("8.1 S, 8.2 S", None, "point_unreadable"),
        ("dekat pasar", None, "point_unreadable"),
        (-8.1723, None, "point_unreadable"),
        ("-6.1751, 106.8272", None, "point_outside"),
        ("0, 0", None, None),
        ("0.0 0.0 0 0", None, None),
        ("-", None, None),
        (None, None, None),
    ],
)
def test_one_cell(cell: Any, point: tuple[float, float] | None, code: str | None) -> None:
    assert clean_point_text(cell, BOX)[:2] == (point, code)


def test_a_point_that_fits_both_ways_is_left_as_it_stands() -> None:
    assert clean_point(1.5, 2.5, (0, 0, 10, 10))[:2] == ((1.5, 2.5), None)
    assert clean_point(1.5, -2.5, (-10, -10, 10, 10))[:2] == ((1.5, -2.5), None)
