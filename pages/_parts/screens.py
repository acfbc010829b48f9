"""The list of screens: it makes the menu and the lock."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """A file in `pages/` and its URL's path; `deed` is the right it needs (None: anyone), `menus` whose menu has it."""

    name: str
    deed: str | None
    icon: str
    menus: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        return f"pages/{self.name}.py"


FRONT = Screen("masuk", None, ":material/login:")

# In the order of the menus; each role's first is the one that answers its minute that matters.
SCREENS = (
    FRONT,
    Screen("binaan", "caseload.see", ":material/checklist:", ("pendamping",)),
    Screen("kunjungan", "visit.log", ":material/edit_note:", ("pendamping",)),
    Screen("impor", "import.run", ":material/upload_file:", ("petugas",)),
    Screen("mutu", "double.review", ":material/join_inner:", ("petugas",)),
    Screen("orang", "person.edit", ":material/group:", ("admin",)),
    Screen("cakupan", "figures.see", ":material/map:", ("pimpinan", "pendamping")),
    Screen("sektor", "figures.see", ":material/category:", ("pimpinan",)),
    Screen("perizinan", "figures.see", ":material/verified:", ("pimpinan", "pendamping")),
    Screen("pelaku", "actor.see", ":material/storefront:", ("pendamping", "petugas", "admin")),
    Screen("pendamping", "team.see", ":material/diversity_3:", ("pimpinan", "petugas", "admin")),
    Screen("penempatan", "team.see", ":material/move_location:"),
    Screen("serah", "assignment.edit", ":material/handshake:"),
    Screen("senin", "figures.see", ":material/print:", ("pimpinan",)),
    Screen("rujukan", "reference.see", ":material/list_alt:", ("admin",)),
    Screen("jejak", "audit.see", ":material/history:", ("admin",)),
    Screen("permintaan", "help.see", ":material/inbox:", ("petugas",)),
    Screen("rilis", "release.publish", ":material/publish:"),
    Screen("transparansi", None, ":material/public:", ("publik",)),
    Screen("minta", None, ":material/support_agent:", ("publik",)),
    Screen("pasok", None, ":material/store:", ("publik",)),
)
BY_NAME = {screen.name: screen for screen in SCREENS}
FIRST = {"pimpinan": "cakupan", "pendamping": "binaan", "petugas": "impor", "admin": "orang"}
