"""Environment and region file -> one frozen object each; the only place that reads either."""

import os
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "data" / "reference"
KINDS = ("contoh", "uji", "nyata")


@dataclass(frozen=True)
class Licence:
    """Under what terms published numbers may be used: an SPDX name, its title, and the address of its text."""

    name: str
    title: str
    path: str


@dataclass(frozen=True)
class Region:
    """The kabupaten this installation serves, from `data/reference/<folder>/region.toml`."""

    folder: Path
    kab_code: str
    kab_name: str
    office: str
    timezone: str
    boundary_credit: str
    data_licence: Licence  # of what a release publishes; the boundaries have their own


@dataclass(frozen=True)
class Settings:
    """What the environment decides.

    `registers` maps the name of a register (as it stands in a URL) to its database URL. A register's kind is kept
    inside the database itself, fixed when it is made. `var` is the folder of the embedded registers and of files that
    wait to be brought in. `sign_in`: an OpenID Connect provider is configured.
    """

    var: Path
    registers: dict[str, str]
    default_register: str
    tiles_url: str | None
    tiles_credit: str
    sign_in: bool
    address_header: str | None


# What `st.login` needs to know of an OpenID Connect provider, in the section [auth] of Streamlit's secrets.
PROVIDER = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")


@cache
def region() -> Region:
    """The region named by DAMPING_REGION, else the only one there is; ValueError when that is not clear."""
    wanted = os.environ.get("DAMPING_REGION")
    folders = sorted(path.parent for path in REFERENCE.glob("*/region.toml") if wanted in (None, path.parent.name))
    if len(folders) != 1:
        raise ValueError(f"DAMPING_REGION must name one of {[path.name for path in folders]}")
    found = tomllib.loads((folders[0] / "region.toml").read_text(encoding="utf-8"))
    return Region(folder=folders[0], **(found | {"data_licence": Licence(**found["data_licence"])}))


@cache
def settings() -> Settings:
    """DATABASE_URL names the one register; without it the embedded `contoh` and `uji` lie in DAMPING_VAR."""
    url = os.environ.get("DATABASE_URL")
    var = Path(os.environ.get("DAMPING_VAR", ROOT / "var"))
    registers = {"utama": url} if url else {name: f"sqlite:///{var / (name + '.db')}" for name in ("contoh", "uji")}
    return Settings(
        var=var,
        registers=registers,
        default_register=next(iter(registers)),
        tiles_url=os.environ.get("DAMPING_TILES_URL"),
        tiles_credit=os.environ.get("DAMPING_TILES_CREDIT", ""),
        sign_in=_has_provider(),
        address_header=os.environ.get("DAMPING_CLIENT_ADDRESS_HEADER"),
    )


def _has_provider() -> bool:
    """Whether Streamlit's secrets name a whole provider, as Streamlit itself looks for them."""
    asked = os.environ.get("STREAMLIT_SECRETS_FILES")
    files = [Path(asked)] if asked else [Path.home() / ".streamlit/secrets.toml", ROOT / ".streamlit/secrets.toml"]
    auth: dict[str, object] = {}
    for file in files:
        if file.is_file():
            auth |= tomllib.loads(file.read_text(encoding="utf-8")).get("auth", {})
    return all(auth.get(name) for name in PROVIDER)
