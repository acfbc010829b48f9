"""A table checked against the register as it stands; nothing is written or kept."""

from collections.abc import Mapping
from typing import Any

from data import importing
from data.access import Who, require
from data.db import read
from data.importing import Checked, CleanActor, CleanVisit, Table
from data.intake.against import against


def check_actors(
    who: Who, table: Table, mapping: Mapping[str, str], options: Mapping[str, Any] | None = None
) -> Checked[CleanActor]:
    """A table of actors checked against this register; nothing is written or kept."""
    require(who, "import.run")
    with read(who) as conn:
        known = against(conn, who, options or {})
    return importing.check_actors(table, mapping, known)


def check_visits(
    who: Who, table: Table, mapping: Mapping[str, str], options: Mapping[str, Any] | None = None
) -> Checked[CleanVisit]:
    """A list of visits checked against this register; nothing is written or kept."""
    require(who, "import.run")
    with read(who) as conn:
        known = against(conn, who, options or {})
    return importing.check_visits(table, mapping, known)
