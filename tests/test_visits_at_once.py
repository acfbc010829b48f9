"""Two hundred visits written by twenty people at the same moment: all there, none twice, none half."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from data import clock, schema
from data.access import Who
from data.commands import NeedChange, NewVisit, PermitChange, PromiseChange, log_visit, save_draft
from data.db import read, version
from data.people import demo_person
from tests.small import KALISAT, TODAY, Small

PEOPLE, EACH, TWICE = 20, 10, 4


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 3, tzinfo=UTC))


def at_once(works: list[Callable[[], None]]) -> None:
    """All of them begin at the same moment; the first fault is raised."""
    faults: list[BaseException] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        try:
            start.wait()
            work()
        except BaseException as fault:  # noqa: BLE001 - told by the thread that asked
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    if faults:
        raise faults[0]


def test_two_hundred_visits_of_twenty_people_at_once(register: str, machine: Who) -> None:
    small = Small(machine)
    sari = small.facilitator("Sari")
    small.assign(sari, kecamatan_code=KALISAT)
    who = replace(demo_person(register, "pendamping"), facilitator=sari)
    actors = [small.actor(f"Usaha {number}") for number in range(7)]  # few, so that many write about the same one
    with read(who) as conn:
        before = version(conn, who.kab)

    def form(person: int, number: int) -> NewVisit:
        group = number == EACH - 1
        mine = actors[(person + number) % len(actors)]
        return NewVisit(
            form_id=f"form-{person}-{number}",
            actor_ids=tuple(actors[person % 3 : person % 3 + 3]) if group else (mine,),
            on=TODAY - timedelta(days=number),
            mode="kelompok" if group else "di_tempat",
            outcome="bertemu",
            needs=(NeedChange("npwp", "raised"), NeedChange("modal", "met")),
            permits=() if group else (PermitChange("nib", "diajukan"),),
        )

    def work(person: int) -> None:
        for number in range(EACH):
            sent = form(person, number)
            if sent.group:
                save_draft(replace(who, id=f"person-{person}"), "group", sent.form_id, {"result": "a"})
            assert log_visit(replace(who, id=f"person-{person}"), sent) == sent.form_id

    def again(person: int) -> None:
        """The second click, on the same forms, in another thread."""
        for number in range(EACH):
            assert log_visit(who, form(person, number)) == f"form-{person}-{number}"

    at_once(
        [lambda p=person: work(p) for person in range(PEOPLE)] + [lambda p=person: again(p) for person in range(TWICE)]
    )

    sent = [form(person, number) for person in range(PEOPLE) for number in range(EACH)]
    alone = {new.form_id for new in sent if not new.group}
    groups = {new.form_id for new in sent if new.group}
    present = sum(len(new.actor_ids) for new in sent)
    assert len(sent) == 200
    with read(who) as conn:

        def column(asked: sa.Column[str], *where: sa.ColumnElement[bool]) -> Counter[str]:
            return Counter(conn.scalars(sa.select(asked).where(*where)))

        contact, audit = schema.contact.c, schema.audit.c
        assert column(contact.id, contact.session_id.is_(None)) == Counter(alone)
        assert column(schema.session.c.id) == Counter(groups)
        assert column(contact.session_id, contact.session_id.is_not(None)) == Counter(dict.fromkeys(groups, 3))
        assert column(schema.form.c.id) == Counter(alone | groups)
        needs = column(schema.need_event.c.contact_id)
        assert (len(needs), set(needs.values())) == (present, {2}), "every contact with both its needs"
        assert sum(column(schema.permit_event.c.id).values()) == len(alone)
        told = column(audit.about_kind, audit.deed == "visit.log")
        assert told == {"actor": present, "session": len(groups)}
        details = sa.select(sa.func.count()).select_from(schema.audit_detail.join(schema.audit))
        assert conn.scalar(details.where(audit.deed == "visit.log")) == present + len(groups)
        assert version(conn, who.kab) == before + len(sent)


def test_a_promise_answered_by_two_at_once_is_answered_once(register: str, machine: Who) -> None:
    small = Small(machine)
    sari = small.facilitator("Sari")
    small.assign(sari, kecamatan_code=KALISAT)
    actor = small.actor("Usaha")
    who = replace(demo_person(register, "pendamping"), facilitator=sari)
    plain = NewVisit("form-0", (actor,), TODAY, "di_tempat", "bertemu")
    log_visit(who, replace(plain, next_step="Ke notaris", next_due=TODAY))

    def answer(number: int) -> None:
        log_visit(who, replace(plain, form_id=f"form-{number}", promise=PromiseChange("kept")))

    at_once([lambda n=number: answer(n) for number in range(1, 9)])
    with read(who) as conn:
        assert list(conn.scalars(sa.select(schema.promise_event.c.contact_id))) == ["form-0"]
        assert len(list(conn.scalars(sa.select(schema.contact.c.id)))) == 9
