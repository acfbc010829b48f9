"""A plan place by place, beside today: who stands beside each desa, and what share of a kecamatan is reached."""

from dataclasses import dataclass

import numpy as np

from data.placement.costs import Floats, Ints, Table
from data.placement.model import kecamatan_of


@dataclass(frozen=True)
class Reach:
    """A kecamatan: `urgent` actors (waiting > 24 months or never visited) without an assignment of their own, and how
    many of them are within somebody's room `today` and by the `plan`."""

    code: str
    urgent: int
    today: float
    plan: float


@dataclass(frozen=True)
class Move:
    """A desa, or the actors of a kecamatan whose desa is not known, that passes: `actors` in all, from whom (ids, those
    with most actors first; empty: nobody) to whom (None: nobody)."""

    code: str
    actors: int
    givers: tuple[str, ...]
    taker: str | None


def reach(costs: Table, given: Ints) -> tuple[Reach, ...]:
    """Every kecamatan with actors, in the order of codes; `given` in actors, units × facilitators.

    Somebody beyond their room reaches the same share of each of their places.
    """
    codes = [kecamatan_of(code) for code in costs.units]
    today, plan = (_reached(costs, one) for one in (costs.now, given))
    made = []
    for code in sorted(set(codes)):
        mine = np.array([one == code for one in codes])
        made.append(Reach(code, int(costs.urgent[mine].sum()), float(today[mine].sum()), float(plan[mine].sum())))
    return tuple(made)


def _reached(costs: Table, made: Ints) -> Floats:
    """Urgent actors within room, by unit."""
    mine = made.sum(axis=0)
    within = np.minimum(mine, np.maximum(costs.room, 0)) / np.maximum(mine, 1)
    reached: Floats = (made * within).sum(axis=1) * costs.urgent / costs.size
    return reached


def moves(costs: Table, given: Ints) -> tuple[Move, ...]:
    """Where somebody gets, changes or loses their facilitator; most actors first."""
    ids, made = [one.id for one in costs.case.people], []
    for code, had, has in zip(costs.units, costs.now, given, strict=True):
        passing = int(max(had.sum(), has.sum()) - np.minimum(had, has).sum())
        if passing:
            givers = [ids[one] for one in np.argsort(-had, kind="stable") if had[one] > has[one]]
            taker = ids[int(has.argmax())] if has.any() else None
            made.append(Move(code, passing, tuple(givers), taker))
    return tuple(sorted(made, key=lambda one: (-one.actors, one.code)))
