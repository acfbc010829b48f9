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
    Screen("impor", "import.run", ":material/upload_file:", ("petugas", "admin")),
    Screen("cakupan", "figures.see", ":material/map:", ("pimpinan", "pendamping", "petugas", "admin")),
    Screen("sektor", "figures.see", ":material/category:", ("pimpinan", "pendamping")),
    Screen("perizinan", "figures.see", ":material/verified:", ("pimpinan", "pendamping", "petugas")),
    Screen("pelaku", "actor.see", ":material/storefront:", ("pimpinan", "pendamping", "petugas", "admin")),
    Screen("senin", "figures.see", ":material/print:", ("pimpinan",)),
    Screen("rujukan", "reference.see", ":material/list_alt:", ("petugas", "admin")),
)
BY_NAME = {screen.name: screen for screen in SCREENS}
FIRST = {"pimpinan": "cakupan", "pendamping": "pelaku", "petugas": "impor", "admin": "cakupan"}
