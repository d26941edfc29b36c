"""The folder ``LICENSES/``: the terms of everything inside, a folder for each package."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bundle.errors import BundleError
from bundle.wheels import members

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bundle.wheels import WheelFile

_LICENCE: Final = re.compile(
    r"\.dist-info/(?:licen[cs]es?/(?=.)|(?=(?:licen[cs]e|copying|notice|authors)[^/]*$))",
    re.IGNORECASE,
)


def is_licence(name: str) -> bool:
    """Whether a file of a wheel holds terms or names of authors."""
    return bool(_LICENCE.search(name))


def write_licences(wheels: Iterable[WheelFile], folder: Path) -> None:
    """Write what each wheel says of its terms; one that says nothing stops the build."""
    for wheel in wheels:
        texts = dict(members(wheel, is_licence))
        if not texts:
            message = f"{wheel.name} {wheel.version} brings no licence: add its text to the build"
            raise BundleError(message)
        for name, content in texts.items():
            path = folder / f"{wheel.name}-{wheel.version}" / _LICENCE.split(name, 1)[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
