"""A set made beside the screen that asked for it: how far it is, and the file once it is done."""

import threading

from data.access import Who
from data.filter import Filter
from data.report.bundle import make_set
from data.report.link import Address


class _Stopped(Exception):
    """Nobody waits for it any more."""


class Work:
    """One set being made in a thread of its own; it acts as `who`, whose rights are checked as everywhere.

    `steps` are (done, of). In the end `file` or `fault` is there, or neither after `stop`.
    """

    def __init__(self, who: Who, wanted: Filter, language: str, address: Address | None) -> None:
        self.steps = (0, 1)
        self.file: bytes | None = None
        self.fault: Exception | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._make, args=(who, wanted, language, address), daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        """End it at its next step."""
        self._stop.set()

    def wait(self) -> None:
        """Until it has ended."""
        self._thread.join()

    def _make(self, who: Who, wanted: Filter, language: str, address: Address | None) -> None:
        try:
            self.file = make_set(who, wanted, language, address, self._tell)
        except _Stopped:
            return
        except Exception as fault:  # told to whoever waits, by the screen
            self.fault = fault

    def _tell(self, done: int, of: int) -> None:
        self.steps = (done, of)
        if self._stop.is_set():
            raise _Stopped
