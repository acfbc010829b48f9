"""Siap pasok: the checklist, consent that can be taken back at once, what anybody sees of a business, and enquiries."""

import csv
import io
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from data import clock, commands, db, queries, schema
from data.access import Who
from data.buyers import STATES, Facts, Item, Listing, buyers, offers, ready, standing, steps
from data.commands import NewEnquiry
from data.people import anonymous, demo_person, system
from data.problem import Problem
from data.public import directory
from data.settings import ROOT, region, settings
from data.tickets import normal
from tests.conftest import use
from tests.small import GAMBIRAN, KALISAT, Small

TODAY = clock.today()
MARK = "Penanda"
SHEET = Listing(TODAY, f"map {MARK}", "Kursi sekolah", "Rp 450.000", "40 set", "21 hari", "Jati, nota ada", TODAY)
ASKED = NewEnquiry("kontraktor", "Bu Pembeli", "0899-1", "40 kursi", consent=True)
WHOLE = {"badan_usaha": "terbit", "nib": "terbit", "npwp": "terbit", "tkdn_ik": "terbit"}


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


@pytest.fixture
def maker(small: Small) -> str:
    """A furniture maker in Kalisat with marked personal data."""
    facts: dict[str, Any] = {"owner": f"Pak {MARK}", "phone": f"0812 {MARK}", "address": f"Jl. {MARK}"}
    actor = small.actor("Mebel Jati", GAMBIRAN, kbli_code="31001", lon=113.8765, lat=-8.1765, **facts)
    small.permit(actor, "nib", "terbit", number="9120001112223", raw=f"NIB {MARK}")
    return actor


def raises(code: str, do: Any, *given: Any) -> None:
    with pytest.raises(Problem) as caught:
        do(*given)
    assert caught.value.code == code


# --- the lists -------------------------------------------------------------------------------------------------------


def rows(name: str) -> list[dict[str, str]]:
    with (region().folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_names_what_is_there_and_where_it_comes_from() -> None:
    kinds = {row["code"] for row in rows("permit_kinds.csv")}
    sectors = {row["code"] for row in rows("sectors.csv")} | {"*"}
    known = {field.name for field in fields(Listing)} | {"kbli", ""}
    for step in steps().values():
        assert set(step.permits) <= kinds and step.sectors <= sectors and step.looks_at in known
        assert step.permits or step.looks_at, step.code
        assert step.source and all(step.name.values()) and all(step.note.values())
    for buyer in buyers().values():
        assert buyer.sectors <= sectors and buyer.source and set(buyer.needs) <= set(steps())
        assert all(buyer.needs.values()) and all(buyer.name.values())
    assert {row["buyer"] for row in rows("buyer_needs.csv")} <= set(buyers())
    sourceless = [row for row in rows("buyer_needs.csv") if row["source"].startswith("belum ada")]
    assert all("perlu dikonfirmasi kantor" in row["source"] for row in sourceless)


# --- the checklist ---------------------------------------------------------------------------------------------------


def states(sector: str, facts: Facts) -> dict[str, str]:
    return {item.code: item.state for item in standing(sector, facts, TODAY)}


def test_the_checklist_of_furniture_is_the_one_agreed() -> None:
    items = standing("furniture", Facts(), TODAY)
    agreed = "badan_usaha nib npwp kbli tkdn_ik product price capacity lead_time origin contact"
    assert [item.code for item in items if not item.optional] == agreed.split()
    assert [item.code for item in items if item.optional] == ["svlk", "merek"]
    food = states("food", Facts())
    assert {"izin_edar", "halal"} <= set(food) and not {"tkdn_ik", "origin", "svlk"} & set(food)


@pytest.mark.parametrize(
    ("step", "facts", "state"),
    [
        ("nib", Facts(), "unknown"),
        ("nib", Facts({"nib": "terbit"}), "met"),
        ("nib", Facts({"nib": "belum"}), "lacking"),
        ("nib", Facts({"nib": "diajukan"}), "lacking"),
        ("nib", Facts({"nib": "dicabut"}), "lacking"),
        ("tkdn_ik", Facts({"tkdn_ik": "kedaluwarsa"}), "lacking"),
        ("tkdn_ik", Facts({"tkdn_ik": "tidak_perlu"}), "not_needed"),
        ("kbli", Facts(), "unknown"),
        ("kbli", Facts(kbli_code="31001"), "met"),
        ("product", Facts(), "lacking"),
        ("price", Facts(listing=replace(SHEET, price="  ")), "lacking"),
        ("price", Facts(listing=SHEET), "met"),
        ("origin", Facts(listing=replace(SHEET, origin=None)), "lacking"),
        ("origin", Facts({"svlk": "terbit"}), "met"),
        ("origin", Facts({"svlk": "tidak_perlu"}), "not_needed"),
        ("origin", Facts({"svlk": "kedaluwarsa"}, listing=SHEET), "met"),
        ("contact", Facts(listing=replace(SHEET, contact_confirmed_on=None)), "lacking"),
        ("contact", Facts(listing=replace(SHEET, contact_confirmed_on=clock.months_before(TODAY, 6))), "met"),
        (
            "contact",
            Facts(listing=replace(SHEET, contact_confirmed_on=clock.months_before(TODAY, 6) - timedelta(days=1))),
            "lacking",
        ),
    ],
)
def test_how_a_step_stands(step: str, facts: Facts, state: str) -> None:
    assert states("furniture", facts)[step] == state
    assert state in STATES


def test_one_of_two_papers_is_enough_and_an_unknown_industry_does_not_fit() -> None:
    assert states("food", Facts({"pirt": "kedaluwarsa", "bpom_md": "terbit"}))["izin_edar"] == "met"
    assert states("food", Facts({"pirt": "kedaluwarsa"}))["izin_edar"] == "lacking"
    assert states("food", Facts({"pirt": "tidak_perlu"}))["izin_edar"] == "not_needed"
    assert states("other", Facts(kbli_code="47111"))["kbli"] == "lacking"


def test_each_buyer_says_what_is_missing_never_a_score() -> None:
    items = standing("furniture", Facts(WHOLE, "31001", SHEET), TODAY)
    found = {offer.buyer: offer for offer in offers("furniture", items)}
    assert ready(items) and found["kontraktor"].fulfilled and found["e_katalog"].fulfilled
    assert found["ekspor"].unknown == ("svlk",) and not found["ekspor"].fulfilled
    assert "ritel" not in found and "lainnya" not in found, "who does not buy it, and who asks nothing"
    without = standing("furniture", Facts({"npwp": "belum"}, "31001", replace(SHEET, price=None)), TODAY)
    contractor = {offer.buyer: offer for offer in offers("furniture", without)}["kontraktor"]
    assert contractor.lacks == ("npwp", "price") and contractor.unknown == ("badan_usaha", "nib", "tkdn_ik")
    assert not ready([Item("nib", "unknown")]) and ready([Item("nib", "not_needed"), Item("svlk", "lacking", True)])


# --- consent ---------------------------------------------------------------------------------------------------------


def listed_names(register: str) -> list[str]:
    return [entry.business_name for entry in directory.entries(register)]


def test_consent_lists_and_withdrawal_is_at_once_everywhere(register: str, clerk: Who, maker: str) -> None:
    assert listed_names(register) == []
    commands.list_actor(clerk, "form-1", maker, SHEET)
    commands.list_actor(clerk, "form-1", maker, SHEET)  # a click too many
    assert listed_names(register) == ["Mebel Jati"] and b"Mebel Jati" in directory.csv(register)
    commands.withdraw_listing(clerk, "form-2", maker)
    commands.withdraw_listing(clerk, "form-2", maker)
    assert listed_names(register) == [] and b"Mebel" not in directory.csv(register)
    with db.read(clerk) as conn:
        assert directory.listed(conn, clerk.kab) == []
        row = conn.execute(sa.select(schema.listing)).mappings().one()
    assert (row["withdrawn_by"], row["product"]) == (clerk.id, "Kursi sekolah"), "that it agreed, and when, stays"
    raises("listing_none", commands.withdraw_listing, clerk, "form-3", maker)
    raises("not_listed", commands.send_enquiry, anonymous(register), "ask", maker, ASKED, "10.0.0.1")
    assert queries.supply(clerk, maker).withdrawn_on == TODAY
    commands.list_actor(clerk, "form-4", maker, SHEET)  # it may agree again
    assert listed_names(register) == ["Mebel Jati"]


def test_a_change_keeps_what_stood_there(register: str, clerk: Who, maker: str) -> None:
    commands.list_actor(clerk, "form-1", maker, SHEET)
    commands.list_actor(clerk, "form-2", maker, replace(SHEET, price="Rp 500.000"))
    assert [entry.price for entry in directory.entries(register)] == ["Rp 500.000"]
    row = next(row for row in queries.actor_history(clerk, maker) if row["deed"] == "listing.edit")
    assert (row["before"], row["after"]) == ({"price": "Rp 450.000"}, {"price": "Rp 500.000"})


def close(small: Small, clerk: Who, maker: str) -> None:
    small.state(maker, "closed", TODAY)


def move(small: Small, clerk: Who, maker: str) -> None:
    small.state(maker, "moved", TODAY)


def merge(small: Small, clerk: Who, maker: str) -> None:
    commands.merge_actors(clerk, small.actor("Mebel Jati Kalisat", GAMBIRAN), maker, {}, 1, 1, "merge-1")


def erase(small: Small, clerk: Who, maker: str) -> None:
    commands.erase_subject(demo_person(clerk.register, "admin"), maker, "surat")


@pytest.mark.parametrize("gone", [close, move, merge, erase])
def test_who_is_gone_is_not_listed(register: str, small: Small, clerk: Who, maker: str, gone: Any) -> None:
    commands.list_actor(clerk, "form-1", maker, SHEET)
    small.actor("Mebel Lain")
    gone(small, clerk, maker)
    assert listed_names(register) == [] and b"Mebel" not in directory.csv(register)
    raises("not_listed", commands.send_enquiry, anonymous(register), "ask", maker, ASKED, "10.0.0.1")
    if gone in (close, merge):
        raises("listing_not_active", commands.list_actor, clerk, "form-2", maker, SHEET)


def test_after_an_erasure_an_older_consent_holds_no_more(register: str, clerk: Who, maker: str) -> None:
    """Also where a listing was not ended: what is older than the erasure shows nothing."""
    commands.list_actor(clerk, "form-1", maker, SHEET)
    with db.engine(db.url_of(register), writable=True).begin() as conn:
        conn.execute(schema.actor.update().values(erased_at=clock.now()))
    assert listed_names(register) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"product": " \u200b"}, "listing_product_missing"),
        ({"consent_paper": ""}, "listing_paper_missing"),
        ({"price": "x" * 121}, "text_too_long"),
        ({"consented_on": TODAY + timedelta(days=1)}, "listing_in_future"),
        ({"contact_confirmed_on": date(2199, 1, 1)}, "listing_in_future"),
    ],
)
def test_a_listing_says_what_is_needed(clerk: Who, maker: str, changed: dict[str, Any], code: str) -> None:
    raises(code, commands.list_actor, clerk, "form-1", maker, replace(SHEET, **changed))


def test_a_facilitator_lists_the_own_caseload_and_sees_the_paper_of_no_other(
    register: str, small: Small, clerk: Who, leader: Who, maker: str
) -> None:
    sari, people = small.facilitator("Sari"), schema.person
    with db.write(small.who, "register.fill", db.About("register", "test")) as writing:
        me = people.c.id == "demo-pendamping"
        writing.conn.execute(people.update().where(me).values(facilitator_id=sari))
    who = demo_person(register, "pendamping")
    raises("not_your_actor", commands.list_actor, who, "form-1", maker, SHEET)
    commands.list_actor(clerk, "form-2", maker, SHEET)
    raises("not_your_actor", commands.withdraw_listing, who, "form-3", maker)
    other = queries.supply(who, maker)
    assert (other.may_edit, other.listing.consent_paper) == (False, "")
    small.assign(sari, actor_id=maker)
    mine = queries.supply(who, maker)
    assert (mine.may_edit, mine.listing.consent_paper) == (True, f"map {MARK}")
    commands.withdraw_listing(who, "form-4", maker)
    assert queries.supply(leader, maker).may_edit is False


# --- what anybody sees -----------------------------------------------------------------------------------------------


def test_the_directory_says_what_was_agreed_and_nothing_else(
    register: str, small: Small, clerk: Who, maker: str
) -> None:
    small.actor(f"Tidak setuju {MARK}", kbli_code="31001")
    small.permit(maker, "badan_usaha", "terbit", form="ud")
    small.permit(maker, "merek", "terbit", on=date(2010, 1, 1), expires_on=date(2020, 1, 1))
    commands.list_actor(clerk, "form-1", maker, SHEET)
    (entry,) = directory.entries(register)
    told = f"{entry!r} {directory.csv(register).decode()}"
    for secret in (MARK, "113.87", "-8.17", "9120001112223", GAMBIRAN, "Gambiran"):
        assert secret not in told, secret
    assert (entry.kecamatan, entry.kecamatan_name, entry.group) == (KALISAT, "Kalisat", "kayu")
    (line,) = csv.DictReader(io.StringIO(directory.csv(register).decode("utf-8-sig")))
    assert tuple(line) == (*directory.COLUMNS, *directory.TEXTS)
    assert [line[name] for name in ("badan_usaha", "nib", "npwp", "merek")] == ["belum", "ya", "", "belum"]
    assert (line["nama_usaha"], line["produk"], line["sektor"]) == ("Mebel Jati", "Kursi sekolah", "Furnitur")
    with db.read(clerk) as conn:
        (one,) = directory.listed(conn, clerk.kab)
    assert (one.id, one.place) == (entry.id, (KALISAT, "kayu"))
    assert {kind for kind, has in one.permits.items() if has} == {"nib"}


def test_a_place_that_may_not_be_shown_is_the_regency(
    register: str, clerk: Who, maker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands.list_actor(clerk, "form-1", maker, SHEET)
    monkeypatch.setattr(directory, "places_told", lambda _register: frozenset())
    (entry,) = directory.entries(register)
    assert entry.kecamatan is None and directory.place_words(entry) == region().kab_name
    assert b"Kalisat" not in directory.csv(register) and KALISAT.encode() not in directory.csv(register)


NASTY = '=HYPERLINK("http://x","a")<script>alert(1)</script>'


def test_formulas_and_markup_stay_text(register: str, small: Small, clerk: Who) -> None:
    actor = small.actor(NASTY, kbli_code="31001")
    texts = {name: f"{NASTY}{name}" for name in ("product", "price", "capacity", "lead_time", "origin")}
    commands.list_actor(clerk, "form-1", actor, replace(SHEET, **texts))
    (line,) = csv.DictReader(io.StringIO(directory.csv(register).decode("utf-8-sig")))
    assert [value for value in line.values() if value.lstrip().startswith(("=", "+", "-", "@"))] == []
    assert line["nama_usaha"] == f"'{NASTY}"


# --- enquiries -------------------------------------------------------------------------------------------------------


@pytest.fixture
def buyer(register: str, clerk: Who, maker: str) -> Who:
    """Anybody, after the maker agreed."""
    commands.list_actor(clerk, "form-list", maker, SHEET)
    return anonymous(register)


def test_an_enquiry_sent_twice_is_one_with_one_ticket(buyer: Who, clerk: Who, maker: str) -> None:
    ticket = commands.send_enquiry(buyer, "ask-1", maker, ASKED, "10.0.0.1")
    assert normal(ticket) == ticket == commands.send_enquiry(buyer, "ask-1", maker, ASKED, "10.0.0.1")
    (one,) = queries.enquiries(clerk)
    assert (one.ticket, one.actor_id, one.buyer, one.waited, one.listed) == (ticket, maker, "kontraktor", 0, True)
    assert "Bu Pembeli" not in repr(one)
    assert commands.open_enquiry(clerk, "ask-1") == {"name": "Bu Pembeli", "contact": "0899-1", "words": "40 kursi"}
    newest = queries.audit_search(demo_person(clerk.register, "admin"), limit=1).iloc[0]
    assert (newest["deed"], newest["about_id"], newest["person"]) == ("enquiry.see", "ask-1", clerk.name)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"buyer": "siapa"}, "enquiry_buyer"),
        ({"name": " "}, "enquiry_name_missing"),
        ({"contact": "\u202e"}, "enquiry_contact_missing"),
        ({"words": ""}, "enquiry_words_missing"),
        ({"words": "x" * 1001}, "text_too_long"),
        ({"consent": False}, "enquiry_consent_missing"),
    ],
)
def test_an_enquiry_says_what_is_needed(buyer: Who, maker: str, changed: dict[str, Any], code: str) -> None:
    raises(code, commands.send_enquiry, buyer, "ask-1", maker, replace(ASKED, **changed), "10.0.0.1")


def test_only_so_many_a_day_and_a_machine_leaves_nothing(buyer: Who, clerk: Who, maker: str) -> None:
    for index in range(10):
        commands.send_enquiry(buyer, f"ask-{index}", maker, replace(ASKED, words="a\x00b\nc"), "10.0.0.1")
    raises("too_many_today", commands.send_enquiry, buyer, "ask-10", maker, ASKED, "10.0.0.1")
    commands.send_enquiry(buyer, "ask-11", maker, ASKED, "10.0.0.2")
    assert normal(commands.send_enquiry(buyer, "ask-12", maker, replace(ASKED, trap="x"), "10.0.0.3"))
    assert len(queries.enquiries(clerk)) == 11
    assert commands.open_enquiry(clerk, "ask-0")["words"] == "ab\nc"


def test_what_came_of_enquiries_is_counted(small: Small, buyer: Who, clerk: Who, maker: str) -> None:
    for index in range(3):
        commands.send_enquiry(buyer, f"ask-{index}", maker, ASKED, "10.0.0.1")
    record = commands.record_enquiry
    record(clerk, "r-1", "ask-0", "introduced", TODAY)
    record(clerk, "r-1", "ask-0", "introduced", TODAY)
    record(clerk, "r-2", "ask-0", "ordered", TODAY, 18_000_000)
    record(clerk, "r-3", "ask-0", "ordered", TODAY)
    record(clerk, "r-4", "ask-1", "closed", TODAY)
    assert queries.enquiry_counts(clerk) == queries.EnquiryCounts(3, 1, 2, 18_000_000, 1, 1)
    assert [one.id for one in queries.enquiries(clerk)] == ["ask-2", "ask-0"]
    assert [one.id for one in queries.enquiries(clerk, closed=True)] == ["ask-1"]
    raises("enquiry_introduced", record, clerk, "r-5", "ask-0", "introduced", TODAY)
    raises("enquiry_closed", record, clerk, "r-6", "ask-1", "ordered", TODAY, 1)
    raises("enquiry_in_future", record, clerk, "r-7", "ask-2", "introduced", TODAY + timedelta(days=1))
    raises("enquiry_before_sent", record, clerk, "r-8", "ask-2", "introduced", TODAY - timedelta(days=1))
    raises("enquiry_value", record, clerk, "r-9", "ask-2", "introduced", TODAY, 5)
    raises("enquiry_value", record, clerk, "r-10", "ask-2", "ordered", TODAY, -5)
    raises("enquiry_change", record, clerk, "r-11", "ask-2", "lost", TODAY)
    assert queries.enquiry_counts(clerk).open == 1, "what failed is not counted"


def test_days_waited_end_with_the_introduction(small: Small, clerk: Who, maker: str) -> None:
    sent = clock.now() - timedelta(days=9)
    asked = {"actor_id": maker, "buyer": "ritel", "by_person": "publik", "recorded_at": sent}
    small.insert(schema.enquiry, id="old", ticket="t-1", **asked)
    assert queries.enquiries(clerk)[0].waited == 9
    commands.record_enquiry(clerk, "r-1", "old", "introduced", TODAY - timedelta(days=4))
    assert queries.enquiries(clerk)[0].waited == 5
    assert queries.enquiries(clerk)[0].listed is False


def test_a_buyer_can_be_erased_and_is_still_counted(buyer: Who, clerk: Who, maker: str) -> None:
    commands.send_enquiry(buyer, "ask-1", maker, ASKED, "10.0.0.1")
    raises("not_allowed", commands.erase_enquiry, clerk, "ask-1")
    commands.erase_enquiry(demo_person(clerk.register, "admin"), "ask-1")
    assert commands.open_enquiry(clerk, "ask-1") == dict.fromkeys(("name", "contact", "words"))
    assert queries.enquiry_counts(clerk).enquiries == 1


# --- the screen ------------------------------------------------------------------------------------------------------


def test_the_screen_escapes_and_searches(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, tmp_path)
    commands.ensure_register("contoh", "contoh")
    small, clerk = Small(system("contoh")), demo_person("contoh", "petugas")
    for index, name in enumerate((NASTY, "Mebel Jati")):
        commands.list_actor(clerk, f"form-{index}", small.actor(name, kbli_code="31001"), SHEET)
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    app.switch_page("pages/pasok.py").run()
    assert not app.exception

    def cards() -> list[str]:
        return [words.value for words in app.get("html") if "damping-supply" in words.value and "<h3>" in words.value]

    assert len(cards()) == 2 and not any("<script" in card for card in cards())
    app.text_input(key="screen.directory_search").set_value("jati mebel").run()
    assert len(cards()) == 1 and "Mebel Jati" in cards()[0]
    assert "jati" not in str(app.query_params)
    app.text_input(key="screen.directory_search").set_value("tidak ada").run()
    assert cards() == []
    app.button(key="directory_lift").click().run()
    assert len(cards()) == 2
    db.close()
    settings.cache_clear()
