"""Logging visits and requests, what becomes of promises, drafts: on both engines, through the real doors."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import clock, commands, queries, schema
from data.access import Who
from data.commands import NeedChange, NewVisit, PermitChange, PromiseChange, log_request, log_visit
from data.db import read, version
from data.filter import Filter
from data.people import demo_person
from data.population import Frame
from data.problem import Problem
from data.promises import Promise, open_promises
from data.requests import open_requests
from tests.small import AJUNG, JELBUK, KALISAT, TODAY, Small

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 3, tzinfo=UTC))


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


@pytest.fixture
def sari(small: Small) -> str:
    """The facilitator of Kalisat."""
    made = small.facilitator("Sari")
    small.assign(made, kecamatan_code=KALISAT)
    return made


@pytest.fixture
def field(register: str, sari: str) -> Who:
    """Sari, signed in."""
    return replace(demo_person(register, "pendamping"), facilitator=sari)


@pytest.fixture
def actor(small: Small) -> str:
    return small.actor("Mebel Jati", KALISAT)


FORMS: Iterator[int] = iter(range(1, 100_000))


def met(*actors: str, **facts: Any) -> NewVisit:
    """Today at the place of business, they met."""
    plain = {"form_id": f"form-{next(FORMS)}", "on": TODAY, "mode": "di_tempat", "outcome": "bertemu"}
    return NewVisit(**plain | {"actor_ids": actors} | facts)


def rows(who: Who, table: sa.Table) -> list[dict[str, Any]]:
    with read(who) as conn:
        return [dict(row) for row in conn.execute(sa.select(table)).mappings()]


def coverage(who: Who) -> tuple[int, int]:
    """Served and observed actors of Kalisat."""
    found = queries.figures(who, Filter(kecamatan=(KALISAT,))).total
    return found["served"], found["observed"]


def refused(who: Who, new: NewVisit) -> Problem:
    """The problem of a visit that leaves nothing behind."""
    tables = (schema.contact, schema.session, schema.form, schema.audit, schema.need_event, schema.permit_event)
    before = [rows(who, table) for table in tables]
    with pytest.raises(Problem) as caught:
        log_visit(who, new)
    assert [rows(who, table) for table in tables] == before
    return caught.value


def promise_on(who: Who, actor: str, day: date, known_at: datetime | None = None) -> Promise | None:
    with read(who) as conn:
        return open_promises(conn, Frame(who.kab, day, known_at or clock.now()), [actor]).get(actor)


# --- what counts -----------------------------------------------------------------------------------------------------


def test_a_visit_raises_coverage_by_its_actor_and_a_call_or_an_attempt_by_nobody(
    field: Who, small: Small, sari: str, actor: str
) -> None:
    small.actor("Kursi")
    small.visit(small.actor("Lemari"), sari, date(2026, 1, 5))
    assert coverage(field) == (1, 3)
    log_visit(field, met(actor, mode="telepon"))
    log_visit(field, met(actor, outcome="tidak_bertemu"))
    log_visit(field, met(actor, outcome="batal"))
    assert coverage(field) == (1, 3)
    log_visit(field, met(actor))
    assert coverage(field) == (2, 3)
    log_visit(field, met(actor, mode="di_kantor"))
    assert coverage(field) == (2, 3)


def test_a_group_is_one_session_and_a_contact_for_each_present(field: Who, small: Small, actor: str) -> None:
    actors = (actor, small.actor("Kursi"), small.actor("Lemari"))
    small.actor("Stayed at home")
    new = met(
        *actors, mode="kelompok", session_title="Kelas NPWP", topics=("npwp",), needs=(NeedChange("npwp", "met"),)
    )
    assert log_visit(field, new) == new.form_id
    (session,) = rows(field, schema.session)
    assert (session["id"], session["title"], session["on_date"]) == (new.form_id, "Kelas NPWP", TODAY)
    contacts = {row["actor_id"]: row for row in rows(field, schema.contact)}
    assert set(contacts) == set(actors)
    assert {row["session_id"] for row in contacts.values()} == {new.form_id}
    needs = {row["actor_id"]: row["contact_id"] for row in rows(field, schema.need_event)}
    assert needs == {actor_id: row["id"] for actor_id, row in contacts.items()}
    assert coverage(field) == (3, 4)
    told = [row for row in rows(field, schema.audit) if row["deed"] == "visit.log"]
    assert {(row["about_kind"], row["about_id"]) for row in told} == {
        *(("actor", actor_id) for actor_id in actors),
        ("session", new.form_id),
    }


def test_a_groups_date_replaces_nobodys_promise(field: Who, small: Small, actor: str) -> None:
    log_visit(field, met(actor, on=TODAY - 5 * DAY, next_step="Bawa KTP", next_due=TODAY + 3 * DAY))
    other = small.actor("Kursi")
    log_visit(field, met(actor, other, mode="kelompok", next_step="Kelas kedua", next_due=TODAY + 9 * DAY))
    kept, new = promise_on(field, actor, TODAY), promise_on(field, other, TODAY)
    assert kept and new
    assert (kept.step, kept.due) == ("Bawa KTP", TODAY + 3 * DAY)
    assert (new.step, new.due) == ("Kelas kedua", TODAY + 9 * DAY)


def test_a_session_of_the_audit_holds_no_words_about_an_actor(field: Who, actor: str) -> None:
    log_visit(field, met(actor, mode="kelompok", result="Rahasia"))
    audit = {row["id"]: row["about_kind"] for row in rows(field, schema.audit)}
    details = {audit[row["audit_id"]]: row["after"] for row in rows(field, schema.audit_detail)}
    assert details["actor"]["result"] == "Rahasia"
    assert "Rahasia" not in str(details["session"])


def test_everything_of_one_form_is_written(field: Who, actor: str, sari: str) -> None:
    with read(field) as conn:
        before = version(conn, field.kab)
    new = met(
        actor,
        on=TODAY - DAY,
        topics=("npwp", "npwp", "modal"),
        result=" Diperiksa. ",
        next_step="Ke notaris",
        next_due=TODAY + 5 * DAY,
        permits=(
            PermitChange("nib", "terbit", "0000 1234 5678-9"),
            PermitChange("pirt", "terbit", "0003509000001-31", date(2031, 5, 1)),
            PermitChange("badan_usaha", "terbit", form="cv"),
        ),
        needs=(NeedChange("npwp", "met"), NeedChange("modal", "raised")),
    )
    assert log_visit(field, new) == new.form_id
    (contact,) = rows(field, schema.contact)
    assert contact["id"] == new.form_id
    assert contact["facilitator_id"] == sari
    assert (contact["topics"], contact["result"], contact["on_date"]) == ("npwp modal", "Diperiksa.", TODAY - DAY)
    permits = {row["kind"]: row for row in rows(field, schema.permit_event)}
    assert permits["nib"]["number"] == "0000123456789"
    assert permits["pirt"]["expires_on"] == date(2031, 5, 1)
    assert permits["badan_usaha"]["form"] == "cv"
    needs = {row["kind"]: (row["change"], row["contact_id"]) for row in rows(field, schema.need_event)}
    assert needs == {"npwp": ("met", new.form_id), "modal": ("raised", new.form_id)}
    (base,) = rows(field, schema.actor)
    assert base["row_version"] == 1
    with read(field) as conn:
        assert version(conn, field.kab) == before + 1
    (told,) = [row for row in rows(field, schema.audit) if row["deed"] == "visit.log"]
    assert (told["about_kind"], told["about_id"]) == ("actor", actor)
    (detail,) = [row for row in rows(field, schema.audit_detail) if row["audit_id"] == told["id"]]
    assert detail["after"]["outcome"] == "bertemu"
    assert "0000123456789" not in str(detail), "permit numbers stay out of the audit"


def test_the_same_form_twice_is_one_visit(field: Who, actor: str) -> None:
    new = met(actor, needs=(NeedChange("npwp", "raised"),))
    assert log_visit(field, new) == log_visit(field, new) == new.form_id
    assert len(rows(field, schema.contact)) == len(rows(field, schema.need_event)) == 1
    assert len([row for row in rows(field, schema.audit) if row["deed"] == "visit.log"]) == 1


def test_visits_are_recorded_in_a_kecamatan_from_its_earliest_contact_on(clerk: Who, small: Small, sari: str) -> None:
    here, there = small.actor("A", AJUNG), small.actor("B", JELBUK)

    def since() -> dict[str, date | None]:
        return {row["code"]: row["visits_since"] for row in rows(clerk, schema.kecamatan)}

    assert since()[AJUNG] is None
    log_visit(clerk, met(here, facilitator_id=sari, on=TODAY - 9 * DAY))
    log_visit(clerk, met(here, facilitator_id=sari, on=TODAY))
    log_visit(clerk, met(there, facilitator_id=sari, on=TODAY))
    assert (since()[AJUNG], since()[JELBUK]) == (TODAY - 9 * DAY, TODAY)


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"on": TODAY + DAY}, "visit_in_future"),
        ({"on": date(TODAY.year - 1, TODAY.month, TODAY.day) - DAY}, "visit_too_long_ago"),
        ({"on": date(2002, 11, 24)}, "visit_too_long_ago"),
        ({"mode": "surat"}, "visit_unknown"),
        ({"outcome": "senang"}, "visit_unknown"),
        ({"topics": ("sihir",)}, "visit_unknown"),
        ({"needs": (NeedChange("sihir", "met"),)}, "visit_unknown"),
        ({"needs": (NeedChange("npwp", "lost"),)}, "visit_unknown"),
        ({"permits": (PermitChange("sihir", "terbit"),)}, "visit_unknown"),
        ({"permits": (PermitChange("nib", "kedaluwarsa"),)}, "visit_unknown"),
        ({"permits": (PermitChange("nib", "terbit", form="cv"),)}, "visit_unknown"),
        ({"permits": (PermitChange("badan_usaha", "terbit", form="vip"),)}, "visit_unknown"),
        ({"permits": (PermitChange("nib", "terbit", "123456789012"),)}, "nib_digits"),
        ({"permits": (PermitChange("npwp", "terbit", "12345678901234567"),)}, "npwp_digits"),
        ({"next_due": TODAY + DAY}, "visit_due_without_step"),
        ({"next_due": TODAY - DAY, "next_step": "x"}, "visit_due_before"),
        ({"promise": PromiseChange("postponed")}, "promise_due_before"),
        ({"promise": PromiseChange("postponed", TODAY)}, "promise_due_before"),
        ({"promise": PromiseChange("broken")}, "visit_unknown"),
        ({"result": "a" * 4001}, "visit_text_long"),
        ({"actor_ids": ()}, "visit_nobody"),
        ({"mode": "kelompok", "permits": (PermitChange("nib", "belum"),)}, "visit_one_actor"),
        ({"mode": "kelompok", "promise": PromiseChange("kept")}, "visit_one_actor"),
    ],
)
def test_a_form_that_cannot_be_is_refused(field: Who, actor: str, facts: dict[str, Any], code: str) -> None:
    assert refused(field, replace(met(actor), **facts)).code == code


def test_the_digits_found_are_counted_and_not_shown(field: Who, actor: str) -> None:
    problem = refused(field, met(actor, permits=(PermitChange("nib", "terbit", "1234.5678.9012"),)))
    assert problem.details == {"count": 12}
    log_visit(field, met(actor, permits=(PermitChange("npwp", "terbit", "12.345.678.9-012.345"),)))
    (permit,) = rows(field, schema.permit_event)
    assert permit["number"] == "123456789012345"


def test_several_at_once_only_as_a_group(field: Who, small: Small, actor: str) -> None:
    other = small.actor("Kursi")
    assert refused(field, met(actor, other)).code == "visit_one_actor"
    log_visit(field, met(actor, actor))
    assert len(rows(field, schema.contact)) == 1


def test_whoever_is_gone_is_visited_no_more_but_what_was_before_may_be_told(
    clerk: Who, small: Small, sari: str, actor: str
) -> None:
    small.state(actor, "closed", TODAY - 10 * DAY)
    late = {"facilitator_id": sari}
    assert refused(clerk, met(actor, on=TODAY - 10 * DAY, **late)).code == "visit_not_active"
    log_visit(clerk, met(actor, on=TODAY - 11 * DAY, **late))
    double = small.actor("Mebel Jati II")
    with small._writing() as writing:
        writing.conn.execute(
            schema.actor.update().where(schema.actor.c.id == double).values(merged_into=actor, merged_at=clock.now())
        )
    assert refused(clerk, met(double, on=TODAY - 20 * DAY, **late)).code == "visit_not_active"
    assert refused(clerk, met("no-such", **late)).code == "no_such_actor"


# --- whose work it is ------------------------------------------------------------------------------------------------


def test_nobody_logs_for_another_or_about_anothers_actor(
    field: Who, small: Small, actor: str, leader: Who, clerk: Who
) -> None:
    rini = small.facilitator("Rini")
    theirs, nobodys = small.actor("Batik", AJUNG), small.actor("Sapu", JELBUK)
    small.assign(rini, kecamatan_code=AJUNG)
    for attack in (met(theirs), met(nobodys), met("no-such"), met(actor, theirs, mode="kelompok")):
        assert refused(field, attack).code == "not_your_actor"
    assert refused(field, met(actor, facilitator_id=rini)).code == "visit_other_facilitator"
    assert refused(replace(field, facilitator=None), met(actor)).code == "visit_no_facilitator"
    assert refused(clerk, met(actor)).code == "visit_facilitator_missing"
    assert refused(clerk, met(actor, facilitator_id="no-such")).code == "visit_facilitator_missing"
    assert refused(leader, met(actor, facilitator_id=rini)).code == "not_allowed"
    assert refused(replace(field, seen_by="demo-admin"), met(actor)).code == "only_looking"
    with pytest.raises(Problem, match="not_your_actor"):
        log_request(field, "form-x", theirs, TODAY, "desa")
    assert rows(field, schema.request) == []
    log_visit(clerk, met(theirs, facilitator_id=rini))


# --- promises --------------------------------------------------------------------------------------------------------


def promised(who: Who, actor: str, **facts: Any) -> str:
    """A visit 20 days ago with a promise for 13 days ago."""
    return log_visit(who, met(actor, next_step="Ke notaris", next_due=TODAY - 13 * DAY, on=TODAY - 20 * DAY, **facts))


def test_a_promise_must_be_answered_at_the_next_visit(field: Who, actor: str, sari: str) -> None:
    contact = promised(field, actor)
    expected = Promise(
        contact, actor, sari, "Ke notaris", TODAY - 20 * DAY, TODAY - 13 * DAY, TODAY - 13 * DAY, postponed=0
    )
    assert queries.promise(field, actor) == expected
    assert refused(field, met(actor)).code == "promise_unanswered"
    assert refused(field, met(actor, mode="telepon", next_step="Baru", next_due=TODAY)).code == "promise_unanswered"
    log_visit(field, met(actor, mode="telepon"))
    log_visit(field, met(actor, outcome="tidak_bertemu"))
    log_visit(field, met(actor, mode="kelompok"))
    assert queries.promise(field, actor) == expected, "calls, attempts and groups end nothing"
    log_visit(field, met(actor, promise=PromiseChange("kept", note="sudah")))
    assert queries.promise(field, actor) is None
    (event,) = rows(field, schema.promise_event)
    assert (event["contact_id"], event["change"], event["note"]) == (contact, "kept", "sudah")
    log_visit(field, met(actor))


def test_a_postponed_promise_keeps_its_first_date_and_counts(field: Who, actor: str) -> None:
    promised(field, actor)
    log_visit(field, met(actor, on=TODAY - 5 * DAY, promise=PromiseChange("postponed", TODAY - DAY)))
    log_visit(field, met(actor, mode="telepon", promise=PromiseChange("postponed", TODAY + 9 * DAY)))
    found = queries.promise(field, actor)
    assert found is not None
    assert (found.first_due, found.due, found.postponed) == (TODAY - 13 * DAY, TODAY + 9 * DAY, 2)
    twice = met(actor, next_step="x", next_due=TODAY, promise=PromiseChange("postponed", TODAY + DAY))
    assert refused(field, twice).code == "promise_twice"
    log_visit(field, met(actor, next_step="Baru", next_due=TODAY + DAY, promise=PromiseChange("dropped")))
    newer = queries.promise(field, actor)
    assert newer is not None
    assert (newer.step, newer.first_due, newer.postponed) == ("Baru", TODAY + DAY, 0)


def test_promises_as_they_were_known(field: Who, actor: str, small: Small, sari: str) -> None:
    def moment(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)

    first, second = date(2026, 3, 1), date(2026, 5, 1)
    small.visit(actor, sari, first, next_step="Lama", next_due=date(2026, 3, 20))
    small.visit(actor, sari, second, recorded=moment(date(2026, 6, 1)))
    assert promise_on(field, actor, first - DAY) is None
    assert promise_on(field, actor, date(2026, 4, 1)) is not None
    assert promise_on(field, actor, second, moment(date(2026, 5, 20))) is not None, "not yet known"
    assert promise_on(field, actor, second) is None, "older data: the later visit ended it"
    small.visit(actor, sari, date(2026, 7, 1), next_step="Satu", next_due=date(2026, 7, 9))
    small.visit(actor, sari, date(2026, 7, 2), mode="telepon", next_step="Dua", next_due=date(2026, 7, 8))
    newest = promise_on(field, actor, TODAY)
    assert newest is not None
    assert newest.step == "Dua", "a newer promise replaces an older one"
    small.visit(actor, sari, date(2026, 6, 20), recorded=moment(date(2026, 8, 1)))
    assert promise_on(field, actor, TODAY) == newest, "a visit before it, written down late, ends nothing"
    late, known = date(2026, 8, 5), moment(date(2026, 9, 9))
    small.visit(actor, sari, late, recorded=known, next_step="Tiga", next_due=late)
    small.visit(actor, sari, late + DAY)
    entered = promise_on(field, actor, TODAY)
    assert entered is not None
    assert entered.step == "Tiga", "a visit known before the promise was entered says nothing about it"


def test_a_visit_entered_late_is_not_asked_about_a_later_promise(field: Who, actor: str) -> None:
    promised(field, actor)
    log_visit(field, met(actor, on=TODAY - 30 * DAY))
    assert queries.promise(field, actor) is not None


def test_the_words_of_a_promise_are_for_whose_work_it_is(
    field: Who, actor: str, leader: Who, clerk: Who, small: Small
) -> None:
    promised(field, actor)
    other = replace(field, facilitator=small.facilitator("Rini"))
    words = {who.role + str(who is other): queries.promise(who, actor) for who in (field, clerk, leader, other)}
    assert {name: found.step for name, found in words.items() if found} == {
        "pendampingFalse": "Ke notaris",
        "petugasFalse": "Ke notaris",
        "pimpinanFalse": None,
        "pendampingTrue": None,
    }


# --- requests --------------------------------------------------------------------------------------------------------


def test_a_request_waits_until_they_met_or_spoke(field: Who, actor: str) -> None:
    assert log_request(field, "r-2", actor, TODAY - 2 * DAY, "telepon") == "r-2"
    assert log_request(field, "r-1", actor, TODAY - 4 * DAY, "desa", ("npwp", "modal"), " Minta tolong ") == "r-1"
    log_request(field, "r-1", actor, TODAY - 4 * DAY, "desa")
    found = queries.request(field, actor)
    assert found is not None
    assert (found.id, found.on, found.channel, found.topics) == ("r-1", TODAY - 4 * DAY, "desa", ("npwp", "modal"))
    assert sorted(row["note"] or "" for row in rows(field, schema.request)) == ["", "Minta tolong"]
    log_visit(field, met(actor, on=TODAY - 5 * DAY))
    log_visit(field, met(actor, outcome="tidak_bertemu"))
    assert queries.request(field, actor) == found, "before it, or in vain: no answer"
    log_visit(field, met(actor, on=TODAY - 4 * DAY, mode="telepon"))
    newer = queries.request(field, actor)
    assert newer is not None
    assert newer.id == "r-2"
    log_visit(field, met(actor, mode="telepon"))
    assert queries.request(field, actor) is None
    with read(field) as conn:
        before = open_requests(conn, Frame(field.kab, TODAY - 3 * DAY, clock.now()), [actor])
        assert before == {}, "answered on its own day"
        assert open_requests(conn, Frame(field.kab, TODAY - 5 * DAY, clock.now()), [actor]) == {}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"on": TODAY + DAY}, "visit_in_future"),
        ({"channel": "merpati"}, "visit_unknown"),
        ({"on": date(1999, 12, 31)}, "visit_too_old"),
        ({"topics": ("sihir",)}, "visit_unknown"),
        ({"note": "a" * 4001}, "visit_text_long"),
    ],
)
def test_a_request_that_cannot_be_is_refused(field: Who, actor: str, facts: dict[str, Any], code: str) -> None:
    plain: dict[str, Any] = {"on": TODAY, "channel": "desa"}
    with pytest.raises(Problem) as caught:
        log_request(field, "r", actor, **plain | facts)
    assert caught.value.code == code
    assert rows(field, schema.request) == []


# --- late entries ----------------------------------------------------------------------------------------------------


def test_visits_written_down_late_are_counted(leader: Who, small: Small, sari: str, actor: str) -> None:
    def visited(days_later: int, on: date = date(2026, 5, 4), **facts: Any) -> None:
        at = datetime(on.year, on.month, on.day, 3, tzinfo=UTC) + days_later * DAY
        small.visit(actor, sari, on, recorded=at, **facts)

    visited(7)
    visited(8)
    visited(8, mode="telepon")
    visited(8, outcome="batal")
    visited(8, on=date(2024, 5, 4))
    visited(37, on=date(2026, 6, 1), on_precision="month")
    visited(36, on=date(2026, 6, 1), on_precision="month")
    assert queries.late_entries(leader, Filter()) == 2, "one by a day, one counted from the end of its month"
    assert queries.late_entries(leader, Filter(kecamatan=(AJUNG,))) == 0
    assert queries.late_entries(leader, Filter(known_at=datetime(2026, 5, 12, 1, tzinfo=UTC))) == 0


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_until_its_form_is_sent(field: Who, actor: str, clerk: Who) -> None:
    new = met(actor)
    commands.save_draft(field, "group", "form-g", {"title": "Kelas"})
    commands.save_draft(field, actor, "form-old", {"result": "a"})
    commands.save_draft(field, actor, new.form_id, {"result": "ab", "topics": ["npwp"]})
    found = queries.draft(field, actor)
    assert found is not None
    assert (found.form_id, found.content) == (new.form_id, {"result": "ab", "topics": ["npwp"]})
    assert found.saved_at == clock.now()
    assert {about for about, _ in queries.drafts(field)} == {actor, "group"}
    assert queries.draft(clerk, actor) is None, "only the own ones"
    looking = replace(field, seen_by="demo-admin")
    assert queries.draft(looking, actor) is None
    assert queries.drafts(looking) == []
    log_visit(field, new)
    assert queries.draft(field, actor) is None
    commands.save_draft(field, actor, new.form_id, {"result": "abc"})
    assert queries.draft(field, actor) is None, "what arrives behind its form is let go"
    assert len(queries.drafts(field)) == 1
    commands.drop_draft(field, "group")
    assert queries.drafts(field) == []


def test_a_draft_is_not_dropped_by_a_form_that_failed(field: Who, actor: str) -> None:
    new = met(actor, on=TODAY + DAY)
    commands.save_draft(field, actor, new.form_id, {"result": "a"})
    refused(field, new)
    assert queries.draft(field, actor) is not None


def test_the_newest_draft_is_first(field: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    for hour, about in enumerate(("b", "a", "c")):
        monkeypatch.setattr(clock, "now", lambda hour=hour: datetime(2026, 11, 24, hour, tzinfo=UTC))
        commands.save_draft(field, about, about, {})
    assert [about for about, _ in queries.drafts(field)] == ["c", "a", "b"]


def test_a_draft_has_a_size_and_needs_the_right(field: Who, leader: Who) -> None:
    with pytest.raises(Problem, match="draft_too_long"):
        commands.save_draft(field, "group", "f", {"result": "a" * 20_000})
    with pytest.raises(Problem, match="not_allowed"):
        commands.save_draft(leader, "group", "f", {})
    with pytest.raises(Problem, match="only_looking"):
        commands.save_draft(replace(field, seen_by="demo-admin"), "group", "f", {})
    assert rows(field, schema.draft) == []
