"""Brings a database to the newest migration; the same steps on SQLite and PostgreSQL."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from data.db import engine

MIGRATIONS = Path(__file__).parent / "migrations"


def config() -> Config:
    """Alembic's configuration, without a file of its own."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    return made


def migrate(url: str) -> None:
    """Upgrade to head; does nothing when already there."""
    with engine(url, writable=True).begin() as conn:
        made = config()
        made.attributes["connection"] = conn
        command.upgrade(made, "head")
