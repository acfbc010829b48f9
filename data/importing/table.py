"""A Book -> the one Table in it: which sheet, which header rows, which rows hold data and which are skipped."""

import re
from dataclasses import dataclass, field

from data.importing.book import Book, Cell, Sheet, letter
from data.importing.titles import SERIAL, field_of, words
from data.problem import Problem

HEADER_WITHIN = 15
"""A header lies within these first rows."""
_TOTAL = re.compile(
    r"(grand |sub ?)?(total|jumlah|jml)( total)?( (keseluruhan|seluruhnya|semua|akhir))?"
    r"( (kecamatan|kec|desa|kelurahan|per) .*)?"
)
_NUMBERLIKE = re.compile(r"[\d.,\s%()+-]+|rp[\d.,\s-]+|=.*", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """One column: its letter and title as a person sees them, its index from 0, its first values as text."""

    letter: str
    title: str
    index: int
    samples: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Row:
    """One data row: the number the spreadsheet shows and all its cells from column A."""

    number: int
    cells: list[Cell] = field(repr=False)

    def cell(self, index: int) -> Cell:
        """The cell of a column counted from 0, None beyond the end of the row."""
        return self.cells[index] if index < len(self.cells) else None


@dataclass(frozen=True)
class Table:
    """Columns and data rows of a sheet; `skipped` holds row numbers that are no data, by 'blank', 'total', 'header'."""

    sheet: str
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = field(repr=False)
    skipped: dict[str, list[int]]

    def column(self, column_letter: str) -> Column:
        """The column with this letter, or a Problem."""
        for column in self.columns:
            if column.letter == column_letter:
                return column
        raise Problem("column_unknown", letter=column_letter)


def find_table(book: Book) -> Table:
    """The sheet and header whose titles are best known; a Problem where no row looks like a header."""
    best: tuple[tuple[int, int], Sheet, int, list[list[str]]] | None = None
    for sheet in book.sheets:
        for first in range(min(HEADER_WITHIN, len(sheet.rows))):
            for count in (1, 2) if first + 1 < HEADER_WITHIN else (1,):
                lines = _header_lines(sheet, first, count)
                score = (_score(_titles(lines)), -count)  # no second line unless it names more columns
                if score[0] >= 2 and (best is None or score > best[0]):
                    best = (score, sheet, first, lines)
    if best is None:
        raise Problem("header_not_found", rows=HEADER_WITHIN)
    return _build(*best[1:])


def _score(titles: list[str]) -> int:
    return max(len({field_of(title, kind) for title in titles if title} - {None}) for kind in ("actors", "visits"))


def _header_lines(sheet: Sheet, first: int, count: int) -> list[list[str]]:
    """`count` header rows as text, each merged cell's title standing in every cell it covers."""
    rows = sheet.rows[first : first + count]
    width = max((len(row) for row in rows), default=0)
    lines = [[_title(row[i]) if i < len(row) else "" for i in range(width)] for row in rows]
    if sheet.merged is not None:
        for (top, left), (bottom, right) in sheet.merged:
            if first <= top < first + len(lines) and left < width:
                for r in range(top, min(bottom, first + len(lines) - 1) + 1):
                    lines[r - first][left : right + 1] = [lines[top - first][left]] * (min(right, width - 1) - left + 1)
    if len(lines) == 2 and not _merged_across(sheet, first):
        _carry_right(*lines)
    return lines


def _merged_across(sheet: Sheet, first: int) -> bool:
    return any(top == first and right > left for (top, left), (_, right) in sheet.merged or ())


def _carry_right(upper: list[str], lower: list[str]) -> None:
    """Where no merge says so: a title goes on to the right over cells that are empty above and titled below."""
    for i in range(1, len(upper)):
        if not upper[i] and lower[i] and lower[i - 1]:
            upper[i] = upper[i - 1]


def _title(cell: Cell) -> str:
    return " ".join(str(cell).split()) if cell is not None else ""


def _titles(lines: list[list[str]]) -> list[str]:
    return [" / ".join(dict.fromkeys(part for part in parts if part)) for parts in zip(*lines, strict=True)]


def _build(sheet: Sheet, first: int, lines: list[list[str]]) -> Table:
    start = first + len(lines)
    titles = _titles(lines)
    serial = {i for i, title in enumerate(titles) if words(title) in SERIAL}
    rows: list[Row] = []
    skipped: dict[str, list[int]] = {"blank": [], "total": [], "header": []}
    last = max((i for i, row in enumerate(sheet.rows) if any(cell is not None for cell in row)), default=-1)
    for number, cells in enumerate(sheet.rows[start : last + 1], start + 1):
        why = _no_data(cells, serial, lines, next_to_header=number == start + 1)
        if why:
            skipped[why].append(number)
        else:
            rows.append(Row(number, cells))
    if not rows:
        raise Problem("no_rows", sheet=sheet.name)
    header = tuple(range(first + 1, start + 1))
    return Table(sheet.name, header, _columns(titles, rows), tuple(rows), skipped)


def _no_data(cells: list[Cell], serial: set[int], lines: list[list[str]], next_to_header: bool) -> str | None:
    filled = {i: str(cell).strip() for i, cell in enumerate(cells) if cell is not None}
    texts = [value for value in filled.values() if not _NUMBERLIKE.fullmatch(value)]
    if texts and len(texts) == 1 and _TOTAL.fullmatch(" ".join(re.findall(r"\w+", texts[0].lower()))):
        return "total"
    if not set(filled) - serial:
        return "blank"
    if next_to_header and _numbers_columns(list(filled.values())):
        return "header"
    if any(_same_titles(filled, line) for line in lines):
        return "header"
    return None


def _numbers_columns(values: list[str]) -> bool:
    """The line "(1) (2) (3) ..." that official tables put under their header."""
    numbers = [int(digits) for value in values if (digits := value.strip("() .")).isdigit()]
    return (
        len(values) >= 3
        and len(numbers) == len(values)
        and numbers == list(range(numbers[0], numbers[0] + len(values)))
    )


def _same_titles(filled: dict[int, str], line: list[str]) -> bool:
    same = sum(words(value) == words(line[i]) for i, value in filled.items() if i < len(line) and words(value))
    return same >= 2 and same * 2 > len(filled)


def _columns(titles: list[str], rows: list[Row]) -> tuple[Column, ...]:
    """Columns with a title or a value; titles are made unique by their letter, since people may use one twice."""
    width = max([len(titles)] + [len(row.cells) for row in rows])
    columns = []
    for i in range(width):
        title = titles[i] if i < len(titles) else ""
        samples = tuple(str(cell).strip() for row in rows[:200] if (cell := row.cell(i)) is not None)
        if title or samples or any(row.cell(i) is not None for row in rows):
            unique = not title or titles.count(title) > 1
            columns.append(Column(letter(i), f"{title} ({letter(i)})".strip() if unique else title, i, samples[:50]))
    return tuple(columns)
