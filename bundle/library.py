"""The folder ``lib/``: what the program needs of the wheels, with its compiled files."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Final

from bundle.errors import BundleError
from bundle.licences import is_licence
from bundle.wheels import members

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bundle.target import BundleTarget
    from bundle.wheels import WheelFile

_LEFT_OUT: Final = re.compile(
    r"""
      (^|/)tests/                                       # tests of the libraries
    | \.(pyi|pxd|pxi|pyx|h|hpp|lib|a|cc|cmake)$         # for compilers and type checkers
    | \.dist-info/(RECORD|INSTALLER|direct_url\.json)$  # say what was installed, which differs
    | ^pyarrow/(include|includes|src)/
    | ^numpy/(f2py|random/_examples)/
    # Reading over a network and from other engines: 9 MB, and nothing here asks for it. On Linux
    # the library of substrait stays, for others are linked to it.
    | ^pyarrow/(lib)?(arrow_)?(python_)?_?(flight|s3fs|s3|gcsfs|azurefs)\b
    | ^pyarrow/(arrow_)?_?substrait\.
    | ^olefile/olefile2\.py$                            # for Python 2: does not compile
    """,
    re.VERBOSE,
)
_READ_AS_DATA: Final = r"[/\\]xltool[/\\]_(pack|packs|examples)[/\\]"
"""Packs are copied and listed: there must be no file in them that xltool did not write."""


def install(wheels: Iterable[WheelFile], lib: Path) -> None:
    """Write the files of all wheels, without those that the program does not need."""
    for wheel in wheels:
        for name, content in members(wheel, _is_needed):
            path = lib / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _is_needed(name: str) -> bool:
    return not _LEFT_OUT.search(name) and not is_licence(name)


def minor_version(compiler: str) -> str:
    """Return the minor version of a Python, as ``3.14``."""
    program = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        run = subprocess.run(
            [compiler, "-I", "-c", program], capture_output=True, encoding="utf-8", check=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        message = f"cannot run {compiler}: {error}"
        raise BundleError(message) from None
    return run.stdout.strip()


def compile_library(lib: Path, target: BundleTarget, compiler: str) -> str:
    """Compile the library by a Python of the same minor version; else return why it was not.

    The compiled files are never held against their source: that costs as much as the time saved,
    and on a stick the times of files are rounded. They name their source by its place here.
    """
    found = minor_version(compiler)
    if found != target.python:
        return f"Python {found} compiles nothing for {target.python}: no .pyc, a slower start"
    run = subprocess.run(
        [
            compiler, "-s", "-S", "-B", "-m", "compileall", "-q",
            "--invalidation-mode", "unchecked-hash", "-x", _READ_AS_DATA, "-s", lib,
            "-p", "lib", lib,
        ],
        env={"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )  # fmt: skip
    if run.returncode:
        message = f"the library does not compile:\n{run.stdout}{run.stderr}"
        raise BundleError(message)
    return ""
