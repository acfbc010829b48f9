"""Binaan saya: the ordered list of a facilitator's own actors."""

from pages._parts.page import page

with page("binaan") as here:
    pass
