"""Files that come in, and long work."""

import sqlalchemy as sa

from data.schema.base import (
    BATCH_STATES,
    JOB_KINDS,
    JOB_STATES,
    JSON,
    PLACE_LEVELS,
    Moment,
    kab,
    metadata,
    one_of,
    own_id,
    recorded,
)

import_batch = sa.Table(
    "import_batch",
    metadata,
    kab(),
    own_id(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("file_sha256", sa.Text, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("accepted", sa.Integer, nullable=False),
    sa.Column("warned", sa.Integer, nullable=False),
    sa.Column("rejected", sa.Integer, nullable=False),
    sa.Column("visits_since", sa.Date),
    sa.Column("by_person", sa.Text, nullable=False),
    recorded(),
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
    one_of("kind", ("actors", "visits")),
    one_of("state", BATCH_STATES),
)

# What a person corrected in the columns of a kind of file: the next file with the same titles needs no click.
import_mapping = sa.Table(
    "import_mapping",
    metadata,
    kab(),
    sa.Column("header", sa.Text, primary_key=True),
    sa.Column("content", JSON, nullable=False),
    sa.Column("by_person", sa.Text, nullable=False),
    recorded(),
)

_AT_WORK = sa.text("state IN ('waiting', 'running')")

# Long work: done in a process of its own, so that it survives the reload of a page.
job = sa.Table(
    "job",
    metadata,
    kab(),
    own_id(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),  # the id of the batch
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("who", JSON, nullable=False),  # the person it is done for: role, facilitator, deeds beyond the role's
    sa.Column("by_person", sa.Text, nullable=False),
    sa.Column("problem", JSON),  # code and details of what ended it
    sa.Column("ended_at", Moment),
    recorded(),
    one_of("kind", JOB_KINDS),
    one_of("state", JOB_STATES),
    sa.Index(None, "kab_code", "about", "recorded_at"),
    # One work at a time about one thing.
    sa.Index("uq_job_at_work", "kab_code", "about", unique=True, sqlite_where=_AT_WORK, postgresql_where=_AT_WORK),
)

# How people write the names of places; the office's own list, begun from the shipped one.
place_alias = sa.Table(
    "place_alias",
    metadata,
    kab(),
    own_id(),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("seen", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),  # as it is compared: letters and digits only
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("by_person", sa.Text),  # null: of the shipped list
    recorded(),
    sa.UniqueConstraint("kab_code", "level", "key", "code"),
    one_of("level", PLACE_LEVELS),
)
