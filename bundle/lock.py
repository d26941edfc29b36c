"""Write the lock files anew: one wheel with its hash for each package, for each target.

``uv`` resolves for a system that it does not run on; pip judges the markers by the machine it runs
on, and would leave out what only Windows needs. Of the wheels that fit the best one is kept, as
pip would choose it, so that a lock names files and not only versions. No address is written.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import parse_wheel_filename

from bundle.errors import BundleError
from bundle.target import LOCKS, BundleTarget, all_targets

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
ADDED: Final = LOCKS / "added.in"
"""What a bundle holds besides the dependencies of xltool."""
GLIBC: Final = 28
"""Linux from 2018 on: that of Kylin V10 and of all later ones."""
OLDEST_GLIBC: Final = 5


def main() -> None:
    """Write all lock files; packages are looked up again, so versions may rise."""
    for target in all_targets():
        target.lock.write_text("".join(_lines(target)), encoding="utf-8", newline="\n")


def _lines(target: BundleTarget) -> Iterator[str]:
    order = {tag: place for place, tag in enumerate(tags(target))}
    for package in _resolved(target)["packages"]:
        wheels = {wheel["url"].rpartition("/")[2]: wheel for wheel in package.get("wheels", ())}
        places = {
            name: min(order[tag] for tag in parse_wheel_filename(name)[3] if tag in order)
            for name in wheels
            if not order.keys().isdisjoint(parse_wheel_filename(name)[3])
        }
        if not places:
            message = f"{package['name']} has no wheel for {target.platform} {target.python}"
            raise BundleError(message)
        chosen = min(places, key=places.__getitem__)
        digest = wheels[chosen]["hashes"]["sha256"]
        yield f"# {chosen}\n{package['name']}=={package['version']} --hash=sha256:{digest}\n"


def _resolved(target: BundleTarget) -> dict[str, Any]:
    """Return what uv finds: packages with all their wheels, as PEP 751 writes them."""
    system = {"windows": "windows"}.get(
        target.platform, f"{target.platform.removeprefix('linux-')}-manylinux_2_{GLIBC}"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pylock.toml"
        subprocess.run(
            [
                sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--upgrade",
                "--only-binary", ":all:", "--python-platform", system,
                "--python-version", target.python, "--format", "pylock.toml",
                "--output-file", path, ROOT / "pyproject.toml", ADDED,
            ],
            check=True,
        )  # fmt: skip
        return tomllib.loads(path.read_text(encoding="utf-8"))


def tags(target: BundleTarget) -> list[Tag]:
    """Return the tags of wheels that fit, best first."""
    major, minor = (int(part) for part in target.python.split("."))
    processor = target.platform.removeprefix("linux-")
    systems = (
        ["win_amd64"]
        if target.is_windows
        else [
            *(f"manylinux_2_{glibc}_{processor}" for glibc in range(GLIBC, OLDEST_GLIBC - 1, -1)),
            f"manylinux2014_{processor}",
        ]
    )
    return [
        *cpython_tags((major, minor), platforms=systems),
        *compatible_tags((major, minor), f"cp{major}{minor}", systems),
    ]


if __name__ == "__main__":
    main()
