"""The screens of the trail, of exits and of the change of coverage, as a browser would open them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import clock, commands, db, queries
from data.people import demo_person, system
from data.settings import ROOT, settings
from data.text import text
from pages._parts import visitor
from tests.conftest import use
from tests.small import Small


class ThisMachine:
    """AppTest has no address: every one is this machine's."""

    def __contains__(self, _address: object) -> bool:
        return True


@pytest.fixture
def actor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """An actor with an edit of its owner and an exit that waits, in an office of its own."""
    use(monkeypatch, tmp_path, f"sqlite:///{tmp_path / 'office.db'}")
    monkeypatch.setattr(visitor, "LOOPBACK", ThisMachine())
    commands.ensure_register("utama", "uji")
    small = Small(system("utama"))
    made = small.actor("Mebel <b>Jati</b>", owner="Budi")
    by = small.facilitator("Sari")
    for days in (800, 40):
        small.visit(made, by, clock.today() - timedelta(days=days))
    clerk = demo_person("utama", "petugas")
    commands.edit_actor(clerk, made, 1, {"product": "kursi", "owner": "Bu Penanda"})
    commands.propose_exit(clerk, "exit-1", made, "closed", "modal_habis", clock.today())
    yield made
    db.close()
    settings.cache_clear()


def opened(name: str, role: str, **params: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.session_state[visitor._ROLE] = role
    app.run()
    for key, value in params.items():
        app.query_params[key] = value
    app.switch_page(f"pages/{name}.py").run()
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    """Every word on the screen."""
    kinds = ("markdown", "text", "caption", "html", "info", "warning")
    words = [str(getattr(one, "value", one)) for kind in kinds for one in app.get(kind)]
    words += [one.proto.body for one in app.get("html")]
    return "\n".join([*words, *(frame.value.to_csv() for frame in app.dataframe)])


def test_the_trail_is_filtered_by_its_link(actor: str) -> None:
    app = opened("jejak", "admin")
    everything = len(app.dataframe[0].value)
    assert everything >= 4
    assert text("deed.exit.propose") in shown(app)
    some = opened("jejak", "admin", deed="actor.edit", person="demo-petugas")
    assert list(some.dataframe[0].value[text("audit.deed")]) == [text("deed.actor.edit")]
    assert "Bu Penanda" not in shown(app) + shown(some), "values are opened one row at a time"
    none = opened("jejak", "admin", until="2001-01-01")
    assert not none.dataframe and text("audit.none") in shown(none)


def test_a_row_shows_before_and_after_and_that_is_written_down(actor: str) -> None:
    admin = demo_person("utama", "admin")
    audit_id = queries.audit_search(admin, deed="actor.edit")["id"][0]
    app = opened("jejak", "admin")
    app.session_state["audit.open"] = audit_id
    app.run()
    assert not app.exception
    values = app.dataframe[1].value
    owner = values[values[text("audit.field")] == text("audit_field.owner")].iloc[0]
    assert (owner[text("audit.before")], owner[text("audit.after")]) == ("Budi", "Bu Penanda")
    newest = queries.audit_search(admin, limit=1).iloc[0]
    assert (newest["deed"], newest["about_id"]) == ("audit.see", audit_id)


@pytest.mark.parametrize("role", ["pimpinan", "petugas", "admin"])
def test_the_actors_page_shows_what_waits_and_who_may_answer(actor: str, role: str) -> None:
    app = opened("pelaku", role, actor=actor)
    assert text("exits.asked_closed", reason=text("exit.modal_habis")) in shown(app)
    answers = [button.key for button in app.button if str(button.key).startswith("exit_confirm")]
    assert answers == ([] if role == "petugas" else ["exit_confirm_exit-1"])
    assert (text("exits.second") in shown(app)) is (role == "petugas")
    assert "Bu Penanda" not in shown(app)
    assert ([one.key for one in app.button if one.key == "subject_erase"] != []) is (role == "admin")


def test_one_click_of_the_second_person_closes(actor: str) -> None:
    app = opened("pelaku", "pimpinan", actor=actor)
    app.button(key="exit_confirm_exit-1").click().run()
    assert not app.exception
    assert queries.exit_proposals(demo_person("utama", "admin")) == []
    assert queries.actor(demo_person("utama", "admin"), actor)["state"]["state"] == "closed"


def test_the_change_is_computed_only_when_it_is_opened(actor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    real = queries.change
    monkeypatch.setattr(queries, "change", lambda *given: asked.append(given) or real(*given))
    app = opened("cakupan", "pimpinan")
    assert asked == []
    app.session_state["change"] = True
    app.run()
    assert not app.exception
    assert len(asked) == 1
    assert text("change.served_anew_in") in shown(app)
