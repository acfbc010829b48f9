"""What leaves the office, and what comes in from outside."""

import sqlalchemy as sa

from data.schema.base import (
    CHANNELS,
    ENQUIRY_CHANGES,
    HELP_CHANGES,
    HELP_REFUSALS,
    HELP_STATES,
    JSON,
    Moment,
    happened,
    kab,
    metadata,
    one_of,
    own_id,
    recorded,
    to,
)

# What was published, as it was published: append-only, `content` is the public document to the byte.
release = sa.Table(
    "release",
    metadata,
    kab(),
    own_id(),
    sa.Column("slug", sa.Text, nullable=False),  # its name in URLs: the day it was published
    sa.Column("as_of", sa.Date, nullable=False),
    sa.Column("known_at", Moment, nullable=False),
    sa.Column("data_version", sa.BigInteger, nullable=False),
    sa.Column("definitions", sa.Text, nullable=False),  # version of what the words in it mean
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("counts", JSON, nullable=False),  # what it was made of, to the one: never public
    sa.Column("by_person", sa.Text, nullable=False),
    recorded(),
    sa.UniqueConstraint("kab_code", "slug"),
)

# Somebody who need not be in the register asks for help. Accepted, it is a `request` of an actor, of the same id.
help_request = sa.Table(
    "help_request",
    metadata,
    kab(),
    own_id(),
    sa.Column("ticket", sa.Text, nullable=False),
    *happened(),
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
    recorded(),
    to("kecamatan", "kecamatan_code", target=("code",)),
    to("desa", "kecamatan_code", "desa_code", target=("kecamatan_code", "code")),
    to("sector", "sector", target=("code",)),
    to("facilitator", "facilitator_id"),
    to("actor", "actor_id"),
    sa.UniqueConstraint("kab_code", "ticket"),
    one_of("channel", CHANNELS),
    one_of("state", HELP_STATES),
    one_of("refusal", HELP_REFUSALS),
    sa.CheckConstraint("(state = 'accepted') = (actor_id IS NOT NULL)", name="accepted_for_an_actor"),
    sa.CheckConstraint("(state = 'declined') = (refusal IS NOT NULL)", name="declined_for_a_reason"),
    sa.Index(None, "kab_code", "state", "on_date"),
    sa.Index(None, "kab_code", "actor_id"),
)

help_personal = sa.Table(
    "help_personal",
    metadata,
    kab(),
    sa.Column("help_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text),  # null after erasure, as are the next two
    sa.Column("contact", sa.Text),
    sa.Column("note", sa.Text),
    sa.Column("consented_at", Moment, nullable=False),
    to("help_request", "help_id"),
)

help_event = sa.Table(
    "help_event",
    metadata,
    kab(),
    own_id(),
    sa.Column("help_id", sa.Text, nullable=False),
    sa.Column("change", sa.Text, nullable=False),
    sa.Column("facilitator_id", sa.Text),
    sa.Column("by_person", sa.Text, nullable=False),
    recorded(),
    to("help_request", "help_id"),
    to("facilitator", "facilitator_id"),
    one_of("change", HELP_CHANGES),
    sa.Index(None, "kab_code", "help_id", "recorded_at"),
)

# A reader says that a published number is wrong; the office answers in public.
number_report = sa.Table(
    "number_report",
    metadata,
    kab(),
    own_id(),
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
    recorded(),
    to("release", "release_slug", target=("slug",)),
    sa.UniqueConstraint("kab_code", "ticket"),
    sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answer_has_a_time"),
    sa.CheckConstraint("(answer IS NULL) = (answered_by IS NULL)", name="answer_has_a_person"),
    sa.CheckConstraint("(answer IS NULL) = (corrected IS NULL)", name="answer_says_whether_corrected"),
)

# A business that agreed in writing to be listed, as long as `withdrawn_at` is null. Shown is what stands here.
listing = sa.Table(
    "listing",
    metadata,
    kab(),
    own_id(),
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
    recorded(),
    sa.Column("withdrawn_at", Moment),
    sa.Column("withdrawn_by", sa.Text),
    to("actor", "actor_id"),
    sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawal_has_a_person"),
    sa.Index(None, "kab_code", "actor_id"),
)

# A buyer asks the office about a listed business.
enquiry = sa.Table(
    "enquiry",
    metadata,
    kab(),
    own_id(),
    sa.Column("ticket", sa.Text, nullable=False),
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("buyer", sa.Text),  # a kind of buyer, see data.buyers
    sa.Column("name", sa.Text),  # null after erasure, as are the next two
    sa.Column("contact", sa.Text),
    sa.Column("words", sa.Text),
    sa.Column("by_person", sa.Text, nullable=False),
    recorded(),
    to("actor", "actor_id"),
    sa.UniqueConstraint("kab_code", "ticket"),
    sa.Index(None, "kab_code", "actor_id"),
)

enquiry_event = sa.Table(
    "enquiry_event",
    metadata,
    kab(),
    own_id(),
    sa.Column("enquiry_id", sa.Text, nullable=False),
    sa.Column("change", sa.Text, nullable=False),
    *happened(),
    sa.Column("value", sa.BigInteger),  # rupiah, of an order
    sa.Column("by_person", sa.Text, nullable=False),
    recorded(),
    to("enquiry", "enquiry_id"),
    one_of("change", ENQUIRY_CHANGES),
    sa.CheckConstraint("value IS NULL OR change = 'ordered'", name="value_of_an_order"),
    sa.Index(None, "kab_code", "enquiry_id"),
)

# How often an address sent a form today; its rows go after a day, the address itself is never kept.
throttle = sa.Table(
    "throttle",
    metadata,
    kab(),
    sa.Column("address_key", sa.Text, primary_key=True),
    sa.Column("deed", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)

setting = sa.Table(
    "setting",
    metadata,
    kab(),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
)
