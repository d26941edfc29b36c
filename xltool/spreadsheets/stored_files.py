"""Read files from outside, also those inside a zip or a mail: ``parcel.zip/name.xlsx``.

People send what they were asked for in a zip, or save the whole mail. The path of a file in there
goes on behind that of the zip, and nothing is ever written to the disk under a name from inside.
A zip in a mail, or in a zip, is opened as well.

Zip: PKWARE's APPNOTE.TXT; names without its flag of UTF-8 (4.4.4, bit 11) are in the code page of
whoever packed it, in China GBK. Mail: RFC 5322 with MIME (RFC 2045), as programs save it (.eml).
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING

from xltool.errors import RefusedError
from xltool.spreadsheets.limits import LIMITS, Limits
from xltool.spreadsheets.refusals import refuse_excess
from xltool.spreadsheets.safe_zip import inflate, read_directory

if TYPE_CHECKING:
    from email.message import Message
    from typing import Final

    from xltool.spreadsheets.safe_zip import Member

Read = Callable[[], bytes]
"""Reads one file inside another."""
ZIP, MAIL = ".zip", ".eml"
DEEPEST: Final = 2
"""How many zips and mails may stand in one another: a zip in a mail."""
PACKAGES: Final = frozenset({"[content_types].xml", "mimetype"})
"""Members by which a zip is itself a document, whatever it is called."""
_OPEN = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")  # as far as the system has them
_CANNOT_OPEN = (
    ((FileNotFoundError, NotADirectoryError, ValueError), "missing"),
    (PermissionError, "permission"),
    (IsADirectoryError, "directory"),
)


def read_file(path: Path, limits: Limits = LIMITS) -> bytes:
    """Return the bytes of a file; raise ``RefusedError``: XL-107, XL-106 (file, inflated, ratio).

    Of a file inside a zip or mail also what is wrong with that: XL-101, XL-102, XL-103, XL-105.
    """
    outer = container_of(path)
    if outer is None:
        return _read(path, limits)
    wanted = path.relative_to(outer).as_posix()
    for name, read in _enclosed(_read(outer, limits), outer.suffix.lower(), limits):
        if name == wanted:
            return read()
    raise RefusedError(rule="XL-107", why="missing")


def files_inside(path: Path, limits: Limits = LIMITS) -> list[Path]:
    """Return the paths of the files in a zip or mail; none when it is neither, or holds none.

    Raises ``RefusedError`` as ``read_file``.
    """
    if not is_container(path):
        return []
    suffix = path.suffix.lower()
    names = (name for name, _ in _enclosed(_read(path, limits), suffix, limits))
    return [path / name for name in names]


def contents_inside(path: Path, limits: Limits = LIMITS) -> tuple[str, list[tuple[str, str]]]:
    """Return the SHA-256 of a zip or mail, and of each file in it: its name, empty if not readable.

    All of it is of the same bytes, read once. Raises ``RefusedError`` as ``read_file``.
    """
    data = _read(path, limits)
    found = []
    for name, read in _enclosed(data, path.suffix.lower(), limits):
        try:
            found.append((name, hashlib.sha256(read()).hexdigest()))
        except RefusedError:
            found.append((name, ""))
    return hashlib.sha256(data).hexdigest(), found


def is_container(path: Path) -> bool:
    """Whether a name is that of a zip or mail."""
    return path.suffix.lower() in {ZIP, MAIL}


def is_file(path: Path) -> bool:
    """Whether a path is a regular file, or one inside a zip or mail."""
    try:
        outer = container_of(path)
        return path in files_inside(outer) if outer else os.path.isfile(path)  # noqa: PTH113 - no long name raises
    except RefusedError:
        return False


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, however large it is.

    Raises ``OSError`` when it cannot be read, ``RefusedError`` when it stands in a zip or mail that
    cannot.
    """
    if container_of(path):
        return hashlib.sha256(read_file(path)).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_if_readable(path: Path) -> str:
    """Return the SHA-256 of a regular file; empty when it is none or cannot be read."""
    try:
        # A pipe would keep who reads it waiting.
        if container_of(path) or stat.S_ISREG(path.lstat().st_mode):
            return digest(path)
    except (OSError, RefusedError):
        pass
    return ""


def name_of(path: PurePath) -> str:
    """Return the name of a file as people know it: ``name.xlsx``, or ``parcel.zip/name.xlsx``."""
    parts = path.parts
    starts = (
        n for n, part in enumerate(parts[:-1]) if PurePath(part).suffix.lower() in {ZIP, MAIL}
    )
    return "/".join(parts[next(starts, -1) :])


def special_kind(mode: int) -> str | None:
    """Return what a path is that is no regular file, or None; links are not followed."""
    if stat.S_ISREG(mode):
        return None
    return "symlink" if stat.S_ISLNK(mode) else "directory" if stat.S_ISDIR(mode) else "special"


def container_of(path: Path) -> Path | None:
    """Return the zip or mail on the disk that a path goes into, or None."""
    named = (each for each in path.parents if each.suffix.lower() in {ZIP, MAIL})
    return next((each for each in named if os.path.isfile(each)), None)  # noqa: PTH113 - no long name raises


def _read(path: Path, limits: Limits) -> bytes:
    flags = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in _OPEN)
    try:
        _require_file(path.lstat().st_mode)
        # Checked before, for opening a device can have effects, and after: it may be another file.
        with os.fdopen(os.open(path, flags), "rb") as file:
            status = os.fstat(file.fileno())
            _require_file(status.st_mode)
            refuse_excess("file", status.st_size, limits.file_bytes)
            return file.read(status.st_size)
    except (OSError, ValueError) as error:
        why = next((why for kind, why in _CANNOT_OPEN if isinstance(error, kind)), "unreadable")
        raise RefusedError(rule="XL-107", why=why) from None


def _require_file(mode: int) -> None:
    if why := special_kind(mode):
        raise RefusedError(rule="XL-107", why=why)


def _enclosed(
    data: bytes, suffix: str, limits: Limits, depth: int = 1
) -> Iterator[tuple[str, Read]]:
    """Yield the names of files in a zip or mail with what reads them.

    Raises XL-106 (inflated) when the zips and mails in it hold more than one file may.
    """
    found = _zip_members(data, limits) if suffix == ZIP else _attachments(data, limits)
    opened = 0
    for name, read in found:
        inner = PurePosixPath(name).suffix.lower()
        below = []
        if inner in {ZIP, MAIL} and depth < DEEPEST:
            refuse_excess("inflated", opened, limits.inflated_bytes)
            # What cannot be opened stands for itself: reading it says why.
            with suppress(RefusedError):
                content = read()
                opened += len(content)
                below = list(_enclosed(content, inner, limits, depth + 1))
        yield from ((f"{name}/{each}", read_it) for each, read_it in below)
        if not below:
            yield name, read


def _zip_members(data: bytes, limits: Limits) -> Iterable[tuple[str, Read]]:
    members = read_directory(data, limits.members)
    if not PACKAGES.isdisjoint(members):
        return
    for member in members.values():
        if not member.name.endswith(("/", "\\")):
            name = _decoded_name(member.name).replace("\\", "/")
            yield name, partial(_read_member, data, member, limits)


def _read_member(data: bytes, member: Member, limits: Limits) -> bytes:
    content = inflate(data, member, limits.file_bytes)
    refuse_excess("file", len(content), limits.file_bytes)
    return content


def _decoded_name(name: str) -> str:
    """Return the name of a member that the zip does not say to be UTF-8, as whoever packed it saw.

    ``zipfile`` decodes such names by code page 437, in which every byte is a character.
    """
    for codec in ("utf-8", "gb18030"):
        with suppress(UnicodeError):
            return name.encode("cp437").decode(codec)
    return name


def _attachments(data: bytes, limits: Limits) -> Iterable[tuple[str, Read]]:
    """Yield the attachments of a mail; whatever cannot be taken for one is left out."""
    from email import message_from_bytes  # noqa: PLC0415 - of all files only mails need it
    from email.policy import default  # noqa: PLC0415 - as above

    seen = set[str]()
    for part in message_from_bytes(data, policy=default).walk():
        name = PurePosixPath(str(part.get_filename() or "").replace("\\", "/")).name
        if name and name not in seen and not part.is_multipart():
            seen.add(name)
            yield name, partial(_read_attachment, part, limits)


def _read_attachment(part: Message, limits: Limits) -> bytes:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    refuse_excess("file", len(content), limits.file_bytes)
    return content
