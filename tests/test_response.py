"""First response against the product-limit estimate written out by hand."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from data import queries, schema
from data.access import Who
from data.filter import Filter
from tests.small import AJUNG, JELBUK, KALISAT, TODAY, Small

SINCE = date(2026, 1, 1)
NOW = Filter(as_of=TODAY)


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


def by_hand(waits: list[tuple[int, bool]]) -> dict[int, Fraction]:
    """Day -> share of those still waiting after it: the product over the days with a visit."""
    left, found = Fraction(1), {}
    for day in sorted({wait for wait, _ in waits}):
        at_risk = sum(wait >= day for wait, _ in waits)
        left *= 1 - Fraction(sum(wait == day and met for wait, met in waits), at_risk)
        found[day] = left
    return found


def test_those_who_still_wait_stay_in_the_number(small: Small, leader: Who) -> None:
    by, today = small.facilitator("Sari"), (TODAY - SINCE).days
    waits = [(10, True), (30, True), (30, True), (200, True), (today, False), (today - 20, False)]
    for wait, met in waits:
        begun = SINCE if met or wait == today else TODAY - timedelta(days=wait)
        actor = small.actor("Usaha", known_since=begun)
        if met:
            small.visit(actor, by, SINCE + timedelta(days=wait))
    small.actor("Tanpa kunjungan tercatat", JELBUK, known_since=SINCE)
    undated, base = small.actor("Tanpa tanggal"), schema.actor
    with small._writing() as writing:
        writing.conn.execute(base.update().where(base.c.id == undated).values(known_since=None))
    found = queries.first_response(leader, NOW)
    assert (found.whole.actors, found.whole.visited, found.undated) == (6, 4, 1)
    assert found.whole.median == 30
    expected = by_hand(waits)
    assert {day: round(share, 9) for day, share in found.curve[1:]} == {
        day: round(float(share), 9) for day, share in expected.items()
    }


def test_a_median_that_is_not_reached_is_none_and_a_request_may_come_first(small: Small, leader: Who) -> None:
    by = small.facilitator("Sari")
    early, late, other = (small.actor(name, known_since=SINCE) for name in ("A", "B", "C"))
    small.visit(small.actor("D", AJUNG, known_since=SINCE), by, SINCE + timedelta(days=7))
    small.visit(early, by, SINCE + timedelta(days=40))
    small.insert(schema.request, actor_id=early, on_date=SINCE - timedelta(days=60), channel="datang")
    small.insert(schema.request, actor_id=late, on_date=TODAY, channel="datang")
    parts = {part.code: part for part in queries.first_response(leader, NOW).parts}
    assert (parts[KALISAT].actors, parts[KALISAT].visited, parts[KALISAT].median) == (3, 1, None)
    assert parts[AJUNG].median == 7
    only = queries.first_response(leader, NOW.with_(waiting=("6_12",), kecamatan=(KALISAT,)))
    assert only.whole.median == 100
    assert other
    whose = queries.first_response(leader, NOW, "facilitator").parts
    assert [(part.code, part.actors) for part in whose] == [(None, 4)]


def test_an_empty_register_has_no_curve(leader: Who) -> None:
    found = queries.first_response(leader, NOW)
    assert (found.whole.actors, found.whole.median, found.curve, found.parts) == (0, None, (), ())
