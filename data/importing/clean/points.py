"""Coordinates of a file, judged by the box that the region lies in; the grammar is that of `data.points`."""

import math
import re

from data.importing.book import Cell
from data.importing.clean.cell import Cleaned, as_text, tidy
from data.points import DIGITS, Half, read_half, read_pair
from data.problem import Problem

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""
Point = tuple[float, float]
"""Longitude, latitude in degrees."""

_LABEL = re.compile(r"\b(?:lintang|latitude|lat|bujur|longitude|long|lng|lon|koordinat|titik)\b\s*[:=]?", re.IGNORECASE)
_WITH_HEIGHT = re.compile(r"(-?[0-9.]+ -?[0-9.]+) -?[0-9.]+ [0-9.]+")  # a form's: latitude longitude height accuracy


def clean_point(lon_cell: Cell, lat_cell: Cell, box: Box) -> Cleaned[Point | None]:
    """(lon, lat) of two cells; swapped columns and a lost minus are put right, with a complaint, where only that fits.

    None for empty cells and 0, 0; with a complaint for half a point, whole degrees and a point outside the box.
    """
    if _nothing(lon_cell) and _nothing(lat_cell):
        return Cleaned(None)
    try:
        lon, lat = _half(lon_cell), _half(lat_cell)
    except Problem as problem:
        return Cleaned(None, problem.code)
    if lon[1] and lon[1] == lat[1]:
        return Cleaned(None, "point_unreadable")
    if lon[1] == "lat" or lat[1] == "lon":
        return _judged(lat[0], lon[0], box, "point_swapped")
    return _either_way(lon, lat, box, "point_swapped")


def clean_point_text(cell: Cell, box: Box) -> Cleaned[Point | None]:
    """(lon, lat) of one cell: '-8.17, 113.70', degrees with minutes, or what a form exports.

    No column says which number is which, so the order in which the two lie in the box is taken without a complaint.
    """
    text = _LABEL.sub(" ", tidy(cell) or "").strip("'’` ")
    if not text:
        return Cleaned(None)
    if found := _WITH_HEIGHT.fullmatch(text):
        text = found[1]
    try:
        first, second = _pair(text)
    except Problem as problem:
        return Cleaned(None, problem.code)
    if first[1] or second[1]:
        lettered = (second, first) if first[1] == "lat" or second[1] == "lon" else (first, second)
        return _judged(lettered[0][0], lettered[1][0], box, None)
    return _either_way(second, first, box, None)


def _nothing(cell: Cell) -> bool:
    return tidy(cell) is None or (isinstance(cell, float) and math.isnan(cell))


def _pair(text: str) -> tuple[Half, Half]:
    if re.fullmatch(r"0(?:[.,]0+)?(?:\s*[,;/]\s*|\s+)0(?:[.,]0+)?", text):
        return (0.0, None), (0.0, None)
    first, second = read_pair(text)
    if first[1] and first[1] == second[1]:
        raise Problem("point_unreadable")
    return first, second


def _half(cell: Cell) -> Half:
    if isinstance(cell, float) and abs(cell) <= 180:
        return round(cell, DIGITS), None
    text = _LABEL.sub(" ", as_text(cell)).strip("'’` ")
    return (0.0, None) if text == "0" else read_half(text)


def _either_way(lon: Half, lat: Half, box: Box, swapped: str | None) -> Cleaned[Point | None]:
    lettered = bool(lon[1] or lat[1])
    other_way = not lettered and _inside(lat[0], lon[0], box) and not _inside(lon[0], lat[0], box)
    if other_way:
        return _judged(lat[0], lon[0], box, swapped)
    if not lettered and not _inside(lon[0], lat[0], box) and _inside(lon[0], -lat[0], box):
        return _judged(lon[0], -lat[0], box, "point_sign")
    return _judged(lon[0], lat[0], box, None)


def _judged(lon: float, lat: float, box: Box, code: str | None) -> Cleaned[Point | None]:
    if lon == 0 and lat == 0:
        return Cleaned(None)
    if lon.is_integer() and lat.is_integer():
        return Cleaned(None, "point_unreadable")  # whole degrees: 100 km about
    return Cleaned((lon, lat), code) if _inside(lon, lat, box) else Cleaned(None, "point_outside")


def _inside(lon: float, lat: float, box: Box) -> bool:
    west, south, east, north = box
    return west <= lon <= east and south <= lat <= north
