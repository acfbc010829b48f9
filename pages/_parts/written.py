"""A data frame whose cells the browser shows as they were written here, and sorts by what they are.

Streamlit takes written cells from pandas' Styler, which loads Jinja, works out classes and styles of each cell and
writes them into a copy one column at a time: 15 ms for thirty rows. What Streamlit asks of it is answered here by an
object of the name by which Streamlit knows a Styler.
"""

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import pandas as pd

Writer = Callable[[Any], str | None]
Look = tuple[tuple[str, str], ...]  # CSS properties with their values
Looks = Callable[[int, int], Look]  # of the cell in this row and column


class Styler:
    """`frame` with the columns of `writers` in words, and `missing` in every cell without a value."""

    caption = None
    uuid = "written"

    def __init__(
        self, frame: pd.DataFrame, writers: Mapping[str, Writer], missing: str, looks: Looks | None = None
    ) -> None:
        self._looks = looks
        self.data = _Values(frame)
        self.data.written = {
            name: [
                missing if none else write(value) if (write := writers.get(str(name))) else str(value)
                for value, none in zip(column.tolist(), column.isna().tolist(), strict=True)
            ]
            for name, column in frame.items()
        }

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


class _Values(pd.DataFrame):
    """The values; as text they are what was written."""

    _metadata = ["written"]
    written: dict[Any, list[str | None]]

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame  # a copy is an ordinary frame

    def astype(self, dtype: Any, *args: Any, **more: Any) -> pd.DataFrame:
        return pd.DataFrame(self.written, index=self.index) if dtype is str else super().astype(dtype, *args, **more)


Styler.__module__ = "pandas.io.formats.style"
