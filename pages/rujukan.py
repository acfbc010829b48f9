"""Rujukan: the lists the office owns, each row with its source."""

from pages._parts import reference
from pages._parts.page import page

with page("rujukan") as here:
    name = reference.choose()
    reference.show(here, name)
