"""Brings a database to the newest migration; the same steps on SQLite and PostgreSQL.

Processes that start at once do not race: one takes the steps, the others wait for its end and find nothing to do.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from data.db import engine

MIGRATIONS = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = 3509  # any number, the same in every process: PostgreSQL's lock for whoever migrates


def config() -> Config:
    """Alembic's configuration, without a file of its own."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    return made


def migrate(url: str) -> None:
    """Upgrade to head; does nothing when already there."""
    with engine(url, writable=True).begin() as conn:
        if conn.dialect.name == "postgresql":  # SQLite's transaction has taken its only pen already
            conn.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
        made = config()
        made.attributes["connection"] = conn
        command.upgrade(made, "head")
