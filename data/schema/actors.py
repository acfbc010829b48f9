"""Actors: dated rows, personal data apart."""

import sqlalchemy as sa

from data.schema.base import ACTOR_STATES, PRECISIONS, Moment, happened, kab, metadata, one_of, own_id, recorded, to

actor = sa.Table(
    "actor",
    metadata,
    kab(),
    own_id(),
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
    recorded(),
    to("actor", "merged_into"),
    to("import_batch", "batch_id"),
    sa.CheckConstraint("length(trim(business_name)) > 0", name="business_name_given"),
    sa.CheckConstraint("merged_into <> id", name="not_merged_into_itself"),
    one_of("known_since_precision", PRECISIONS),
    sa.Index(None, "kab_code", "search_name"),
    sa.Index(None, "kab_code", "fingerprint"),
    sa.Index(None, "kab_code", "merged_into"),
    sa.Index(None, "kab_code", "batch_id"),
)

actor_personal = sa.Table(
    "actor_personal",
    metadata,
    kab(),
    sa.Column("actor_id", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text),
    sa.Column("phone", sa.Text),
    sa.Column("address", sa.Text),
    sa.Column("lon", sa.Float),
    sa.Column("lat", sa.Float),
    to("actor", "actor_id"),
    sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="point_whole"),
    sa.CheckConstraint("lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90", name="point_on_earth"),
)

actor_place = sa.Table(
    "actor_place",
    metadata,
    kab(),
    own_id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    *happened(),
    sa.Column("kecamatan_code", sa.Text, nullable=False),
    sa.Column("desa_code", sa.Text),  # null: desa belum diketahui
    sa.Column("batch_id", sa.Text),  # the import that brought it, which may be undone
    recorded(),
    to("actor", "actor_id"),
    to("kecamatan", "kecamatan_code", target=("code",)),
    to("desa", "kecamatan_code", "desa_code", target=("kecamatan_code", "code")),
    sa.Index(None, "kab_code", "actor_id", "on_date"),
)

actor_state = sa.Table(
    "actor_state",
    metadata,
    kab(),
    own_id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    *happened(),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("by_person", sa.Text, nullable=False),
    sa.Column("second_person", sa.Text),
    sa.Column("batch_id", sa.Text),  # the import that brought it, which may be undone
    recorded(),
    to("actor", "actor_id"),
    one_of("state", ACTOR_STATES),
    sa.CheckConstraint("state = 'active' OR reason IS NOT NULL", name="exit_has_reason"),
    sa.CheckConstraint(
        "state <> 'closed' OR (second_person IS NOT NULL AND second_person <> by_person)", name="closing_needs_two"
    ),
    sa.Index(None, "kab_code", "actor_id", "on_date"),
)

actor_sector = sa.Table(
    "actor_sector",
    metadata,
    kab(),
    own_id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    *happened(),
    sa.Column("sector", sa.Text, nullable=False),
    sa.Column("kbli_code", sa.Text),
    sa.Column("kbli_version", sa.Text),
    sa.Column("commodity", sa.Text),
    sa.Column("product", sa.Text),
    sa.Column("batch_id", sa.Text),  # the import that brought it, which may be undone
    recorded(),
    to("actor", "actor_id"),
    to("sector", "sector", target=("code",)),
    sa.CheckConstraint("length(kbli_code) = 5", name="kbli_five_digits"),
    sa.Index(None, "kab_code", "actor_id", "on_date"),
)

actor_figures = sa.Table(
    "actor_figures",
    metadata,
    kab(),
    own_id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    *happened(),
    sa.Column("workers_m", sa.Integer),
    sa.Column("workers_f", sa.Integer),
    sa.Column("investment", sa.BigInteger),  # rupiah
    sa.Column("capacity", sa.Float),  # per year, in capacity_unit
    sa.Column("capacity_unit", sa.Text),
    sa.Column("output_value", sa.BigInteger),  # rupiah a year
    sa.Column("materials_value", sa.BigInteger),  # rupiah a year
    sa.Column("batch_id", sa.Text),  # the import that brought it, which may be undone
    recorded(),
    to("actor", "actor_id"),
    sa.CheckConstraint("workers_m >= 0 AND workers_f >= 0 AND investment >= 0", name="not_negative"),
    sa.Index(None, "kab_code", "actor_id", "on_date"),
)
