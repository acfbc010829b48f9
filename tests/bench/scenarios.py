"""What is tried: each scenario drives running servers and says what their visitors met."""

import asyncio
import json
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from data import clock, formats
from data.metrics import METRICS
from data.people import DEMO_PEOPLE
from data.text import text
from geo.regions import load as load_region
from pages._parts.screens import SCREENS
from tests.bench import servers
from tests.bench.registers import REGISTER, copy
from tests.bench.results import Measured, Memory, Start, Writes, measured
from tests.bench.servers import Server
from tests.bench.sessions import Clicks, Failed, Rerun, Session, load, opened

MAP = "cakupan"
PLACES = tuple(load_region().kecamatan)
SECTORS, BANDS = ("food", "furniture", "wood", "apparel"), ("never", "over_24", "6_12")
LONGEST = 40.0  # seconds that one scenario of one session may take
ROLES = {one["role"] for one in DEMO_PEOPLE}


def filters(nth: int) -> Mapping[str, str]:
    """The nth change of a fast filter: every one another state than the one before."""
    kinds: tuple[Mapping[str, str], ...] = (
        {"kecamatan": PLACES[nth * 7 % len(PLACES)]},
        {"sector": SECTORS[nth % len(SECTORS)]},
        {"waiting": BANDS[nth % len(BANDS)]},
        {"has": "nib"},
        {"kecamatan": PLACES[nth * 5 % len(PLACES)], "sector": SECTORS[nth % len(SECTORS)]},
        {"lacks": "nib"},
    )
    return kinds[nth % len(kinds)]


def metrics(nth: int) -> Mapping[str, str]:
    """The nth change of what the map shows."""
    return {"metric": tuple(METRICS)[nth % len(METRICS)]}


def past(nth: int) -> Mapping[str, str]:
    """A day of the last years, another each time."""
    return {"as_of": (clock.today() - timedelta(days=200 + 31 * nth)).isoformat()}


def rare(nth: int) -> Mapping[str, str]:
    """Filters that no summary answers."""
    return ({"lacks": "halal"}, {"expired": "pirt"}, {"has": "merek"})[nth % 3]


def nothing(nth: int) -> Mapping[str, str]:
    """The empty script has no state; the number makes each URL another."""
    return {"n": str(nth)}


@dataclass(frozen=True)
class Place:
    """Where a scenario runs: a server, what it is called in the results, the size of its register, its screen."""

    server: Server
    name: str
    actors: int
    page: str


async def in_turn(
    scenario: str, places: Sequence[Place], clicks: Mapping[str, Clicks], rounds: int, warm: int = 3, link: bool = False
) -> list[Measured]:
    """One session at each place, clicking in turn, so that whatever else the machine does meets all of them alike."""
    async with AsyncExitStack() as stack:
        tabs = [await stack.enter_async_context(opened(one.server.address, one.page)) for one in places]
        for tab, place in zip(tabs, places, strict=True):
            await tab.click()
            for nth in range(warm):
                await tab.click(clicks[place.name](nth))
        cpu, begun = [one.server.cpu for one in places], time.perf_counter()
        found: list[list[Rerun]] = [[] for _ in places]
        for nth in range(rounds):
            for tab, place, reruns in zip(tabs, places, found, strict=True):
                asked = clicks[place.name](nth + warm)
                reruns.append(await (tab.follow(asked) if link else tab.click(asked)))
            if time.perf_counter() - begun > LONGEST:
                break
        used = [one.server.cpu - before for one, before in zip(places, cpu, strict=True)]
    return [
        measured(
            "empty" if place.name == "empty" else scenario,
            place.name,
            place.actors,
            1,
            reruns,
            sum(rerun.ms for rerun in reruns) / 1000,
            seconds,
        )
        for place, reruns, seconds in zip(places, found, used, strict=True)
    ]


async def first_loads(place: Place, rounds: int = 5) -> Measured:
    """A tab that opens the map for the first time, again and again."""
    cpu, reruns = place.server.cpu, []
    for _ in range(rounds):
        async with opened(place.server.address, place.page) as tab:
            reruns.append(await tab.click())
    seconds = sum(rerun.ms for rerun in reruns) / 1000
    return measured("first load", place.name, place.actors, 1, reruns, seconds, place.server.cpu - cpu)


async def screens(server: Server, actors: int, rounds: int = 5) -> list[Measured]:
    """Every screen of every role's menu today, as a tab that stays on it meets it."""
    found = []
    for screen in SCREENS:
        role = next((role for role in screen.menus if role in ROLES), None)
        if screen.name != MAP and screen.menus:
            try:
                found.append(await _screen(server, screen.name, role, actors, rounds))
            except (Failed, TimeoutError) as error:
                print(f"screen {screen.name}: {error}", file=sys.stderr)
    return found


async def _screen(server: Server, name: str, role: str | None, actors: int, rounds: int) -> Measured:
    async with opened(server.address, name) as tab:
        await tab.click()
        if role not in (None, "pimpinan"):
            await become(tab, str(role))
        await tab.follow()
        cpu, reruns, begun = server.cpu, [], time.perf_counter()
        while len(reruns) < rounds and time.perf_counter() - begun < LONGEST:
            reruns.append(await tab.follow())
        seconds = sum(rerun.ms for rerun in reruns) / 1000
        return measured(f"screen {name}", "app", actors, 1, reruns, seconds, server.cpu - cpu)


async def become(tab: Session, role: str) -> None:
    """Act as another demo person."""
    await tab.choose("head.role", text(f"role.{role}", "id"))


async def crowd(
    scenario: str, place: Place, sessions: int, clicks: Clicks, seconds: float, think: float = 0
) -> Measured:
    """Many sessions for some seconds: without thinking, or one click in `think` seconds each."""
    server = place.server
    # A slow page is not waited for first: it would take the crowd a minute to come in.
    found = await load(
        server.address,
        place.page,
        sessions,
        clicks,
        seconds,
        think,
        meter=lambda: server.cpu,
        loaded=place.name != "naive",
    )
    await servers.quiet(server)
    return measured(
        scenario,
        place.name,
        place.actors,
        sessions,
        found.reruns,
        found.seconds,
        found.metered,
        failures=found.failures,
    )


async def memory(place: Place, sessions: int, reruns: int, longest: float = 150.0) -> Memory:
    """What sessions at rest hold, and what many reruns of one session leave behind; at most `longest` seconds of them.

    Before the count begins the session runs a tenth as often, so that every state has been met.
    """
    server, done = place.server, 0
    async with opened(server.address, place.page) as tab:
        await tab.click()
        for nth in range(reruns // 10):
            await tab.click(filters(nth))
        before, begun = server.rss, time.perf_counter()
        while done < reruns and time.perf_counter() - begun < longest:
            await tab.click(filters(done))
            done += 1
        after = server.rss
    async with AsyncExitStack() as stack:
        for _ in range(sessions):
            resting = await stack.enter_async_context(opened(server.address, place.page))
            await resting.click()
        held = server.rss
    return Memory(held, max(0.0, held - after) / sessions, done, before, after)


async def start(var: Path) -> Start:
    """What `make run` does on a prepared environment, timed until the first screen is whole."""
    begun = time.perf_counter()
    command = (sys.executable, "-m", "data", "prepare")
    preparing = await asyncio.create_subprocess_exec(
        *command, cwd=servers.ROOT, env=servers.environment(DAMPING_VAR=str(var)), stdout=asyncio.subprocess.DEVNULL
    )
    await preparing.wait()
    prepared = time.perf_counter() - begun
    with servers.app(var) as server:
        async with opened(server.address) as tab:
            await tab.click()
            return Start(prepared, time.perf_counter() - server.started)


async def writes(actors: int, kept: Path, bare: Path, readers: int, visits: int) -> Writes:
    """Log visits in another process while sessions read; after each, another session clicks and must see it.

    All of it on a copy of the register: the kept one stays as it is. A copy of `bare` takes the rows without triggers.
    """
    with tempfile.TemporaryDirectory() as folder:
        var, plain = Path(folder), Path(folder) / "bare.db"
        copy(kept, var / f"{REGISTER}.db")
        copy(bare, plain)
        with servers.app(var) as server:
            writer = await _writer(var, plain)
            seconds = visits * 0.4 + 5
            reading = asyncio.create_task(load(server.address, MAP, readers, filters, seconds, think=2.0))
            done, seen = await _written_and_seen(writer, server, visits)
            await reading
    return Writes(actors, readers, [one["visit"] for one in done], [one["bare"] for one in done], seen, len(done))


async def _writer(var: Path, plain: Path) -> Process:
    """The process that writes, once it knows of whom."""
    writer = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.writer", str(plain)),
        cwd=servers.ROOT,
        env=servers.environment(DAMPING_VAR=str(var)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert writer.stdout
    await writer.stdout.readline()
    return writer


async def _written_and_seen(writer: Process, server: Server, visits: int) -> tuple[list[dict[str, Any]], int]:
    """What the writer said of each visit, and how many of them the next click showed."""
    done: list[dict[str, Any]] = []
    seen = 0
    assert writer.stdin and writer.stdout
    async with opened(server.address, MAP) as tab:
        await tab.click()
        await asyncio.sleep(4)  # until the readers have come in
        while len(done) < visits:
            writer.stdin.write(b"\n")
            await writer.stdin.drain()
            line = await writer.stdout.readline()
            if not line:
                break
            done.append(json.loads(line))
            counts = {name: formats.number(done[-1][name]) for name in ("served", "observed")}
            shown = text("map.of", "id", count=counts["served"], of=counts["observed"])
            with suppress(Failed):
                await tab.click({"kecamatan": done[-1]["kecamatan"]}, watch=shown.encode())
                seen += 1
    writer.stdin.close()
    await writer.wait()
    return done, seen
