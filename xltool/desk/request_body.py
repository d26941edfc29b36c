"""The body of a request: just so many bytes, of which a connection may send fewer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import io

PIECE: Final = 64 << 10
"""Bytes that are read at a time."""


class RequestBody:
    """What is ``left`` of a body of known length."""

    def __init__(self, source: io.BufferedReader, length: int) -> None:
        """Read from a connection, but not beyond the body."""
        self._source, self.left = source, length

    def piece(self) -> bytes:
        """Return the next bytes; none at the end of the body, or when the connection ended."""
        data = self._source.read1(min(self.left, PIECE)) if self.left else b""
        self.left -= len(data)
        return data

    def whole(self) -> bytes:
        """Return all bytes that come, which are fewer when the connection ends."""
        return b"".join(iter(self.piece, b""))

    def drain(self, most: int) -> None:
        """Read away what is left, up to about ``most`` bytes: unread, it cuts off the answer."""
        end = max(self.left - most, 0)
        while self.left > end and self.piece():
            pass
