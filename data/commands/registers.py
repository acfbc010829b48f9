"""Making a register: its kind, its places, its reference lists and, where data are not real, its demo people."""

import csv
import secrets
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data import schema
from data.access import Who
from data.commands.places import shipped_aliases, untouched
from data.db import About, engine, url_of, write
from data.migrate import migrate
from data.people import DEMO_PEOPLE, NOT_REAL, system
from data.problem import Problem
from data.settings import KINDS, region, settings
from geo.regions import load


def ensure_register(register: str, kind: str) -> bool:
    """Migrate the register's database and make the register if there is none; True when it was made now.

    A register keeps the kind it was made with: Problem("register_other_kind") when it is of another,
    Problem("real_needs_sign_in") for `nyata` where no sign-in provider is configured.
    """
    if kind not in KINDS:
        raise ValueError(kind)
    if kind == "nyata" and not settings().sign_in:
        raise Problem("real_needs_sign_in")
    url, who = url_of(register), system(register)
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    migrate(url)
    made = _kind(url, who) is None and _make(url, who, kind)
    found = _kind(url, who)
    if found != kind:
        raise Problem("register_other_kind", found=found, wanted=kind)
    if not made:
        _give_aliases(url, who)
    return made


def _kind(url: str, who: Who) -> str | None:
    with engine(url, writable=False).begin() as conn:
        return conn.scalar(sa.select(schema.register.c.kind).where(schema.register.c.kab_code == who.kab))


def _make(url: str, who: Who, kind: str) -> bool:
    """False when another process made it at this very moment."""
    try:
        _fill(who, kind)
    except sa.exc.IntegrityError:
        if _kind(url, who) is None:
            raise
        return False
    return True


def _fill(who: Who, kind: str) -> None:
    with write(who, "register.fill", About("register", kind)) as writing:
        writing.insert(schema.register, {"kind": kind, "made_at": writing.at, "secret": secrets.token_hex(32)})
        writing.insert(schema.data_version, {"version": 0})
        writing.insert(schema.kecamatan, *_kecamatan())
        writing.insert(schema.desa, *_desa())
        for table, file in _LISTS.items():
            writing.insert(table, *_reference(table, region().folder / file))
        writing.insert(schema.place_alias, *shipped_aliases())
        if kind in NOT_REAL:
            writing.insert(schema.person, *DEMO_PEOPLE)


def _give_aliases(url: str, who: Who) -> None:
    """The shipped spellings for a register that was made before it could hold any."""
    with engine(url, writable=False).begin() as conn:
        if not untouched(conn, who.kab):
            return
    with write(who, "register.fill", About("place_alias", "")) as writing:
        writing.insert(schema.place_alias, *shipped_aliases())


_LISTS = {
    schema.sector: "sectors.csv",
    schema.sector_prefix: "sector_prefixes.csv",
    schema.legal_form: "legal_forms.csv",
    schema.permit_kind: "permit_kinds.csv",
    schema.need_kind: "needs.csv",
}


def _kecamatan() -> list[dict[str, Any]]:
    return [
        {"code": place.code, "name": place.name, "bps_code": place.bps_code, "area_km2": place.area_km2}
        for place in load().kecamatan.values()
    ]


def _desa() -> list[dict[str, Any]]:
    return [
        {
            "code": place.code,
            "kecamatan_code": place.parent,
            "name": place.name,
            "kind": place.kind,
            "bps_code": place.bps_code,
            "area_km2": place.area_km2,
        }
        for place in load().desa.values()
    ]


def _reference(table: sa.Table, path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: _typed(table.c[name], value) for name, value in row.items()} for row in csv.DictReader(file)]


def _typed(column: sa.Column[Any], value: str) -> Any:
    if value == "" and column.nullable:
        return None
    if isinstance(column.type, sa.Boolean):
        return value == "1"
    if isinstance(column.type, sa.Integer):
        return int(value)
    return value
