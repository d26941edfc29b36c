"""Only so many connections at a time; whoever has been silent longest makes room for a new one.

A place that is waited for could be held for ever by connections that say nothing, or half of a
request. Ours take milliseconds, so whoever talks is not the one that has been silent longest.
"""

from __future__ import annotations

import io
import socket
import time
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST: Final = 24
"""Connections at a time: four tabs of six each."""


class HeardSocket(io.RawIOBase):
    """What a connection sends, and when it was last heard."""

    def __init__(self, connection: socket.socket) -> None:
        """Listen to a connection from now on."""
        self._connection = connection
        self.heard = time.monotonic()
        self.is_answered = False

    def readable(self) -> bool:
        """Return True: it is only read from."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer with what comes."""
        count = self._connection.recv_into(buffer)
        self.heard = time.monotonic()
        return count

    def cut(self) -> None:
        """End the connection; whoever reads from it finds its end."""
        with suppress(OSError):  # it is closed already
            self._connection.shutdown(socket.SHUT_RDWR)


class ConnectionTable:
    """The connections that are open now."""

    def __init__(self, most: int = MOST) -> None:
        """Keep at most ``most`` of them."""
        self._most, self._lock = most, Lock()
        self._open: dict[socket.socket, HeardSocket] = {}

    def add(self, connection: socket.socket) -> HeardSocket:
        """Keep a new connection; when there are too many, cut the one silent longest.

        One that is just answered comes last: it is not silent, it waits for us.
        """
        heard = HeardSocket(connection)
        with self._lock:
            if len(self._open) >= self._most:
                oldest = min(self._open.items(), key=_silence)
                self._open.pop(oldest[0]).cut()
            self._open[connection] = heard
        return heard

    def find(self, connection: socket.socket) -> HeardSocket:
        """Return the reader of a connection; one that was cut meanwhile is at its end."""
        with self._lock:
            return self._open.get(connection) or HeardSocket(connection)

    def remove(self, connection: socket.socket) -> None:
        """Forget a connection that has ended."""
        with self._lock:
            self._open.pop(connection, None)


def _silence(item: tuple[socket.socket, HeardSocket]) -> tuple[bool, float]:
    return item[1].is_answered, item[1].heard
