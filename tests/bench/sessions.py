"""Sessions as browsers hold them, many in one process: Streamlit's websocket, its messages decoded, every byte counted.

A click is a new state in the URL, which is the only truth of a screen's state; where the screen draws its body as a
fragment it runs that fragment, as a widget in it does, else (and for a link) the whole screen. What a browser keeps of
earlier runs is kept here too, so that what the server leaves out is left out here.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from data.text import text

PATIENCE = 120.0  # seconds a run may take
GRACE = 90.0  # seconds after the end of a load in which what was asked may still be answered
KEPT_RUNS = 2  # Streamlit's browser forgets a message that so many runs did not use
FAULT = text("problem.unexpected", "id", fault="{").partition("{")[0]  # how a screen says that it failed


class Failed(Exception):
    """A run ended in a fault of the screen, or not at all."""


@dataclass(frozen=True)
class Rerun:
    """One run of a screen as its browser met it: ms from asking to the end, bytes on the wire and unpacked."""

    ms: float
    wire: int
    payload: int
    messages: int
    skeleton_ms: float | None  # when a placeholder was drawn, if one was
    at: float  # when it ended, seconds of the performance counter


class Counting(ClientConnection):
    """A connection that counts what comes in, compressed as it is."""

    received = 0

    def data_received(self, data: bytes) -> None:
        """Counts, then reads."""
        self.received += len(data)
        super().data_received(data)


class Session:
    """One tab, open on one screen."""

    def __init__(self, socket: Counting, page: str, address: str) -> None:
        self._socket, self._page, self._address = socket, page, address
        self._hash = self._fragment = ""
        self._kept: dict[str, int] = {}  # what the browser remembers: message -> the run that last used it
        self._radios: dict[str, str] = {}  # key -> widget
        self._runs = 0

    async def click(self, params: Mapping[str, str] | None = None, *, watch: bytes = b"") -> Rerun:
        """Ask for a state of the screen and wait until it is complete; Failed when it is not, or lacks `watch`."""
        asked = self._asked(params or {})
        asked.rerun_script.fragment_id = self._fragment
        return await self._run(asked, watch)

    async def follow(self, params: Mapping[str, str] | None = None) -> Rerun:
        """The same as a link does it: the whole screen runs."""
        return await self._run(self._asked(params or {}), b"")

    async def choose(self, key: str, words: str) -> Rerun:
        """Choose an option of the radio with this key."""
        asked = self._asked({})
        asked.rerun_script.widget_states.widgets.add(id=self._radios[key], string_value=words)
        return await self._run(asked, b"")

    async def _run(self, asked: BackMsg, watch: bytes) -> Rerun:
        begun, wire = time.perf_counter(), self._socket.received
        await self._socket.send(asked.SerializeToString())
        payload = messages = 0
        skeleton, seen = None, not watch
        async with asyncio.timeout(PATIENCE):
            while True:
                data = await self._socket.recv()
                payload, messages = payload + len(data), messages + 1
                seen = seen or watch in data
                message = ForwardMsg.FromString(data)
                self._remember(message)
                kind = _kind(message)
                if kind == "skeleton" and skeleton is None:
                    skeleton = _since(begun)
                if kind == "finished":
                    break
        self._forget()
        if not seen:
            raise Failed(f"{self._page}: the new number is not there")
        return Rerun(_since(begun), self._socket.received - wire, payload, messages, skeleton, time.perf_counter())

    def _asked(self, params: Mapping[str, str]) -> BackMsg:
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string = urlencode(params)
        state.page_script_hash = self._hash
        state.page_name = "" if self._hash else self._page
        state.cached_message_hashes.extend(self._kept)
        context = state.context_info
        context.timezone, context.timezone_offset, context.locale = "Asia/Jakarta", -420, "id"
        context.url, context.color_scheme = f"{self._address}/{self._page}", "light"
        return asked

    def _remember(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self._hash = message.navigation.page_script_hash
        elif kind == "new_session" and not self._hash:
            self._hash = message.new_session.page_script_hash
        elif kind == "ref_hash":
            self._kept[message.ref_hash] = self._runs
        elif message.metadata.cacheable:
            self._kept[message.hash] = self._runs
        if kind == "delta" and not self._fragment:
            self._fragment = message.delta.fragment_id  # the first is the body's, those inside it come later
        if kind == "delta" and message.delta.new_element.WhichOneof("type") == "radio":
            widget = message.delta.new_element.radio.id
            self._radios[widget.rpartition("-")[2]] = widget

    def _forget(self) -> None:
        self._runs += 1
        self._kept = {key: run for key, run in self._kept.items() if self._runs - run <= KEPT_RUNS}


def _since(begun: float) -> float:
    return (time.perf_counter() - begun) * 1000


def _kind(message: ForwardMsg) -> str:
    """ "finished", "skeleton" or ""; Failed for what says that the run went wrong."""
    kind = message.WhichOneof("type")
    if kind == "script_finished":
        if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            raise Failed("the script does not compile")
        return "finished" if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN else ""
    if kind != "delta" or message.delta.WhichOneof("type") != "new_element":
        return ""
    element = message.delta.new_element
    drawn: str = element.WhichOneof("type")
    if drawn == "exception":
        raise Failed(f"{element.exception.type}: {element.exception.message}")
    if drawn == "alert" and element.alert.body.startswith(FAULT):
        raise Failed(element.alert.body)
    return drawn if drawn == "skeleton" else ""


@asynccontextmanager
async def opened(address: str, page: str = "") -> AsyncIterator[Session]:
    """A tab of a running app (`http://localhost:port`) that has not asked for anything yet."""
    stream = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    options: dict[str, Any] = {"subprotocols": ["streamlit"], "max_size": None, "origin": address, "proxy": None}
    async with connect(stream, create_connection=Counting, **options) as socket:
        assert isinstance(socket, Counting)
        yield Session(socket, page, address)


Clicks = Callable[[int], Mapping[str, str]]  # the nth click of a session -> the state it asks for


@dataclass(frozen=True)
class Load:
    """What many sessions met together: all their runs, in how many seconds, and by what `meter` rose meanwhile."""

    reruns: list[Rerun]
    seconds: float
    metered: float
    failures: int


async def load(
    address: str,
    page: str,
    sessions: int,
    clicks: Clicks,
    seconds: float,
    think: float = 0.0,
    meter: Callable[[], float] = lambda: 0.0,
    loaded: bool = True,
) -> Load:
    """`sessions` tabs click for `seconds`: at once again, or about every `think` seconds whatever the answer takes.

    Each tab has `loaded` its screen before the clock starts.
    """
    done: list[Rerun] = []
    failures = 0
    ready, go = asyncio.Semaphore(8), asyncio.Event()
    waiting = asyncio.Barrier(sessions + 1)

    async def one(number: int) -> None:
        nonlocal failures
        async with opened(address, page) as session:
            if loaded:
                async with ready:
                    await session.click()
            await waiting.wait()
            await go.wait()
            begun = time.perf_counter()
            due = begun + think * number / sessions
            nth = number * 7
            while True:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                if time.perf_counter() - begun >= seconds:
                    return
                try:
                    done.append(await session.click(clicks(nth)))
                except Failed:
                    failures += 1
                    return
                nth, due = nth + 1, (due + think if think else 0.0)

    tabs = [asyncio.create_task(one(number)) for number in range(sessions)]
    await waiting.wait()
    begun, before = time.perf_counter(), meter()
    go.set()
    _, late = await asyncio.wait(tabs, timeout=seconds + GRACE)
    ended, metered = time.perf_counter(), meter() - before
    for tab in late:
        tab.cancel()
    await asyncio.gather(*tabs, return_exceptions=True)
    last = ended if late else max((rerun.at for rerun in done), default=ended)
    return Load(done, max(seconds, last - begun), metered, failures)
