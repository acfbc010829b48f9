"""Results written into the workbook as it came back; what a person added to it stays."""

import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter

from data.offline.form import ACTOR_ID, LISTS, ORIGIN, RESULT, VISIT_ID, title
from data.offline.make import put
from data.offline.upload import Page, Upload, open_book

MARKS = {"conflict": "FFD9A0", "unusable": "FBE3E4"}


@dataclass(frozen=True)
class Answer:
    """What became of one row, by its number: the words, field -> mark (conflict, unusable), and after a save the
    actor's or visit's `id`, its `version` and the `originals` from which the next comparison begins."""

    number: int
    told: str = field(repr=False)
    marks: Mapping[str, str] = field(default_factory=dict)
    id: str | None = None
    version: int | None = None
    originals: Mapping[str, str] = field(default_factory=dict, repr=False)
    label: str | None = field(default=None, repr=False)


def answered(content: bytes, upload: Upload, actors: Sequence[Answer], visits: Sequence[Answer]) -> bytes:
    """The same workbook with its results; formulas, formats, notes and columns of its own stay.

    openpyxl, which writes it, loses drawings, charts that a person put in, and cells' thread comments.
    """
    book = open_book(content, values=False)
    _answer(book[upload.actors.name], upload.actors, actors, ACTOR_ID, upload.origin.language)
    _answer(book[upload.visits.name], upload.visits, visits, VISIT_ID, upload.origin.language)
    _remember(book[ORIGIN], actors)
    _offer(book[LISTS], actors)
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book.save(stream)
    return stream.getvalue()


def _answer(sheet: Any, page: Page, answers: Sequence[Answer], id_name: str, language: str) -> None:
    result = page.columns.get(RESULT)
    if result is None:
        result = sheet.max_column + 1
        put(sheet.cell(page.head, result), title(RESULT, language))
        sheet.column_dimensions[get_column_letter(result)].width = 34
    for answer in answers:
        cell = sheet.cell(answer.number, result)
        cell.value = None
        put(cell, answer.told)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if answer.id:
            put(sheet.cell(answer.number, page.columns[id_name]), answer.id)
        if answer.version and "row_version" in page.columns:
            sheet.cell(answer.number, page.columns["row_version"]).value = answer.version
        for name, at in page.columns.items():
            _mark(sheet.cell(answer.number, at), answer.marks.get(name))


def _mark(cell: Any, mark: str | None) -> None:
    """Colour a cell that needs a look; a colour of ours that no longer does is taken away."""
    if mark:
        cell.fill = PatternFill("solid", fgColor=MARKS[mark])
    elif cell.fill.fill_type == "solid" and str(cell.fill.fgColor.rgb)[2:] in MARKS.values():
        cell.fill = PatternFill()


def _remember(sheet: Any, answers: Sequence[Answer]) -> None:
    """Bring the originals of what was saved up to date; a new business gets its line."""
    head = next(line for line in range(1, sheet.max_row + 1) if sheet.cell(line, 1).value == ACTOR_ID)
    columns = {str(cell.value): cell.column for cell in sheet[head] if cell.value}
    lines = {str(sheet.cell(line, 1).value): line for line in range(head + 1, sheet.max_row + 1)}
    for answer in answers:
        if not answer.id or not answer.originals:
            continue
        line = lines.setdefault(answer.id, sheet.max_row + 1)
        put(sheet.cell(line, 1), answer.id)
        for name, words in answer.originals.items():
            cell = sheet.cell(line, columns[name])
            cell.value = None
            put(cell, words)


def _offer(sheet: Any, answers: Sequence[Answer]) -> None:
    """New businesses can be chosen for a visit, too."""
    new = [answer for answer in answers if answer.label]
    known = {str(sheet.cell(line, 11).value) for line in range(1, sheet.max_row + 1)}
    free = next(line for line in range(1, sheet.max_row + 2) if sheet.cell(line, 10).value is None)
    for line, answer in enumerate([one for one in new if one.id not in known], free):
        put(sheet.cell(line, 10), answer.label)
        put(sheet.cell(line, 11), answer.id)
