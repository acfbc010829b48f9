"""Orang: who may sign in, as what."""

from pages._parts.page import page

with page("orang") as here:
    pass
