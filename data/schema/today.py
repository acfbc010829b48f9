"""What the register is today: derived from the other tables inside every write, see `data.summary`."""

import sqlalchemy as sa

from data.schema.base import kab, metadata, one_of

WHICH_DAYS = ("today", "year_ago")

# Which date each kept day is.
summary_day = sa.Table(
    "summary_day",
    metadata,
    kab(),
    sa.Column("which", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),  # when it was last counted as a whole
    one_of("which", WHICH_DAYS),
)

# An active actor on a kept day; `id` is the actor's. Derived, so that nothing points here and nothing is erased here.
actor_day = sa.Table(
    "actor_day",
    metadata,
    kab(),
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
    kab(),
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
stale = sa.Table(
    "stale",
    metadata,
    kab(),
    sa.Column("transaction", sa.BigInteger, primary_key=True),
    sa.Column("target", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("since", sa.Date, nullable=False),
)

# At which version of the data a write last touched an actor's rows: what `data.past` reads again.
touched = sa.Table(
    "touched",
    metadata,
    kab(),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Index(None, "kab_code", "version"),
)

DERIVED = frozenset({"summary_day", "actor_day", "summary", "stale", "touched"})
