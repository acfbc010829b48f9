"""Reference lists, the office's own."""

import sqlalchemy as sa

from data.schema.base import kab, metadata, one_of, to

sector = sa.Table(
    "sector",
    metadata,
    kab(),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name_id", sa.Text, nullable=False),
    sa.Column("name_en", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
)

sector_prefix = sa.Table(
    "sector_prefix",
    metadata,
    kab(),
    sa.Column("kbli_version", sa.Text, primary_key=True),
    sa.Column("prefix", sa.Text, primary_key=True),
    sa.Column("sector", sa.Text, nullable=False),
    to("sector", "sector", target=("code",)),
    one_of("kbli_version", ("2020", "2025")),
)

legal_form = sa.Table(
    "legal_form",
    metadata,
    kab(),
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
    kab(),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name_id", sa.Text, nullable=False),
    sa.Column("name_en", sa.Text, nullable=False),
    sa.Column("basic", sa.Boolean, nullable=False),  # one of the three of basic legality
    sa.Column("validity_years", sa.Integer),
    sa.Column("usual_days", sa.Integer),  # from the application to the paper; null: nobody has said
    sa.Column("sectors", sa.Text, nullable=False),  # space separated sector codes, "*" for all
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
)

need_kind = sa.Table(
    "need_kind",
    metadata,
    kab(),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name_id", sa.Text, nullable=False),
    sa.Column("name_en", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
)
