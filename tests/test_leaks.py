"""Every surface as every role on a register with marked rows: no mark of somebody else's may reach a browser.

What is searched is all that the server would send: the messages of each run, byte by byte, and the content of every
download. Marks are planted by the real commands where there is one.
"""

import ast
import shutil
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import streamlit as st
from streamlit.testing.v1 import AppTest, local_script_runner

from data import clock, commands, db, schema
from data.__main__ import main
from data.access import Who
from data.commands import Listing, NeedChange, NewHelp, NewVisit
from data.people import demo_person, system
from data.public import site
from data.settings import ROOT, settings
from data.text import text
from pages._parts import visitor
from pages._parts.screens import SCREENS
from pages._parts.visitor import DEMO_ROLES
from tests.conftest import use
from tests.small import AJUNG, GAMBIRAN, KALISAT, Small

VISITORS = (*DEMO_ROLES, "publik")
MINE, OTHER = "YQ", "ZQ"  # marks of the demo pendamping's own actor, and of a colleague's
POINT = {MINE: (113.8719431, -8.1765431), OTHER: (113.8234567, -8.1234567)}
PHONE = {MINE: "081290817264", OTHER: "081390827364"}
ASKER = {MINE: "081590917265", OTHER: "081590927365"}  # the telephone of somebody who asks for help
MONEY = {MINE: 7_654_321_987, OTHER: 8_654_321_987}
NIB = {MINE: "9120001112223", OTHER: "8120001112224"}


@dataclass(frozen=True)
class Marked:
    """The folder of a filled `contoh`, and who and what is in it."""

    folder: Path
    actor: dict[str, str]
    facilitator: dict[str, str]
    ticket: dict[str, str]


def marks(side: str) -> list[bytes]:
    """All that is personal about one side's actor, as it would stand in a message."""
    lon, lat = POINT[side]
    words = [
        f"{side}{what}" for what in ("OWNER", "ADDRESS", "RAW", "RESULT", "STEP", "NOTE", "ASKED", "DRAFT", "ASKER")
    ]
    digits = [
        PHONE[side],
        PHONE[side][1:],
        ASKER[side],
        NIB[side],
        str(MONEY[side]),
        f"{MONEY[side]:,}",
        f"{MONEY[side]:,}".replace(",", "."),
    ]
    points = [f"{lon:.4f}", f"{lat:.4f}"]
    packed = [struct.pack("<d", number) for number in (lon, lat, float(MONEY[side]))]
    return [word.encode() for word in (*words, *digits, *points)] + [*packed, struct.pack("<q", MONEY[side])]


def behind_a_click(side: str) -> list[bytes]:
    """Owner, phone, address and point: shown only once somebody opens them, which is written down."""
    lon, lat = POINT[side]
    words = (f"{side}OWNER", f"{side}ADDRESS", PHONE[side], PHONE[side][1:], f"{lon:.4f}", f"{lat:.4f}")
    return [word.encode() for word in words] + [struct.pack("<d", lon), struct.pack("<d", lat)]


NAMES = [f"{side}NAME".encode() for side in (MINE, OTHER)]
MAIL = b"zqmail@example.invalid"


def _plant(small: Small, clerk: Who, side: str, facilitator: str) -> str:
    lon, lat = POINT[side]
    actor = small.actor(
        f"Mebel {side}NAME",
        GAMBIRAN,
        owner=f"{side}OWNER",
        phone=PHONE[side],
        address=f"{side}ADDRESS",
        lon=lon,
        lat=lat,
        workers_m=3,
        investment=MONEY[side],
        kbli_code="31001",
    )
    small.assign(facilitator, actor_id=actor)
    small.permit(actor, "nib", "terbit", number=NIB[side], raw=f"{side}RAW")
    today = clock.today()
    visit = NewVisit(
        f"visit-{side}",
        (actor,),
        today - timedelta(days=40),
        "di_tempat",
        "bertemu",
        result=f"{side}RESULT",
        next_step=f"{side}STEP",
        next_due=today - timedelta(days=20),
        needs=(NeedChange("npwp", "raised"),),
        facilitator_id=facilitator,
    )
    commands.log_visit(clerk, visit)
    commands.log_request(clerk, f"ask-{side}", actor, today - timedelta(days=4), "telepon", (), f"{side}ASKED")
    commands.propose_exit(clerk, f"exit-{side}", actor, "closed", "lainnya", today, f"{side}NOTE")
    return actor


def _ask(clerk: Who, side: str, facilitator: str) -> str:
    """Somebody not in the register asks for help, at one facilitator's desk; the ticket."""
    asked = NewHelp(f"{side}ASKER", ASKER[side], KALISAT, GAMBIRAN, note=f"{side}ASKER", consent=True)
    ticket = commands.ask_help(clerk, f"help-{side}", asked)
    commands.hand_over_help(clerk, f"over-{side}", f"help-{side}", facilitator)
    return ticket


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Marked:
    folder = tmp_path_factory.mktemp("marked")
    with pytest.MonkeyPatch.context() as patch:
        use(patch, folder)
        commands.ensure_register("contoh", "contoh")
        small, clerk = Small(system("contoh")), demo_person("contoh", "petugas")
        facilitator = {side: small.facilitator(name) for side, name in ((MINE, "Sari"), (OTHER, "Rini"))}
        people = schema.person
        with db.write(system("contoh"), "register.fill", db.About("register", "test")) as writing:
            mine = people.c.id == "demo-pendamping"
            writing.conn.execute(people.update().where(mine).values(facilitator_id=facilitator[MINE]))
            rini = {"email": MAIL.decode(), "name": "Rini", "role": "pendamping"}
            writing.insert(people, rini | {"facilitator_id": facilitator[OTHER]})
            rini_id = writing.conn.scalar(sa.select(people.c.id).where(people.c.email == MAIL.decode()))
        actor = {side: _plant(small, clerk, side, facilitator[side]) for side in (MINE, OTHER)}
        ticket = {side: _ask(clerk, side, facilitator[side]) for side in (MINE, OTHER)}
        small.actor("Batik tanpa pendamping", AJUNG)
        rini_who = Who("contoh", clerk.kab, "pendamping", str(rini_id), "Rini", facilitator[OTHER])
        commands.save_draft(rini_who, actor[OTHER], "draft-form", {"result": f"{OTHER}DRAFT"})
        commands.edit_actor(clerk, actor[OTHER], 1, {"address": f"{OTHER}ADDRESS baru"})
    db.close()
    settings.cache_clear()
    return Marked(folder, actor, facilitator, ticket)


class Wire:
    """What a browser would have received since it was last emptied."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.files: list[bytes] = []

    def take(self) -> bytes:
        """The messages of the runs since."""
        everything = b"\n".join(self.sent)
        self.sent.clear()
        return everything

    def take_files(self) -> bytes:
        """The files offered since: each is made by one more click."""
        everything = b"\n".join(self.files)
        self.files.clear()
        return everything


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    """Listens to all messages of all runs, makes every file a download button offers, and opens every closed box."""
    heard, parse, button = Wire(), local_script_runner.parse_tree_from_messages, st.download_button

    def listening(messages: list[Any]) -> Any:
        heard.sent += [message.SerializeToString() for message in messages]
        return parse(messages)

    def downloading(label: str, data: Any, **more: Any) -> Any:
        made = data() if callable(data) else data
        heard.files.append(made.encode() if isinstance(made, str) else bytes(made))
        return button(label, data, **more)

    def opening(draw: Any) -> Any:
        def box(*words: Any, key: str | None = None, on_change: Any = "ignore", **more: Any) -> Any:
            if on_change == "rerun" and key:  # what stands in it is drawn only once it is opened
                st.session_state[key] = True
            return draw(*words, key=key, on_change=on_change, **more)

        return box

    monkeypatch.setattr(local_script_runner, "parse_tree_from_messages", listening)
    monkeypatch.setattr(st, "download_button", downloading)
    monkeypatch.setattr(st, "expander", opening(st.expander))
    monkeypatch.setattr(st, "popover", opening(st.popover))
    return heard


@pytest.fixture
def register(marked: Marked, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Marked]:
    """A copy, because walking through it writes (looks are written down)."""
    for path in marked.folder.glob("*.db*"):
        shutil.copy(path, tmp_path)
    use(monkeypatch, tmp_path)
    yield marked
    db.close()
    settings.cache_clear()


def opened(name: str, role: str, params: dict[str, str]) -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.session_state[visitor._ROLE] = role
    app.run()
    for key, value in params.items():
        app.query_params[key] = value
    return app.switch_page(f"pages/{name}.py").run()


def links(marked: Marked) -> list[dict[str, str]]:
    """What somebody may write behind a screen's address; a screen ignores what is not its own."""
    month = clock.today().strftime("%Y-%m")
    about = [
        {
            "actor": marked.actor[side],
            "facilitator": marked.facilitator[side],
            "month": month,
            "from": marked.facilitator[side],
        }
        for side in (OTHER, MINE)
    ]
    area = {"kecamatan": KALISAT, "desa": GAMBIRAN, "has": "nib"}
    return [
        {},
        *about,
        area | {"group": "1", "show": "janji"},
        {"minta": f"help-{OTHER}", "tiket": marked.ticket[OTHER]},
        area | {"as_of": "2025-01-01", "lang": "en", "sector": "furniture"},
    ]


def forbidden(role: str) -> list[bytes]:
    """What must not reach this role; owner, phone, address and point reach only their facilitator without a click."""
    if role == "publik":
        return [*marks(MINE), *marks(OTHER), *NAMES, MAIL]
    if role == "pimpinan":
        return [*marks(MINE), *marks(OTHER), MAIL]
    if role == "pendamping":
        return [*marks(OTHER), MAIL]
    draft = f"{OTHER}DRAFT".encode()
    mail = [] if role == "admin" else [MAIL]
    return [draft, *mail, *behind_a_click(MINE), *behind_a_click(OTHER)]


def forbidden_in_files(role: str) -> list[bytes]:
    """What no file may hold; clerks and admins open personal data by such a click, and it is written down."""
    if role == "admin":
        return []
    return [f"{OTHER}DRAFT".encode(), MAIL] if role == "petugas" else forbidden(role)


def leaked(sent: bytes, secrets: list[bytes]) -> list[bytes]:
    return [secret for secret in secrets if secret in sent]


@pytest.mark.parametrize("role", VISITORS)
@pytest.mark.parametrize("screen", [screen.name for screen in SCREENS])
def test_no_screen_shows_what_is_somebody_elses(register: Marked, wire: Wire, screen: str, role: str) -> None:
    for params in links(register):
        app = opened(screen, role, params)
        assert not app.exception, (screen, params)
        assert leaked(wire.take(), forbidden(role)) == [], (screen, params)
        assert leaked(wire.take_files(), forbidden_in_files(role)) == [], (screen, params)


@pytest.mark.parametrize("role", ["pimpinan", "pendamping"])
@pytest.mark.parametrize("screen", [screen.name for screen in SCREENS])
def test_no_click_opens_what_is_somebody_elses(register: Marked, wire: Wire, screen: str, role: str) -> None:
    """Every toggle, tab, choice and button of a screen about somebody else's actor, one after the other."""
    params = links(register)[1] | {"kecamatan": KALISAT, "desa": GAMBIRAN}
    first = opened(screen, role, params)
    for kind in ("toggle", "checkbox", "button", "expander"):
        for index in range(len(first.get(kind))):
            app = opened(screen, role, params)
            widgets = app.get(kind)
            if index >= len(widgets) or not hasattr(widgets[index], "click" if kind == "button" else "set_value"):
                continue
            widget = widgets[index]
            (widget.click() if kind == "button" else widget.set_value(True)).run()
            assert leaked(wire.take(), forbidden(role)) == [], (screen, kind, getattr(widget, "key", None))


def test_a_search_for_an_owner_or_a_phone_finds_nothing(register: Marked, wire: Wire) -> None:
    for words in (f"{OTHER}OWNER", PHONE[OTHER], f"{OTHER}RESULT", NIB[OTHER]):
        app = opened("pelaku", "pendamping", {})
        wire.take()
        app.text_input(key="search").set_value(words).run()
        sent = wire.take().replace(words.encode(), b"")  # the words themselves stand in the box
        assert f"{OTHER}NAME".encode() not in sent


def test_the_wire_hears_what_may_be_seen(register: Marked, wire: Wire) -> None:
    """The walk above would find a mark: those who may see one do."""
    opened("pelaku", "pendamping", {"actor": register.actor[MINE]})
    sent = wire.take()
    assert f"{MINE}RESULT".encode() in sent
    assert f"{MINE}NAME".encode() in sent
    opened("pelaku", "petugas", {"kecamatan": KALISAT})
    assert f"{OTHER}NAME".encode() in wire.take()
    opened("perizinan", "pimpinan", {})
    sent = wire.take()
    assert all(t.encode() in sent for t in (text("services.method"), text("clinics.within"), text("filter.as_of")))


def test_the_command_line_tells_numbers_only(register: Marked, capsys: pytest.CaptureFixture[str]) -> None:
    for level in ("kecamatan", "desa"):
        for more in ([], ["--json"]):
            assert main(["coverage", "--by", level, "--kecamatan", KALISAT, *more]) == 0
    told = capsys.readouterr()
    everything = (told.out + told.err).encode()
    assert everything
    assert leaked(everything, [*marks(MINE), *marks(OTHER), *NAMES, MAIL]) == []


def test_nothing_personal_is_logged(register: Marked, wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", logger="damping"):
        for role in ("pendamping", "petugas"):
            for params in links(register):
                opened("pelaku", role, params)
    assert leaked(caplog.text.encode(), [*marks(MINE), *marks(OTHER)]) == []


def _everything(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder, a workbook's parts one by one."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        yield str(path.relative_to(folder)), path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield from ((f"{path.name}/{name}", book.read(name)) for name in book.namelist())


def test_of_all_that_is_published_only_the_consented_name_is_anybodys(register: Marked, tmp_path: Path) -> None:
    small, clerk = Small(system("contoh")), demo_person("contoh", "petugas")
    for number in range(12):
        side = (MINE, OTHER)[number % 2]
        lon, lat = POINT[side]
        facts = {"owner": f"{side}OWNER", "phone": PHONE[side], "address": f"{side}ADDRESS", "lon": lon, "lat": lat}
        actor = small.actor(f"Mebel {side}NAME {number}", GAMBIRAN, investment=MONEY[side], kbli_code="31001", **facts)
        small.permit(actor, "nib", "terbit", number=NIB[side])
    paper = Listing(clock.today(), "map 3", "Kursi sekolah")
    commands.list_actor(clerk, "listing", register.actor[OTHER], paper)
    commands.publish_release(system("contoh"), "release")
    site.write("contoh", tmp_path / "situs")
    found = dict(_everything(tmp_path / "situs"))
    assert len(found) > 60
    short = {f"{number:.4f}".encode() for point in POINT.values() for number in point}
    whole = [f"{number:.7f}".encode() for point in POINT.values() for number in point]
    secrets = [*marks(MINE), *marks(OTHER), NAMES[0], MAIL, *whole]
    for name, content in found.items():
        near = short if name.endswith(".geojson") else set()  # the border passes where four digits are the same
        assert leaked(content, [secret for secret in secrets if secret not in near]) == [], name
    assert {name for name, content in found.items() if NAMES[1] in content} == {
        "siap-pasok.csv",
        "siap-pasok.html",
        "en/siap-pasok.html",
    }


# Caches are shared by all visitors: what is kept may not depend on who looks.
CACHED = {
    # Statements built once: their values come with each asking.
    "data/asking.py": {"_merged", "_merged_into"},
    "data/commands/contacts.py": {"_placed"},
    "data/commands/visit_checks.py": {"_known", "_locked", "_states"},
    "data/promises.py": {"_events", "_promised", "_visits"},
    "data/queries/actors.py": {
        "_dated",
        "_holding",
        "_in_place",
        "_itself",
        "_kept_permits",
        "_named",
        "_own",
        "_today",
    },
    "data/queries/caseload.py": {
        *{"_actors", "_contacts", "_events", "_expiring", "_met"},
        # Counted of one caseload and kept with it.
        *{"business_names", "by_id", "lacking", "median_days", "never", "numbered", "observed", "promised", "shown"},
        "visited",
    },
    "data/queries/history.py": {"_about", "_met", "_needs"},
    # Where how many wait, and where sessions are best held: counts and codes of desa.
    "data/clinics/model.py": {"proposed", "sites", "most"},
    # Counts, codes and distances of one placement case.
    "data/placement/model.py": {"index", "units"},
    # Outlines of places as a page's millimetres.
    "data/report/ground.py": {"ground"},
    "data/requests.py": {"_answered", "_asked"},
    "data/scope.py": {"_kept"},
    # The day on which a window begins.
    "data/turns.py": {"_window_begins"},
    "data/buyers.py": {"buyers", "steps"},
    "data/checklist.py": {"steps"},
    "data/formats.py": {"_day", "_symbols"},
    "data/importing/titles.py": {"_index"},
    # Words of names as they are compared; `likely_pairs` forgets them at its end.
    "data/linking/alike.py": {"same_word", "words_level"},
    "data/linking/compare.py": {"_within", "people_level", "product_level"},
    "data/linking/names.py": {"_first_name", "_region", "fold", "skeleton", "trade"},
    "data/linking/weighing.py": {"probabilities", "weights"},
    "data/public/site/chart.py": {"ground"},
    "data/public/site/pages.py": {"_environment", "latest"},
    "data/public/tables.py": {"groups"},
    # Statements, and codes and dates in them.
    "data/summary/keeping.py": {"_steps", "_survivors", "groups_of", "rows_of"},
    "data/samples/rows.py": {"_blank"},
    "data/settings.py": {"region", "settings"},
    "data/text.py": {"catalogue"},
    "geo/near.py": {"_desa", "_desa_tree", "near"},
    "geo/regions.py": {"_hatch", "load"},
    "pages/_parts/caseload/day.py": {"_desa_of"},
    "pages/_parts/menu.py": {"_once", "_pages"},
    "pages/_parts/places.py": {"_bounds", "_drawing", "_patchwork", "_ranking", "_shapes", "_spots"},
    "pages/_parts/visitor.py": {"_language_of"},
    "pages/_parts/written.py": {"_headings"},
}


def _cached(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            told = [ast.unparse(one) for one in node.decorator_list]
            if any("cache" in words for words in told):
                found.add(node.name)
    return found


def test_nothing_about_a_viewer_is_cached() -> None:
    files = [path for folder in ("data", "geo", "pages") for path in (ROOT / folder).rglob("*.py")]
    cached = {str(path.relative_to(ROOT)): names for path in files if (names := _cached(path))}
    assert cached == CACHED
