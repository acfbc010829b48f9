"""What was done: append-only, personal values apart so that they can be erased."""

import sqlalchemy as sa

from data.schema.base import JSON, ROW_ACTIONS, Moment, kab, metadata, one_of, own_id, recorded, to

# A form is known by the id it was opened with: the same one sent twice is one deed.
form = sa.Table(
    "form",
    metadata,
    kab(),
    own_id(),
    sa.Column("by_person", sa.Text, nullable=False),
    recorded(),
)

draft = sa.Table(
    "draft",
    metadata,
    kab(),
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("about", sa.Text, primary_key=True),  # an actor's id, or the name of a form about none
    sa.Column("form_id", sa.Text, nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("saved_at", Moment, nullable=False),
)

import_row = sa.Table(
    "import_row",
    metadata,
    kab(),
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
    to("import_batch", "batch_id"),
    to("actor", "actor_id"),
    one_of("outcome", ("accepted", "warned", "rejected")),
    one_of("action", ROW_ACTIONS),
    sa.Index(None, "kab_code", "batch_id", "action"),
    sa.Index(None, "kab_code", "actor_id"),
)

# Two businesses that may be one, and what a person said of them.
possible_double = sa.Table(
    "possible_double",
    metadata,
    kab(),
    sa.Column("left_id", sa.Text, primary_key=True),
    sa.Column("right_id", sa.Text, primary_key=True),
    sa.Column("probability", sa.Float, nullable=False),
    sa.Column("evidence", JSON, nullable=False),  # field -> level code, no personal value
    sa.Column("decision", sa.Text),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", Moment),
    recorded(),
    to("actor", "left_id"),
    to("actor", "right_id"),
    sa.CheckConstraint("left_id < right_id", name="in_order"),
    sa.CheckConstraint("(decision IS NULL) = (decided_by IS NULL)", name="decision_has_a_person"),
    one_of("decision", ("distinct", "merged")),
)

# One actor joined to another: facts stay with their actor, the fields chosen are the kept one's from then on.
merge = sa.Table(
    "merge",
    metadata,
    kab(),
    own_id(),
    sa.Column("actor_id", sa.Text, nullable=False),  # the one that is kept
    sa.Column("gone_id", sa.Text, nullable=False),
    sa.Column("changes", JSON),  # field of the kept one -> [old, new]; null after erasure
    sa.Column("by_person", sa.Text, nullable=False),
    recorded(),
    sa.Column("undone_at", Moment),
    sa.Column("undone_by", sa.Text),
    to("actor", "actor_id"),
    to("actor", "gone_id"),
    sa.CheckConstraint("actor_id <> gone_id", name="of_two"),
    sa.Index(None, "kab_code", "gone_id"),
)

audit = sa.Table(
    "audit",
    metadata,
    kab(),
    own_id(),
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
    kab(),
    sa.Column("audit_id", sa.Text, primary_key=True),
    sa.Column("before", sa.JSON),
    sa.Column("after", sa.JSON),
    to("audit", "audit_id"),
)
