"""Minta pendampingan: anybody asks for help, and looks up where the request of a ticket stands."""

from pages._parts.help import asking
from pages._parts.page import public_page

with public_page("minta") as here:
    asking.show(here)
