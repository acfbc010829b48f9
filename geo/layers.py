"""Numbers -> map classes."""

import warnings
from collections.abc import Sequence


def natural_breaks(values: Sequence[float], classes: int) -> list[float]:
    """Upper bounds of at most `classes` natural classes (Fisher–Jenks), rising; empty for no values."""
    import mapclassify

    unique = sorted(set(values))
    if len(unique) <= classes:
        return unique
    with warnings.catch_warnings():  # it recommends numba, which 31 values do not need
        warnings.filterwarnings("ignore", message="Numba not installed")
        return [float(bound) for bound in mapclassify.FisherJenks(values, k=classes).bins]
