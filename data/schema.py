"""The tables and their constraints; every key begins with the regency's code, every fact has two times.

`on_date` is when a thing happened (`on` is a reserved word of SQL), `recorded_at` when the office learnt of it and is
never changed. History is dated rows, the latest on or before a date holds on it.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ROLES = ("pimpinan", "pendamping", "petugas", "admin")
PRECISIONS = ("day", "month", "year")
ACTOR_STATES = ("active", "closed", "moved")
FACILITATOR_STATES = ("direkrut", "belum_ditugaskan", "aktif", "selesai")
MODES = ("di_tempat", "di_kantor", "kelompok", "telepon")
MODES_IN_PERSON = ("di_tempat", "di_kantor", "kelompok")
OUTCOMES = ("bertemu", "tidak_bertemu", "batal")
PERMIT_STATUSES = ("tidak_perlu", "belum", "diajukan", "terbit", "dicabut")
NEED_CHANGES = ("raised", "met", "dropped")
PROMISE_CHANGES = ("kept", "postponed", "dropped")
CHANNELS = ("sendiri", "desa", "lsm", "telepon", "datang")
EXIT_STATES = ("closed", "moved")
EXIT_REASONS = (
    "pemilik_meninggal",
    "modal_habis",
    "bahan_baku",
    "bekerja_lain",
    "jadi_pedagang",
    "digabung",
    "pindah_luar",
    "tidak_ditemukan",
    "bukan_ikm",
    "lainnya",
)
EXIT_DECISIONS = ("confirmed", "refused")
BATCH_STATES = ("checking", "checked", "written", "undone")
ROW_ACTIONS = ("add", "change", "same", "repeat", "none")
JOB_KINDS = ("check", "write", "undo", "pairs")
JOB_STATES = ("waiting", "running", "done", "failed", "cancelled")
PLACE_LEVELS = ("kecamatan", "desa")
HELP_STATES = ("new", "accepted", "declined")
HELP_CHANGES = ("owner", "accepted", "declined", "nobody_came")
HELP_REFUSALS = ("sudah_ada", "bukan_ikm", "luar_wilayah", "tidak_terhubung", "ditarik")
ENQUIRY_CHANGES = ("introduced", "ordered", "closed")


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware datetime, kept in UTC without zone so that SQLite and PostgreSQL compare alike."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


# JSON in which nothing is NULL, as in every other column, and not the word "null".
JSON = sa.JSON(none_as_null=True)


def _one_of(column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def _kab() -> sa.Column[str]:
    return sa.Column("kab_code", sa.Text, primary_key=True)


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.Text, primary_key=True)


def _recorded() -> sa.Column[datetime]:
    return sa.Column("recorded_at", Moment, nullable=False)


def _on() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("on_date", sa.Date, nullable=False),
        sa.Column("on_precision", sa.Text, nullable=False, server_default="day"),
        _one_of("on_precision", PRECISIONS),
    ]


def _to(table: str, *columns: str, target: tuple[str, ...] = ("id",)) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["kab_code", *columns], [f"{table}.kab_code", *(f"{table}.{name}" for name in target)]
    )


# --- the register itself, places, people ---------------------------------------------------------------------------

register = sa.Table(
    "register",
    metadata,
    _kab(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("secret", sa.Text),  # keys what is kept instead of a visitor's address
    _one_of("kind", ("contoh", "uji", "nyata")),
)

data_version = sa.Table("data_version", metadata, _kab(), sa.Column("version", sa.BigInteger, nullable=False))

kecamatan = sa.Table(
    "kecamatan",
    metadata,
    _kab(),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("bps_code", sa.Text),
    sa.Column("area_km2", sa.Float, nullable=False),
    sa.Column("visits_since", sa.Date),  # before this day a number about visits is "belum ada data"
    sa.CheckConstraint("code LIKE kab_code || '.__'", name="code_inside_kabupaten"),
)

desa = sa.Table(
    "desa",
    metadata,
    _kab(),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("kecamatan_code", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("bps_code", sa.Text),
    sa.Column("area_km2", sa.Float, nullable=False),
    _to("kecamatan", "kecamatan_code", target=("code",)),
    sa.UniqueConstraint("kab_code", "kecamatan_code", "code"),
    sa.CheckConstraint("code LIKE kecamatan_code || '.____'", name="code_inside_kecamatan"),
    _one_of("kind", ("desa", "kelurahan")),
)

facilitator = sa.Table(
    "facilitator",
    metadata,
    _kab(),
    _id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("home_desa", sa.Text),
    sa.Column(
        "capacity", sa.Integer
    ),  # actors one facilitator can stand beside; a setting, no official number is known
    sa.Column("visit_target", sa.Integer),  # sessions a month; null: the office's setting
    _recorded(),
    _to("desa", "home_desa", target=("code",)),
    sa.CheckConstraint("capacity > 0", name="capacity_positive"),
)

person = sa.Table(
    "person",
    metadata,
    _kab(),
    _id(),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("facilitator_id", sa.Text),
    sa.Column("also", sa.Text, nullable=False, server_default=""),  # space separated deeds beyond the role's
    sa.Column("ended_at", Moment),  # from then on the e-mail opens nothing
    _recorded(),
    _to("facilitator", "facilitator_id"),
    sa.UniqueConstraint("kab_code", "email"),
    _one_of("role", ROLES),
)

# --- reference lists, the office's own ------------------------------------------------------------------------------

sector = sa.Table(
    "sector",
    metadata,
    _kab(),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name_id", sa.Text, nullable=False),
    sa.Column("name_en", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
)

sector_prefix = sa.Table(
    "sector_prefix",
    metadata,
    _kab(),
    sa.Column("kbli_version", sa.Text, primary_key=True),
    sa.Column("prefix", sa.Text, primary_key=True),
    sa.Column("sector", sa.Text, nullable=False),
    _to("sector", "sector", target=("code",)),
    _one_of("kbli_version", ("2020", "2025")),
)

legal_form = sa.Table(
    "legal_form",
    metadata,
    _kab(),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name_id", sa.Text, nullable=False),
    sa.Column("name_en", sa.Text, nullable=False),
    sa.Column("legal_entity", sa.Boolean, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
)

permit_kind = sa.Table(
    "permit_kind",
    metadata,
    _kab(),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name_id", sa.Text, nullable=False),
    sa.Column("name_en", sa.Text, nullable=False),
    sa.Column("basic", sa.Boolean, nullable=False),  # one of the three of basic legality
    sa.Column("validity_years", sa.Integer),
    sa.Column("sectors", sa.Text, nullable=False),  # space separated sector codes, "*" for all
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
)

need_kind = sa.Table(
    "need_kind",
    metadata,
    _kab(),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name_id", sa.Text, nullable=False),
    sa.Column("name_en", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
)

# --- import ---------------------------------------------------------------------------------------------------------

import_batch = sa.Table(
    "import_batch",
    metadata,
    _kab(),
    _id(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("file_sha256", sa.Text, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("accepted", sa.Integer, nullable=False),
    sa.Column("warned", sa.Integer, nullable=False),
    sa.Column("rejected", sa.Integer, nullable=False),
    sa.Column("visits_since", sa.Date),
    sa.Column("by_person", sa.Text, nullable=False),
    _recorded(),
    sa.Column("state", sa.Text, nullable=False, server_default="written"),
    sa.Column("preset", sa.Text),  # the kind of list it was recognised as
    sa.Column("sheet", sa.Text),
    sa.Column("header", sa.Text),  # fingerprint of its titles, see import_mapping
    sa.Column("mapping", JSON),  # field -> column letter
    sa.Column("options", JSON),  # what a person chose for the whole file
    sa.Column("skipped", JSON),  # rows that are no data, counted by why
    sa.Column("check_id", sa.Text),  # the check whose rows these are
    sa.Column("register_mark", sa.Text),  # the register it was checked against, see data.intake.against
    sa.Column("added", sa.Integer, nullable=False, server_default="0"),
    sa.Column("changed", sa.Integer, nullable=False, server_default="0"),
    sa.Column("written_at", Moment),
    sa.Column("undone_at", Moment),
    sa.Column("undone_by", sa.Text),
    sa.CheckConstraint("rows = accepted + warned + rejected", name="rows_add_up"),
    _one_of("kind", ("actors", "visits")),
    _one_of("state", BATCH_STATES),
)

# What a person corrected in the columns of a kind of file: the next file with the same titles needs no click.
import_mapping = sa.Table(
    "import_mapping",
    metadata,
    _kab(),
    sa.Column("header", sa.Text, primary_key=True),
    sa.Column("content", JSON, nullable=False),
    sa.Column("by_person", sa.Text, nullable=False),
    _recorded(),
)

_AT_WORK = sa.text("state IN ('waiting', 'running')")

# Long work: done in a process of its own, so that it survives the reload of a page.
job = sa.Table(
    "job",
    metadata,
    _kab(),
    _id(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),  # the id of the batch
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("who", JSON, nullable=False),  # the person it is done for: role, facilitator, deeds beyond the role's
    sa.Column("by_person", sa.Text, nullable=False),
    sa.Column("problem", JSON),  # code and details of what ended it
    sa.Column("ended_at", Moment),
    _recorded(),
    _one_of("kind", JOB_KINDS),
    _one_of("state", JOB_STATES),
    sa.Index(None, "kab_code", "about", "recorded_at"),
    # One work at a time about one thing.
    sa.Index("uq_job_at_work", "kab_code", "about", unique=True, sqlite_where=_AT_WORK, postgresql_where=_AT_WORK),
)

# How people write the names of places; the office's own list, begun from the shipped one.
place_alias = sa.Table(
    "place_alias",
    metadata,
    _kab(),
    _id(),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("seen", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),  # as it is compared: letters and digits only
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("by_person", sa.Text),  # null: of the shipped list
    _recorded(),
    sa.UniqueConstraint("kab_code", "level", "key", "code"),
    _one_of("level", PLACE_LEVELS),
)

# --- actors: dated rows, personal data apart -------------------------------------------------------------------------

actor = sa.Table(
    "actor",
    metadata,
    _kab(),
    _id(),
    sa.Column("business_name", sa.Text, nullable=False),
    sa.Column("search_name", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("known_since", sa.Date),  # earliest documented date, null when unknown; never the day of import
    sa.Column("known_since_precision", sa.Text, nullable=False, server_default="day"),
    sa.Column("known_since_source", sa.Text),
    sa.Column("merged_into", sa.Text),
    sa.Column("merged_at", Moment),
    sa.Column("batch_id", sa.Text),
    sa.Column("batch_row", sa.Integer),
    sa.Column("row_version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("erased_at", Moment),  # when its personal data were erased
    _recorded(),
    _to("actor", "merged_into"),
    _to("import_batch", "batch_id"),
    sa.CheckConstraint("length(trim(business_name)) > 0", name="business_name_given"),
    sa.CheckConstraint("merged_into <> id", name="not_merged_into_itself"),
    _one_of("known_since_precision", PRECISIONS),
    sa.Index(None, "kab_code", "search_name"),
    sa.Index(None, "kab_code", "fingerprint"),
    sa.Index(None, "kab_code", "merged_into"),
    sa.Index(None, "kab_code", "batch_id"),
)

actor_personal = sa.Table(
    "actor_personal",
    metadata,
    _kab(),
    sa.Column("actor_id", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text),
    sa.Column("phone", sa.Text),
    sa.Column("address", sa.Text),
    sa.Column("lon", sa.Float),
    sa.Column("lat", sa.Float),
    _to("actor", "actor_id"),
    sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="point_whole"),
    sa.CheckConstraint("lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90", name="point_on_earth"),
)

actor_place = sa.Table(
    "actor_place",
    metadata,
    _kab(),
    _id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    *_on(),
    sa.Column("kecamatan_code", sa.Text, nullable=False),
    sa.Column("desa_code", sa.Text),  # null: desa belum diketahui
    sa.Column("batch_id", sa.Text),  # the import that brought it, which may be undone
    _recorded(),
    _to("actor", "actor_id"),
    _to("kecamatan", "kecamatan_code", target=("code",)),
    _to("desa", "kecamatan_code", "desa_code", target=("kecamatan_code", "code")),
    sa.Index(None, "kab_code", "actor_id", "on_date"),
)

actor_state = sa.Table(
    "actor_state",
    metadata,
    _kab(),
    _id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    *_on(),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("by_person", sa.Text, nullable=False),
    sa.Column("second_person", sa.Text),
    sa.Column("batch_id", sa.Text),  # the import that brought it, which may be undone
    _recorded(),
    _to("actor", "actor_id"),
    _one_of("state", ACTOR_STATES),
    sa.CheckConstraint("state = 'active' OR reason IS NOT NULL", name="exit_has_reason"),
    sa.CheckConstraint(
        "state <> 'closed' OR (second_person IS NOT NULL AND second_person <> by_person)", name="closing_needs_two"
    ),
    sa.Index(None, "kab_code", "actor_id", "on_date"),
)

actor_sector = sa.Table(
    "actor_sector",
    metadata,
    _kab(),
    _id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    *_on(),
    sa.Column("sector", sa.Text, nullable=False),
    sa.Column("kbli_code", sa.Text),
    sa.Column("kbli_version", sa.Text),
    sa.Column("commodity", sa.Text),
    sa.Column("product", sa.Text),
    sa.Column("batch_id", sa.Text),  # the import that brought it, which may be undone
    _recorded(),
    _to("actor", "actor_id"),
    _to("sector", "sector", target=("code",)),
    sa.CheckConstraint("length(kbli_code) = 5", name="kbli_five_digits"),
    sa.Index(None, "kab_code", "actor_id", "on_date"),
)

actor_figures = sa.Table(
    "actor_figures",
    metadata,
    _kab(),
    _id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    *_on(),
    sa.Column("workers_m", sa.Integer),
    sa.Column("workers_f", sa.Integer),
    sa.Column("investment", sa.BigInteger),  # rupiah
    sa.Column("capacity", sa.Float),  # per year, in capacity_unit
    sa.Column("capacity_unit", sa.Text),
    sa.Column("output_value", sa.BigInteger),  # rupiah a year
    sa.Column("materials_value", sa.BigInteger),  # rupiah a year
    sa.Column("batch_id", sa.Text),  # the import that brought it, which may be undone
    _recorded(),
    _to("actor", "actor_id"),
    sa.CheckConstraint("workers_m >= 0 AND workers_f >= 0 AND investment >= 0", name="not_negative"),
    sa.Index(None, "kab_code", "actor_id", "on_date"),
)

# --- facilitation ----------------------------------------------------------------------------------------------------

facilitator_contract = sa.Table(
    "facilitator_contract",
    metadata,
    _kab(),
    _id(),
    sa.Column("facilitator_id", sa.Text, nullable=False),
    sa.Column("from_on", sa.Date, nullable=False),
    sa.Column("to_on", sa.Date),
    _recorded(),
    sa.Column("end_recorded_at", Moment),
    _to("facilitator", "facilitator_id"),
    sa.CheckConstraint("to_on >= from_on", name="ends_after_start"),
    sa.CheckConstraint("to_on IS NULL OR end_recorded_at IS NOT NULL", name="end_is_recorded"),
)

facilitator_state = sa.Table(
    "facilitator_state",
    metadata,
    _kab(),
    _id(),
    sa.Column("facilitator_id", sa.Text, nullable=False),
    *_on(),
    sa.Column("state", sa.Text, nullable=False),
    _recorded(),
    _to("facilitator", "facilitator_id"),
    _one_of("state", FACILITATOR_STATES),
)

assignment = sa.Table(
    "assignment",
    metadata,
    _kab(),
    _id(),
    sa.Column("facilitator_id", sa.Text, nullable=False),
    sa.Column("actor_id", sa.Text),
    sa.Column("desa_code", sa.Text),
    sa.Column("kecamatan_code", sa.Text),
    sa.Column("from_on", sa.Date, nullable=False),
    sa.Column("to_on", sa.Date),
    _recorded(),
    sa.Column("end_recorded_at", Moment),
    _to("facilitator", "facilitator_id"),
    _to("actor", "actor_id"),
    _to("desa", "desa_code", target=("code",)),
    _to("kecamatan", "kecamatan_code", target=("code",)),
    sa.CheckConstraint(
        "(CASE WHEN actor_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN desa_code IS NULL THEN 0 ELSE 1 END)"
        " + (CASE WHEN kecamatan_code IS NULL THEN 0 ELSE 1 END) = 1",
        name="one_target",
    ),
    sa.CheckConstraint("to_on >= from_on", name="ends_after_start"),
    sa.CheckConstraint("to_on IS NULL OR end_recorded_at IS NOT NULL", name="end_is_recorded"),
    sa.Index("uq_assignment_actor", "kab_code", "actor_id", "from_on", unique=True),
    sa.Index("uq_assignment_desa", "kab_code", "desa_code", "from_on", unique=True),
    sa.Index("uq_assignment_kecamatan", "kab_code", "kecamatan_code", "from_on", unique=True),
)

session = sa.Table(
    "session",
    metadata,
    _kab(),
    _id(),
    sa.Column("facilitator_id", sa.Text, nullable=False),
    *_on(),
    sa.Column("title", sa.Text),
    sa.Column("batch_id", sa.Text),  # the import that brought it, which may be undone
    _recorded(),
    _to("facilitator", "facilitator_id"),
)

contact = sa.Table(
    "contact",
    metadata,
    _kab(),
    _id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("facilitator_id", sa.Text, nullable=False),
    sa.Column("session_id", sa.Text),
    *_on(),
    sa.Column("mode", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("topics", sa.Text, nullable=False, server_default=""),  # space separated need codes
    sa.Column("result", sa.Text),
    sa.Column("next_step", sa.Text),
    sa.Column("next_due", sa.Date),
    sa.Column("batch_id", sa.Text),
    _recorded(),
    _to("actor", "actor_id"),
    _to("facilitator", "facilitator_id"),
    _to("session", "session_id"),
    _to("import_batch", "batch_id"),
    _one_of("mode", MODES),
    _one_of("outcome", OUTCOMES),
    sa.CheckConstraint("(mode = 'kelompok') = (session_id IS NOT NULL)", name="group_has_session"),
    sa.Index(None, "kab_code", "actor_id", "on_date"),
    sa.Index(None, "kab_code", "facilitator_id", "on_date"),
)

permit_event = sa.Table(
    "permit_event",
    metadata,
    _kab(),
    _id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    *_on(),
    sa.Column("expires_on", sa.Date),
    sa.Column("number", sa.Text),
    sa.Column("raw", sa.Text),
    sa.Column("form", sa.Text),
    sa.Column("batch_id", sa.Text),  # the import that brought it, which may be undone
    _recorded(),
    _to("actor", "actor_id"),
    _to("permit_kind", "kind", target=("code",)),
    _to("legal_form", "form", target=("code",)),
    _one_of("status", PERMIT_STATUSES),
    sa.CheckConstraint("form IS NULL OR kind = 'badan_usaha'", name="form_only_of_badan_usaha"),
    sa.CheckConstraint("kind <> 'nib' OR number IS NULL OR length(number) = 13", name="nib_13_digits"),
    sa.CheckConstraint("kind <> 'npwp' OR number IS NULL OR length(number) IN (15, 16)", name="npwp_15_or_16_digits"),
    sa.Index(None, "kab_code", "actor_id", "kind", "on_date"),
)

need_event = sa.Table(
    "need_event",
    metadata,
    _kab(),
    _id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("change", sa.Text, nullable=False),
    *_on(),
    sa.Column("contact_id", sa.Text),
    _recorded(),
    _to("actor", "actor_id"),
    _to("need_kind", "kind", target=("code",)),
    _to("contact", "contact_id"),
    _one_of("change", NEED_CHANGES),
    sa.Index(None, "kab_code", "actor_id", "kind", "on_date"),
)

# A promise is the next step of a contact; these rows say what became of it. Its first date stays in the contact.
promise_event = sa.Table(
    "promise_event",
    metadata,
    _kab(),
    _id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("contact_id", sa.Text, nullable=False),
    sa.Column("change", sa.Text, nullable=False),
    *_on(),
    sa.Column("due", sa.Date),
    sa.Column("note", sa.Text),
    _recorded(),
    _to("actor", "actor_id"),
    _to("contact", "contact_id"),
    _one_of("change", PROMISE_CHANGES),
    sa.CheckConstraint("(change = 'postponed') = (due IS NOT NULL)", name="postponed_to_a_day"),
    sa.Index(None, "kab_code", "actor_id", "on_date"),
)

# Somebody asked for help; answered by the first contact after it in which they met or spoke.
request = sa.Table(
    "request",
    metadata,
    _kab(),
    _id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    *_on(),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("topics", sa.Text, nullable=False, server_default=""),  # space separated need codes
    sa.Column("note", sa.Text),
    _recorded(),
    _to("actor", "actor_id"),
    _one_of("channel", CHANNELS),
    sa.Index(None, "kab_code", "actor_id", "on_date"),
)

# An exit waits here for its second person; confirmed, it becomes a row of `actor_state`.
exit_proposal = sa.Table(
    "exit_proposal",
    metadata,
    _kab(),
    _id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("note", sa.Text),
    sa.Column("on_date", sa.Date, nullable=False),
    sa.Column("by_person", sa.Text, nullable=False),
    _recorded(),
    sa.Column("decision", sa.Text),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", Moment),
    _to("actor", "actor_id"),
    _one_of("state", EXIT_STATES),
    _one_of("reason", EXIT_REASONS),
    _one_of("decision", EXIT_DECISIONS),
    sa.CheckConstraint("decided_by <> by_person", name="second_person"),
    sa.CheckConstraint("(decision IS NULL) = (decided_by IS NULL)", name="decision_has_a_person"),
    sa.Index(None, "kab_code", "actor_id"),
)

# --- what leaves the office, and what comes in from outside -----------------------------------------------------------

# What was published, as it was published: append-only, `content` is the public document to the byte.
release = sa.Table(
    "release",
    metadata,
    _kab(),
    _id(),
    sa.Column("slug", sa.Text, nullable=False),  # its name in URLs: the day it was published
    sa.Column("as_of", sa.Date, nullable=False),
    sa.Column("known_at", Moment, nullable=False),
    sa.Column("data_version", sa.BigInteger, nullable=False),
    sa.Column("definitions", sa.Text, nullable=False),  # version of what the words in it mean
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("counts", JSON, nullable=False),  # what it was made of, to the one: never public
    sa.Column("by_person", sa.Text, nullable=False),
    _recorded(),
    sa.UniqueConstraint("kab_code", "slug"),
)

# Somebody who need not be in the register asks for help. Accepted, it is a `request` of an actor, of the same id.
help_request = sa.Table(
    "help_request",
    metadata,
    _kab(),
    _id(),
    sa.Column("ticket", sa.Text, nullable=False),
    *_on(),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("kecamatan_code", sa.Text, nullable=False),
    sa.Column("desa_code", sa.Text),
    sa.Column("sector", sa.Text),
    sa.Column("topics", sa.Text, nullable=False, server_default=""),  # space separated need codes
    sa.Column("facilitator_id", sa.Text),  # whose it is; null: the office's
    sa.Column("state", sa.Text, nullable=False, server_default="new"),
    sa.Column("refusal", sa.Text),
    sa.Column("actor_id", sa.Text),
    sa.Column("by_person", sa.Text, nullable=False),
    _recorded(),
    _to("kecamatan", "kecamatan_code", target=("code",)),
    _to("desa", "kecamatan_code", "desa_code", target=("kecamatan_code", "code")),
    _to("sector", "sector", target=("code",)),
    _to("facilitator", "facilitator_id"),
    _to("actor", "actor_id"),
    sa.UniqueConstraint("kab_code", "ticket"),
    _one_of("channel", CHANNELS),
    _one_of("state", HELP_STATES),
    _one_of("refusal", HELP_REFUSALS),
    sa.CheckConstraint("(state = 'accepted') = (actor_id IS NOT NULL)", name="accepted_for_an_actor"),
    sa.CheckConstraint("(state = 'declined') = (refusal IS NOT NULL)", name="declined_for_a_reason"),
    sa.Index(None, "kab_code", "state", "on_date"),
    sa.Index(None, "kab_code", "actor_id"),
)

help_personal = sa.Table(
    "help_personal",
    metadata,
    _kab(),
    sa.Column("help_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text),  # null after erasure, as are the next two
    sa.Column("contact", sa.Text),
    sa.Column("note", sa.Text),
    sa.Column("consented_at", Moment, nullable=False),
    _to("help_request", "help_id"),
)

help_event = sa.Table(
    "help_event",
    metadata,
    _kab(),
    _id(),
    sa.Column("help_id", sa.Text, nullable=False),
    sa.Column("change", sa.Text, nullable=False),
    sa.Column("facilitator_id", sa.Text),
    sa.Column("by_person", sa.Text, nullable=False),
    _recorded(),
    _to("help_request", "help_id"),
    _to("facilitator", "facilitator_id"),
    _one_of("change", HELP_CHANGES),
    sa.Index(None, "kab_code", "help_id", "recorded_at"),
)

# A reader says that a published number is wrong; the office answers in public.
number_report = sa.Table(
    "number_report",
    metadata,
    _kab(),
    _id(),
    sa.Column("ticket", sa.Text, nullable=False),
    sa.Column("release_slug", sa.Text, nullable=False),
    sa.Column("table_name", sa.Text, nullable=False),
    sa.Column("row_code", sa.Text),
    sa.Column("column_name", sa.Text),
    sa.Column("words", sa.Text),  # never public; null after erasure, as is the next
    sa.Column("contact", sa.Text),
    sa.Column("answer", sa.Text),  # public
    sa.Column("corrected", sa.Boolean),  # the next release has another number
    sa.Column("answered_by", sa.Text),
    sa.Column("answered_at", Moment),
    sa.Column("by_person", sa.Text, nullable=False),
    _recorded(),
    _to("release", "release_slug", target=("slug",)),
    sa.UniqueConstraint("kab_code", "ticket"),
    sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answer_has_a_time"),
    sa.CheckConstraint("(answer IS NULL) = (answered_by IS NULL)", name="answer_has_a_person"),
    sa.CheckConstraint("(answer IS NULL) = (corrected IS NULL)", name="answer_says_whether_corrected"),
)

# A business that agreed in writing to be listed, as long as `withdrawn_at` is null. Shown is what stands here.
listing = sa.Table(
    "listing",
    metadata,
    _kab(),
    _id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("consented_on", sa.Date, nullable=False),
    sa.Column("consent_paper", sa.Text, nullable=False),  # where the signed paper is kept
    sa.Column("product", sa.Text, nullable=False),
    sa.Column("price", sa.Text),
    sa.Column("capacity", sa.Text),
    sa.Column("lead_time", sa.Text),
    sa.Column("origin", sa.Text),  # of the raw material: SVLK or a note
    sa.Column("contact_confirmed_on", sa.Date),
    sa.Column("by_person", sa.Text, nullable=False),
    _recorded(),
    sa.Column("withdrawn_at", Moment),
    sa.Column("withdrawn_by", sa.Text),
    _to("actor", "actor_id"),
    sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawal_has_a_person"),
    sa.Index(None, "kab_code", "actor_id"),
)

# A buyer asks the office about a listed business.
enquiry = sa.Table(
    "enquiry",
    metadata,
    _kab(),
    _id(),
    sa.Column("ticket", sa.Text, nullable=False),
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("buyer", sa.Text),  # a kind of buyer, see data.buyers
    sa.Column("name", sa.Text),  # null after erasure, as are the next two
    sa.Column("contact", sa.Text),
    sa.Column("words", sa.Text),
    sa.Column("by_person", sa.Text, nullable=False),
    _recorded(),
    _to("actor", "actor_id"),
    sa.UniqueConstraint("kab_code", "ticket"),
    sa.Index(None, "kab_code", "actor_id"),
)

enquiry_event = sa.Table(
    "enquiry_event",
    metadata,
    _kab(),
    _id(),
    sa.Column("enquiry_id", sa.Text, nullable=False),
    sa.Column("change", sa.Text, nullable=False),
    *_on(),
    sa.Column("value", sa.BigInteger),  # rupiah, of an order
    sa.Column("by_person", sa.Text, nullable=False),
    _recorded(),
    _to("enquiry", "enquiry_id"),
    _one_of("change", ENQUIRY_CHANGES),
    sa.CheckConstraint("value IS NULL OR change = 'ordered'", name="value_of_an_order"),
    sa.Index(None, "kab_code", "enquiry_id"),
)

# How often an address sent a form today; its rows go after a day, the address itself is never kept.
throttle = sa.Table(
    "throttle",
    metadata,
    _kab(),
    sa.Column("address_key", sa.Text, primary_key=True),
    sa.Column("deed", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)

setting = sa.Table(
    "setting",
    metadata,
    _kab(),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
)

# --- what the register is today: derived from the rows above inside every write, see data.summary ---------------------

WHICH_DAYS = ("today", "year_ago")

# Which date each kept day is.
summary_day = sa.Table(
    "summary_day",
    metadata,
    _kab(),
    sa.Column("which", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),  # when it was last counted as a whole
    _one_of("which", WHICH_DAYS),
)

# An active actor on a kept day; `id` is the actor's. Derived, so that nothing points here and nothing is erased here.
actor_day = sa.Table(
    "actor_day",
    metadata,
    _kab(),
    sa.Column("which", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kecamatan_code", sa.Text, nullable=False),
    sa.Column("desa_code", sa.Text),
    sa.Column("sector", sa.Text, nullable=False),
    sa.Column("sector_row", sa.Text),  # the row of `actor_sector` that says so
    sa.Column("bps_scale", sa.Text, nullable=False),
    sa.Column("permenperin_scale", sa.Text, nullable=False),
    sa.Column("known_since", sa.Date),
    sa.Column("last_visit", sa.Date),
    sa.Column("waiting", sa.Text, nullable=False),
    sa.Column("responsible_id", sa.Text),  # the facilitator assigned, at work or not
    sa.Column("facilitator_id", sa.Text),  # the same, if at work
    sa.Column("personally", sa.Integer, nullable=False),
    sa.Column("orphaned", sa.Integer, nullable=False),
    sa.Column("legal", sa.Integer, nullable=False),
    sa.Column("permits", sa.Text, nullable=False),  # " kind:status kind:status ", what is not recorded is absent
    sa.Column("needs", sa.Text, nullable=False),  # " kind:change kind:change ", its last change
    # None begins as the key does: SQLite would take it for a whole day, and look each row up by it.
    sa.Index("ix_actor_day_desa", "desa_code", "kab_code", "which"),
    sa.Index("ix_actor_day_responsible", "responsible_id", "kab_code", "which", "facilitator_id"),
    # In the order of lists: never visited first, longest waiting next.
    sa.Index("ix_actor_day_place", "kecamatan_code", "kab_code", "which", "last_visit", "known_since"),
    sqlite_with_rowid=False,  # its rows lie in the order of the key: a day is read as one piece
)

# How many actors of `actor_day` share all that the fast filters ask; "" is none. `version` is when it last changed.
summary = sa.Table(
    "summary",
    metadata,
    _kab(),
    *(
        sa.Column(name, sa.Text, primary_key=True)
        for name in (
            "which",
            "kecamatan_code",
            "desa_code",
            "sector",
            "bps_scale",
            "permenperin_scale",
            "waiting",
            "facilitator_id",
            "nib",
        )
    ),
    *(sa.Column(name, sa.Integer, primary_key=True) for name in ("personally", "orphaned", "legal")),
    sa.Column("actors", sa.Integer, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Index(None, "kab_code", "which", "version"),
    sqlite_with_rowid=False,
)

# What a write has touched and `summary` does not hold yet, noted by triggers; empty between writes. `since` is the
# first day on which it can matter, `transaction` keeps writers apart.
STALE_TARGETS = ("actor", "facilitator", "desa", "kecamatan", "everyone")
stale = sa.Table(
    "stale",
    metadata,
    _kab(),
    sa.Column("transaction", sa.BigInteger, primary_key=True),
    sa.Column("target", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("since", sa.Date, nullable=False),
)

DERIVED = frozenset({"summary_day", "actor_day", "summary", "stale"})

# --- what was done: append-only, personal values apart so that they can be erased ------------------------------------

# A form is known by the id it was opened with: the same one sent twice is one deed.
form = sa.Table(
    "form",
    metadata,
    _kab(),
    _id(),
    sa.Column("by_person", sa.Text, nullable=False),
    _recorded(),
)

draft = sa.Table(
    "draft",
    metadata,
    _kab(),
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("about", sa.Text, primary_key=True),  # an actor's id, or the name of a form about none
    sa.Column("form_id", sa.Text, nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("saved_at", Moment, nullable=False),
)

import_row = sa.Table(
    "import_row",
    metadata,
    _kab(),
    sa.Column("batch_id", sa.Text, primary_key=True),
    sa.Column("row", sa.Integer, primary_key=True),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("actor_id", sa.Text),
    sa.Column("codes", sa.Text, nullable=False),  # space separated codes of docs/import-codes.md
    sa.Column("raw", JSON),  # null after erasure, as are the next three
    sa.Column("clean", JSON),
    sa.Column("problems", JSON),
    sa.Column("changes", JSON),  # field -> [old, new] of a business that is there already
    sa.Column("action", sa.Text, nullable=False, server_default="none"),
    sa.Column("repeat_of", sa.Integer),  # the row of the same file that says the same
    sa.Column("row_version", sa.Integer),  # of the actor, when the row was compared with it
    sa.Column("kept_because", sa.Text),  # space separated: why a write or an undo left what stood there
    _to("import_batch", "batch_id"),
    _to("actor", "actor_id"),
    _one_of("outcome", ("accepted", "warned", "rejected")),
    _one_of("action", ROW_ACTIONS),
    sa.Index(None, "kab_code", "batch_id", "action"),
    sa.Index(None, "kab_code", "actor_id"),
)

# Two businesses that may be one, and what a person said of them.
possible_double = sa.Table(
    "possible_double",
    metadata,
    _kab(),
    sa.Column("left_id", sa.Text, primary_key=True),
    sa.Column("right_id", sa.Text, primary_key=True),
    sa.Column("probability", sa.Float, nullable=False),
    sa.Column("evidence", JSON, nullable=False),  # field -> level code, no personal value
    sa.Column("decision", sa.Text),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", Moment),
    _recorded(),
    _to("actor", "left_id"),
    _to("actor", "right_id"),
    sa.CheckConstraint("left_id < right_id", name="in_order"),
    sa.CheckConstraint("(decision IS NULL) = (decided_by IS NULL)", name="decision_has_a_person"),
    _one_of("decision", ("distinct", "merged")),
)

# One actor joined to another: facts stay with their actor, the fields chosen are the kept one's from then on.
merge = sa.Table(
    "merge",
    metadata,
    _kab(),
    _id(),
    sa.Column("actor_id", sa.Text, nullable=False),  # the one that is kept
    sa.Column("gone_id", sa.Text, nullable=False),
    sa.Column("changes", JSON),  # field of the kept one -> [old, new]; null after erasure
    sa.Column("by_person", sa.Text, nullable=False),
    _recorded(),
    sa.Column("undone_at", Moment),
    sa.Column("undone_by", sa.Text),
    _to("actor", "actor_id"),
    _to("actor", "gone_id"),
    sa.CheckConstraint("actor_id <> gone_id", name="of_two"),
    sa.Index(None, "kab_code", "gone_id"),
)

audit = sa.Table(
    "audit",
    metadata,
    _kab(),
    _id(),
    sa.Column("at", Moment, nullable=False),
    sa.Column("by_person", sa.Text, nullable=False),
    sa.Column("by_role", sa.Text, nullable=False),
    sa.Column("deed", sa.Text, nullable=False),
    sa.Column("about_kind", sa.Text, nullable=False),
    sa.Column("about_id", sa.Text, nullable=False),
    sa.Index(None, "kab_code", "about_kind", "about_id", "at"),
    sa.Index(None, "kab_code", "at"),
)

audit_detail = sa.Table(
    "audit_detail",
    metadata,
    _kab(),
    sa.Column("audit_id", sa.Text, primary_key=True),
    sa.Column("before", sa.JSON),
    sa.Column("after", sa.JSON),
    _to("audit", "audit_id"),
)


def about_actor() -> list[sa.Table]:
    """Every table with rows about an actor, found in the schema itself, so that a new one cannot be forgotten."""
    return [table for table in metadata.sorted_tables if "actor_id" in table.c]
