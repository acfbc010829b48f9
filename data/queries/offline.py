"""What an offline workbook and an XLSForm are filled with, and the register's side of a comparison."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.db import read
from data.offline import Choice, VisitForm, Words, actor_label, make_xlsform
from data.offline.cells import keys_of
from data.offline.form import PERMITS
from data.population import Frame, caseload, last_visit
from data.problem import Problem
from data.promises import open_promises
from data.summary.turning import frame_for
from data.text import LANGUAGES, text

_PLACE = ("kecamatan_code", "desa_code")
_SECTOR = ("product", "commodity", "kbli_code")
_FIGURES = ("workers_m", "workers_f")
_PERSONAL = ("owner", "phone", "address", "lon", "lat")


def visit_form(who: Who, facilitator_id: str | None = None) -> bytes:
    """The XLSForm of a facilitator's caseload, or with none named of all active actors; names and desa only.

    A pendamping gets the own. Problem("not_your_caseload"), Problem("no_such_caseload").
    """
    require(who, "figures.see")
    whose = own(who, facilitator_id) if who.role == "pendamping" or facilitator_id else None
    frame = frame_for(who)
    with read(who) as conn:
        people = schema.facilitator
        names = sa.select(people.c.name).where(people.c.kab_code == who.kab).order_by(people.c.name)
        if whose:
            names = names.where(people.c.id == whose)
        facilitators = list(conn.scalars(names))
        if whose and not facilitators:
            raise Problem("no_such_caseload")
        found = actors_now(conn, frame, list(conn.scalars(caseload(frame, whose))) if whose else None)
        words = words_of(conn, who.kab, LANGUAGES[0])
        topics = _both(conn, who.kab, schema.need_kind)
    actor = [Choice(one["actor_id"], dict.fromkeys(LANGUAGES, _label(one, words))) for one in in_order(found.values())]
    choices = {
        "actor": actor,
        "mode": [_said("mode", code) for code in schema.MODES],
        "outcome": [_said("outcome", code) for code in schema.OUTCOMES],
        "topic": topics,
    }
    return make_xlsform(VisitForm(f"{frame.known_at:%Y%m%d%H%M%S}", facilitators, choices))


def _label(actor: Mapping[str, Any], words: Words) -> str:
    return actor_label(actor["business_name"], words.of("desa", actor["desa_code"]), actor["actor_id"])


def _said(family: str, code: str) -> Choice:
    return Choice(code, {language: text(f"{family}.{code}", language) for language in LANGUAGES})


def _both(conn: sa.Connection, kab: str, table: sa.Table) -> list[Choice]:
    asked = sa.select(table).where(table.c.kab_code == kab).order_by(table.c.position)
    rows = conn.execute(asked).mappings()
    return [Choice(row["code"], {language: row[f"name_{language}"] for language in LANGUAGES}) for row in rows]


def own(who: Who, facilitator_id: str | None) -> str:
    """Whose caseload may be opened: a pendamping's own only; Problem("not_your_caseload"), ("no_such_caseload")."""
    if who.role == "pendamping":
        if facilitator_id not in (None, who.facilitator):
            raise Problem("not_your_caseload")
        facilitator_id = who.facilitator
    if not facilitator_id:
        raise Problem("no_such_caseload")
    return facilitator_id


def in_order(actors: Collection[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """By kecamatan, desa and name."""
    return sorted(actors, key=lambda one: (one["kecamatan_code"], one["desa_code"] or "", one["business_name"]))


def register_mark(conn: sa.Connection, kab: str) -> str:
    """What tells this register from any other: its regency, its kind and the moment it was made."""
    table = schema.register
    row = conn.execute(sa.select(table.c.kind, table.c.made_at).where(table.c.kab_code == kab)).one()
    return f"{kab} {row.kind} {row.made_at:%Y-%m-%dT%H:%M:%S.%f}"


def words_of(conn: sa.Connection, kab: str, language: str) -> Words:
    """The lists of a workbook in one language, and the words of every language."""
    lists, also = _lists(conn, kab, language), [_lists(conn, kab, tongue) for tongue in LANGUAGES]
    return Words(lists, {name: keys_of(one[name] for one in also) for name in lists})


def _lists(conn: sa.Connection, kab: str, language: str) -> dict[str, dict[str, str]]:
    def said(family: str, codes: Sequence[str]) -> dict[str, str]:
        return {code: text(f"{family}.{code}", language) for code in codes}

    def listed(table: sa.Table, name: str, order: str) -> dict[str, str]:
        asked = sa.select(table.c.code, table.c[name]).where(table.c.kab_code == kab).order_by(table.c[order])
        return {code: words for code, words in conn.execute(asked)}

    return {
        "kecamatan": listed(schema.kecamatan, "name", "code"),
        "desa": listed(schema.desa, "name", "code"),
        "legal_form": listed(schema.legal_form, f"name_{language}", "position"),
        "topic": listed(schema.need_kind, f"name_{language}", "position"),
        "status": said("status", schema.PERMIT_STATUSES),
        "mode": said("mode", schema.MODES),
        "outcome": said("outcome", schema.OUTCOMES),
        "promise": {code: text(f"offline.promise.{code}", language) for code in schema.PROMISE_CHANGES},
    }


def actors_now(conn: sa.Connection, frame: Frame, ids: Sequence[str] | None) -> dict[str, dict[str, Any]]:
    """Id -> an actor's fields as they stand, of these ids or of all active ones: actor_id, row_version, those of the
    workbook, `<kind>_status`, `<kind>_number` and `<kind>_expires_on` of its permits, last_visit.

    They hold personal data: whoever asks decides who may see them, and writes the look down.
    """
    base, place, sector, figures = schema.actor, schema.actor_place, schema.actor_sector, schema.actor_figures
    exact, state, form = schema.actor_personal, schema.actor_state, schema.permit_event
    source = base.join(place, frame.kept(place, lambda it: it.actor_id == base.c.id))
    source = source.join(state, frame.kept(state, lambda it: it.actor_id == base.c.id))
    source = source.outerjoin(sector, frame.kept(sector, lambda it: it.actor_id == base.c.id))
    source = source.outerjoin(figures, frame.kept(figures, lambda it: it.actor_id == base.c.id))
    source = source.outerjoin(
        form, frame.kept(form, lambda it: sa.and_(it.actor_id == base.c.id, it.kind == "badan_usaha"))
    )
    source = source.outerjoin(exact, sa.and_(exact.c.kab_code == frame.kab, exact.c.actor_id == base.c.id))
    chosen = sa.and_(state.c.state == "active", base.c.merged_into.is_(None)) if ids is None else base.c.id.in_(ids)
    asked = (
        sa.select(
            base.c.id.label("actor_id"),
            base.c.business_name,
            base.c.row_version,
            *(place.c[name] for name in _PLACE),
            *(sector.c[name] for name in _SECTOR),
            *(figures.c[name] for name in _FIGURES),
            *(exact.c[name] for name in _PERSONAL),
            form.c.form.label("legal_form"),
            last_visit(frame, base.c.id).label("last_visit"),
        )
        .select_from(source)
        .where(base.c.kab_code == frame.kab, chosen)
    )
    found = {row["actor_id"]: dict(row) for row in conn.execute(asked).mappings()}
    for row in _permits(conn, frame, ids):
        if row.actor_id in found:
            said = {"status": row.status, "number": row.number, "expires_on": row.expires_on}
            found[row.actor_id] |= {f"{row.kind}_{name}": value for name, value in said.items()}
    return found


def _permits(conn: sa.Connection, frame: Frame, ids: Sequence[str] | None) -> Sequence[Any]:
    events = schema.permit_event
    among = events.c.actor_id.in_(ids) if ids is not None else sa.true()
    kept = frame.latest(events, "actor_id", "kind", extra=[events.c.kind.in_(PERMITS), among])
    return conn.execute(sa.select(kept)).all()


def open_promise_words(conn: sa.Connection, frame: Frame, ids: Sequence[str], language: str) -> dict[str, str]:
    """Actor -> the promise that is still open, and its day, in words."""
    return {
        actor_id: text(
            "offline.open_promise",
            language,
            step=made.step or text("promise.no_words", language),
            day=f"{made.due:%d/%m/%Y}",
        )
        for actor_id, made in open_promises(conn, frame, ids).items()
    }


def contacts_by_id(conn: sa.Connection, kab: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Id -> the contact, of those of these ids that are recorded."""
    table = schema.contact
    asked = sa.select(table).where(table.c.kab_code == kab, table.c.id.in_(ids))
    return {row["id"]: dict(row) for row in conn.execute(asked).mappings()}
