"""The rows of a filling, by table, each with all its columns so that a table goes in at one stroke."""

from functools import cache
from typing import Any

import sqlalchemy as sa

from data import schema
from data.db import Writing

# Parents before children.
TABLES = (
    schema.facilitator,
    schema.facilitator_contract,
    schema.facilitator_state,
    schema.actor,
    schema.actor_personal,
    schema.actor_place,
    schema.actor_state,
    schema.actor_sector,
    schema.actor_figures,
    schema.assignment,
    schema.session,
    schema.contact,
    schema.permit_event,
    schema.need_event,
    schema.promise_event,
    schema.request,
    schema.exit_proposal,
    schema.help_request,
    schema.help_personal,
    schema.help_event,
    schema.listing,
    schema.enquiry,
    schema.enquiry_event,
    schema.outside_source,
    schema.outside_count,
    schema.enumeration,
)
_DEFAULTS = {"on_precision": "day", "known_since_precision": "day", "row_version": 1, "topics": ""}


@cache
def _blank(table: sa.Table) -> dict[str, Any]:
    return {column.name: _DEFAULTS.get(column.name) for column in table.c if column.name != "kab_code"}


class Rows:
    """Rows waiting for their transaction."""

    def __init__(self) -> None:
        self._by_table: dict[sa.Table, list[dict[str, Any]]] = {table: [] for table in TABLES}

    def add(self, table: sa.Table, **values: Any) -> None:
        """One row; columns not given take the schema's default."""
        self._by_table[table].append(_blank(table) | values)

    def of(self, table: sa.Table) -> list[dict[str, Any]]:
        """The rows of one table so far."""
        return self._by_table[table]

    def insert(self, writing: Writing) -> dict[str, int]:
        """Write them all, parents first; rows by table's name."""
        for table in TABLES:
            writing.insert(table, *self._by_table[table])
        return {table.name: len(rows) for table, rows in self._by_table.items()}
