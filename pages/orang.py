"""Orang: who may sign in, as what."""

from data import queries
from pages._parts import people
from pages._parts.page import page

with page("orang") as here:
    everybody = queries.people(here.who)
    people.chosen(here, everybody)
    people.add_button(here)
    people.table(everybody)
