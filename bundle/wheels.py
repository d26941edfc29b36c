"""The wheels of a lock: fetched with their hashes, and what their metadata says."""

from __future__ import annotations

import email
import hashlib
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bundle.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import Message
    from pathlib import Path

    from bundle.target import BundleTarget

_LOCKED: Final = re.compile(r"# (\S+\.whl)\n([\w.-]+)==(\S+) --hash=sha256:([0-9a-f]{64})\n")


@dataclass(frozen=True, slots=True)
class LockedWheel:
    """A line of a lock file."""

    file: str
    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class WheelFile:
    """A wheel that lies on the disk."""

    path: Path
    sha256: str
    metadata: Message

    @property
    def name(self) -> str:
        """The name of the package, as the registry writes it: small letters and hyphens."""
        return re.sub(r"[-_.]+", "-", self.metadata["Name"]).lower()

    @property
    def version(self) -> str:
        """The version of the package."""
        return str(self.metadata["Version"])


def read_lock(path: Path) -> list[LockedWheel]:
    """Return the wheels of a lock file; nothing else may stand in it."""
    text = path.read_text(encoding="utf-8")
    found = [LockedWheel(*match.groups()) for match in _LOCKED.finditer(text)]
    if _LOCKED.sub("", text):
        message = f"{path.name}: not as bundle/lock.py writes it"
        raise BundleError(message)
    return found


def fetch(target: BundleTarget, folder: Path) -> list[WheelFile]:
    """Fetch the wheels of a lock into a folder; pip holds each against its hash."""
    locked = read_lock(target.lock)
    parts = [wheel.file.removesuffix(".whl").split("-")[-2:] for wheel in locked]
    abis = sorted({abi for abi, _ in parts})
    systems = sorted({system for _, found in parts for system in found.split(".")} - {"any"})
    _pip(
        "download", "--no-deps", "--require-hashes", "--only-binary", ":all:",
        "--python-version", target.python, "--implementation", "cp",
        *(word for abi in abis for word in ("--abi", abi)),
        *(word for system in systems for word in ("--platform", system)),
        "--requirement", str(target.lock), "--dest", str(folder),
    )  # fmt: skip
    if wrong := {wheel.file for wheel in locked} ^ {path.name for path in folder.iterdir()}:
        message = f"pip took other wheels than {target.lock.name} names: {', '.join(sorted(wrong))}"
        raise BundleError(message)
    return [read_wheel(folder / wheel.file) for wheel in locked]


def build_own(root: Path, folder: Path) -> WheelFile:
    """Build the wheel of xltool from the tree."""
    _pip("wheel", "--no-deps", "--wheel-dir", str(folder), str(root))
    (path,) = folder.glob("*.whl")
    return read_wheel(path)


def read_wheel(path: Path) -> WheelFile:
    """Return a wheel with its metadata."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with zipfile.ZipFile(path) as wheel:
        (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        return WheelFile(path, digest, email.message_from_bytes(wheel.read(name)))


def members(wheel: WheelFile, wanted: Callable[[str], object]) -> Iterator[tuple[str, bytes]]:
    """Yield those files of a wheel that are wanted, with the name under which they are installed.

    Commands, headers and data of the system are left out: what is in ``*.data/scripts`` would call
    a Python of another machine.
    """
    with zipfile.ZipFile(wheel.path) as package:
        for member in package.infolist():
            name = member.filename
            folder, _, rest = name.partition("/")
            if folder.endswith(".data"):
                scheme, _, name = rest.partition("/")
                if scheme not in {"purelib", "platlib"}:
                    continue
            if not member.is_dir() and wanted(name):
                yield name, package.read(member)


def _pip(command: str, *arguments: str) -> None:
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            command,
            "--quiet",
            "--disable-pip-version-check",
            *arguments,
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if run.returncode:
        message = f"pip {command} failed:\n{run.stderr.strip()}"
        raise BundleError(message)
