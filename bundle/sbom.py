"""The list of everything inside, as CycloneDX 1.6 (ECMA-424) in JSON.

Written here and not by a tool: a tool lists what is installed beside it, or knows no licences. It
holds no time and no random number, so that two builds give the same bytes.
"""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING, Any, Final

from packaging.requirements import InvalidRequirement, Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bundle.target import BundleTarget
    from bundle.wheels import WheelFile
    from bundle.windows_python import EmbeddedPython

_SPACE: Final = uuid.UUID("6b5b2f0e-3e0f-5d0e-9d2a-6c1f4c7d8e90")
"""In which serial numbers of lists are made from their content."""
_KNOWN: Final = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "Apache Software License": "Apache-2.0",
}
"""Licences that old metadata names in a classifier, and the words of the list for them."""
_IDS: Final = frozenset({"MIT", "ISC", "Apache-2.0", "BSD-3-Clause", "BSD-2-Clause", "PSF-2.0"})
"""Identifiers of SPDX among them; BSD is none, for it does not say which."""


def sbom(
    own: WheelFile,
    wheels: Sequence[WheelFile],
    target: BundleTarget,
    python: EmbeddedPython | None,
) -> str:
    """Return the list: xltool as what is described, the wheels and Python as its parts."""
    parts = [_component(wheel) for wheel in wheels]
    if python is not None:
        parts.append(_python(python))
    document: dict[str, Any] = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "",
        "version": 1,
        "metadata": {"component": _component(own) | {"type": "application"}},
        "components": parts,
        "dependencies": _dependencies(own, wheels, target),
    }
    text = json.dumps(document, ensure_ascii=False, sort_keys=True)
    document["serialNumber"] = f"urn:uuid:{uuid.uuid5(_SPACE, text)}"
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def reference(wheel: WheelFile) -> str:
    """Return the package URL, by which lists of weaknesses name a package."""
    return f"pkg:pypi/{wheel.name}@{wheel.version}"


def _component(wheel: WheelFile) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": reference(wheel),
        "name": wheel.name,
        "version": wheel.version,
        "hashes": [{"alg": "SHA-256", "content": wheel.sha256}],
        "licenses": _licences(wheel),
        "purl": reference(wheel),
    }


def _licences(wheel: WheelFile) -> list[dict[str, Any]]:
    """Return an expression of SPDX where the metadata has one, else what it says in words."""
    if expression := wheel.metadata["License-Expression"]:
        return [{"expression": str(expression)}]
    classifiers = [
        text.rpartition(" :: ")[2]
        for text in wheel.metadata.get_all("Classifier", [])
        if text.startswith("License :: ")
    ]
    told = classifiers or [str(wheel.metadata["License"] or "").partition("\n")[0].strip()]
    return [{"license": _named(_KNOWN.get(text, text))} for text in told if text]


def _named(text: str) -> dict[str, str]:
    return {"id": text} if text in _IDS else {"name": text}


def _python(python: EmbeddedPython) -> dict[str, Any]:
    purl = f"pkg:generic/python@{python.version}"
    return {
        "type": "platform",
        "bom-ref": purl,
        "name": "python",
        "version": python.version,
        "hashes": [{"alg": "SHA-256", "content": python.sha256}],
        "licenses": [{"license": {"id": "PSF-2.0"}}],
        "purl": purl,
    }


def _dependencies(
    own: WheelFile, wheels: Iterable[WheelFile], target: BundleTarget
) -> list[dict[str, Any]]:
    inside = {wheel.name: reference(wheel) for wheel in wheels}
    return [
        {
            "ref": reference(wheel),
            "dependsOn": sorted({inside[name] for name in _required(wheel, target, inside)}),
        }
        for wheel in (own, *wheels)
    ]


def _required(wheel: WheelFile, target: BundleTarget, inside: Iterable[str]) -> list[str]:
    """Return which packages of the bundle a wheel asks for, its extras left aside unless inside."""
    environment = {
        "python_version": target.python,
        "python_full_version": f"{target.python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "sys_platform": "win32" if target.is_windows else "linux",
        "platform_system": "Windows" if target.is_windows else "Linux",
        "os_name": "nt" if target.is_windows else "posix",
        "platform_machine": "AMD64" if target.is_windows else target.platform.partition("-")[2],
    }
    extras = ("", *wheel.metadata.get_all("Provides-Extra", []))
    found = []
    for text in wheel.metadata.get_all("Requires-Dist", []):
        try:
            wanted = Requirement(text)
        except InvalidRequirement:
            continue
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        holds = wanted.marker is None or any(
            wanted.marker.evaluate(environment | {"extra": extra}) for extra in extras
        )
        if holds and name in inside and name != wheel.name:
            found.append(name)
    return found
