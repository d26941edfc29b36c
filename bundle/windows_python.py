"""Python for Windows as python.org packs it to be embedded: held against its hash, unchanged.

Only the file that says where modules are looked for is written anew. The files of the package are
signed by the Python Software Foundation, so Windows lets them run where it would stop others.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bundle.errors import BundleError
from bundle.stand_in import stand_in

if TYPE_CHECKING:
    from pathlib import Path

_LICENCE: Final = "LICENSE.txt"
_APART: Final = frozenset("/\\:")
"""What the names of its files, all in one folder, never hold."""
_VERSION: Final = re.compile(r"python-(3\.\d+\.\d+)-embed-amd64\.zip")


@dataclass(frozen=True, slots=True)
class EmbeddedPython:
    """The package of python.org that a bundle is built from."""

    path: Path
    sha256: str
    version: str

    @property
    def minor(self) -> str:
        """The minor version, for which the wheels are made."""
        return self.version.rpartition(".")[0]


def open_python(path: Path, sha256: str) -> EmbeddedPython:
    """Return the package, when it is the one whose hash was given."""
    if not path.is_file():
        message = f"{path} is not there: download the embeddable package (64-bit) of python.org"
        raise BundleError(message)
    if not sha256:
        message = "say by PYTHON_SHA256 which hash python.org gives for the package"
        raise BundleError(message)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != sha256.lower():
        message = f"{path.name} has the SHA-256 {found}, not {sha256.lower()}"
        raise BundleError(message)
    match = _VERSION.fullmatch(path.name)
    if match is None:
        message = f"{path.name}: keep the name of python.org, python-3.X.Y-embed-amd64.zip"
        raise BundleError(message)
    return EmbeddedPython(path, found, match[1])


def write_python(python: EmbeddedPython | None, folder: Path, minor: str) -> None:
    """Write the package and where its modules are; without one, a stand-in in its place."""
    folder.mkdir()
    number = minor.partition(".")[2]
    if python is None:
        (folder / "python.exe").write_bytes(stand_in())
    else:
        _unpack(python, folder, f"python3{number}._pth")
    (folder / f"python3{number}._pth").write_bytes(module_paths(number))


def module_paths(number: str) -> bytes:
    """Return where modules are looked for: the library of Python, its programs, and ``lib/``.

    Without ``import site``: before 3.15 that lets the packages of the user in.
    """
    return f"python3{number}.zip\r\n.\r\n..\\lib\r\n".encode("ascii")


def _unpack(python: EmbeddedPython, folder: Path, paths: str) -> None:
    with zipfile.ZipFile(python.path) as package:
        names = package.namelist()
        if not {paths, "python.exe", _LICENCE} <= {*names} or any(_APART & {*n} for n in names):
            message = f"{python.path.name} is not the embeddable package with {paths}"
            raise BundleError(message)
        for name in names:
            (folder / name).write_bytes(package.read(name))
