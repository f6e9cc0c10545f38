"""A bell that wakes waiting tasks in whatever thread their event loop runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Bell:
    """Rings for everyone who listens at that moment."""

    def __init__(self) -> None:
        self._listeners: set[Callable[[], None]] = set()

    def ring(self) -> None:
        """Wake all listeners."""
        for wake in list(self._listeners):
            wake()

    @contextmanager
    def listen(self) -> Iterator[asyncio.Event]:
        """An event in the running loop that the bell sets; the listener clears it."""
        loop, event = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            loop.call_soon_threadsafe(event.set)

        self._listeners.add(wake)
        try:
            yield event
        finally:
            self._listeners.discard(wake)
