"""What leadership decides by: outside counts, listed desa, drafts of a placement, how long a permit usually takes"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


# Permit kind -> days from the application to the paper, and who says so: as the lists that new registers begin with.
USUAL_DAYS = {
    "badan_usaha": (
        1,
        "PT Perorangan terbit seketika (Permenkumham 21/2021), yang lain lebih lama; perlu dikonfirmasi kantor",
    ),
    "nib": (1, "paling lama 30 menit bagi UMK (BKPM, Juli 2022)"),
    "npwp": (2, "1 hari kerja (PER-7/PJ/2025 pasal 16)"),
    "pirt": (1, "nomor terbit lewat OSS saat komitmen dikirim (Peraturan BPOM 4/2024); perlu dikonfirmasi kantor"),
    "halal": (17, "12 hari kerja lewat pernyataan pelaku usaha (BPJPH, Januari 2023), jalur reguler lebih lama"),
    "merek": (180, "paling lama 6 bulan (DJKI, Mei 2025); perlu dikonfirmasi kantor"),
    "tkdn_ik": (7, "5 hari kerja sejak permohonan lengkap (Permenperin 46/2022)"),
    "siinas": (1, "1×24 jam setelah mendaftar"),
}


def happened() -> list[sa.Column[Any]]:
    return [
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("on_precision", sa.Text(), nullable=False, server_default="day"),
    ]


def dated(table: str) -> sa.CheckConstraint:
    return sa.CheckConstraint("on_precision IN ('day', 'month', 'year')", name=op.f(f"ck_{table}_on_precision_known"))


def own(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f(f"pk_{table}")),
    ]


def to(table: str, named: str, target: str, *columns: str, code: tuple[str, ...] = ("id",)) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["kab_code", *columns],
        [f"{target}.kab_code", *(f"{target}.{name}" for name in code)],
        name=op.f(f"fk_{table}_{named}_{target}"),
    )


def upgrade() -> None:
    op.add_column("permit_kind", sa.Column("usual_days", sa.Integer(), nullable=True))
    fill_usual_days()
    op.create_table(
        "outside_source",
        *own("outside_source"),
        sa.Column("title", sa.Text(), nullable=False),
        *happened(),
        dated("outside_source"),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
    )
    op.create_table(
        "outside_count",
        *own("outside_count"),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("kecamatan_code", sa.Text(), nullable=True),
        sa.Column("desa_code", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("businesses", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        to("outside_count", "kab_code_source_id", "outside_source", "source_id"),
        to("outside_count", "kab_code_kecamatan_code", "kecamatan", "kecamatan_code", code=("code",)),
        to(
            "outside_count",
            "kab_code_kecamatan_code_desa_code",
            "desa",
            "kecamatan_code",
            "desa_code",
            code=("kecamatan_code", "code"),
        ),
        to("outside_count", "kab_code_sector", "sector", "sector", code=("code",)),
        sa.CheckConstraint("businesses >= 0", name=op.f("ck_outside_count_businesses_counted")),
        sa.CheckConstraint(
            "desa_code IS NULL OR kecamatan_code IS NOT NULL", name=op.f("ck_outside_count_desa_in_a_kecamatan")
        ),
    )
    op.create_index(op.f("ix_outside_count_kab_code_source_id"), "outside_count", ["kab_code", "source_id"])
    op.create_table(
        "enumeration",
        *own("enumeration"),
        sa.Column("desa_code", sa.Text(), nullable=False),
        *happened(),
        dated("enumeration"),
        sa.Column("businesses", sa.Integer(), nullable=False),
        sa.Column("facilitator_id", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        to("enumeration", "kab_code_desa_code", "desa", "desa_code", code=("code",)),
        to("enumeration", "kab_code_facilitator_id", "facilitator", "facilitator_id"),
        sa.CheckConstraint("businesses >= 0", name=op.f("ck_enumeration_businesses_counted")),
    )
    columns = ["kab_code", "desa_code", "on_date"]
    op.create_index(op.f("ix_enumeration_kab_code_desa_code_on_date"), "enumeration", columns)
    op.create_table(
        "placement_draft",
        *own("placement_draft"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Text(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
    )
    op.create_table(
        "replaced_number",
        *own("replaced_number"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("name IN ('visits_since', 'capacity')", name=op.f("ck_replaced_number_name_known")),
    )
    columns = ["kab_code", "name", "about", "recorded_at"]
    op.create_index(op.f("ix_replaced_number_kab_code_name_about_recorded_at"), "replaced_number", columns)


def fill_usual_days() -> None:
    """What is known of the kinds of registers that are there already; what nobody has said stays empty."""
    kinds = sa.table("permit_kind", sa.column("code"), sa.column("usual_days"), sa.column("source"))
    for code, (days, said) in USUAL_DAYS.items():
        empty = sa.and_(kinds.c.code == code, kinds.c.usual_days.is_(None))
        op.execute(kinds.update().where(empty).values(usual_days=days, source=kinds.c.source + f"; lama: {said}"))


def downgrade() -> None:
    raise NotImplementedError("history is kept")
