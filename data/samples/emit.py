"""Invented actors and contacts -> rows."""

import math
from datetime import datetime
from typing import Any

from data import schema
from data.importing import fingerprint
from data.normal import plain
from data.samples import naming
from data.samples.actors import CLERK, SECOND
from data.samples.dice import Dice
from data.samples.facts import Facts, Point
from data.samples.model import Actor, Contact
from data.samples.rows import Rows
from data.sectors import SectorOf
from geo.regions import load

POINTED, PHONED, KBLI_2025 = 0.6, 0.7, 0.08
KM_PER_DEGREE = 111.32
LARGEST_RADIUS = 1.0  # km


class Emitter:
    """Adds the rows of one actor after another."""

    def __init__(self, dice: Dice, facts: Facts, rows: Rows, sector_of: SectorOf) -> None:
        self.dice, self.facts, self.rows, self.sector_of = dice, facts, rows, sector_of
        self._desa = load().desa

    def actor(self, actor: Actor) -> None:
        """The actor itself and its dated rows, without permits and needs."""
        self.rows.add(
            schema.actor,
            id=actor.id,
            business_name=actor.name,
            search_name=plain(actor.name),
            fingerprint=fingerprint(actor.name, actor.owner, actor.kecamatan, actor.desa),
            known_since=actor.known_since,
            known_since_precision=actor.precision,
            known_since_source=actor.source,
            merged_into=actor.merged_into,
            merged_at=actor.merged_at,
            recorded_at=actor.recorded,
        )
        self._personal(actor)
        self._places(actor)
        self._states(actor)
        self._sector(actor)
        self._figures(actor)
        for contact in actor.contacts:
            self._contact(actor, contact)

    def _dated(self, actor: Actor, at: datetime | None = None) -> dict[str, Any]:
        """What every first dated row of the actor says."""
        recorded = at or actor.recorded
        dated = {"id": self.dice.id(recorded), "actor_id": actor.id, "recorded_at": recorded}
        return dated | {"on_date": actor.start, "on_precision": actor.precision}

    def _personal(self, actor: Actor) -> None:
        lon, lat = self._point(actor.desa) if actor.desa and self.dice.chance(POINTED) else (None, None)
        self.rows.add(
            schema.actor_personal,
            actor_id=actor.id,
            owner=actor.owner,
            phone=naming.phone(self.dice) if self.dice.chance(PHONED) else None,
            address=naming.address(self.dice, self.facts.names),
            lon=lon,
            lat=lat,
        )

    def _point(self, desa: str) -> tuple[float, float]:
        """A place near where the people of a desa live."""
        place = self._desa[desa]
        usual = Point(place.label[0], place.label[1], min(0.24 * math.sqrt(place.area_km2), LARGEST_RADIUS))
        centre = self.facts.point.get(desa, usual)
        angle, away = self.dice.rng.uniform(0, 2 * math.pi), centre.radius_km * math.sqrt(self.dice.rng.random())
        lat = centre.lat + away * math.sin(angle) / KM_PER_DEGREE
        lon = centre.lon + away * math.cos(angle) / (KM_PER_DEGREE * math.cos(math.radians(centre.lat)))
        return round(lon, 6), round(lat, 6)

    def _places(self, actor: Actor) -> None:
        here = {"kecamatan_code": actor.kecamatan, "desa_code": actor.desa}
        if actor.moved_from and actor.moved_on:
            kecamatan, desa = actor.moved_from
            old = {"kecamatan_code": kecamatan, "desa_code": desa}
            self.rows.add(schema.actor_place, **self._dated(actor) | old)
            since = {"on_date": actor.moved_on, "on_precision": "day"}
            at = self.dice.recorded(actor.moved_on, 0, 20)
            self.rows.add(schema.actor_place, **self._dated(actor, at) | since | here)
        else:
            self.rows.add(schema.actor_place, **self._dated(actor) | here)

    def _states(self, actor: Actor) -> None:
        self.rows.add(schema.actor_state, **self._dated(actor), state="active", by_person=CLERK)
        if actor.exit:
            left = {"on_date": actor.exit.on, "on_precision": "day", "state": actor.exit.state}
            why = {"reason": actor.exit.reason, "by_person": CLERK, "second_person": SECOND}
            self.rows.add(schema.actor_state, **self._dated(actor, actor.exit.recorded) | left | why)

    def _sector(self, actor: Actor) -> None:
        product = actor.product
        newer = product.kbli_2025 is not None and actor.start > self.dice.ago(18) and self.dice.chance(0.6)
        newer = newer or (product.kbli_2025 is not None and self.dice.chance(KBLI_2025 / 2))
        kbli, version = (product.kbli_2025 or product.kbli, "2025") if newer else (product.kbli, "2020")
        self.rows.add(
            schema.actor_sector,
            **self._dated(actor),
            sector=self.sector_of(kbli, version),
            kbli_code=kbli,
            kbli_version=version,
            commodity=product.commodity,
            product=self.dice.pick(product.product),
        )

    def _figures(self, actor: Actor) -> None:
        """Workers, money and capacity: mostly small, skewed; some counted again at a visit."""
        self.rows.add(schema.actor_figures, **self._dated(actor), **self._numbers(actor))
        visits = actor.visits
        if visits and self.dice.chance(0.15):
            again = {"on_date": visits[-1].on, "on_precision": "day"}
            at = visits[-1].recorded
            self.rows.add(schema.actor_figures, **self._dated(actor, at) | again | self._numbers(actor))

    def _numbers(self, actor: Actor) -> dict[str, Any]:
        product, rng = actor.product, self.dice.rng
        size = rng.random() ** 2.2  # one draw for all, so that a large one is large in everything
        low, high = product.workers
        workers = low + int((high - low + 1) * size * 0.999)
        workers = min(60, workers * self.dice.whole(3, 6)) if self.dice.chance(0.012) else workers
        women = round(workers * rng.uniform(0.3, 0.9 if actor.woman else 0.35))
        invested = product.invest[0] * (product.invest[1] / product.invest[0]) ** size
        invested *= rng.uniform(4, 12) if self.dice.chance(0.01) else 1
        capacity = _round(product.capacity[0] * (product.capacity[1] / product.capacity[0]) ** size)
        value = int(capacity * product.price * rng.uniform(0.45, 0.9)) // 100_000 * 100_000
        return {
            "workers_m": workers - women,
            "workers_f": women,
            "investment": int(invested * 2) * 500_000,
            "capacity": float(capacity),
            "capacity_unit": product.unit,
            "output_value": value,
            "materials_value": int(value * rng.uniform(0.4, 0.65)) // 100_000 * 100_000,
        }

    def _contact(self, actor: Actor, contact: Contact) -> None:
        self.rows.add(
            schema.contact,
            id=contact.id,
            actor_id=actor.id,
            facilitator_id=contact.facilitator,
            session_id=contact.session,
            on_date=contact.on,
            mode=contact.mode,
            outcome=contact.outcome,
            topics=" ".join(contact.topics),
            result=contact.result,
            next_step=contact.next_step,
            next_due=contact.next_due,
            recorded_at=contact.recorded,
        )


def _round(number: float) -> int:
    """To two significant digits, as people say it."""
    unit: int = 10 ** max(0, int(math.log10(number)) - 1)
    return round(number / unit) * unit
