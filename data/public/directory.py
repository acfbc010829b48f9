"""The directory of businesses that agreed in writing to be listed: what stands here is what they agreed to, no more.

It stands outside the releases: it is read anew each time, so that a consent taken back is gone at once. Nobody reads
from it whose business it is, where exactly, under which number: contact is through the office.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
import sqlalchemy as sa

from data import clock, schema
from data.buyers import LACKING, MET, UNKNOWN, Item, Offer, offers
from data.db import read
from data.export import to_csv
from data.listings import Business
from data.listings import listed as listed_now
from data.people import anonymous
from data.population import Frame
from data.problem import Problem
from data.public.ledger import release, releases
from data.public.tables import PERMITS_BY_SECTOR, groups
from data.settings import region

PAPERS = (*PERMITS_BY_SECTOR, "tkdn_ik", "svlk")
COLUMNS = ("kode_kecamatan", "kecamatan", "nama_usaha", "produk", "sektor", "kelompok", *PAPERS)
TEXTS = ("harga", "kapasitas", "lama_pengerjaan", "asal_bahan")
_SAID = {MET: "ya", LACKING: "belum", UNKNOWN: ""}


@dataclass(frozen=True)
class Entry:
    """A listed business. `kecamatan` and its name are None where the place may not be shown; `papers` is permit kind ->
    "ya", "belum" or "" (not recorded, or not needed); `sector_name` language -> words; the texts are the maker's own.

    `id` and `actor_id` are for asking about it; they stand in no file."""

    id: str
    actor_id: str
    business_name: str
    product: str
    sector: str
    sector_name: Mapping[str, str]
    group: str
    kecamatan: str | None
    kecamatan_name: str | None
    items: tuple[Item, ...]
    offers: tuple[Offer, ...]
    papers: Mapping[str, str]
    price: str | None
    capacity: str | None
    lead_time: str | None
    origin: str | None


@dataclass(frozen=True)
class Listed:
    """What an entry tells about the cells of the published tables: one business of this kecamatan and sector group, and
    whether it counts as having each of `PAPERS` (one that is not recorded counts as not having it)."""

    id: str
    place: tuple[str, str]
    permits: Mapping[str, bool]


def entries(register: str) -> tuple[Entry, ...]:
    """Every listed business of a register at this moment, by name."""
    who = anonymous(register)
    with read(who) as conn:
        names = _names(conn, who.kab)
        found = [_entry(one, names) for one in listed_now(conn, _now(who.kab), PAPERS)]
    told = places_told(register)
    return tuple(
        one if told is None or one.id in told else replace(one, kecamatan=None, kecamatan_name=None) for one in found
    )


def places_told(register: str) -> frozenset[str] | None:
    """Listings that may say in which kecamatan the business is: those the latest release was protected with.

    A small number beside a listed business is easier to tell. Others say the regency only, until the next release.
    None: nothing is published yet that a place could be compared with.
    """
    try:
        return frozenset(release(register).places)
    except Problem:
        return None if not releases(register) else frozenset()


def listed(conn: sa.Connection, kab: str) -> list[Listed]:
    """What the directory gives away about the cells of the published tables, inside an open connection."""
    return [_given_away(one) for one in listed_now(conn, _now(kab), PAPERS)]


def csv(register: str) -> bytes:
    """The directory as a file: UTF-8 with a mark, one line a business, codes and words as written."""
    rows = [_line(one) for one in entries(register)]
    columns = (*COLUMNS, *TEXTS)
    return to_csv(pd.DataFrame(rows, columns=list(columns), dtype=object), {name: name for name in columns})


def place_words(entry: Entry) -> str:
    """Where a business is, as far as it may be said."""
    return entry.kecamatan_name or region().kab_name


def _now(kab: str) -> Frame:
    return Frame(kab, clock.today(), clock.now())


@dataclass(frozen=True)
class _Names:
    kecamatan: Mapping[str, str]
    sector: Mapping[str, Mapping[str, str]]


def _names(conn: sa.Connection, kab: str) -> _Names:
    place, sector = schema.kecamatan.c, schema.sector.c
    places = conn.execute(sa.select(place.code, place.name).where(place.kab_code == kab))
    sectors = conn.execute(sa.select(sector.code, sector.name_id, sector.name_en).where(sector.kab_code == kab))
    return _Names(
        {code: name for code, name in places}, {code: {"id": here, "en": abroad} for code, here, abroad in sectors}
    )


def _group(sector: str) -> str:
    """The group of a sector; the last one takes those that are in none."""
    return next((group.code for group in groups() if sector in group.sectors), groups()[-1].code)


def _entry(one: Business, names: _Names) -> Entry:
    listing = one.listing
    assert listing is not None and one.listing_id is not None
    return Entry(
        id=one.listing_id,
        actor_id=one.id,
        business_name=one.business_name,
        product=listing.product,
        sector=one.sector,
        sector_name=names.sector[one.sector],
        group=_group(one.sector),
        kecamatan=one.kecamatan,
        kecamatan_name=names.kecamatan[one.kecamatan],
        items=one.items,
        offers=offers(one.sector, one.items),
        papers={kind: _SAID[_paper(one.permits[kind])] for kind in PAPERS},
        price=listing.price,
        capacity=listing.capacity,
        lead_time=listing.lead_time,
        origin=listing.origin,
    )


def _paper(status: str) -> str:
    if status in ("tidak_tercatat", "tidak_perlu"):
        return UNKNOWN
    return MET if status == "terbit" else LACKING


def _given_away(one: Business) -> Listed:
    has = {kind: one.permits[kind] == "terbit" for kind in PAPERS}
    return Listed(one.listing_id or "", (one.kecamatan, _group(one.sector)), has)


def _line(entry: Entry) -> dict[str, str | None]:
    return {
        "kode_kecamatan": entry.kecamatan,
        "kecamatan": place_words(entry),
        "nama_usaha": entry.business_name,
        "produk": entry.product,
        "sektor": entry.sector_name["id"],
        "kelompok": entry.group,
        **entry.papers,
        "harga": entry.price,
        "kapasitas": entry.capacity,
        "lama_pengerjaan": entry.lead_time,
        "asal_bahan": entry.origin,
    }
