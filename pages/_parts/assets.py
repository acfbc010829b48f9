"""Copies what maps fetch (Leaflet, boundaries, an empty base map) into `static/`, under names made of the content.

`static/` is served by the app itself at `/app/static/`, so a map asks no foreign host. It is made at start and never
committed. Streamlit serves it without Cache-Control and never answers 304, so each file gets a very old modification
time: browsers then keep it for years (they guess a tenth of its age), which is right because a changed file has a new
address. Compression (gzip) is done by Streamlit.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import streamlit as st
import xstatic.pkg.leaflet

ROOT = Path(__file__).resolve().parents[2]
LEAFLET = Path(xstatic.pkg.leaflet.BASE_DIR)
LONG_AGO = 946_684_800  # 1 January 2000
# plotly asks for this file before it draws any geo trace, even with every base layer off.
NO_WORLD = json.dumps({"type": "Topology", "objects": {}, "arcs": []}).encode()

_addresses: dict[str, str] = {}


def prepare(root: Path = ROOT, static: Path | None = None) -> None:
    """Fill `static` (by default `root`/static, which must lie beside the main script); safe to repeat and to race."""
    static = static or root / "static"
    for group, files in _groups(root):
        folder = f"{group}/{_fingerprint(files)}"
        if not (static / folder).is_dir():
            _publish(files, static / folder)
        _addresses.update({f"{group}/{name}": f"{folder}/{name}" for name in files})


def url(name: str) -> str:
    """The address of an asset ("leaflet/leaflet.js", "geo/<place>/kecamatan.geojson"), from the root of the host."""
    if not _addresses:
        prepare()
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{'/' + base if base else ''}/app/static/{_addresses[name]}"


def folder_url(name: str) -> str:
    """The folder in which the asset lies, with a slash at its end."""
    return url(name).rsplit("/", 1)[0] + "/"


def _groups(root: Path) -> Iterator[tuple[str, Mapping[str, bytes]]]:
    leaflet = [LEAFLET / "leaflet.js", LEAFLET / "leaflet.css", *sorted((LEAFLET / "images").glob("*.png"))]
    yield "leaflet", {path.relative_to(LEAFLET).as_posix(): path.read_bytes() for path in leaflet}
    yield "plotly", {"world_110m.json": NO_WORLD}
    for place in sorted(path.parent for path in (root / "geo").glob("*/kecamatan.geojson")):
        layers = sorted(place.rglob("*.geojson"))
        yield f"geo/{place.name}", {path.relative_to(place).as_posix(): path.read_bytes() for path in layers}


def _fingerprint(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}:{len(content)}:".encode() + content)
    return digest.hexdigest()[:12]


def _publish(files: Mapping[str, bytes], target: Path) -> None:
    """Write beside the target and rename: a folder under its final name is always complete."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=target.parent))
    try:
        for name, content in files.items():
            path = draft / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            os.utime(path, (LONG_AGO, LONG_AGO))
        draft.chmod(0o755)
        draft.rename(target)
    except OSError:
        # Another process was faster: its folder has the same content, because it has the same name.
        if not target.is_dir():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
