"""The facilitator's day: promises, requests, exits with a second person, drafts, forms, settings"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Of a permit event only the number and its raw text may go (an NPWP is usually the owner's NIK); the rest stays.
KEPT = ("kab_code", "id", "actor_id", "kind", "status", "on_date", "on_precision", "expires_on", "form", "recorded_at")


def erasable(dialect: str) -> list[str]:
    """Replaces the update trigger of `permit_event`: numbers may be emptied, nothing else changes."""
    if dialect == "sqlite":
        same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in KEPT)
        return [
            "DROP TRIGGER permit_event_no_UPDATE",
            "CREATE TRIGGER permit_event_no_UPDATE BEFORE UPDATE ON permit_event "
            f"WHEN NOT ({same} AND NEW.number IS NULL AND NEW.raw IS NULL) "
            "BEGIN SELECT RAISE(ABORT, 'permit_event is append-only'); END",
        ]
    same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in KEPT)
    return [
        "CREATE OR REPLACE FUNCTION permit_event_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF TG_OP = 'UPDATE' THEN IF {same} AND NEW.number IS NULL AND NEW.raw IS NULL "
        "THEN RETURN NEW; END IF; END IF; RAISE EXCEPTION 'permit_event is append-only'; END $$"
    ]


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kab_code", "person_id", "about", name=op.f("pk_draft")),
    )
    op.create_table(
        "form",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_form")),
    )
    op.create_table(
        "setting",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kab_code", "name", name=op.f("pk_setting")),
    )
    op.create_table(
        "exit_proposal",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("by_person", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("decision IN ('confirmed', 'refused')", name=op.f("ck_exit_proposal_decision_known")),
        sa.CheckConstraint(
            "reason IN ('pemilik_meninggal', 'modal_habis', 'bahan_baku', 'bekerja_lain', 'jadi_pedagang', 'digabung', 'pindah_luar', 'tidak_ditemukan', 'bukan_ikm', 'lainnya')",
            name=op.f("ck_exit_proposal_reason_known"),
        ),
        sa.CheckConstraint("state IN ('closed', 'moved')", name=op.f("ck_exit_proposal_state_known")),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_by IS NULL)", name=op.f("ck_exit_proposal_decision_has_a_person")
        ),
        sa.CheckConstraint("decided_by <> by_person", name=op.f("ck_exit_proposal_second_person")),
        sa.ForeignKeyConstraint(
            ["kab_code", "actor_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_exit_proposal_kab_code_actor_id")
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_exit_proposal")),
    )
    op.create_index(op.f("ix_exit_proposal_kab_code_actor_id"), "exit_proposal", ["kab_code", "actor_id"], unique=False)
    op.create_table(
        "request",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("on_precision", sa.Text(), server_default="day", nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('sendiri', 'desa', 'lsm', 'telepon', 'datang')", name=op.f("ck_request_channel_known")
        ),
        sa.CheckConstraint("on_precision IN ('day', 'month', 'year')", name=op.f("ck_request_on_precision_known")),
        sa.ForeignKeyConstraint(
            ["kab_code", "actor_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_request_kab_code_actor_id")
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_request")),
    )
    op.create_index(
        op.f("ix_request_kab_code_actor_id_on_date"), "request", ["kab_code", "actor_id", "on_date"], unique=False
    )
    op.create_table(
        "promise_event",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("on_precision", sa.Text(), server_default="day", nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(change = 'postponed') = (due IS NOT NULL)", name=op.f("ck_promise_event_postponed_to_a_day")
        ),
        sa.CheckConstraint("change IN ('kept', 'postponed', 'dropped')", name=op.f("ck_promise_event_change_known")),
        sa.CheckConstraint(
            "on_precision IN ('day', 'month', 'year')", name=op.f("ck_promise_event_on_precision_known")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "actor_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_promise_event_kab_code_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "contact_id"],
            ["contact.kab_code", "contact.id"],
            name=op.f("fk_promise_event_kab_code_contact_id"),
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_promise_event")),
    )
    op.create_index(
        op.f("ix_promise_event_kab_code_actor_id_on_date"),
        "promise_event",
        ["kab_code", "actor_id", "on_date"],
        unique=False,
    )
    op.add_column("actor", sa.Column("erased_at", sa.DateTime(), nullable=True))
    op.create_index(op.f("ix_audit_kab_code_at"), "audit", ["kab_code", "at"], unique=False)
    op.create_index(
        op.f("ix_contact_kab_code_facilitator_id_on_date"),
        "contact",
        ["kab_code", "facilitator_id", "on_date"],
        unique=False,
    )
    op.add_column("facilitator", sa.Column("visit_target", sa.Integer(), nullable=True))
    op.add_column("person", sa.Column("also", sa.Text(), server_default="", nullable=False))
    op.add_column("person", sa.Column("ended_at", sa.DateTime(), nullable=True))
    for statement in erasable(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("what people wrote since would be lost")
