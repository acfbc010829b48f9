"""Words of a register: names of places, sectors, permit kinds, needs, facilitators, and what a URL may say."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from weakref import WeakKeyDictionary

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.db import exists, kind, read, version
from data.filter import PERMIT_FIELDS, UNASSIGNED, Choices
from data.problem import Problem

LISTS = {
    "sector": schema.sector,
    "sector_prefix": schema.sector_prefix,
    "permit_kind": schema.permit_kind,
    "legal_form": schema.legal_form,
    "need_kind": schema.need_kind,
    "kecamatan": schema.kecamatan,
    "desa": schema.desa,
}


@dataclass(frozen=True)
class Names:
    """Code -> name for every list, in the list's own order; one read per screen."""

    kecamatan: Mapping[str, str]
    desa: Mapping[str, str]
    sector: Mapping[str, str]
    permit_kind: Mapping[str, str]
    need_kind: Mapping[str, str]
    legal_form: Mapping[str, str]
    facilitator: Mapping[str, str]


# The names of a database as they were read last: (regency, language) -> version of the data, names. Every screen asks
# for them, all who may ask get the same, and whatever changes one raises the version.
_READ: WeakKeyDictionary[sa.Engine, dict[tuple[str, str], tuple[int, Names]]] = WeakKeyDictionary()


def names(who: Who, language: str = "id") -> Names:
    """The names a signed-in person reads, in their language."""
    require(who, "figures.see")
    with read(who) as conn:
        now, kept, key = version(conn, who.kab), _READ.setdefault(conn.engine, {}), (who.kab, language)
        if kept.get(key, (None,))[0] != now:
            kept[key] = (now, _names(conn, who.kab, language))
        return kept[key][1]


def _names(conn: sa.Connection, kab: str, language: str) -> Names:
    return Names(
        kecamatan=_pairs(conn, kab, schema.kecamatan, "name", "code"),
        desa=_pairs(conn, kab, schema.desa, "name", "code"),
        facilitator=_pairs(conn, kab, schema.facilitator, "name", "name", key="id"),
        **{
            name: _pairs(conn, kab, LISTS[name], f"name_{language}", "position")
            for name in ("sector", "permit_kind", "need_kind", "legal_form")
        },
    )


def _pairs(
    conn: sa.Connection, kab: str, table: sa.Table, name: str, order: str, key: str = "code"
) -> Mapping[str, str]:
    asked = sa.select(table.c[key], table.c[name]).where(table.c.kab_code == kab).order_by(table.c[order])
    return MappingProxyType({code: words for code, words in conn.execute(asked)})


def choices(known: Names) -> Choices:
    """What a URL may say in each list field of the filter."""
    kinds = frozenset(known.permit_kind)
    return Choices(
        {
            "kecamatan": frozenset(known.kecamatan),
            "desa": frozenset(known.desa),
            "sector": frozenset(known.sector),
            "facilitator": frozenset(known.facilitator) | {UNASSIGNED},
            **dict.fromkeys(PERMIT_FIELDS, kinds),
        }
    )


def facilitators(who: Who) -> pd.DataFrame:
    """Facilitators with id, name, capacity."""
    require(who, "figures.see")
    table = schema.facilitator
    asked = sa.select(table.c.id, table.c.name, table.c.capacity).where(table.c.kab_code == who.kab)
    with read(who) as conn:
        return pd.DataFrame(conn.execute(asked.order_by(table.c.name)).all(), columns=["id", "name", "capacity"])


def reference_list(who: Who, name: str) -> pd.DataFrame:
    """One reference list as it stands in the database, without the regency's code."""
    require(who, "reference.see")
    table = LISTS[name]
    columns = [column for column in table.c if column.name != "kab_code"]
    order = table.c.position if "position" in table.c else columns[0]
    with read(who) as conn:
        answer = conn.execute(sa.select(*columns).where(table.c.kab_code == who.kab).order_by(order))
        return pd.DataFrame(answer.all(), columns=list(answer.keys()), dtype=object)


def register_kind(who: Who) -> str:
    """ "contoh", "uji" or "nyata": fixed when the register was made. Anyone may know it.

    Problem("register_not_made") while there is no such database.
    """
    found = kind(who) if exists(who.register) else None
    if found is None:
        raise Problem("register_not_made")
    return found
