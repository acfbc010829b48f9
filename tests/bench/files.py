"""Invented registers as files, as large as asked: the same rows as xlsx and as csv."""

import csv
import random
import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from xml.sax.saxutils import escape

from geo.regions import load

TITLES = (
    ("No", "Nama Perusahaan", "Nama Pemilik", "Jalan", "Desa", "Kecamatan", "Telepon", "Badan Usaha", "Jenis Izin")
    + ("No Izin", "NIB", "NPWP", "KBLI", "Komoditi", "Jenis Produk", "Lk", "Pr")
    + (
        "Nilai Investasi",
        "Kapasitas Produksi",
        "Satuan",
        "Nilai Produksi",
        "Nilai BB/BP",
        "Tahun Data",
        "Longitude",
        "Latitude",
    )
)
TRADES = ("Mebel", "Batik", "Tahu", "Tempe", "Keripik", "Kopi", "Genteng", "Bordir", "Anyaman", "Kerupuk")
WORDS = ("Jaya", "Makmur", "Sari", "Barokah", "Sumber", "Rejeki", "Maju", "Abadi", "Lestari", "Mulya", "Indah")
PEOPLE = (
    "Slamet",
    "Siti",
    "Ahmad",
    "Sri",
    "Budi",
    "Wati",
    "Moh.",
    "Hasan",
    "Umi",
    "Agus",
    "Dewi",
    "Joko",
    "Nur",
    "Eko",
)

_CONTENT = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
    'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
    '"/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.worksheet+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}"/></Relationships>'
)
_BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Data" sheetId="1" '
    'r:id="rId1"/></sheets></workbook>'
)
_SHEET = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def rows(count: int, seed: int = 1) -> Iterator[list[str | int | float]]:
    """Invented businesses, all different, a few of them with faults."""
    dice, places = random.Random(seed), load()
    desa = list(places.desa.values())
    for number in range(1, count + 1):
        place = dice.choice(desa)
        trade, person = dice.choice(TRADES), f"{dice.choice(PEOPLE)} {dice.choice(WORDS)}"
        yield [
            number,
            f"{trade} {dice.choice(WORDS)} {dice.choice(WORDS)} {number}",
            person,
            f"Jl. {dice.choice(WORDS)} {dice.randint(1, 200)}",
            place.name,
            places.kecamatan[place.parent].name if dice.random() > 0.01 else "Antah",
            f"08{dice.randint(10**9, 10**10)}",
            dice.choice(("PO", "CV", "UD", "")),
            "TDI",
            f"530/{number}/TDI/{dice.randint(2005, 2020)}",
            str(10**12 + number),
            "",
            dice.choice(("31001", "13121", "10391", "10761")),
            trade,
            trade,
            dice.randint(0, 9),
            dice.randint(0, 9),
            dice.randint(1, 500) * 1_000_000,
            dice.randint(10, 5000),
            "kg",
            dice.randint(1, 900) * 1_000_000,
            dice.randint(1, 500) * 1_000_000,
            dice.randint(2015, 2024),
            "",
            "",
        ]


def write_csv(path: Path, count: int) -> None:
    """A CSV of that many rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(TITLES)
        writer.writerows(rows(count))


def write_xlsx(path: Path, count: int) -> None:
    """A workbook of that many rows, written as a stream."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        book.writestr("[Content_Types].xml", _CONTENT)
        book.writestr("_rels/.rels", _RELS.format(kind="officeDocument", target="xl/workbook.xml"))
        book.writestr("xl/_rels/workbook.xml.rels", _RELS.format(kind="worksheet", target="worksheets/sheet1.xml"))
        book.writestr("xl/workbook.xml", _BOOK)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(_SHEET.encode())
            for number, row in enumerate(chain([list(TITLES)], rows(count)), 1):
                sheet.write(_line(number, row).encode())
            sheet.write(b"</sheetData></worksheet>")


def _line(number: int, row: list[str | int | float]) -> str:
    cells = "".join(
        f'<c r="{_letter(i)}{number}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        if isinstance(value, str)
        else f'<c r="{_letter(i)}{number}"><v>{value}</v></c>'
        for i, value in enumerate(row)
        if value != ""
    )
    return f'<row r="{number}">{cells}</row>'


def _letter(index: int) -> str:
    return chr(65 + index)
