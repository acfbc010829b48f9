"""What leadership decides by: how many businesses others count, which desa were listed, which plans were kept."""

import sqlalchemy as sa

from data.schema.base import JSON, Moment, happened, kab, metadata, own_id, recorded, to

# Somebody else's count of businesses, of one day (mostly a year): a census, a ministry's register, a survey.
outside_source = sa.Table(
    "outside_source",
    metadata,
    kab(),
    own_id(),
    sa.Column("title", sa.Text, nullable=False),
    *happened(),
    sa.Column("counts", sa.Text, nullable=False),  # in words, what was counted: above 100 % this is what differs
    sa.Column("reference", sa.Text, nullable=False),  # where it can be looked up
    recorded(),
    sa.Column("withdrawn_at", Moment),
)

# One number of it; without a kecamatan it is about the whole regency, without a sector about all of them. A corrected
# number is a newer row.
outside_count = sa.Table(
    "outside_count",
    metadata,
    kab(),
    own_id(),
    sa.Column("source_id", sa.Text, nullable=False),
    sa.Column("kecamatan_code", sa.Text),
    sa.Column("desa_code", sa.Text),
    sa.Column("sector", sa.Text),
    sa.Column("businesses", sa.Integer, nullable=False),
    recorded(),
    to("outside_source", "source_id"),
    to("kecamatan", "kecamatan_code", target=("code",)),
    to("desa", "kecamatan_code", "desa_code", target=("kecamatan_code", "code")),
    to("sector", "sector", target=("code",)),
    sa.CheckConstraint("businesses >= 0", name="businesses_counted"),
    sa.CheckConstraint("desa_code IS NULL OR kecamatan_code IS NOT NULL", name="desa_in_a_kecamatan"),
    sa.Index(None, "kab_code", "source_id"),
)

# Somebody went through a desa and looked who is there; `businesses` is how many they found, none included.
enumeration = sa.Table(
    "enumeration",
    metadata,
    kab(),
    own_id(),
    sa.Column("desa_code", sa.Text, nullable=False),
    *happened(),
    sa.Column("businesses", sa.Integer, nullable=False),
    sa.Column("facilitator_id", sa.Text),  # who went, where it was a facilitator
    recorded(),
    sa.Column("withdrawn_at", Moment),
    to("desa", "desa_code", target=("code",)),
    to("facilitator", "facilitator_id"),
    sa.CheckConstraint("businesses >= 0", name="businesses_counted"),
    sa.Index(None, "kab_code", "desa_code", "on_date"),
)

# A plan of who stands beside which desa, kept under a name to be compared with others; it changes nothing.
placement_draft = sa.Table(
    "placement_draft",
    metadata,
    kab(),
    own_id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("by_person", sa.Text, nullable=False),
    sa.Column("plan", JSON, nullable=False),
    recorded(),
    sa.Column("removed_at", Moment),
)
