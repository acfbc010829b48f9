"""Asking for help: whose it is, the clock from the day it was asked, who may see what, and that no word is lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import clock, commands, db, help, queries, schema
from data.access import Who
from data.commands import NewActor, NewHelp
from data.help import VIA_DESA, about, faults
from data.people import anonymous, demo_person
from data.problem import Problem
from data.public import tickets
from data.text import LANGUAGES, sentence
from data.tickets import normal
from tests.small import AJUNG, GAMBIRAN, GLAGAHWERO, KALISAT, Small

TODAY = clock.today()
DAY = timedelta(days=1)
ADDRESS = "203.0.113.9"
ASKED = NewHelp("Bu Sri", "0812 3456 7890", KALISAT, GAMBIRAN, "furniture", ("npwp", "modal"), "Kursi", consent=True)


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


@pytest.fixture
def stranger(register: str) -> Who:
    return anonymous(register)


@pytest.fixture
def admin(register: str) -> Who:
    return demo_person(register, "admin")


def helper(small: Small, register: str, name: str = "Sari", **area: str) -> Who:
    """The demo pendamping as a facilitator who answers for an area."""
    made, people = small.facilitator(name), schema.person
    if area:
        small.assign(made, **area)
    with db.write(small.who, "register.fill", db.About("register", "test")) as writing:
        writing.conn.execute(people.update().where(people.c.id == "demo-pendamping").values(facilitator_id=made))
    return demo_person(register, "pendamping")


def row(who: Who, ticket: str) -> Any:
    table = schema.help_request
    with db.read(who) as conn:
        return conn.execute(sa.select(table).where(table.c.ticket == ticket)).one()


def count(who: Who, table: sa.Table) -> int:
    with db.read(who) as conn:
        return conn.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def refused(deed: Any) -> str:
    with pytest.raises(Problem) as caught:
        deed()
    return caught.value.code


# --- asking ----------------------------------------------------------------------------------------------------------


def test_what_must_be_said_is_told_in_one_sentence_each() -> None:
    assert faults(ASKED, TODAY) == []
    assert faults(replace(ASKED, contact=VIA_DESA), TODAY) == []
    empty = NewHelp("", " ", "", note="a" * 501, channel="merpati", on=TODAY + DAY)
    found = [problem.code for problem in faults(empty, TODAY)]
    assert found == [
        "help_name_missing",
        "help_contact_missing",
        "help_place_missing",
        "help_text_long",
        "help_consent_missing",
        "help_unknown",
        "help_in_future",
    ]
    for contact in ("nanti", "12", "-", "=1+1"):
        assert [one.code for one in faults(replace(ASKED, contact=contact), TODAY)] == ["help_contact_unreadable"]
    assert [one.code for one in faults(replace(ASKED, on=TODAY - 400 * DAY), TODAY)] == ["help_too_old"]
    for language in LANGUAGES:
        assert all(sentence(problem, language) for problem in faults(empty, TODAY))


def test_anybody_asks_for_themselves_and_today(register: str, stranger: Who, clerk: Who) -> None:
    given = replace(ASKED, channel="desa", on=TODAY - 30 * DAY)
    mine = row(clerk, commands.ask_help(stranger, "form-1", given, ADDRESS))
    assert (mine.channel, mine.on_date, mine.by_person, mine.state) == ("sendiri", TODAY, "publik", "new")
    theirs = row(clerk, commands.ask_help(clerk, "form-2", given))
    assert (theirs.channel, theirs.on_date, theirs.by_person) == ("desa", TODAY - 30 * DAY, "demo-petugas")
    assert normal(mine.ticket) == mine.ticket
    opened = commands.open_help(clerk, "form-1")
    assert (opened.name, opened.contact, opened.note) == ("Bu Sri", "0812 3456 7890", "Kursi")
    assert opened.request.topics == ("npwp", "modal")


def test_a_form_sent_twice_is_one_request_and_spends_once(stranger: Who, clerk: Who) -> None:
    tickets_ = {commands.ask_help(stranger, "form-1", ASKED, ADDRESS) for _ in range(3)}
    assert len(tickets_) == count(clerk, schema.help_request) == 1
    with db.read(clerk) as conn:
        assert conn.scalar(sa.select(schema.throttle.c.count)) == 1


def test_one_address_asks_so_often_a_day_and_staff_as_often_as_need_be(stranger: Who, clerk: Who, admin: Who) -> None:
    commands.save_setting(admin, "help_per_day", "2", "SK")
    for number in range(2):
        commands.ask_help(stranger, f"form-{number}", ASKED, ADDRESS)
    assert refused(lambda: commands.ask_help(stranger, "form-3", ASKED, ADDRESS)) == "too_many_today"
    assert count(clerk, schema.help_request) == 2
    for number in range(4, 8):
        commands.ask_help(clerk, f"form-{number}", ASKED, ADDRESS)


def test_a_machine_in_the_trap_is_told_a_ticket_and_nothing_is_written(stranger: Who, clerk: Who) -> None:
    with db.read(clerk) as conn:
        before = db.version(conn, clerk.kab)
    told = commands.ask_help(stranger, "form-1", replace(ASKED, trap="https://spam.invalid"), ADDRESS)
    assert normal(told) == told
    for table in (schema.help_request, schema.help_personal, schema.throttle, schema.form):
        assert count(clerk, table) == 0
    with db.read(clerk) as conn:
        assert db.version(conn, clerk.kab) == before
    assert refused(lambda: tickets.state(clerk.register, told)) == "no_such_ticket"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"kecamatan": "35.09.99", "desa": None}, "help_place_missing"),
        ({"kecamatan": AJUNG}, "help_unknown"),
        ({"desa": "35.09.27.9999"}, "help_unknown"),
        ({"sector": "warung"}, "help_unknown"),
        ({"topics": ("npwp", "'; DROP TABLE actor; --")}, "help_unknown"),
    ],
)
def test_codes_that_no_list_knows_write_nothing(stranger: Who, clerk: Who, wrong: dict[str, Any], code: str) -> None:
    assert refused(lambda: commands.ask_help(stranger, "form-1", replace(ASKED, **wrong), ADDRESS)) == code
    assert count(clerk, schema.help_request) == count(clerk, schema.throttle) == 0


# --- whose it is -----------------------------------------------------------------------------------------------------


def test_it_is_the_desas_facilitators_else_the_kecamatans_else_the_offices(small: Small, stranger: Who) -> None:
    sari, rini, gone = (
        small.facilitator("Sari"),
        small.facilitator("Rini"),
        small.facilitator("Dewi", until=TODAY - DAY),
    )
    small.assign(sari, kecamatan_code=KALISAT)
    small.assign(rini, desa_code=GAMBIRAN)
    small.assign(gone, kecamatan_code=AJUNG)
    places = {
        (KALISAT, GAMBIRAN): rini,
        (KALISAT, GLAGAHWERO): sari,
        (KALISAT, None): sari,
        (AJUNG, None): None,
        ("35.09.25", None): None,
    }
    for number, ((kecamatan, desa), owner) in enumerate(places.items()):
        asked = replace(ASKED, kecamatan=kecamatan, desa=desa)
        ticket = commands.ask_help(stranger, f"form-{number}", asked, f"203.0.113.{number}")
        assert row(small.who, ticket).facilitator_id == owner
        assert tickets.state(stranger.register, ticket).area is (owner is not None)


def test_a_pendamping_sees_and_answers_the_own_only(small: Small, register: str, stranger: Who, clerk: Who) -> None:
    sari = helper(small, register, kecamatan_code=KALISAT)
    other = small.facilitator("Rini")
    commands.ask_help(stranger, "own", ASKED, ADDRESS)
    commands.ask_help(stranger, "office", replace(ASKED, kecamatan=AJUNG, desa=None), ADDRESS)
    assert [one.id for one in queries.help_requests(sari)] == ["own"]
    assert {one.id for one in queries.help_requests(clerk)} == {"own", "office"}
    actor = small.actor("Mebel", KALISAT)
    for deed in (
        lambda: queries.help_request(sari, "office"),
        lambda: commands.open_help(sari, "office"),
        lambda: commands.accept_help(sari, "f1", "office", actor),
        lambda: commands.decline_help(sari, "f2", "office", "bukan_ikm"),
        lambda: commands.hand_over_help(sari, "f3", "office", sari.facilitator),
    ):
        assert refused(deed) == "not_your_help"
    theirs = small.actor("Batik", AJUNG)
    assert refused(lambda: commands.accept_help(sari, "f4", "own", theirs)) == "help_actor_not_yours"
    commands.hand_over_help(sari, "f5", "own", other)
    assert queries.help_requests(sari) == []
    assert refused(lambda: commands.open_help(sari, "own")) == "not_your_help"
    assert refused(lambda: queries.help_requests(replace(sari, role="pimpinan"))) == "not_allowed"


def test_a_look_at_who_asked_is_written_down_and_changes_nothing(stranger: Who, clerk: Who, admin: Who) -> None:
    commands.ask_help(stranger, "form-1", ASKED, ADDRESS)
    with db.read(clerk) as conn:
        before = db.version(conn, clerk.kab)
    commands.open_help(clerk, "form-1")
    with db.read(clerk) as conn:
        assert db.version(conn, clerk.kab) == before
    newest = queries.audit_search(admin, limit=1).iloc[0]
    assert (newest["deed"], newest["about_kind"], newest["about_id"]) == ("help.see", "help", "form-1")


# --- the clock -------------------------------------------------------------------------------------------------------


def test_accepted_later_the_clock_runs_from_the_day_it_was_asked(small: Small, register: str, clerk: Who) -> None:
    sari = helper(small, register, kecamatan_code=KALISAT)
    asked_on = TODAY - 20 * DAY
    commands.ask_help(clerk, "help-1", replace(ASKED, on=asked_on, channel="telepon"))
    actor = small.actor("Mebel Sri", GAMBIRAN)
    small.visit(actor, sari.facilitator or "", asked_on - DAY)
    assert commands.accept_help(sari, "form-1", "help-1", actor) == actor
    assert commands.accept_help(sari, "form-1", "help-1", actor) == actor, "a click too many"
    found = queries.request(clerk, actor)
    assert found and (found.id, found.on, found.channel, found.topics) == (
        "help-1",
        asked_on,
        "telepon",
        ("npwp", "modal"),
    )
    turn = next(turn for turn in queries.caseload_today(sari).turns if turn.case.actor_id == actor)
    assert [(one.kind, one.days) for one in turn.reasons if one.kind.startswith("request")] == [("request_late", 20)]
    assert queries.help_request(sari, "help-1").stage == "accepted"
    assert refused(lambda: commands.decline_help(sari, "form-2", "help-1", "ditarik")) == "help_answered"

    small.visit(actor, sari.facilitator or "", TODAY - 2 * DAY, mode="telepon")
    assert queries.request(clerk, actor) is None
    assert queries.help_request(sari, "help-1").stage == "contacted"


def test_a_new_actor_is_known_since_the_day_it_asked(small: Small, register: str, clerk: Who) -> None:
    sari = helper(small, register, kecamatan_code=KALISAT)
    on = TODAY - 9 * DAY
    commands.ask_help(clerk, "help-1", replace(ASKED, on=on, channel="lsm"))
    new = NewActor("Mebel Sri", KALISAT, GAMBIRAN, known_since=on, known_since_source="permintaan", owner="Bu Sri")
    actor = commands.accept_help(sari, "actor-1", "help-1", new=new)
    assert actor == commands.accept_help(sari, "actor-1", "help-1", new=new) == "actor-1"
    facts = queries.actor(sari, actor)
    assert (facts["known_since"], facts["mine"], facts["request"].on) == (on, True, on)
    assert count(clerk, schema.actor) == 1


def test_a_new_actor_elsewhere_goes_to_whose_request_it_is(small: Small, register: str, clerk: Who) -> None:
    sari = helper(small, register)
    commands.ask_help(clerk, "help-1", replace(ASKED, kecamatan=AJUNG, desa=None))
    commands.hand_over_help(clerk, "form-1", "help-1", sari.facilitator)
    commands.accept_help(sari, "actor-1", "help-1", new=NewActor("Batik Sri", AJUNG))
    assert [turn.case.actor_id for turn in queries.caseload_today(sari).turns] == ["actor-1"]


def test_an_actor_that_is_there_brings_the_request_to_its_own_facilitator(
    small: Small, register: str, clerk: Who
) -> None:
    sari, rini = helper(small, register, kecamatan_code=KALISAT), small.facilitator("Rini")
    actor = small.actor("Mebel", GAMBIRAN)
    small.assign(rini, actor_id=actor)
    commands.ask_help(clerk, "help-1", ASKED)
    commands.accept_help(clerk, "form-1", "help-1", actor)
    assert queries.help_request(clerk, "help-1").facilitator_id == rini
    assert queries.help_requests(sari) == []


def test_an_accept_that_fails_leaves_nothing(small: Small, clerk: Who) -> None:
    commands.ask_help(clerk, "help-1", ASKED)
    closed = small.actor("Tutup", KALISAT)
    small.state(closed, "closed", date(2020, 1, 1))
    for code, deed in {
        "visit_not_active": lambda: commands.accept_help(clerk, "f1", "help-1", closed),
        "no_such_actor": lambda: commands.accept_help(clerk, "f2", "help-1", "no-such"),
        "help_actor_missing": lambda: commands.accept_help(clerk, "f3", "help-1"),
        "form_name_missing": lambda: commands.accept_help(clerk, "f4", "help-1", new=NewActor(" ", KALISAT)),
        "help_refusal_missing": lambda: commands.decline_help(clerk, "f5", "help-1", "malas"),
        "help_facilitator_away": lambda: commands.hand_over_help(clerk, "f6", "help-1", "no-such"),
        "no_such_help": lambda: commands.accept_help(clerk, "f7", "no-such", closed),
    }.items():
        assert refused(deed) == code
    assert queries.help_request(clerk, "help-1").stage == "new"
    assert count(clerk, schema.request) == count(clerk, schema.help_event) == 0


# --- late, and the queue ---------------------------------------------------------------------------------------------


@pytest.fixture
def monday(monkeypatch: pytest.MonkeyPatch) -> Iterator[date]:
    """Today is a Monday: the working days before it are known."""
    now = clock.now()
    moment = now - timedelta(days=now.weekday())
    monkeypatch.setattr(clock, "now", lambda: moment)
    yield clock.today()


def test_late_is_more_than_three_working_days_and_late_comes_first(clerk: Who, monday: date) -> None:
    if monday.weekday() != 0:
        monday += DAY  # the office's midnight is not that of UTC
    for days in (3, 5, 6, 7):  # Friday, Wednesday, Tuesday, Monday: 1, 3, 4, 5 working days ago
        commands.ask_help(clerk, f"d{days}", replace(ASKED, on=clock.today() - days * DAY, channel="datang"))
    told = [(one.id, one.late) for one in queries.help_requests(clerk)]
    assert sorted(told) == [("d3", False), ("d5", False), ("d6", True), ("d7", True)]
    assert [one for one, _ in told] == ["d7", "d6", "d5", "d3"]


def test_nobody_came_raises_it_until_somebody_does(small: Small, clerk: Who, stranger: Who) -> None:
    sari = small.facilitator("Sari")
    ticket = commands.ask_help(stranger, "help-1", ASKED, ADDRESS)
    actor = small.actor("Mebel", KALISAT)
    small.assign(sari, actor_id=actor)
    assert not queries.help_request(clerk, "help-1").late
    commands.nobody_came(stranger, ticket.lower())
    commands.nobody_came(stranger, ticket)
    assert count(clerk, schema.help_event) == 1, "once a day"
    one = queries.help_request(clerk, "help-1")
    assert (one.late, one.said) == (True, TODAY)
    commands.accept_help(clerk, "form-1", "help-1", actor)
    small.visit(actor, sari, TODAY, recorded=clock.now() - DAY)
    one = queries.help_request(clerk, "help-1")
    assert (one.stage, one.late) == ("contacted", True), "written down before it was said that nobody came"
    assert tickets.state(stranger.register, ticket).said_today
    small.visit(actor, sari, TODAY, recorded=clock.now())
    assert not queries.help_request(clerk, "help-1").waits


def test_a_contact_with_the_entry_it_was_merged_into_answers(small: Small, clerk: Who) -> None:
    sari = small.facilitator("Sari")
    gone, kept = small.actor("Mebel", KALISAT), small.actor("Mebel Jati", KALISAT)
    commands.ask_help(clerk, "help-1", ASKED)
    commands.accept_help(clerk, "form-1", "help-1", gone)
    with db.engine(db.url_of(clerk.register), writable=True).begin() as conn:
        mine = schema.actor.c.id == gone
        conn.execute(schema.actor.update().where(mine).values(merged_into=kept, merged_at=clock.now()))
    small.visit(kept, sari, TODAY, recorded=clock.now())
    assert queries.help_request(clerk, "help-1").stage == "contacted"


def test_the_place_in_the_queue_is_rounded_as_every_public_count(clerk: Who) -> None:
    assert [about(number) for number in (0, 4, 5, 7, 8, 12, 13, 101)] == [0, 0, 5, 5, 10, 10, 15, 100]
    given = [commands.ask_help(clerk, f"form-{number}", replace(ASKED, on=TODAY - DAY)) for number in range(7)]
    last = commands.ask_help(clerk, "form-last", replace(ASKED, on=TODAY))
    assert [tickets.state(clerk.register, one).ahead for one in (given[0], given[4], last)] == [0, 0, 5]
    commands.decline_help(clerk, "form-x", "form-0", "ditarik")
    commands.decline_help(clerk, "form-y", "form-1", "ditarik")
    assert tickets.state(clerk.register, last).ahead == 5
    commands.decline_help(clerk, "form-z", "form-2", "ditarik")
    assert tickets.state(clerk.register, last).ahead == 0
    declined = tickets.state(clerk.register, given[0])
    assert (declined.stage, declined.refusal, declined.ahead) == ("declined", "ditarik", None)
    assert refused(lambda: commands.nobody_came(clerk, given[0])) == "help_not_waiting"


def test_a_ticket_tells_nothing_by_which_anybody_is_known(small: Small, register: str, stranger: Who) -> None:
    sari = helper(small, register, "PenandaSari", kecamatan_code=KALISAT)
    marked = replace(ASKED, name="PenandaNama", contact="081290817264", note="PenandaCatatan")
    ticket = commands.ask_help(stranger, "help-1", marked, ADDRESS)
    actor = small.actor("PenandaUsaha", GAMBIRAN, owner="PenandaPemilik")

    def told() -> str:
        return repr(tickets.state(register, ticket))

    seen = [told()]
    commands.accept_help(sari, "form-1", "help-1", actor)
    small.visit(actor, sari.facilitator or "", TODAY, recorded=clock.now())
    seen.append(told())
    for words in seen:
        assert "Penanda" not in words and "8129" not in words and GAMBIRAN not in words
        assert actor not in words and (sari.facilitator or "-") not in words and "help-1" not in words
    for typed in ("", "0000-0000-0", "ini bukan tiket", ticket[:-1], "' OR 1=1 --"):
        assert refused(lambda given=typed: tickets.state(register, given)) == "no_such_ticket"


# --- words that are no words, and erasure ----------------------------------------------------------------------------

EVIL = ('<img src=x onerror="alert(1)">', '=HYPERLINK("http://x")', "'; DROP TABLE help_request; --", "{0} %s")


def test_what_is_typed_is_kept_as_it_is_typed(stranger: Who, clerk: Who) -> None:
    for number, words in enumerate(EVIL):
        asked = replace(ASKED, name=words, note=words)
        commands.ask_help(stranger, f"form-{number}", asked, f"203.0.113.{number}")
        opened = commands.open_help(clerk, f"form-{number}")
        assert (opened.name, opened.note) == (words, words)


def everywhere(who: Who, mark: str) -> set[str]:
    """The tables in which a mark stands."""
    with db.read(who) as conn:
        return {
            table.name
            for table in schema.metadata.sorted_tables
            if any(mark in repr(tuple(found)) for found in conn.execute(sa.select(table)))
        }


def test_the_words_of_whoever_asked_can_be_erased(small: Small, stranger: Who, clerk: Who, admin: Who) -> None:
    marked = replace(ASKED, name="Penanda A", note="Penanda B")
    ticket = commands.ask_help(stranger, "help-1", marked, ADDRESS)
    assert refused(lambda: commands.erase_help(clerk, "help-1", "x")) == "not_allowed"
    assert everywhere(admin, "Penanda") == {"help_personal"}
    commands.erase_help(admin, "help-1", "diminta pemohon")
    assert everywhere(admin, "Penanda") == set()
    assert everywhere(admin, "Kursi") == set()
    assert tickets.state(stranger.register, ticket).stage == "new"
    opened = commands.open_help(clerk, "help-1")
    assert (opened.name, opened.contact, opened.note) == (None, None, None)


def test_erasing_an_actor_erases_what_it_asked(small: Small, stranger: Who, clerk: Who, admin: Who) -> None:
    marked = replace(ASKED, name="Penanda A", note="Penanda B")
    actor = small.actor("Mebel", KALISAT)
    for number in (1, 2):
        commands.ask_help(stranger, f"help-{number}", marked, ADDRESS)
    commands.accept_help(clerk, "form-1", "help-1", actor)
    assert everywhere(admin, "Penanda") == {"help_personal", "request"}
    held = commands.subject_file(admin, actor).decode()
    assert held.count("Penanda A") == 1 and held.count("Penanda B") == 2
    commands.erase_subject(admin, actor, "diminta")
    assert everywhere(admin, "Penanda") == {"help_personal"}, "of the other request, which is nobody's yet"
    opened = commands.open_help(clerk, "help-1")
    assert (opened.name, opened.contact, opened.note) == (None, None, None)
    assert commands.open_help(clerk, "help-2").name == "Penanda A"


def test_moments_are_days_of_the_office(clerk: Who) -> None:
    ticket = commands.ask_help(clerk, "help-1", ASKED)
    assert tickets.state(clerk.register, ticket).received == clock.office_day(clock.now())
    assert isinstance(help.MOST["name"], int) and isinstance(clock.now(), datetime)
