"""Alembic's entry: runs the migrations on the connection that `data.migrate` hands over."""

from typing import Literal

from alembic import context

from data.schema import Moment, metadata


def _render(kind: str, thing: object, _context: object) -> str | Literal[False]:
    return "sa.DateTime()" if kind == "type" and isinstance(thing, Moment) else False


connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_item=_render, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
