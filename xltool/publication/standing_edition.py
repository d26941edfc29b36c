"""The edition that stands in 公开: its files, its manifest, what was proved of it, its review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from xltool.campaign.folder import FINAL, PUBLIC
from xltool.publication.edition_folder import (
    DRAFT,
    edition_files,
    manifest_paths,
    review_path,
)
from xltool.publication.manifest import digests, read_manifest, read_proofs

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.publication.manifest import EditionManifest
    from xltool.publication.proof import Proof


@dataclass(frozen=True, slots=True)
class StandingEdition:
    """A draft or a final that stands in ``folder``.

    ``manifest`` is None when the files there are those of no manifest: somebody changed them, and
    nothing is known of them. ``at`` is when it was made (UTC); ``review`` is None when it is gone.
    """

    folder: Path
    files: tuple[Path, ...]
    manifest: EditionManifest | None = None
    proofs: tuple[Proof, ...] = ()
    at: str = ""
    review: Path | None = None


def standing_edition(base: Path, *, final: bool) -> StandingEdition | None:
    """Return the draft, or the ``final``, that stands in 公开 in ``base``; None without one."""
    folder = base / PUBLIC / (FINAL if final else DRAFT)
    if not folder.is_dir():
        return None
    files = tuple(edition_files(folder))
    there = digests({path.name: path.read_bytes() for path in files})
    for path in manifest_paths(base):
        manifest = read_manifest(path)
        if manifest and manifest.final == final and dict(manifest.files) == there:
            made = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
            review = review_path(base, manifest)
            return StandingEdition(
                folder, files, manifest, read_proofs(path), made,
                review if review.is_file() else None,
            )  # fmt: skip
    return StandingEdition(folder, files)
