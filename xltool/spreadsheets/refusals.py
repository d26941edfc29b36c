"""What the readers of all formats share to refuse a file."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from xltool.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def with_file_name(name: str) -> Iterator[None]:
    """Add the file's base name to a refusal raised within; bytes that are not text become ``?``."""
    try:
        yield
    except RefusedError as refusal:
        name = name.encode("utf-8", "replace").decode()
        raise RefusedError(refusal.rule, name=name, **refusal.params) from None


def refuse_excess(why: str, found: int, limit: int) -> None:
    """Refuse a file that holds more than ``limit`` of something (XL-106)."""
    if found > limit:
        raise RefusedError(rule="XL-106", why=why, limit=str(limit), found=str(found))


def damaged(why: str, member: str = "") -> RefusedError:
    """Return the refusal of a damaged file (XL-102), to be raised."""
    return RefusedError(rule="XL-102", why=why, member=member)


def require(condition: bool) -> None:  # noqa: FBT001 - reads as a statement
    """Raise ValueError unless ``condition`` holds; callers turn it into their kind of damage."""
    if not condition:
        raise ValueError
