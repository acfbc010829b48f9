"""One release as files that anybody may take away: the same document is the same bytes, in every format."""

import hashlib

from data.public.document import Document
from data.public.files.card import metadata, metadata_page
from data.public.files.package import descriptor
from data.public.files.rows import to_csv
from data.public.files.shapes import to_geojson
from data.public.files.sheets import to_xlsx
from data.public.files.words import as_json

__all__ = ["of", "workbook_name"]


def of(document: Document) -> dict[str, bytes]:
    """Path -> bytes of one release's folder; the paths have no folders in them."""
    csvs = {f"{table.name}.csv": to_csv(document, table) for table in document.tables}
    found = {
        **csvs,
        "cakupan.geojson": to_geojson(document),
        workbook_name(document): to_xlsx(document),
        "datapackage.json": as_json(descriptor(document, csvs)),
        "satu-data.json": as_json(metadata(document)),
        "satu-data.md": metadata_page(document).encode(),
        "document.json": document.to_text().encode(),
    }
    return {**found, "checksums.txt": _checksums(found)}


def workbook_name(document: Document) -> str:
    """The name of the workbook of all tables."""
    return f"damping-{document.slug}.xlsx"


def _checksums(files: dict[str, bytes]) -> bytes:
    """As `sha256sum -c` reads them."""
    return "".join(f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files)).encode()
