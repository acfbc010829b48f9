"""The register itself, its places and its people."""

import sqlalchemy as sa

from data.schema.base import ROLES, Moment, kab, metadata, one_of, own_id, recorded, to

register = sa.Table(
    "register",
    metadata,
    kab(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("secret", sa.Text),  # keys what is kept instead of a visitor's address
    one_of("kind", ("contoh", "uji", "nyata")),
)

data_version = sa.Table("data_version", metadata, kab(), sa.Column("version", sa.BigInteger, nullable=False))

kecamatan = sa.Table(
    "kecamatan",
    metadata,
    kab(),
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
    kab(),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("kecamatan_code", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("bps_code", sa.Text),
    sa.Column("area_km2", sa.Float, nullable=False),
    to("kecamatan", "kecamatan_code", target=("code",)),
    sa.UniqueConstraint("kab_code", "kecamatan_code", "code"),
    sa.CheckConstraint("code LIKE kecamatan_code || '.____'", name="code_inside_kecamatan"),
    one_of("kind", ("desa", "kelurahan")),
)

facilitator = sa.Table(
    "facilitator",
    metadata,
    kab(),
    own_id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("home_desa", sa.Text),
    sa.Column(
        "capacity", sa.Integer
    ),  # actors one facilitator can stand beside; a setting, no official number is known
    sa.Column("visit_target", sa.Integer),  # sessions a month; null: the office's setting
    recorded(),
    to("desa", "home_desa", target=("code",)),
    sa.CheckConstraint("capacity > 0", name="capacity_positive"),
)

# What a number was before the office replaced it, and until when it was known so: one row for each time.
replaced_number = sa.Table(
    "replaced_number",
    metadata,
    kab(),
    own_id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),  # the code of a kecamatan, the id of a facilitator
    sa.Column("day", sa.Date),
    sa.Column("number", sa.Integer),
    recorded(),
    one_of("name", ("visits_since", "capacity")),
    sa.Index(None, "kab_code", "name", "about", "recorded_at"),
)

person = sa.Table(
    "person",
    metadata,
    kab(),
    own_id(),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("facilitator_id", sa.Text),
    sa.Column("also", sa.Text, nullable=False, server_default=""),  # space separated deeds beyond the role's
    sa.Column("ended_at", Moment),  # from then on the e-mail opens nothing
    recorded(),
    to("facilitator", "facilitator_id"),
    sa.UniqueConstraint("kab_code", "email"),
    one_of("role", ROLES),
)
