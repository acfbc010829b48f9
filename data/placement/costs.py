"""What a plan costs: the table of costs that a case and a wish make, and the price of any plan by it.

Every cost is in kilometres × actors, so that one wish can be weighed against another:

- a facilitator stands beside a whole desa; actors whose desa is not known are a unit of their kecamatan, at its centre,
  and may have a facilitator only where each of its desa has one (they follow the kecamatan's assignment);
- each actor costs the straight line from the facilitator's home desa to its desa, times its weight;
- each actor who would get another facilitator, or lose the one they have, costs `Wish.change`;
- each kecamatan that a facilitator enters costs `Wish.touch`, times the mean weight: it keeps territories together;
- each actor left with nobody costs `far` (the greatest distance there is), times its weight;
- for "even" the fullest facilitator's load ÷ capacity costs half of `far` for each actor of the whole capacity.

Actors assigned personally stay where they are and use up capacity first. What no plan can avoid (more actors than
capacity) is taken off the cost as `unavoidable`: a gap is then a gap in what can be chosen, not in a constant.
Distances are great circles (`data.route.distance`) between the label points of `geo`, in km.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from data.placement.model import GOALS, Case, Wish, kecamatan_of
from data.problem import Problem
from data.route import Spot, distance

NOBODY = -1
# One who waits longest or was never visited counts as much as so many others where the goal is to reach them.
OTHERS = 0.1
# Where the goal is even load, distance only decides between plans that are about as even.
TRAVEL_IF_EVEN = 0.05
EVENNESS = 0.5  # of `far`: less than leaving somebody out

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Table:
    """The costs: D units × F facilitators, with the prices they were made with.

    `size` and `urgent` in actors; `weight` of a unit's actors together; `now` how many of them have that facilitator
    today; `km` distances and `travel` what a km counts; `place` and `leave` what it costs to give a unit to somebody
    and to nobody; `fixed` actors assigned personally; `capacity` and `room` (capacity × ceiling − fixed) in actors;
    `touch` what a kecamatan entered costs, `peak` what the fullest load ÷ capacity costs; `follows` pairs (the unit of
    a kecamatan, one of its desa).
    """

    case: Case
    wish: Wish
    units: tuple[str, ...]
    kecamatan: Ints
    size: Ints
    urgent: Ints
    weight: Floats
    now: Ints
    km: Floats
    travel: float
    place: Floats
    leave: Floats
    fixed: Ints
    capacity: Ints
    room: Ints
    far: float
    touch: float
    peak: float
    unavoidable: float
    follows: tuple[tuple[int, int], ...]

    @property
    def too_large(self) -> tuple[str, ...]:
        """Units with more actors than anybody has room for: in no plan do they have a facilitator."""
        return tuple(self.units[unit] for unit in np.flatnonzero(self.size > self.room.max()))

    @property
    def shape(self) -> tuple[int, int]:
        """Units, facilitators."""
        units, people = self.km.shape
        return units, people


def table(case: Case, wish: Wish, like: Table | None = None) -> Table:
    """The costs of a case under a wish; with the prices of `like`, so that both can be compared.

    Problem("placement_nobody"), ("placement_no_actors"), ("placement_no_capacity"), ("placement_personal_over").
    """
    if wish.goal not in GOALS:
        raise ValueError(f"no such goal: {wish.goal}")
    if not case.people:
        raise Problem("placement_nobody")
    if not case.units:
        raise Problem("placement_no_actors")
    assumed = _assumed(case, wish)
    capacity = np.array([assumed if one.capacity is None else one.capacity for one in case.people], dtype=np.int64)
    if not capacity.sum():
        raise Problem("placement_no_capacity")
    fixed, limit = _fixed(case), np.floor(capacity * wish.ceiling + 1e-9).astype(np.int64)
    _check_personal(fixed, limit)
    size, urgent, now = _counted(case)
    had, km, room = now.sum(axis=1), _distances(case), limit - fixed
    far = max(float(km.max()), 1.0) if like is None else like.far
    peak = EVENNESS * far * float(capacity.sum()) if like is None else like.peak
    weight = urgent + (OTHERS if wish.goal == "reach" else 1.0) * (size - urgent)
    travel = TRAVEL_IF_EVEN if wish.goal == "even" else 1.0
    return Table(
        case,
        replace(wish, capacity_if_unset=assumed),
        case.units,
        _parents(case.units),
        size,
        urgent,
        weight,
        now,
        km,
        travel,
        place=travel * weight[:, None] * km + wish.change * (had[:, None] - now),
        leave=far * weight + wish.change * had,
        fixed=fixed,
        capacity=capacity,
        room=room,
        far=far,
        touch=wish.touch * float(weight.sum() / size.sum()) if like is None else like.touch,
        peak=peak if wish.goal == "even" else 0.0,
        unavoidable=far * _unavoidable(size, weight, int(room.sum())),
        follows=_follows(case.units),
    )


def _assumed(case: Case, wish: Wish) -> int:
    if wish.capacity_if_unset is not None:
        return wish.capacity_if_unset
    known = [one.capacity for one in case.people if one.capacity is not None]
    return int(np.median(known)) if known else 0


def _counted(case: Case) -> tuple[Ints, Ints, Ints]:
    position = {code: number for number, code in enumerate(case.units)}
    size, urgent = np.zeros(len(position), dtype=np.int64), np.zeros(len(position), dtype=np.int64)
    now = np.zeros((len(position), len(case.people)), dtype=np.int64)
    for group in case.groups:
        if group.personally:
            continue
        unit = position[group.unit]
        size[unit] += group.actors
        urgent[unit] += group.actors * group.urgent
        if group.facilitator in case.index:
            now[unit, case.index[group.facilitator]] += group.actors
    return size, urgent, now


def _fixed(case: Case) -> Ints:
    fixed = np.zeros(len(case.people), dtype=np.int64)
    for group in case.groups:
        if group.personally and group.facilitator in case.index:
            fixed[case.index[group.facilitator]] += group.actors
    return fixed


def _check_personal(fixed: Ints, limit: Ints) -> None:
    over = fixed - limit
    if (over > 0).any():
        raise Problem("placement_personal_over", count=int((over > 0).sum()), actors=int(over[over > 0].sum()))


def _distances(case: Case) -> Floats:
    """Kilometres, units × people; of who has neither home nor caseload what the others have on average."""
    places = [case.at[code] for code in case.units]
    columns = [[distance(home, at) for at in places] if home else None for home in homes(case)]
    known = [column for column in columns if column]
    neutral = np.mean(known, axis=0) if known else np.zeros(len(places))
    return np.column_stack([neutral if column is None else np.array(column) for column in columns])


def homes(case: Case) -> list[Spot | None]:
    """Where each facilitator's distances begin: at the home desa, else in the middle of the caseload."""
    return [case.at.get(one.home or "") or _caseload_middle(case, one.id) for one in case.people]


def _caseload_middle(case: Case, facilitator_id: str) -> Spot | None:
    """The centre of somebody's actors, in degrees; None without any."""
    mine = [group for group in case.groups if group.facilitator == facilitator_id]
    if not mine:
        return None
    lon, lat = np.average([case.at[group.unit] for group in mine], axis=0, weights=[group.actors for group in mine])
    return float(lon), float(lat)


def _parents(units: Sequence[str]) -> Ints:
    parents = [kecamatan_of(code) for code in units]
    order = {code: number for number, code in enumerate(sorted(set(parents)))}
    return np.array([order[code] for code in parents], dtype=np.int64)


def _follows(units: Sequence[str]) -> tuple[tuple[int, int], ...]:
    position = {code: number for number, code in enumerate(units)}
    pairs = ((position.get(kecamatan_of(code)), number) for code, number in position.items())
    return tuple((whole, part) for whole, part in pairs if whole is not None and whole != part)


def _unavoidable(size: Ints, weight: Floats, room: int) -> float:
    """The least weight that finds no room in any plan: the lightest actors, were each placed on their own."""
    over, found = int(size.sum()) - room, 0.0
    for unit in np.argsort(weight / size, kind="stable"):
        if over <= 0:
            break
        taken = min(over, int(size[unit]))
        found += taken * float(weight[unit] / size[unit])
        over -= taken
    return found


def cost(costs: Table, where: Ints) -> float:
    """What a plan costs beyond what no plan avoids; `where` has a position in `people`, or NOBODY, for each unit."""
    placed = where != NOBODY
    units, who = np.flatnonzero(placed), where[placed]
    entered = len(set(zip(costs.kecamatan[units].tolist(), who.tolist(), strict=True)))
    total = float(costs.place[units, who].sum() + costs.leave[~placed].sum()) + costs.touch * entered
    return total + costs.peak * fullest(costs, loads(costs, where)) - costs.unavoidable


def loads(costs: Table, where: Ints) -> Ints:
    """Actors of each facilitator, those assigned personally included."""
    placed = where != NOBODY
    mine = np.bincount(where[placed], weights=costs.size[placed], minlength=len(costs.capacity))
    return costs.fixed + mine.astype(np.int64)


def fullest(costs: Table, load: Ints) -> float:
    """The greatest load ÷ capacity, among those who have a capacity."""
    able = costs.capacity > 0
    return float((load[able] / costs.capacity[able]).max())


def allowed(costs: Table, where: Ints) -> bool:
    """Whether nobody is beyond their room, and whom a kecamatan's assignment reaches only follow where all have one."""
    if (loads(costs, where) - costs.fixed > costs.room).any():
        return False
    return all(where[whole] == NOBODY or where[part] != NOBODY for whole, part in costs.follows)
