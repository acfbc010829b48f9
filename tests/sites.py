"""Public material made by hand for the static site: three releases of all kecamatan, answers, a calendar, a listing."""

from dataclasses import replace
from datetime import date
from typing import Any

from data.buyers import Item, Offer
from data.public.answers import Answer, Answers
from data.public.calendar import Due
from data.public.directory import Entry
from data.public.document import NO_DATA, WITHHELD, Cell, Document, Row, Table
from data.public.site import Material
from geo import regions
from tests.published import KALISAT, document


def whole(**changes: Any) -> Document:
    """The document by hand with every kecamatan of the region: those it does not name repeat its rows."""
    made = document(**changes)
    return replace(made, tables=tuple(_spread(one) for one in made.tables))


def _spread(table: Table) -> Table:
    known = {row.code: cells for row, cells in zip(table.rows, table.cells, strict=True)}
    if KALISAT not in known:
        return table
    places = regions.load().kecamatan
    found = [cells for code, cells in known.items() if code in places]
    rows = [Row(code, {"id": place.name, "en": place.name}) for code, place in places.items()]
    cells = [known.get(row.code, found[index % len(found)]) for index, row in enumerate(rows)]
    rest = [index for index, row in enumerate(table.rows) if row.code not in places]
    return replace(
        table,
        rows=(*rows, *(table.rows[index] for index in rest)),
        cells=(*cells, *(table.cells[index] for index in rest)),
    )


def with_cells(made: Document, table: str, cells: dict[tuple[str, str], Cell]) -> Document:
    """The document with other cells, by row and column, in one table."""
    old = made.table(table)
    new = tuple(
        tuple(cells.get((row.code, column), cell) for column, cell in zip(old.columns, line, strict=True))
        for row, line in zip(old.rows, old.cells, strict=True)
    )
    return replace(made, tables=tuple(replace(old, cells=new) if one is old else one for one in made.tables))


def material(said: str = "Kursi & meja", few: bool = False) -> Material:
    """Three releases, newest first; `said` is what people typed, wherever they can; `few`: of four kecamatan."""
    latest = document() if few else whole()
    middle = replace(document(), slug="2026-05-15", as_of=date(2026, 5, 14), published_on=date(2026, 5, 15))
    year_ago = replace(document(), slug="2025-11-20", as_of=date(2025, 11, 19), published_on=date(2025, 11, 20))
    year_ago = with_cells(
        year_ago, "menunggu", {("over_24", "pelaku"): Cell(150), ("never", "pelaku"): Cell(None, NO_DATA)}
    )
    return Material(
        (latest, middle, year_ago),
        (
            Due(date(2025, 11, 20), "published", "2025-11-20"),
            Due(date(2026, 2, 15), "skipped", None),
            Due(date(2026, 5, 15), "published", "2026-05-15"),
            Due(date(2026, 8, 15), "skipped", None),
            Due(date(2026, 11, 15), "published", "2026-11-26"),
            Due(date(2027, 2, 15), "coming", None),
        ),
        Answers(
            (
                Answer(date(2026, 11, 25), "2026-11-26", "izin", KALISAT, "nib", said, True),
                Answer(date(2026, 6, 2), "2026-05-15", "cakupan", None, None, said, False),
            ),
            Cell(None, WITHHELD),
        ),
        (entry(said),),
        b"nama_usaha\n",
    )


def entry(said: str) -> Entry:
    """A listed business that lacks one thing and says all there is to say."""
    return Entry(
        id="listing",
        actor_id="actor",
        business_name=said,
        product=said,
        sector="furniture",
        sector_name={"id": said, "en": said},
        group="kayu",
        kecamatan=KALISAT,
        kecamatan_name="Kalisat",
        items=(Item("nib", "met"), Item("price", "lacking")),
        offers=(Offer("e_katalog", ("price",), ()),),
        papers={},
        price=said,
        capacity=said,
        lead_time=said,
        origin=said,
    )
