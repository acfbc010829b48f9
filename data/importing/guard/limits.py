"""How large a file may be, in bytes, unpacked, and in cells: 200,000 rows of 35 columns fit a gigabyte of memory."""

from data.problem import Problem

MEGABYTE = 1024 * 1024
MAX_BYTES = 50 * MEGABYTE
MAX_JSON = 25 * MEGABYTE
"""JSON is read as a whole and takes ten times its size."""
MAX_UNPACKED = 1024 * MEGABYTE
MAX_TEXT = 400 * MEGABYTE
"""Words of all cells of a workbook."""
MAX_CELLS = 7_000_000
"""Rectangles from A1 to the last cell, all sheets: the reader reserves them, so a stray far cell kills the process."""
MAX_COLUMNS = 2_000


def refuse_area(rows: int, columns: int) -> None:
    """Refuse a sheet whose rectangle from A1 is larger than any register."""
    if rows * columns > MAX_CELLS or columns > MAX_COLUMNS:
        raise Problem("file_area_too_big", rows=rows, columns=columns)


def refuse_unpacked(size: float, limit: int) -> None:
    """Refuse what takes more than `limit` bytes once unpacked."""
    if size > limit:
        raise Problem("file_zip_bomb", limit=limit // MEGABYTE)
