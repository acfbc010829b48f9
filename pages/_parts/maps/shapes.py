"""What a map draws and in which colours: plain values, no library."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Theme = Literal["light", "dark"]
Bounds = tuple[float, float, float, float]  # west, south, east, north

INK, PAPER = "#17302d", "#ffffff"  # the two colours a label may have; the one with more contrast is taken


@dataclass(frozen=True)
class Shape:
    """One area: `fill` is #rrggbb; `label` and `hover` are plain text, lines parted by a newline, never markup.

    `no_data` draws a hatch over it, `withheld` dots.
    """

    code: str
    name: str
    fill: str
    no_data: bool = False
    label: str | None = None
    hover: str = ""
    withheld: bool = False


@dataclass(frozen=True)
class Palette:
    """What a theme decides; the fills of the shapes come with the shapes."""

    border: str
    outline: str
    hatch: str
    hover: str
    ink: str
    ground: str
    desa: str
    point: str


PALETTES: Mapping[Theme, Palette] = {
    "light": Palette(
        border="#ffffff",
        outline="#10201e",
        hatch="#b9c2c0",
        hover="#ffffff",
        ink="#17302d",
        ground="#f4f7f6",
        desa="#5f7471",
        point="#0f766e",
    ),
    "dark": Palette(
        border="#101716",
        outline="#ffffff",
        hatch="#6b7776",
        hover="#1b2827",
        ink="#e6efed",
        ground="#131d1c",
        desa="#8fa5a2",
        point="#2dd4bf",
    ),
}


def readable_on(fill: str) -> str:
    """Dark or white, whichever has more contrast on `fill` (WCAG)."""
    light = _luminance(fill)
    return INK if (light + 0.05) / (_luminance(INK) + 0.05) >= 1.05 / (light + 0.05) else PAPER


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
