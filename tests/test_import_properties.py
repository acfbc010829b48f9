"""Whatever a table holds: no row is lost, only problems are raised, and what goes out comes back unchanged."""

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from data import commands, db, queries, settings
from data.filter import Filter
from data.people import demo_person
from data.problem import Problem
from tests.bringing import TRACES, bring_bytes, everything
from tests.conftest import use

TITLES = (
    ("Nama Usaha", "Pemilik", "Alamat", "Desa", "Kecamatan", "Telepon", "Bentuk Usaha", "NIB", "NPWP", "KBLI", "Produk")
    + ("Lk", "Pr", "Nilai Investasi", "Kapasitas", "Satuan", "Tahun Data", "Longitude", "Latitude", "Jenis Izin")
    + ("No Izin",)
)  # fmt: skip
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20)
NAMES = st.one_of(
    st.sampled_from(["UD. Mebel Jati", "mebel  jati", "CV Sinar", "=SUM(1)", "Tahu 'Sari'", "A B C"]), WORDS
)
FIELDS = {
    "Nama Usaha": NAMES,
    "Pemilik": st.one_of(st.sampled_from(["H. Slamet", "slamet", "-"]), WORDS),
    "Desa": st.sampled_from(["Ajung", "Gambiran", "Mangli", "", "Antah"]),
    "Kecamatan": st.sampled_from(["Kalisat", "Ajung", "Kec. Kaliwates", "kalisat", "Kab. Jombang", "", "Antah"]),
    "Telepon": st.sampled_from(["081234567890", "8.52348e+010", "0331 487021 / 081299998888", "", "tanya"]),
    "Bentuk Usaha": st.sampled_from(["UD", "CV.", "PT Perorangan", "?", ""]),
    "NIB": st.sampled_from(["9120321234567", "9.12032E+12", "0000000000000", "912032123456", ""]),
    "NPWP": st.sampled_from(["09.254.294.3-407.000", "3509012345678901", ""]),
    "KBLI": st.sampled_from(["31001", "13121", "99999", "KBLI 31001 - Mebel", ""]),
    "Lk": st.sampled_from(["3", "-1", "banyak", ""]),
    "Nilai Investasi": st.sampled_from(["1.300.000", "Rp 5 juta", "2147483647", "1,300", ""]),
    "Kapasitas": st.sampled_from(["12", "1,5", ""]),
    "Tahun Data": st.sampled_from(["2018", "0000", ""]),
    "Longitude": st.sampled_from(["113.8", "-8.1", "", "0"]),
    "Latitude": st.sampled_from(["-8.1", "113.8", "", "0"]),
    "Jenis Izin": st.sampled_from(["TDI", "PIRT", "Belum", "NIB", ""]),
    "No Izin": st.sampled_from(["530/12/TDI/2015", "2063509010012-25", ""]),
}
ROWS = st.lists(st.fixed_dictionaries({title: FIELDS.get(title, WORDS) for title in TITLES}), min_size=1, max_size=8)


@pytest.fixture
def empty(made_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for an embedded register, made anew for each example."""
    use(monkeypatch, tmp_path)
    yield made_sqlite
    db.close()
    settings.settings.cache_clear()


def fresh(made: Path) -> None:
    db.close()
    folder = settings.settings().var
    for old in folder.glob("uji.db*"):
        old.unlink()
    shutil.copy(made, folder)


def as_csv(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, TITLES)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8", errors="replace")


def cells(content: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [tuple(cell.value for cell in row) for row in sheet.iter_rows()] for sheet in book}


@examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_what_goes_out_comes_back_unchanged(empty: Path, rows: list[dict[str, str]]) -> None:
    fresh(empty)
    clerk = demo_person("uji", "petugas")
    try:
        batch = queries.batch(clerk, bring_bytes(clerk, as_csv(rows), "a.csv"))
    except Problem as nothing:
        assert nothing.code in ("no_rows", "no_data")
        return
    counts = batch.counts
    assert counts["rows"] == counts["accepted"] + counts["warned"] + counts["rejected"] == sum(batch.actions.values())
    assert counts["rows"] + sum(batch.skipped.values()) <= len(rows)

    out = commands.register_workbook(clerk, Filter())
    if batch.added == 0:
        return
    before = everything(clerk, without=TRACES)
    again = queries.batch(clerk, bring_bytes(clerk, out, "keluar.xlsx", updates="replace"))
    assert again.actions == {"add": 0, "change": 0, "same": batch.added, "repeat": 0, "none": 0}
    assert everything(clerk, without=TRACES) == before
    assert cells(commands.register_workbook(clerk, Filter())) == cells(out)
