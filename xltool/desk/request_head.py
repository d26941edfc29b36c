"""The head of a request, taken apart to the letter: whatever is spelt otherwise is none.

RFC 9112, sections 2 to 5. The standard library's parser, made for mail, takes more, and loads what
a desk never needs. Left out are the spellings that two programs may understand differently:
continued lines, blanks before a colon, and control characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import io

LONGEST_HEAD: Final = 64 << 10
"""Bytes of the first line and all fields."""
MOST_FIELDS: Final = 100
_FIRST: Final = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([!-~]+) HTTP/1\.([01])")
_FIELD: Final = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*)")
_DIGITS: Final = 18


class HeadError(Exception):
    """What came is no head: ``status`` says why; None where nobody waits for an answer."""

    def __init__(self, status: HTTPStatus | None) -> None:
        """Keep the status of the answer."""
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class RequestHead:
    """The first line and the fields of a request, as they were sent: a name may stand twice.

    ``keeps`` is whether the connection may go on after it.
    """

    method: str
    target: str
    fields: tuple[tuple[str, str], ...]
    keeps: bool = True

    def all(self, name: str) -> list[str]:
        """Return the values of every field of this name, which is given in lower case."""
        return [value for field, value in self.fields if field.lower() == name]

    @property
    def length(self) -> int:
        """The bytes of the body; 0 where no length is told, or none that is a number."""
        told = self.all("content-length")
        is_number = len(told) == 1 and told[0].isascii() and told[0].isdecimal()
        return int(told[0][:_DIGITS]) if is_number else 0


def read_head(source: io.BufferedReader) -> RequestHead:
    """Read the head of the next request; raise ``HeadError`` when there is none."""
    left = LONGEST_HEAD
    first = _line(source, left)
    found = _FIRST.fullmatch(first)
    if found is None:
        raise HeadError(HTTPStatus.BAD_REQUEST if first else None)
    fields: list[tuple[str, str]] = []
    left -= len(first)
    while line := _line(source, left):
        field = _FIELD.fullmatch(line)
        if field is None:
            raise HeadError(HTTPStatus.BAD_REQUEST)
        left -= len(line)
        fields.append((field[1], field[2].rstrip(" \t")))
        if len(fields) > MOST_FIELDS:
            raise HeadError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
    words = ",".join(value for name, value in fields if name.lower() == "connection").lower()
    ends = "close" in map(str.strip, words.split(","))
    return RequestHead(found[1], found[2], tuple(fields), keeps=found[3] == "1" and not ends)


def _line(source: io.BufferedReader, longest: int) -> str:
    """Return the next line without its end; raise ``HeadError`` when it is too long, or cut off."""
    data = source.readline(max(longest, 0) + 2)
    if not data.endswith(b"\n"):
        is_long = len(data) > longest
        raise HeadError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if is_long else None)
    return data.removesuffix(b"\n").removesuffix(b"\r").decode("latin-1")
