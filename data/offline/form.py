"""What the offline workbook is made of: its sheets, its columns, and the marks by which it is known again."""

import io
import zipfile
from dataclasses import dataclass

from data.text import LANGUAGES, text

FORM = "1"
"""The version of the form; a workbook of another one is to be downloaded anew."""
ORIGIN, LISTS = "damping_asal", "damping_daftar"
"""Hidden sheets: what the cells held when the workbook was made, and the choices."""
NEW_ACTORS, NEW_VISITS = 30, 100  # empty rows to fill
ACTOR_ID, VISIT_ID, RESULT = "actor_id", "visit_id", "outcome_of_upload"


@dataclass(frozen=True)
class Field:
    """A column: its width in characters, how it reads (text, count or day), its list of choices; locked ones tell."""

    name: str
    width: int
    reads: str = "text"
    choices: str | None = None
    locked: bool = False


# Permits a workbook can change, each with a column for its status and one for its number.
PERMITS = ("nib", "npwp", "pirt", "halal")
ACTOR_FIELDS = (
    Field(ACTOR_ID, 9, locked=True),
    Field("business_name", 28),
    Field(RESULT, 34, locked=True),
    Field("owner", 20),
    Field("phone", 18),
    Field("address", 28),
    Field("kecamatan", 15, choices="kecamatan", locked=True),
    Field("desa", 18, choices="desa"),
    Field("point", 22),
    Field("product", 20),
    Field("commodity", 18),
    Field("kbli_code", 9),
    Field("legal_form", 16, choices="legal_form"),
    Field("workers_m", 10, "count"),
    Field("workers_f", 10, "count"),
    *(
        field
        for kind in PERMITS
        for field in (Field(f"{kind}_status", 14, choices="status"), Field(f"{kind}_number", 18))
    ),
    Field("last_visit", 14, "day", locked=True),
    Field("open_promise", 34, locked=True),
    Field("row_version", 8, "count", locked=True),
)
TOPICS = ("topic_1", "topic_2", "topic_3")
VISIT_FIELDS = (
    Field(VISIT_ID, 9, locked=True),
    Field("actor", 34, choices="actor"),
    Field(RESULT, 34, locked=True),
    Field("on", 13, "day"),
    Field("mode", 18, choices="mode"),
    Field("outcome", 15, choices="outcome"),
    *(Field(name, 20, choices="topic") for name in TOPICS),
    Field("said", 40),
    Field("promise", 16, choices="promise"),
    Field("promise_due", 13, "day"),
    Field("next_step", 40),
    Field("next_due", 13, "day"),
)
EDITED = tuple(field.name for field in ACTOR_FIELDS if not field.locked)
"""What a person may change of an actor."""
BY_NAME = {field.name: field for field in (*ACTOR_FIELDS, *VISIT_FIELDS)}


@dataclass(frozen=True)
class Origin:
    """Where a workbook comes from: its own id, the form's version, the register, and whose caseload it holds."""

    id: str
    form: str
    register: str
    facilitator_id: str
    language: str


def title(name: str, language: str) -> str:
    """The heading of a column."""
    return text(f"offline.field.{name}", language)


def fields_by_title(fields: tuple[Field, ...]) -> dict[str, str]:
    """Heading in any language, lower case -> the field's name."""
    return {title(field.name, tongue).lower(): field.name for tongue in LANGUAGES for field in fields}


def is_offline_workbook(content: bytes) -> bool:
    """Whether a file is such a workbook, by its hidden sheet; any other content is not, whatever it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return f'"{ORIGIN}"'.encode() in parts.read("xl/workbook.xml")
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, NotImplementedError, RuntimeError):
        return False
