"""Publishing: a release is made, and stands in the ledger from then on as it is."""

from datetime import date

import sqlalchemy as sa

from data import clock, schema
from data.access import Who, require
from data.db import About, Writing, read, write
from data.problem import Problem
from data.public.calendar import earliest_after
from data.public.document import Document


def publish_release(who: Who, form_id: str) -> str:
    """Publish the register as of today and as known now; the release's slug. A form sent twice is one release.

    Counting and protecting takes long, so it is done before the write, which then only looks whether the ledger is
    still the one that was protected against. Problem("release_too_soon", day), ("release_meanwhile"),
    ("release_unsafe"), ("release_empty").
    """
    from data.public import making  # the solver behind it is loaded only where something is published

    require(who, "release.publish")
    if who.seen_by:
        raise Problem("only_looking")
    with read(who) as conn:
        if published := _slug_of(conn, who.kab, form_id):
            return published
        latest = _latest(conn, who.kab)
        _check_apart(conn, who.kab, latest)
    made = making.make(who)
    document = made.document
    if is_empty(document):
        raise Problem("release_empty")
    with write(who, "release.publish", About("release", document.slug)) as writing:
        writing.once(form_id)
        _one_at_a_time(writing)
        if _latest(writing.conn, who.kab) != latest:
            raise Problem("release_meanwhile")
        row = {
            "id": form_id,
            "slug": document.slug,
            "as_of": document.as_of,
            "known_at": made.known_at,
            "data_version": document.data_version,
            "definitions": document.definitions,
            "content": document.to_text(),
            "sha256": document.sha256,
            "counts": [[list(name), number] for name, number in made.counts.items()],
            "by_person": who.id,
        }
        writing.insert(schema.release, row)
        writing.after = {"as_of": document.as_of.isoformat(), "sha256": document.sha256}
    return document.slug


def is_empty(document: Document) -> bool:
    """Whether not one number can be told: such a release would say nothing, and keep the next one waiting."""
    hidden, total = document.withheld
    return hidden == total


def _one_at_a_time(writing: Writing) -> None:
    """Two who publish at once do it one after the other, on PostgreSQL as on SQLite."""
    counter = schema.data_version.c
    writing.conn.execute(sa.select(counter.version).where(counter.kab_code == writing.who.kab).with_for_update())


def _slug_of(conn: sa.Connection, kab: str, form_id: str) -> str | None:
    table = schema.release.c
    return conn.scalar(sa.select(table.slug).where(table.kab_code == kab, table.id == form_id))


def _latest(conn: sa.Connection, kab: str) -> str | None:
    table = schema.release.c
    found: str | None = conn.scalar(sa.select(sa.func.max(table.slug)).where(table.kab_code == kab))
    return found


def _check_apart(conn: sa.Connection, kab: str, latest: str | None) -> None:
    earliest = earliest_after(conn, kab, date.fromisoformat(latest)) if latest else date.min
    if clock.today() < earliest:
        raise Problem("release_too_soon", day=earliest)
