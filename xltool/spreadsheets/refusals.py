"""What the readers of all formats share to refuse a file."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from xltool.errors import RefusedError
from xltool.text import utf8

if TYPE_CHECKING:
    from collections.abc import Iterator

_WHOLE = re.compile("-?[0-9]{1,18}")


@contextmanager
def with_file_name(name: str) -> Iterator[None]:
    """Add the file's base name to a refusal raised within; bytes that are not text are escaped."""
    try:
        yield
    except RefusedError as refusal:
        params = {"name": utf8(name), **refusal.params}
        named = RefusedError(refusal.rule, refusal.message, **params)
        named.sha256 = refusal.sha256
        raise named from None


def refuse_excess(why: str, found: int, limit: int) -> None:
    """Refuse a file that holds more than ``limit`` of something (XL-106)."""
    if found > limit:
        raise RefusedError(rule="XL-106", why=why, limit=str(limit), found=str(found))


def damaged(why: str, member: str = "") -> RefusedError:
    """Return the refusal of a damaged file (XL-102), to be raised."""
    return RefusedError(rule="XL-102", why=why, member=member)


def ambiguous(member: str) -> RefusedError:
    """Return the refusal (XL-105) of what other programs would read otherwise, to be raised.

    ``member`` names the part and the place in it: ``xl/worksheets/sheet5.xml C9``.
    """
    return RefusedError(rule="XL-105", why="ambiguous", member=member)


def beyond_bounds(member: str) -> RefusedError:
    """Return the refusal (XL-105) of a row, column or area that no sheet has, to be raised."""
    return RefusedError(rule="XL-105", why="bounds", member=member)


def whole_number(text: str, least: int, most: int, member: str) -> int:
    """Return a number of rows or columns; refuse one that is none, or out of bounds (XL-105).

    ``int`` takes more than that: blanks, underscores and digits of other scripts.
    """
    if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
        raise beyond_bounds(member=member)
    return int(text)


def require(condition: bool) -> None:  # noqa: FBT001 - reads as a statement
    """Raise ValueError unless ``condition`` holds; callers turn it into their kind of damage."""
    if not condition:
        raise ValueError
