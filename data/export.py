"""Frames -> files. Text from users stays text: no spreadsheet may run a cell."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

RISKY = ("=", "+", "-", "@", "\t", "\r")


def risky(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula, be it after blanks."""
    return text.startswith(RISKY) or text.lstrip().startswith(RISKY)


def cell(value: Any) -> Any:
    """A value as it may stand in a spreadsheet; a text that begins like a formula gets an apostrophe before it."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, str) and risky(value):
        return "'" + value
    return value


def to_csv(frame: pd.DataFrame, headings: Mapping[str, str]) -> bytes:
    """The columns of `headings` (column -> words), in that order, UTF-8 with a mark so that Excel reads it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings.values())
    records: Sequence[Mapping[Any, Any]] = frame.to_dict("records")
    writer.writerows([cell(record[name]) for name in headings] for record in records)
    return out.getvalue().encode("utf-8-sig")
