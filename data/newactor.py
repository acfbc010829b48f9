"""The fields of an actor as one person knows them, and which of them are kept together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

FIGURES = ("workers_m", "workers_f", "investment", "capacity", "capacity_unit", "output_value", "materials_value")
PLACE = ("kecamatan_code", "desa_code")
SECTOR = ("kbli_code", "kbli_version", "commodity", "product")
KNOWN_SINCE = ("known_since", "known_since_precision", "known_since_source")
PERSONAL = ("owner", "phone", "address", "lon", "lat")
# What is chosen together when two are merged: a word for it -> its fields of `NewActor`.
GROUPS: dict[str, tuple[str, ...]] = {
    "business_name": ("business_name",),
    "place": ("kecamatan_code", "desa_code"),
    "kbli": ("kbli_code", "kbli_version"),
    "commodity": ("commodity",),
    "product": ("product",),
    "workers_m": ("workers_m",),
    "workers_f": ("workers_f",),
    "investment": ("investment",),
    "capacity": ("capacity", "capacity_unit"),
    "output_value": ("output_value",),
    "materials_value": ("materials_value",),
    "owner": ("owner",),
    "phone": ("phone",),
    "address": ("address",),
    "point": ("lon", "lat"),
}
# Whose value says nothing without the others: of two files' places or points half of each is neither.
_WITH = {name: names for names in (*GROUPS.values(), KNOWN_SINCE) for name in names}

T = TypeVar("T")


def together(changes: Mapping[str, T]) -> list[dict[str, T]]:
    """Changes by field, those that stand or fall together in one mapping."""
    found: dict[tuple[str, ...], dict[str, T]] = {}
    for name, change in changes.items():
        found.setdefault(_WITH.get(name, (name,)), {})[name] = change
    return list(found.values())


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
