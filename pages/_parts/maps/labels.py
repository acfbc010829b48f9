"""Which labels a map of a given width can bear, and where each one stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.labels import Spot, widest_of_each
from pages._parts.maps.shapes import Bounds, Shape, readable_on

SIZE = 11  # px
BOLD, PLAIN = 6.2, 5.4  # width of a letter of the first line and of the others, in px at that size
OVERHANG = 1.12  # a label may stick out of its shape by so little
HALF_HEIGHT = 14  # px, of two lines
# A label appears when the map is at least as wide (px) as the first of these at which it fits.
WIDTHS = (320, 440, 560, 680, 820)

Spots = tuple[Spot, ...]  # one for each of WIDTHS: the same text covers more ground on a narrower map


@dataclass(frozen=True)
class Tier:
    """Labels of one colour that appear at the same width of the map."""

    width: int
    colour: str
    labels: tuple[tuple[str, Spot], ...]


def spots(layer: Mapping[str, Any], bounds: Bounds) -> dict[str, Spots]:
    """For each feature of a GeoJSON layer, where its label can stand. Keep the answer."""
    halves = [HALF_HEIGHT * (bounds[2] - bounds[0]) / width for width in WIDTHS]
    return {feature["id"]: tuple(widest_of_each(feature["geometry"], halves)) for feature in layer["features"]}


def tiers(shapes: Sequence[Shape], places: Mapping[str, Spots], bounds: Bounds, height: int) -> list[Tier]:
    """The labels that fit at some width, those of narrow maps first."""
    groups: dict[tuple[int, str], list[tuple[str, Spot]]] = {}
    for shape in shapes:
        for width, spot in zip(WIDTHS, places.get(shape.code, ()), strict=False):
            if shape.label and _fits(shape.label, spot, width, bounds, height):
                groups.setdefault((width, readable_on(shape.fill)), []).append((shape.label, spot))
                break
    return [Tier(width, colour, tuple(labels)) for (width, colour), labels in sorted(groups.items())]


def _fits(label: str, spot: Spot, width: int, bounds: Bounds, height: int) -> bool:
    west, south, east, north = bounds
    pixels_per_degree = min(width / (east - west), height / (north - south))
    first, *rest = label.split("\n")
    text = max(BOLD * len(first), *(PLAIN * len(line) for line in rest), 0.0)
    return spot.room * pixels_per_degree * OVERHANG >= text
