"""All dated rows of some actors, of all of them or of those that a write has touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import sqlalchemy as sa

from data import schema
from data.past.columns import NEVER, Codes, Numbers, days, moments, read
from data.past.dated import Dated, in_order
from data.population import BASIC
from data.population.scale import bps_scale, permenperin_scale

AT_ONCE = 500  # ids per question
Ids = Sequence[str] | None  # None: all


@dataclass(frozen=True)
class Words:
    """The numbers of all codes that rows hold; they only ever grow, so that every part may share them."""

    kecamatan: Codes = field(default_factory=Codes)
    desa: Codes = field(default_factory=Codes)
    sector: Codes = field(default_factory=Codes)
    bps: Codes = field(default_factory=Codes)
    permenperin: Codes = field(default_factory=Codes)
    facilitator: Codes = field(default_factory=Codes)
    state: Codes = field(default_factory=lambda: Codes(schema.ACTOR_STATES))
    reason: Codes = field(default_factory=Codes)
    permit: Codes = field(default_factory=lambda: Codes(BASIC))
    status: Codes = field(default_factory=Codes)
    form: Codes = field(default_factory=Codes)
    need: Codes = field(default_factory=Codes)


CHANGES = Codes(schema.NEED_CHANGES)
MANY = 256  # more kinds of permits or needs than an office will ever list


@dataclass(frozen=True)
class Part:
    """Actors by number, in the order of `ids`, and their rows.

    What counts for the one into which another was merged (`visit`, `permit`, `need`) is owned by it; the last two by
    its number × `MANY` + the kind's. `merged` are those that are no actors of their own any more.
    """

    ids: Numbers
    recorded: Numbers
    known_since: Numbers
    merged: Numbers
    merged_at: Numbers
    place: Dated
    state: Dated
    sector: Dated
    figures: Dated
    own: Dated
    visit: Dated
    permit: Dated
    need: Dated

    def __len__(self) -> int:
        return len(self.ids)

    def numbers_of(self, ids: Sequence[str]) -> Numbers:
        """The numbers of those of these actors that are here."""
        asked = np.array(sorted(ids), dtype="S")
        at = np.searchsorted(self.ids, asked)
        at, asked = at[at < len(self.ids)], asked[at < len(self.ids)]
        found: Numbers = at[self.ids[at] == asked]
        return found


def read_part(conn: sa.Connection, kab: str, words: Words, among: Ids = None, until: int | None = None) -> Part:
    """All actors, or these: whoever asks for one that was merged, or has others merged into it, names them all.

    With the merges `until` a moment, or all of them.
    """
    return _Reader(conn, kab, words, among, until).part()


class _Reader:
    def __init__(self, conn: sa.Connection, kab: str, words: Words, among: Ids, until: int | None) -> None:
        self.conn, self.kab, self.words, self.among = conn, kab, words, among
        base = schema.actor
        ids, known_since, merged_into, merged_at, recorded = self._read(
            base, base.c.id, base.c.known_since, base.c.merged_into, base.c.merged_at, base.c.recorded_at
        )
        named = np.array(ids, dtype="S36")
        order = np.argsort(named, kind="stable")
        self.ids = named[order]
        self.number = {ids[at]: number for number, at in enumerate(order.tolist())}
        self.known_since, self.recorded = days(known_since)[order], moments(recorded)[order]
        self.merged_at = moments(merged_at)[order]
        then = moments(merged_at) <= (np.iinfo(np.int64).max if until is None else until)
        merges = zip(ids, merged_into, then, strict=True)
        self.survivor = self._survivors({one: into for one, into, known_then in merges if into and known_then})
        self.merged = self.survivor != np.arange(len(self.ids))

    def part(self) -> Part:
        words, place, state, sector = self.words, schema.actor_place, schema.actor_state, schema.actor_sector
        figures, met, permit, need = (
            schema.actor_figures,
            schema.contact,
            schema.permit_event,
            schema.need_event,
        )
        visited = sa.and_(met.c.mode.in_(schema.MODES_IN_PERSON), met.c.outcome == "bertemu")
        return Part(
            self.ids,
            self.recorded,
            self.known_since,
            self.merged,
            self.merged_at,
            self._own(
                place,
                {
                    "kecamatan": (place.c.kecamatan_code, words.kecamatan),
                    "desa": (place.c.desa_code, words.desa),
                },
            ),
            self._own(state, {"state": (state.c.state, words.state), "reason": (state.c.reason, words.reason)}),
            self._own(sector, {"sector": (sector.c.sector, words.sector)}),
            self._own(
                figures,
                {
                    "bps": (bps_scale(figures), words.bps),
                    "permenperin": (permenperin_scale(figures), words.permenperin),
                },
            ),
            self._assigned(),
            self._counted(met, None, {}, visited),
            self._counted(
                permit,
                words.permit,
                {"status": (permit.c.status, words.status), "form": (permit.c.form, words.form)},
                expires=permit.c.expires_on,
            ),
            self._counted(need, words.need, {"change": (need.c.change, CHANGES)}),
        )

    def _survivors(self, into: Mapping[str, str]) -> Numbers:
        survivor = np.arange(len(self.ids), dtype=np.int32)
        for one in into:
            end = one
            while end in into:
                end = into[end]
            survivor[self.number[one]] = self.number[end]
        return survivor

    def _read(self, table: sa.Table, *columns: Any, where: Any = None) -> list[list[Any]]:
        asked = sa.select(*columns).where(table.c.kab_code == self.kab)
        asked = asked if where is None else asked.where(where)
        if self.among is None:
            return read(self.conn, asked.order_by(table.c.id))
        key = table.c.id if table is schema.actor else table.c.actor_id
        pieces = [self.among[at : at + AT_ONCE] for at in range(0, len(self.among), AT_ONCE)]
        parts = [read(self.conn, asked.where(key.in_(ids)).order_by(table.c.id)) for ids in pieces]
        # A tie is one within one actor, so the order by id within each part is enough.
        return [[value for part in parts for value in part[at]] for at in range(len(columns))]

    def _owners(self, ids: Sequence[str]) -> Numbers:
        return np.fromiter(map(self.number.__getitem__, ids), dtype=np.int32, count=len(ids))

    def _own(self, table: sa.Table, coded: Mapping[str, tuple[Any, Codes]]) -> Dated:
        """What an actor is: its own rows."""
        columns = [column for column, _ in coded.values()]
        ids, on, recorded, *found = self._read(table, table.c.actor_id, table.c.on_date, table.c.recorded_at, *columns)
        values = {name: codes.numbers(each) for (name, (_, codes)), each in zip(coded.items(), found, strict=True)}
        return in_order(self._owners(ids), days(on), moments(recorded), values)

    def _assigned(self) -> Dated:
        table = schema.assignment
        ids, begun, ended, recorded, end_recorded, someone = self._read(
            table,
            table.c.actor_id,
            table.c.from_on,
            table.c.to_on,
            table.c.recorded_at,
            table.c.end_recorded_at,
            table.c.facilitator_id,
            where=table.c.actor_id.is_not(None),
        )
        values = {"facilitator": self.words.facilitator.numbers(someone)}
        until, ends = days(ended, NEVER), moments(end_recorded)
        return in_order(self._owners(ids), days(begun), moments(recorded), values, until, ends)

    def _counted(
        self,
        table: sa.Table,
        kinds: Codes | None,
        coded: Mapping[str, tuple[Any, Codes]],
        where: Any = None,
        expires: Any = None,
    ) -> Dated:
        """What counts for the one that is left, by kind where there are `kinds`."""
        columns = [column for column, _ in coded.values()]
        kind = [] if kinds is None else [table.c.kind]
        last = [] if expires is None else [expires]
        ids, on, recorded, *found = self._read(
            table, table.c.actor_id, table.c.on_date, table.c.recorded_at, *kind, *columns, *last, where=where
        )
        owner = self.survivor[self._owners(ids)]
        if kinds is not None:
            owner = owner * MANY + kinds.numbers(found.pop(0))
        values = {name: codes.numbers(each) for (name, (_, codes)), each in zip(coded.items(), found, strict=False)}
        values |= {"expires": days(found[-1], NEVER)} if last else {}
        return in_order(owner, days(on), moments(recorded), values)
