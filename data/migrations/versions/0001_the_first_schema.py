"""The first schema"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


APPEND_ONLY = ("audit", "permit_event")


def append_only(table: str, dialect: str) -> list[str]:
    """Triggers that refuse to change or delete a row, in the words of each database."""
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        return [f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed} ON {table} {refuse}" for deed in ("UPDATE", "DELETE")]
    function = (
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
    )
    truncate = (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )
    return [function, trigger, truncate]


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_person", sa.Text(), nullable=False),
        sa.Column("by_role", sa.Text(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("about_kind", sa.Text(), nullable=False),
        sa.Column("about_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_audit")),
    )
    op.create_index(
        op.f("ix_audit_kab_code_about_kind_about_id_at"),
        "audit",
        ["kab_code", "about_kind", "about_id", "at"],
        unique=False,
    )
    op.create_table(
        "data_version",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kab_code", name=op.f("pk_data_version")),
    )
    op.create_table(
        "import_batch",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("warned", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("visits_since", sa.Date(), nullable=True),
        sa.Column("by_person", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('actors', 'visits')", name=op.f("ck_import_batch_kind_known")),
        sa.CheckConstraint("rows = accepted + warned + rejected", name=op.f("ck_import_batch_rows_add_up")),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_import_batch")),
    )
    op.create_table(
        "kecamatan",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bps_code", sa.Text(), nullable=True),
        sa.Column("area_km2", sa.Float(), nullable=False),
        sa.Column("visits_since", sa.Date(), nullable=True),
        sa.CheckConstraint("code LIKE kab_code || '.__'", name=op.f("ck_kecamatan_code_inside_kabupaten")),
        sa.PrimaryKeyConstraint("kab_code", "code", name=op.f("pk_kecamatan")),
    )
    op.create_table(
        "legal_form",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_id", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("legal_entity", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kab_code", "code", name=op.f("pk_legal_form")),
    )
    op.create_table(
        "need_kind",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_id", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kab_code", "code", name=op.f("pk_need_kind")),
    )
    op.create_table(
        "permit_kind",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_id", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("basic", sa.Boolean(), nullable=False),
        sa.Column("validity_years", sa.Integer(), nullable=True),
        sa.Column("sectors", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kab_code", "code", name=op.f("pk_permit_kind")),
    )
    op.create_table(
        "register",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('contoh', 'uji', 'nyata')", name=op.f("ck_register_kind_known")),
        sa.PrimaryKeyConstraint("kab_code", name=op.f("pk_register")),
    )
    op.create_table(
        "sector",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_id", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kab_code", "code", name=op.f("pk_sector")),
    )
    op.create_table(
        "actor",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("business_name", sa.Text(), nullable=False),
        sa.Column("search_name", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("known_since", sa.Date(), nullable=True),
        sa.Column("known_since_precision", sa.Text(), server_default="day", nullable=False),
        sa.Column("known_since_source", sa.Text(), nullable=True),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("merged_at", sa.DateTime(), nullable=True),
        sa.Column("batch_id", sa.Text(), nullable=True),
        sa.Column("batch_row", sa.Integer(), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "known_since_precision IN ('day', 'month', 'year')", name=op.f("ck_actor_known_since_precision_known")
        ),
        sa.CheckConstraint("length(trim(business_name)) > 0", name=op.f("ck_actor_business_name_given")),
        sa.CheckConstraint("merged_into <> id", name=op.f("ck_actor_not_merged_into_itself")),
        sa.ForeignKeyConstraint(
            ["kab_code", "batch_id"],
            ["import_batch.kab_code", "import_batch.id"],
            name=op.f("fk_actor_kab_code_batch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "merged_into"], ["actor.kab_code", "actor.id"], name=op.f("fk_actor_kab_code_merged_into")
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_actor")),
    )
    op.create_index(op.f("ix_actor_kab_code_fingerprint"), "actor", ["kab_code", "fingerprint"], unique=False)
    op.create_index(op.f("ix_actor_kab_code_search_name"), "actor", ["kab_code", "search_name"], unique=False)
    op.create_table(
        "audit_detail",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("audit_id", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["kab_code", "audit_id"], ["audit.kab_code", "audit.id"], name=op.f("fk_audit_detail_kab_code_audit_id")
        ),
        sa.PrimaryKeyConstraint("kab_code", "audit_id", name=op.f("pk_audit_detail")),
    )
    op.create_table(
        "desa",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kecamatan_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("bps_code", sa.Text(), nullable=True),
        sa.Column("area_km2", sa.Float(), nullable=False),
        sa.CheckConstraint("code LIKE kecamatan_code || '.____'", name=op.f("ck_desa_code_inside_kecamatan")),
        sa.CheckConstraint("kind IN ('desa', 'kelurahan')", name=op.f("ck_desa_kind_known")),
        sa.ForeignKeyConstraint(
            ["kab_code", "kecamatan_code"],
            ["kecamatan.kab_code", "kecamatan.code"],
            name=op.f("fk_desa_kab_code_kecamatan_code"),
        ),
        sa.PrimaryKeyConstraint("kab_code", "code", name=op.f("pk_desa")),
        sa.UniqueConstraint("kab_code", "kecamatan_code", "code", name=op.f("uq_desa_kab_code_kecamatan_code_code")),
    )
    op.create_table(
        "sector_prefix",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("kbli_version", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.CheckConstraint("kbli_version IN ('2020', '2025')", name=op.f("ck_sector_prefix_kbli_version_known")),
        sa.ForeignKeyConstraint(
            ["kab_code", "sector"], ["sector.kab_code", "sector.code"], name=op.f("fk_sector_prefix_kab_code_sector")
        ),
        sa.PrimaryKeyConstraint("kab_code", "kbli_version", "prefix", name=op.f("pk_sector_prefix")),
    )
    op.create_table(
        "actor_figures",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("on_precision", sa.Text(), server_default="day", nullable=False),
        sa.Column("workers_m", sa.Integer(), nullable=True),
        sa.Column("workers_f", sa.Integer(), nullable=True),
        sa.Column("investment", sa.BigInteger(), nullable=True),
        sa.Column("capacity", sa.Float(), nullable=True),
        sa.Column("capacity_unit", sa.Text(), nullable=True),
        sa.Column("output_value", sa.BigInteger(), nullable=True),
        sa.Column("materials_value", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "on_precision IN ('day', 'month', 'year')", name=op.f("ck_actor_figures_on_precision_known")
        ),
        sa.CheckConstraint(
            "workers_m >= 0 AND workers_f >= 0 AND investment >= 0", name=op.f("ck_actor_figures_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "actor_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_actor_figures_kab_code_actor_id")
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_actor_figures")),
    )
    op.create_index(
        op.f("ix_actor_figures_kab_code_actor_id_on_date"),
        "actor_figures",
        ["kab_code", "actor_id", "on_date"],
        unique=False,
    )
    op.create_table(
        "actor_personal",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name=op.f("ck_actor_personal_point_whole")),
        sa.CheckConstraint(
            "lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90", name=op.f("ck_actor_personal_point_on_earth")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "actor_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_actor_personal_kab_code_actor_id")
        ),
        sa.PrimaryKeyConstraint("kab_code", "actor_id", name=op.f("pk_actor_personal")),
    )
    op.create_table(
        "actor_place",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("on_precision", sa.Text(), server_default="day", nullable=False),
        sa.Column("kecamatan_code", sa.Text(), nullable=False),
        sa.Column("desa_code", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("on_precision IN ('day', 'month', 'year')", name=op.f("ck_actor_place_on_precision_known")),
        sa.ForeignKeyConstraint(
            ["kab_code", "actor_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_actor_place_kab_code_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "kecamatan_code", "desa_code"],
            ["desa.kab_code", "desa.kecamatan_code", "desa.code"],
            name=op.f("fk_actor_place_kab_code_kecamatan_code_desa_code"),
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "kecamatan_code"],
            ["kecamatan.kab_code", "kecamatan.code"],
            name=op.f("fk_actor_place_kab_code_kecamatan_code"),
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_actor_place")),
    )
    op.create_index(
        op.f("ix_actor_place_kab_code_actor_id_on_date"),
        "actor_place",
        ["kab_code", "actor_id", "on_date"],
        unique=False,
    )
    op.create_table(
        "actor_sector",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("on_precision", sa.Text(), server_default="day", nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("kbli_code", sa.Text(), nullable=True),
        sa.Column("kbli_version", sa.Text(), nullable=True),
        sa.Column("commodity", sa.Text(), nullable=True),
        sa.Column("product", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("on_precision IN ('day', 'month', 'year')", name=op.f("ck_actor_sector_on_precision_known")),
        sa.CheckConstraint("length(kbli_code) = 5", name=op.f("ck_actor_sector_kbli_five_digits")),
        sa.ForeignKeyConstraint(
            ["kab_code", "actor_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_actor_sector_kab_code_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "sector"], ["sector.kab_code", "sector.code"], name=op.f("fk_actor_sector_kab_code_sector")
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_actor_sector")),
    )
    op.create_index(
        op.f("ix_actor_sector_kab_code_actor_id_on_date"),
        "actor_sector",
        ["kab_code", "actor_id", "on_date"],
        unique=False,
    )
    op.create_table(
        "actor_state",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("on_precision", sa.Text(), server_default="day", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by_person", sa.Text(), nullable=False),
        sa.Column("second_person", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("on_precision IN ('day', 'month', 'year')", name=op.f("ck_actor_state_on_precision_known")),
        sa.CheckConstraint(
            "state <> 'closed' OR (second_person IS NOT NULL AND second_person <> by_person)",
            name=op.f("ck_actor_state_closing_needs_two"),
        ),
        sa.CheckConstraint("state = 'active' OR reason IS NOT NULL", name=op.f("ck_actor_state_exit_has_reason")),
        sa.CheckConstraint("state IN ('active', 'closed', 'moved')", name=op.f("ck_actor_state_state_known")),
        sa.ForeignKeyConstraint(
            ["kab_code", "actor_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_actor_state_kab_code_actor_id")
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_actor_state")),
    )
    op.create_index(
        op.f("ix_actor_state_kab_code_actor_id_on_date"),
        "actor_state",
        ["kab_code", "actor_id", "on_date"],
        unique=False,
    )
    op.create_table(
        "facilitator",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("home_desa", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_facilitator_capacity_positive")),
        sa.ForeignKeyConstraint(
            ["kab_code", "home_desa"], ["desa.kab_code", "desa.code"], name=op.f("fk_facilitator_kab_code_home_desa")
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_facilitator")),
    )
    op.create_table(
        "import_row",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=True),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("raw", sa.JSON(), nullable=True),
        sa.CheckConstraint("outcome IN ('accepted', 'warned', 'rejected')", name=op.f("ck_import_row_outcome_known")),
        sa.ForeignKeyConstraint(
            ["kab_code", "actor_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_import_row_kab_code_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "batch_id"],
            ["import_batch.kab_code", "import_batch.id"],
            name=op.f("fk_import_row_kab_code_batch_id"),
        ),
        sa.PrimaryKeyConstraint("kab_code", "batch_id", "row", name=op.f("pk_import_row")),
    )
    op.create_table(
        "permit_event",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("on_precision", sa.Text(), server_default="day", nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "form IS NULL OR kind = 'badan_usaha'", name=op.f("ck_permit_event_form_only_of_badan_usaha")
        ),
        sa.CheckConstraint(
            "kind <> 'nib' OR number IS NULL OR length(number) = 13", name=op.f("ck_permit_event_nib_13_digits")
        ),
        sa.CheckConstraint(
            "kind <> 'npwp' OR number IS NULL OR length(number) IN (15, 16)",
            name=op.f("ck_permit_event_npwp_15_or_16_digits"),
        ),
        sa.CheckConstraint("on_precision IN ('day', 'month', 'year')", name=op.f("ck_permit_event_on_precision_known")),
        sa.CheckConstraint(
            "status IN ('tidak_perlu', 'belum', 'diajukan', 'terbit', 'dicabut')",
            name=op.f("ck_permit_event_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "actor_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_permit_event_kab_code_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "form"], ["legal_form.kab_code", "legal_form.code"], name=op.f("fk_permit_event_kab_code_form")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "kind"],
            ["permit_kind.kab_code", "permit_kind.code"],
            name=op.f("fk_permit_event_kab_code_kind"),
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_permit_event")),
    )
    op.create_index(
        op.f("ix_permit_event_kab_code_actor_id_kind_on_date"),
        "permit_event",
        ["kab_code", "actor_id", "kind", "on_date"],
        unique=False,
    )
    op.create_table(
        "assignment",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("facilitator_id", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=True),
        sa.Column("desa_code", sa.Text(), nullable=True),
        sa.Column("kecamatan_code", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("end_recorded_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(CASE WHEN actor_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN desa_code IS NULL THEN 0 ELSE 1 END) + (CASE WHEN kecamatan_code IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_assignment_one_target"),
        ),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_assignment_ends_after_start")),
        sa.CheckConstraint("to_on IS NULL OR end_recorded_at IS NOT NULL", name=op.f("ck_assignment_end_is_recorded")),
        sa.ForeignKeyConstraint(
            ["kab_code", "actor_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_assignment_kab_code_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "desa_code"], ["desa.kab_code", "desa.code"], name=op.f("fk_assignment_kab_code_desa_code")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "facilitator_id"],
            ["facilitator.kab_code", "facilitator.id"],
            name=op.f("fk_assignment_kab_code_facilitator_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "kecamatan_code"],
            ["kecamatan.kab_code", "kecamatan.code"],
            name=op.f("fk_assignment_kab_code_kecamatan_code"),
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_assignment")),
    )
    op.create_index("uq_assignment_actor", "assignment", ["kab_code", "actor_id", "from_on"], unique=True)
    op.create_index("uq_assignment_desa", "assignment", ["kab_code", "desa_code", "from_on"], unique=True)
    op.create_index("uq_assignment_kecamatan", "assignment", ["kab_code", "kecamatan_code", "from_on"], unique=True)
    op.create_table(
        "facilitator_contract",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("facilitator_id", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("end_recorded_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_facilitator_contract_ends_after_start")),
        sa.CheckConstraint(
            "to_on IS NULL OR end_recorded_at IS NOT NULL", name=op.f("ck_facilitator_contract_end_is_recorded")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "facilitator_id"],
            ["facilitator.kab_code", "facilitator.id"],
            name=op.f("fk_facilitator_contract_kab_code_facilitator_id"),
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_facilitator_contract")),
    )
    op.create_table(
        "facilitator_state",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("facilitator_id", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("on_precision", sa.Text(), server_default="day", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "on_precision IN ('day', 'month', 'year')", name=op.f("ck_facilitator_state_on_precision_known")
        ),
        sa.CheckConstraint(
            "state IN ('direkrut', 'belum_ditugaskan', 'aktif', 'selesai')",
            name=op.f("ck_facilitator_state_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "facilitator_id"],
            ["facilitator.kab_code", "facilitator.id"],
            name=op.f("fk_facilitator_state_kab_code_facilitator_id"),
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_facilitator_state")),
    )
    op.create_table(
        "person",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("facilitator_id", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("role IN ('pimpinan', 'pendamping', 'petugas', 'admin')", name=op.f("ck_person_role_known")),
        sa.ForeignKeyConstraint(
            ["kab_code", "facilitator_id"],
            ["facilitator.kab_code", "facilitator.id"],
            name=op.f("fk_person_kab_code_facilitator_id"),
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_person")),
        sa.UniqueConstraint("kab_code", "email", name=op.f("uq_person_kab_code_email")),
    )
    op.create_table(
        "session",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("facilitator_id", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("on_precision", sa.Text(), server_default="day", nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("on_precision IN ('day', 'month', 'year')", name=op.f("ck_session_on_precision_known")),
        sa.ForeignKeyConstraint(
            ["kab_code", "facilitator_id"],
            ["facilitator.kab_code", "facilitator.id"],
            name=op.f("fk_session_kab_code_facilitator_id"),
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_session")),
    )
    op.create_table(
        "contact",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("facilitator_id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("on_precision", sa.Text(), server_default="day", nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), server_default="", nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.Column("batch_id", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("(mode = 'kelompok') = (session_id IS NOT NULL)", name=op.f("ck_contact_group_has_session")),
        sa.CheckConstraint(
            "mode IN ('di_tempat', 'di_kantor', 'kelompok', 'telepon')", name=op.f("ck_contact_mode_known")
        ),
        sa.CheckConstraint("on_precision IN ('day', 'month', 'year')", name=op.f("ck_contact_on_precision_known")),
        sa.CheckConstraint("outcome IN ('bertemu', 'tidak_bertemu', 'batal')", name=op.f("ck_contact_outcome_known")),
        sa.ForeignKeyConstraint(
            ["kab_code", "actor_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_contact_kab_code_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "batch_id"],
            ["import_batch.kab_code", "import_batch.id"],
            name=op.f("fk_contact_kab_code_batch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "facilitator_id"],
            ["facilitator.kab_code", "facilitator.id"],
            name=op.f("fk_contact_kab_code_facilitator_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "session_id"], ["session.kab_code", "session.id"], name=op.f("fk_contact_kab_code_session_id")
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_contact")),
    )
    op.create_index(
        op.f("ix_contact_kab_code_actor_id_on_date"), "contact", ["kab_code", "actor_id", "on_date"], unique=False
    )
    op.create_table(
        "need_event",
        sa.Column("kab_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("on_precision", sa.Text(), server_default="day", nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("change IN ('raised', 'met', 'dropped')", name=op.f("ck_need_event_change_known")),
        sa.CheckConstraint("on_precision IN ('day', 'month', 'year')", name=op.f("ck_need_event_on_precision_known")),
        sa.ForeignKeyConstraint(
            ["kab_code", "actor_id"], ["actor.kab_code", "actor.id"], name=op.f("fk_need_event_kab_code_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "contact_id"],
            ["contact.kab_code", "contact.id"],
            name=op.f("fk_need_event_kab_code_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["kab_code", "kind"], ["need_kind.kab_code", "need_kind.code"], name=op.f("fk_need_event_kab_code_kind")
        ),
        sa.PrimaryKeyConstraint("kab_code", "id", name=op.f("pk_need_event")),
    )
    op.create_index(
        op.f("ix_need_event_kab_code_actor_id_kind_on_date"),
        "need_event",
        ["kab_code", "actor_id", "kind", "on_date"],
        unique=False,
    )
    for table in APPEND_ONLY:
        for statement in append_only(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("the first schema has nothing before it")
