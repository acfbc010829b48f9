"""Group sessions: who waits for one thing, where sessions could reach most of them, and whom to invite."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

import numpy as np
import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.asking import among, ids
from data.clinics.model import Plan, Proposal, Waiting, proposed
from data.clinics.wish import Topic, Wish
from data.db import read
from data.filter import Filter
from data.past.columns import Numbers
from data.past.held import history
from data.past.part import CHANGES
from data.past.standing import Standing
from data.population import UNRECORDED
from data.queries.counting import Asked
from data.route import distance
from data.scope import mine
from data.summary.cube import column_of
from data.summary.turning import frame_for
from geo.regions import load

# Those who asked already need no session, and of those of whom nothing is recorded nobody knows whether they need one.
LACKING = ("belum", "kedaluwarsa", "dicabut")


@dataclass(frozen=True)
class Invited:
    """What every colleague may see of somebody who is invited; `km` from their desa to the session's."""

    id: str
    business_name: str
    desa: str
    facilitator_id: str | None
    km: float


@dataclass(frozen=True)
class Session:
    """One session in a desa, with the nearest desa first; of each desa those who wait longest."""

    desa: str
    invited: tuple[Invited, ...]

    @property
    def km(self) -> float:
        """People × km."""
        return sum(one.km for one in self.invited)


@dataclass(frozen=True)
class Clinics:
    """`waiting` actors have it and a desa on the map, in these `kecamatan`, most of them first; `unplaced` have it and
    no such desa; of `unrecorded` nothing is recorded. `proposal` says how good the `sessions` are."""

    waiting: int
    kecamatan: tuple[str, ...]
    unplaced: int
    unrecorded: int
    proposal: Proposal
    sessions: tuple[Session, ...]


@dataclass(frozen=True)
class _Chosen:
    """Ids of those who wait, by desa on the map, in the order in which they are invited."""

    by_desa: dict[str, list[str]]
    facilitator: dict[str, str | None]
    unplaced: int
    unrecorded: int


def group_sessions(who: Who, wanted: Filter, topic: Topic, wish: Wish) -> Clinics:
    """Today's active actors of a filter who wait for this, and the sessions that reach most of them.

    Whatever day the filter names: nobody is invited to what is past. A pendamping's own work only.
    """
    require(who, "actor.see")
    chosen = _chosen(who, replace(wanted, as_of=None, known_at=None), topic)
    places = load().desa
    waiting = tuple(Waiting(desa, places[desa].label, len(each)) for desa, each in sorted(chosen.by_desa.items()))
    proposal = proposed(waiting, wish)  # no connection waits for it
    sessions = list(_sessions(proposal.plan, chosen))
    invited = [actor for _, each in sessions for actor, _, _ in each]
    with read(who) as conn:
        names = _names(conn, who.kab, invited)
    by_kecamatan: defaultdict[str, int] = defaultdict(int)
    for one in waiting:
        by_kecamatan[places[one.desa].parent] += one.people
    return Clinics(
        sum(one.people for one in waiting),
        tuple(sorted(by_kecamatan, key=lambda code: (-by_kecamatan[code], code))),
        chosen.unplaced,
        chosen.unrecorded,
        proposal,
        tuple(
            Session(
                site,
                tuple(Invited(one, names.get(one, ""), home, chosen.facilitator[one], km) for one, home, km in each),
            )
            for site, each in sessions
        ),
    )


def _chosen(who: Who, wanted: Filter, topic: Topic) -> _Chosen:
    if who.role == "pendamping":
        theirs = (who.facilitator,) if who.facilitator else ()
        if wanted.facilitator and not set(theirs) <= set(wanted.facilitator):
            theirs = ()
        if not theirs:
            return _Chosen({}, {}, 0, 0)
        wanted = replace(wanted, facilitator=theirs)
    frame = frame_for(who, wanted)
    with read(who) as conn:
        standing = Asked(conn, frame, wanted, history(conn, frame.kab)).standing()
        everyone = standing.chosen(wanted)
        if who.role == "pendamping":
            own = mine(who, conn, [one.decode() for one in standing.ids[everyone].tolist()])
            everyone = everyone[[one.decode() in own for one in standing.ids[everyone].tolist()]]
    has = everyone[_marked(standing, topic, everyone)]
    return _by_desa(standing, has, _unrecorded(standing, topic, everyone))


def _marked(standing: Standing, topic: Topic, chosen: Numbers) -> Numbers:
    """Which of the chosen have it."""
    nobody = np.zeros(len(chosen), dtype=bool)
    if topic.source == "need":
        changes = standing.needs.get(topic.kind)
        return nobody if changes is None else changes[chosen] == CHANGES["raised"]
    column = column_of(topic.kind)
    if column not in standing.columns:
        return nobody
    lacking: Numbers = standing.marked(column, LACKING)[standing.columns[column][chosen]]
    return lacking


def _unrecorded(standing: Standing, topic: Topic, chosen: Numbers) -> int:
    """Of how many of the chosen nobody knows whether they have the permit; a need that nobody raised is none."""
    return standing.statuses(topic.kind, chosen).get(UNRECORDED, 0) if topic.source == "permit" else 0


def _by_desa(standing: Standing, has: Numbers, unrecorded: int) -> _Chosen:
    has = has[np.lexsort((standing.ids[has], standing.last_visit[has]))]  # never visited before all others
    places, desa_of, facilitator_of = load().desa, _words(standing, "desa_code"), _words(standing, "facilitator_id")
    by_desa: defaultdict[str, list[str]] = defaultdict(list)
    facilitator, unplaced = dict[str, str | None](), 0
    rows = zip(
        standing.ids[has].tolist(),
        standing.columns["desa_code"][has].tolist(),
        standing.columns["facilitator_id"][has].tolist(),
        strict=True,
    )
    for actor, desa, by in rows:
        if desa_of[desa] not in places:
            unplaced += 1
            continue
        by_desa[desa_of[desa]].append(actor.decode())
        facilitator[actor.decode()] = facilitator_of[by] or None
    return _Chosen(dict(by_desa), facilitator, unplaced, unrecorded)


def _words(standing: Standing, column: str) -> dict[int, str]:
    return {number: word for word, number in standing.codes[column].items()}


def _sessions(plan: Plan, chosen: _Chosen) -> Iterator[tuple[str, list[tuple[str, str, float]]]]:
    """Each session's desa, and id, desa and km of whom to invite; those of one desa are shared out evenly."""
    places, left = load().desa, {desa: iter(each) for desa, each in chosen.by_desa.items()}
    between = {(home, site): distance(places[home].label, places[site].label) for (home, site), _ in plan.invited}
    flows = sorted((between[pair], *pair, count) for pair, count in plan.invited)
    come: defaultdict[str, list[tuple[str, str, float]]] = defaultdict(list)
    for km, home, site, count in flows:
        come[site] += [(next(left[home]), home, km) for _ in range(count)]
    for site, sessions in plan.held:
        for begin, end in pairwise(accumulate(_shares(len(come[site]), sessions), initial=0)):
            yield site, come[site][begin:end]


def _shares(people: int, sessions: int) -> list[int]:
    return [people // sessions + (nth < people % sessions) for nth in range(sessions)]


def _names(conn: sa.Connection, kab: str, actors: Collection[str]) -> dict[str, str]:
    base = schema.actor
    asked = sa.select(base.c.id, base.c.business_name).where(base.c.kab_code == kab)
    found = conn.execute(asked.where(among(conn.dialect.name, base.c.id)), ids(conn, actors))
    return {actor: name or "" for actor, name in found}
