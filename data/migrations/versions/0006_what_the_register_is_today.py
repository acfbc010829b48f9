"""What the register is today: a row per active actor, a summary of them, and triggers that note what a write touches"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ALWAYS = "'0001-01-01'"
KEY = 'kab_code, "transaction", target, code'
# Table -> the day from which a row of it can matter.
OF_ACTORS = {
    "actor_place": "on_date",
    "actor_state": "on_date",
    "actor_sector": "on_date",
    "actor_figures": "on_date",
    "contact": "on_date",
    "permit_event": "on_date",
    "need_event": "on_date",
}
OF_FACILITATORS = {"facilitator_contract": "from_on", "facilitator_state": "on_date"}
# Table -> what of a row matters, where the rest does not: a row that comes or goes there touches nothing.
IN_PART = {"actor": ("merged_into", "merged_at", "known_since"), "legal_form": ("legal_entity",)}
ROWS = {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}
TARGET = "CASE WHEN {row}.actor_id IS NOT NULL THEN 'actor' WHEN {row}.desa_code IS NOT NULL THEN 'desa' ELSE 'kecamatan' END"


def notes(row: str, table: str, deed: str) -> list[tuple[str, str, str]]:
    """(target, code, since) in SQL of what a row called `row` touches."""

    def since(column: str) -> str:
        return ALWAYS if deed == "UPDATE" else f"{row}.{column}"

    if table in OF_ACTORS:
        return [("'actor'", f"{row}.actor_id", since(OF_ACTORS[table]))]
    if table in OF_FACILITATORS:
        return [("'facilitator'", f"{row}.facilitator_id", since(OF_FACILITATORS[table]))]
    if table == "assignment":
        code = f"COALESCE({row}.actor_id, {row}.desa_code, {row}.kecamatan_code)"
        return [(TARGET.format(row=row), code, since("from_on"))]
    if table == "actor":
        return [("'actor'", f"{row}.{name}", ALWAYS) for name in ("id", "merged_into")]
    return [("'everyone'", "''", ALWAYS)]


def watched() -> list[tuple[str, str]]:
    """Table and deed of every trigger."""
    whole = (*OF_ACTORS, *OF_FACILITATORS, "assignment")
    return [(table, deed) for table in whole for deed in ROWS] + [(table, "UPDATE") for table in IN_PART]


def of_sqlite(table: str, deed: str) -> list[str]:
    of = f" OF {', '.join(IN_PART[table])}" if table in IN_PART else ""
    noted = "".join(
        f"INSERT INTO stale ({KEY}, since) SELECT {row}.kab_code, 0, {target}, {code}, {since} WHERE {code} IS NOT NULL "
        f"ON CONFLICT ({KEY}) DO UPDATE SET since = min(since, excluded.since); "
        for row in ROWS[deed]
        for target, code, since in notes(row, table, deed)
    )
    return [f"CREATE TRIGGER {table}_stale_{deed.lower()} AFTER {deed}{of} ON {table} BEGIN {noted}END"]


def of_postgresql(table: str, deed: str) -> list[str]:
    """Once per statement: rows written together are noted together."""
    name = f"{table}_stale_{deed.lower()}"
    noted = " UNION ALL ".join(
        f"SELECT {row}.kab_code AS k, {target} AS t, {code} AS c, {since}::date AS s FROM {row}s {row}"
        for row in (f"{each.lower()}_row" for each in ROWS[deed])
        for target, code, since in notes(row, table, deed)
    )
    guard = ""
    if table in IN_PART:
        same = f"o.kab_code = n.kab_code AND o.{'id' if table == 'actor' else 'code'} = n.{'id' if table == 'actor' else 'code'}"
        differ = " OR ".join(f"o.{one} IS DISTINCT FROM n.{one}" for one in IN_PART[table])
        touched = f"SELECT 1 FROM old_rows o JOIN new_rows n ON {same} WHERE {differ}"
        guard = f"IF NOT EXISTS ({touched}) THEN RETURN NULL; END IF; "
    transitions = " ".join(f"{row} TABLE AS {row.lower()}_rows" for row in ROWS[deed])
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {guard}"
        f"INSERT INTO stale ({KEY}, since) SELECT k, pg_current_xact_id()::text::bigint, t, c, min(s) FROM ({noted}) noted "
        f"WHERE c IS NOT NULL GROUP BY k, t, c "
        f"ON CONFLICT ({KEY}) DO UPDATE SET since = least(stale.since, excluded.since); RETURN NULL; END $$",
        f"CREATE TRIGGER {name} AFTER {deed} ON {table} REFERENCING {transitions} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]


def upgrade() -> None:
    op.create_table(
        "summary_day",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("which", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("which IN ('today', 'year_ago')", name=op.f("ck_summary_day_which_known")),
        sa.PrimaryKeyConstraint("kab_code", "which", name=op.f("pk_summary_day")),
    )
    op.create_table(
        "actor_day",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("which", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kecamatan_code", sa.Text(), nullable=False),
        sa.Column("desa_code", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("sector_row", sa.Text(), nullable=True),
        sa.Column("bps_scale", sa.Text(), nullable=False),
        sa.Column("permenperin_scale", sa.Text(), nullable=False),
        sa.Column("known_since", sa.Date(), nullable=True),
        sa.Column("last_visit", sa.Date(), nullable=True),
        sa.Column("waiting", sa.Text(), nullable=False),
        sa.Column("responsible_id", sa.Text(), nullable=True),
        sa.Column("facilitator_id", sa.Text(), nullable=True),
        sa.Column("personally", sa.Integer(), nullable=False),
        sa.Column("orphaned", sa.Integer(), nullable=False),
        sa.Column("legal", sa.Integer(), nullable=False),
        sa.Column("permits", sa.Text(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kab_code", "which", "id", name=op.f("pk_actor_day")),
        sqlite_with_rowid=False,
    )
    for name, columns in (
        ("ix_actor_day_desa", ["desa_code", "kab_code", "which"]),
        ("ix_actor_day_responsible", ["responsible_id", "kab_code", "which", "facilitator_id"]),
        ("ix_actor_day_place", ["kecamatan_code", "kab_code", "which", "last_visit", "known_since"]),
    ):
        op.create_index(name, "actor_day", columns)
    texts = (
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
    flags = ("personally", "orphaned", "legal")
    op.create_table(
        "summary",
        sa.Column("kab_code", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in flags),
        sa.Column("actors", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kab_code", *texts, *flags, name=op.f("pk_summary")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_summary_kab_code_which_version"), "summary", ["kab_code", "which", "version"])
    op.create_table(
        "stale",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("transaction", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("kab_code", "transaction", "target", "code", name=op.f("pk_stale")),
    )
    made = of_sqlite if op.get_bind().dialect.name == "sqlite" else of_postgresql
    for table, deed in watched():
        for statement in made(table, deed):
            op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    raise NotImplementedError("history is kept")
