"""Data in: imports that are staged, undone and remembered; spellings of places; doubles and merges; long work"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BATCHED = ("actor_place", "actor_state", "actor_sector", "actor_figures", "permit_event", "session")
# Of a permit event only the number and its raw text may go; and all of it with the import that brought it.
KEPT = (
    ("kab_code", "id", "actor_id", "kind", "status", "on_date", "on_precision", "expires_on", "form")
    + ("recorded_at", "batch_id")
)  # fmt: skip


def undoable(dialect: str) -> list[str]:
    """Replaces the triggers of `permit_event`: a row may be deleted where its import was undone, and only there."""
    undone = (
        "EXISTS (SELECT 1 FROM import_batch AS batch WHERE batch.kab_code = OLD.kab_code "
        "AND batch.id = OLD.batch_id AND batch.state = 'undone')"
    )
    if dialect == "sqlite":
        same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in KEPT)
        refuse = "BEGIN SELECT RAISE(ABORT, 'permit_event is append-only'); END"
        return [
            "DROP TRIGGER permit_event_no_UPDATE",
            "DROP TRIGGER permit_event_no_DELETE",
            "CREATE TRIGGER permit_event_no_UPDATE BEFORE UPDATE ON permit_event "
            f"WHEN NOT ({same} AND NEW.number IS NULL AND NEW.raw IS NULL) {refuse}",
            f"CREATE TRIGGER permit_event_no_DELETE BEFORE DELETE ON permit_event WHEN NOT {undone} {refuse}",
        ]
    same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in KEPT)
    return [
        "CREATE OR REPLACE FUNCTION permit_event_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF TG_OP = 'UPDATE' THEN IF {same} AND NEW.number IS NULL AND NEW.raw IS NULL "
        f"THEN RETURN NEW; END IF; END IF; IF TG_OP = 'DELETE' THEN IF {undone} THEN RETURN OLD; END IF; END IF; "
        "RAISE EXCEPTION 'permit_event is append-only'; END $$"
    ]


def upgrade() -> None:
    for table in BATCHED:
        op.add_column(table, sa.Column("batch_id", sa.Text(), nullable=True))
    for statement in undoable(op.get_bind().dialect.name):
        op.execute(statement)
    _batches()
    _lists()
    _doubles()


def _batches() -> None:
    # With its constraint in one statement: SQLite adds none to a column that is there.
    op.execute(
        "ALTER TABLE import_batch ADD COLUMN state TEXT DEFAULT 'written' NOT NULL CONSTRAINT "
        "ck_import_batch_state_known CHECK (state IN ('checking', 'checked', 'written', 'undone'))"
    )
    for name in ("preset", "sheet", "header", "undone_by", "check_id", "register_mark"):
        op.add_column("import_batch", sa.Column(name, sa.Text(), nullable=True))
    for name in ("mapping", "options", "skipped"):
        op.add_column("import_batch", sa.Column(name, sa.JSON(), nullable=True))
    for name in ("added", "changed"):
        op.add_column("import_batch", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    for name in ("written_at", "undone_at"):
        op.add_column("import_batch", sa.Column(name, sa.DateTime(), nullable=True))
    op.execute("UPDATE import_batch SET written_at = recorded_at, added = accepted + warned")
    op.execute(
        "ALTER TABLE import_row ADD COLUMN action TEXT DEFAULT 'none' NOT NULL CONSTRAINT "
        "ck_import_row_action_known CHECK (action IN ('add', 'change', 'same', 'repeat', 'none'))"
    )
    op.execute("UPDATE import_row SET action = 'add' WHERE actor_id IS NOT NULL")
    for name in ("clean", "problems", "changes"):
        op.add_column("import_row", sa.Column(name, sa.JSON(), nullable=True))
    for name in ("repeat_of", "row_version"):
        op.add_column("import_row", sa.Column(name, sa.Integer(), nullable=True))
    op.add_column("import_row", sa.Column("kept_because", sa.Text(), nullable=True))
    op.create_index(op.f("ix_import_row_kab_code_batch_id_action"), "import_row", ["kab_code", "batch_id", "action"])
    op.create_index(op.f("ix_import_row_kab_code_actor_id"), "import_row", ["kab_code", "actor_id"])
    op.create_index(op.f("ix_actor_kab_code_merged_into"), "actor", ["kab_code", "merged_into"])
    op.create_index(op.f("ix_actor_kab_code_batch_id"), "actor", ["kab_code", "batch_id"])


def _lists() -> None:
    op.create_table(
        "import_mapping",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("by_person", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kab_code", "header", name=op.f("pk_import_mapping")),
    )
    op.create_table(
        "job",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("who", sa.JSON(), nullable=False),
        sa.Column("by_person", sa.Text(), nullable=False),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('check', 'write', 'undo', 'pairs')", name=op.f("ck_job_kind_known")),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_job_state_known")
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_kab_code_about_recorded_at"), "job", ["kab_code", "about", "recorded_at"])
    at_work = sa.text("state IN ('waiting', 'running')")
    op.create_index(
        "uq_job_at_work", "job", ["kab_code", "about"], unique=True, sqlite_where=at_work, postgresql_where=at_work
    )
    op.create_table(
        "place_alias",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("level IN ('kecamatan', 'desa')", name=op.f("ck_place_alias_level_known")),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_place_alias")),
        sa.UniqueConstraint("kab_code", "level", "key", "code", name=op.f("uq_place_alias_kab_code_level_key_code")),
    )


def _doubles() -> None:
    op.create_table(
        "possible_double",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("left_id", sa.Text(), nullable=False),
        sa.Column("right_id", sa.Text(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("left_id < right_id", name=op.f("ck_possible_double_in_order")),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_by IS NULL)", name=op.f("ck_possible_double_decision_has_a_person")
        ),
        sa.CheckConstraint("decision IN ('distinct', 'merged')", name=op.f("ck_possible_double_decision_known")),
        sa.ForeignKeyConstraint(
            ["kab_code", "left_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_possible_double_kab_code_left_id")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "right_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_possible_double_kab_code_right_id")
        ),
        sa.PrimaryKeyConstraint("kab_code", "left_id", "right_id", name=op.f("pk_possible_double")),
    )
    op.create_table(
        "merge",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("gone_id", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=True),
        sa.Column("by_person", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.CheckConstraint("actor_id <> gone_id", name=op.f("ck_merge_of_two")),
        sa.ForeignKeyConstraint(
            ["kab_code", "actor_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_merge_kab_code_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "gone_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_merge_kab_code_gone_id")
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_merge")),
    )
    op.create_index(op.f("ix_merge_kab_code_gone_id"), "merge", ["kab_code", "gone_id"])


def downgrade() -> None:
    raise NotImplementedError("what people decided since would be lost")
