"""Pendamping: load, gaps, assignments, those left behind, and the contracts of the facilitators."""

from pages._parts import exits, team
from pages._parts.page import page
from pages._parts.team import assigning, bands, contracts, orphans, what_if

with page("pendamping") as here:
    tab = team.choose_tab()
    if tab == "beban":
        what_if.way()
        bands.show(here)
    elif tab == "penugasan":
        what_if.way()
        assigning.show(here)
    elif tab == "yatim":
        orphans.show(here)
    elif tab == "kontrak":
        contracts.show(here)
    elif tab == "tutup":
        exits.waiting_exits(here)
