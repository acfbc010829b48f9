"""How people title their columns: the words by which a column's field is recognised, for each kind of file."""

import re
from functools import cache
from typing import Literal

from rapidfuzz.distance import OSA

from data.text import LANGUAGES, text

Kind = Literal["actors", "visits"]

ACTOR_TITLES: dict[str, str] = {
    "actor_id": "id pelaku|id ikm|id pelaku ikm|kode pelaku|kode ikm|nomor pelaku",
    "business_name": "nama perusahaan|nama usaha|perusahaan|nama ikm|nama umkm|nama ukm|nama industri|nama toko"
    "|nama pelaku|nama pelaku usaha|nama pelaku ikm|nama badan usaha|nama unit usaha|nama perusahaan ikm|merek usaha"
    "|business name|company|name of business",
    "owner": "nama pemilik|pemilik|nama pengusaha|pengusaha|penanggung jawab|nama penanggung jawab|nama pimpinan"
    "|pemilik usaha|nama pemilik usaha|direktur|pimpinan|owner|owner name",
    "address": "alamat|jalan|alamat perusahaan|alamat usaha|alamat lengkap|alamat tempat usaha|alamat jalan|address"
    "|street|alamat perusahaan jalan",
    "desa": "desa|kelurahan|kelurahan desa|desa kelurahan|kel desa|desa kel|nama desa|nama kelurahan|kel|village",
    "kecamatan": "kecamatan|kec|nama kecamatan|district|subdistrict",
    "regency": "kabupaten|kab|kab kota|kabupaten kota|kota kabupaten|nama kabupaten|kab kota usaha",
    "lon": "longitude|long|lng|lon|x|bujur|garis bujur|koordinat bujur|koordinat x|titik koordinat x",
    "lat": "latitude|lat|y|lintang|garis lintang|koordinat lintang|koordinat y|titik koordinat y",
    "point": "koordinat|titik koordinat|koordinat lokasi|koordinat usaha|titik lokasi|lokasi gps|titik gps|gps"
    "|latitude longitude|lat long|lat lon|coordinates",
    "phone": "telepon|telp|no telp|no telepon|nomor telepon|telpon|no telpon|tlp|no tlp|hp|no hp|nomor hp|telp hp"
    "|no telp hp|no hp wa|kontak|wa|no wa|whatsapp|telepon hp|hp pemilik|no hp pemilik|telepon pemilik|no telp pemilik"
    "|hp email|no hp email|telepon email|no telp email|kontak email|phone|contact",
    "legal_form": "badan usaha|bentuk badan usaha|bentuk usaha|badan hukum|bentuk badan hukum|jenis badan usaha"
    "|bentuk perusahaan|legal form",
    "permit_type": "jenis izin|jenis ijin|izin usaha industri jenis|jenis izin usaha|jenis perizinan|permit type",
    "permit_number": "no izin|nomor izin|no tahun izin|nomor tahun izin|no ijin|no izin usaha|nomor izin usaha"
    "|izin usaha industri|izin usaha|izin|izin usaha industri no tahun izin|permit number",
    "permit_status": "status izin|status ijin|status perizinan|status permohonan|status permohonan izin",
    "permit_on": "tanggal terbit|tgl terbit|tanggal izin|tgl izin|tanggal terbit izin|tanggal penerbitan"
    "|tanggal sertifikat|tanggal terbit sertifikat|issued on",
    "permit_expires": "berlaku sampai|berlaku hingga|berlaku s d|masa berlaku|masa berlaku sampai|tanggal berakhir"
    "|tgl berakhir|tanggal kedaluwarsa|tanggal kadaluarsa|tanggal habis berlaku|valid until",
    "nib": "nib|no nib|nomor nib|nomor induk berusaha|nomor induk berusaha nib|nib nik|nik nib",
    "npwp": "npwp|no npwp|nomor npwp|npwp perusahaan|npwp usaha|npwp pemilik",
    "nik": "nik|no nik|nomor nik|nik pemilik|nik ktp|ktp nik|no nik ktp|ktp|no ktp|nomor ktp|no identitas"
    "|nomor identitas|nomor identitas user|nomor induk kependudukan",
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
    **{field: ACTOR_TITLES[field] for field in ("business_name", "owner", "desa", "kecamatan", "nib")},
    "actor_id": "id|id pelaku|kode pelaku|id ikm|nomor pelaku|kode ikm|actor id",
    "on": "tanggal|tgl|tanggal kunjungan|tgl kunjungan|hari tanggal|waktu kunjungan|tanggal pendampingan|tanggal kontak"
    "|date|visit date",
    "facilitator": "pendamping|nama pendamping|tpl|nama tpl|fasilitator|nama fasilitator|petugas|nama petugas"
    "|tenaga pendamping|facilitator",
    "mode": "cara|mode|cara kunjungan|cara kontak|jenis kunjungan|jenis kontak|bentuk kontak|bentuk kunjungan"
    "|bentuk pendampingan|tempat kunjungan|tempat",
    "outcome": "status|status kunjungan|bertemu|hasil kontak|status kontak|terlaksana|hadir|kehadiran|status kehadiran"
    "|outcome",
    "topics": "topik|materi|bidang|bidang pendampingan|topik pendampingan|materi pendampingan|kebutuhan|topics",
    "result": "hasil|hasil kunjungan|hasil pendampingan|uraian|catatan|keterangan|ket|uraian kegiatan|result|notes",
    "next_step": "rencana tindak lanjut|tindak lanjut|rtl|rencana|langkah berikut|langkah berikutnya"
    "|langkah selanjutnya|janji",
    "next_due": "tanggal tindak lanjut|tgl tindak lanjut|tenggat|batas waktu|jatuh tempo|tanggal rencana|tanggal janji"
    "|due date",
    "session_title": "judul kegiatan|nama kegiatan|kegiatan|acara|nama acara|judul pertemuan|tema|tema pertemuan",
    "form_id": "id formulir|uuid|key|instanceid|meta instanceid",
}
TITLES: dict[Kind, dict[str, str]] = {"actors": ACTOR_TITLES, "visits": VISIT_TITLES}
NOT_KEPT = frozenset(
    (*ACTOR_TITLES["nik"].split("|"), "email", "e mail", "alamat email", "surel", "no kk", "nomor kk", "kartu keluarga")
)
"""Titles of what the register never holds, not even as the file's own words."""
_MANY = frozenset(("topics", "topik"))
LEVEL = " › "
"""Between the titles of two header lines: no title holds it itself, unlike the stroke of "Desa / Kecamatan"."""
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
    (("koordinat",), "x|bujur|long|lon|lng|longitude", "lon"),
    (("koordinat",), "y|lintang|lat|latitude", "lat"),
    (("kapasitas",), "jumlah|jml|volume|vol", "capacity"),
    (("usaha", "perusahaan", "ikm"), "nama", "business_name"),
    (("pemilik", "pengusaha"), "nama", "owner"),
)
# First lines under which a second one does not mean what it says alone, unless they speak of the business as well.
_OF_BUSINESS = ("usaha", "perusahaan", "ikm")
_PLACE = frozenset(("address", "desa", "kecamatan", "regency", "lon", "lat", "point"))
_ELSEWHERE = (
    (("kelamin", "gender"), frozenset(("workers_m", "workers_f"))),
    (("pemilik", "pengusaha", "pribadi"), _PLACE),
    (
        ("pendamping", "petugas", "fasilitator", "pemasar", "pasar", "pemasok", "supplier", "asal", "tujuan", "lahir"),
        frozenset(ACTOR_TITLES),
    ),
    (("bahan",), frozenset(("capacity", "capacity_unit", *_PLACE))),
)
_RATE = re.compile(
    r"(?:\bper|/|\bse)\s*(?:bulan|bln|hari|minggu)\b|\b(?:bulanan|harian|mingguan)\b|\b(?:per|a) (?:month|day|week)\b"
)
_OF_YEAR = re.compile(r"tahun|thn|year|yy")


def words(title: str) -> str:
    """A title as plain words: 'Kelurahan/Desa' -> 'kelurahan desa', 'No.' -> 'no'."""
    return " ".join(re.findall(r"[a-z0-9]+", title.lower()))


def bare_title(title: str, letter: str) -> str:
    """The title as written: one used twice, or none, carries a column letter, maybe that of an earlier file."""
    return re.sub(rf"\s*\({letter}\)$|^\([A-Z]{{1,3}}\)$", "", title).strip()


def is_never_kept(title: str) -> bool:
    """Whether a column of this title holds what the register never holds."""
    last = title.split(LEVEL)[-1]
    return any(words(part) in NOT_KEPT for part in (title, last, *last.split("/")))


def split_title(title: str) -> tuple[str, str]:
    """Question and choice of a form's export: 'kunjungan/topics/izin' -> ('kunjungan/topics', 'izin'); else no choice.

    Only where the part before the choice is itself a field of many answers.
    """
    question, _, choice = title.rpartition("/")
    last = words(re.split(r"[/-]", question)[-1])
    return (question, choice.strip()) if last in _MANY and choice.strip() and LEVEL not in title else (title, "")


def is_of_business(title: str) -> bool:
    """Whether the first of two header lines says that what stands under it is of the business ("Data Usaha › Desa")."""
    return any(word.startswith(_OF_BUSINESS) for word in words(group_of(title)).split())


def group_of(title: str) -> str:
    """The first of two header lines, '' where there is one."""
    return title.rpartition(LEVEL)[0]


def _outside_brackets(title: str) -> str:
    """The title without its brackets, unless these make another figure of it: "Omzet (per bulan)"."""
    return re.sub(r"\([^)]*\)|\[[^]]*\]", lambda found: found[0] if _is_rate(found[0].lower()) else " ", title)


def _is_rate(bracket: str) -> bool:
    return _RATE.search(bracket) is not None and _OF_YEAR.search(bracket) is None


@cache
def _index(kind: Kind) -> dict[str, str]:
    known = {title: field for field, titles in TITLES[kind].items() for title in titles.split("|")}
    ours = {
        words(_outside_brackets(text(f"import.field.{field}", lang))): field
        for lang in LANGUAGES
        for field in TITLES[kind]
    }
    return ours | known


def field_of(title: str, kind: Kind) -> str | None:
    """The field a column title means in a file of this kind ("Tenaga Kerja › Lk" -> workers_m), None if unknown."""
    index = _index(kind)
    whole, plain = words(title), words(_outside_brackets(title))
    found = index.get(whole) or index.get(plain)
    if found is None and LEVEL in title:
        found = _of_second_line(title.split(LEVEL), kind)
    elif found is None and " / " in title:  # one line, or two that somebody joined: only what is plain either way
        found = _under(title.split(" / "), kind)
    return found or index.get(_ungrouped(title)) or _misspelled(plain, index)


def _of_second_line(parts: list[str], kind: Kind) -> str | None:
    found = _index(kind).get(words(_outside_brackets(parts[-1])))
    return _under(parts, kind) or (None if found in _elsewhere(parts) else found)


def _elsewhere(parts: list[str]) -> frozenset[str]:
    """The fields that the second line cannot mean under the first one."""
    above = words(" ".join(parts[:-1])).split()
    if any(word.startswith(_OF_BUSINESS) for word in above):
        return frozenset()
    return frozenset().union(
        *(fields for starts, fields in _ELSEWHERE if any(word.startswith(starts) for word in above))
    )


def _ungrouped(title: str) -> str:
    """A name in a form's export without its groups and its choice: 'kunjungan/next_step' -> 'next step'."""
    question = split_title(title)[0]
    return words(re.split(r"[/-]", question)[-1]) if re.fullmatch(r"[a-z_0-9]+([/-][a-z_0-9]+)*", question) else ""


def _under(parts: list[str], kind: Kind) -> str | None:
    above, below = words(" ".join(parts[:-1])).split(), words(_outside_brackets(parts[-1]))
    for starts, belows, field in _UNDER:
        if field in TITLES[kind] and below in belows.split("|") and any(word.startswith(starts) for word in above):
            return field
    return None


def _misspelled(title: str, index: dict[str, str]) -> str | None:
    if len(title) < 8:
        return None
    near = {
        field for known, field in index.items() if len(known) >= 8 and OSA.distance(title, known, score_cutoff=1) <= 1
    }
    return near.pop() if len(near) == 1 else None
