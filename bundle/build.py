"""Build a bundle: ``python -m bundle.build --platform windows``; ``make bundle`` calls it.

What goes in: the wheels of a lock, held against their hashes; xltool as it stands in the tree; for
Windows, Python as python.org packs it. The place of that package is given, for a build takes
nothing from the network but what pip takes; without it the bundle cannot run, and its name says so.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bundle.archive import archive, write_sums
from bundle.errors import BundleError
from bundle.launchers import write_launchers
from bundle.library import compile_library, install, minor_version
from bundle.licences import write_licences
from bundle.sbom import sbom
from bundle.target import PLATFORMS, WINDOWS, WINDOWS_PYTHON, BundleTarget
from bundle.wheels import build_own, fetch
from bundle.windows_python import EmbeddedPython, open_python, write_python
from xltool.version import __version__

ROOT: Final = Path(__file__).resolve().parent.parent
MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class BundleRequest:
    """What is to be built, and by which Python it is compiled."""

    target: BundleTarget
    python: EmbeddedPython | None
    compiler: str

    @property
    def name(self) -> str:
        """How the folder and the file are called."""
        name = f"xltool-{__version__}-{self.target.platform}"
        if not self.target.is_windows:
            return f"{name}-python{self.target.python}"
        return name if self.python else f"{name}-without-python"

    @property
    def file_name(self) -> str:
        """The name of the file that is handed on."""
        return f"{self.name}{'.zip' if self.target.is_windows else '.tar.gz'}"


def main() -> None:
    """Build what the command line asks for, and say where it is."""
    try:
        request, out = _request()
        path, notes = build(request, out)
    except BundleError as error:
        sys.exit(f"bundle: {error}")
    for note in notes:
        sys.stdout.write(f"note: {note}\n")
    sys.stdout.write(f"{path} ({path.stat().st_size / MEGABYTE:.1f} MB)\n")


def _request() -> tuple[BundleRequest, Path]:
    parser = argparse.ArgumentParser(prog="python -m bundle.build", description=__doc__)
    parser.add_argument("--platform", choices=PLATFORMS, default=WINDOWS)
    parser.add_argument("--python-zip", default="", help="python-3.X.Y-embed-amd64.zip")
    parser.add_argument("--python-sha256", default="", help="its hash, as python.org gives it")
    parser.add_argument("--python-version", default="", help="Linux: the minor version, as 3.11")
    parser.add_argument("--compiler", default=sys.executable, help="the Python that compiles lib/")
    parser.add_argument("--out", type=Path, default=Path("dist"))
    chosen = parser.parse_args()
    if chosen.platform == WINDOWS:
        given = chosen.python_zip
        python = open_python(Path(given), chosen.python_sha256) if given else None
        target = BundleTarget(WINDOWS, python.minor if python else WINDOWS_PYTHON)
    else:
        python = None
        wanted = chosen.python_version or minor_version(chosen.compiler)
        target = BundleTarget(chosen.platform, wanted)
    return BundleRequest(target, python, chosen.compiler), chosen.out


def build(request: BundleRequest, out: Path) -> tuple[Path, list[str]]:
    """Write the bundle as one file; return it, and what a person should know of it."""
    with tempfile.TemporaryDirectory(prefix="bundle-") as temporary:
        folder = Path(temporary) / request.name
        notes = assemble(request, folder)
        path = out / request.file_name
        archive(folder, path)
    return path, notes


def assemble(request: BundleRequest, folder: Path) -> list[str]:
    """Write the folder of a bundle; return what is missing in it, in words."""
    target, notes = request.target, list[str]()
    target.check()
    folder.mkdir()
    with tempfile.TemporaryDirectory(prefix="wheels-") as temporary:
        (fetched := Path(temporary) / "fetched").mkdir()
        wheels = fetch(target, fetched)
        own = build_own(ROOT, Path(temporary) / "own")
        install((*wheels, own), folder / "lib")
        write_licences((*wheels, own), folder / "LICENSES")
        text = sbom(own, wheels, target, request.python)
    (folder / "sbom.cdx.json").write_text(text, encoding="utf-8", newline="\n")
    (folder / "requirements.lock").write_bytes(target.lock.read_bytes())
    if target.is_windows:
        write_python(request.python, folder / "python", target.python)
        if request.python is None:
            notes.append("no PYTHON_ZIP: a stand-in instead of Python, so this bundle cannot run")
        else:
            licence = folder / "LICENSES" / f"python-{request.python.version}"
            licence.mkdir()
            (licence / "LICENSE.txt").write_bytes((folder / "python" / "LICENSE.txt").read_bytes())
    write_launchers(target, folder, __version__)
    if not_compiled := compile_library(folder / "lib", target, request.compiler):
        notes.append(not_compiled)
    write_sums(folder)
    return notes


if __name__ == "__main__":
    main()
