"""Any file an office has is read row by row or refused in one sentence, whatever its bytes are."""

import codecs
import csv
import io
import json
import struct
import subprocess
import sys
import tomllib
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from data.importing import CODES, find_table, read_book, table_sheets
from data.importing.guard import MAX_BYTES
from data.importing.guard.limits import MAX_CELLS, MAX_COLUMNS, MEGABYTE
from data.problem import Problem
from data.text import catalogue

ROOT = Path(__file__).parents[1]
HEADER = ["Nama Usaha", "Pemilik", "Desa", "Kecamatan"]
ROW = ["Mebel Jati", "Siti", "Ajung", "Kalisat"]


def refused(name: str, source: bytes | Path) -> str:
    with pytest.raises(Problem) as caught:
        find_table(read_book(name, source))
    assert CODES[caught.value.code] == "file"
    for language in ("id", "en"):
        assert catalogue(language)[f"problem.{caught.value.code}"].format(**caught.value.details)
    return caught.value.code


def rows_of(name: str, source: bytes | Path) -> list[list[Any]]:
    return [list(row) for row in read_book(name, source).sheets[0].rows]


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook(*rows: list[Any], corner: str = "A1") -> bytes:
    book = openpyxl.Workbook()
    first = book.active[corner]
    for r, row in enumerate(rows, first.row):
        for c, value in enumerate(row, first.column):
            book.active.cell(r, c).value = value
    return saved(book)


def archive(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, content in members.items():
            parts.writestr(name, content)
    return stream.getvalue()


def changed(content: bytes, members: dict[str, bytes]) -> bytes:
    """The zip with these members replaced or added."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return archive({name: parts.read(name) for name in parts.namelist()} | members)


SHEET = "xl/worksheets/sheet1.xml"


def sheet_xml(rows: str, before: str = "") -> bytes:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return f'<?xml version="1.0"?>{before}<worksheet {space}><sheetData>{rows}</sheetData></worksheet>'.encode()


def with_sheet(rows: str, before: str = "") -> bytes:
    return changed(workbook(HEADER), {SHEET: sheet_xml(rows, before)})


# An .xls is an OLE file of one stream of records; nothing on the test machine need be able to write one.


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def label(row: int, column: int, text: str) -> bytes:
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def xls_records(cells: bytes, extra: bytes = b"", sheet_type: int = 0) -> bytes:
    globals_begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + extra
    at = len(globals_begin) + 4 + 12 + 4
    sheet = record(0x0085, struct.pack("<IBBBB", at, 0, sheet_type, 4, 0) + b"Data")
    sheet_begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    return globals_begin + sheet + record(0x000A) + sheet_begin + cells + record(0x000A)


def ole(content: bytes, stream: str = "Workbook", storage: str = "") -> bytes:
    """An OLE file with one stream, and one empty storage if named."""
    content = content.ljust(4096, b"\0")  # shorter streams lie elsewhere
    sectors = -(-len(content) // 512)
    content = content.ljust(sectors * 512, b"\0")
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * (512 - len(head) - 4)

    def entry(name: str, kind: int, start: int, size: int, child: int = -1, right: int = -1) -> bytes:
        words = name.encode("utf-16-le")
        text = words.ljust(64, b"\0") + struct.pack("<HBB", len(words) + 2 if name else 0, kind, 1)
        return text + struct.pack("<iii", -1, right, child) + bytes(36) + struct.pack("<III", start, size, 0)

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1) + entry(
        stream, 2, 2, len(content), right=2 if storage else -1
    )
    directory += entry(storage, 1, 0, 0) if storage else entry("", 0, 0, 0)
    directory += entry("", 0, 0, 0)
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    return head + fat + directory + content


def xls(
    *rows: list[str], extra: bytes = b"", sheet_type: int = 0, storage: str = "", corner: tuple[int, int] = (0, 0)
) -> bytes:
    cells = b"".join(
        label(r, c, value) for r, row in enumerate(rows, corner[0]) for c, value in enumerate(row, corner[1])
    )
    return ole(xls_records(cells, extra, sheet_type), storage=storage)


def ods(rows: str, members: dict[str, bytes] | None = None, before: str = "") -> bytes:
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names)
    content = (
        f'<?xml version="1.0"?>{before}<office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Data">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return archive(
        {"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": b"<m/>"} | (members or {})
    )


def ods_row(*values: str, before: str = "", attributes: str = "") -> str:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    return f"<table:table-row {attributes}>{before}{''.join(map(cell.format, values))}</table:table-row>"


# --- each kind of file ------------------------------------------------------------------------------------------------

AT_C4 = {
    "a.xlsx": workbook(HEADER, ROW, corner="C4"),
    "a.xls": xls(HEADER, ROW, corner=(3, 2)),
    "a.ods": ods(
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        + "".join(
            ods_row(*row, before='<table:table-cell table:number-columns-repeated="2"/>') for row in (HEADER, ROW)
        )
    ),
    "a.csv": b"\n\n\n" + "\n".join(";;" + ";".join(row) for row in (HEADER, ROW)).encode(),
}


@pytest.mark.parametrize("name", AT_C4)
@pytest.mark.parametrize("at_path", [True, False])
def test_every_kind_keeps_row_numbers_and_letters_and_can_be_read_again(
    name: str, at_path: bool, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(AT_C4[name])
    book = read_book(name, tmp_path / name if at_path else AT_C4[name])
    table = find_table(book)
    assert (table.header_rows, [column.letter for column in table.columns]) == ((4,), list("CDEF"))
    for _ in range(2):
        assert [(row.number, row.cells[2:]) for row in table.rows] == [(5, ROW)]
    assert len(book.sheets[0].rows) == table.last_row == 5


def test_a_formula_is_its_value_and_one_never_calculated_is_empty() -> None:
    cells = '<c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>1+1</f></c><c r="C2" t="str"><f>A1</f><v>=x</v></c>'
    content = with_sheet(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2">{cells}</row>')
    assert rows_of("a.xlsx", content)[1] == [2, None, "=x"]
    assert rows_of("a.xlsx", workbook(["a"], ["=1+1"])) == [["a"]]


def test_dates_of_a_book_that_counts_from_1904() -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([date(2023, 12, 13)])
    assert rows_of("a.xlsx", saved(book)) == [[date(2023, 12, 13)]]


def test_a_date_that_is_none_is_not_a_fault_of_the_program() -> None:
    book = openpyxl.Workbook()
    for row, value in enumerate((1e10, -5, 0, 1e300), 1):
        book.active.cell(row, 1).value = value
        book.active.cell(row, 1).number_format = "dd/mm/yyyy"
    assert len(rows_of("a.xlsx", saved(book))) == 4


def test_all_sheets_with_a_header_are_named_and_one_may_be_chosen() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Keterangan"])
    for name, rows in {"Kalisat": [HEADER[:2], ROW[:2]], "Semua": [HEADER, ROW], "Tanpa baris": [HEADER]}.items():
        for row in rows:
            (book[name] if name in book.sheetnames else book.create_sheet(name)).append(row)
    read = read_book("a.xlsx", saved(book))
    assert table_sheets(read) == ["Semua", "Tanpa baris", "Kalisat"]
    assert find_table(read).sheet == "Semua"
    assert find_table(read, "Kalisat").head[0].cells == ROW[:2]
    for sheet, code in {"Sheet": "header_not_found", "Tanpa baris": "no_rows", "Lain": "sheet_unknown"}.items():
        with pytest.raises(Problem) as caught:
            find_table(read, sheet)
        assert caught.value.code == code


def test_titles_nobody_knows_are_guessed_so_that_a_person_can_say_what_they_are() -> None:
    book = openpyxl.Workbook()
    for row in (["DATA USAHA 2020"], [], ["", "Apa", "Siapa"], ["", "Mebel Jati", "Slamet"]):
        book.active.append([cell or None for cell in row])
    table = find_table(read_book("a.xlsx", saved(book)))
    assert table.header_rows == (3,)
    assert [(column.letter, column.title) for column in table.columns] == [("B", "Apa"), ("C", "Siapa")]
    assert [row.number for row in table.rows] == [4]
    book.create_sheet("Lain").append(HEADER)
    book["Lain"].append(ROW)
    assert table_sheets(read_book("a.xlsx", saved(book))) == ["Lain"], "known titles go before guessed ones"


# --- delimited text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
@pytest.mark.parametrize("delimiter", [";", "\t", ",", "|"])
def test_each_row_is_read_once_at_every_line_end_and_separator(end: str, delimiter: str) -> None:
    text = end.join([delimiter.join(HEADER), delimiter.join(ROW), "", delimiter.join(ROW)]) + end
    table = find_table(read_book("a.txt", text.encode()))
    assert [(row.number, row.cells) for row in table.rows] == [(2, ROW), (4, ROW)]
    assert table.skipped["blank"] == [3]


def test_mixed_line_ends_and_quoted_line_breaks() -> None:
    text = 'Nama Usaha;Kecamatan\r\nA;Kalisat\nB;Ajung\r"C\nD";Kalisat\r\r\n"E\r\r\nF";Ajung\r\n'
    cells = [row.cells for row in find_table(read_book("a.csv", text.encode())).rows]
    assert cells == [["A", "Kalisat"], ["B", "Ajung"], ["C\nD", "Kalisat"], ["E\r\nF", "Ajung"]]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Café Señor", "cp1252"),
        ("Toko A°B – “Jati”", "cp1252"),
        ("Café Señor", "utf-8"),
        ("Café Señor", "utf-8-sig"),
        ("Café Señor", "utf-16"),
        ("Cafe Senor", "utf-16-le"),
        ("Cafe Senor", "utf-16-be"),
        ("Мебель из тика и бамбука, новый магазин", "cp1251"),
        ("家具屋さんの新しいみせ、かぐやです", "shift_jis"),
    ],
)
def test_the_encoding_is_found_out(text: str, encoding: str) -> None:
    content = f"Nama Usaha;Kecamatan\n{text};Kalisat\n".encode(encoding)
    assert [row.cells[0] for row in find_table(read_book("a.csv", content)).rows] == [text]


def test_one_broken_letter_does_not_spoil_a_file_in_utf8() -> None:
    content = b"Nama Usaha;Kecamatan\n" + "Café é;Kalisat\n".encode() * 20 + b"X\xff;Kalisat\n"
    cells = [row.cells[0] for row in find_table(read_book("a.csv", content)).rows]
    assert (cells[0], cells[-1]) == ("Café é", "X�")


def test_padding_is_no_letter() -> None:
    content = b"Nama Usaha;Kecamatan\nMebel\0\0;Kalisat\0\r\n\x1a"
    table = find_table(read_book("a.csv", content))
    assert [row.cells for row in table.rows] == [["Mebel", "Kalisat"]]
    assert table.skipped["blank"] == []


# --- lines that are no data -------------------------------------------------------------------------------------------

WIDE = ["No", *HEADER, "Tenaga Kerja"]


def table_of(*rows: list[Any]) -> Any:
    return find_table(read_book("a.xlsx", workbook(*rows)))


@pytest.mark.parametrize(
    "words",
    ["Jumlah", "TOTAL", "JUMLAH TOTAL", "Sub total Kec. Kalisat", "Subtotal", "Jumlah :", "Total IKM", "Grand Total"],
)
def test_a_total_is_no_row(words: str) -> None:
    table = table_of(WIDE, [1, *ROW, 3], [None, words, None, None, None, 3], [2, *ROW, 3])
    assert [row.number for row in table.rows] == [2, 4]
    assert table.skipped["total"] == [3]


@pytest.mark.parametrize(
    "cells",
    [
        [None, "Total Ajung", None, None, "Ajung", 5],
        [None, "JUMLAH AJUNG", None, None, None, 5],
        [None, "Ajung", None, None, "Sub Total Ajung", "5"],
    ],
)
def test_a_total_may_name_its_place(cells: list[Any]) -> None:
    table = table_of(WIDE, [1, *ROW, 3], cells, [2, *ROW, 3])
    assert [row.number for row in table.rows] == [2, 4]
    assert table.skipped["total"] == [3]


def test_a_summary_under_the_list_holds_no_businesses() -> None:
    summary = (["REKAP PER KECAMATAN"], ["Kecamatan", "Jumlah"], ["Ajung", 12], ["Kalisat", 4], ["Jumlah", 16])
    table = table_of(["Kecamatan", "Nama Usaha"], ["Kalisat", "Mebel Jati"], [], *summary)
    assert [row.number for row in table.rows] == [2]
    assert table.skipped == {"blank": [3], "total": [8], "header": [], "note": [4, 5, 6, 7]}


@pytest.mark.parametrize("between", [[], ["Catatan: bagian kedua"]])
def test_rows_under_titles_in_other_places_are_marked_until_the_titles_stand_in_theirs(between: list[Any]) -> None:
    moved = ["No", "Pemilik", "Nama Usaha", *WIDE[3:]]
    table = table_of(WIDE, [1, *ROW, 3], between, moved, [2, *ROW, 3], [3, *ROW, 3], WIDE, [4, *ROW, 3])
    for _ in range(2):
        astray = {row.number: row.is_astray for row in table.rows if row.number != 3}
        assert astray == {2: False, 5: True, 6: True, 8: False}
        assert table.skipped["header"] == [4, 7]


FOOT = [
    ["Keterangan: L = laki-laki"],
    ["Sumber: Dinas"],
    ["Catatan : sementara"],
    [None, "Mengetahui,", None, None, "Rembulan, 12 Desember 2019"],
    ["Kepala Dinas Perindustrian"],
]


@pytest.mark.parametrize("note", FOOT)
def test_a_note_at_the_foot_is_no_row_nor_what_stands_under_it(note: list[Any]) -> None:
    table = table_of(WIDE, [1, *ROW, 3], ["Jumlah", None, None, None, None, 3], [], note, [], [None, "Nama Orang"])
    assert [row.number for row in table.rows] == [2]
    assert table.skipped == {"blank": [4, 6], "total": [3], "header": [], "note": [5, 7]}


@pytest.mark.parametrize("note", FOOT)
def test_what_looks_like_a_note_is_a_row_where_data_follow(note: list[Any]) -> None:
    table = table_of(WIDE, [1, *ROW, 3], note, [], [2, *ROW, 3])
    for _ in range(2):  # the second pass finds the same
        assert [row.number for row in table.rows] == [2, 3, 5]
        assert table.skipped == {"blank": [4], "total": [], "header": [], "note": []}


@pytest.mark.parametrize("name", ["Sumber Rejeki", "Total Jaya", "Catatan Kita", "Jumlah Barokah"])
def test_a_business_is_no_note_and_no_total(name: str) -> None:
    table = table_of(WIDE, [1, *ROW, 3], [2, name])
    assert [row.number for row in table.rows] == [2, 3]


def test_the_lines_above_the_header_come_again_at_each_page() -> None:
    table = table_of(["DATA IKM 2019"], WIDE, [1, *ROW, 3], ["DATA IKM 2019"], WIDE, [2, *ROW, 3])
    assert [row.number for row in table.rows] == [3, 6]
    assert table.skipped["header"] == [4, 5]


def test_only_the_head_is_looked_at_and_the_rest_is_read_when_it_is_asked_for() -> None:
    lines = [";".join(HEADER), *(";".join([f"Toko {i}", *ROW[1:]]) for i in range(1000))]
    table = find_table(read_book("a.csv", "\n".join([*lines, "Jumlah;;;", ""]).encode()))
    assert (len(table.head), table.head[-1].cells[0], table.last_row) == (200, "Toko 199", 1002)
    assert table.skipped["total"] == []
    assert sum(1 for _ in table.rows) == 1000
    assert table.skipped["total"] == [1002]


# --- GeoJSON ----------------------------------------------------------------------------------------------------------


def point(position: Any, **properties: Any) -> dict[str, Any]:
    geometry = None if position is None else {"type": "Point", "coordinates": position}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def geojson(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def test_points_are_rows_with_their_coordinates() -> None:
    content = geojson(
        point([113.7, -8.1], **dict(zip(HEADER, ROW, strict=True))),
        point([113.8, -8.2, 12.0], **{"Nama Usaha": "Toko", "Izin": ["NIB"]}),
        point(None, **{"Nama Usaha": "Tanpa titik", "Kecamatan": "Ajung"}),
        crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
    )
    table = find_table(read_book("a.geojson", content))
    assert [column.title for column in table.columns] == [*HEADER, "Izin", "lon", "lat"]
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, [*ROW, None, 113.7, -8.1]),
        (3, ["Toko", None, None, None, '["NIB"]', 113.8, -8.2]),
        (4, ["Tanpa titik", None, None, "Ajung", None, None, None]),
    ]


LINE = {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, "properties": {}}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (geojson(point([1, 2], a="x"), LINE), "geojson_not_points"),
        (geojson(point(["1", "2"], a="x")), "geojson_not_points"),
        (geojson("x"), "geojson_not_points"),
        (b'{"type": "Feature"}', "geojson_not_points"),
        (b'{"features": {}}', "geojson_not_points"),
        (geojson(point([9100000, 780000], a="x")), "geojson_crs"),
        (geojson(point([1, 2], a="x"), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::32749"}}), "geojson_crs"),
        (b'{"type": "FeatureCollection", "features": [', "file_broken"),
        (b'{"a": ' + b"[" * 100_000, "file_broken"),
        (b'{"a": [' + b"{}," * 2_000_001, "file_broken"),
        (b"Nama Usaha;Kecamatan\n", "file_name_mismatch"),
        (b'{"a": "' + b"x" * (25 * MEGABYTE) + b'"}', "file_too_big"),
    ],
)
def test_other_json_is_refused_in_one_sentence(content: bytes, code: str) -> None:
    assert refused("a.geojson", content) == code


def test_json_under_another_name_says_so() -> None:
    assert refused("a.csv", geojson(point([1, 2], a="x"))) == "file_name_mismatch"
    assert rows_of("a.json", geojson(point([1, 2], a="\ud800\0x")))[1] == ["?x", 1, 2]


# --- hostile files ----------------------------------------------------------------------------------------------------

ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
SUPBOOK = record(0x01AE, struct.pack("<HH", 1, 5) + b"\0a.xls")
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
FAR = f'{ONE}<row r="1048576"><c r="{{}}"><v>1</v></c></row>'
HOSTILE = {
    "macros": ("a.xlsx", changed(workbook(HEADER), {"xl/vbaProject.bin": b"x"}), "file_macros"),
    "macros, honestly named": ("a.xlsm", changed(workbook(HEADER), {"xl/vbaProject.bin": b"x"}), "file_macros"),
    "macros of 1992": ("a.xlsx", changed(workbook(HEADER), {"xl/macrosheets/sheet1.xml": b"<x/>"}), "file_macros"),
    "macros in ods": ("a.ods", ods(ods_row("x"), {"Basic/Standard/Module1.xml": b"<x/>"}), "file_macros"),
    "macros in xls": ("a.xls", xls(HEADER, ROW, storage="_VBA_PROJECT_CUR"), "file_macros"),
    "macro sheet in xls": ("a.xls", xls(HEADER, ROW, sheet_type=1), "file_macros"),
    "links": ("a.xlsx", changed(workbook(HEADER), {"xl/externalLinks/1.xml": b"<x/>"}), "file_external_links"),
    "links in ods": ("a.ods", ods(ods_row("x") + '<table:table-source xlink="a.ods"/>'), "file_external_links"),
    "links in xls": ("a.xls", xls(HEADER, ROW, extra=SUPBOOK), "file_external_links"),
    "locked xls": ("a.xls", xls(HEADER, ROW, extra=record(0x2F, bytes(6))), "file_encrypted"),
    "locked xlsx": ("a.xlsx", ole(b"x", "EncryptedPackage"), "file_encrypted"),
    "locked ods": ("a.ods", ods(ods_row("x"), {"META-INF/manifest.xml": b"<m:encryption-data/>"}), "file_encrypted"),
    "doc": ("a.xls", ole(b"x", "WordDocument"), "file_wrong_type"),
    "docx": ("a.xlsx", archive({"word/document.xml": b"<x/>"}), "file_wrong_type"),
    "xlsb": ("a.xlsx", archive({"xl/workbook.bin": b"x"}), "file_wrong_type"),
    "xls named xlsx": ("a.xlsx", xls(HEADER, ROW), "file_name_mismatch"),
    "entities": ("a.xlsx", with_sheet('<row r="1"><c r="A1" t="str"><v>&b;</v></c></row>', ENTITIES), "file_broken"),
    "entities in ods": ("a.ods", ods(ods_row("x"), before=ENTITIES), "file_broken"),
    "two members alike": ("a.xlsx", changed(workbook(HEADER), {SHEET.upper(): b"<x/>"}), "file_broken"),
    "far cell": ("a.xlsx", with_sheet(FAR.format("ABC1048576")), "file_area_too_big"),
    "far cell, other quotes": ("a.xlsx", with_sheet(FAR.format("ABC1048576").replace('"', "'")), "file_area_too_big"),
    "far cell, in another row": ("a.xlsx", with_sheet(ONE.replace("A1", "ABC1048576")), "file_broken"),
    "far cell, hidden twice": ("a.xlsx", with_sheet(ONE.replace('"A1"', "'ABC1048576'")), "file_broken"),
    "far column": ("a.xlsx", with_sheet(ONE.replace("A1", "XFD1")), "file_area_too_big"),
    "many cells without address": (
        "a.xlsx", with_sheet("<row>" + "<c><v>1</v></c>" * (MAX_COLUMNS + 1) + "</row>"), "file_area_too_big"),
    "far cell in a sheet of any name": (
        "a.xlsx", changed(workbook(HEADER), {"xl/x.bin": sheet_xml(FAR.format("ABC1048576"))}), "file_area_too_big"),
    "far cells in xls": (
        "a.xls", ole(xls_records(b"".join(label(65535, 255, "x") + record(0x0809, bytes(16)) for _ in range(2)))),
        "file_area_too_big"),
    "columns for ever": ("a.csv", b";".join([b"x"] * 20_000) + b"\n", "file_area_too_big"),
    "one line": ("a.csv", b"x" * 2_000_000, "file_broken"),
    "one field": ("a.csv", b"a;b\n" + b"x" * 200_000, "file_broken"),
    "repeated cells": (
        "a.ods", ods(ods_row("x" * 9000, attributes='table:number-rows-repeated="60000"')), "file_zip_bomb"),
    "repeated columns": (
        "a.ods", ods('<table:table-row><table:table-cell office:value-type="float" office:value="1" '
                     'table:number-columns-repeated="5000"/></table:table-row>'), "file_area_too_big"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence(what: str) -> None:
    name, content, code = HOSTILE[what]
    assert refused(name, content) == code


def test_a_shared_string_that_every_cell_copies_is_refused() -> None:
    strings = f'<sst xmlns="x"><si><t>{"x" * 32_000}</t></si><si><t>y</t></si></sst>'.encode()
    cells = '<c r="{}{}" t="s"><v>{}</v></c>'

    def content(index: int) -> bytes:
        rows = (
            f'<row r="{r}">{"".join(cells.format(c, r, index) for c in "ABCDEFGHIJ")}</row>' for r in range(1, 1400)
        )
        return changed(with_sheet("".join(rows)), {"xl/sharedStrings.xml": strings})

    assert refused("a.xlsx", content(0)) == "file_zip_bomb"
    assert refused("a.xlsx", content(1)) == "header_not_found"  # the long string stands there, but nobody copies it


def test_members_that_lie_on_top_of_each_other_are_refused() -> None:
    content = workbook(HEADER, ROW)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        start = parts.start_dir
    directory = content[start:]
    first = directory[: directory.index(b"PK\x01\x02", 4)]
    copies = b"".join(first.replace(b".xml", f".x{i:02d}".encode(), 1) for i in range(100))
    end = bytearray(directory[directory.rindex(b"PK\x05\x06") :])
    entries = directory[: directory.rindex(b"PK\x05\x06")]
    count = struct.unpack_from("<H", end, 10)[0] + 100
    struct.pack_into("<HHI", end, 8, count, count, len(entries) + len(copies))
    assert refused("a.xlsx", content[:start] + entries + copies + bytes(end)) == "file_zip_bomb"


def test_a_sheet_that_begins_beyond_the_end_makes_the_library_panic_and_is_refused(capfd: Any) -> None:
    """Rust raises its panic past `Exception`."""
    begins = struct.pack("<HHI", 0x0085, 12, 40)
    content = xls(HEADER, ROW)
    assert content.count(begins) == 1
    assert refused("a.xls", content.replace(begins, struct.pack("<HHI", 0x0085, 12, 99_999))) == "file_broken"
    capfd.readouterr()


def test_formatting_far_below_the_table_is_no_far_cell() -> None:
    content = with_sheet(
        '<row r="1"><c r="A1" t="str"><v>Nama Usaha</v></c><c r="B1" t="str"><v>Kecamatan</v></c></row>'
        '<row r="2"><c r="A2" t="str"><v>Mebel</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    )
    assert [row.number for row in find_table(read_book("a.xlsx", content)).rows] == [2]


def test_a_large_hostile_file_takes_little_memory(tmp_path: Path) -> None:
    """In a process of its own, whose peak is its own: one line of 40 MB, and 100 MB of anything."""
    (tmp_path / "a.csv").write_bytes(b"x;" * 20_000_000)
    with (tmp_path / "b.csv").open("wb") as stream:
        stream.truncate(100 * MEGABYTE)
    code = (
        "import sys, resource; from pathlib import Path; from data.importing import read_book\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for name in sys.argv[1:]:\n"
        "    try: read_book(name, Path(name))\n"
        "    except Exception as problem: print(problem.code)\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024 < 60)"
    )
    files = [str(tmp_path / name) for name in ("a.csv", "b.csv")]
    ran = subprocess.run([sys.executable, "-c", code, *files], capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.stdout.split() == ["file_broken", "file_too_big", "True"], ran.stderr


def test_the_uploader_lets_through_what_the_importer_refuses_in_its_own_words() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["maxUploadSize"] * MEGABYTE > MAX_BYTES
    assert MAX_CELLS >= 200_001 * 34  # the widest export known


# --- whatever the bytes -----------------------------------------------------------------------------------------------

SUFFIXES = ("xlsx", "xlsm", "xls", "ods", "csv", "tsv", "txt", "geojson", "json", "pdf", "")
BEGINNINGS = (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b'{"', b"\xff\xfe", codecs.BOM_UTF8, b"sep=")
WHOLE = [*AT_C4.values(), geojson(point([1, 2], a="x"))]
FEW = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def reads_or_refuses(name: str, content: bytes) -> None:
    try:
        for sheet in read_book(name, content).sheets:
            assert sum(1 for _ in sheet.rows) == len(sheet.rows)
    except Problem as problem:
        assert CODES[problem.code] == "file"


@FEW
@given(suffix=st.sampled_from(SUFFIXES), beginning=st.sampled_from(BEGINNINGS), rest=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(suffix: str, beginning: bytes, rest: bytes) -> None:
    reads_or_refuses(f"a.{suffix}", beginning + rest)


@FEW
@given(
    which=st.integers(0, len(WHOLE) - 1), at=st.floats(0, 1), put=st.binary(max_size=8), cut=st.booleans(),
    suffix=st.sampled_from(SUFFIXES[:-2]), own=st.booleans(),
)  # fmt: skip
def test_a_damaged_file_is_read_or_refused(
    which: int, at: float, put: bytes, cut: bool, suffix: str, own: bool
) -> None:
    content = WHOLE[which]
    place = int(at * len(content))
    damaged = content[:place] + put + (b"" if cut else content[place + len(put) :])
    reads_or_refuses([*AT_C4, "a.geojson"][which] if own else f"a.{suffix}", damaged)


@FEW
@given(
    which=st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml"]), at=st.floats(0, 1), put=st.binary(max_size=6)
)
def test_damage_inside_a_workbook_is_read_or_refused(which: str, at: float, put: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(AT_C4["a.xlsx"])) as parts:
        content = parts.read(which)
    place = int(at * len(content))
    damaged = content[:place] + put + content[place + len(put) :]
    reads_or_refuses("a.xlsx", changed(AT_C4["a.xlsx"], {which: damaged}))


SIGNS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff")
TEXTS = st.text(SIGNS, min_size=1).filter(lambda value: value.strip() == value)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
CELLS = st.none() | TEXTS | st.integers(-(10**14), 10**14) | st.booleans() | DAYS


def tables(cells: st.SearchStrategy[Any]) -> st.SearchStrategy[list[list[Any]]]:
    return st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=5)


def filled(rows: list[list[Any]]) -> dict[tuple[int, int], Any]:
    return {(r, c): cell for r, row in enumerate(rows) for c, cell in enumerate(row) if cell is not None}


@FEW
@given(
    rows=tables(st.none() | TEXTS),
    delimiter=st.sampled_from(";,\t|"),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_a_csv_gives_back_the_cells_written(rows: list[list[Any]], delimiter: str, quoting: Any) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, quoting=quoting)
    writer.writerows([["Nama Usaha", "Pemilik", "Kecamatan"]] * 4 + rows)
    assert filled(rows_of("a.csv", stream.getvalue().encode())[4:]) == filled(rows)


@FEW
@given(rows=tables(CELLS))
def test_an_xlsx_gives_back_the_cells_written(rows: list[list[Any]]) -> None:
    book = openpyxl.Workbook()
    for r, row in enumerate([["x"], *rows], 1):
        for c, value in enumerate(row, 1):
            book.active.cell(r, c).value = value
            if isinstance(value, str):
                book.active.cell(r, c).data_type = "s"  # text, also where it begins with "="
    assert filled(rows_of("a.xlsx", saved(book))[1:]) == filled(rows)
