"""Tiny registers for tests, built through the real doors: one sentence per fact."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from data import clock, commands, schema
from data.access import Who
from data.commands import NewActor
from data.commands.contacts import insert_contacts
from data.db import About, write

TODAY = date(2026, 11, 24)
LONG_AGO = datetime(2019, 1, 1, tzinfo=UTC)
KALISAT, AJUNG, JELBUK = "35.09.27", "35.09.17", "35.09.25"
GAMBIRAN, GLAGAHWERO = "35.09.27.2010", "35.09.27.2006"


@dataclass
class Small:
    """A register being filled by the system; every fact may say when it was recorded."""

    who: Who

    def actor(self, name: str, place: str = KALISAT, **facts: Any) -> str:
        """An active actor known since 2018, recorded long ago unless `recorded` says otherwise; `id` is its id."""
        recorded = facts.pop("recorded", LONG_AGO)
        facts.setdefault("known_since", date(2018, 1, 1))
        desa = place if len(place) > 8 else None
        actor_id = facts.pop("id", None) or clock.new_id()
        with write(self.who, "actor.add", About("actor", actor_id)) as writing:
            writing.at = recorded
            commands.actors.insert_actor(writing, actor_id, NewActor(name, place[:8], desa, **facts))
        return actor_id

    def facilitator(self, name: str, capacity: int | None = 10, until: date | None = None) -> str:
        """A facilitator at work under contract since 2019."""
        made = clock.new_id()
        with self._writing() as writing:
            writing.insert(schema.facilitator, {"id": made, "name": name, "capacity": capacity})
            mine = {"facilitator_id": made}
            ends = {"to_on": until, "end_recorded_at": LONG_AGO if until else None}
            writing.insert(schema.facilitator_contract, mine | {"from_on": date(2019, 1, 1)} | ends)
            writing.insert(schema.facilitator_state, mine | {"on_date": date(2019, 1, 1), "state": "aktif"})
        return made

    def assign(self, facilitator: str, **target: str) -> None:
        """From 2019 on; target is actor_id, desa_code or kecamatan_code."""
        self.insert(schema.assignment, facilitator_id=facilitator, from_on=date(2019, 1, 1), **target)

    def visit(self, actor: str, by: str, on: date, **facts: Any) -> None:
        """A contact at the place of business in which they met, recorded the same day; one of today, now."""
        same_day = clock.now() if on == clock.today() else datetime(on.year, on.month, on.day, tzinfo=UTC)
        recorded = facts.pop("recorded", same_day)
        plain = {"actor_id": actor, "facilitator_id": by, "on_date": on, "mode": "di_tempat", "outcome": "bertemu"}
        with self._writing() as writing:
            writing.at = recorded
            insert_contacts(writing, [plain | facts])

    def permit(self, actor: str, kind: str, status: str, on: date = date(2020, 1, 1), **facts: Any) -> None:
        self.insert(schema.permit_event, actor_id=actor, kind=kind, status=status, on_date=on, **facts)

    def state(self, actor: str, state: str, on: date, **facts: Any) -> None:
        plain = {"reason": "berhenti berproduksi", "by_person": "a", "second_person": "b"}
        self.insert(schema.actor_state, actor_id=actor, state=state, on_date=on, **plain, **facts)

    def insert(self, table: Any, **row: Any) -> None:
        """One row of any table, recorded long ago unless it says otherwise."""
        with self._writing() as writing:
            writing.insert(table, row)

    def _writing(self) -> Any:
        return _At(self.who)


class _At:
    """`write` as of long ago, so that facts are known at any time a test asks about."""

    def __init__(self, who: Who) -> None:
        self._door = write(who, "register.fill", About("register", "test"))

    def __enter__(self) -> Any:
        writing = self._door.__enter__()
        writing.at = LONG_AGO
        return writing

    def __exit__(self, *fault: Any) -> Any:
        return self._door.__exit__(*fault)
