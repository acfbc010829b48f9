"""Penempatan: who could stand beside which desa, counted and proven, beside today; applied and taken back as one."""

from pages._parts import placement
from pages._parts.page import page

with page("penempatan") as here:
    placement.show(here)
