"""The download: a facilitator's caseload with its personal data, written down as a look at each actor."""

from typing import Any

from data import clock, formats, schema
from data.access import Who, require
from data.db import About, Writing, kind_of, write
from data.offline import FORM, Book, Origin, Words, actor_texts, make_workbook
from data.offline.make import visit_rows
from data.people import NOT_REAL
from data.population import Frame, caseload
from data.problem import Problem
from data.queries.offline import actors_now, in_order, open_promise_words, own, register_mark, words_of
from data.text import text


def caseload_workbook(who: Who, facilitator_id: str | None = None, language: str = "id") -> bytes:
    """An xlsx to work in without a signal: a pendamping's own caseload, for others that of `facilitator_id`; audited.

    Problem("not_your_caseload"), Problem("no_such_caseload").
    """
    require(who, "actor.personal")
    about = About("facilitator", facilitator_id or who.facilitator or "")
    with write(who, "actor.personal", about, changes=False) as writing:
        whose = own(who, facilitator_id)
        name = _name(writing, whose)
        frame = Frame(who.kab, clock.today(), writing.at)
        words = words_of(writing.conn, who.kab, language)
        ids = list(writing.conn.scalars(caseload(frame, whose)))
        actors = _actors(writing, frame, ids, words, language)
        writing.abouts += [About("actor", actor["actor_id"]) for actor in actors]
        kind = kind_of(writing.conn, who)
        mark = register_mark(writing.conn, who.kab)
    return make_workbook(
        Book(
            origin=Origin(clock.new_id(), FORM, mark, whose, language),
            whose=name,
            made=formats.day(clock.today(), language),
            banner=text(f"banner.{kind}", language) if kind in NOT_REAL else None,
            words=words,
            actors=actors,
            visit_ids=[clock.new_id() for _ in range(visit_rows())],
        )
    )


def _name(writing: Writing, facilitator_id: str) -> str:
    table = schema.facilitator
    mine = (table.c.kab_code == writing.who.kab, table.c.id == facilitator_id)
    found: str | None = writing.conn.scalar(table.select().with_only_columns(table.c.name).where(*mine))
    if found is None:
        raise Problem("no_such_caseload")
    return found


def _actors(writing: Writing, frame: Frame, ids: list[str], words: Words, language: str) -> list[dict[str, Any]]:
    promises = open_promise_words(writing.conn, frame, ids, language)
    return [
        actor_texts(actor, words)
        | {name: actor[name] for name in ("actor_id", "row_version", "last_visit")}
        | {"open_promise": promises.get(actor["actor_id"])}
        for actor in in_order(actors_now(writing.conn, frame, ids).values())
    ]
