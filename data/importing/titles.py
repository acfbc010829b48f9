"""How people title their columns: the words by which a column's field is recognised, for each kind of file."""

import re
from functools import cache
from typing import Literal

from rapidfuzz.distance import OSA

Kind = Literal["actors", "visits"]

ACTOR_TITLES: dict[str, str] = {
    "business_name": "nama perusahaan|nama usaha|perusahaan|nama ikm|nama umkm|nama ukm|nama industri|nama toko"
    "|nama pelaku|nama pelaku usaha|nama pelaku ikm|nama badan usaha|nama unit usaha|nama perusahaan ikm|merek usaha"
    "|business name|company|name of business",
    "owner": "nama pemilik|pemilik|nama pengusaha|pengusaha|penanggung jawab|nama penanggung jawab|nama pimpinan"
    "|pemilik usaha|nama pemilik usaha|direktur|pimpinan|owner|owner name",
    "address": "alamat|jalan|alamat perusahaan|alamat usaha|alamat lengkap|alamat tempat usaha|alamat jalan|address"
    "|street|alamat perusahaan jalan",
    "desa": "desa|kelurahan|kelurahan desa|desa kelurahan|kel desa|desa kel|nama desa|nama kelurahan|kel|village",
    "kecamatan": "kecamatan|kec|nama kecamatan|district|subdistrict",
    "phone": "telepon|telp|no telp|no telepon|nomor telepon|telpon|no telpon|tlp|no tlp|hp|no hp|nomor hp|telp hp"
    "|no telp hp|no hp wa|kontak|wa|no wa|whatsapp|telepon hp|phone|contact",
    "legal_form": "badan usaha|bentuk badan usaha|bentuk usaha|badan hukum|bentuk badan hukum|jenis badan usaha"
    "|bentuk perusahaan|legal form",
    "permit_type": "jenis izin|jenis ijin|izin usaha industri jenis|jenis izin usaha|jenis perizinan|permit type",
    "permit_number": "no izin|nomor izin|no tahun izin|nomor tahun izin|no ijin|no izin usaha|nomor izin usaha"
    "|izin usaha industri|izin usaha|izin|izin usaha industri no tahun izin|permit number",
    "nib": "nib|no nib|nomor nib|nomor induk berusaha|nomor induk berusaha nib",
    "npwp": "npwp|no npwp|nomor npwp",
    "kbli": "kbli|kode kbli|no kbli|kbli 5 digit|kbli 2020|kbli 2025|kbli 2015|kode industri",
    "commodity": "komoditi|komoditas|jenis komoditi|kelompok komoditi|jenis usaha|jenis industri|bidang usaha"
    "|commodity",
    "product": "produk|jenis produk|nama produk|produk utama|hasil produksi|jenis produksi|product",
    "note": "ket|keterangan|catatan|note|notes|remarks",
    "known_since": "tahun data|tahun|tahun pendataan|tahun terdata|terdata sejak|tahun berdiri|known since",
    "workers_m": "lk|l|laki laki|pria|tk laki laki|tenaga kerja l|tenaga kerja lk|tenaga kerja laki laki"
    "|tenaga kerja pria|men",
    "workers_f": "pr|p|perempuan|wanita|tk perempuan|tenaga kerja p|tenaga kerja pr|tenaga kerja perempuan"
    "|tenaga kerja wanita|women",
    "workers": "tenaga kerja|jumlah tenaga kerja|jml tenaga kerja|tenaga kerja jumlah|tk|jumlah tk|jumlah karyawan"
    "|karyawan|workers",
    "investment": "nilai investasi|investasi|modal|jumlah investasi|nilai investasi rp|modal usaha|investment",
    "capacity": "kapasitas|kapasitas produksi|kapasitas produksi per tahun|kapasitas produksi jumlah|jumlah kapasitas"
    "|capacity",
    "capacity_unit": "satuan|satuan kapasitas|satuan produksi|unit",
    "output_value": "nilai produksi|nilai produksi rp|omzet|omset|nilai penjualan|output value",
    "materials_value": "nilai bb bp|nilai bb|bb bp|nilai bahan baku|bahan baku|nilai bahan baku penolong"
    "|nilai bahan baku bahan penolong|materials value",
}
VISIT_TITLES: dict[str, str] = {
    **{field: ACTOR_TITLES[field] for field in ("business_name", "owner", "desa", "kecamatan")},
    "actor_id": "id|id pelaku|kode pelaku|id ikm|nomor pelaku|kode ikm|actor id",
    "on": "tanggal|tgl|tanggal kunjungan|tgl kunjungan|hari tanggal|waktu kunjungan|tanggal pendampingan|tanggal kontak"
    "|date|visit date",
    "facilitator": "pendamping|nama pendamping|tpl|nama tpl|fasilitator|nama fasilitator|petugas|nama petugas"
    "|tenaga pendamping|facilitator",
    "mode": "cara|mode|cara kunjungan|cara kontak|jenis kunjungan|jenis kontak|bentuk kontak|bentuk kunjungan"
    "|bentuk pendampingan|tempat kunjungan|tempat",
    "outcome": "status|status kunjungan|bertemu|hasil kontak|status kontak|terlaksana|outcome",
    "topics": "topik|materi|bidang|bidang pendampingan|topik pendampingan|materi pendampingan|kebutuhan|topics",
    "result": "hasil|hasil kunjungan|hasil pendampingan|uraian|catatan|keterangan|ket|uraian kegiatan|result|notes",
}
TITLES: dict[Kind, dict[str, str]] = {"actors": ACTOR_TITLES, "visits": VISIT_TITLES}
SERIAL = frozenset(("no", "nomor", "no urut", "nomor urut", "nr", "number"))

# Second header lines that mean something only under their first line.
_UNDER = (
    (("izin", "ijin", "perizinan", "legalitas"), "jenis|nama", "permit_type"),
    (
        ("izin", "ijin", "perizinan", "legalitas"),
        "no|nomor|no tahun|nomor tahun|no tahun izin|nomor dan tahun",
        "permit_number",
    ),
    (("tenaga", "karyawan", "pekerja"), "jumlah|jml|total", "workers"),
    (("kapasitas",), "jumlah|jml|volume|vol", "capacity"),
    (("usaha", "perusahaan", "ikm"), "nama", "business_name"),
    (("pemilik", "pengusaha"), "nama", "owner"),
)


def words(title: str) -> str:
    """A title as plain words: 'Kelurahan/Desa' -> 'kelurahan desa', 'No.' -> 'no'."""
    return " ".join(re.findall(r"[a-z0-9]+", title.lower()))


def _outside_brackets(title: str) -> str:
    return re.sub(r"\([^)]*\)|\[[^]]*\]", " ", title)


@cache
def _index(kind: Kind) -> dict[str, str]:
    return {title: field for field, titles in TITLES[kind].items() for title in titles.split("|")}


@cache
def field_of(title: str, kind: Kind) -> str | None:
    """The field a column title means in a file of this kind ("Tenaga Kerja / Lk" -> workers_m), None if unknown."""
    index = _index(kind)
    parts = title.split(" / ")
    whole = words(title)
    plain = words(_outside_brackets(title))
    under = _under(parts) if len(parts) > 1 else None
    last = words(_outside_brackets(parts[-1]))
    for found in (index.get(whole), index.get(plain), under if under in TITLES[kind] else None, index.get(last)):
        if found:
            return found
    return _misspelled(plain, index)


def _under(parts: list[str]) -> str | None:
    above, below = words(" ".join(parts[:-1])).split(), words(_outside_brackets(parts[-1]))
    for starts, belows, field in _UNDER:
        if below in belows.split("|") and any(word.startswith(starts) for word in above):
            return field
    return None


def _misspelled(title: str, index: dict[str, str]) -> str | None:
    if len(title) < 8:
        return None
    near = {
        field for known, field in index.items() if len(known) >= 8 and OSA.distance(title, known, score_cutoff=1) <= 1
    }
    return near.pop() if len(near) == 1 else None
