"""The words people use in visit lists -> codes of mode, outcome and topic."""

from collections.abc import Mapping

from data.importing.clean import glued

MODE_WORDS = {
    "di_tempat": "di tempat|di tempat usaha|tempat usaha|lokasi usaha|di lokasi|kunjungan|kunjungan lapangan|lapangan"
    "|kunjungan langsung|langsung|tatap muka|rumah|visit|at the business",
    "di_kantor": "di kantor|kantor|kantor dinas|datang ke kantor|di dinas|dinas|office",
    "kelompok": "kelompok|pertemuan kelompok|group|pelatihan|sosialisasi|bimtek|temu kelompok|pertemuan",
    "telepon": "telepon|telepon pesan|telp|tlp|telpon|wa|whatsapp|pesan|chat|sms|daring|online|phone|message",
}
OUTCOME_WORDS = {
    "bertemu": "bertemu|ketemu|ya|hadir|terlaksana|selesai|berhasil|ada|v|ok|ttd|1|true|met|present|yes",
    "tidak_bertemu": "tidak bertemu|tdk bertemu|tidak ketemu|tdk ketemu|tidak ada|tidak ada di tempat|tutup|tidak hadir"
    "|kosong|tidak|rumah kosong|absen|alpa|izin|sakit|berhalangan|0|false|not met|absent|no",
    "batal": "batal|dibatalkan|ditunda|tunda|cancelled|canceled",
}
TOPIC_WORDS = {
    "badan_usaha": "badan usaha|badan hukum|legalitas badan usaha|pendirian cv|pendirian pt|legal entity",
    "perizinan": "perizinan|izin|ijin|perijinan|izin usaha|nib|oss|pirt|p irt|spp pirt|halal|sertifikat halal|permits",
    "npwp": "npwp|pajak|perpajakan|tax",
    "teknis_produksi": "teknis produksi|teknik produksi|produksi|proses produksi|pelatihan teknis|peralatan|production",
    "produk_desain": "produk desain|produk dan desain|desain|desain produk|produk|pengembangan produk|design",
    "kemasan": "kemasan|packaging|pengemasan|label|label kemasan",
    "pembukuan": "pembukuan|manajemen|manajemen pembukuan|manajemen dan pembukuan|keuangan|laporan keuangan|akuntansi"
    "|bookkeeping",
    "pemasaran": "pemasaran|promosi|marketing|penjualan|pameran",
    "akses_pasar": "akses pasar|pasar|mitra|kemitraan|kontraktor|pengadaan|e katalog|market access",
    "modal": "modal|permodalan|pembiayaan|kredit|kur|pinjaman|capital",
    "literasi_digital": "literasi digital|digital|internet|media sosial|medsos|marketplace|toko online"
    "|pemasaran digital|digital literacy",
}


_TICKS = ("✓", "√", "✔", "☑", "✅")


def word_code(word: str, words: Mapping[str, str]) -> str | None:
    """The code whose words (or itself) this is, None if it is nobody's."""
    key = "v" if word.strip() in _TICKS else glued(word)
    if not key:
        return None
    for code, known in words.items():
        if key == glued(code) or key in (glued(one) for one in known.split("|")):
            return code
    return None
