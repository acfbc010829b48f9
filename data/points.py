"""A point as people write or paste it -> degrees, and back."""

import re

from data.problem import Problem
from geo.regions import Bounds, load

MARGIN = 0.3  # degrees around the region: a workshop at its edge, a border drawn roughly
DIGITS = 6  # of a degree: a tenth of a metre

_ONE = {"′": "'", "’": "'", "‘": "'", "″": '"', "”": '"', "“": '"', "''": '"', "º": "°", "−": "-", "–": "-"}
# Letters of the four winds -> the axis and its sign; Indonesian ones too (LS lintang selatan, BT bujur timur).
_WINDS = {
    **dict.fromkeys(("N", "U", "LU"), ("lat", 1)),
    **dict.fromkeys(("S", "LS"), ("lat", -1)),
    **dict.fromkeys(("E", "T", "BT"), ("lon", 1)),
    **dict.fromkeys(("W", "B", "BB"), ("lon", -1)),
}
_WIND = "|".join(sorted(_WINDS, key=len, reverse=True))
_DEGREES = r"-?\d{1,3}(?:[.,]\d+\s*°?|\s*°\s*\d{1,2}\s*'(?:\s*\d{1,2}(?:[.,]\d+)?\s*\")?)"
_HALF = rf"(?:{_WIND})\s*{_DEGREES}|{_DEGREES}\s*(?:{_WIND})|{_DEGREES}"
_PAIR = re.compile(rf"\(?\s*({_HALF})(?:\s*[,;/]\s*|\s+)({_HALF})\s*\)?", re.IGNORECASE)
_SINGLE = re.compile(_HALF, re.IGNORECASE)
Half = tuple[float, str | None]
"""One of the two numbers in degrees, and its axis ('lon', 'lat') when a letter says it."""


def read_point(text: str | None) -> tuple[float, float] | None:
    """(lon, lat) in degrees of what somebody typed or pasted; None for an empty text.

    Decimal points or commas, degrees with minutes and seconds, either order. Problem("point_unreadable"), and
    Problem("point_outside") for a point that is not in the region or a little around it.
    """
    if not text or not text.strip():
        return None
    lon, lat = _ordered(*read_pair(text))
    check_point(lon, lat)
    return lon, lat


def read_pair(text: str) -> tuple[Half, Half]:
    """The two numbers in the order written, wherever they lie; Problem("point_unreadable")."""
    found = _PAIR.fullmatch(_one_way(text))
    if found is None:
        raise Problem("point_unreadable")
    first, second = found.groups()
    return _half(first), _half(second)


def read_half(text: str) -> Half:
    """One number alone, as a column of longitudes or latitudes holds it; Problem("point_unreadable")."""
    alone = _one_way(text)
    if _SINGLE.fullmatch(alone) is None:
        raise Problem("point_unreadable")
    return _half(alone)


def check_point(lon: float | None, lat: float | None) -> None:
    """Problem("point_unreadable") for half a point, Problem("point_outside") for one too far from the region."""
    if lon is None and lat is None:
        return
    if lon is None or lat is None:
        raise Problem("point_unreadable")
    if not _inside(lon, lat):
        raise Problem("point_outside")


def written(lon: float | None, lat: float | None) -> str | None:
    """ "-8.123456, 113.876543", as maps understand it in every language; None without a point."""
    return None if lon is None or lat is None else f"{lat:.{DIGITS}f}, {lon:.{DIGITS}f}"


def _one_way(text: str) -> str:
    """The signs of degrees, minutes and minus in one form each."""
    for written_so, plain in _ONE.items():
        text = text.replace(written_so, plain)
    return text.strip()


def _half(part: str) -> Half:
    letter = re.search(r"[A-Z]+", part.upper())
    whole, *smaller = (float(one.replace(",", ".")) for one in re.findall(r"\d+(?:[.,]\d+)?", part))
    if any(one >= 60 for one in smaller):
        raise Problem("point_unreadable")
    size = round(whole + sum(one / 60**power for power, one in enumerate(smaller, 1)), DIGITS)
    if letter is None:
        return (-size if "-" in part else size), None
    axis, sign = _WINDS[letter.group()]
    return sign * size, axis


def _ordered(first: Half, second: Half) -> tuple[float, float]:
    """(lon, lat): by the letters, else the order in which the two lie in the region; latitude first when neither."""
    (one, axis), (other, other_axis) = first, second
    if axis or other_axis:
        if axis == other_axis:
            raise Problem("point_unreadable")
        return (one, other) if axis == "lon" or (axis is None and other_axis == "lat") else (other, one)
    return (one, other) if _inside(one, other) else (other, one)


def _inside(lon: float, lat: float) -> bool:
    west, south, east, north = around()
    return west <= lon <= east and south <= lat <= north


def around() -> Bounds:
    """West, south, east and north of where a point may lie."""
    west, south, east, north = load().mainland_bounds
    return west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN
