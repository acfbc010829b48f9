"""The ledger of releases: what was published stays as it was published, and is read from nowhere else."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data import schema
from data.db import read
from data.people import anonymous
from data.problem import Problem
from data.public.document import Document, from_text

SLUG = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Entry:
    """A line of the ledger. `slug` is the release's name in URLs, the ISO day on which it was published."""

    slug: str
    as_of: date
    published_on: date
    data_version: int
    definitions: str
    sha256: str


def releases(register: str) -> tuple[Entry, ...]:
    """Every release, newest first."""
    who, table = anonymous(register), schema.release
    columns = [table.c[name] for name in ("slug", "as_of", "data_version", "definitions", "sha256")]
    with read(who) as conn:
        rows = conn.execute(sa.select(*columns).where(table.c.kab_code == who.kab).order_by(table.c.slug.desc()))
        return tuple(
            Entry(row.slug, row.as_of, date.fromisoformat(row.slug), row.data_version, row.definitions, row.sha256)
            for row in rows
        )


def release(register: str, slug: str | None = None) -> Document:
    """The release of this name, else the latest, as it was published.

    Problem("no_release") while there is none, ("release_unknown"), ("release_damaged") when it is not what it was.
    """
    who, table = anonymous(register), schema.release
    asked = sa.select(table.c.slug, table.c.content, table.c.sha256).where(table.c.kab_code == who.kab)
    if slug is not None:
        if not SLUG.fullmatch(slug):
            raise Problem("release_unknown")
        asked = asked.where(table.c.slug == slug)
    with read(who) as conn:
        row = conn.execute(asked.order_by(table.c.slug.desc()).limit(1)).first()
    if row is None:
        raise Problem("no_release" if slug is None else "release_unknown")
    return opened(row.slug, row.content, row.sha256)


def opened(slug: str, content: str, sha256: str) -> Document:
    """The document of a row of the ledger; Problem("release_damaged", slug) when its checksum says another."""
    if hashlib.sha256(content.encode()).hexdigest() != sha256:
        raise Problem("release_damaged", slug=slug)
    document = from_text(content)
    if document.slug != slug:
        raise Problem("release_damaged", slug=slug)
    return document
