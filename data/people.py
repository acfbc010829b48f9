"""People of a register: the four demo people of `contoh` and `uji`, the visitor without a name, and the system."""

import sqlalchemy as sa

from data import schema
from data.access import Who
from data.db import read
from data.settings import region

DEMO_PEOPLE = (
    {"id": "demo-pimpinan", "email": "pimpinan@contoh.invalid", "name": "Pimpinan", "role": "pimpinan"},
    {"id": "demo-pendamping", "email": "pendamping@contoh.invalid", "name": "Pendamping", "role": "pendamping"},
    {"id": "demo-petugas", "email": "petugas@contoh.invalid", "name": "Petugas data", "role": "petugas"},
    {"id": "demo-admin", "email": "admin@contoh.invalid", "name": "Admin", "role": "admin"},
)
NOT_REAL = ("contoh", "uji")


def anonymous(register: str) -> Who:
    """A visitor who has not said who they are: sees what is public."""
    return Who(register, region().kab_code, "publik", "publik", "Publik")


def system(register: str) -> Who:
    """The command line and the machinery."""
    return Who(register, region().kab_code, "system", "system", "Sistem")


def demo_person(register: str, role: str) -> Who:
    """The demo person of a role; the visitor without a name in a register that holds real data or has no such role."""
    who, people = anonymous(register), schema.person
    asked = (
        sa.select(people.c.id, people.c.name, people.c.role, people.c.facilitator_id)
        .join(schema.register, schema.register.c.kab_code == people.c.kab_code)
        .where(people.c.kab_code == who.kab, people.c.id == f"demo-{role}", schema.register.c.kind.in_(NOT_REAL))
    )
    with read(who) as conn:
        row = conn.execute(asked).first()
    return Who(register, who.kab, row.role, row.id, row.name, row.facilitator_id) if row else who
