"""Sentra: quotients and their intervals by hand and by scipy's own test, and every pair as a recount of the rows."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from scipy.stats import binomtest

from data import clock, queries, schema
from data.access import Who
from data.filter import Filter
from data.metrics import FEW
from data.queries import Sentra
from data.queries.specialisation import quotients
from tests.from_rows import Rows
from tests.small import AJUNG, GAMBIRAN, GLAGAHWERO, JELBUK, KALISAT, Small

PLACES = (KALISAT, GAMBIRAN, GLAGAHWERO, AJUNG)
EVERYWHERE = {"kecamatan": (), "desa": (), "sector": ()}


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


def one(actors: int, here: int, sector: int, everyone: int) -> tuple[float, float, float]:
    quotient, low, high = quotients([actors], [here], [sector], everyone)
    return float(quotient[0]), float(low[0]), float(high[0])


def test_quotient_and_interval_by_hand() -> None:
    """10 of 100 here, 20 of 400 in the regency: twice as often; the share lies between 4,90 % and 17,62 %."""
    assert one(10, 100, 20, 400) == pytest.approx((2.0, 0.0490047 / 0.05, 0.1762226 / 0.05), rel=1e-5)
    # All ten of ten: the lower end is the tenth root of 0.025, nothing lies above all.
    assert one(10, 10, 10, 40) == pytest.approx((4.0, 4 * 0.025 ** (1 / 10), 4.0))
    assert one(0, 10, 20, 40) == pytest.approx((0.0, 0.0, 2 * (1 - 0.025 ** (1 / 10))))


@pytest.mark.parametrize("here", [10, 37, 400])
def test_the_interval_is_that_of_clopper_and_pearson(here: int) -> None:
    counts = np.arange(here + 1)
    _, low, high = quotients(counts, [here], [here], 2 * here)
    for count in counts[:: max(1, here // 20)].tolist():
        known = binomtest(count, here).proportion_ci(0.95, "exact")
        assert (low[count] / 2, high[count] / 2) == pytest.approx((known.low, known.high), abs=1e-9)


def registered(small: Small, sector: str, place: str, count: int) -> None:
    for _ in range(count):
        actor = small.actor("Usaha", place)
        small.insert(schema.actor_sector, actor_id=actor, sector=sector, on_date=date(2019, 1, 1))


def test_of_fewer_than_ten_nothing_is_judged(small: Small, leader: Who) -> None:
    """Nine of nine furniture makers in one kecamatan, ten of eleven weavers in another, and others."""
    registered(small, "furniture", KALISAT, FEW - 1)
    registered(small, "textile", AJUNG, FEW)
    small.actor("Lain", AJUNG)
    registered(small, "food", JELBUK, 12)
    registered(small, "other", KALISAT, FEW)
    found = {(one.sector, one.place): one for one in queries.sentra(leader, Filter()).special}
    few = found["furniture", KALISAT]
    assert (few.actors, few.here, few.verdict) == (9, 19, "few")
    assert (few.quotient, few.low, few.high) == (None, None, None)
    assert found["textile", AJUNG].verdict == "sentra"
    assert found["other", KALISAT].verdict == "mixed" and found["other", KALISAT].low is None
    assert all(one.verdict == "few" for one in found.values() if one.actors < FEW)
    registered(small, "furniture", KALISAT, 1)
    again = {(one.sector, one.place): one for one in queries.sentra(leader, Filter()).special}
    assert again["furniture", KALISAT].verdict == "sentra"


def test_the_filter_chooses_what_is_shown_and_narrows_with_its_other_fields_only(small: Small, leader: Who) -> None:
    registered(small, "textile", AJUNG, 12)
    registered(small, "food", GAMBIRAN, 20)
    registered(small, "food", KALISAT, 3)
    small.actor("Ada NIB", AJUNG)
    whole = queries.sentra(leader, Filter())
    shown = queries.sentra(leader, Filter(kecamatan=(AJUNG,), sector=("textile",)))
    assert shown.special == tuple(one for one in whole.special if (one.sector, one.place) == ("textile", AJUNG))
    assert (shown.everyone, set(shown.here)) == (36, {AJUNG})
    desa = queries.sentra(leader, Filter(kecamatan=(KALISAT,)), "desa")
    assert [(one.place, one.actors) for one in desa.special] == [(GAMBIRAN, 20)]
    assert desa.unplaced == 3
    assert queries.sentra(leader, Filter(kecamatan=(JELBUK,)), "desa").unplaced == 0
    assert queries.sentra(leader, Filter(has=("nib",))).everyone == 0
    assert queries.sentra(leader, Filter(has=("nib",))).special == ()


def recount(who: Who, wanted: Filter, by: str) -> Iterator[tuple[str, str, int, int, int, int]]:
    """Sector, place, actors, all there, the sector's everywhere, everyone: row by row as the database answers."""
    everyone = Rows(who, wanted.with_(**EVERYWHERE)).each
    column = {"kecamatan": "kecamatan_code", "desa": "desa_code"}[by]
    pairs = Counter((row["sector"], row[column]) for row in everyone)
    here, sectors = Counter(row[column] for row in everyone), Counter(row["sector"] for row in everyone)
    for (sector, place), actors in pairs.items():
        inside = place and (not wanted.kecamatan or place[:8] in wanted.kecamatan)
        if inside and (not wanted.sector or sector in wanted.sector):
            yield sector, place, actors, here[place], sectors[sector], len(everyone)


def same(found: Sentra, expected: list[tuple[str, str, int, int, int, int]]) -> int:
    """Compares all pairs; how many of them were judged."""
    by_pair = {(each.sector, each.place): each for each in found.special}
    assert len(by_pair) == len(found.special) == len(expected)
    for sector, place, actors, here, of_sector, everyone in expected:
        each = by_pair[sector, place]
        assert (each.actors, each.here, found.sectors[sector], found.everyone) == (actors, here, of_sector, everyone)
        if actors < FEW or sector == "other":
            assert (each.quotient, each.low, each.high) == (None, None, None)
            continue
        exact = binomtest(actors, here).proportion_ci(0.95, "exact")
        usual = of_sector / everyone
        assert (each.quotient, each.low, each.high) == pytest.approx(
            (actors / here / usual, exact.low / usual, exact.high / usual), abs=1e-9
        )
    return sum(each.low is not None for each in found.special)


def test_every_pair_is_what_the_rows_say_on_any_day_and_as_known_at_any_time(small: Small, leader: Who) -> None:
    dice, judged = random.Random(7), 0
    begun = clock.today() - timedelta(days=900)
    for _ in range(70):
        day = begun + timedelta(days=dice.randrange(850))
        told = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=dice.choice((0, 0, 200)))
        actor = small.actor("Usaha", dice.choice(PLACES), recorded=min(told, clock.now()))
        sector = dice.choice(("furniture", "furniture", "food", "other"))
        small.insert(schema.actor_sector, actor_id=actor, sector=sector, on_date=day)
        if dice.random() < 0.2:
            place = dice.choice(PLACES)
            where = {"kecamatan_code": place[:8], "desa_code": place if len(place) > 8 else None}
            small.insert(schema.actor_place, actor_id=actor, on_date=day + timedelta(days=30), **where)
        if dice.random() < 0.3:
            small.permit(actor, "nib", "terbit", day)
        if dice.random() < 0.1:
            small.state(actor, "closed", day + timedelta(days=dice.randrange(300)))
    past = Filter(as_of=clock.today() - timedelta(days=dice.randrange(30, 500)))
    known = past.with_(known_at=datetime.now(UTC) - timedelta(days=dice.randrange(20, 400)))
    for when in (Filter(), past, known):
        narrow = {"lacks": ("nib",), "sector": ("furniture",), "kecamatan": (KALISAT,)}
        for wanted in (when, when.with_(**narrow), when.with_(waiting=("never",), window=6)):
            for by in ("kecamatan", "desa"):
                judged += same(queries.sentra(leader, wanted, by), list(recount(leader, wanted, by)))
    assert judged > 8
