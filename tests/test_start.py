"""What the app loads before its first screen: nothing that this screen does not need."""

import subprocess
import sys

from data.settings import ROOT

# Each takes a tenth of a second or more; the screens and commands that need one load it themselves.
HEAVY = (
    "alembic",
    "duckdb",
    "folium",
    "fpdf",
    "frictionless",
    "geopandas",
    "highspy",
    "jinja2",
    "lokal",
    "mapclassify",
    "openpyxl",
    "pyproj",
    "python_calamine",
    "scipy",
    "shapely",
    "splink",
    "streamlit_folium",
    "typst",
)
TOLD = "import sys; print(*(name for name in {heavy} if name in sys.modules))"


def test_the_first_screen_loads_nothing_heavy() -> None:
    """Outside a session a screen stops at its first question; by then all its imports are made."""
    script = f"""
import contextlib
import pages._parts.menu
for name in ("masuk", "cakupan"):
    with contextlib.suppress(BaseException):
        __import__("pages." + name)
assert "pages._parts.places" in __import__("sys").modules
{TOLD.format(heavy=HEAVY)}
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
