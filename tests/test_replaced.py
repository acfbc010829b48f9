"""Numbers beside the history: what an earlier link shows stays as it was known, though they were replaced since."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from data import clock, commands, queries
from data.access import Who
from data.filter import Filter
from data.people import demo_person
from tests.bringing import check
from tests.from_rows import Rows
from tests.small import AJUNG, KALISAT, Small
from tests.test_import_register import TITLES

DAY = date(2026, 3, 31)
MARCH = datetime(2026, 4, 1, tzinfo=UTC)
LINK = Filter(as_of=DAY, known_at=MARCH)  # what was reported at the end of March


def at(who: Who, wanted: Filter, code: str = KALISAT) -> dict[str, Any]:
    rows = queries.figures(who, wanted).rows.set_index("code")
    return dict(rows.loc[code])


def test_a_kecamatan_without_records_stays_blank_in_an_earlier_link(machine: Who, leader: Who) -> None:
    small = Small(machine)
    actor, by = small.actor("Mebel"), small.facilitator("Sari")
    assert at(leader, LINK)["observed"] == 0
    small.visit(actor, by, date(2025, 12, 1), recorded=datetime(2026, 5, 1, tzinfo=UTC))  # told late
    small.visit(actor, by, date(2025, 6, 1), recorded=datetime(2026, 6, 1, tzinfo=UTC))  # and later still
    now = at(leader, LINK.with_(known_at=None))
    assert (now["observed"], now["served"], now["coverage"]) == (1, 1, 1.0)
    then = at(leader, LINK)
    assert (then["observed"], then["served"]) == (0, 0)
    assert pd.isna(then["coverage"])  # no answer, never 0 %
    between = Filter(as_of=date(2025, 7, 1), known_at=datetime(2026, 5, 15, tzinfo=UTC))
    assert at(leader, between)["observed"] == 0  # recorded from December on, as far as was known in May
    assert at(leader, between.with_(known_at=None))["observed"] == 1


def test_the_rows_say_the_same_as_what_is_kept_of_the_past(machine: Who, leader: Who) -> None:
    small = Small(machine)
    by = small.facilitator("Sari")
    for place in (KALISAT, AJUNG):
        actor = small.actor("Mebel", place)
        small.visit(actor, by, date(2026, 1, 2), recorded=datetime(2026, 4, 2 + (place == AJUNG), tzinfo=UTC))
    for known in (datetime(2026, 4, day, tzinfo=UTC) for day in (1, 2, 3, 4)):
        wanted = LINK.with_(known_at=known)
        held = queries.figures(leader, wanted).total
        assert held["observed"] == Rows(leader, wanted).figures("kecamatan")[1]["observed"]


def test_a_capacity_set_since_does_not_change_the_load_of_an_earlier_link(machine: Who, leader: Who) -> None:
    small, admin = Small(machine), demo_person(leader.register, "admin")
    by = small.facilitator("Sari", capacity=10)
    small.actor("Mebel")
    small.assign(by, kecamatan_code=KALISAT)
    moments = [clock.now()]
    for step, capacity in enumerate((5, None, 20)):
        commands.save_facilitator(admin, f"step-{step}", by, "Sari", None, capacity, None)
        moments.append(clock.now())
    loads = [at(leader, Filter(as_of=clock.today(), known_at=moment))["load"] for moment in moments]
    assert loads[:2] == [pytest.approx(0.1), pytest.approx(0.2)]
    assert pd.isna(loads[2])
    assert loads[3] == pytest.approx(0.05) == at(leader, Filter())["load"]
    assert queries.team(leader)[0].capacity == 20


def test_what_an_undone_file_said_was_never_known(machine: Who, leader: Who, clerk: Who) -> None:
    Small(machine).actor("Mebel Satu")
    Small(machine).facilitator("Sari Dewi")
    day, before = clock.today() - timedelta(days=40), clock.now()
    line = f"{day:%d/%m/%Y},Sari Dewi,Mebel Satu,Kalisat,di tempat,bertemu"
    batch = check(clerk, TITLES, line, name="kunjungan.csv")
    commands.write_batch(clerk, batch)
    written = clock.now()
    assert at(leader, Filter(known_at=written))["observed"] == 1
    assert at(leader, Filter(known_at=before))["observed"] == 0
    commands.undo_batch(clerk, batch)
    assert at(leader, Filter(known_at=written))["observed"] == 0
    assert at(leader, Filter())["observed"] == 0
