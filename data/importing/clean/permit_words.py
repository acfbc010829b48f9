"""The words of permit lists: kinds, states, and the form of a number that has one."""

import re

from data.importing.book import Cell
from data.importing.clean.cell import Cleaned, as_text, glued, tidy
from data.normal import plain

_STATUS_WORDS = {
    "tidak_perlu": "tidak perlu|tdk perlu|tidak wajib|tidak diperlukan|belum perlu|not required",
    "belum": "belum|blm|belum ada|blm ada|belum punya|blm punya|belum memiliki|belum mengurus|belum diurus|belum terbit"
    "|tidak|tdk|tidak ada|tidak punya|tidak memiliki|no",
    "diajukan": "diajukan|proses|dalam proses|masih proses|masih dalam proses|sedang proses|sedang diproses|diproses"
    "|sedang dalam proses|sedang diurus|sedang mengurus|dalam pengurusan|pengurusan|pengajuan|dalam pengajuan"
    "|proses pengajuan|sudah diajukan|mengajukan|sedang diajukan|menunggu terbit|verifikasi|menunggu verifikasi"
    "|on process|in process|submitted",
    "terbit": "terbit|sudah terbit|telah terbit|sudah|sdh|ada|sudah ada|punya|sudah punya|memiliki|sudah memiliki|ya"
    "|aktif|masih aktif|berlaku|masih berlaku|selesai|issued|active|valid|yes",
    "dicabut": "dicabut|sudah dicabut|cabut|revoked",
}
_STATUS = {glued(word): status for status, words in _STATUS_WORDS.items() for word in words.split("|")}
_EXPIRED_WORDS = (
    "kedaluwarsa|kadaluwarsa|kadaluarsa|kedaluarsa|daluwarsa|sudah kedaluwarsa|sudah kadaluarsa|habis|sudah habis"
    "|habis masa berlaku|masa berlaku habis|habis masa berlakunya|tidak berlaku|tidak berlaku lagi"
    "|sudah tidak berlaku|tidak aktif|sudah tidak aktif|mati|sudah mati|expired"
)
_EXPIRED = frozenset(map(glued, _EXPIRED_WORDS.split("|")))
_KIND_WORDS = {
    "tdi": "tanda daftar industri", "iui": "izin usaha industri|ijin usaha industri",
    "siup": "surat izin usaha perdagangan", "iumk": "izin usaha mikro kecil|izin usaha mikro dan kecil",
    "pirt": "spppirt|sppirt|ppirt", "nib": "nomor induk berusaha", "npwp": "nomor pokok wajib pajak",
    "bpom_md": "bpom|md|izin edar md", "tkdn_ik": "tkdn|tkdnik",
    "badan_usaha": "badan hukum|akta|akta pendirian|akta notaris|legalitas badan usaha",
}  # fmt: skip
_KIND = {glued(word): kind for kind, words in _KIND_WORDS.items() for word in words.split("|")}
# A kind named among other words; letters that mean something else as well ('MD', 'akta') must stand alone.
_NAMED = {
    kind: re.compile(rf"\b(?:{words})\b")
    for kind, words in {
        "tdi": "tdi", "iui": "iui", "siup": "siup", "iumk": "iumk", "pirt": "p ?irt|spp ?irt|spp p ?irt", "nib": "nib",
        "npwp": "npwp", "halal": "halal", "merek": "merek|merk", "sni": "sni", "svlk": "s ?v ?lk", "bpom_md": "bpom",
        "tkdn_ik": "tkdn", "siinas": "siinas", "badan_usaha": "badan usaha|badan hukum",
    }.items()
}  # fmt: skip
_FORMS = {
    "halal": (re.compile(r"ID[0-9]{17}"), "ID + 17"),
    "bpom_md": (re.compile(r"MD[0-9]{12}"), "MD + 12"),
}


def clean_permit_status(cell: Cell) -> Cleaned[str | None]:
    """One of `data.schema.PERMIT_STATUSES`; None for an empty cell, and with a complaint for words nobody knows.

    Words that say it has run out give 'terbit' with `permit_expired`: without a day of expiry the caller may not record
    it, because it would count as valid.
    """
    key = glued(as_text(cell))
    if key in _EXPIRED:
        return Cleaned("terbit", "permit_expired")
    if key in _STATUS:
        return Cleaned(_STATUS[key])
    return Cleaned(None, None if tidy(cell) is None else "permit_status_unknown")


def permit_kind(cell: Cell) -> str | None:
    """The code of the one kind that a cell names: 'Sertifikat Halal' -> 'halal'; None for none and for several."""
    text = tidy(cell) or ""
    if glued(text) in _KIND:
        return _KIND[glued(text)]
    words = plain(text)
    named = [kind for kind, said in _NAMED.items() if said.search(words)]
    return named[0] if len(named) == 1 else None


def clean_permit_form(kind: str, number: str) -> Cleaned[str]:
    """A halal or BPOM MD number without its spaces and dots; of another form it is kept as written, complained of."""
    if kind not in _FORMS:
        return Cleaned(number)
    form, said = _FORMS[kind]
    bare = re.sub(r"[\s.:-]|bpom|ri\b", "", number, flags=re.IGNORECASE).upper()
    return Cleaned(bare) if form.fullmatch(bare) else Cleaned(number, "permit_number_form", {"form": said})
