"""Serah terima: the printable record when actors pass from one facilitator to another."""

from pages._parts.page import page
from pages._parts.team import handover

with page("serah") as here:
    chosen = handover.choose(here)
    if chosen:
        handover.record(here, *chosen)
