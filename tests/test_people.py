"""Who may sign in, as what: the list of people, the identity a provider proves, viewing as somebody, settings."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from data import clock, commands, db, queries, schema, settings
from data.__main__ import main
from data.access import GRANTABLE, Who
from data.filter import Filter
from data.identity import AHEAD, recognised
from data.office import SETTINGS
from data.people import as_seen_by, demo_person, signed_in, system
from data.problem import Problem
from data.settings import PROVIDER, ROOT
from data.text import text
from pages._parts import visitor
from pages._parts.screens import BY_NAME, FIRST, FRONT, SCREENS
from tests.conftest import fresh_database, use
from tests.small import Small

HOUR = 3600


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The block must end in this problem."""
    with pytest.raises(Problem) as caught:
        yield
    assert caught.value.code == code


def add(who: Who, email: str, role: str = "petugas", facilitator: str | None = None, **more: Any) -> str:
    given = {"person_id": None, "name": "Orang", "also": (), "form_id": clock.new_id()} | more
    return commands.save_person(who, email=email, role=role, facilitator_id=facilitator, **given)


def change(who: Who, person_id: str, **new: Any) -> str:
    now = queries.people(who).set_index("id").loc[person_id].to_dict()
    given = {name: now[name] for name in ("email", "name", "role", "facilitator_id", "also")} | new
    return commands.save_person(who, person_id, **given, form_id=clock.new_id())


def details(who: Who, person_id: str) -> list[tuple[str, Any, Any]]:
    """Deed, before and after of every audit row about a person."""
    audit, more = schema.audit, schema.audit_detail
    asked = (
        sa.select(audit.c.deed, more.c.before, more.c.after)
        .outerjoin(more, sa.and_(more.c.kab_code == audit.c.kab_code, more.c.audit_id == audit.c.id))
        .where(audit.c.about_kind == "person", audit.c.about_id == person_id)
        .order_by(audit.c.at, audit.c.id)
    )
    with db.read(system(who.register)) as conn:
        return [tuple(row) for row in conn.execute(asked)]


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Secrets that name a sign-in provider."""
    secrets = tmp_path / "secrets.toml"
    secrets.write_text("[auth]\n" + "".join(f'{name} = "http://localhost/{name}"\n' for name in PROVIDER))
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(secrets))
    return secrets


@pytest.fixture(params=["sqlite", "postgresql"])
def office(
    request: pytest.FixtureRequest, provider: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[str]:
    """A register of real data, on each engine."""
    url = f"sqlite:///{tmp_path / 'office.db'}"
    if request.param == "postgresql":
        url = fresh_database(request.getfixturevalue("postgres"))
    use(monkeypatch, tmp_path, url)
    commands.ensure_register("utama", "nyata")
    yield "utama"
    db.close()
    settings.settings.cache_clear()


@pytest.fixture
def chief(office: str) -> Who:
    """The first admin of the office."""
    add(system(office), "kepala@kantor.go.id", "admin", name="Kepala")
    found = signed_in(office, "kepala@kantor.go.id")
    assert found is not None
    return found


# --- the list of people ----------------------------------------------------------------------------------------------


def test_a_person_is_added_changed_ended_and_let_in_again(register: str, machine: Who) -> None:
    admin, sari = demo_person(register, "admin"), Small(machine).facilitator("Sari")
    made = add(admin, "  Sari@Kantor.GO.id ", "pendamping", sari, name=" Sari   Dewi ")
    found = signed_in(register, "sari@kantor.go.id")
    assert found == Who(register, admin.kab, "pendamping", made, "Sari Dewi", sari)
    row = queries.people(admin).set_index("id").loc[made]
    assert (row["email"], row["facilitator"], row["ended"]) == ("sari@kantor.go.id", "Sari", False)

    change(admin, made, role="pimpinan", facilitator_id=None, also=("actor.personal",))
    found = signed_in(register, "SARI@kantor.go.id ")
    assert found and (found.role, found.facilitator, found.also) == ("pimpinan", None, {"actor.personal"})

    commands.end_person(admin, made)
    assert signed_in(register, "sari@kantor.go.id") is None
    row = queries.people(admin).iloc[-1]
    assert (row["id"], row["ended"]) == (made, True), "those who are ended stand last"
    change(admin, made, name="Sari")
    assert signed_in(register, "sari@kantor.go.id") is not None

    told = details(admin, made)
    assert [deed for deed, _, _ in told] == ["person.edit"] * 4
    assert told[0][1] is None
    assert told[1][1]["role"] == "pendamping"
    assert told[1][2]["role"] == "pimpinan"
    assert told[1][2]["also"] == "actor.personal"
    assert told[2][1]["ended_at"] is None
    assert told[2][2]["ended_at"]
    assert told[3][1]["ended_at"]
    assert told[3][2]["ended_at"] is None


def test_what_a_person_cannot_be(register: str, machine: Who) -> None:
    admin, sari = demo_person(register, "admin"), Small(machine).facilitator("Sari")
    before = len(queries.people(admin))
    for wrong in (
        "",
        "sari",
        "sari@kantor",
        "sa ri@kantor.go.id",
        "a@b.id, c@d.id",
        "@kantor.go.id",
        "a@kantor.go.id>",
    ):
        with refused("person_email"):
            add(admin, wrong)
    for name in ("", "   ", "x" * 201):
        with refused("person_name"):
            add(admin, "a@kantor.go.id", name=name)
    for role in ("publik", "system", ""):
        with refused("person_role"):
            add(admin, "a@kantor.go.id", role)
    for facilitator in (None, "no-such"):
        with refused("person_needs_facilitator"):
            add(admin, "a@kantor.go.id", "pendamping", facilitator)
    with refused("person_no_facilitator"):
        add(admin, "a@kantor.go.id", "admin", sari)
    with refused("person_also"):
        add(admin, "a@kantor.go.id", "pimpinan", also=("person.edit",))
    with refused("no_such_person"):
        add(admin, "a@kantor.go.id", person_id="no-such")
    with refused("no_such_person"):
        commands.end_person(admin, "no-such")
    assert len(queries.people(admin)) == before


def test_an_address_belongs_to_one_person(register: str) -> None:
    admin = demo_person(register, "admin")
    first, second = add(admin, "a@kantor.go.id"), add(admin, "b@kantor.go.id")
    with refused("person_email_taken"):
        add(admin, "A@kantor.go.id")
    with pytest.raises(Problem) as caught:
        change(admin, second, email="a@kantor.go.id")
    assert caught.value.code == "person_email_taken"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__, "the database's own message holds the address"
    commands.end_person(admin, first)
    with refused("person_email_taken"):
        add(admin, "a@kantor.go.id")


def test_a_form_sent_twice_makes_one_person(register: str) -> None:
    admin = demo_person(register, "admin")
    before = len(queries.people(admin))
    assert [add(admin, "a@kantor.go.id", form_id="same") for _ in range(2)] == ["same", "same"]
    assert len(queries.people(admin)) == before + 1
    assert len(details(admin, "same")) == 1


def test_a_demo_person_stays_what_they_are(register: str, machine: Who) -> None:
    admin, sari = demo_person(register, "admin"), Small(machine).facilitator("Sari")
    for one in ("demo-admin", "demo-petugas"):
        with refused("demo_person_fixed"):
            commands.end_person(admin, one)
    with refused("demo_person_fixed"):
        change(admin, "demo-petugas", role="admin")
    with refused("demo_person_fixed"):
        change(admin, "demo-petugas", email="a@kantor.go.id")
    change(admin, "demo-pendamping", facilitator_id=sari)
    assert demo_person(register, "pendamping").facilitator == sari


# --- the last admin --------------------------------------------------------------------------------------------------


def test_the_last_admin_can_be_neither_ended_nor_demoted(chief: Who) -> None:
    with refused("last_admin"):
        commands.end_person(chief, chief.id)
    with refused("last_admin"):
        change(chief, chief.id, role="pimpinan")
    with refused("last_admin"):
        change(system(chief.register), chief.id, role="petugas")
    second = add(chief, "dua@kantor.go.id", "admin")
    commands.end_person(chief, second)
    with refused("last_admin"):
        commands.end_person(chief, chief.id)
    change(chief, second)  # let in again
    change(chief, chief.id, role="pimpinan")
    assert set(queries.people(system(chief.register)).query("role == 'admin'")["id"]) == {second}


@pytest.mark.parametrize("repeat", range(5))
def test_two_admins_who_remove_each_other_at_once_leave_one(chief: Who, repeat: int) -> None:
    other = signed_in(chief.register, _email(add(chief, "dua@kantor.go.id", "admin"), chief))
    assert other is not None
    start, said = threading.Barrier(2), []

    def remove(who: Who, whom: str, how: str) -> None:
        start.wait()
        try:
            commands.end_person(who, whom) if how == "end" else change(who, whom, role="pimpinan")
        except Problem as problem:
            said.append(problem.code)

    pairs = ((chief, other.id, "end"), (other, chief.id, "demote"))
    threads = [threading.Thread(target=remove, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    # The second finds itself removed, or to be about to remove the last one.
    assert len(said) == 1
    assert said[0] in ("last_admin", "no_longer_yours")
    left = queries.people(system(chief.register)).query("role == 'admin' and ended == False")
    assert len(left) == 1


def _email(person_id: str, who: Who) -> str:
    return str(queries.people(who).set_index("id").loc[person_id, "email"])


def test_removals_that_have_both_begun_wait_for_each_other(chief: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are past every check of who they are before either has removed anybody."""
    second = add(chief, "dua@kantor.go.id", "admin")
    real, inside, said = commands.people._locked_admins, threading.Barrier(2), []

    def slowly(writing: Any) -> set[str]:
        if writing.conn.dialect.name == "postgresql":  # SQLite lets only one in
            inside.wait(10)
        admins = real(writing)
        time.sleep(0.2)
        return admins

    monkeypatch.setattr(commands.people, "_locked_admins", slowly)

    def remove(whom: str) -> None:
        try:
            commands.end_person(system(chief.register), whom)
        except Problem as problem:
            said.append(problem.code)

    threads = [threading.Thread(target=remove, args=(whom,)) for whom in (chief.id, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert said == ["last_admin"]


# --- the identity a provider proves ----------------------------------------------------------------------------------


def claims(email: str | None = "kepala@kantor.go.id", ago: float = 0, **more: Any) -> dict[str, Any]:
    """What `st.user` holds of somebody who signed in `ago` seconds ago."""
    issued = int(clock.now().timestamp() - ago)
    return {"is_logged_in": True, "email": email, "iat": issued, "exp": issued + 300} | more


def test_a_proven_address_is_the_person_on_the_list(chief: Who) -> None:
    assert recognised(chief.register, claims()) == chief
    assert recognised(chief.register, claims(" Kepala@kantor.go.id", email_verified=True)) == chief
    assert recognised(chief.register, claims(email_verified="true")) == chief
    assert recognised(chief.register, claims(ago=12 * HOUR - 60)) == chief, "long after the token itself ran out"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"is_logged_in": False}, "missing"),
        ({"is_logged_in": None}, "missing"),
        ({"is_logged_in": "yes"}, "missing"),
        ({"email_verified": False}, "unverified"),
        ({"email_verified": "false"}, "unverified"),
        ({"email_verified": None}, "unverified"),
        ({"email": None}, "unverified"),
        ({"email": "  "}, "unverified"),
        ({"email": ["kepala@kantor.go.id"]}, "unverified"),
        ({"email": "orang@lain.id"}, "unknown"),
        ({"email": "pendamping@contoh.invalid"}, "unknown"),
        ({"iat": None}, "expired"),
        ({"iat": "today"}, "expired"),
        ({"iat": True}, "expired"),
        ({"iat": float("nan")}, "expired"),
        ({"exp": None}, "expired"),
        ({"exp": "later"}, "expired"),
        ({"exp": 0}, "expired"),
        ({"ago": 12 * HOUR + 60}, "expired"),
        ({"ago": -AHEAD - 60}, "expired"),
    ],
)
def test_what_proves_nothing_opens_nothing(chief: Who, given: dict[str, Any], why: str) -> None:
    assert recognised(chief.register, claims(**given)) == why
    assert recognised(chief.register, {}) == "missing"


def test_the_office_decides_how_long_a_sign_in_lasts(chief: Who) -> None:
    commands.save_setting(chief, "sign_in_hours", "2", "SK 1/2026")
    assert recognised(chief.register, claims(ago=2 * HOUR - 60)) == chief
    assert recognised(chief.register, claims(ago=2 * HOUR + 60)) == "expired"


def test_who_is_ended_is_unknown_at_once(chief: Who) -> None:
    made = add(chief, "budi@kantor.go.id")
    assert recognised(chief.register, claims("budi@kantor.go.id"))
    commands.end_person(chief, made)
    assert recognised(chief.register, claims("budi@kantor.go.id")) == "unknown"


def test_a_screen_that_is_still_open_ends_with_its_person(chief: Who) -> None:
    """A form in a dialog runs without asking again who looks: the database's door does."""
    team = [Small(system(chief.register)).facilitator(name) for name in ("Sari", "Rini")]
    made = add(chief, "budi@kantor.go.id", "pendamping", team[0])
    budi = signed_in(chief.register, "budi@kantor.go.id")
    assert budi is not None
    assert queries.names(budi)
    changes: list[dict[str, Any]] = [
        {"facilitator_id": team[1]},
        {"role": "petugas", "facilitator_id": None},
        {"facilitator_id": team[0], "role": "pendamping", "also": ("actor.personal",)},
    ]
    for new in changes:
        change(chief, made, **new)
        with refused("no_longer_yours"):
            queries.names(budi)
        with refused("no_longer_yours"):
            commands.add_actor(budi, commands.NewActor("Baru", "35.09.27"), clock.new_id())
        change(chief, made, facilitator_id=team[0], role="pendamping", also=())
        assert queries.names(budi)
    commands.end_person(chief, made)
    with refused("no_longer_yours"):
        queries.names(budi)


def test_a_demo_person_is_nobody_in_a_register_of_real_data(chief: Who) -> None:
    forged = Who(chief.register, chief.kab, "admin", "demo-admin", "Admin")
    for ask in (queries.people, queries.names, lambda who: queries.figures(who, Filter())):
        with refused("no_longer_yours"):
            ask(forged)
    with refused("no_longer_yours"):
        add(forged, "saya@lain.id", "admin")
    assert demo_person(chief.register, "admin").role == "publik"


# --- viewing as somebody ---------------------------------------------------------------------------------------------


def test_viewing_as_somebody_is_written_down_and_changes_nothing(register: str) -> None:
    admin = demo_person(register, "admin")
    commands.start_view_as(admin, "demo-petugas")
    assert details(admin, "demo-petugas") == [("person.view_as", None, None)]
    seen = as_seen_by(admin, "demo-petugas")
    assert (seen.role, seen.id, seen.seen_by) == ("petugas", "demo-petugas", "demo-admin")
    with refused("only_looking"):
        commands.add_actor(seen, commands.NewActor("Baru", "35.09.27"), clock.new_id())
    for role in ("pimpinan", "pendamping", "petugas"):
        with refused("not_allowed"):
            commands.start_view_as(demo_person(register, role), "demo-admin")
    ended = add(admin, "a@kantor.go.id")
    commands.end_person(admin, ended)
    with refused("no_such_person"):
        commands.start_view_as(admin, ended)


def test_a_look_ends_with_the_admins_right(chief: Who) -> None:
    add(chief, "dua@kantor.go.id", "admin")
    budi = add(chief, "budi@kantor.go.id")
    seen = as_seen_by(chief, budi)
    assert queries.names(seen)
    change(system(chief.register), chief.id, role="petugas")
    with refused("no_longer_yours"):
        queries.names(seen)
    commands.end_person(system(chief.register), chief.id)
    with refused("no_longer_yours"):
        queries.names(seen)


# --- settings --------------------------------------------------------------------------------------------------------


def test_a_setting_is_what_the_office_wrote(register: str) -> None:
    admin, leader = demo_person(register, "admin"), demo_person(register, "pimpinan")
    now = {one.name: one for one in queries.office_settings(leader)}
    assert list(now) == list(SETTINGS)
    assert {one.source for one in now.values()} == {None}
    assert (now["visit_target"].value, now["visit_target"].between) == ("12", (1, 200))
    for value in ("15", " 020 "):
        commands.save_setting(admin, "visit_target", value, " SK Kadis 1/2026 ")
    commands.save_setting(admin, "office_phone", "(0331) 123456", "papan nama")
    now = {one.name: one for one in queries.office_settings(leader)}
    assert (now["visit_target"].value, now["visit_target"].source) == ("20", "SK Kadis 1/2026")
    assert now["visit_target"].default == "12"
    assert now["office_phone"].value == "(0331) 123456"


@pytest.mark.parametrize("value", ["0", "201", "-1", "1.5", "dua belas", "", "１２", "1e2", "9" * 30])
def test_a_number_out_of_bounds_is_refused(register: str, value: str) -> None:
    with refused("setting_range"):
        commands.save_setting(demo_person(register, "admin"), "visit_target", value, "SK")


def test_a_setting_needs_a_name_and_a_source(register: str) -> None:
    admin = demo_person(register, "admin")
    with refused("setting_source"):
        commands.save_setting(admin, "visit_target", "12", "  ")
    with refused("setting_unknown"):
        commands.save_setting(admin, "no_such", "12", "SK")
    with refused("not_allowed"):
        commands.save_setting(demo_person(register, "petugas"), "visit_target", "12", "SK")


# --- from the command line -------------------------------------------------------------------------------------------


def test_the_command_line_lets_the_first_admin_in(office: str, capsys: pytest.CaptureFixture[str]) -> None:
    Small(system(office)).facilitator("Sari Dewi")
    assert main(["person", "Kepala@kantor.go.id", "--name", "Kepala", "--role", "admin"]) == 0
    kepala = signed_in(office, "kepala@kantor.go.id")
    assert kepala and (kepala.role, kepala.name) == ("admin", "Kepala")
    assert main(["person", "sari@kantor.go.id", "--name", "Sari", "--role", "pendamping"]) == 2
    assert main(["person", "sari@kantor.go.id", "--name", "S", "--role", "pendamping", "--facilitator", "Rini"]) == 2
    assert (
        main(["person", "sari@kantor.go.id", "--name", "S", "--role", "pendamping", "--facilitator", "sari  dewi"]) == 0
    )
    assert main(["person", "kepala@kantor.go.id", "--name", "Kepala", "--role", "petugas"]) == 2
    said = capsys.readouterr()
    assert text("cli.person_saved", email="sari@kantor.go.id", role=text("role.pendamping")) in said.out
    for code in ("person_needs_facilitator", "no_such_facilitator", "last_admin"):
        assert text(f"problem.{code}") in said.err
    commands.end_person(kepala, sari := signed_in(office, "sari@kantor.go.id").id)  # type: ignore[union-attr]
    assert main(["person", "sari@kantor.go.id", "--name", "Sari Dewi", "--role", "petugas"]) == 0
    again = signed_in(office, "sari@kantor.go.id")
    assert again and (again.id, again.role, again.facilitator) == (sari, "petugas", None)


def test_preparing_real_data_says_what_comes_next(
    provider: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, tmp_path, f"sqlite:///{tmp_path / 'office.db'}")
    assert main(["prepare", "--kind", "nyata"]) == 0
    assert capsys.readouterr().out.strip() == text("cli.first_admin", register="utama")
    assert queries.people(system("utama")).empty
    provider.write_text('[auth]\nclient_id = "half"\n')
    settings.settings.cache_clear()
    db.close()
    assert main(["person", "kepala@kantor.go.id", "--name", "Kepala", "--role", "admin"]) == 2
    assert capsys.readouterr().err.strip() == text("problem.real_needs_sign_in")
    db.close()
    settings.settings.cache_clear()


# --- screens ---------------------------------------------------------------------------------------------------------


def opened(name: str, user: dict[str, Any], **session: Any) -> AppTest:
    """A screen as this identity's browser asks for it, the front page first."""
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.user = user
    for key, value in session.items():
        app.session_state[key.replace("__", ".")] = value
    app.run()
    return app.switch_page(BY_NAME[name].file).run()


def told(app: AppTest) -> set[str]:
    return {one.value for kind in ("info", "warning", "markdown", "text", "caption") for one in app.get(kind)}


def empty(app: AppTest) -> bool:
    return not any(
        app.get(kind) for kind in ("arrow_data_frame", "dataframe", "plotly_chart", "file_uploader", "iframe")
    )


@pytest.mark.parametrize("role", ["pimpinan", "pendamping", "petugas", "admin"])
@pytest.mark.parametrize("why", ["missing", "expired", "unverified", "unknown"])
def test_a_session_that_names_a_demo_role_by_hand_opens_nothing(chief: Who, role: str, why: str) -> None:
    """Neither the demo sign-in's own state nor an admin's look works without a proven identity."""
    users = {
        "missing": {"is_logged_in": False},
        "expired": claims(ago=13 * HOUR),
        "unverified": claims(email_verified=False),
        "unknown": claims("orang@lain.id"),
    }
    look = (chief.register, chief.id)
    for name in ("orang", "cakupan", "masuk"):
        app = opened(name, users[why], visitor__role=role, visitor__look=look)
        assert not app.exception
        assert text(f"identity.{why}") in told(app)
        assert empty(app)
        keys = {button.key for button in app.button}
        assert ("sign_in" in keys) is (why in ("missing", "expired"))
        assert ("sign_out" in keys) is (why in ("unverified", "unknown"))
        assert not [key for key in keys if key and key.startswith("sign_in.")]


def test_a_proven_person_sees_their_own_screens_whatever_the_session_says(chief: Who) -> None:
    add(chief, "budi@kantor.go.id", name="Budi")
    look = (chief.register, chief.id)
    app = opened("orang", claims("budi@kantor.go.id"), visitor__role="admin", visitor__look=look)
    assert not app.exception
    assert text("lock.not_yours", role=text("role.petugas")) in told(app)
    assert empty(app)
    app = opened("rujukan", claims("budi@kantor.go.id"))
    assert len(app.dataframe) == 1
    assert "head_sign_out" in {button.key for button in app.button}


def test_the_list_of_people_and_one_of_them(chief: Who) -> None:
    made = add(chief, "budi@kantor.go.id", name="=Budi <b>")
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.user = claims()
    app.query_params["person"] = made
    app.run().switch_page(BY_NAME["orang"].file).run()
    assert not app.exception
    assert app.dataframe[0].value[text("people.email")].tolist() == ["budi@kantor.go.id", "kepala@kantor.go.id"]
    app.button(key="person_end_yes").click().run()
    assert not app.exception
    assert recognised(chief.register, claims("budi@kantor.go.id")) == "unknown"
    assert "person_look" not in {button.key for button in app.button}


def test_looking_as_somebody_says_so_on_every_screen(chief: Who) -> None:
    made = add(chief, "budi@kantor.go.id", name="Budi")
    app = opened("orang", claims(), visitor__look=(chief.register, made))
    own = [screen for screen in SCREENS if screen is FRONT or screen.deed]
    for screen in own:  # a public screen asks nobody who they are, and shows everybody the same
        app.switch_page(screen.file).run()
        assert not app.exception
        said = text("look.banner", name="Budi", role=text("role.petugas"))
        assert any(said in one.body for one in app.get("html")), screen.name
    assert text("lock.not_yours", role=text("role.petugas")) in told(app.switch_page("pages/orang.py").run())
    app.button(key="look_end").click().run()
    assert not app.exception
    assert text("people.how") in told(app)


def test_a_look_does_not_follow_into_another_register(chief: Who) -> None:
    app = opened("orang", claims(), visitor__look=("elsewhere", chief.id))
    assert "look_end" not in {button.key for button in app.button}
    assert visitor._LOOK not in app.session_state


def test_the_offices_settings_with_their_sources(chief: Who) -> None:
    commands.save_setting(chief, "visit_target", "20", "SK 1/2026")
    add(chief, "budi@kantor.go.id")
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.user = claims("budi@kantor.go.id")
    app.query_params["list"] = "setting"
    app.run().switch_page(BY_NAME["rujukan"].file).run()
    assert not app.exception
    shown = app.dataframe[0].value
    assert shown["value"].tolist()[0] == "20"
    assert shown["source"].tolist()[:2] == ["SK 1/2026", text("setting.unconfirmed")]
    assert "setting_save" not in {button.key for button in app.button}


def test_every_setting_has_its_words() -> None:
    for name in SETTINGS:
        assert text(f"setting.name.{name}")
    for deed in GRANTABLE:
        words = deed.replace(".", "_")
        assert text(f"grant.{words}")
    assert set(FIRST) == set(schema.ROLES)
