"""`make bench`: registers of growing size, the app as `make run` starts it, many sessions, and what the goals say.

Beside the app, in the same run and clicked in turn, stand an empty script on the same settings and the naive version
of the same page. `--quick` leaves out the million and repeats less. Times are this machine's: what counts is ratios.
"""

import argparse
import asyncio
import json
import os
import platform
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from data import clock, queries
from data.filter import Filter
from data.people import demo_person
from data.summary.turning import keep_up
from tests.bench import scenarios, servers, tabs
from tests.bench.apps import naive
from tests.bench.registers import REGISTER, pointed_at, register
from tests.bench.results import Report, as_markdown, as_text
from tests.bench.scenarios import MAP, Place
from tests.bench.servers import Server


@dataclass(frozen=True)
class Plan:
    """How much is tried."""

    sizes: tuple[int, ...]
    rounds: int
    few: int  # rounds of what may be slow
    seconds: float  # of a closed loop
    crowds: tuple[int, ...]
    naive_crowds: tuple[int, ...]  # a hundred at the naive page take a minute to be answered once
    thinking: float  # seconds of the hundred sessions that think
    reruns: int  # over which memory may not grow
    resting: int
    visits: int


FULL = Plan((10_000, 100_000, 1_000_000), 90, 5, 8.0, (1, 10, 50, 100), (1, 100), 25.0, 2000, 40, 40)
QUICK = Plan((10_000, 100_000), 30, 3, 4.0, (1, 10, 100), (100,), 12.0, 300, 20, 12)


def main() -> int:
    """Measure, print, write; 1 only where it could not measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10,000 and 100,000 actors, three minutes")
    parser.add_argument("--sizes", type=int, nargs="+", help="registers of so many actors instead")
    parser.add_argument("--markdown", action="store_true", help="print the tables for the README instead")
    parser.add_argument("--out", type=Path, default=Path("var/bench.json"))
    options = parser.parse_args()
    plan = QUICK if options.quick else FULL
    sizes = tuple(sorted(options.sizes or plan.sizes))
    registers = {size: _ready(size) for size in sizes}
    report = Report(_machine())
    begun, code = time.perf_counter(), 0
    try:
        asyncio.run(_measure(report, plan, registers))
    except Exception:
        traceback.print_exc()  # what was measured before is still worth its lines
        code = 1
    report.machine["seconds"] = round(time.perf_counter() - begun)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(report.as_json(), indent=1), encoding="utf-8")
    print(as_markdown(report) if options.markdown else as_text(report))
    print(f"-> {options.out} ({report.machine['seconds']} s)", file=sys.stderr)
    return code


def _machine() -> dict[str, object]:
    return {
        "on": clock.now().isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "streamlit": version("streamlit"),
        "load_before": os.getloadavg()[0],
    }


def _ready(size: int) -> Path:
    """The folder of a register of this size, its summaries those of today."""
    _say(f"register of {size:,} actors")
    found = register(size)
    with pointed_at(found):
        keep_up(demo_person(REGISTER, "pimpinan"))
    return found


def _say(words: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {words}", file=sys.stderr, flush=True)


@contextmanager
def _running(registers: dict[int, Path]) -> Iterator[tuple[Server, Server, dict[int, Server]]]:
    """The empty script, the naive page on the smallest register, the app on each."""
    with ExitStack() as stack:
        empty = stack.enter_context(servers.empty())
        naive_page = stack.enter_context(servers.naive(registers[min(registers)]))
        yield empty, naive_page, {size: stack.enter_context(servers.app(var)) for size, var in registers.items()}


async def _measure(report: Report, plan: Plan, registers: dict[int, Path]) -> None:
    smallest, largest = min(registers), max(registers)
    _same_numbers(registers[smallest])
    _say("start")
    report.start = await scenarios.start(registers[smallest])
    with _running(registers) as (empty_server, naive_server, apps):
        empty = Place(empty_server, "empty", 0, "")
        naive_place = Place(naive_server, "naive", smallest, "")
        app = {size: Place(server, "app", size, MAP) for size, server in apps.items()}
        await _alone(report, plan, empty, naive_place, app)
        _say("screens")
        report.measured += await scenarios.screens(apps[largest], largest, plan.few)
        await _together(report, plan, empty, naive_place, app[largest])
        _say("a visit while others read")
        bare = registers.get(100_000, registers[smallest])
        report.writes = await scenarios.writes(largest, registers[largest], bare, 50, plan.visits)
        _say("Chromium")
        report.tabs = await tabs.measure(apps[largest].address)
        _say(f"memory over {plan.reruns:,} reruns")
        report.memory = await scenarios.memory(app[largest], plan.resting, plan.reruns)


async def _alone(report: Report, plan: Plan, empty: Place, naive_place: Place, app: dict[int, Place]) -> None:
    """One session at each."""
    clicks = {"empty": scenarios.nothing, "app": scenarios.filters, "naive": scenarios.filters}
    _say("first load")
    report.measured += [await scenarios.first_loads(place) for place in (empty, naive_place, *app.values())]
    _say("filter")
    report.measured += await scenarios.in_turn("filter", [empty, *app.values()], clicks, plan.rounds)
    report.measured += await scenarios.in_turn("filter", [naive_place], clicks, plan.few * 3)
    _say("filter by link")
    links = {"app": scenarios.filters}
    report.measured += await scenarios.in_turn("filter by link", [*app.values()], links, plan.rounds // 3, link=True)
    for scenario, changes, rounds in (
        ("metric", scenarios.metrics, plan.rounds // 3),
        ("past date", scenarios.past, plan.few),
        ("rare filter", scenarios.rare, plan.few),
    ):
        _say(scenario)
        report.measured += await scenarios.in_turn(scenario, [*app.values()], {"app": changes}, rounds, warm=1)


async def _together(report: Report, plan: Plan, empty: Place, naive_place: Place, app: Place) -> None:
    """Many sessions, one server after the other."""
    for sessions in plan.crowds:
        for place in (empty, app, naive_place):
            if place is naive_place and sessions not in plan.naive_crowds:
                continue
            clicks = scenarios.nothing if place is empty else scenarios.filters
            _say(f"closed loop of {sessions}: {place.name}")
            report.measured.append(await scenarios.crowd("closed loop", place, sessions, clicks, plan.seconds))
    _say("100 sessions, a click in 5 s")
    report.measured.append(await scenarios.crowd("click in 5 s", app, 100, scenarios.filters, plan.thinking, think=5.0))


def _same_numbers(var: Path) -> None:
    """The naive page must answer with the app's numbers, else its speed says nothing."""
    with pointed_at(var):
        ours = queries.figures(demo_person(REGISTER, "pimpinan"), Filter()).rows.set_index("code")
        theirs = naive.coverage(naive.read_tables(), clock.today()).set_index("code")
    for name in ("actors", "observed", "served"):
        if not (ours[name].astype(float) == theirs[name].reindex(ours.index).astype(float)).all():
            raise SystemExit(f"the naive page counts {name} otherwise than the app")


if __name__ == "__main__":
    sys.exit(main())
