"""The files of a release, made when somebody asks for one, and only then."""

import io
import zipfile
from functools import partial

import streamlit as st

from data.public.document import Document
from data.public.files import of, workbook_name
from pages._parts.visitor import t

GEOJSON = "cakupan.geojson"
MIMES = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def of_table(document: Document, name: str) -> None:
    """The table's CSV and the workbook of all tables; of the map's table its GeoJSON as well."""
    files = [f"{name}.csv", *([GEOJSON] if name == "cakupan" else []), workbook_name(document)]
    with st.container(horizontal=True, key=f"files_{name}"):
        for file in files:
            kind = file.rsplit(".", 1)[1]
            _button(t(f"transparency.file.{kind}"), partial(_file, document, file), f"{document.slug}-{file}", name)


def of_release(document: Document) -> None:
    """Everything of the release in one file: tables, map, metadata, checksums."""
    file = f"damping-{document.slug}.zip"
    _button(t("transparency.file.zip"), partial(_whole, document), file, "release")


def _button(words: str, made: "partial[bytes]", file: str, where: str) -> None:
    kind = file.rsplit(".", 1)[1]
    st.download_button(
        words,
        data=made,
        file_name=file.replace(f"{file[:10]}-damping-", "damping-"),
        mime=MIMES[kind],
        key=f"file-{where}-{kind}",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def _file(document: Document, name: str) -> bytes:
    return of(document)[name]


def _whole(document: Document) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in of(document).items():
            archive.writestr(
                zipfile.ZipInfo(name, (document.published_on.timetuple()[:6])), content, zipfile.ZIP_DEFLATED
            )
    return packed.getvalue()
