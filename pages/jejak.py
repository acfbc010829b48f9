"""Jejak: who did what, when, about what."""

from pages._parts import audit
from pages._parts.page import page

with page("jejak") as here:
    wanted = audit.filters(here)
    audit.results(here, wanted)
