"""The status of each permit kind an actor has on the date."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from data import schema
from data.population.frame import Clause, Frame

UNRECORDED = "tidak_tercatat"


def statuses(frame: Frame, kinds: Sequence[str], among: Sequence[str] = ()) -> sa.CTE:
    """Actor id and its status of each of these kinds as `permit_<kind>`, null where it has no event of the kind.

    Actors with no event at all are not in it; `among` looks at these actors only. One pass over the events, whatever
    the number of kinds; look-ups would be as many as actors times kinds.
    """
    event, form = schema.permit_event, schema.legal_form
    asked, only = [event.c.kind.in_(kinds)], ("kind", "status", "expires_on", "form")
    kept = frame.latest_of_all(event, "kind", extra=asked, only=only, among=among)
    status = _status(frame, kept, form)
    each = [sa.func.max(sa.case((kept.c.kind == kind, status))).label(f"permit_{kind}") for kind in kinds]
    source = kept.outerjoin(form, sa.and_(form.c.kab_code == frame.kab, form.c.code == kept.c.form))
    found = sa.select(kept.c.actor_id, *each).select_from(source).group_by(kept.c.actor_id)
    return found.cte("permits").prefix_with("MATERIALIZED")  # SQLite makes an index for it then


def _status(frame: Frame, kept: sa.FromClause, form: sa.FromClause) -> sa.ColumnElement[Any]:
    """kedaluwarsa is derived; a form that is no legal entity is `belum`."""
    valid = kept.c.status == "terbit"
    no_entity = sa.and_(kept.c.form.is_not(None), sa.not_(form.c.legal_entity))
    cases: list[tuple[Clause, str]] = [
        (sa.and_(valid, kept.c.expires_on < frame.day), "kedaluwarsa"),
        (sa.and_(valid, no_entity), "belum"),
    ]
    return sa.case(*cases, else_=kept.c.status)
