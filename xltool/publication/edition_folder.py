"""Where editions stand in a campaign: drafts 送审稿 and finals 公开稿, and beside them the reviews.

Only what may leave the house stands in the folder 公开. What was proved of an edition, and its
manifest, stand beside it in 公开复核, by the number of the edition: those of earlier editions stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xltool.campaign.folder import FINAL, PUBLIC
from xltool.errors import CampaignError
from xltool.files import PREFIX, replacing_all, replacing_folder, write_file
from xltool.publication.manifest import (
    SUFFIX,
    digests,
    manifest_proof,
    manifest_text,
    read_manifest,
)
from xltool.publication.proof import ProofState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from xltool.publication.manifest import EditionManifest
    from xltool.publication.proof import Proof

REVIEWS: Final = "公开复核"
DRAFT: Final = "送审稿"
_CORRECTED: Final = "已更正"
_MANIFEST: Final = "清单-"
_REPORT: Final = "复核-"


class WrittenEdition(NamedTuple):
    """Where an edition was written: its folder, manifest and report, and the eighth proof."""

    folder: Path
    manifest: Path
    report: Path
    proof: Proof


def published_edition(base: Path) -> EditionManifest | None:
    """Return the manifest of the edition that is public; None when none is.

    ``base`` is the folder in which 公开 stands. Raises ``CampaignError`` when its files are not
    those of any manifest: nothing that somebody changed or put there is overwritten.
    """
    folder = base / PUBLIC / FINAL
    if not folder.is_dir():
        return None
    there = digests({path.name: path.read_bytes() for path in edition_files(folder)})
    for each in manifests(base):
        if each.final and dict(each.files) == there:
            return each
    msg = (
        f"{folder}: 里面的文件与清单不符，被改动过；请移走后再定稿 · "
        "holds files that are not as the manifest has them: move them away, then make the final"
    )
    raise CampaignError(msg)


def manifests(base: Path) -> Iterator[EditionManifest]:
    """Yield the manifests of all editions that were written in ``base``."""
    for path in manifest_paths(base):
        if found := read_manifest(path):
            yield found


def manifest_paths(base: Path) -> list[Path]:
    """Return the files of all manifests that were written in ``base``."""
    return sorted((base / REVIEWS).glob(f"{_MANIFEST}*{SUFFIX}"))


def review_path(base: Path, manifest: EditionManifest) -> Path:
    """Return where the review of an edition stands, or would."""
    kind = FINAL if manifest.final else DRAFT
    return base / REVIEWS / f"{_REPORT}{kind}-{manifest.number}.html"


def write_edition(
    base: Path,
    files: Mapping[str, bytes],
    manifest: EditionManifest,
    proofs: Sequence[Proof],
    report: Callable[[Sequence[Proof]], str],
    corrected: str = "",
) -> WrittenEdition:
    """Write an edition as a whole: its files are read again from the disk before they appear.

    ``report`` makes the report of all proofs; ``corrected`` is the number of the edition that this
    final replaces: its folder is kept under another name. Raises ``CampaignError`` when the files
    on the disk are not those of the manifest; then nothing appears.
    """
    kind = FINAL if manifest.final else DRAFT
    target = base / PUBLIC / kind
    written = (
        base / REVIEWS / f"{_MANIFEST}{kind}-{manifest.number}{SUFFIX}",
        review_path(base, manifest),
    )
    kept = target.with_name(f"{kind}-{_CORRECTED}-{corrected}") if corrected else None
    with replacing_folder(target, kept) as folder:
        for name, data in files.items():
            write_file(folder / name, data)
        proof = manifest_proof(manifest, folder)
        if proof.state is not ProofState.PROVED:  # the disk did not keep what it was given
            msg = f"{target}: 写出的文件读回来不一样，没有定下 · what was written reads otherwise"
            raise CampaignError(msg)
        everything = (*proofs, proof)
        with replacing_all(written) as (manifest_file, report_file):
            manifest_file.write(manifest_text(manifest, everything).encode())
            report_file.write(report(everything).encode())
    return WrittenEdition(target, *written, proof)


def edition_files(folder: Path) -> list[Path]:
    """Return the files of an edition, without what a killed run left half written."""
    return [path for path in sorted(folder.iterdir()) if not path.name.startswith(PREFIX)]
