"""The model as a mixed integer programme for HiGHS, one thread; columns and rows of a table of costs.

Columns: x[d, f] in {0, 1} gives unit d to facilitator f, u[d] to nobody, y[k, f] says that f enters kecamatan k; for
even load p is the fullest load ÷ capacity. Rows: each unit goes to exactly one; nobody is beyond their room; x[d, f] ≤
y[k(d), f] for each pair, not for their sum, which keeps the relaxation tight (a few per cent below the best plan);
capacity · p − load ≥ fixed; a kecamatan's unit follows its desa. The relaxation takes a tenth of a second.
"""

from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from data.placement.costs import NOBODY, Floats, Ints, Table
from data.solver import quiet_solver


def whole(costs: Table) -> Any:
    """The programme, loaded: all columns but the peak are whole numbers."""
    solver = relaxation(costs)
    units, people = costs.shape
    count = units * people + units + (int(costs.kecamatan.max()) + 1) * people
    solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), np.full(count, highspy.HighsVarType.kInteger))
    return solver


def where_of(costs: Table, columns: Floats) -> Ints:
    units, people = costs.shape
    given = columns[: units * people].reshape(units, people)
    nobody = columns[units * people : units * people + units]
    return np.where(nobody > 0.5, NOBODY, given.argmax(axis=1)).astype(np.int64)


def columns_of(costs: Table, where: Ints) -> Floats:
    """A plan as values of the columns."""
    units, people = costs.shape
    given, nobody = np.zeros((units, people)), (where == NOBODY).astype(float)
    placed = np.flatnonzero(where != NOBODY)
    given[placed, where[placed]] = 1.0
    entered = np.zeros((int(costs.kecamatan.max()) + 1, people))
    entered[costs.kecamatan[placed], where[placed]] = 1.0
    load = costs.fixed + given.T @ costs.size
    peak = [float((load / np.maximum(costs.capacity, 1)).max())] if costs.peak else []
    return np.concatenate([given.ravel(), nobody, entered.ravel(), peak])


def relaxation(costs: Table) -> Any:
    """The relaxation, loaded; its least cost is the bound."""
    rows, least, most = _rows(costs)
    units, people = costs.shape
    kecamatan = int(costs.kecamatan.max()) + 1
    model = highspy.HighsLp()
    price = [costs.place.ravel(), costs.leave, np.full(kecamatan * people, costs.touch)]
    model.col_cost_ = np.concatenate([*price, [costs.peak] if costs.peak else []])
    model.num_col_, model.num_row_ = len(model.col_cost_), len(least)
    model.col_lower_ = np.zeros(model.num_col_)
    upper = np.ones(model.num_col_)
    if costs.peak:
        upper[-1] = highspy.kHighsInf
    upper[: units * people] = upper_of(costs).ravel()
    model.col_upper_ = upper
    model.row_lower_, model.row_upper_ = np.array(least), np.array(most)
    model.offset_ = -costs.unavoidable
    table = model.a_matrix_
    table.format_ = highspy.MatrixFormat.kRowwise
    table.start_ = np.cumsum([0, *(len(columns) for columns, _ in rows)]).astype(np.int32)
    table.index_ = np.concatenate([columns for columns, _ in rows]).astype(np.int32)
    table.value_ = np.concatenate([values for _, values in rows]).astype(float)
    solver = quiet_solver()
    solver.passModel(model)
    return solver


Row = tuple[NDArray[Any], NDArray[Any]]


def _rows(costs: Table) -> tuple[list[Row], list[float], list[float]]:
    """Rows of the model as (columns, values), with the least and the most of each."""
    units, people = costs.shape
    endless = highspy.kHighsInf
    x = np.arange(units * people).reshape(units, people)
    u = units * people + np.arange(units)
    y = units * people + units + np.arange((int(costs.kecamatan.max()) + 1) * people).reshape(-1, people)
    peak = int(y[-1, -1]) + 1
    rows: list[Row] = []
    least: list[float] = []
    most: list[float] = []

    def add(columns: Any, values: Any, low: float, high: float) -> None:
        rows.append((np.asarray(columns), np.asarray(values, dtype=float)))
        least.append(low)
        most.append(high)

    for unit in range(units):
        add([*x[unit], u[unit]], np.ones(people + 1), 1.0, 1.0)
    for who in range(people):
        add(x[:, who], costs.size, -endless, float(costs.room[who]))
        if costs.peak and costs.capacity[who]:
            load = [*(-costs.size), costs.capacity[who]]
            add([*x[:, who], peak], load, float(costs.fixed[who]), endless)
    for unit in range(units):
        for who in range(people):
            add([x[unit, who], y[costs.kecamatan[unit], who]], [1.0, -1.0], -endless, 0.0)
    for whole, part in costs.follows:
        add([u[whole], u[part]], [1.0, -1.0], 0.0, endless)
    return rows, least, most


def upper_of(costs: Table) -> Floats:
    """Most of each column x: whoever has no room for a unit never takes it."""
    return (costs.size[:, None] <= costs.room[None, :]).astype(float)
