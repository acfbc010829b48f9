"""The importer reads files as people make them: sheets, headers, titles, faults of a file, and the way back."""

import csv
import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data.importing import (
    CODES,
    FIELDS,
    Against,
    CleanActor,
    Gazetteer,
    RowProblem,
    check_actors,
    check_mapping,
    find_table,
    propose,
    read_book,
    rejected_workbook,
    sector_by_prefix,
)
from data.problem import Problem
from data.text import catalogue

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 24)
PLACES = Gazetteer.from_rows(
    [
        ("1", "kecamatan", "Kalisat", "0"),
        ("2", "kecamatan", "Kaliwates", "0"),
        ("1.1", "desa", "Ajung", "1"),
        ("2.1", "desa", "Mangli", "2"),
    ],
    regency="Rembulan",
)
HEADER = ["Nama Usaha", "Pemilik", "Desa", "Kecamatan"]


def workbook(*rows: list[Any], merges: tuple[str, ...] = (), corner: str = "A1") -> bytes:
    """An xlsx with these rows from `corner` on."""
    book = openpyxl.Workbook()
    sheet = book.active
    first = sheet[corner]
    for r, row in enumerate(rows, first.row):
        for c, value in enumerate(row, first.column):
            sheet.cell(r, c).value = value
    for merge in merges:
        sheet.merge_cells(merge)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def table_of(*rows: list[Any], **options: Any) -> Any:
    return find_table(read_book("a.xlsx", workbook(*rows, **options)))


def check(table: Any, mapping: dict[str, str] | None = None, **options: Any) -> Any:
    known = {"sector_of": sector_by_prefix({"31": "furniture"}), "legal_forms": {"PO": "perorangan"}} | options
    return check_actors(table, mapping or propose(table).mapping, Against(places=PLACES, today=TODAY, **known))


def refused(name: str, content: bytes) -> str:
    with pytest.raises(Problem) as caught:
        find_table(read_book(name, content))
    assert CODES[caught.value.code] == "file"
    assert catalogue("id")[f"problem.{caught.value.code}"].format(**caught.value.details)
    return caught.value.code


def archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, content in members.items():
            parts.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


# --- where things stand in a spreadsheet ----------------------------------------------------------------------------


def test_rows_and_letters_are_those_the_spreadsheet_shows_when_the_table_begins_at_c4() -> None:
    table = table_of(HEADER, ["Mebel Jati", "Siti", "Ajung", "Kalisat"], corner="C4")
    assert [(column.letter, column.title) for column in table.columns] == list(zip("CDEF", HEADER, strict=True))
    assert table.header_rows == (4,)
    assert [row.number for row in table.rows] == [5]
    assert check(table).rows[0].business_name == "Mebel Jati"


def test_two_header_rows_with_merged_cells_are_joined() -> None:
    table = table_of(
        ["DATA IKM"],
        [],
        ["No", "Nama Perusahaan", "Alamat Perusahaan", None, None, "Tenaga Kerja", None],
        [None, None, "Jalan", "Kelurahan/Desa", "Kecamatan", "Lk", "Pr"],
        [1, "Mebel Jati", "Jl. Mawar", "Ajung", "Kalisat", 2, 1],
        merges=("B1:H1", "B3:B4", "C3:C4", "D3:F3", "G3:H3"),
        corner="B1",
    )
    assert table.header_rows == (3, 4)
    assert [column.title for column in table.columns] == [
        "No", "Nama Perusahaan", "Alamat Perusahaan › Jalan", "Alamat Perusahaan › Kelurahan/Desa",
        "Alamat Perusahaan › Kecamatan", "Tenaga Kerja › Lk", "Tenaga Kerja › Pr",
    ]  # fmt: skip
    assert propose(table).mapping == {
        "business_name": "C", "address": "D", "desa": "E", "kecamatan": "F", "workers_m": "G", "workers_f": "H",
    }  # fmt: skip


def test_two_header_rows_are_joined_without_merges_too() -> None:
    text = "Nama Usaha;Tenaga Kerja;;Alamat;\n;L;P;Desa;Kecamatan\nMebel;1;2;Ajung;Kalisat\n"
    table = find_table(read_book("a.csv", text.encode()))
    assert [column.title for column in table.columns] == [
        "Nama Usaha", "Tenaga Kerja › L", "Tenaga Kerja › P", "Alamat › Desa", "Alamat › Kecamatan",
    ]  # fmt: skip
    assert [row.number for row in table.rows] == [3]


def test_blank_total_and_title_rows_are_counted_apart_and_are_no_rows() -> None:
    table = table_of(
        ["No", *HEADER, "Tenaga Kerja"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        [1, "Mebel Jati", "Siti", "Ajung", "Kalisat", 3],
        [],
        ["Jumlah Kecamatan Kalisat", None, None, None, None, 3],
        ["No", *HEADER, "Tenaga Kerja"],
        [2, "Total Jaya", "Budi", "Mangli", "Kaliwates", 4],
        [3],
        ["JUMLAH", None, None, None, None, "=SUM(F2:F7)"],
        ["Total", None, None, None, None, "7"],
    )
    assert [row.number for row in table.rows] == [3, 7]
    assert table.skipped == {"blank": [4, 8], "total": [5, 9, 10], "header": [2, 6], "note": []}
    assert check(table).as_json()["skipped"] == {"blank": 2, "total": 3, "header": 2, "note": 0}


def test_the_sheet_with_the_best_known_titles_is_taken() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Keterangan", "Produk"])
    book.active.append(["BB = bahan baku", "x"])
    sheet = book.create_sheet("Data")
    sheet.append(HEADER)
    sheet.append(["Mebel", "Siti", "Ajung", "Kalisat"])
    stream = io.BytesIO()
    book.save(stream)
    assert find_table(read_book("a.xlsx", stream.getvalue())).sheet == "Data"


def test_the_same_title_twice_is_told_apart_by_its_letter() -> None:
    table = table_of([*HEADER, "Ket", "Ket"], ["Mebel", "Siti", "Ajung", "Kalisat", "a", "b"])
    assert [column.title for column in table.columns][-2:] == ["Ket (E)", "Ket (F)"]
    assert propose(table).mapping["note"] == "E"
    assert check(table).rows[0].raw["Ket (F)"] == "b"


# --- delimited files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimited_files_in_every_usual_form(delimiter: str, encoding: str) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerows(
        [HEADER, ["Café, Jaya", "Siti; Amir", "Ajung", "Kalisat"], ["Baris\ndua", "B", "Mangli", "Kaliwates"]]
    )
    table = find_table(read_book("a.csv", stream.getvalue().encode(encoding)))
    assert table.head[0].cells == ["Café, Jaya", "Siti; Amir", "Ajung", "Kalisat"]
    assert [row.number for row in table.rows] == [2, 3]


def test_excels_own_first_line_is_no_row() -> None:
    table = find_table(read_book("a.csv", b"sep=;\r\nNama Usaha;Kecamatan\r\nMebel, Jati;Kalisat\r\n"))
    assert (table.header_rows, table.head[0].number, table.head[0].cells) == ((1,), 2, ["Mebel, Jati", "Kalisat"])


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows() -> None:
    rows = "".join(f"Toko {i};Kalisat\n" for i in range(5))
    table = find_table(read_book("a.csv", f'Nama Usaha;Kecamatan\n"Mebel;Kalisat\n{rows}"A";Kalisat\n'.encode()))
    assert [row.cells[0] for row in table.rows] == ["Mebel", *(f"Toko {i}" for i in range(5)), "A"]


# --- faults of a file -------------------------------------------------------------------------------------------------

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"", "file_empty"),
        ("a.xls", b"\xef\xbb\xbf\n<html><table><tr><td>Nama", "file_html"),
        ("a.xls", b"<?xml version='1.0'?><Workbook>", "file_html"),
        ("a.pdf", b"%PDF-1.7", "file_wrong_type"),
        ("a.xlsx", b"%PDF-1.7", "file_wrong_type"),
        ("a.csv", b"\x89PNG\r\n\x1a\n", "file_wrong_type"),
        ("a.csv", b"a\0b\0\1", "file_wrong_type"),
        ("a.zip", archive(a=b"x"), "file_wrong_type"),
        ("a.xlsx", archive(word__document_xml=b"<w/>"), "file_wrong_type"),
        ("a.xlsx", b"Nama Usaha;Kecamatan\nMebel;Kalisat\n", "file_name_mismatch"),
        ("a.xls", workbook(HEADER), "file_name_mismatch"),
        ("a.xlsx", OLE + b"\0" * 600, "file_broken"),
        ("a.xls", OLE + b"\0" * 600, "file_broken"),
        ("a.xlsx", workbook(HEADER)[:-200], "file_broken"),
        ("a.xlsx", workbook(), "no_data"),
        ("a.csv", b"\n ; \n", "no_data"),
        ("a.xlsx", workbook(HEADER), "no_rows"),
        ("a.xlsx", workbook(["x", "2"], ["1", "2"]), "header_not_found"),
        ("a.xlsx", workbook(*[["x"]] * 15, HEADER, ["Mebel", "S", "Ajung", "Kalisat"]), "header_not_found"),
    ],
)
def test_a_fault_of_the_file_is_one_clear_sentence(name: str, content: bytes, code: str) -> None:
    assert refused(name, content) == code


def test_a_file_over_the_limit_is_refused() -> None:
    assert refused("a.csv", b"x" * (50 * 1024 * 1024 + 1)) == "file_too_big"


def test_a_zip_bomb_is_refused_before_opening() -> None:
    size, bomb = 5 * 1024 * 1024, 1025 * 1024 * 1024
    content = archive(xl__workbook_xml=b"x", xl__worksheets__sheet1_xml=b"\0" * size)
    claiming = content.replace(size.to_bytes(4, "little"), bomb.to_bytes(4, "little"))
    assert refused("a.xlsx", claiming) == "file_zip_bomb"


def test_a_zip_that_hides_its_size_is_refused_too() -> None:
    size = 5 * 1024 * 1024
    content = archive(xl__workbook_xml=b"x", xl__worksheets__sheet1_xml=b"\0" * size)
    lying = content.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != content
    assert refused("a.xlsx", lying) == "file_broken"


def test_a_far_away_cell_is_refused_instead_of_killing_the_process() -> None:
    """The reader reserves the whole rectangle: 17 thousand million cells abort Python itself, so a child is asked."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "x", "y"
    stream = io.BytesIO()
    book.save(stream)
    code = (
        "import sys; from data.importing import read_book\n"
        "try: read_book('a.xlsx', sys.stdin.buffer.read())\n"
        "except Exception as problem: print(problem.code)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], input=stream.getvalue(), capture_output=True, cwd=ROOT, check=False
    )
    assert (ran.returncode, ran.stdout.decode().strip()) == (0, "file_area_too_big")


def ods(rows: str) -> bytes:
    names = {"office": "office", "table": "table", "text": "text"}
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Data">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("content.xml", content)
        parts.writestr("META-INF/manifest.xml", "<manifest/>")
    return stream.getvalue()


def ods_row(*values: str, repeated: int = 1) -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>' for value in values
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


def test_an_ods_is_read_and_one_that_repeats_a_row_for_ever_is_refused() -> None:
    table = find_table(read_book("a.ods", ods(ods_row(*HEADER) + ods_row("Mebel", "Siti", "Ajung", "Kalisat"))))
    assert check(table).counts()["accepted"] == 1
    assert refused("a.ods", ods(ods_row(*"abcdefgh", repeated=1_048_576))) == "file_area_too_big"


# --- titles and mapping -----------------------------------------------------------------------------------------------


def test_titles_are_recognised_by_their_synonyms_and_in_spite_of_a_slip() -> None:
    titles = [
        "NAMA IKM", "Nama Pemilik Usaha", "Kel./Desa", "KECAMTAN", "No. HP/WA", "Tenaga Kerja (L)", "Tenaga Kerja (P)",
        "Nilai Investasi (Rp.)", "Perizinan / Jenis", "Perizinan / Nomor", "N I B",
    ]  # fmt: skip
    table = table_of(titles, ["x"] * len(titles))
    assert propose(table).mapping == {
        "business_name": "A", "owner": "B", "desa": "C", "kecamatan": "D", "phone": "E", "workers_m": "F",
        "workers_f": "G", "investment": "H", "permit_type": "I", "permit_number": "J",
    }  # fmt: skip


def test_silent_titles_are_told_by_their_values() -> None:
    rows = [["Mebel", "Ajung", "Kalisat", f"08123456789{i}", "31001", f"912000000000{i}"] for i in range(4)]
    mapping = propose(table_of(["Nama Usaha", "Desa", "Kecamatan"], *rows)).mapping
    assert (mapping["phone"], mapping["kbli"], mapping["nib"]) == ("D", "E", "F")


def test_a_file_of_visits_is_recognised() -> None:
    table = table_of(["Tanggal", "Nama Usaha", "Kecamatan", "Pendamping", "Cara", "Hasil"],
                     *[["25/5/2026", "Mebel", "Kalisat", "Rina", "kunjungan", "bertemu"]] * 3)  # fmt: skip
    proposal = propose(table)
    assert proposal.kind == "visits"
    assert proposal.mapping == {
        "on": "A", "business_name": "B", "kecamatan": "C", "facilitator": "D", "mode": "E", "outcome": "F",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "mapping", "code"),
    [
        ("actors", {"kecamatan": "D"}, "column_missing_business_name"),
        ("actors", {"business_name": "A"}, "column_missing_place"),
        ("actors", {"business_name": "A", "kecamatan": "Z"}, "column_unknown"),
        ("visits", {"on": "A", "facilitator": "B"}, "column_missing_actor"),
        ("visits", {"actor_id": "A", "facilitator": "B"}, "column_missing_on"),
        ("visits", {"actor_id": "A", "on": "B"}, "column_missing_facilitator"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_which_column_is_missing(
    kind: Any, mapping: dict[str, str], code: str
) -> None:
    table = table_of(HEADER, ["Mebel", "Siti", "Ajung", "Kalisat"])
    with pytest.raises(Problem) as caught:
        check_mapping(table, kind, mapping)
    assert caught.value.code == code


def test_a_person_may_correct_the_mapping() -> None:
    table = table_of(["Kolom X", "Desa", "Kecamatan"], ["Mebel Jati", "Ajung", "Kalisat"])
    assert check(table, {"business_name": "A", "desa": "B", "kecamatan": "C"}).rows[0].business_name == "Mebel Jati"


# --- the rows that come back ------------------------------------------------------------------------------------------


def test_the_rejected_rows_can_be_corrected_and_brought_back() -> None:
    table = table_of(
        ["DAFTAR"],
        ["No", "Nama Usaha", "Alamat", None, None, "Tenaga Kerja", "Telepon"],
        [None, None, "Jalan", "Desa", "Kecamatan", None, None],
        [1, "Mebel Jati", "Jl. Mawar", "Ajung", "Kalisat", 3, "+6281234567890"],
        [2, "=1+Jati", "@Jl. Melati", "Ajung", "Entah", 4, "+6281234567891"],
        [3, None, "-1", "Mangli", "Kaliwates", 5, "081234567892"],
        merges=("C2:E2", "A2:A3", "B2:B3", "F2:F3", "G2:G3"),
    )
    rows = list(table.rows)
    rows[1].cells[1] = "=1+Jati"
    table = replace(table, rows=rows)
    checked = check(table)
    assert [row.verdict for row in checked.rows] == ["accepted", "rejected", "rejected"]
    content = rejected_workbook([column.title for column in table.columns], checked.rejected(), table.sheet)

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[1]][-3:] == ["Telepon", "Baris asal", "Alasan"]
    assert [cell.value for cell in sheet[1]][2:5] == ["Alamat › Jalan", "Alamat › Desa", "Alamat › Kecamatan"]
    assert (sheet["H2"].value, sheet["H3"].value) == (5, 6)
    assert sheet["I3"].value == "Nama usaha belum diisi."
    assert 'Tempat "Entah" belum dikenal' in sheet["I2"].value
    for place in ("B2", "C2", "G2", "C3"):
        assert (sheet[place].data_type, sheet[place].quotePrefix) == ("s", True), place
    assert (sheet["B2"].value, sheet["F2"].value, sheet["F2"].data_type) == ("=1+Jati", 4, "n")

    book = openpyxl.load_workbook(io.BytesIO(content))
    book.active["E2"], book.active["B3"] = "Kalisat", "Toko Baru"
    stream = io.BytesIO()
    book.save(stream)
    back = find_table(read_book("kembali.xlsx", stream.getvalue()))
    proposal = propose(back)
    assert proposal.kind == "actors"
    assert set(proposal.mapping) == set(propose(table).mapping)
    assert check(back, proposal.mapping).counts() == {"rows": 2, "accepted": 2, "warned": 0, "rejected": 0}


# --- the list of codes ------------------------------------------------------------------------------------------------


def test_every_code_has_its_sentence_and_is_documented() -> None:
    documented = (ROOT / "docs" / "import-codes.md").read_text(encoding="utf-8")
    listed = [line.split("`")[1] for line in documented.splitlines() if line.startswith("| `")]
    assert sorted(listed) == sorted(CODES)
    for language in ("id", "en"):
        assert {code for code in CODES if f"problem.{code}" not in catalogue(language)} == set()


def test_every_field_has_its_word() -> None:
    fields = {field for kind in FIELDS for field in FIELDS[kind]}
    for language in ("id", "en"):
        assert {
            key.removeprefix("import.field.") for key in catalogue(language) if key.startswith("import.field.")
        } == fields


def test_every_code_in_the_source_is_on_the_list_and_every_listed_one_is_used() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "data" / "importing").rglob("*.py")
                     if path.name != "codes.py")  # fmt: skip
    papers, ends = ("nib", "npwp", "nik"), ("broken", "length", "placeholder", "several")
    built = {f"{what}_{end}" for what in papers for end in ends} | {"nib_pending", "npwp_pending"}
    built |= {f"{what}_{end}" for what in ("mode", "outcome") for end in ("unknown", "missing")}
    built |= {"offline_row_refused", "offline_row_partly"}  # given where a workbook of a caseload comes back
    assert {code for code in CODES if f'"{code}"' not in source} == built


def test_an_unlisted_code_cannot_be_given() -> None:
    from data.importing.result import verdict_of

    with pytest.raises(KeyError):
        verdict_of((RowProblem(1, "A", "A", "not_listed"),))


def test_no_region_stands_in_the_code() -> None:
    for path in (ROOT / "data" / "importing").rglob("*.py"):
        assert "jember" not in path.read_text(encoding="utf-8").lower(), path.name


def test_nothing_personal_shows_in_a_repr() -> None:
    checked = check(table_of([*HEADER, "Telepon"], ["Mebel", "Siti Rahasia", "Ajung", "Entah", "0812"]))
    row = checked.rows[0]
    assert isinstance(row, CleanActor)
    assert not any(secret in repr((checked, row, row.problems)) for secret in ("Rahasia", "0812", "Entah"))
    assert row.raw["Pemilik"] == "Siti Rahasia"
