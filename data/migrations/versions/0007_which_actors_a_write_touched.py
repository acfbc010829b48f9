"""Which actors a write has touched, so that what is held in memory reads only those again"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "touched",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_touched")),
    )
    op.create_index(op.f("ix_touched_kab_code_version"), "touched", ["kab_code", "version"])
    op.create_index(op.f("ix_promise_event_kab_code_contact_id"), "promise_event", ["kab_code", "contact_id"])


def downgrade() -> None:
    raise NotImplementedError("history is kept")
