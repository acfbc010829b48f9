"""The few rows that count for many actors: who is at work, who stands beside which area, what is a legal entity."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa

from data import schema
from data.past.columns import NEVER, Codes, Numbers, days, moments, read
from data.past.dated import Dated, Moment, in_order
from data.past.part import Words


@dataclass(frozen=True)
class Team:
    """Facilitators by number; `desa` and `kecamatan` are the assignments of areas, by the area's number."""

    known: Dated
    contract: Dated
    state: Dated
    desa: Dated
    kecamatan: Dated
    entities: Numbers  # form's number -> whether it is a legal entity; a form that is on no list counts as one

    def current(self, at: Moment, size: int) -> Numbers:
        """Whether each facilitator is at work under contract."""
        marks = [np.zeros(size, dtype=bool) for _ in range(3)]
        marks[0][self.known.owner[self.known.kept(at)]] = True
        marks[1][self.contract.owner[self.contract.kept(at)]] = True
        rows = self.state.kept(at)
        rows = rows[self.state.values["at_work"][rows]]
        marks[2][self.state.owner[rows]] = True
        found: Numbers = marks[0] & marks[1] & marks[2]
        return found


def read_team(conn: sa.Connection, kab: str, words: Words) -> Team:
    """All of them, as they are now."""

    def rows(table: sa.Table, *columns: Any, where: Any = None) -> list[list[Any]]:
        asked = sa.select(*columns).where(table.c.kab_code == kab, sa.true() if where is None else where)
        return read(conn, asked.order_by(table.c.id))

    someone, contract, state = schema.facilitator, schema.facilitator_contract, schema.facilitator_state
    ids, recorded = rows(someone, someone.c.id, someone.c.recorded_at)
    numbers = words.facilitator.numbers(ids)
    always = np.full(len(numbers), np.iinfo(np.int32).min, dtype=np.int32)
    known = in_order(numbers, always, moments(recorded), {})
    columns = (state.c.facilitator_id, state.c.on_date, state.c.recorded_at, state.c.state)
    whose, on, told, found = rows(state, *columns)
    at_work = {"at_work": np.array([one == "aktif" for one in found], dtype=bool)}
    states = in_order(words.facilitator.numbers(whose), days(on), moments(told), at_work)

    def running(table: sa.Table, owner: Any, codes: Codes) -> Dated:
        columns = (owner, table.c.from_on, table.c.to_on, table.c.recorded_at, table.c.end_recorded_at)
        owners, begun, ended, told, end_told, by = rows(
            table, *columns, table.c.facilitator_id, where=owner.is_not(None)
        )
        values = {"facilitator": words.facilitator.numbers(by)}
        until = days(ended, NEVER)
        return in_order(codes.numbers(owners), days(begun), moments(told), values, until, moments(end_told))

    area = schema.assignment
    return Team(
        known,
        running(contract, contract.c.facilitator_id, words.facilitator),
        states,
        running(area, area.c.desa_code, words.desa),
        running(area, area.c.kecamatan_code, words.kecamatan),
        _entities(conn, kab, words),
    )


def _entities(conn: sa.Connection, kab: str, words: Words) -> Numbers:
    forms = schema.legal_form
    none = sa.select(forms.c.code).where(forms.c.kab_code == kab, sa.not_(forms.c.legal_entity))
    codes: Sequence[str] = conn.scalars(none).all()
    numbers = words.form.numbers(codes)
    found = np.ones(len(words.form), dtype=bool)
    found[numbers] = False
    return found
