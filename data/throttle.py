"""How often one address may send a form in a day; the address itself is never kept.

Kept is a keyed hash that without the register's secret says nothing, and only until the day is over.
"""

import hashlib
import hmac
from ipaddress import IPv6Address, ip_address

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data import clock, schema
from data.db import Writing
from data.problem import Problem

KEY_LENGTH = 32  # hex digits, 128 bits
NETWORK_BITS = 64  # of an IPv6 address: one household has all addresses behind them
# Senders whose address is not known (a proxy on this machine that does not say it) count together, up to so many times
# what one may: nobody is turned away for a neighbour, and a flood still ends.
TOGETHER = 20


def spend(writing: Writing, address: str | None, deed: str, per_day: int) -> None:
    """Count one sending of a form, inside the write that sends it. Problem("too_many_today") beyond `per_day`."""
    table, today = schema.throttle, clock.office_day(writing.at)
    old = sa.and_(table.c.kab_code == writing.who.kab, table.c.day < today)
    writing.conn.execute(table.delete().where(old))
    row = {"kab_code": writing.who.kab, "address_key": _key(writing, address), "deed": deed, "day": today, "count": 1}
    make = postgresql.insert if writing.conn.dialect.name == "postgresql" else sqlite.insert
    counted = make(table).values(row)
    again = counted.on_conflict_do_update(index_elements=table.primary_key.columns, set_={"count": table.c.count + 1})
    count = writing.conn.scalar(again.returning(table.c.count)) or 0
    if count > (per_day if _sender(address or "") else per_day * TOGETHER):
        raise Problem("too_many_today")


def _key(writing: Writing, address: str | None) -> str:
    table = schema.register
    secret = writing.conn.scalar(sa.select(table.c.secret).where(table.c.kab_code == writing.who.kab)) or ""
    return hmac.new(secret.encode(), _sender(address or "").encode(), hashlib.sha256).hexdigest()[:KEY_LENGTH]


def _sender(address: str) -> str:
    """Who may be meant by an address: itself, of IPv6 its network; "" for what is none. Some proxies add a port."""
    for said in (address.strip(), address.strip().rpartition(":")[0].strip("[]")):
        try:
            found = ip_address(said)
        except ValueError:
            continue
        if not isinstance(found, IPv6Address):
            return str(found)
        return str(found.ipv4_mapped or int(found) >> (128 - NETWORK_BITS))
    return ""
