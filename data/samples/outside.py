"""What others are said to have counted, and desa that were listed: invented, and clearly so."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from data import schema
from data.samples import facts as known
from data.samples.dice import Dice
from data.samples.facts import Facts
from data.samples.model import Actor
from data.samples.rows import Rows
from data.sectors import SectorOf
from geo.regions import load

OVER = 1.25  # registered ÷ counted, where two different things are counted
ELSEWHERE = (4, 30)  # businesses said to be where none is registered
RECORDED = 10  # months ago somebody typed the sources in
Place = tuple[str, str | None, str | None]  # kecamatan, desa, sector


class Outside:
    """Adds the rows; `dice` are its own, so that the other rows do not depend on it."""

    def __init__(self, dice: Dice, facts: Facts, rows: Rows, sector_of: SectorOf) -> None:
        self.dice, self.facts, self.rows, self.sector_of = dice, facts, rows, sector_of

    def tell(self, actors: list[Actor]) -> None:
        """Sources with their numbers, made from how many actors there are; then the listings."""
        here = Counter[Place]()
        for actor in actors:
            if actor.counted:
                sector = self.sector_of(actor.product.kbli, "2020")
                here.update({(actor.kecamatan, None, None): 1, (actor.kecamatan, None, sector): 1})
                if actor.desa:
                    here[actor.kecamatan, actor.desa, None] += 1
        for source in self.facts.outside:
            self._source(source, here)
        for listed in self.facts.enumeration:
            self._listed(listed, actors)

    def _source(self, source: known.Outside, here: Counter[Place]) -> None:
        at = self.dice.recorded(self.dice.ago(RECORDED))
        source_id = self.dice.id(at)
        said = {"title": source.title, "counts": source.counts, "reference": source.reference}
        when: dict[str, Any] = {"on_date": date(source.year, 1, 1), "on_precision": "year", "recorded_at": at}
        self.rows.add(schema.outside_source, id=source_id, **said, **when)
        for kecamatan, desa, sector in self._places(source):
            businesses = self._businesses(source, here[kecamatan, desa, sector], kecamatan, desa, sector)
            place = {"kecamatan_code": kecamatan, "desa_code": desa, "sector": sector}
            row = {"id": self.dice.id(at), "source_id": source_id, "businesses": businesses, "recorded_at": at}
            self.rows.add(schema.outside_count, **row, **place)

    def _places(self, source: known.Outside) -> Iterator[Place]:
        for kecamatan in load().kecamatan:
            if kecamatan in source.desa:
                yield from ((kecamatan, place.code, None) for place in load().desa_of(kecamatan))
            elif kecamatan not in source.missing:
                yield from ((kecamatan, None, sector) for sector in (None, *source.sectors))

    def _businesses(
        self, source: known.Outside, inside: int, kecamatan: str, desa: str | None, sector: str | None
    ) -> int:
        share = OVER if kecamatan in source.over else self.dice.rng.uniform(*source.share)
        if (desa or kecamatan) in source.fixed:
            return source.fixed[desa or kecamatan]
        if not inside:
            return 0 if sector else self.dice.whole(*ELSEWHERE)
        return max(1, round(inside / share))

    def _listed(self, listed: known.Listed, actors: list[Actor]) -> None:
        team = [row["id"] for row in self.rows.of(schema.facilitator)]
        by = self.dice.pick(team)
        for days, desa in enumerate(listed.desa):
            on = self.dice.ago(listed.months) + timedelta(days=days)
            at = self.dice.recorded(on)
            found = sum(actor.counted and actor.desa == desa and actor.start <= on for actor in actors)
            row = {"id": self.dice.id(at), "desa_code": desa, "on_date": on, "recorded_at": at}
            self.rows.add(schema.enumeration, **row, businesses=found, facilitator_id=by)
