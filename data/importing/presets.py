"""Files that many offices have: the titles that tell each, which column is which field, and what goes without saying.

`oss`: the project list that an office exports from OSS (one row a project; titles as offices' own programs check them,
with blanks or underscores). `odk`: a form's export by ODK Central or KoboToolbox. The others are lists of an office.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from data.importing.table import Column, Table
from data.importing.titles import TITLES, Kind, bare_title, split_title, words
from data.text import text


@dataclass(frozen=True)
class Preset:
    """One kind of file; all titles are plain words, alternatives parted by '|', the preferred one first."""

    name: str
    kind: Kind
    marks: tuple[str, ...]
    """Each of these must be among the titles."""
    columns: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    only: bool = False
    """Whether other columns are left alone, whatever their titles say."""
    grouped: bool = False
    """Whether titles carry the names of their groups before them ('kunjungan/mode')."""

    def title(self, language: str = "id") -> str:
        """What a person reads."""
        return text(f"import.preset.{self.name}", language)

    def fits(self, table: Table) -> bool:
        """Whether a table is such a file."""
        titles = set(self._by_title(table))
        return all(titles & set(mark.split("|")) for mark in self.marks)

    def mapping(self, table: Table) -> dict[str, str]:
        """Field -> letter of its column, as far as the file has it."""
        columns = self._by_title(table)
        found = {name: next((columns[t] for t in titles.split("|") if t in columns), None)
                 for name, titles in self.columns.items()}  # fmt: skip
        return {name: column.letter for name, column in found.items() if column}

    def _by_title(self, table: Table) -> dict[str, Column]:
        found: dict[str, Column] = {}
        for column in table.columns:
            title = words(bare_title(column.title, column.letter))
            if self.grouped:
                title = words(re.split(r"[/-]", split_title(column.title)[0])[-1]) or title
            found.setdefault(title, column)
        return found


_ACTORS, _VISITS = TITLES["actors"], TITLES["visits"]
_NAMES = f"{_ACTORS['business_name']}|nama|nama peserta"
_ODK = {name: f"{name.replace('_', ' ')}|{titles}" for name, titles in _VISITS.items()}
_NUMBERS = (
    f"{_ACTORS['permit_number']}|nomor sertifikat|no sertifikat|nomor sertifikat halal|no sertifikat halal"
    "|no pirt|nomor pirt|no p irt|nomor p irt"
)
_STATES = f"{_ACTORS['permit_status']}|status"
SIGNED = ("tanda tangan", "ttd", "paraf", "tanda tangan peserta", "tanda tangan paraf")
"""Titles of columns for signatures."""
_SENT = "submissiondate|submission time|end|start"

PRESETS: tuple[Preset, ...] = (
    Preset(
        name="oss",
        kind="actors",
        marks=("id proyek|id permohonan izin", "nib", "uraian risiko proyek", "kecamatan usaha", "kbli"),
        columns={
            "business_name": "nama perusahaan",
            "owner": "nama user",
            "address": "alamat usaha",
            "regency": "kab kota usaha",
            "kecamatan": "kecamatan usaha",
            "desa": "kelurahan usaha",
            "lon": "longitude",
            "lat": "latitude",
            "phone": "nomor telp|no telp",
            "legal_form": "uraian jenis perusahaan",
            "nib": "nib",
            "npwp": "npwp perusahaan",
            "nik": "nomor identitas user",
            "kbli": "kbli",
            "commodity": "judul kbli",
            "known_since": "tanggal terbit oss|day of tanggal terbit oss",
            "workers": "tki",
            "investment": "jumlah investasi",
        },
        options={"industry_only": True},
        only=True,
    ),
    Preset(
        name="odk",
        kind="visits",
        marks=(f"{_VISITS['form_id']}|key", "submissiondate|submission time", "mode|outcome|on|topics"),
        columns={
            **_ODK,
            "form_id": "instanceid|uuid|key",
            "on": f"{_ODK['on']}|today|{_SENT}",
            "facilitator": f"{_ODK['facilitator']}|submittername|submitted by|username",
        },
        only=True,
        grouped=True,
    ),
    Preset(
        name="attendance",
        kind="visits",
        marks=("|".join(("hadir", "kehadiran", "status kehadiran", *SIGNED)), _NAMES),
        columns={
            "business_name": _NAMES,
            "outcome": "hadir|kehadiran|status kehadiran",
        },
        options={"mode": "kelompok", "outcome": "bertemu"},
    ),
    Preset(
        name="visits",
        kind="visits",
        marks=(_VISITS["on"], f"{_VISITS['facilitator']}|{_VISITS['mode']}|{_VISITS['topics']}"),
    ),
    Preset(
        name="register",
        kind="actors",
        marks=(
            _ACTORS["business_name"],
            f"{_ACTORS['kecamatan']}|alamat perusahaan kecamatan|alamat kecamatan",
            "komoditi|jenis produk|produk|tenaga kerja lk|tenaga kerja|nilai investasi rp|nilai investasi|tahun data",
            "nilai produksi|nilai bb bp|izin usaha industri jenis|badan usaha|telepon",
        ),
    ),
    Preset(
        name="permits",
        kind="actors",
        marks=(
            _NUMBERS,
            f"{_ACTORS['permit_on']}|{_ACTORS['permit_expires']}|{_STATES}",
        ),
        columns={"permit_number": _NUMBERS, "permit_status": _STATES},
        options={"new_actors": False},
    ),
)
"""The first that fits is taken: the more particular ones stand first."""


def preset_of(table: Table) -> Preset | None:
    """The preset of a table, None for a file of no known kind."""
    return next((preset for preset in PRESETS if preset.fits(table)), None)
