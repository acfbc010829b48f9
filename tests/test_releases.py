"""Releases: an append-only ledger, one at a time and not too close together, and a calendar that hides nothing."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from data import clock, commands, db, queries, schema
from data.__main__ import main
from data.access import ALLOWS, Who
from data.people import demo_person, system
from data.problem import Problem
from data.public import due_dates, making, release, releases
from data.public.calendar import Due, calendar
from data.public.document import WITHHELD, Cell, Row, Table
from data.settings import ROOT, settings
from data.text import sentence, text
from pages._parts import visitor
from pages._parts.visitor import DEMO_ROLES
from tests.conftest import use
from tests.published import document
from tests.small import AJUNG, Small
from tests.test_trail_screens import ThisMachine

FIRST = date(2026, 11, 26)


class Office:
    """Stands for the counting and for the wall calendar."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.today, self.counted, self.meanwhile, self.document = FIRST, 0, lambda: None, document()
        patch.setattr(clock, "today", lambda: self.today)
        patch.setattr(making, "make", self._make)

    def _make(self, _who: Who) -> making.Made:
        self.counted += 1
        self.meanwhile()
        today = {"slug": self.today.isoformat(), "published_on": self.today}
        made = replace(self.document, data_version=self.counted, **today)
        return making.Made(made, clock.now(), {("pelaku", "x"): 3.0})


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(monkeypatch)


def refused(code: str, change: Any, *given: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        change(*given)
    assert caught.value.code == code
    return caught.value


def row(who: Who) -> dict[str, Any]:
    """The only row of the ledger."""
    with db.read(who) as conn:
        return dict(conn.execute(sa.select(schema.release)).mappings().one())


# --- publishing ------------------------------------------------------------------------------------------------------


def test_a_release_is_read_as_it_was_published(register: str, leader: Who, office: Office) -> None:
    assert releases(register) == ()
    refused("no_release", release, register)
    before = clock.now()
    assert commands.publish_release(leader, "form-1") == "2026-11-26"
    made = document(data_version=1)
    assert release(register) == release(register, "2026-11-26") == made
    (entry,) = releases(register)
    assert (entry.published_on, entry.as_of, entry.sha256) == (FIRST, made.as_of, made.sha256)
    kept = row(leader)
    assert kept["content"] == made.to_text()
    assert before <= kept["known_at"] <= clock.now()
    assert (kept["by_person"], kept["data_version"]) == (leader.id, 1)
    for slug in ("2026-11-27", "", "x' OR 1=1", "\x00"):
        refused("release_unknown", release, register, slug)


def test_an_old_release_stays_whatever_the_register_says_now(
    register: str, leader: Who, machine: Who, office: Office
) -> None:
    commands.publish_release(leader, "form-1")
    old = release(register).to_text()
    Small(machine).actor("Batik", AJUNG)
    office.today += timedelta(days=100)
    commands.publish_release(leader, "form-2")
    assert [entry.slug for entry in releases(register)] == ["2027-03-06", "2026-11-26"]
    assert release(register).slug == "2027-03-06"
    assert release(register, "2026-11-26").to_text() == old


def test_a_form_sent_twice_is_one_release_counted_once(register: str, leader: Who, office: Office) -> None:
    assert commands.publish_release(leader, "form-1") == commands.publish_release(leader, "form-1")
    assert (len(releases(register)), office.counted) == (1, 1)


def test_a_release_that_says_nothing_is_none(register: str, leader: Who, office: Office) -> None:
    hidden = Table("menunggu", (Row("never", {}),), ("pelaku",), ((Cell(None, WITHHELD),),))
    office.document = document(tables=(hidden,))
    refused("release_empty", commands.publish_release, leader, "form-1")
    assert releases(register) == ()


def test_two_releases_are_not_close_together(register: str, leader: Who, office: Office) -> None:
    commands.publish_release(leader, "form-1")
    office.today += timedelta(days=27)
    told = refused("release_too_soon", commands.publish_release, leader, "form-2")
    assert office.counted == 1, "it is said before anything is counted"
    assert "24 Desember 2026" in sentence(told)
    assert "24 December 2026" in sentence(told, "en")
    assert queries.release_ledger(leader).earliest == date(2026, 12, 24)
    commands.save_setting(demo_person(register, "admin"), "release_days_apart", "27", "SK 2")
    commands.publish_release(leader, "form-2")
    assert len(releases(register)) == 2


def test_another_release_meanwhile_is_not_overlooked(register: str, leader: Who, office: Office) -> None:
    """The second one was guarded against a ledger without the first."""
    other = demo_person(register, "admin")

    def publishes() -> None:
        office.meanwhile = lambda: None
        commands.publish_release(other, "form-other")

    office.meanwhile = publishes
    refused("release_meanwhile", commands.publish_release, leader, "form-1")
    assert row(leader)["by_person"] == other.id
    with db.read(leader) as conn:
        forms = set(conn.scalars(sa.select(schema.form.c.id)))
    assert "form-1" not in forms, "the form may be sent again another day"


def test_of_two_at_the_same_moment_one_publishes(register: str, leader: Who, office: Office) -> None:
    """Each has looked at the ledger before the other wrote."""
    together = Barrier(2, timeout=20)
    office.meanwhile = together.wait

    def publish(form_id: str) -> str:
        try:
            return commands.publish_release(leader, form_id)
        except Problem as problem:
            return problem.code

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(publish, ("form-1", "form-2")))
    assert said == ["2026-11-26", "release_meanwhile"]
    assert len(releases(register)) == 1


@pytest.mark.parametrize("role", [*DEMO_ROLES, "publik"])
def test_who_may_publish(register: str, office: Office, role: str) -> None:
    who = demo_person(register, role)
    if "release.publish" in ALLOWS[role]:
        assert commands.publish_release(who, "form-1")
    else:
        refused("not_allowed", commands.publish_release, who, "form-1")
        assert office.counted == 0
    refused("only_looking", commands.publish_release, replace(system(register), seen_by="x"), "form-2")


# --- the ledger ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("statement", ["UPDATE release SET content = '{}'", "DELETE FROM release"])
def test_nobody_changes_the_ledger(register: str, leader: Who, office: Office, statement: str) -> None:
    commands.publish_release(leader, "form-1")
    before = row(leader)
    door = db.engine(db.url_of(register), writable=True)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), door.begin() as conn:
        conn.execute(sa.text(statement))
    assert row(leader) == before


def damaged(register: str, content: str, sha256: str) -> None:
    """What a bad disk, or somebody with the database in hand, could leave."""
    door = db.engine(db.url_of(register), writable=True)
    with door.begin() as conn:
        if conn.dialect.name == "postgresql":
            conn.execute(sa.text("ALTER TABLE release DISABLE TRIGGER USER"))
        else:
            conn.execute(sa.text("DROP TRIGGER release_no_UPDATE"))
        conn.execute(schema.release.update().values(content=content, sha256=sha256))


def test_a_damaged_release_is_noticed(register: str, leader: Who, office: Office) -> None:
    commands.publish_release(leader, "form-1")
    content, sha256 = row(leader)["content"], row(leader)["sha256"]
    damaged(register, content.replace("210", "215", 1), sha256)
    refused("release_damaged", release, register)
    assert queries.release_ledger(leader).published[0].withheld is None


def test_a_release_is_not_taken_for_another(register: str, leader: Who, office: Office) -> None:
    commands.publish_release(leader, "form-1")
    other = document(slug="2026-08-15")
    with db.write(system(register), "release.publish", db.About("release", "2026-11-20")) as writing:
        facts = {"as_of": other.as_of, "known_at": clock.now(), "data_version": 1, "definitions": "1"}
        facts |= {"by_person": "x", "counts": []}
        writing.insert(
            schema.release, facts | {"slug": "2026-11-20", "content": other.to_text(), "sha256": other.sha256}
        )
    refused("release_damaged", release, register, "2026-11-20")


def test_the_office_sees_by_whom_and_how_much_is_withheld(register: str, leader: Who, office: Office) -> None:
    assert queries.release_ledger(leader).published == ()
    commands.publish_release(leader, "form-1")
    (one,) = queries.release_ledger(leader).published
    assert (one.by, one.withheld, one.sha256) == (leader.name, document().withheld, document(data_version=1).sha256)


# --- the calendar ----------------------------------------------------------------------------------------------------


def dues(*told: str) -> tuple[Due, ...]:
    """'2027-02-15 published 2027-02-20' -> a due day."""
    parts = [one.split() for one in told]
    return tuple(Due(date.fromisoformat(one[0]), one[1], one[2] if len(one) > 2 else None) for one in parts)  # type: ignore[arg-type]


ITSELF = "2026-11-26 published 2026-11-26"
CASES: dict[str, tuple[list[str], str, int, int, tuple[str, ...]]] = {
    # name: days published, today, every months, day of the month, the calendar
    "nothing yet": ([], "2026-11-26", 3, 15, ("2026-12-15 coming",)),
    "nothing yet, today is the day": ([], "2026-12-15", 3, 15, ("2026-12-15 due", "2027-03-15 coming")),
    "the first": (["2026-11-26"], "2026-11-26", 3, 15, (ITSELF, "2027-02-15 coming")),
    "on its day, not yet out": (["2026-11-26"], "2027-02-15", 3, 15, (ITSELF, "2027-02-15 due", "2027-05-15 coming")),
    "late, still due": (["2026-11-26"], "2027-04-30", 3, 15, (ITSELF, "2027-02-15 due", "2027-05-15 coming")),
    "skipped": (["2026-11-26"], "2027-05-01", 3, 15, (ITSELF, "2027-02-15 skipped", "2027-05-15 coming")),
    "skipped, and the next one came": (
        ["2026-11-26", "2027-05-14"],
        "2027-05-20",
        3,
        15,
        (ITSELF, "2027-02-15 skipped", "2027-05-15 published 2027-05-14", "2027-08-15 coming"),
    ),
    "early": (
        ["2026-11-26", "2027-02-01"],
        "2027-02-01",
        3,
        15,
        (ITSELF, "2027-02-15 published 2027-02-01", "2027-05-15 coming"),
    ),
    "too early to serve": (
        ["2026-11-26", "2027-01-31"],
        "2027-02-16",
        3,
        15,
        (ITSELF, "2027-02-15 due", "2027-05-15 coming"),
    ),
    "two in one period": (
        ["2026-11-26", "2027-02-15", "2027-03-20"],
        "2027-03-21",
        3,
        15,
        (ITSELF, "2027-02-15 published 2027-02-15", "2027-05-15 coming"),
    ),
    "a due day right after the first is left out": (
        ["2027-01-31"],
        "2027-01-31",
        1,
        1,
        ("2027-01-31 published 2027-01-31", "2027-03-01 coming"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_calendar(name: str) -> None:
    published, today, every, day, told = CASES[name]
    days = [date.fromisoformat(one) for one in published]
    now = date.fromisoformat(today)
    assert calendar(days, days[0] if days else now, now, every, day) == dues(*told)


def test_the_calendar_follows_the_office(register: str, leader: Who, office: Office) -> None:
    assert due_dates(register) == dues("2026-12-15 coming")
    commands.publish_release(leader, "form-1")
    admin = demo_person(register, "admin")
    commands.save_setting(admin, "release_every_months", "6", "SK 3")
    commands.save_setting(admin, "release_day", "1", "SK 3")
    office.today = date(2028, 6, 1)
    told = (ITSELF, *(f"{day} skipped" for day in ("2027-05-01", "2027-11-01")), "2028-05-01 due", "2028-11-01 coming")
    assert due_dates(register) == dues(*told)


# --- from the command line -------------------------------------------------------------------------------------------


def test_the_command_line_publishes_and_writes_the_site(
    register: str, office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "site"
    arguments = ["--register", register, "publish", "--out", str(out)]
    assert main(arguments) == 2
    assert capsys.readouterr().err.strip() == sentence(Problem("no_release"))
    assert not out.exists()
    assert main([*arguments, "--new"]) == 0
    assert [entry.slug for entry in releases(register)] == ["2026-11-26"]
    assert list(out.rglob("*.html"))
    assert main(arguments) == 0
    assert main([*arguments, "--new"]) == 2, "not twice on one day"


# --- the screen ------------------------------------------------------------------------------------------------------


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, office: Office) -> Iterator[AppTest]:
    """The screen of an office that has not published anything, as its leader opens it."""
    use(monkeypatch, tmp_path, f"sqlite:///{tmp_path / 'office.db'}")
    monkeypatch.setattr(visitor, "LOOPBACK", ThisMachine())
    commands.ensure_register("utama", "uji")
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.session_state[visitor._ROLE] = "pimpinan"
    app.run()
    yield app.switch_page("pages/rilis.py").run()
    db.close()
    settings.cache_clear()


def said(app: AppTest) -> str:
    assert not app.exception
    kinds = ("markdown", "text", "caption", "success", "warning")
    return "\n".join(str(one.value) for kind in kinds for one in app.get(kind))


def test_a_preview_then_two_clicks_publish(screen: AppTest) -> None:
    assert text("release.first") in said(screen)
    assert "release_publish_yes" not in {button.key for button in screen.button}, "nothing is published unseen"
    screen.button(key="release_preview").click().run()
    assert releases("utama") == ()
    assert text("release.preview_of", day="24 November 2026", version="1") in said(screen)
    screen.button(key="release_publish_yes").click().run()
    (one,) = releases("utama")
    assert text("release.published", day="26 November 2026") in said(screen)
    assert text("release.fingerprint", sha256=one.sha256) in said(screen)
    assert "release_publish_yes" not in {button.key for button in screen.button}
    screen.button(key="release_preview").click().run()
    assert text("release.earliest", day="24 Desember 2026") in said(screen)
    (shut,) = [one for one in screen.get("popover") if one.proto.popover.label == text("release.publish")]
    assert shut.proto.popover.disabled


def test_what_goes_wrong_is_one_sentence(screen: AppTest) -> None:
    screen.button(key="release_preview").click().run()
    commands.publish_release(demo_person("utama", "admin"), "form-other")
    screen.button(key="release_publish_yes").click().run()
    assert sentence(Problem("release_too_soon", day=date(2026, 12, 24))) in said(screen)
    assert len(releases("utama")) == 1
