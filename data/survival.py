"""How long something takes when some still wait for it: they stay in the number, as those of whom we know only that it
takes longer (Kaplan–Meier)."""

from typing import Any

import numpy as np
from scipy.stats import CensoredData, ecdf

from data.past.columns import Numbers


def median_days(waited: Numbers, ended: Numbers) -> int | None:
    """Days until half of them had it, given how long each waited and whether it ended; None while not reached."""
    if not ended.any():
        return None
    left = _survival(waited, ended)
    half = np.flatnonzero(left.probabilities <= 0.5 + 1e-12)
    return int(left.quantiles[half[0]]) if len(half) else None


def still_waiting(waited: Numbers, ended: Numbers) -> tuple[tuple[int, float], ...]:
    """The curve: (days, share of those still waiting), from (0, 1) on."""
    if not len(waited):
        return ()
    left = _survival(waited, ended)
    points = zip(left.quantiles.tolist(), left.probabilities.tolist(), strict=True)
    return ((0, 1.0), *((int(day), float(share)) for day, share in points))


def _survival(waited: Numbers, ended: Numbers) -> Any:
    return ecdf(CensoredData(uncensored=waited[ended], right=waited[~ended])).sf
