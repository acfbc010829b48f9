"""The offline workbook: the caseload, rows for visits, a guide; hidden the originals and the lists to choose from."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from data.export import risky
from data.offline.cells import Words, actor_label
from data.offline.form import (
    ACTOR_FIELDS,
    ACTOR_ID,
    EDITED,
    LISTS,
    NEW_ACTORS,
    NEW_VISITS,
    ORIGIN,
    VISIT_FIELDS,
    VISIT_ID,
    Field,
    Origin,
    title,
)
from data.text import text
from data.workbook import LONGEST

GUIDE_LINES = 9
ROOM = 500  # actors that a list to choose from may grow by
_HEAD, _BANNER = PatternFill("solid", fgColor="E4F2F0"), PatternFill("solid", fgColor="FFF2D6")
_TELLS = PatternFill("solid", fgColor="F2F2F2")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_DAY = "dd/mm/yyyy"
# Name of a list -> its column in the hidden sheet of lists.
LIST_COLUMNS = {
    "kecamatan_of_desa": 1,
    "desa": 2,
    "kecamatan": 3,
    "legal_form": 4,
    "status": 5,
    "mode": 6,
    "outcome": 7,
    "topic": 8,
    "promise": 9,
    "actor": 10,
    "actor_id": 11,
}


@dataclass(frozen=True)
class Book:
    """What a workbook is made of; `actors` hold the texts of `actor_texts` and actor_id, row_version, last_visit,
    open_promise; `visit_ids` are one id for each row a visit may be written into."""

    origin: Origin
    whose: str
    made: str
    banner: str | None
    words: Words
    actors: Sequence[Mapping[str, Any]] = field(repr=False)
    visit_ids: Sequence[str] = field(repr=False)


def make_workbook(book: Book) -> bytes:
    """An xlsx in which editable cells are unlocked, the rest is protected without a password."""
    made = Workbook()
    made.remove(made.active)
    language = book.origin.language
    above = [*([book.banner] if book.banner else []), _about(book)]
    rows: list[dict[str, Any]] = [dict(actor) for actor in book.actors]
    _sheet(made, text("offline.sheet.actors", language), above, ACTOR_FIELDS, [*rows, *[{}] * NEW_ACTORS], language)
    visits = [{VISIT_ID: one} for one in book.visit_ids]
    _sheet(made, text("offline.sheet.visits", language), above, VISIT_FIELDS, visits, language)
    _guide(made.create_sheet(text("offline.sheet.guide", language)), above, language)
    _lists(made, book)
    _origin(made.create_sheet(ORIGIN), book)
    for name in (ORIGIN, LISTS):
        made[name].sheet_state = "hidden"
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def visit_rows() -> int:
    """How many ids of visits a workbook needs."""
    return NEW_VISITS


def _about(book: Book) -> str:
    return text("offline.about", book.origin.language, whose=book.whose, made=book.made, form=book.origin.form)


def put(cell: Any, value: Any) -> None:
    """Write a value; a text stays a text, also one that begins like a formula or holds digits only."""
    if value is None or value == "":
        return
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST]
        cell.data_type = "s"
        cell.quotePrefix = risky(value)
    else:
        cell.value = value


def _sheet(
    made: Any,
    name: str,
    above: Sequence[str],
    fields: Sequence[Field],
    rows: Sequence[Mapping[str, Any]],
    language: str,
) -> None:
    page = made.create_sheet(name)
    for line, words in enumerate(above, 1):
        put(page.cell(line, 1), words)
        page.cell(line, 1).font = Font(bold=True)
    if len(above) > 1:
        page.cell(1, 1).fill = _BANNER
    head = len(above) + 1
    for at, one in enumerate(fields, 1):
        cell = page.cell(head, at)
        put(cell, title(one.name, language))
        cell.font, cell.fill, cell.alignment = Font(bold=True), _HEAD, _WRAPPED
        page.column_dimensions[get_column_letter(at)].width = one.width
    for line, row in enumerate(rows, head + 1):
        for at, one in enumerate(fields, 1):
            _cell(page.cell(line, at), one, row)
    last = head + len(rows)
    for at, one in enumerate(fields, 1):
        _validate(page, fields, at, one, head + 1, last, language)
    page.freeze_panes = page.cell(head + 1, 3)
    page.auto_filter.ref = f"A{head}:{get_column_letter(len(fields))}{last}"
    _protect(page)


def _cell(cell: Any, one: Field, row: Mapping[str, Any]) -> None:
    value = row.get(one.name)
    put(cell, int(value) if one.reads == "count" and isinstance(value, str) and value.isdigit() else value)
    cell.alignment = _WRAPPED
    new = one.name == "kecamatan" and not row  # a business nobody knew says its own kecamatan
    locked = one.locked and not new
    cell.protection = Protection(locked=locked)
    cell.number_format = {"text": "@", "count": "0", "day": _DAY}[one.reads]
    if locked:
        cell.fill = _TELLS


def _validate(page: Any, fields: Sequence[Field], at: int, one: Field, first: int, last: int, language: str) -> None:
    where = f"{get_column_letter(at)}{first}:{get_column_letter(at)}{last}"
    if one.choices:
        rule = DataValidation(type="list", formula1=_formula(one.choices, fields, first), allow_blank=True)
        # A new business is in no list yet, and its name may be typed.
        rule.errorStyle = "warning" if one.choices == "actor" else "stop"
        rule.error = text("offline.choose", language)
    elif one.reads == "day" and not one.locked:
        rule = DataValidation(type="date", operator="greaterThan", formula1="DATE(2000,1,1)", allow_blank=True)
        rule.error = text("offline.why.day", language)
    elif one.reads == "count" and not one.locked:
        rule = DataValidation(type="whole", operator="between", formula1="0", formula2="100000", allow_blank=True)
        rule.error = text("offline.why.count", language)
    else:
        return
    rule.showErrorMessage = True
    rule.add(where)
    page.add_data_validation(rule)


def _formula(choices: str, fields: Sequence[Field], first: int) -> str:
    """Names instead of ranges, because spreadsheets move a validation that names another sheet out of the standard."""
    if choices != "desa":
        return f"damping_{choices}"
    at = next(at for at, one in enumerate(fields, 1) if one.name == "kecamatan")
    cell, among = f"${get_column_letter(at)}{first}", "damping_kecamatan_of_desa"
    return f"OFFSET(damping_desa,MATCH({cell},{among},0)-1,0,COUNTIF({among},{cell}),1)"


def _protect(page: Any) -> None:
    guard = page.protection
    guard.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "insertColumns", "insertRows", "sort", "autoFilter"):
        setattr(guard, allowed, False)  # False is "not forbidden"


def _guide(page: Any, above: Sequence[str], language: str) -> None:
    page.column_dimensions["A"].width = 110
    lines = [*above, *(text(f"offline.guide.{number}", language) for number in range(1, GUIDE_LINES + 1))]
    for line, words in enumerate(lines, 1):
        put(page.cell(line, 1), words)
        page.cell(line, 1).alignment = _WRAPPED
        page.cell(line, 1).font = Font(bold=line <= len(above))
    page.protection.sheet = True


def _lists(made: Any, book: Book) -> None:
    page, words = made.create_sheet(LISTS), book.words
    desa = sorted(words.lists["desa"].items())
    values: dict[str, list[str]] = {
        name: list(words.lists[name].values()) for name in LIST_COLUMNS if name in words.lists
    }
    values["kecamatan_of_desa"] = [words.of("kecamatan", code.rsplit(".", 1)[0]) for code, _ in desa]
    values["desa"] = [name for _, name in desa]
    # A workbook has no group sessions: those present belong to one session, which its rows could not say.
    values["mode"] = [name for code, name in words.lists["mode"].items() if code != "kelompok"]
    values["actor"] = [actor_label(row["business_name"], row["desa"], row[ACTOR_ID]) for row in book.actors]
    values["actor_id"] = [row[ACTOR_ID] for row in book.actors]
    for name, at in LIST_COLUMNS.items():
        for line, value in enumerate(values[name], 1):
            put(page.cell(line, at), value)
        room = ROOM if name == "actor" else 0
        last = 1 if name == "desa" else max(1, len(values[name])) + room
        letter = get_column_letter(at)
        made.defined_names[f"damping_{name}"] = DefinedName(
            f"damping_{name}", attr_text=f"{LISTS}!${letter}$1:${letter}${last}"
        )
    page.protection.sheet = True


def _origin(page: Any, book: Book) -> None:
    """Lines of name and value, an empty one, then the originals: the id, and a column for each field by its name."""
    about = book.origin
    lines = {"damping": "offline", "form": about.form, "id": about.id, "register": about.register}
    lines |= {"facilitator_id": about.facilitator_id, "language": about.language}
    for line, (name, value) in enumerate(lines.items(), 1):
        put(page.cell(line, 1), name)
        put(page.cell(line, 2), value)
    head = len(lines) + 2
    for at, name in enumerate((ACTOR_ID, *_ORIGINALS), 1):
        put(page.cell(head, at), name)
    for line, row in enumerate(book.actors, head + 1):
        for at, name in enumerate((ACTOR_ID, *_ORIGINALS), 1):
            put(page.cell(line, at), str(row.get(name, "")))
    page.protection.sheet = True


_ORIGINALS = (*EDITED, "kecamatan")
