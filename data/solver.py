"""HiGHS as every model here uses it."""

from typing import Any

import highspy


def quiet_solver() -> Any:
    """A solver that writes nothing, takes one core and answers the same each time.

    Not for `setSolution` while presolve is on: HiGHS 1.16.0 then calls plans optimal that are not (`data.placement`).
    """
    made: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
        made.setOptionValue(name, value)
    return made
