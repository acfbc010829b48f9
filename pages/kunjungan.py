"""Catat kunjungan: one visit or group session, written down in thirty seconds."""

from pages._parts import visit
from pages._parts.page import page

with page("kunjungan") as here:
    visit.show(here)
