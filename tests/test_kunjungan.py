"""Catat kunjungan without a browser: what a form means, what it keeps, and whom it opens for."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data import clock, commands, queries, schema
from data.access import Who
from data.commands import NeedChange, PermitChange, PromiseChange
from data.people import demo_person
from data.problem import Problem
from data.settings import ROOT
from data.text import text
from pages._parts import visitor
from pages._parts.visit import draft as visit_draft
from pages._parts.visit.draft import GROUP, Form
from pages._parts.visit.fields import due_of, literal
from pages._parts.visit.new import new_visit
from pages._parts.visit.slip import Slip, message
from tests.small import AJUNG, KALISAT, Small

ON = date(2026, 11, 20)
WHO = Who("uji", "35.09", "pendamping", "p", "P", "f")


def form(about: str = "a", **content: Any) -> Form:
    return Form(WHO, about, "form-1", {"on": ON.isoformat(), **content})


def visit_of(one: Form) -> Any:
    return new_visit(one, ("a",), "f")


# --- what a form means -----------------------------------------------------------------------------------------------


def test_an_untouched_form_is_a_visit_of_today_at_the_place_of_business_in_which_they_met() -> None:
    new = visit_of(Form(WHO, "a", "form-1"))
    assert (new.on, new.mode, new.outcome, new.form_id) == (clock.today(), "di_tempat", "bertemu", "form-1")
    assert (new.topics, new.result, new.next_step, new.next_due, new.promise) == ((), None, None, None, None)


WHOLE = {
    "topics": ["npwp"],
    "result": " ada ",
    "next_step": "bawa buku",
    "next_due_in": "fortnight",
    "permits": ["nib", "badan_usaha", "pirt"],
    "status_nib": "diajukan",
    "number_nib": "0123456789012",
    "expires_nib": "2030-01-01",
    "status_badan_usaha": "terbit",
    "form_badan_usaha": "cv",
    "number_badan_usaha": "9",
    "status_pirt": "terbit",
    "expires_pirt": "2031-01-02",
    "met": ["npwp"],
    "raised": ["modal"],
    "promise": "kept",
}


def test_everything_said_is_sent() -> None:
    new = visit_of(form(**WHOLE))
    assert (new.topics, new.result, new.next_step, new.next_due) == (("npwp",), "ada", "bawa buku", date(2026, 12, 4))
    assert new.permits == (
        PermitChange("nib", "diajukan", "0123456789012", None, None),
        PermitChange("badan_usaha", "terbit", None, None, "cv"),
        PermitChange("pirt", "terbit", None, date(2031, 1, 2), None),
    )
    assert new.needs == (NeedChange("npwp", "met"), NeedChange("modal", "raised"))
    assert new.promise == PromiseChange("kept", None, None)


@pytest.mark.parametrize("outcome", ["tidak_bertemu", "batal"])
def test_what_only_a_meeting_brings_is_not_sent_without_one(outcome: str) -> None:
    new = visit_of(form(**WHOLE, outcome=outcome))
    assert (new.topics, new.permits, new.needs) == ((), (), ())
    assert (new.result, new.next_step, new.promise) == ("ada", "bawa buku", PromiseChange("kept", None, None))


def test_a_group_has_a_title_and_no_facts_of_one_actor() -> None:
    new = visit_of(form(GROUP, **WHOLE, mode="telepon", outcome="batal", title="Pelatihan"))
    assert (new.mode, new.outcome, new.session_title) == ("kelompok", "bertemu", "Pelatihan")
    assert (new.permits, new.needs, new.topics) == ((), (), ("npwp",))


def test_a_postponed_promise_stays_the_open_one() -> None:
    new = visit_of(form(promise="postponed", promise_due_in="week", next_step="kembali", next_due_in="month"))
    assert new.promise == PromiseChange("postponed", date(2026, 11, 27), None)
    assert (new.next_step, new.next_due) == ("kembali", None)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"on": None}, "visit_day_missing"),
        ({"permits": ["nib"]}, "visit_status_missing"),
        ({"promise": "postponed"}, "visit_due_missing"),
        ({"promise": "postponed", "promise_due_in": "other"}, "visit_due_missing"),
    ],
)
def test_what_is_missing_is_said(content: dict[str, Any], code: str) -> None:
    with pytest.raises(Problem) as told:
        visit_of(replace(form(), content=content))
    assert told.value.code == code


def test_days_ahead_are_counted_from_the_visit() -> None:
    def due(**content: str) -> date | None:
        return due_of(form(**content), "due", date(2026, 1, 31))

    assert due(due_in="week") == date(2026, 2, 7)
    assert due(due_in="month") == date(2026, 2, 28)
    assert due(due_in="other", due="2026-05-01") == date(2026, 5, 1)
    assert due(due="2026-05-01") is None


def test_names_are_text_where_markdown_is_read() -> None:
    assert literal("UD *Maju* [x](http://y) :red[z]") == r"UD \*Maju\* \[x\]\(http\://y\) \:red\[z\]"


def test_the_hour_is_the_offices() -> None:
    now = clock.now()
    assert visit_draft.hour(now, "id") == now.astimezone(visit_draft.zone()).strftime("%H.%M")
    assert visit_draft.hour(datetime(2026, 1, 1, 20, 5, tzinfo=UTC), "id") == "2 Januari 2026, 03.05"
    assert visit_draft.hour(datetime(2026, 1, 1, 20, 5, tzinfo=UTC), "en") == "2 January 2026, 03:05"


def test_the_message_for_the_maker() -> None:
    slip = Slip("Mebel A", ON, "bawa buku", date(2026, 12, 4), "Suliha", "0331-1")
    said = message(slip, "id")
    assert "Mebel A, 20 November 2026" in said
    assert "bawa buku, paling lambat 4 Desember 2026" in said
    assert said.endswith("Telepon kantor: 0331-1")
    assert "Telepon" not in message(replace(slip, phone=""), "id")
    assert "Langkah berikut" not in message(replace(slip, step=None, due=None), "id")


# --- the screen ------------------------------------------------------------------------------------------------------


class Anywhere:
    """Every address: this run has none, and `uji` asks for one on this machine."""

    def __contains__(self, address: object) -> bool:
        return True


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitor, "LOOPBACK", Anywhere())


@pytest.fixture
def day(machine: Who) -> dict[str, str]:
    """The demo facilitator has Kalisat; another has Ajung."""
    small = Small(machine)
    mine, other = small.facilitator("Suliha"), small.facilitator("Nurhasan")
    small.assign(mine, kecamatan_code=KALISAT)
    small.assign(other, kecamatan_code=AJUNG)
    with small._writing() as writing:
        people = schema.person
        demo = people.c.id == "demo-pendamping"
        writing.conn.execute(people.update().where(demo).values(facilitator_id=mine))
    return {"mine": small.actor("UD *Maju*"), "other": small.actor("Mebel Ajung", AJUNG), "facilitator": mine}


def opened(register: str, role: str, look: str | None = None, **params: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.session_state[visitor._ROLE] = role
    if look:
        app.session_state[visitor._LOOK] = (register, look)
    app.query_params["register"] = register
    app.run()
    for name, value in {"register": register, **params}.items():
        app.query_params[name] = value
    return app.switch_page("pages/kunjungan.py").run()


def field(app: AppTest, kind: str, name: str) -> Any:
    return next(one for one in app.get(kind) if str(one.key).startswith(f"{name}-"))


def said(app: AppTest) -> list[str]:
    return [one.value for one in (*app.warning, *app.info, *app.success)]


def test_each_change_is_kept_and_the_draft_comes_back(register: str, day: dict[str, str]) -> None:
    app = opened(register, "pendamping", actor=day["mine"])
    assert not app.exception
    assert [one.value for one in app.text][0] == "UD *Maju*"
    field(app, "text_area", "result").input("Ditulis.").run()
    field(app, "button_group", "topics").set_value(["npwp"]).run()
    draft = queries.draft(demo_person(register, "pendamping"), day["mine"])
    assert draft is not None
    assert draft.content == {"result": "Ditulis.", "topics": ["npwp"]}
    again = opened(register, "pendamping", actor=day["mine"])
    assert field(again, "text_area", "result").value == "Ditulis."
    assert field(again, "button_group", "topics").value == ["npwp"]
    assert field(again, "text_area", "result").key.endswith(draft.form_id)


def test_discarding_a_draft_empties_the_form(register: str, day: dict[str, str]) -> None:
    app = opened(register, "pendamping", actor=day["mine"])
    field(app, "text_area", "result").input("Ditulis.").run()
    app.button(key="visit_discard").click().run()
    assert field(app, "text_area", "result").value == ""
    assert queries.drafts(demo_person(register, "pendamping")) == []


def test_saving_tells_what_it_means(register: str, day: dict[str, str]) -> None:
    app = opened(register, "pendamping", actor=day["mine"])
    app.button(key="visit_save").click().run()
    assert said(app) == [text("visit.saved")]
    assert text("visit.effect_counts") in [one.value for one in app.text]
    contacts = [one for one in queries.timeline(demo_person(register, "pendamping"), day["mine"])]
    assert [one["mode"] for one in contacts if one["kind"] == "contact"] == ["di_tempat"]
    app.button(key="visit_again").click().run()
    assert app.selectbox(key="visit_actor").value is None


def test_what_is_wrong_is_one_sentence_and_all_that_was_typed_stays(register: str, day: dict[str, str]) -> None:
    app = opened(register, "pendamping", actor=day["mine"])
    field(app, "text_area", "result").input("Ditulis.").run()
    field(app, "button_group", "permits").set_value(["nib"]).run()
    app.button(key="visit_save").click().run()
    assert said(app) == [text("problem.visit_status_missing")]
    assert field(app, "text_area", "result").value == "Ditulis."


def test_it_opens_for_the_own_caseload_only(register: str, day: dict[str, str]) -> None:
    assert said(opened(register, "pendamping", actor=day["other"])) == [text("problem.not_your_actor")]
    assert not said(opened(register, "petugas", actor=day["other"]))


def test_a_clerk_says_who_made_the_visit(register: str, day: dict[str, str]) -> None:
    app = opened(register, "petugas", actor=day["mine"])
    assert field(app, "selectbox", "facilitator").value == day["facilitator"]
    field(app, "selectbox", "facilitator").set_value(None).run()
    app.button(key="visit_save").click().run()
    assert said(app) == [text("problem.visit_facilitator_missing")]


def test_looking_as_somebody_writes_nothing(register: str, day: dict[str, str]) -> None:
    app = opened(register, "admin", look="demo-pendamping", actor=day["mine"])
    assert text("problem.only_looking") in said(app)
    assert field(app, "text_area", "result").disabled
    assert app.button(key="visit_save").disabled


def test_an_empty_register_says_what_is_missing(register: str) -> None:
    assert said(opened(register, "pendamping")) == [text("visit.no_facilitator")]


def test_a_draft_that_cannot_be_kept_is_said(register: str, day: dict[str, str], monkeypatch: Any) -> None:
    def full(*_: Any) -> None:
        raise Problem("only_looking")

    monkeypatch.setattr(commands, "save_draft", full)
    app = opened(register, "pendamping", actor=day["mine"])
    field(app, "text_area", "result").input("Ditulis.").run()
    assert said(app) == [text("problem.only_looking")]
    assert field(app, "text_area", "result").value == "Ditulis."
