"""The manifest of an edition 清单: what was published, by its hashes, and what was proved of it.

It names files, and hashes of what went in; no name and no value of what is withheld.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from xltool.kinds import Severity
from xltool.model.findings import Finding
from xltool.publication.proof import COUNT_WORDS, PROOF_NAMES, Proof, ProofState, judged
from xltool.text import load_json
from xltool.visible import as_json_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class EditionManifest:
    """One edition: its number, whether it is final, and the SHA-256 of each public file by name.

    ``workbook`` and ``text`` are the SHA-256 of the department's workbook and of the text file,
    ``pack`` the id and version of the pack. ``corrects`` is the number of the edition that this one
    replaces; empty for none.
    """

    number: str
    final: bool
    files: Mapping[str, str]
    workbook: str
    text: str
    pack: str
    corrects: str = ""


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of each file, by name."""
    return {name: sha256(data).hexdigest() for name, data in sorted(files.items())}


def manifest_text(manifest: EditionManifest, proofs: Sequence[Proof]) -> str:
    """Return a manifest as JSON, with what was proved and counted."""
    document: dict[str, Any] = {
        "number": manifest.number,
        "final": manifest.final,
        "corrects": manifest.corrects,
        "files": dict(manifest.files),
        "workbook": manifest.workbook,
        "text": manifest.text,
        "pack": manifest.pack,
        "proofs": {
            proof.name: {"state": proof.state.value, **dict(proof.counts)} for proof in proofs
        },
    }
    return as_json_text(document) + "\n"


def read_manifest(path: Path) -> EditionManifest | None:
    """Return the manifest in a file; None when the file is none."""
    try:
        data = load_json(path.read_text(encoding="utf-8"))
        return EditionManifest(
            str(data["number"]), bool(data["final"]),
            {str(name): str(digest) for name, digest in data["files"].items()},
            str(data["workbook"]), str(data["text"]), str(data["pack"]), str(data["corrects"]),
        )  # fmt: skip
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError, AttributeError):
        return None


def read_proofs(path: Path) -> tuple[Proof, ...]:
    """Return the eight proofs as the manifest in a file has them, in order.

    One that is not there, or in words that are not ours, is not evaluated: unknown is never proved.
    """
    try:
        data = load_json(path.read_text(encoding="utf-8"))
        told = data["proofs"]
        return tuple(_proof_of(name, told.get(name)) for name in PROOF_NAMES)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return tuple(_proof_of(name, None) for name in PROOF_NAMES)


def _proof_of(name: str, told: object) -> Proof:
    """Return one proof by what a manifest says of it."""
    if not isinstance(told, dict) or told.get("state") not in set(ProofState):
        return Proof(name, ProofState.NOT_EVALUATED)
    counts = {
        key: value for key, value in told.items() if key in COUNT_WORDS and type(value) is int
    }
    return Proof(name, ProofState(told["state"]), counts)


def manifest_proof(manifest: EditionManifest, folder: Path) -> Proof:
    """Hold the files in a folder, as they are on the disk, against the manifest (proof 8).

    A file that is not listed, that is missing or differs is a failure of ours.
    """
    there = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    found = digests(there)
    wrong = [
        Finding(
            "XL-237", Severity.ERROR, "XL-237", workbook=name,
            params={"file": name},
        )
        for name in sorted(found.keys() | manifest.files.keys())
        if found.get(name) != manifest.files.get(name)
    ]  # fmt: skip
    return judged("manifest", wrong, {"files": len(found)}, evaluated=bool(found))
