"""A count made beside the screen that asked for it: what it tells on its way, and what it has found in the end."""

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Make = Callable[[Callable[..., None], threading.Event], T]

# One at a time in a process: two would take twice as long each, and both people would wait.
_TURN = threading.Lock()
_LOOKS_UP = 0.2  # seconds


class Work(Generic[T]):
    """One count in a thread of its own; `make` gets what hears of its progress and what ends it.

    `told` is what it said last (None: it waits for its turn or has just begun). In the end `found` or `fault` is there,
    or neither where it was stopped before its turn.
    """

    def __init__(self, make: Make[T]) -> None:
        self.told: tuple[Any, ...] | None = None
        self.found: T | None = None
        self.fault: Exception | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(make,), daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        """End it; a count that has begun still says what it has."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> None:
        """Until it has ended, or so long."""
        self._thread.join(seconds)

    def _run(self, make: Make[T]) -> None:
        while not _TURN.acquire(timeout=_LOOKS_UP):
            if self._stop.is_set():
                return
        try:
            if not self._stop.is_set():
                self.found = make(self._tell, self._stop)
        except Exception as fault:  # told to whoever waits, by the screen
            self.fault = fault
        finally:
            _TURN.release()

    def _tell(self, *said: Any) -> None:
        self.told = said
