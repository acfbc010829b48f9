"""What every table shares: its key, its times, how it points to another."""

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


def one_of(column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    """A column holds one of these words."""
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def kab() -> sa.Column[str]:
    """The regency's code, with which every key begins."""
    return sa.Column("kab_code", sa.Text, primary_key=True)


def own_id() -> sa.Column[str]:
    """A UUIDv7 made by the app."""
    return sa.Column("id", sa.Text, primary_key=True)


def recorded() -> sa.Column[datetime]:
    """When the office learnt of it."""
    return sa.Column("recorded_at", Moment, nullable=False)


def happened() -> list[sa.schema.SchemaItem]:
    """When it happened, as exactly as that is known."""
    return [
        sa.Column("on_date", sa.Date, nullable=False),
        sa.Column("on_precision", sa.Text, nullable=False, server_default="day"),
        one_of("on_precision", PRECISIONS),
    ]


def to(table: str, *columns: str, target: tuple[str, ...] = ("id",)) -> sa.ForeignKeyConstraint:
    """These columns point to a row of another table of the same regency."""
    return sa.ForeignKeyConstraint(
        ["kab_code", *columns], [f"{table}.kab_code", *(f"{table}.{name}" for name in target)]
    )
