"""Serah terima: the printable record when actors pass from one facilitator to another."""

from pages._parts import handover
from pages._parts.page import page

with page("serah") as here:
    chosen = handover.choose(here)
    if chosen:
        handover.record(here, *chosen)
