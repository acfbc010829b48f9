"""Facilitation: contracts, assignments, contacts, permits, needs, promises, requests, exits."""

import sqlalchemy as sa

from data.schema.base import (
    CHANNELS,
    EXIT_DECISIONS,
    EXIT_REASONS,
    EXIT_STATES,
    FACILITATOR_STATES,
    MODES,
    NEED_CHANGES,
    OUTCOMES,
    PERMIT_STATUSES,
    PROMISE_CHANGES,
    Moment,
    happened,
    kab,
    metadata,
    one_of,
    own_id,
    recorded,
    to,
)

facilitator_contract = sa.Table(
    "facilitator_contract",
    metadata,
    kab(),
    own_id(),
    sa.Column("facilitator_id", sa.Text, nullable=False),
    sa.Column("from_on", sa.Date, nullable=False),
    sa.Column("to_on", sa.Date),
    recorded(),
    sa.Column("end_recorded_at", Moment),
    to("facilitator", "facilitator_id"),
    sa.CheckConstraint("to_on >= from_on", name="ends_after_start"),
    sa.CheckConstraint("to_on IS NULL OR end_recorded_at IS NOT NULL", name="end_is_recorded"),
)

facilitator_state = sa.Table(
    "facilitator_state",
    metadata,
    kab(),
    own_id(),
    sa.Column("facilitator_id", sa.Text, nullable=False),
    *happened(),
    sa.Column("state", sa.Text, nullable=False),
    recorded(),
    to("facilitator", "facilitator_id"),
    one_of("state", FACILITATOR_STATES),
)

assignment = sa.Table(
    "assignment",
    metadata,
    kab(),
    own_id(),
    sa.Column("facilitator_id", sa.Text, nullable=False),
    sa.Column("actor_id", sa.Text),
    sa.Column("desa_code", sa.Text),
    sa.Column("kecamatan_code", sa.Text),
    sa.Column("from_on", sa.Date, nullable=False),
    sa.Column("to_on", sa.Date),
    recorded(),
    sa.Column("end_recorded_at", Moment),
    to("facilitator", "facilitator_id"),
    to("actor", "actor_id"),
    to("desa", "desa_code", target=("code",)),
    to("kecamatan", "kecamatan_code", target=("code",)),
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
    kab(),
    own_id(),
    sa.Column("facilitator_id", sa.Text, nullable=False),
    *happened(),
    sa.Column("title", sa.Text),
    sa.Column("batch_id", sa.Text),  # the import that brought it, which may be undone
    recorded(),
    to("facilitator", "facilitator_id"),
)

contact = sa.Table(
    "contact",
    metadata,
    kab(),
    own_id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("facilitator_id", sa.Text, nullable=False),
    sa.Column("session_id", sa.Text),
    *happened(),
    sa.Column("mode", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("topics", sa.Text, nullable=False, server_default=""),  # space separated need codes
    sa.Column("result", sa.Text),
    sa.Column("next_step", sa.Text),
    sa.Column("next_due", sa.Date),
    sa.Column("batch_id", sa.Text),
    recorded(),
    to("actor", "actor_id"),
    to("facilitator", "facilitator_id"),
    to("session", "session_id"),
    to("import_batch", "batch_id"),
    one_of("mode", MODES),
    one_of("outcome", OUTCOMES),
    sa.CheckConstraint("(mode = 'kelompok') = (session_id IS NOT NULL)", name="group_has_session"),
    sa.Index(None, "kab_code", "actor_id", "on_date"),
    sa.Index(None, "kab_code", "facilitator_id", "on_date"),
)

permit_event = sa.Table(
    "permit_event",
    metadata,
    kab(),
    own_id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    *happened(),
    sa.Column("expires_on", sa.Date),
    sa.Column("number", sa.Text),
    sa.Column("raw", sa.Text),
    sa.Column("form", sa.Text),
    sa.Column("batch_id", sa.Text),  # the import that brought it, which may be undone
    recorded(),
    to("actor", "actor_id"),
    to("permit_kind", "kind", target=("code",)),
    to("legal_form", "form", target=("code",)),
    one_of("status", PERMIT_STATUSES),
    sa.CheckConstraint("form IS NULL OR kind = 'badan_usaha'", name="form_only_of_badan_usaha"),
    sa.CheckConstraint("kind <> 'nib' OR number IS NULL OR length(number) = 13", name="nib_13_digits"),
    sa.CheckConstraint("kind <> 'npwp' OR number IS NULL OR length(number) IN (15, 16)", name="npwp_15_or_16_digits"),
    sa.Index(None, "kab_code", "actor_id", "kind", "on_date"),
)

need_event = sa.Table(
    "need_event",
    metadata,
    kab(),
    own_id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("change", sa.Text, nullable=False),
    *happened(),
    sa.Column("contact_id", sa.Text),
    recorded(),
    to("actor", "actor_id"),
    to("need_kind", "kind", target=("code",)),
    to("contact", "contact_id"),
    one_of("change", NEED_CHANGES),
    sa.Index(None, "kab_code", "actor_id", "kind", "on_date"),
)

# A promise is the next step of a contact; these rows say what became of it. Its first date stays in the contact.
promise_event = sa.Table(
    "promise_event",
    metadata,
    kab(),
    own_id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("contact_id", sa.Text, nullable=False),
    sa.Column("change", sa.Text, nullable=False),
    *happened(),
    sa.Column("due", sa.Date),
    sa.Column("note", sa.Text),
    recorded(),
    to("actor", "actor_id"),
    to("contact", "contact_id"),
    one_of("change", PROMISE_CHANGES),
    sa.CheckConstraint("(change = 'postponed') = (due IS NOT NULL)", name="postponed_to_a_day"),
    sa.Index(None, "kab_code", "contact_id"),
    sa.Index(None, "kab_code", "actor_id", "on_date"),
)

# Somebody asked for help; answered by the first contact after it in which they met or spoke.
request = sa.Table(
    "request",
    metadata,
    kab(),
    own_id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    *happened(),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("topics", sa.Text, nullable=False, server_default=""),  # space separated need codes
    sa.Column("note", sa.Text),
    recorded(),
    to("actor", "actor_id"),
    one_of("channel", CHANNELS),
    sa.Index(None, "kab_code", "actor_id", "on_date"),
)

# An exit waits here for its second person; confirmed, it becomes a row of `actor_state`.
exit_proposal = sa.Table(
    "exit_proposal",
    metadata,
    kab(),
    own_id(),
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("note", sa.Text),
    sa.Column("on_date", sa.Date, nullable=False),
    sa.Column("by_person", sa.Text, nullable=False),
    recorded(),
    sa.Column("decision", sa.Text),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", Moment),
    to("actor", "actor_id"),
    one_of("state", EXIT_STATES),
    one_of("reason", EXIT_REASONS),
    one_of("decision", EXIT_DECISIONS),
    sa.CheckConstraint("decided_by <> by_person", name="second_person"),
    sa.CheckConstraint("(decision IS NULL) = (decided_by IS NULL)", name="decision_has_a_person"),
    sa.Index(None, "kab_code", "actor_id"),
)
