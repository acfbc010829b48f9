"""Siap pasok: the businesses that agreed to be listed, for whoever wants to buy from them."""

from pages._parts import directory
from pages._parts.page import public_page

with public_page("pasok") as here:
    directory.show(here)
