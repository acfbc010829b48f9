"""The fields of an actor as one person knows them, and which of them are kept together."""

from dataclasses import dataclass
from datetime import date

FIGURES = ("workers_m", "workers_f", "investment", "capacity", "capacity_unit", "output_value", "materials_value")
PLACE = ("kecamatan_code", "desa_code")
SECTOR = ("kbli_code", "kbli_version", "commodity", "product")
KNOWN_SINCE = ("known_since", "known_since_precision", "known_since_source")
PERSONAL = ("owner", "phone", "address", "lon", "lat")


@dataclass(frozen=True)
class NewActor:
    """What a person knows of an actor; dates are days, money is rupiah. Only name and kecamatan are required."""

    business_name: str
    kecamatan_code: str
    desa_code: str | None = None
    known_since: date | None = None
    known_since_precision: str = "day"
    known_since_source: str | None = None
    kbli_code: str | None = None
    kbli_version: str = "2020"
    commodity: str | None = None
    product: str | None = None
    legal_form: str | None = None
    workers_m: int | None = None
    workers_f: int | None = None
    investment: int | None = None
    capacity: float | None = None
    capacity_unit: str | None = None
    output_value: int | None = None
    materials_value: int | None = None
    owner: str | None = None
    phone: str | None = None
    address: str | None = None
    lon: float | None = None
    lat: float | None = None
