"""A folder as one file, in the same bytes whoever packs it: sorted, without times and owners."""

from __future__ import annotations

import gzip
import hashlib
import tarfile
import zipfile
from typing import TYPE_CHECKING, Final

from xltool.files import replacing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

SUMS: Final = "SHA256SUMS"
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip can say."""
_FIRST_SECOND: Final = 315532800
"""The same for tar, in seconds since 1970."""
_LEVEL: Final = 6
"""Level 9 takes three times as long for less than one part in a hundred."""
_FILE, _PROGRAM = 0o100644, 0o100755


def write_sums(folder: Path) -> None:
    """Write the hash of each file, as ``sha256sum`` reads it."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n"
        for name, path in _files(folder)
    ]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def archive(folder: Path, target: Path) -> None:
    """Pack a folder under its own name: as zip, or as tar.gz where the name ends so."""
    with replacing(target) as file:
        if target.name.endswith(".tar.gz"):
            _write_tar(folder, file)
        else:
            _write_zip(folder, file)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files by name, in the order of their names' bytes."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    for name in sorted(found, key=str.encode):
        if found[name].is_file():
            yield name, found[name]


def _mode(path: Path) -> int:
    """Return rights without those of the machine that packs."""
    return _PROGRAM if path.stat().st_mode & 0o100 else _FILE


def _write_zip(folder: Path, file: BinaryIO) -> None:
    with zipfile.ZipFile(file, "w") as package:
        for name, path in _files(folder):
            member = zipfile.ZipInfo(f"{folder.name}/{name}", _FIRST_DAY)
            member.create_system = 0  # as Windows writes it, whatever system packs
            package.writestr(member, path.read_bytes(), zipfile.ZIP_DEFLATED, _LEVEL)


def _write_tar(folder: Path, file: BinaryIO) -> None:
    with (
        gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as package,
    ):
        for name, path in _files(folder):
            member = tarfile.TarInfo(f"{folder.name}/{name}")
            member.mtime, member.mode = _FIRST_SECOND, _mode(path) & 0o777
            member.size = path.stat().st_size
            with path.open("rb") as content:
                package.addfile(member, content)
