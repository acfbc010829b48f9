"""The public page: releases, requests for help, reports of wrong numbers, listed businesses and who asks for them"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def append_only(dialect: str) -> list[str]:
    """Triggers of `release`: what was published stays as it was."""
    message = "release is append-only"
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        return [f"CREATE TRIGGER release_no_{deed} BEFORE {deed} ON release {refuse}" for deed in ("UPDATE", "DELETE")]
    return [
        "CREATE FUNCTION release_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{message}'; END $$",
        "CREATE TRIGGER release_append_only BEFORE UPDATE OR DELETE ON release "
        "FOR EACH ROW EXECUTE FUNCTION release_append_only()",
        "CREATE TRIGGER release_no_truncate BEFORE TRUNCATE ON release "
        "FOR EACH STATEMENT EXECUTE FUNCTION release_append_only()",
    ]


def upgrade() -> None:
    op.add_column("register", sa.Column("secret", sa.Text(), nullable=True))
    register = sa.table("register", sa.column("secret", sa.Text))
    op.execute(register.update().values(secret=secrets.token_hex(32)))
    op.create_table(
        "release",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("known_at", sa.DateTime(), nullable=False),
        sa.Column("data_version", sa.BigInteger(), nullable=False),
        sa.Column("definitions", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("by_person", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_release")),
        sa.UniqueConstraint("kab_code", "slug", name=op.f("uq_release_kab_code_slug")),
    )
    op.create_table(
        "throttle",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kab_code", "address_key", "deed", "day", name=op.f("pk_throttle")),
    )
    op.create_table(
        "number_report",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("release_slug", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_code", sa.Text(), nullable=True),
        sa.Column("column_name", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("corrected", sa.Boolean(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("by_person", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_number_report_answer_has_a_time")),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_by IS NULL)", name=op.f("ck_number_report_answer_has_a_person")
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (corrected IS NULL)", name=op.f("ck_number_report_answer_says_whether_corrected")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "release_slug"],
            ["release.kab_code", "release.slug"],
            name=op.f("fk_number_report_kab_code_release_slug"),
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_number_report")),
        sa.UniqueConstraint("kab_code", "ticket", name=op.f("uq_number_report_kab_code_ticket")),
    )
    op.create_table(
        "enquiry",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("buyer", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("by_person", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kab_code", "actor_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_enquiry_kab_code_actor_id")
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_enquiry")),
        sa.UniqueConstraint("kab_code", "ticket", name=op.f("uq_enquiry_kab_code_ticket")),
    )
    op.create_index(op.f("ix_enquiry_kab_code_actor_id"), "enquiry", ["kab_code", "actor_id"], unique=False)
    op.create_table(
        "listing",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("consented_on", sa.Date(), nullable=False),
        sa.Column("consent_paper", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("price", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Text(), nullable=True),
        sa.Column("lead_time", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("contact_confirmed_on", sa.Date(), nullable=True),
        sa.Column("by_person", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name=op.f("ck_listing_withdrawal_has_a_person")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "actor_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_listing_kab_code_actor_id")
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_listing")),
    )
    op.create_index(op.f("ix_listing_kab_code_actor_id"), "listing", ["kab_code", "actor_id"], unique=False)
    op.create_table(
        "enquiry_event",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("enquiry_id", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("on_precision", sa.Text(), server_default="day", nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("by_person", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("change IN ('introduced', 'ordered', 'closed')", name=op.f("ck_enquiry_event_change_known")),
        sa.CheckConstraint(
            "on_precision IN ('day', 'month', 'year')", name=op.f("ck_enquiry_event_on_precision_known")
        ),
        sa.CheckConstraint("value IS NULL OR change = 'ordered'", name=op.f("ck_enquiry_event_value_of_an_order")),
        sa.ForeignKeyConstraint(
            ["kab_code", "enquiry_id"],
            ["enquiry.kab_code", "enquiry.id"],
            name=op.f("fk_enquiry_event_kab_code_enquiry_id"),
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_enquiry_event")),
    )
    op.create_index(
        op.f("ix_enquiry_event_kab_code_enquiry_id"), "enquiry_event", ["kab_code", "enquiry_id"], unique=False
    )
    op.create_table(
        "help_request",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("on_precision", sa.Text(), server_default="day", nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kecamatan_code", sa.Text(), nullable=False),
        sa.Column("desa_code", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("topics", sa.Text(), server_default="", nullable=False),
        sa.Column("facilitator_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="new", nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("actor_id", sa.Text(), nullable=True),
        sa.Column("by_person", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(state = 'accepted') = (actor_id IS NOT NULL)", name=op.f("ck_help_request_accepted_for_an_actor")
        ),
        sa.CheckConstraint(
            "(state = 'declined') = (refusal IS NOT NULL)", name=op.f("ck_help_request_declined_for_a_reason")
        ),
        sa.CheckConstraint(
            "channel IN ('sendiri', 'desa', 'lsm', 'telepon', 'datang')", name=op.f("ck_help_request_channel_known")
        ),
        sa.CheckConstraint("on_precision IN ('day', 'month', 'year')", name=op.f("ck_help_request_on_precision_known")),
        sa.CheckConstraint(
            "refusal IN ('sudah_ada', 'bukan_ikm', 'luar_wilayah', 'tidak_terhubung', 'ditarik')",
            name=op.f("ck_help_request_refusal_known"),
        ),
        sa.CheckConstraint("state IN ('new', 'accepted', 'declined')", name=op.f("ck_help_request_state_known")),
        sa.ForeignKeyConstraint(
            ["kab_code", "actor_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_help_request_kab_code_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "facilitator_id"],
            ["facilitator.kab_code", "facilitator.id"],
            name=op.f("fk_help_request_kab_code_facilitator_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "kecamatan_code", "desa_code"],
            ["desa.kab_code", "desa.kecamatan_code", "desa.code"],
            name=op.f("fk_help_request_kab_code_kecamatan_code_desa_code"),
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "kecamatan_code"],
            ["kecamatan.kab_code", "kecamatan.code"],
            name=op.f("fk_help_request_kab_code_kecamatan_code"),
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "sector"], ["sector.kab_code", "sector.code"], name=op.f("fk_help_request_kab_code_sector")
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_help_request")),
        sa.UniqueConstraint("kab_code", "ticket", name=op.f("uq_help_request_kab_code_ticket")),
    )
    op.create_index(op.f("ix_help_request_kab_code_actor_id"), "help_request", ["kab_code", "actor_id"], unique=False)
    op.create_index(
        op.f("ix_help_request_kab_code_state_on_date"), "help_request", ["kab_code", "state", "on_date"], unique=False
    )
    op.create_table(
        "help_event",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("help_id", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("facilitator_id", sa.Text(), nullable=True),
        sa.Column("by_person", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "change IN ('owner', 'accepted', 'declined', 'nobody_came')", name=op.f("ck_help_event_change_known")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "facilitator_id"],
            ["facilitator.kab_code", "facilitator.id"],
            name=op.f("fk_help_event_kab_code_facilitator_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "help_id"],
            ["help_request.kab_code", "help_request.id"],
            name=op.f("fk_help_event_kab_code_help_id"),
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_help_event")),
    )
    op.create_index(
        op.f("ix_help_event_kab_code_help_id_recorded_at"),
        "help_event",
        ["kab_code", "help_id", "recorded_at"],
        unique=False,
    )
    op.create_table(
        "help_personal",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("help_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("consented_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kab_code", "help_id"],
            ["help_request.kab_code", "help_request.id"],
            name=op.f("fk_help_personal_kab_code_help_id"),
        ),
        sa.PrimaryKeyConstraint("kab_code", "help_id", name=op.f("pk_help_personal")),
    )
    for statement in append_only(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("what was published would be lost")
