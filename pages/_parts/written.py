"""A data frame whose cells the browser shows as they were written here, and sorts by what they are.

Streamlit takes written cells from pandas' Styler, which loads Jinja, works out classes and styles of each cell and
writes them into a copy one column at a time: 15 ms for thirty rows. What Streamlit asks of it is answered here by an
object of the name by which Streamlit knows a Styler.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any, TypeVar

import numpy as np
import pandas as pd

Cells = Mapping[str, Sequence[Any]]  # column -> its values, None or pandas' <NA> where there is none
Writer = Callable[[Any], str | None]
Look = tuple[tuple[str, str], ...]  # CSS properties with their values
Looks = Callable[[int, int], Look]  # of the cell in this row and column


Frame = TypeVar("Frame", bound=pd.DataFrame)


def as_frame(cells: Cells) -> pd.DataFrame:
    """The cells for Streamlit. Plain objects: text that pandas made its own would be unpacked again to be sent."""
    return _filled(pd.DataFrame, cells)


def _filled(kind: type[Frame], cells: Cells) -> Frame:
    columns = list(cells.values())
    values = np.empty((len(columns), len(columns[0]) if columns else 0), dtype=object)
    for at, column in enumerate(columns):
        values[at] = column
    return kind(values.T, columns=_headings(tuple(cells)), dtype=object, copy=False)


@lru_cache(maxsize=128)
def _headings(names: tuple[str, ...]) -> "pd.Index[Any]":
    """Columns of these names; of plain objects as well, for the same reason."""
    return pd.Index(names, dtype=object)


class Styler:
    """`cells` with the columns of `writers` in words, and `missing` in every cell without a value."""

    caption = None
    uuid = "written"

    def __init__(self, cells: Cells, writers: Mapping[str, Writer], missing: str, looks: Looks | None = None) -> None:
        self._looks = looks
        self.data = _filled(_Values, cells)
        self.data.written = {name: _words(column, writers.get(name, str), missing) for name, column in cells.items()}

    def _compute(self) -> "Styler":
        return self

    def _translate(self, *_: bool) -> dict[str, object]:
        """No cell reads otherwise than `data` as text; cells that look alike share one rule."""
        alike: dict[Look, list[str]] = {}
        if self._looks:
            rows, columns = self.data.shape
            for row, column in product(range(rows), range(columns)):
                if look := self._looks(row, column):
                    alike.setdefault(look, []).append(f"row{row}_col{column}")
        return {"cellstyle": [{"props": look, "selectors": cells} for look, cells in alike.items()]}


def _words(column: Sequence[Any], write: Writer, missing: str) -> list[str | None]:
    return [missing if _absent(value) else write(value) for value in column]


def _absent(value: Any) -> bool:
    return value is None or value is pd.NA or bool(value != value)


class _Values(pd.DataFrame):
    """The values; as text they are what was written."""

    _metadata = ["written"]
    written: dict[Any, list[str | None]]

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame  # a copy is an ordinary frame

    def astype(self, dtype: Any, *args: Any, **more: Any) -> pd.DataFrame:
        return as_frame(self.written) if dtype is str else super().astype(dtype, *args, **more)


Styler.__module__ = "pandas.io.formats.style"
