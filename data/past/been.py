"""Where anybody was ever in the register, up to a day, active or not: the places that somebody has looked at."""

import numpy as np

from data.past.columns import NEVER, Numbers, day_number, moment_number
from data.past.dated import Moment
from data.past.held import History
from data.past.part import Part
from data.population import Frame


def been(held: History, frame: Frame, *, as_known: bool) -> frozenset[str]:
    """Codes of the kecamatan and desa in which an entry stood on some day, as known then or now.

    A place that was corrected on its own day never counted. What was merged stands where the one that is left does.
    """
    known = moment_number(frame.known_at) if as_known else None
    at, words = Moment(day_number(frame.day), known), held.words
    found: set[str | None] = set()
    for part, hidden in held.parts:
        rows = _stood(part, hidden, at)
        for name, codes in (("kecamatan", words.kecamatan), ("desa", words.desa)):
            there = set(np.unique(part.place.values[name][rows]).tolist())
            # As a list first: another session may meanwhile meet a new code.
            found.update(code for code, number in list(codes.items()) if number in there)
    return frozenset(code for code in found if code)


def _stood(part: Part, hidden: Numbers, at: Moment) -> Numbers:
    """Positions of the rows of places that held on a day on which their entry had a state."""
    here = ~part.merged & ~hidden
    if at.known is not None:
        here &= part.recorded <= at.known
    begun = np.full(len(part), NEVER, dtype=np.int32)
    first = part.state.first(at)
    begun[part.state.owner[first]] = part.state.on[first]
    rows = part.place.passing(at)
    owners, on = part.place.owner[rows], part.place.on[rows]
    until = np.full(len(rows), at.day + 1, dtype=np.int64)  # the day from which the next place held
    same = owners[1:] == owners[:-1]
    until[:-1][same] = on[1:][same]
    found: Numbers = rows[here[owners] & (np.maximum(on, begun[owners]) < until)]
    return found
