"""The permits of a row: kind, number, state and days from the columns that a file has for them."""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from data.importing.against import Against
from data.importing.book import Cell
from data.importing.clean import Cleaned, clean_day, clean_permit_status
from data.importing.orders import orders
from data.importing.permits import CleanPermit, clean_permits
from data.importing.reader import RowReader
from data.importing.table import Table

Cleaner = Callable[[Cell], Cleaned[str | None]]
_DAYS = ("permit_on", "permit_expires")


class PermitCells:
    """Reads the permits of each row of one file."""

    def __init__(self, table: Table, mapping: Mapping[str, str], against: Against) -> None:
        self._against = against
        self._order = orders(table, mapping, _DAYS)

    def of(self, read: RowReader) -> tuple[CleanPermit, ...]:
        """All permits of a row; state and days belong to the one that the kind column names."""
        kind = read.cell("permit_type") or self._against.options.get("permit_type")
        permits, findings = clean_permits(kind, read.cell("permit_number"), self._against.regency_digits)
        status, on, expires = self._status(read), self._day(read, "permit_on"), self._day(read, "permit_expires")
        for finding in findings:
            # What is not issued yet has no number, and nobody need be told so.
            if finding.code != "permit_number_missing" or status.value in (None, "terbit"):
                read.note(finding.code, finding.field, finding.details, instead="permit_type")
        if on and on > self._against.today:
            read.note("permit_date_in_future", "permit_on")
            on = None
        if not permits:
            return ()
        end = expires or permits[0].expires
        if status.code == "permit_expired" and not (end and end < self._against.today):
            return permits[1:]  # what has run out and nobody knows when would count as valid
        known = {"status": status.value, "on": on, "precision": "day" if on else None, "expires": expires}
        return dataclasses.replace(permits[0], **{name: value for name, value in known.items() if value}), *permits[1:]

    def number(self, read: RowReader, kind: str, cleaner: Cleaner) -> tuple[str | None, tuple[CleanPermit, ...]]:
        """The number of a column that holds one kind of paper, or the event that it is applied for or not there yet."""
        if not read.has(kind):
            return None, ()
        found = cleaner(read.cell(kind))
        status = found.details.get("status") if found.code == f"{kind}_pending" else None
        if status:
            return None, (CleanPermit(kind, status, raw=read.text(kind) or ""),)
        if found.code:
            read.note(found.code, kind, found.details)
        return found.value, ()

    def _status(self, read: RowReader) -> Cleaned[Any]:
        found = clean_permit_status(read.cell("permit_status"))
        if found.code:
            read.note(found.code, "permit_status", found.details)
        return found

    def _day(self, read: RowReader, field: str) -> date | None:
        return read.take(field, lambda cell: clean_day(cell, self._order[field]))
