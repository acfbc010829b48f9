"""Mutu data: entries that may be one business, what was merged, and points far from their kecamatan."""

from pages._parts import doubles
from pages._parts.doubles import far, merged, pair
from pages._parts.page import page

with page("mutu") as here:
    chosen = pair.asked()
    if chosen:
        pair.show(here, *chosen)
    else:
        tab = doubles.choose_tab()
        if tab == "ganda":
            doubles.listed(here)
        elif tab == "digabung":
            merged.show(here)
        else:
            far.show(here)
