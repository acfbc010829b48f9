"""Invented data for a first look, made by a seeded generator: no person, firm, telephone or number in it is real.

The same (actors, seed, today) give the same rows, ids and times of recording included.
"""

from datetime import date

import sqlalchemy as sa

from data import clock, schema
from data.access import Who
from data.db import About, Writing, write
from data.problem import Problem
from data.samples.actors import make_actors
from data.samples.day import DEMO_FACILITATOR, Day
from data.samples.dice import Dice
from data.samples.emit import Emitter
from data.samples.facts import Facts, load_facts
from data.samples.help import Helping
from data.samples.needs import Needs
from data.samples.outside import Outside
from data.samples.permits import Permits
from data.samples.rows import Rows
from data.samples.sessions import gather
from data.samples.supply import Supply
from data.samples.team import Team
from data.samples.visits import Visiting, say
from data.sectors import SectorOf, sector_of
from data.settings import region


def fill(who: Who, actors: int = 4000, seed: int = 7, today: date | None = None) -> dict[str, int]:
    """Fill an empty register of kind `contoh` with invented data; the counts of rows by table.

    Everything lies before `today` (default: the office's today), only promises and contracts reach beyond it.
    Problem("sample_only_in_contoh"), Problem("register_not_empty").
    """
    dice = Dice(seed, today or clock.today(), region().timezone)
    facts = load_facts(region().folder / "sample.toml")
    with write(who, "register.fill", About("register", "sample")) as writing:
        _check(writing)
        rows = Rows()
        team = _invent(dice, facts, rows, sector_of(writing.conn, who.kab), actors, who.kab)
        counts = rows.insert(writing)
        _visits_recorded_since(writing, dice, facts)
        _connect_demo(writing, team.demo)
        writing.conn.execute(sa.text("ANALYZE"))  # without statistics the planner takes minutes for a question
        writing.after = {"actors": counts["actor"], "seed": seed, "today": dice.today.isoformat()}
    return counts


def _check(writing: Writing) -> None:
    kab = writing.who.kab
    kind = writing.conn.scalar(sa.select(schema.register.c.kind).where(schema.register.c.kab_code == kab))
    if kind != "contoh":
        raise Problem("sample_only_in_contoh")
    if writing.conn.scalar(sa.select(schema.actor.c.id).where(schema.actor.c.kab_code == kab).limit(1)):
        raise Problem("register_not_empty")


def _invent(dice: Dice, facts: Facts, rows: Rows, sectors: SectorOf, count: int, kab: str) -> Team:
    team = Team(dice, facts, rows)
    actors = make_actors(dice, facts, count)
    team.assign_personally(actors)
    Visiting(dice, facts, team).visit_all(actors)
    for actor in actors:
        say(dice, facts, actor)
    gather(dice, facts, actors, rows)
    mine = team.demo_actors(actors)
    Day(Dice(dice.seed + 1, dice.today, str(dice.zone)), facts, rows).tell(actors, mine)
    emitter, permits, needs = Emitter(dice, facts, rows, sectors), Permits(dice, rows, kab), Needs(dice, facts, rows)
    for actor in actors:
        permits.give(actor)
        needs.tell(actor, permits.got.get(actor.id, []))
        emitter.actor(actor)
    permits.lapse(mine)
    Helping(Dice(dice.seed + 3, dice.today, str(dice.zone)), facts, rows, sectors).tell(actors, mine, team)
    Supply(Dice(dice.seed + 2, dice.today, str(dice.zone)), facts, rows).tell(actors, mine)
    Outside(Dice(dice.seed + 4, dice.today, str(dice.zone)), facts, rows, sectors).tell(actors)
    return team


def _visits_recorded_since(writing: Writing, dice: Dice, facts: Facts) -> None:
    places = schema.kecamatan
    for code, place in facts.kecamatan.items():
        since = dice.ago(place.visits_since) if place.visits_since is not None else None
        where = sa.and_(places.c.kab_code == writing.who.kab, places.c.code == code)
        writing.conn.execute(places.update().where(where).values(visits_since=since))


def _connect_demo(writing: Writing, facilitator: str) -> None:
    """The demo pendamping signs in as one of the facilitators."""
    people = schema.person
    where = sa.and_(people.c.kab_code == writing.who.kab, people.c.id == DEMO_FACILITATOR)
    writing.conn.execute(people.update().where(where).values(facilitator_id=facilitator))
