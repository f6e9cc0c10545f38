"""The lines that somebody types, while other things may be said in between."""

import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from queue import Empty, Queue
from types import ModuleType
from typing import Any, TextIO

_CLEAR = "\r\x1b[K"


class Prompt:
    """Reads lines from the terminal, or from a pipe.

    A thread waits for the next line, and only for that: it begins when a line is asked for, so that the prompt stands
    below what was said before.

    Args:
        sign: what stands before the line that is typed; a pipe gets none.
    """

    def __init__(self, sign: str = "> ") -> None:
        self._tty = sys.stdin.isatty() and sys.stdout.isatty()
        self._sign = sign if self._tty else ""
        # Importing readline gives the arrow keys their usual meaning at the prompt.
        self._editor = _module("readline") if self._tty else None
        self._wanted: Queue[None] = Queue()
        self._typed: Queue[str | None] = Queue()

    def lines(self, patience: float) -> Iterator[str | None]:
        """Yield each line until the input ends.

        Args:
            patience: after so many seconds without a line, None is yielded, each time anew.
        """
        with _own_settings(tty=self._tty):
            threading.Thread(target=self._read, name="prompt", daemon=True).start()
            while True:
                self._wanted.put(None)
                try:
                    line = yield from self._waited(patience)
                except KeyboardInterrupt:
                    line = None
                if line is None:
                    break
                yield line
        if self._tty:
            sys.stdout.write("\n")  # What follows does not stand behind the prompt.

    @property
    def typing(self) -> bool:
        """Whether somebody is in the middle of a line."""
        return bool(self._begun())

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Say something while a line is awaited: the prompt comes back below it."""
        if not self._tty:
            yield
            return
        sys.stdout.write(_CLEAR)
        sys.stdout.flush()
        yield
        sys.stdout.write(self._sign + self._begun())
        sys.stdout.flush()

    def _begun(self) -> str:
        """Give what was typed so far of a line."""
        typed: str = self._editor.get_line_buffer() if self._editor else ""
        return typed

    def _waited(self, patience: float) -> Generator[None, None, str | None]:
        """Wait for a line; gives it, or None at the end of the input."""
        while True:
            try:
                return self._typed.get(timeout=patience)
            except Empty:
                yield None

    def _read(self) -> None:
        source = None if self._tty else _own_file(sys.stdin)
        while True:
            self._wanted.get()
            try:
                line = source.readline() if source else input(self._sign) + "\n"
            except EOFError:
                line = ""
            self._typed.put(line.removesuffix("\n") if line else None)
            if not line:
                return


def _own_file(source: TextIO) -> TextIO:
    """Open an input once more: Python ends with a crash when a thread still reads from its own `sys.stdin`."""
    try:
        number = source.fileno()
    except OSError:  # No file, but a text of a test.
        return source
    return open(number, encoding=source.encoding, errors=source.errors, closefd=False)


@contextmanager
def _own_settings(*, tty: bool) -> Iterator[None]:
    """Leave a terminal as it was: a thread that is still waiting for a line cannot do so itself."""
    termios: Any = _module("termios") if tty else None
    before = termios.tcgetattr(sys.stdin) if termios else None
    try:
        yield
    finally:
        if termios:
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def _module(name: str) -> ModuleType | None:
    """Give a module that not every system has."""
    try:
        return __import__(name)
    except ImportError:
        return None
