"""What a map draws and in which colours: plain values, no library."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from data.colours import HATCH
from data.colours import readable_on as readable_on

Theme = Literal["light", "dark"]
Bounds = tuple[float, float, float, float]  # west, south, east, north


@dataclass(frozen=True)
class Shape:
    """One area: `fill` is #rrggbb; `label` and `hover` are plain text, lines parted by a newline, never markup.

    `no_data` draws a hatch over it, `dots` dots.
    """

    code: str
    name: str
    fill: str
    no_data: bool = False
    label: str | None = None
    hover: str = ""
    dots: bool = False


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
        hatch=HATCH,
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
