"""The workbook as it came back: headings and ids are looked for, whatever was moved, sorted or added around them."""

import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText

from data.importing import guard
from data.importing.book import Cell
from data.importing.clean import as_text
from data.offline.cells import FORMULA, text_of
from data.offline.form import (
    ACTOR_FIELDS,
    ACTOR_ID,
    FORM,
    LISTS,
    ORIGIN,
    RESULT,
    VISIT_FIELDS,
    VISIT_ID,
    Field,
    Origin,
    fields_by_title,
)
from data.problem import Problem

HEAD_WITHIN = 15  # rows in which the headings are looked for
_TELLING = (ACTOR_ID, VISIT_ID, RESULT, "row_version", "last_visit", "open_promise")


@dataclass(frozen=True)
class Line:
    """One filled row: its number in the sheet, its id if it has one, and the cells of the fields that have a column."""

    number: int
    id: str | None
    cells: Mapping[str, Cell] = field(repr=False)


@dataclass(frozen=True)
class Page:
    """A sheet of the form: its name, the row of its headings, field -> column, and its filled rows."""

    name: str
    head: int
    columns: Mapping[str, int]
    lines: Sequence[Line] = field(repr=False)


@dataclass(frozen=True)
class Upload:
    """What came back; `originals` is actor id -> field -> words, `labels` words of the list of actors -> id."""

    origin: Origin
    actors: Page
    visits: Page
    originals: Mapping[str, Mapping[str, str]] = field(repr=False)
    labels: Mapping[str, str] = field(repr=False)


def open_book(content: bytes, *, values: bool) -> Any:
    """The workbook by openpyxl; `values` reads what formulas gave instead of what they are."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about extensions it does not keep
            return load_workbook(io.BytesIO(content), data_only=values, rich_text=not values)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError) as broken:
        raise Problem("file_broken") from broken


def read_upload(content: bytes) -> Upload:
    """What a returned workbook says.

    Problem("offline_other_file") for one that is none, ("offline_old_form") for an older version's,
    ("offline_ids_gone") when sheets, headings or ids are no longer there, ("offline_column_twice", column), and those
    of a file that is refused unopened.
    """
    if guard.kind_of("offline.xlsx", content) != "xlsx":
        raise Problem("offline_other_file")
    book, values = open_book(content, values=False), open_book(content, values=True)
    if ORIGIN not in book.sheetnames or LISTS not in book.sheetnames:
        raise Problem("offline_other_file")
    origin, originals = read_origin(book[ORIGIN])
    upload = Upload(
        origin,
        _page(book, values, ACTOR_FIELDS, ACTOR_ID),
        _page(book, values, VISIT_FIELDS, VISIT_ID),
        originals,
        _labels(book[LISTS]),
    )
    if originals and not any(line.id in originals for line in upload.actors.lines):
        raise Problem("offline_ids_gone")
    return upload


def read_origin(sheet: Any) -> tuple[Origin, dict[str, dict[str, str]]]:
    """The hidden sheet: where the workbook comes from, and actor id -> field -> words as it was made or last saved."""
    rows = [[as_text(cell.value) for cell in row] for row in sheet.iter_rows()]
    gap = next((at for at, row in enumerate(rows) if not any(row)), len(rows))
    about = {row[0]: row[1] for row in rows[:gap] if len(row) > 1}
    if about.get("damping") != "offline" or gap + 1 >= len(rows):
        raise Problem("offline_other_file")
    if about.get("form") != FORM:
        raise Problem("offline_old_form")
    names = rows[gap + 1]
    originals = {row[0]: dict(zip(names[1:], row[1:], strict=False)) for row in rows[gap + 2 :] if row[0]}
    about = {"id": "", "register": "", "facilitator_id": "", "language": "id"} | about
    return Origin(**{name: about[name] for name in Origin.__dataclass_fields__}), originals


def _labels(sheet: Any) -> dict[str, str]:
    pairs = ((text_of(sheet.cell(line, 10).value), as_text(sheet.cell(line, 11).value)) for line in _lines(sheet))
    return {label: actor_id for label, actor_id in pairs if label and actor_id}


def _lines(sheet: Any) -> range:
    return range(1, sheet.max_row + 1)


def _page(book: Any, values: Any, fields: tuple[Field, ...], id_name: str) -> Page:
    known = fields_by_title(fields)
    for sheet in book.worksheets:
        if sheet.title in (ORIGIN, LISTS):
            continue
        for head in range(1, min(HEAD_WITHIN, sheet.max_row) + 1):
            columns = _columns(sheet, head, known)
            if id_name in columns:
                lines = _filled(sheet, values[sheet.title], head, columns, id_name)
                return Page(sheet.title, head, columns, lines)
    raise Problem("offline_ids_gone")


def _columns(sheet: Any, head: int, known: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for cell in sheet[head]:
        words = text_of(str(cell.value)) if cell.value is not None else ""
        name = known.get(words.lower())
        if name in found:
            raise Problem("offline_column_twice", column=words)
        if name:
            found[name] = cell.column
    return found


def _filled(sheet: Any, values: Any, head: int, columns: Mapping[str, int], id_name: str) -> list[Line]:
    found = []
    for number in range(head + 1, sheet.max_row + 1):
        cells = {name: _value(sheet.cell(number, at), values, number, at) for name, at in columns.items()}
        told = any(text_of(cell) for name, cell in cells.items() if name not in _TELLING)
        identity = text_of(cells[id_name]) or None
        # An empty row with an id is a row for a visit that was not filled.
        if told or (identity and id_name == ACTOR_ID):
            found.append(Line(number, identity, cells))
    return found


def _value(cell: Any, values: Any, number: int, at: int) -> Cell:
    if cell.data_type == "f":
        value = values.cell(number, at).value
        return FORMULA if value is None else value
    value = cell.value
    return str(value) if isinstance(value, CellRichText) else value
