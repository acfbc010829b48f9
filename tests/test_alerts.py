"""The feed says what there is of each kind, by rules that the office sets."""

from datetime import timedelta

import pytest

from data import clock, queries, schema
from data.__main__ import main
from data.access import Who
from data.alert_words import alert_sentence
from data.clock import months_before
from data.queries import Alert
from tests.small import AJUNG, GAMBIRAN, JELBUK, KALISAT, Small


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


def found(who: Who) -> dict[str, Alert]:
    return {one.kind: one for one in queries.alerts(who)}


def test_each_kind_is_found_by_its_rule(small: Small, leader: Who) -> None:
    today = clock.today()
    ending = small.facilitator("Dewi", until=today + timedelta(days=60))
    gone = small.facilitator("Sari", until=today - timedelta(days=1))
    later = small.facilitator("Budi", until=today + timedelta(days=61))
    orphan, other, closed = small.actor("A", GAMBIRAN), small.actor("B", GAMBIRAN), small.actor("C", GAMBIRAN)
    small.state(closed, "closed", today)
    for actor, by in ((orphan, gone), (other, later)):
        small.assign(by, actor_id=actor)
    for actor, kind, days in ((orphan, "pirt", 90), (other, "pirt", 91), (other, "halal", 0), (closed, "halal", 10)):
        small.permit(actor, kind, "terbit", expires_on=today + timedelta(days=days))
    small.permit(other, "merek", "diajukan", expires_on=today + timedelta(days=3))
    small.visit(small.actor("Satu saja", JELBUK), ending, months_before(today, 14))  # fell as well, but is one of one
    crowd = [small.actor(f"K{number}") for number in range(10)]
    for actor in crowd[:5]:
        small.visit(actor, ending, months_before(today, 14))
    small.visit(orphan, ending, months_before(today, 14))
    promised = {"next_step": "Foto produk", "next_due": today - timedelta(days=1)}
    elsewhere = small.actor("D", AJUNG)
    small.assign(ending, actor_id=elsewhere)
    small.visit(elsewhere, ending, today - timedelta(days=40), **promised)
    alerts = found(leader)
    assert alerts["orphaned"].count == 1
    assert alerts["contracts"].names == ((ending, "Dewi"),)
    assert alerts["permits"].by_kind == {"pirt": 1, "halal": 1}
    assert alerts["promises"].count == 1
    assert (alerts["fallen"].count, alerts["fallen"].names) == (1, ((KALISAT, "Kalisat"),))
    assert alerts["blank_desa"].count == 247
    assert GAMBIRAN not in dict(alerts["blank_desa"].names)


def test_what_is_switched_off_is_not_said_and_a_write_is_seen_at_once(small: Small, leader: Who) -> None:
    small.actor("A")
    assert set(found(leader)) == {"blank_desa"}
    orphan = small.actor("B")
    small.assign(small.facilitator("Sari", until=clock.today() - timedelta(days=1)), actor_id=orphan)
    assert found(leader)["orphaned"].count == 1
    small.insert(schema.setting, name="alert_orphaned", value="0", source="rapat")
    assert set(found(leader)) == {"blank_desa"}


def test_the_digest_has_a_line_for_each(small: Small, leader: Who, capsys: pytest.CaptureFixture[str]) -> None:
    small.actor("A", GAMBIRAN)
    assert main(["--register", small.who.register, "digest"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert "Perlu perhatian" in head
    kinds = queries.names(leader).permit_kind
    assert lines == [f"- {alert_sentence(alert, kinds)}" for alert in queries.alerts(leader)]
    assert "247 desa" in lines[0]
