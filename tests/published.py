"""A public document made by hand: every table, every mark, four kecamatan; the same each time."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from data import formats
from data.clock import months_before
from data.metrics import BANDS
from data.public.document import NO_DATA, NOT_MEANT, WITHHELD, Cell, Document, Row, Rules, Source, Table
from data.public.tables import DEFINITIONS, STEPS, WINDOW, groups, layout
from data.schema import EXIT_REASONS
from data.text import LANGUAGES, text

KAB, AJUNG, KALISAT, PUGER, SUMBERJAMBE = "35.09", "35.09.17", "35.09.27", "35.09.08", "35.09.31"
AS_OF = date(2026, 11, 24)
W, N, O = Cell(None, WITHHELD), Cell(None, NO_DATA), Cell(None, NOT_MEANT)  # noqa: E741
NAMES = {
    PUGER: "Puger",
    AJUNG: "Ajung",
    KALISAT: "Kalisat",
    SUMBERJAMBE: "Sumberjambe",
}
NEEDS = {
    "badan_usaha": ("Badan usaha", "Legal entity"),
    "perizinan": ("Perizinan", "Permits"),
    "pembukuan": ("Manajemen dan pembukuan", "Management and bookkeeping"),
    "akses_pasar": ("Akses pasar", "Market access"),
}


def document(**changes: Any) -> Document:
    """The document of 24 November 2026, or one with other values in these fields; `tables` replaces all of them."""
    made = Document(
        slug="2026-11-26",
        kind="contoh",
        region=KAB,
        region_name="Kabupaten Jember",
        office="Dinas Perindustrian dan Perdagangan Kabupaten Jember",
        as_of=AS_OF,
        published_on=date(2026, 11, 26),
        data_version=412,
        definitions=DEFINITIONS,
        window=WINDOW,
        rules=Rules(),
        sources=(
            Source("pelaku", "public.column.pelaku", AS_OF),
            Source("teramati", "public.column.teramati", date(2025, 1, 1)),
        ),
        tables=TABLES,
    )
    return replace(made, **changes)


def table(name: str, rows: Iterable[Row], *cells: tuple[int | float | str | Cell, ...]) -> Table:
    """A table of the fixed layout; plain values become cells."""
    wrapped = tuple(tuple(one if isinstance(one, Cell) else Cell(one) for one in row) for row in cells)
    columns = tuple(column.name for column in layout(name).columns)
    made = Table(name, tuple(rows), columns, wrapped)
    assert len(made.rows) == len(wrapped) and {len(row) for row in wrapped} == {len(columns)}, name
    return made


def _row(code: str, *names: str) -> Row:
    return Row(code, dict(zip(LANGUAGES, names * (2 // len(names)), strict=True)))


def _said(key: str, code: str) -> Row:
    return Row(code, {language: text(f"{key}.{code}", language) for language in LANGUAGES})


_TOTAL = _row(KAB, "Kabupaten Jember")
_PLACES = [_row(code, name) for code, name in NAMES.items()]
_GROUPS = [Row(group.code, group.name) for group in groups()]
_MONTHS = [months_before(AS_OF.replace(day=1), back) for back in range(12, 0, -1)]

TABLES = (
    table(
        "cakupan",
        [*_PLACES, _TOTAL],
        (210, 210, 95, 0.45, 40, "2024-03-01"),
        (120, 120, 50, 0.42, 25, "2024-03-01"),
        (85, 85, W, W, W, "2025-01-01"),
        (40, N, N, N, N, N),
        (460, 420, 155, 0.37, 80, O),
    ),
    table("menunggu", [_said("waiting", band) for band in BANDS], (90,), (65,), (75,), (110,), (80,)),
    table(
        "sektor",
        [*_PLACES, _TOTAL],
        (95, 40, 30, 25, 20),
        (50, 25, 20, 15, 10),
        (40, 30, W, W, 5),
        (25, 10, W, W, 5),
        (210, 105, 60, 45, 40),
    ),
    table(
        "izin",
        [*_PLACES, _TOTAL],
        (35, 110, 90),
        (15, 60, 45),
        (W, 30, 25),
        (W, 15, 10),
        (60, 215, 170),
    ),
    table(
        "izin_sektor",
        [*_GROUPS, _TOTAL],
        (210, 25, 105, 80, 70, 45, 20),
        (105, 15, 50, 40, O, O, 10),
        (60, 10, 25, 20, O, O, W),
        (45, 5, 20, 15, O, O, W),
        (40, 5, 15, 15, O, O, 5),
        (460, 60, 215, 170, 70, 45, 40),
    ),
    table("kebutuhan", [_row(code, *names) for code, names in NEEDS.items()], (120, 35), (95, 40), (60, W), (45, 10)),
    table("pendamping", _PLACES, ("ada",), ("ada",), ("ada",), ("belum_ada",)),
    table("jangkauan", [_TOTAL], (460, 380, 15)),
    table(
        "tren",
        [Row(f"{day:%Y-%m}", {one: formats.day(day, one, precision="month") for one in LANGUAGES}) for day in _MONTHS],
        (400, N, N, N),
        *(
            (400 + 5 * step, 360 + 5 * step, 100 + 5 * step, round((100 + 5 * step) / (360 + 5 * step), 2))
            for step in range(11)
        ),
    ),
    table(
        "perubahan",
        [_said("public.step", step) for step in STEPS],
        (390, 110, O, O, O, O),
        (O, O, O, O, 60, O),
        (O, O, O, O, O, 25),
        (O, O, 50, O, 15, O),
        (O, O, W, 15, W, 5),
        (O, O, W, W, W, W),
        (O, O, O, W, O, W),
        (O, O, W, W, W, W),
        (420, 155, O, O, O, O),
    ),
    table(
        "keluar",
        [_said("exit", reason) for reason in EXIT_REASONS],
        *[(5,), (10,), (W,), (5,), (W,), (W,), (W,), (W,), (W,), (W,)],
    ),
    table("terlambat", [_TOTAL], (640, 45, 0.07)),
    table(
        "nilai",
        [*_GROUPS, _TOTAL],
        (95, 12_400_000_000),
        (60, 9_800_000_000),
        (25, W),
        (15, W),
        (10, 700_000_000),
        (205, 27_500_000_000),
    ),
)
