"""Jejak: who did what, when, about what."""

from pages._parts.page import page

with page("jejak") as here:
    pass
