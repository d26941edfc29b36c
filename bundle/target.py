"""What a bundle is built for: a system, a processor and a minor version of Python."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bundle.errors import BundleError

FOLDER: Final = Path(__file__).parent
LOCKS: Final = FOLDER / "locks"
WINDOWS: Final = "windows"
PLATFORMS: Final = (WINDOWS, "linux-x86_64", "linux-aarch64")
WINDOWS_PYTHON: Final = "3.14"
"""The newest minor version whose embeddable package is served by wheels of all dependencies."""
LINUX_PYTHONS: Final = ("3.11", "3.12", "3.13", "3.14")
"""A compiled library runs in one minor version only, so there is a bundle for each."""


@dataclass(frozen=True, slots=True)
class BundleTarget:
    """One system with one minor version of Python."""

    platform: str
    python: str

    @property
    def is_windows(self) -> bool:
        """Whether it brings Python itself and its launchers are for cmd.exe."""
        return self.platform == WINDOWS

    @property
    def lock(self) -> Path:
        """The file that names each wheel with its hash."""
        return LOCKS / f"{self.platform}-{self.python}.txt"

    def check(self) -> None:
        """Raise ``BundleError`` when no wheels are locked for it."""
        if not self.lock.is_file():
            known = ", ".join(sorted(path.stem for path in LOCKS.glob("*-*.txt")))
            message = (
                f"nothing is locked for {self.platform} with Python {self.python}; for: {known}"
            )
            raise BundleError(message)


def all_targets() -> list[BundleTarget]:
    """Return everything that a bundle can be built for."""
    linux = [name for name in PLATFORMS if name != WINDOWS]
    return [
        BundleTarget(WINDOWS, WINDOWS_PYTHON),
        *(BundleTarget(name, python) for name in linux for python in LINUX_PYTHONS),
    ]
