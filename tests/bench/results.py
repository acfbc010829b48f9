"""What one run of the bench found, and the goals computed from it: pure, as ratios within the run wherever they are."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from tests.bench.sessions import Rerun

MB, KB = 1e6, 1e3


@dataclass(frozen=True)
class Measured:
    """One scenario: `app` is "app", "empty" or "naive"; ms, bytes and processor ms are those of one rerun."""

    scenario: str
    app: str
    actors: int
    sessions: int
    reruns: int
    p50: float
    p95: float
    cpu: float
    rate: float  # reruns a second
    wire: float  # bytes, compressed as they travel: the 95th percentile
    payload: float  # the same, unpacked
    skeleton: float | None = None  # ms until a placeholder was drawn
    failures: int = 0


def measured(
    scenario: str,
    app: str,
    actors: int,
    sessions: int,
    reruns: Sequence[Rerun],
    seconds: float,
    cpu: float,
    **more: Any,
) -> Measured:
    """The figures of these reruns, which took `seconds` together and `cpu` seconds of the server's processor."""
    number = max(len(reruns), 1)
    skeletons = [rerun.skeleton_ms for rerun in reruns if rerun.skeleton_ms is not None]
    return Measured(
        scenario,
        app,
        actors,
        sessions,
        len(reruns),
        p50=percentile([rerun.ms for rerun in reruns], 50),
        p95=percentile([rerun.ms for rerun in reruns], 95),
        cpu=cpu * 1000 / number,
        rate=len(reruns) / max(seconds, 1e-9),
        wire=percentile([rerun.wire for rerun in reruns], 95),
        payload=percentile([rerun.payload for rerun in reruns], 95),
        skeleton=median(skeletons) if skeletons else None,
        **more,
    )


def percentile(values: Sequence[float], per_cent: float) -> float:
    """The nearest-rank percentile; nan of nothing."""
    if not values:
        return float("nan")
    return sorted(values)[max(0, -int(-len(values) * per_cent // 100) - 1)]


@dataclass(frozen=True)
class Memory:
    """Of the app: MB, MB of a session that has loaded a screen and rests, and what `reruns` more reruns added."""

    rss: float
    idle_session: float
    reruns: int
    before: float
    after: float

    @property
    def growth(self) -> float:
        """As a share of what it was before."""
        return self.after / self.before - 1


@dataclass(frozen=True)
class Start:
    """Seconds of `make run` on a prepared environment: looking at the register, then the first screen."""

    prepare: float
    first_page: float


@dataclass(frozen=True)
class Writes:
    """A visit logged in a process of its own while `readers` sessions read: ms each, and of the bare insert."""

    actors: int
    readers: int
    visits: list[float]
    bare: list[float]
    seen: int  # of the visits, those whose new number another session's next click showed
    watched: int


@dataclass(frozen=True)
class Tabs:
    """Real Chromium: ms from click to drawn, bytes of the app's own content at first load beside the websocket's."""

    tabs: int
    clicks: list[float]
    own_bytes: int
    streamlit_bytes: int
    first_drawn: float  # ms


@dataclass
class Report:
    """Everything one run found."""

    machine: dict[str, Any]
    measured: list[Measured] = field(default_factory=list)
    memory: Memory | None = None
    start: Start | None = None
    writes: Writes | None = None
    tabs: Tabs | None = None

    @property
    def sizes(self) -> list[int]:
        return sorted({one.actors for one in self.measured if one.app == "app"})

    def find(self, scenario: str, app: str, actors: int | None = None, sessions: int = 1) -> Measured | None:
        """The scenario as that app met it; by default with the largest register it was tried on."""
        found = [one for one in self.measured if (one.scenario, one.app, one.sessions) == (scenario, app, sessions)]
        found = [one for one in found if actors in (None, one.actors) and one.reruns]
        return max(found, key=lambda one: one.actors, default=None)

    def as_json(self) -> dict[str, Any]:
        """For `var/bench.json`."""
        return asdict(self) | {"goals": [asdict(one) | {"said": str(one)} for one in goals(self)]}


@dataclass(frozen=True)
class Goal:
    """A goal of the issue: what was found, and its limit (at least, where `least`)."""

    number: str
    words: str
    value: float
    limit: float
    unit: str = "×"
    least: bool = False

    @property
    def met(self) -> bool:
        return self.value >= self.limit if self.least else self.value <= self.limit

    @property
    def missed(self) -> float:
        """By how much it was missed, as a share of the limit."""
        if self.least:
            return self.limit / self.value - 1 if self.value else float("inf")
        return self.value / self.limit - 1 if self.limit else self.value

    def __str__(self) -> str:
        bound = f"{'≥' if self.least else '≤'} {self.limit:g} {self.unit}"
        end = "met" if self.met else f"missed by {self.missed:.0%}"
        return f"{self.number:<3} {self.words}: {self.value:.3g} {self.unit} ({bound}): {end}"


def goals(report: Report) -> list[Goal]:
    """The goals that this run could judge."""
    return [*_speed(report), *_bytes(report), *_crowd(report), *_writing(report), *_keeping(report)]


def _speed(report: Report) -> Iterator[Goal]:
    floor, change = report.find("empty", "empty"), report.find("filter", "app")
    smallest = report.find("filter", "app", report.sizes[0]) if report.sizes else None
    if not floor or not change or not smallest:
        return
    at = f"at {change.actors:,} actors"
    yield Goal("1", f"fast filter {at} ÷ empty script", change.p50 / floor.p50, 4)
    if change.actors != smallest.actors:
        yield Goal("1", f"fast filter {at} ÷ at {smallest.actors:,}", change.p50 / smallest.p50, 1.5)
    screens = [one for one in report.measured if one.scenario.startswith("screen ") and one.reruns]
    screens = [one for one in screens if one.actors == max(each.actors for each in screens)]
    for one in sorted(screens, key=lambda each: -each.p50):
        yield Goal("1", f"{one.scenario} at {one.actors:,} ÷ empty script", one.p50 / floor.p50, 8)
    for name in ("past date", "rare filter"):
        slow = report.find(name, "app")
        if slow:
            drawn = f"a skeleton after {slow.skeleton:.0f} ms" if slow.skeleton is not None else "no skeleton"
            yield Goal("1", f"{name} at {slow.actors:,} actors, {drawn}", slow.p50, 1000, "ms")


def _bytes(report: Report) -> Iterator[Goal]:
    change, load = report.find("filter", "app"), report.find("first load", "app")
    if change:
        yield Goal("2", "one filter change on the wire (95 %)", change.wire / KB, 20, "kB")
    if load and report.tabs:
        yield Goal("2", "first load, the app's own", (load.wire + report.tabs.own_bytes) / KB, 150, "kB")


def _crowd(report: Report) -> Iterator[Goal]:
    floor, think = report.find("empty", "empty"), report.find("click in 5 s", "app", sessions=100)
    if floor and think:
        yield Goal("3", "100 sessions, a click in 5 s: p95 ÷ one empty rerun", think.p95 / floor.p50, 8)
    app, empty, naive = (report.find("closed loop", name, sessions=100) for name in ("app", "empty", "naive"))
    if app and naive:
        yield Goal("3", "closed loop of 100: reruns/s ÷ the naive page's", app.rate / naive.rate, 20, least=True)
    if app and empty:
        yield Goal("3", "closed loop of 100: processor time ÷ the empty script's", app.cpu / empty.cpu, 15)


def _writing(report: Report) -> Iterator[Goal]:
    if not report.writes:
        return
    wrote, bare = percentile(report.writes.visits, 50), percentile(report.writes.bare, 50)
    while_read = f"while {report.writes.readers} sessions read {report.writes.actors:,} actors"
    yield Goal("4", f"a visit written {while_read}", wrote, 10, "ms")
    yield Goal("4", "the same ÷ the bare insert of its rows", wrote / bare, 2)
    share = report.writes.seen / max(report.writes.watched, 1)
    yield Goal("4", "shown at another session's next click", share * 100, 100, "%", least=True)


def _keeping(report: Report) -> Iterator[Goal]:
    if report.memory:
        yield Goal("5", "an idle session", report.memory.idle_session, 5, "MB")
        yield Goal("5", f"growth over {report.memory.reruns:,} reruns", report.memory.growth * 100, 5, "%")
    if report.start:
        whole = report.start.prepare + report.start.first_page
        yield Goal("6", "`make run` to the first page", whole, 5, "s")


# --- as people read it ------------------------------------------------------------------------------------------------

TITLES = ("scenario", "app", "actors", "sessions", "reruns", "p50 ms", "p95 ms", "cpu ms", "reruns/s", "kB", "kB raw")


def table(report: Report) -> list[tuple[str, ...]]:
    """The rows under `TITLES`."""
    return [
        (
            one.scenario,
            one.app,
            f"{one.actors:,}" if one.actors else "",
            str(one.sessions),
            str(one.reruns) + (f" ({one.failures} failed)" if one.failures else ""),
            *(f"{value:.1f}" for value in (one.p50, one.p95, one.cpu, one.rate, one.wire / KB, one.payload / KB)),
        )
        for one in report.measured
    ]


def as_text(report: Report) -> str:
    """For a terminal: the table, then a line per goal."""
    rows = [TITLES, *table(report)]
    widths = [max(len(row[index]) for row in rows) for index in range(len(TITLES))]
    lines = [
        "  ".join(
            cell.ljust(width) if index < 2 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([*lines, "", *_facts(report), "", *map(str, goals(report))])


def as_markdown(report: Report) -> str:
    """For the README: the same."""
    lines = [f"| {' | '.join(TITLES)} |", f"|{'---|' * 2}{'---:|' * (len(TITLES) - 2)}"]
    lines += [f"| {' | '.join(row)} |" for row in table(report)]
    kept = ["", "| goal | found | limit | |", "|---|---:|---:|---|"]
    for one in goals(report):
        end = "met" if one.met else f"missed by {one.missed:.0%}"
        bound = f"{'≥' if one.least else '≤'} {one.limit:g} {one.unit}"
        kept.append(f"| {one.number}. {one.words} | {one.value:.3g} {one.unit} | {bound} | {end} |")
    return "\n".join(lines + kept)


def _facts(report: Report) -> Iterator[str]:
    if report.memory:
        yield f"memory: {report.memory.rss:.0f} MB, {report.memory.idle_session:.2f} MB a session at rest"
    if report.start:
        yield f"start: prepare {report.start.prepare:.1f} s, then the first page {report.start.first_page:.1f} s"
    if report.writes:
        visits, bare = report.writes.visits, report.writes.bare
        yield (
            f"a visit: p50 {percentile(visits, 50):.1f} ms, p95 {percentile(visits, 95):.1f} ms; bare insert "
            f"{percentile(bare, 50):.1f} ms, {percentile(bare, 95):.1f} ms"
        )
    if report.tabs:
        tabs = report.tabs
        yield (
            f"{tabs.tabs} tabs of Chromium: first screen {tabs.first_drawn:.0f} ms, click to drawn p50 "
            f"{percentile(tabs.clicks, 50):.0f} ms, p95 {percentile(tabs.clicks, 95):.0f} ms; "
            f"{tabs.own_bytes / KB:.0f} kB of its own by HTTP, {tabs.streamlit_bytes / MB:.1f} MB of Streamlit's"
        )
