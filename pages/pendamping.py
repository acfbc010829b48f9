"""Pendamping: load, gaps, assignments and contracts of the facilitators."""

from pages._parts.page import page

with page("pendamping") as here:
    pass
