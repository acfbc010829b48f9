"""Numbers from 1 to 4 in what the holders of tickets are shown."""

import re
from collections.abc import Iterator
from typing import Any

from tests.attack.reader import Published

SMALL = re.compile(r"(?<![\w.,:/+-])[1-4](?![\w/:+-]|[.,]\d)")  # not part of a day, a code or a longer number


def small_numbers(published: Published) -> list[tuple[str, str, str]]:
    """File, place in it and text of every number from 1 to 4 that a ticket's public state shows."""
    return [
        (name, place, str(value))
        for name, ticket in (published.tickets or {}).items()
        for place, value in _leaves(ticket, "")
        if _small(value)
    ]


def _leaves(found: Any, place: str) -> Iterator[tuple[str, Any]]:
    if isinstance(found, dict):
        for name, value in found.items():
            yield from _leaves(value, f"{place}.{name}")
    elif isinstance(found, list):
        for index, value in enumerate(found):
            yield from _leaves(value, f"{place}[{index}]")
    else:
        yield place, found


def _small(value: Any) -> bool:
    if isinstance(value, bool) or value is None:
        return False
    return bool(SMALL.search(value)) if isinstance(value, str) else 1 <= value <= 4
