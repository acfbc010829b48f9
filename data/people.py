"""People of a register: the four demo people of `contoh` and `uji`, the visitor without a name, and the system."""

from dataclasses import replace

import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.db import read
from data.problem import Problem
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
    people = schema.person
    return _person(register, people.c.id == f"demo-{role}", schema.register.c.kind.in_(NOT_REAL)) or anonymous(register)


def signed_in(register: str, email: str) -> Who | None:
    """The person of a proven e-mail address, as their row says now; None for one the office has not entered."""
    return _person(register, schema.person.c.email == email.strip().lower())


def as_seen_by(admin: Who, person_id: str) -> Who:
    """Another person as an admin sees the app through their eyes; Problem("not_allowed"), Problem("no_such_person")."""
    require(admin, "person.view_as")
    found = _person(admin.register, schema.person.c.id == person_id)
    if found is None:
        raise Problem("no_such_person")
    return replace(found, seen_by=admin.id)


def _person(register: str, *where: sa.ColumnElement[bool]) -> Who | None:
    who, people = anonymous(register), schema.person
    asked = (
        sa.select(people.c.id, people.c.name, people.c.role, people.c.facilitator_id, people.c.also)
        .join(schema.register, schema.register.c.kab_code == people.c.kab_code)
        .where(people.c.kab_code == who.kab, people.c.ended_at.is_(None), *where)
    )
    with read(who) as conn:
        row = conn.execute(asked).first()
    if row is None:
        return None
    return Who(register, who.kab, row.role, row.id, row.name, row.facilitator_id, frozenset(row.also.split()))
