"""Permintaan: who asks for help, which numbers readers doubt, which buyers ask, each with its answer."""

from pages._parts import help as requests
from pages._parts.help import desk
from pages._parts.page import page

with page("permintaan") as here:
    tab = requests.choose_tab(here)
    if tab == "pendampingan":
        desk.show(here)
    else:
        requests.section(here, tab)
