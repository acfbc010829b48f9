"""Every public question and change with its right, by subject: `test_doors` opens each of them as everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from data.access import Who

Ask = Callable[[Who], Any]


@dataclass(frozen=True)
class Deed:
    """A command's deed, one of those who may do it, how it is done, and how it fails; called with who does it and an
    actor that is there. `ready` puts what else must be there, as the system; `jots` is
    unfinished work of one's own, of which the audit says nothing; `abouts`: things it is about, an audit row each."""

    deed: str
    role: str
    do: Callable[[Who, str], Any]
    fail: Callable[[Who, str], Any] | None = None
    ready: Callable[[Who], Any] | None = None
    jots: bool = False
    abouts: int = 1
