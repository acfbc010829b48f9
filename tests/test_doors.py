"""The promises of the architecture: every screen, question and change has its door; a thing forgotten fails."""

import importlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from data import access, clock, commands, db, queries, schema
from data.access import ALLOWS, ANYBODY, DEEDS, Who, require
from data.filter import Filter
from data.people import anonymous, as_seen_by, demo_person, system
from data.problem import Problem
from data.samples import fill
from data.scope import may_see_personal
from data.settings import ROOT, settings
from data.text import text
from pages._parts import menu, visitor
from pages._parts import page as page_module
from pages._parts.screens import BY_NAME, FIRST, FRONT, SCREENS, Screen
from pages._parts.visitor import DEMO_ROLES
from tests.conftest import use
from tests.small import Small

VISITORS = (*DEMO_ROLES, "publik")
PAGES = sorted((ROOT / "pages").glob("*.py"))
LOCKED = {"publik": text("lock.sign_in")} | {
    role: text("lock.not_yours", role=text(f"role.{role}")) for role in DEMO_ROLES
}


# --- screens ---------------------------------------------------------------------------------------------------------


def test_every_page_is_one_screen_and_back() -> None:
    files = [f"pages/{path.name}" for path in PAGES if path.name != "__init__.py"]
    assert sorted(screen.file for screen in SCREENS) == files
    assert len(BY_NAME) == len(SCREENS)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_a_table_of_contents(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 80


@pytest.mark.parametrize("role", DEMO_ROLES)
def test_a_menu_has_at_most_five_entries_that_open(role: str) -> None:
    mine = [screen for screen in SCREENS if role in screen.menus]
    assert 1 <= len(mine) <= 5
    assert all(screen.deed in ALLOWS[role] for screen in mine)
    assert FIRST[role] in [screen.name for screen in mine]


def test_screens_name_deeds_and_roles_that_exist() -> None:
    assert {screen.deed for screen in SCREENS if screen.deed} <= DEEDS
    assert {role for screen in SCREENS for role in screen.menus} == set(VISITORS)
    assert set(DEMO_ROLES) == set(schema.ROLES) == set(ALLOWS) - {"publik", "system"} == set(FIRST)


@pytest.fixture(scope="module")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small filled `contoh`, made once for this file."""
    folder = tmp_path_factory.mktemp("sample")
    with pytest.MonkeyPatch.context() as patch:
        use(patch, folder)
        commands.ensure_register("contoh", "contoh")
        fill(system("contoh"), actors=150, seed=1)
    db.close()
    settings.cache_clear()
    return folder


@pytest.fixture
def sample(sample_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use(monkeypatch, sample_folder)
    yield
    db.close()
    settings.cache_clear()


def opened(screen: Screen, role: str | None) -> AppTest:
    """The front page first, then this screen, as a browser does it."""
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    if role:
        app.session_state[visitor._ROLE] = role
    app.run()
    return app.switch_page(screen.file).run()


DATA = ("dataframe", "arrow_data_frame", "plotly_chart", "bidi_component", "component_instance", "iframe", "table")
UNEXPECTED = text("problem.unexpected", fault="|").split("|")[0]


def drawn(app: AppTest) -> set[str]:
    """The kinds of elements on the screen that could carry data."""
    return {kind for kind in DATA if app.get(kind)}


def fine(app: AppTest) -> None:
    assert not app.exception
    assert not [warning.value for warning in app.warning if warning.value.startswith(UNEXPECTED)]


def is_locked(app: AppTest, role: str) -> bool:
    return LOCKED[role] in [info.value for info in app.info]


@pytest.mark.parametrize("role", VISITORS)
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_opens_for_those_whose_work_needs_it(sample: None, screen: Screen, role: str) -> None:
    app = opened(screen, role)
    fine(app)
    if screen is FRONT:
        return  # it sends the signed-in on
    assert f"## {text(f'title.{screen.name}')}" in [words.value for words in app.markdown]
    if screen.deed is None or screen.deed in ALLOWS[role]:
        assert not is_locked(app, role)
    else:
        assert is_locked(app, role)
        assert drawn(app) == set()
        assert not app.get("file_uploader")


def test_the_front_door_sends_each_role_to_its_first_screen(sample: None) -> None:
    for role, name in FIRST.items():
        app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
        app.session_state[visitor._ROLE] = role
        app.run()
        fine(app)
        assert f"## {text(f'title.{name}')}" in [words.value for words in app.markdown]


@pytest.mark.parametrize("screen", [screen for screen in SCREENS if screen.deed], ids=lambda screen: screen.name)
@pytest.mark.parametrize("declared", [False, True])
def test_a_page_reached_before_the_front_page_is_locked(
    sample: None, monkeypatch: pytest.MonkeyPatch, screen: Screen, declared: bool
) -> None:
    """With a `pages/` folder the server runs such a page without `dashboard.py`."""
    monkeypatch.setattr(menu, "_declared", declared)
    asked: list[str] = []
    real = menu.menu
    monkeypatch.setattr(menu, "menu", lambda: asked.append("menu") or real())
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.session_state[visitor._ROLE] = "publik"
    app.switch_page(screen.file).run()
    fine(app)
    assert bool(asked) is not declared, "with the menu declared elsewhere the page runs alone"
    assert is_locked(app, "publik")
    assert drawn(app) == set()


class ThisMachine:
    """AppTest has no address: every one is this machine's."""

    def __contains__(self, _address: object) -> bool:
        return True


@pytest.fixture
def uji(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """One register of kind `uji`, the default of its server."""
    use(monkeypatch, tmp_path, f"sqlite:///{tmp_path / 'office.db'}")
    monkeypatch.setattr(visitor, "LOOPBACK", ThisMachine())
    commands.ensure_register("utama", "uji")
    yield
    db.close()
    settings.cache_clear()


def test_in_uji_a_fresh_visitor_is_nobody_and_one_click_signs_in(uji: None) -> None:
    app = opened(BY_NAME["rujukan"], None)
    fine(app)
    assert is_locked(app, "publik")
    assert drawn(app) == set()
    app.button(key="sign_in.petugas").click()
    app.run()
    fine(app)
    assert not is_locked(app, "publik")
    assert len(app.dataframe) == 1


def test_uji_opens_on_its_own_machine_only(uji: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitor, "LOOPBACK", ())
    app = opened(BY_NAME["rujukan"], "admin")
    fine(app)
    assert [warning.value for warning in app.warning] == [text("problem.register_elsewhere")]
    assert drawn(app) == set()


def test_a_link_to_no_register_gets_a_sentence(sample: None) -> None:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.query_params["register"] = "no-such"
    app.run()
    fine(app)
    assert [warning.value for warning in app.warning] == [text("problem.register_unknown")]


def test_a_fault_is_a_sentence_with_a_code(sample: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "_banner", lambda _here: 1 / 0)
    app = opened(BY_NAME["rujukan"], "admin")
    assert not app.exception
    assert app.warning[0].value.startswith(UNEXPECTED)


# --- role x deed -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("deed", sorted(DEEDS))
@pytest.mark.parametrize("role", [*ALLOWS, "stranger"])
def test_require_raises_exactly_outside_the_matrix(role: str, deed: str) -> None:
    who = Who("uji", "35.09", role, "x", "x")
    if deed in ALLOWS.get(role, frozenset()):
        require(who, deed)
        return
    with pytest.raises(Problem) as caught:
        require(who, deed)
    assert caught.value.code == "not_allowed"


def test_what_the_matrix_must_never_say() -> None:
    assert ALLOWS["publik"] == ANYBODY == {"help.ask", "number.report", "enquiry.send"}
    holders = {deed: {role for role in ALLOWS if deed in ALLOWS[role]} for deed in DEEDS}
    assert holders["actor.personal"] == {"pendamping", "petugas", "admin"}
    assert holders["import.run"] == {"petugas", "admin", "system"}
    assert holders["reference.edit"] == {"admin", "system"}
    assert holders["register.fill"] == {"system"}
    mine = {deed for deed in ALLOWS["pimpinan"] - ANYBODY if not deed.endswith(".see")}
    assert mine == {"exit.confirm", "placement.keep", "release.publish"}
    assert holders["release.publish"] == {"pimpinan", "admin", "system"}
    assert holders["help.see"] == {"pendamping", "petugas", "admin"}
    assert holders["subject.erase"] == holders["audit.see"] == holders["person.view_as"] == {"admin"}
    with pytest.raises(ValueError, match=r"actor\.fly"):
        access.allows(Who("uji", "35.09", "admin", "x", "x"), "actor.fly")


# --- every question and change ---------------------------------------------------------------------------------------

SUBJECTS = [
    importlib.import_module(f"tests.doors.{path.stem}")
    for path in sorted(Path(__file__).parent.glob("doors/[a-z]*.py"))
]
QUESTIONS = {name: ask for subject in SUBJECTS for name, ask in subject.QUESTIONS.items()}
CHANGES = {name: change for subject in SUBJECTS for name, change in subject.CHANGES.items()}
ANYONE = {"register_kind", "ensure_register", "choices"}


def functions(module: Any) -> set[str]:
    return {name for name in module.__all__ if inspect.isfunction(getattr(module, name))}


def test_every_question_and_change_is_in_these_lists() -> None:
    assert functions(queries) == set(QUESTIONS) | (ANYONE & functions(queries))
    assert functions(commands) == set(CHANGES) | (ANYONE & functions(commands))
    assert {change.deed for change in CHANGES.values()} <= DEEDS


def rows(register: str) -> dict[str, int]:
    """Table -> number of rows."""
    with db.read(system(register)) as conn:
        return {
            table.name: conn.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in schema.metadata.sorted_tables
        }


def audits(register: str) -> list[tuple[str, str, str]]:
    table = schema.audit
    with db.read(system(register)) as conn:
        asked = sa.select(table.c.by_person, table.c.by_role, table.c.deed).order_by(table.c.at, table.c.id)
        return [tuple(row) for row in conn.execute(asked)]


def test_nobody_asks_or_changes_anything(register: str) -> None:
    who, before = anonymous(register), rows(register)
    for name, ask in QUESTIONS.items():
        with pytest.raises(Problem) as caught:
            ask(who)
        assert caught.value.code == "not_allowed", name
    for name, change in CHANGES.items():
        if change.deed in ANYBODY:
            continue
        with pytest.raises(Problem) as caught:
            change.do(who, "no-such")
        assert caught.value.code == "not_allowed", name
    assert rows(register) == before
    with db.read(who) as conn:
        assert not may_see_personal(who, conn, "no-such")


def test_anyone_may_know_the_kind(register: str) -> None:
    assert queries.register_kind(anonymous(register)) == "uji"


def test_making_a_register_leaves_one_audit_row(register: str) -> None:
    assert audits(register) == [("system", "system", "register.fill")]


@pytest.fixture
def actor(machine: Who) -> str:
    return Small(machine).actor("Mebel Jati", lon=113.8, lat=-8.1, owner="Budi")


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_leaves_one_audit_row_and_a_failing_one_nothing(
    register: str, actor: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = CHANGES[name]
    if change.ready:
        change.ready(system(register))
    who, before, told = demo_person(register, change.role), rows(register), audits(register)
    if change.fail:
        with pytest.raises(Exception) as caught:  # noqa: B017, PT011
            change.fail(who, actor)
        assert not (isinstance(caught.value, Problem) and caught.value.code == "not_allowed")
        assert rows(register) == before
    if change.jots:
        change.do(who, actor)
        assert audits(register) == told
        return

    real = db._record

    def late(*given: Any) -> None:
        real(*given)
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(db, "_record", late)
        with pytest.raises(ZeroDivisionError):
            change.do(who, actor)
    assert rows(register) == before, "the change and its audit row are one transaction"

    change.do(who, actor)
    assert audits(register)[len(told) :] == [(who.id, who.role, change.deed)] * change.abouts


# --- role x deed x scope ---------------------------------------------------------------------------------------------

# Deeds of a pendamping that ask for no scope: anybody may be recorded anywhere, a draft is one's own, the points of a
# whole filter leave out what is not the asker's, and what anybody may send in.
ASKED_BY_ANYBODY = {"ask_help", "nobody_came", "report_number", "send_enquiry"}
WITHOUT_SCOPE = {"add_actor", "save_draft", "drop_draft", "open_points"} | ASKED_BY_ANYBODY


@pytest.fixture
def whose(machine: Who) -> dict[str, str]:
    """An actor of the demo pendamping, one of a colleague, one of nobody."""
    small = Small(machine)
    sari, rini = small.facilitator("Sari"), small.facilitator("Rini")
    made = {scope: small.actor(f"Mebel {scope}", lon=113.8, lat=-8.1) for scope in ("own", "other", "nobody")}
    small.assign(sari, actor_id=made["own"])
    small.assign(rini, actor_id=made["other"])
    people = schema.person
    with db.write(machine, "register.fill", db.About("register", "test")) as writing:
        mine = people.c.id == "demo-pendamping"
        writing.conn.execute(people.update().where(mine).values(facilitator_id=sari))
    return made


@pytest.mark.parametrize("name", CHANGES)
def test_every_role_does_every_deed_in_its_scope_only(register: str, whose: dict[str, str], name: str) -> None:
    change = CHANGES[name]
    if change.ready:
        change.ready(system(register))
    for role in [role for role in ALLOWS if role != "system"]:
        who = anonymous(register) if role == "publik" else demo_person(register, role)
        allowed = change.deed in ALLOWS[role]
        for scope, actor in whose.items():
            if allowed and (role != "pendamping" or scope == "own" or name in WITHOUT_SCOPE):
                continue  # what is allowed is done in the tests of each deed
            before = rows(register)
            with pytest.raises(Problem) as caught:
                change.do(who, actor)
            assert (caught.value.code == "not_allowed") is not allowed, (role, scope, caught.value)
            assert rows(register) == before, (role, scope)


@pytest.mark.parametrize("name", CHANGES)
def test_a_pendamping_is_not_kept_from_the_own_work(register: str, whose: dict[str, str], name: str) -> None:
    change, who = CHANGES[name], demo_person(register, "pendamping")
    if change.deed not in ALLOWS["pendamping"]:
        return
    if change.ready:
        change.ready(system(register))
    try:
        change.do(who, whose["own"])
    except Problem as problem:
        assert problem.code not in ("not_allowed", "not_your_actor")


@pytest.mark.parametrize("name", CHANGES)
def test_who_looks_through_other_eyes_changes_nothing(register: str, whose: dict[str, str], name: str) -> None:
    change = CHANGES[name]
    if change.ready:
        change.ready(system(register))
    before = rows(register)
    for role in DEMO_ROLES:
        if change.deed in ALLOWS[role]:
            with pytest.raises(Problem) as caught:
                change.do(as_seen_by(demo_person(register, "admin"), f"demo-{role}"), whose["own"])
            assert caught.value.code == "only_looking", role
    assert rows(register) == before


# --- the database's own locks ----------------------------------------------------------------------------------------


def test_read_cannot_write(register: str, machine: Who) -> None:
    before = rows(register)
    sector = schema.sector
    for statement in (
        sector.update().values(position=0),
        schema.need_kind.delete(),
        schema.facilitator.insert().values(kab_code=machine.kab, id="x", name="x", recorded_at=clock.now()),
        sa.text("CREATE TABLE sneaked (a INTEGER)"),
        sa.text("DROP TABLE need_event"),
    ):
        with pytest.raises(sa.exc.DBAPIError), db.read(machine) as conn:
            conn.execute(statement)
    assert rows(register) == before


@pytest.mark.parametrize("table", ["audit", "permit_event"])
def test_what_was_written_down_stays(register: str, machine: Who, actor: str, table: str) -> None:
    Small(machine).permit(actor, "nib", "terbit")
    before = rows(register)[table]
    assert before
    door = db.engine(db.url_of(register), writable=True)
    changed = {"audit": "by_role = 'admin'", "permit_event": "status = 'dicabut'"}[table]
    for statement in (f"UPDATE {table} SET {changed}", f"DELETE FROM {table}"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), door.begin() as conn:
            conn.execute(sa.text(statement))
    assert rows(register)[table] == before


def test_no_code_names_the_kabupaten() -> None:
    folders = [ROOT / name for name in ("data", "geo", "pages")]
    files = [*ROOT.glob("*.py"), *(path for folder in folders for path in folder.rglob("*.py"))]
    assert len(files) > 60
    named = [str(path.relative_to(ROOT)) for path in files if "jember" in path.read_text(encoding="utf-8").lower()]
    assert named == []


# --- personal data ---------------------------------------------------------------------------------------------------


@dataclass
class Office:
    """Two facilitators with one actor each, and an actor that was the first one's until last year."""

    register: str
    mine: str
    other: str
    former: str
    pendamping: Who

    def as_(self, role: str) -> Who:
        return demo_person(self.register, role)


@pytest.fixture
def office(register: str, machine: Who) -> Office:
    small = Small(machine)
    sari, rini = small.facilitator("Sari"), small.facilitator("Rini")
    facts: dict[str, Any] = {
        "owner": "Budi",
        "phone": "0811 222 333",
        "address": "Jl. Mawar",
        "lon": 113.8,
        "lat": -8.1,
        "workers_m": 3,
        "investment": 5_000_000,
    }
    made = [small.actor(name, **facts) for name in ("Milik Sari", "Milik Rini", "Dulu Sari")]
    for one, by in zip(made, (sari, rini, sari), strict=True):
        small.permit(one, "nib", "terbit", number="1" * 13, raw="NIB 1")
        small.visit(one, by, clock.today() - timedelta(days=30), result="rahasia", next_step="janji")
    small.assign(sari, actor_id=made[0])
    small.assign(rini, actor_id=made[1])
    ended = {"to_on": date(2024, 12, 31), "end_recorded_at": clock.now() - timedelta(days=1)}
    small.insert(schema.assignment, facilitator_id=sari, actor_id=made[2], from_on=date(2019, 1, 1), **ended)
    pendamping = Who(register, machine.kab, "pendamping", "demo-pendamping", "Sari", sari)
    return Office(register, *made, pendamping=pendamping)


def shows_personal(who: Who, actor_id: str) -> bool:
    """Whether facts and timeline hold personal values; all of them or none."""
    found, events = queries.actor(who, actor_id), queries.timeline(who, actor_id)
    permit = found["permits"][0]
    contact = next(event for event in events if event["kind"] == "contact")
    issued = next(event for event in events if event["kind"] == "permit")
    shown = {
        found["personal"],
        bool(found["figures"]),
        permit["number"] is not None,
        permit["raw"] is not None,
        "result" in contact,
        "next_step" in contact,
        "number" in issued,
        "raw" in issued,
    }
    assert len(shown) == 1
    words = repr((found, events))
    assert not [value for value in ("Budi", "0811 222 333", "Mawar", "113.8") if value in words], (
        "never without a click"
    )
    return shown.pop()


def test_personal_data_belong_to_those_whose_work_needs_them(office: Office) -> None:
    sari, petugas, pimpinan = office.pendamping, office.as_("petugas"), office.as_("pimpinan")
    everyone = (office.mine, office.other, office.former)
    assert [shows_personal(sari, one) for one in everyone] == [True, False, False]
    assert [shows_personal(petugas, one) for one in everyone] == [True, True, True]
    assert [shows_personal(pimpinan, one) for one in everyone] == [False, False, False]
    nobody = Who(office.register, sari.kab, "pendamping", "new", "Baru")
    assert [shows_personal(nobody, one) for one in everyone] == [False, False, False]


def test_opening_personal_data_is_written_down_and_changes_nothing(office: Office) -> None:
    def version() -> int:
        with db.read(office.pendamping) as conn:
            return db.version(conn, office.pendamping.kab)

    told, before = audits(office.register), version()
    assert commands.open_personal(office.pendamping, office.mine)["owner"] == "Budi"
    assert [row["id"] for row in commands.open_points(office.pendamping, Filter())] == [office.mine]
    seen = ("demo-pendamping", "pendamping", "actor.personal")
    assert audits(office.register)[len(told) :] == [seen, seen]
    for who, actor_id, code in (
        (office.pendamping, office.other, "not_your_actor"),
        (office.pendamping, office.former, "not_your_actor"),
        (office.as_("pimpinan"), office.mine, "not_allowed"),
    ):
        with pytest.raises(Problem) as caught:
            commands.open_personal(who, actor_id)
        assert caught.value.code == code
    with pytest.raises(Problem) as caught:
        commands.open_points(office.as_("pimpinan"), Filter())
    assert caught.value.code == "not_allowed"
    assert len(audits(office.register)) == len(told) + 2
    assert version() == before


def test_points_of_another_facilitator_stay_closed(office: Office) -> None:
    others = Filter(facilitator=(queries.actor(office.as_("petugas"), office.other)["today"]["facilitator_id"],))
    for wanted in (others, Filter(facilitator=("tanpa",))):
        found = {row["id"] for row in commands.open_points(office.pendamping, wanted)}
        assert found <= {office.mine}
    assert len(commands.open_points(office.as_("petugas"), Filter())) == 3


def test_an_older_date_does_not_open_a_former_caseload(office: Office) -> None:
    """A link may say `as_of`; whose work it is, is decided today, as for `open_personal`."""
    found = {row["id"] for row in commands.open_points(office.pendamping, Filter(as_of=date(2024, 6, 1)))}
    assert office.former not in found


def test_only_the_own_caseload_is_edited(office: Office) -> None:
    commands.edit_actor(office.pendamping, office.mine, 1, {"phone": "0812"})
    with pytest.raises(Problem) as caught:
        commands.edit_actor(office.pendamping, office.other, 1, {"phone": "0812"})
    assert caught.value.code == "not_your_actor"
