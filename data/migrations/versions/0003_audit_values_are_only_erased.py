"""The values beside an audit row are written once; they may be emptied, never rewritten or taken away"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MESSAGE = "audit_detail is only erased"


def only_erased(dialect: str) -> list[str]:
    """Triggers of `audit_detail`: an update may set before and after to null, nothing else; no row is deleted."""
    if dialect == "sqlite":
        kept = [f"NEW.{name} IS OLD.{name}" for name in ("kab_code", "audit_id")]
        emptied = [f'(NEW."{name}" IS NULL OR NEW."{name}" IS OLD."{name}")' for name in ("before", "after")]
        refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        return [
            "CREATE TRIGGER audit_detail_no_UPDATE BEFORE UPDATE ON audit_detail "
            f"WHEN NOT ({' AND '.join(kept + emptied)}) {refuse}",
            f"CREATE TRIGGER audit_detail_no_DELETE BEFORE DELETE ON audit_detail {refuse}",
        ]
    kept = [f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in ("kab_code", "audit_id")]
    # The type json knows no equality.
    emptied = [
        f'(NEW."{name}" IS NULL OR NEW."{name}"::text IS NOT DISTINCT FROM OLD."{name}"::text)'
        for name in ("before", "after")
    ]
    return [
        "CREATE FUNCTION audit_detail_only_erased() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF TG_OP = 'UPDATE' THEN IF {' AND '.join(kept + emptied)} THEN RETURN NEW; END IF; END IF; "
        f"RAISE EXCEPTION '{MESSAGE}'; END $$",
        "CREATE TRIGGER audit_detail_only_erased BEFORE UPDATE OR DELETE ON audit_detail "
        "FOR EACH ROW EXECUTE FUNCTION audit_detail_only_erased()",
        "CREATE TRIGGER audit_detail_no_truncate BEFORE TRUNCATE ON audit_detail "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_detail_only_erased()",
    ]


def upgrade() -> None:
    for statement in only_erased(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("what was done must stay written down")
