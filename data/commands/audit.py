"""Looking at what an audit row keeps of before and after: a look that is itself written down."""

from typing import Any

from data.access import Who
from data.db import About, write
from data.queries.audit import one_audit


def open_audit_detail(who: Who, audit_id: str) -> dict[str, Any]:
    """One audit row (at, person, role, deed, about_kind, about_id, about_name) with its before and after.

    Problem("no_such_audit").
    """
    with write(who, "audit.see", About("audit", audit_id), changes=False) as writing:
        return one_audit(writing.conn, who.kab, audit_id)
