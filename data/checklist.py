"""The permits an actor's sector needs, in the order they can be had: what stands, what is next, what waits for what.

Which kinds a sector needs is `permit_kind.sectors`; what each waits for is `permit_steps.csv` of the region's folder.
A kind without a step there is no longer issued: it is listed apart, when recorded.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from data.population import BASIC
from data.settings import region

SETTLED = ("terbit", "tidak_perlu")
ANY_SECTOR = "*"
COMPLETE, IN_HAND = "complete", "in_hand"
GOALS = ("basic", "whole")
BANDS = ("already", "days_30", "days_90", "later", "overdue", "unknown")  # of the earliest day


@dataclass(frozen=True)
class Step:
    """What a kind waits for: `needs` always, `if_applied_for` only while that one is being applied for.

    `always` says every maker of the sector needs it, otherwise some do; `topic` is the need a visit about it serves;
    `note` is language -> what a facilitator should know, `source` where the rule comes from.
    """

    kind: str
    needs: tuple[str, ...]
    if_applied_for: tuple[str, ...]
    always: bool
    topic: str
    source: str
    note: Mapping[str, str]


@dataclass(frozen=True)
class Standing:
    """How one kind stands: the status of its latest event, since when, and until when it is valid."""

    status: str
    since: date | None = None
    precision: str = "day"
    expires_on: date | None = None


@dataclass(frozen=True)
class Ahead:
    """In how many days something can be there at the earliest, if what can be applied for is applied for today.

    None where nobody has said how long the kinds in `unknown` usually take.
    """

    days: int | None
    unknown: tuple[str, ...] = ()


THERE = Ahead(0)


@dataclass(frozen=True)
class Item:
    """One line of the checklist. `next` is the first that can be done; `blocked_by` are the kinds it waits for.

    `optional`: only some makers of the sector need it; `apart`: recorded, though its sector does not need it or it is
    no longer issued.
    """

    kind: str
    status: str
    since: date | None
    precision: str
    expires_on: date | None
    next: bool = False
    blocked_by: tuple[str, ...] = ()
    optional: bool = False
    apart: bool = False
    ahead: Ahead = THERE

    @property
    def settled(self) -> bool:
        """Whether nothing is left to be done or waited for."""
        return self.status in SETTLED


@cache
def steps() -> Mapping[str, Step]:
    """Kind -> its step, in the order of the region's file."""
    return read_steps(region().folder / "permit_steps.csv")


def read_steps(path: Path) -> dict[str, Step]:
    """The steps of a file; KeyError when it lacks a column, ValueError when steps wait for one another in a circle."""
    with path.open(encoding="utf-8", newline="") as file:
        found = {row["kind"]: _step(row) for row in csv.DictReader(file)}
    try:
        tuple(
            TopologicalSorter({kind: (*one.needs, *one.if_applied_for) for kind, one in found.items()}).static_order()
        )
    except CycleError as fault:
        raise ValueError(f"{path.name}: these wait for one another: {' -> '.join(fault.args[1])}") from fault
    return found


def _step(row: Mapping[str, str]) -> Step:
    return Step(
        kind=row["kind"],
        needs=tuple(row["needs"].split()),
        if_applied_for=tuple(row["if_applied_for"].split()),
        always=row["necessity"] == "always",
        topic=row["topic"],
        source=row["source"],
        note={"id": row["note_id"], "en": row["note_en"]},
    )


def checklist(
    sector: str | None,
    sectors: Mapping[str, Sequence[str]],
    standings: Mapping[str, Standing],
    day: date,
    usual: Mapping[str, int | None] | None = None,
) -> list[Item]:
    """The lines of one actor; `sectors` is kind -> sector codes ("*" is all), `standings` are the recorded kinds,
    `usual` how many days each kind usually takes from the application on, where somebody has said it."""
    needed = [kind for kind in steps() if {sector, ANY_SECTOR} & set(sectors.get(kind, ()))]
    status = {kind: _status(standings.get(kind), day) for kind in {*needed, *standings}}
    ahead = _Days(status, standings, day, usual or {})
    found: list[Item] = []
    for kind in needed:
        blocked = _blocked_by(kind, status)
        optional = not steps()[kind].always
        may_be_next = _open(status[kind]) and not blocked and not (optional and status[kind] != "kedaluwarsa")
        first = may_be_next and not any(item.next for item in found)
        dates = _dates(standings.get(kind))
        found.append(Item(kind, status[kind], *dates, first, blocked, optional, ahead=ahead.of(kind)))
    others = [kind for kind in sectors if kind in standings and kind not in needed]
    return found + [Item(kind, status[kind], *_dates(standings[kind]), apart=True) for kind in others]


def always(items: Iterable[Item]) -> list[Item]:
    """What every maker of the sector needs."""
    return [item for item in items if not item.apart and not item.optional]


def goals(items: Iterable[Item]) -> dict[str, list[Item]]:
    """Goal -> its lines: "basic" legality, and the "whole" of what is always needed."""
    needed = always(items)
    return dict(zip(GOALS, ([item for item in needed if item.kind in BASIC], needed), strict=True))


def following(items: Sequence[Item]) -> str:
    """The kind that is next, or `COMPLETE`, or `IN_HAND` where an office has all that is left."""
    found = next((item.kind for item in items if item.next), None)
    return found or (COMPLETE if all(item.settled for item in always(items)) else IN_HAND)


def all_of(items: Iterable[Item]) -> Ahead:
    """When all of these lines can be there, one beside the other where none waits for another."""
    return _last([item.ahead for item in items])


def band(items: Sequence[Item]) -> str:
    """In which of `BANDS` the day lies on which all of these lines can be there."""
    if all(item.settled for item in items):
        return "already"
    days = all_of(items).days
    if days is None:
        return "unknown"
    if overdue(items):
        return "overdue"
    return "days_30" if days <= 30 else "days_90" if days <= 90 else "later"


def overdue(items: Iterable[Item]) -> bool:
    """Whether an application among these has run longer than usual: then nobody can say when it ends."""
    return any(item.status == "diajukan" and item.ahead.days == 0 for item in items)


def _last(each: Sequence[Ahead]) -> Ahead:
    if not each:
        return THERE
    unknown = tuple(dict.fromkeys(kind for one in each for kind in one.unknown))
    return Ahead(None, unknown) if unknown else Ahead(max(one.days or 0 for one in each))


@dataclass(frozen=True)
class _Days:
    """The days until each kind of one actor, along the chain of what is still missing."""

    status: Mapping[str, str]
    standings: Mapping[str, Standing]
    day: date
    usual: Mapping[str, int | None]
    found: dict[str, Ahead] = field(default_factory=dict)

    def of(self, kind: str) -> Ahead:
        """The days until one of them; each is worked out once."""
        if kind not in self.found:
            self.found[kind] = self._of(kind)
        return self.found[kind]

    def _of(self, kind: str) -> Ahead:
        if self.status[kind] in SETTLED:
            return THERE
        begun = _last([self.of(other) for other in _blocked_by(kind, self.status)])
        takes = self.usual.get(kind)
        if takes is None:
            return Ahead(None, tuple(dict.fromkeys((*begun.unknown, kind))))
        if begun.days is None:
            return begun
        return Ahead(max(0, begun.days + takes - self._waited(kind)))

    def _waited(self, kind: str) -> int:
        """Days since it was applied for. A day known only by its month or year counts as the first of it."""
        one = self.standings.get(kind)
        return (self.day - one.since).days if one and one.since and self.status[kind] == "diajukan" else 0


def _dates(standing: Standing | None) -> tuple[date | None, str, date | None]:
    """Since when, how precisely that is known, and until when."""
    return (standing.since, standing.precision, standing.expires_on) if standing else (None, "day", None)


def _status(standing: Standing | None, day: date) -> str:
    if standing is None:
        return "tidak_tercatat"
    lapsed = standing.status == "terbit" and standing.expires_on is not None and standing.expires_on < day
    return "kedaluwarsa" if lapsed else standing.status


def _open(status: str) -> bool:
    """Whether something is still to be done for it; what was applied for waits for its office."""
    return status not in (*SETTLED, "diajukan")


def _blocked_by(kind: str, status: Mapping[str, str]) -> tuple[str, ...]:
    """What a kind that is still to be done waits for; what the sector does not need at all blocks nothing."""
    if not _open(status[kind]):
        return ()
    step = steps()[kind]
    missing = [need for need in step.needs if need in status and status[need] not in SETTLED]
    return tuple(missing + [need for need in step.if_applied_for if status.get(need) == "diajukan"])
