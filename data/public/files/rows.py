"""A table as CSV: plain values for machines, a mark as a word where there is no number."""

import csv
import io

from data.export import cell
from data.public.document import Cell, Document, Table
from data.public.files.words import invented

KEYS = ("kode", "nama")
NOTE = "keterangan"  # the last column of data that are not real, so that no copy loses the warning


def to_csv(document: Document, table: Table) -> bytes:
    """UTF-8 without a mark, commas, "\\n"; one line of names, then one line per row of the table."""
    note = invented(document)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*names(document, table)])
    for row, cells in zip(table.rows, table.cells, strict=True):
        written = [cell(row.code), cell(row.name["id"]), *map(plain, cells)]
        writer.writerow([*written, note] if note else written)
    return out.getvalue().encode()


def names(document: Document, table: Table) -> tuple[str, ...]:
    """The names of the columns of a table's CSV."""
    return (*KEYS, *table.columns, *((NOTE,) if invented(document) else ()))


def plain(one: Cell) -> str:
    """A count or rupiah as an integer, a share as 0.44, a day as 2026-11-24, else the mark or the flag's word."""
    return one.mark or str(one.value)
