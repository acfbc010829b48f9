"""The permits an actor's sector needs, in the order they can be had: what stands, what is next, what waits for what.

Which kinds a sector needs is `permit_kind.sectors`; what each waits for is `permit_steps.csv` of the region's folder.
A kind without a step there is no longer issued: it is listed apart, when recorded.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from data.settings import region

SETTLED = ("terbit", "tidak_perlu")
ANY_SECTOR = "*"


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


@cache
def steps() -> Mapping[str, Step]:
    """Kind -> its step, in the order of the region's file."""
    return read_steps(region().folder / "permit_steps.csv")


def read_steps(path: Path) -> dict[str, Step]:
    """The steps of a file; KeyError when it lacks a column."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["kind"]: _step(row) for row in csv.DictReader(file)}


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
    sector: str | None, sectors: Mapping[str, Sequence[str]], standings: Mapping[str, Standing], day: date
) -> list[Item]:
    """The lines of one actor; `sectors` is kind -> sector codes ("*" is all), `standings` are the recorded kinds."""
    needed = [kind for kind in steps() if {sector, ANY_SECTOR} & set(sectors.get(kind, ()))]
    status = {kind: _status(standings.get(kind), day) for kind in {*needed, *standings}}
    found: list[Item] = []
    for kind in needed:
        blocked = _blocked_by(kind, status)
        optional = not steps()[kind].always
        may_be_next = _open(status[kind]) and not blocked and not (optional and status[kind] != "kedaluwarsa")
        first = may_be_next and not any(item.next for item in found)
        found.append(_item(kind, status[kind], standings.get(kind), next=first, blocked_by=blocked, optional=optional))
    others = [kind for kind in sectors if kind in standings and kind not in needed]
    return found + [_item(kind, status[kind], standings[kind], apart=True) for kind in others]


def _item(
    kind: str,
    status: str,
    standing: Standing | None,
    *,
    next: bool = False,
    blocked_by: tuple[str, ...] = (),
    optional: bool = False,
    apart: bool = False,
) -> Item:
    known = standing or Standing(status)
    dates = (known.since, known.precision, known.expires_on)
    return Item(kind, status, *dates, next=next, blocked_by=blocked_by, optional=optional, apart=apart)


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
