"""Which numbers stand in a report: all from `data.queries`, all of one snapshot."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd

from data import clock, queries
from data.access import Who, allows, require
from data.clock import months_before
from data.db import About, write
from data.filter import LISTS, UNASSIGNED, Filter
from data.metrics import COUNTS, METRICS, Metric
from data.people import NOT_REAL
from data.queries import Figures, Names
from data.ranking import records
from data.sentence import sentence

TRIES = 3  # so often everything is counted anew when somebody writes meanwhile


@dataclass(frozen=True)
class Tables:
    """What only the workbook holds: the desa (None where the report's places are desa), permits (kind, status, actors)
    and needs (kind, change, actors)."""

    desa: Figures | None
    permits: pd.DataFrame
    needs: pd.DataFrame


@dataclass(frozen=True)
class Report:
    """The numbers of one filter, and what they are as of.

    `wanted` fixes the date and the time of knowledge. `places` are the kecamatan, or the desa of the one chosen
    (`kecamatan`); `before` is the total on the same day a year before, `trend` the totals at the ends of the twelve
    months before and on the day (as `queries.trend`). `tables` are there if they were asked for.
    """

    wanted: Filter
    names: Names
    metric: Metric
    language: str
    invented: str | None  # "contoh" or "uji" where the data are not real
    places: Figures
    before: dict[str, Any]
    sectors: Figures
    trend: pd.DataFrame
    tables: Tables | None = None

    @property
    def kecamatan(self) -> str | None:
        """The one kecamatan whose desa are counted."""
        return only(self.wanted.kecamatan)

    @property
    def level(self) -> str:
        return "desa" if self.kecamatan else "kecamatan"

    @property
    def day(self) -> date:
        return self.wanted.day

    @property
    def known_at(self) -> datetime:
        assert self.wanted.known_at is not None
        return self.wanted.known_at

    @property
    def sentence(self) -> str:
        """The filter in words, with its date; when it was known is said beside it."""
        return sentence(self.wanted.with_(known_at=None), self.names, self.language)

    @property
    def everybody(self) -> bool:
        """Whether the filter chooses by place only."""
        return all(not getattr(self.wanted, name) for name in LISTS if name not in ("kecamatan", "desa"))

    @property
    def id(self) -> str:
        """The snapshot's number: the same for the same numbers of the same filter, another as soon as one differs."""
        shown = self.places.rows, self.sectors.rows, self.trend
        counted = [_counts(row) for rows in shown for row in records(rows)]
        fixed = [address_params(self.wanted), self.metric.name, self.invented, counted, _counts(self.before)]
        found = hashlib.sha256(json.dumps(fixed, sort_keys=True).encode()).hexdigest()
        return "-".join(found[at : at + 4] for at in (0, 4, 8))


def address_params(wanted: Filter) -> dict[str, str]:
    """A filter as its link says it, the time of knowledge to the microsecond: two writes may fall into one second."""
    params = wanted.to_params()
    if wanted.known_at:
        params["known_at"] = wanted.known_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return params


def _counts(row: Mapping[str, Any]) -> list[Any]:
    """A row's place and counts, rounded: `load_sum` alone is no whole number, and depends on the order of adding."""
    return [row.get("code"), *(round(float(row[name]), 4) for name in COUNTS)]


def only(values: Sequence[str]) -> str | None:
    """The one value, if there is exactly one."""
    return values[0] if len(values) == 1 else None


Count = Callable[[int, Filter], Report]
Tell = Callable[[int], None]  # is told how many reports have been counted


def report(who: Who, wanted: Filter, metric: str = "coverage", language: str = "id", *, tables: bool = False) -> Report:
    """The report of one filter; see `reports`."""
    return reports(who, [wanted], metric, language, tables=int(tables))[0]


def reports(
    who: Who,
    asked: Sequence[Filter],
    metric: str = "coverage",
    language: str = "id",
    *,
    tables: int = 0,
    tell: Tell = lambda _: None,
) -> list[Report]:
    """The reports of several filters of one day, all of the same snapshot.

    The first `tables` of them also hold what only a workbook shows.

    A filter that names a facilitator is for those who see the team, and for the facilitator; it is a look at a person's
    work, and audited. Problem("not_allowed"), Problem("only_looking").
    """
    require(who, "figures.see")
    for wanted in asked:
        if people_of(wanted):
            require(who, _deed(who, wanted))

    def count(nth: int, wanted: Filter) -> Report:
        return _counted(who, wanted, METRICS[metric], language, nth < tables)

    found = _of_one_version(asked, count, tell)
    _noted(who, [made for made in found if people_of(made.wanted)])
    return found


def people_of(wanted: Filter) -> tuple[str, ...]:
    """The facilitators a filter names."""
    return tuple(one for one in wanted.facilitator if one != UNASSIGNED)


def may(who: Who, wanted: Filter) -> bool:
    """Whether there is a report of this filter for `who`; about people none for an admin who looks as somebody else."""
    return not people_of(wanted) or (not who.seen_by and allows(who, _deed(who, wanted)))


def _deed(who: Who, wanted: Filter) -> str:
    """What a report about people asks for: one's own is one's own."""
    own = who.facilitator is not None and people_of(wanted) == (who.facilitator,)
    return "report.make" if own and allows(who, "report.make") else "team.see"


def _noted(who: Who, found: Sequence[Report]) -> None:
    """Of each look at a person's work: whose, and which snapshot."""
    if not found:
        return
    deed = _deed(who, found[0].wanted)
    details = {
        About("facilitator", person): {"report": made.id}
        | address_params(Filter(as_of=made.day, known_at=made.known_at))
        for made in found
        for person in people_of(made.wanted)
    }
    first, *others = details
    with write(who, deed, first, changes=False) as writing:
        writing.abouts += others
        writing.details |= {about: ({}, after) for about, after in details.items()}


def _of_one_version(asked: Sequence[Filter], count: Count, tell: Tell) -> list[Report]:
    """What is asked as of now is counted as of now, which is fast, and fixed once nothing was written meanwhile."""
    for _ in range(TRIES):
        found = _each(asked, count, tell)
        each = [figures for made in found for figures in (made.places, made.sectors)]
        if len({figures.version for figures in each}) <= 1:
            moment = max((figures.known_at for figures in each), default=clock.now())
            return [_fixed(made, moment) for made in found]
    moment = clock.now()
    return [_fixed(made, moment) for made in _each([_at(wanted, moment) for wanted in asked], count, tell)]


def _each(asked: Sequence[Filter], count: Count, tell: Tell) -> list[Report]:
    found = []
    for nth, wanted in enumerate(asked):
        found.append(count(nth, wanted))
        tell(nth + 1)
    return found


def _at(wanted: Filter, moment: datetime) -> Filter:
    return wanted.with_(as_of=wanted.day, known_at=wanted.known_at or moment)


def _fixed(made: Report, moment: datetime) -> Report:
    return replace(made, wanted=_at(made.wanted, moment))


def _counted(who: Who, wanted: Filter, metric: Metric, language: str, tables: bool) -> Report:
    """`sectors` is asked last: when its version is that of `places`, so is all between."""
    kind, kecamatan = queries.register_kind(who), only(wanted.kecamatan)
    return Report(
        wanted=wanted,
        names=queries.names(who, language),
        metric=metric,
        language=language,
        invented=kind if kind in NOT_REAL else None,
        places=queries.figures(who, wanted, "desa" if kecamatan else "kecamatan"),
        before=queries.figures(who, wanted.with_(as_of=months_before(wanted.day, 12))).total,
        trend=queries.trend(who, wanted, trend_days(wanted.day)),
        tables=_tables(who, wanted) if tables else None,
        sectors=queries.figures(who, wanted, "sector"),
    )


def trend_days(day: date) -> list[date]:
    """The ends of the twelve months before the day's, and the day."""
    first = day.replace(day=1)
    return [*(months_before(first, back) - timedelta(days=1) for back in range(11, -1, -1)), day]


def _tables(who: Who, wanted: Filter) -> Tables:
    desa = None if only(wanted.kecamatan) else queries.figures(who, wanted, "desa")
    return Tables(desa, queries.permits(who, wanted), queries.needs(who, wanted))
