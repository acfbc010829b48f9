"""Least and greatest values of sums over all registers that agree with what is published (HiGHS)."""

from collections.abc import Iterable, Sequence

import highspy
import numpy as np
from scipy.sparse import coo_matrix, csr_matrix

from tests.attack.sums import Relation, Sum

TOLERANCE = 1e-6


class Space:
    """All that the unknowns can be; `exact` means whole numbers. Every point found is told to `seen`."""

    def __init__(self, size: int, relations: Sequence[Relation], most: float, exact: bool = False) -> None:
        self.size = size
        self.most = most  # beyond which a count is as good as unbounded
        self._solver = _load(size, relations, most)
        if exact:
            every = np.arange(size, dtype=np.int32)
            self._solver.changeColsIntegrality(size, every, np.full(size, highspy.HighsVarType.kInteger))
        self._objective: np.ndarray = np.zeros(0, dtype=np.int32)

    def best(self, total: Sum, sign: int) -> np.ndarray | None:
        """A point where `total` is greatest (sign 1) or least (-1); None when nothing agrees."""
        self._solver.changeColsCost(len(self._objective), self._objective, np.zeros(len(self._objective)))
        self._objective = np.fromiter(total, dtype=np.int32, count=len(total))
        cost = -sign * np.fromiter(total.values(), dtype=float, count=len(total))
        self._solver.changeColsCost(len(cost), self._objective, cost)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return None  # every unknown has bounds
        if status != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(f"no answer: {status}")
        return np.array(self._solver.getSolution().col_value)


def matrix(sums: Sequence[Sum], size: int) -> csr_matrix:
    """Sums as rows over the unknowns."""
    rows = np.repeat(np.arange(len(sums)), [len(one) for one in sums])
    columns = np.fromiter((unknown for one in sums for unknown in one), dtype=np.int32)
    values = np.fromiter((by for one in sums for by in one.values()), dtype=float)
    return coo_matrix((values, (rows, columns)), shape=(len(sums), size)).tocsr()


def contradicted(size: int, relations: Sequence[Relation], doubted: Iterable[int], most: float) -> set[int] | None:
    """Which of the doubted relations (by index) to give up so that the rest agrees; None when that is not enough.

    Each doubted one may be missed by some amount; the amounts together are made least.
    """
    loose, columns, missed = list(relations), size, {}
    for index in doubted:
        one = relations[index]
        loose[index] = Relation(one.total | {columns: 1.0, columns + 1: -1.0}, one.lo, one.hi, one.family)
        missed[index] = {columns: 1.0, columns + 1: 1.0}
        columns += 2
    point = Space(columns, loose, most).best({unknown: 1.0 for one in missed.values() for unknown in one}, -1)
    if point is None:
        return None
    return {index for index, one in missed.items() if sum(point[unknown] for unknown in one) > TOLERANCE}


def _load(size: int, relations: Sequence[Relation], most: float) -> highspy.Highs:
    table = matrix([one.total for one in relations], size)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = size, len(relations)
    model.col_cost_ = np.zeros(size)
    model.col_lower_, model.col_upper_ = np.zeros(size), np.full(size, most)
    model.row_lower_ = np.array([one.lo for one in relations])
    model.row_upper_ = np.array([one.hi for one in relations])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = table.indptr, table.indices, table.data
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("log_to_console", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("simplex_strategy", 4)  # primal: only the objective changes from run to run
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.passModel(model)
    return solver
