"""A4 pages in the project's letters and colours: text, lines and areas in millimetres from the top left corner.

The letters are those of the screens (Source Sans Pro, embedded, so that a page looks alike everywhere). Every text is
drawn as it is, never read as markup; a sign the letters lack becomes a question mark.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from fpdf import FPDF
from fpdf.drawing import PaintedPath
from fpdf.enums import PathPaintRule
from fpdf.fonts import TTFFont

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 14.0
RIGHT = WIDTH - MARGIN
INNER = WIDTH - 2 * MARGIN
POINT = 25.4 / 72  # mm

TEXT, QUIET, ACCENT, RULE, CARD = "#16211f", "#566663", "#0f6e66", "#d3dcda", "#f6f8f7"

Line = Sequence[tuple[float, float]]


def _letters(style: str) -> Path:
    spec = find_spec("font_source_sans_pro")
    assert spec is not None and spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "files" / f"SourceSansPro-{style}.ttf"


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


class Paper:
    """One PDF being drawn. `size` is in points, everything else in mm; `y` of a text is its base line."""

    def __init__(self, title: str, author: str, language: str, moment: datetime) -> None:
        self._pdf = FPDF(unit="mm", format="A4")
        self._letters = {False: self._add("", "Regular"), True: self._add("B", "Semibold")}
        self._pdf.set_auto_page_break(False)
        self._pdf.set_title(self._title(title))
        self._pdf.set_author(author)
        self._pdf.set_creator("Damping")
        self._pdf.set_lang(language)
        self._pdf.set_creation_date(moment)
        self._known = frozenset(self._letters[False].cmap)

    def _add(self, style: str, name: str) -> TTFFont:
        self._pdf.add_font("sans", style, _letters(name))
        found = self._pdf.fonts["sans" + style]
        assert isinstance(found, TTFFont)
        return found

    def page(self) -> None:
        """Begin the next page."""
        self._pdf.add_page()

    def made(self) -> bytes:
        """The file."""
        return bytes(self._pdf.output())

    def _title(self, words: str) -> str:
        return " ".join(unicodedata.normalize("NFC", words).split())

    def _plain(self, words: str) -> str:
        return "".join(sign if ord(sign) in self._known else "?" for sign in self._title(words))

    def _ready(self, size: float, bold: bool) -> None:
        self._pdf.set_font("sans", "B" if bold else "", size)

    # --- text ------------------------------------------------------------------------------------------------------

    def width(self, words: str, size: float, bold: bool = False) -> float:
        """How wide a text is. Measured by hand: a PDF asked for a width takes the text for one that it will show."""
        widths = self._letters[bold].cw  # in thousandths of the size
        return sum(widths.get(ord(sign), 0.0) for sign in self._plain(words)) * size * POINT / 1000

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 9,
        *,
        bold: bool = False,
        colour: str = TEXT,
        to: str = "left",
    ) -> None:
        """One line of text; `x` is its left end, its middle or its right end, as `to` says."""
        width = 0.0 if to == "left" else self.width(words, size, bold)
        self._ready(size, bold)
        self._pdf.set_text_color(*_rgb(colour))
        self._pdf.text(x - {"left": 0.0, "middle": width / 2, "right": width}[to], y, self._plain(words))

    def fitting(self, words: str, width: float, size: float, bold: bool = False) -> str:
        """The text, cut with an ellipsis where it is wider than `width`."""
        if self.width(words, size, bold) <= width:
            return words
        while words and self.width(words + "…", size, bold) > width:
            words = words[:-1].rstrip()
        return words + "…"

    def size_for(self, words: str, width: float, size: float, least: float, bold: bool = False) -> float:
        """The size, not above `size` nor under `least`, at which a text is no wider than `width`."""
        return max(least, min(size, size * width / max(self.width(words, size, bold), 0.1)))

    def lines(self, words: str, width: float, size: float, bold: bool = False, most: int = 99) -> list[str]:
        """The text broken into lines of at most `width`; what is left after `most` lines is cut with an ellipsis."""
        found: list[str] = []
        for word in words.split():
            longer = f"{found[-1]} {word}" if found else word
            if found and self.width(longer, size, bold) <= width:
                found[-1] = longer
            else:
                found.append(word)
        if len(found) > most:
            found = [*found[: most - 1], " ".join(found[most - 1 :])]
        return [self.fitting(line, width, size, bold) for line in found]

    def paragraph(
        self,
        x: float,
        y: float,
        words: str,
        width: float,
        size: float = 9,
        *,
        bold: bool = False,
        colour: str = TEXT,
        most: int = 99,
    ) -> float:
        """A text over several lines from the base line `y` on; the base line after the last."""
        for line in self.lines(words, width, size, bold, most):
            self.text(x, y, line, size, bold=bold, colour=colour)
            y += leading(size)
        return y

    # --- lines and areas -------------------------------------------------------------------------------------------

    def rule(self, x: float, y: float, x2: float, y2: float, colour: str = RULE, thick: float = 0.15) -> None:
        """A straight line."""
        self._pdf.set_draw_color(*_rgb(colour))
        self._pdf.set_line_width(thick)
        self._pdf.line(x, y, x2, y2)

    def path(self, places: Line, colour: str, thick: float) -> None:
        """A line through places."""
        self._pdf.set_draw_color(*_rgb(colour))
        self._pdf.set_line_width(thick)
        self._pdf.polyline(list(places))

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        """A filled circle."""
        self._pdf.set_fill_color(*_rgb(colour))
        self._pdf.circle(x, y, radius, style="F")

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str | None,
        edge: str | None = None,
        round_: float = 0,
    ) -> None:
        """A rectangle, its corners rounded by `round_`."""
        if fill:
            self._pdf.set_fill_color(*_rgb(fill))
        if edge:
            self._pdf.set_draw_color(*_rgb(edge))
            self._pdf.set_line_width(0.2)
        style = ("D" if edge else "") + ("F" if fill else "")
        self._pdf.rect(x, y, width, height, style=style, round_corners=bool(round_), corner_radius=round_)

    def area(self, rings: Iterable[Line], fill: str, edge: str, thick: float = 0.25) -> None:
        """A shape of several rings, those inside others being holes."""
        path = PaintedPath()
        path.style.paint_rule = PathPaintRule.STROKE_FILL_EVENODD
        path.style.fill_color, path.style.stroke_color, path.style.stroke_width = fill, edge, thick
        path.style.stroke_join_style = "round"
        for ring in rings:
            path.move_to(*ring[0])
            for place in ring[1:]:
                path.line_to(*place)
            path.close()
        with self._pdf.drawing_context() as drawn:
            drawn.add_item(path, clone=False)

    def inside(self, x: float, y: float, width: float, height: float) -> AbstractContextManager[None]:
        """A context in which only what lies in this rectangle is drawn."""
        return self._pdf.rect_clip(x, y, width, height)

    def link(self, x: float, y: float, width: float, height: float, address: str) -> None:
        """An area of the page that opens an address."""
        self._pdf.link(x, y, width, height, address)


def leading(size: float) -> float:
    """From one base line to the next."""
    return size * POINT * 1.32
