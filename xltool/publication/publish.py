"""Publish: the department's workbook → a draft or a final, proved before anything is written.

The public files are made in memory, read again by other code, and judged; only then do they
appear. What is withheld is in none of them, and in no temporary file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING

from xltool.campaign.session import at_work
from xltool.kinds import Severity
from xltool.model.findings import Finding
from xltool.model.observer import SILENT, Stage, counted
from xltool.publication.compose import compose, public_files
from xltool.publication.decision_findings import decision_findings
from xltool.publication.department_check import (
    department_findings,
    last_workbook,
    read_department,
)
from xltool.publication.edition_folder import published_edition, write_edition
from xltool.publication.manifest import EditionManifest, digests
from xltool.publication.proof import PROOF_NAMES, ProofState
from xltool.publication.prove import prove, read_again
from xltool.publication.read_text_file import read_text_file, text_path
from xltool.publication.review_document import review_document
from xltool.publication.sign_off import (
    correction_findings,
    draft_number,
    sign_off_findings,
    sign_offs,
)
from xltool.publication.source import disclosure_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xltool.campaign.ledger import Ledger
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.model.observer import Observer
    from xltool.publication.compose import Composition
    from xltool.publication.edition_folder import WrittenEdition
    from xltool.publication.proof import Proof
    from xltool.publication.text_file import TextFile

BANNER, FORCED_BANNER = "送审稿", "送审稿（有错误）"
LEAKS = frozenset({"XL-221", "XL-231", "XL-239"})
"""Rules about what stands in a file and may not: such a file is not even written as a draft."""


@dataclass(frozen=True, slots=True)
class PublicationRequest:
    """What is asked for: of which workbook, in which folder, a draft or a final, a PDF besides.

    Without a ``workbook`` it is the one that was consolidated last. ``base`` is the folder in which
    公开 stands, ``text`` the name of a text file of the pack; empty for the first one, or the
    campaign's own. With ``force`` a draft is made in spite of errors. ``language`` is that of the
    review.
    """

    workbook: Path | None
    base: Path
    language: str
    text: str = ""
    final: bool = False
    force: bool = False
    pdf: bool = False


@dataclass(frozen=True, slots=True)
class Publication:
    """What became of it: number, proofs, findings, and where it was written, if it was.

    ``missing`` is what keeps a draft from being final. ``projects`` and ``cells`` count what is
    withheld. ``text`` is the name of the text file that was used.
    """

    title: str
    number: str
    final: bool
    text: str
    proofs: tuple[Proof, ...]
    findings: tuple[Finding, ...]
    missing: tuple[Finding, ...]
    projects: int = 0
    cells: int = 0
    written: WrittenEdition | None = None

    @property
    def has_errors(self) -> bool:
        """Whether anything is wrong with what would be published."""
        return any(each.severity is Severity.ERROR for each in self.findings)


def publish_campaign(
    campaign: Campaign, pack: Pack, request: PublicationRequest, observer: Observer = SILENT
) -> Publication:
    """Publish the department's workbook of a campaign, which is locked meanwhile; as ``publish``.

    A closed campaign is published, too.
    """
    with at_work(campaign, "publish", observer, reopens=True) as session:
        return publish(campaign, pack, session.ledger, request, observer)


def publish(
    campaign: Campaign,
    pack: Pack,
    ledger: Ledger,
    request: PublicationRequest,
    observer: Observer = SILENT,
) -> Publication:
    """Publish a department's workbook; nothing is written when it may not be.

    Raises ``XltoolError`` for a workbook that is not the department's, a pack without publication
    and a text file that cannot be read.
    """
    observer.start(Stage.PUBLISHING, len(PROOF_NAMES))
    found = read_department(
        request.workbook or last_workbook(campaign, ledger), pack, campaign, ledger
    )
    blocking = tuple(department_findings(found, campaign, ledger))
    if found.submission is None:
        return Publication(campaign.title, "", False, "", (), (*found.findings, *blocking), ())  # noqa: FBT003 - not final
    department, text = found.submission, _text_file(campaign, pack, request.text)
    composition = compose(pack, campaign, department, text)
    files = public_files(composition, pdf=request.pdf)
    documents = read_again(files)
    number = draft_number(documents)

    def again() -> dict[str, bytes]:
        return public_files(compose(pack, campaign, department, text), pdf=request.pdf)

    proofs = tuple(counted(prove(composition, files, documents, again), observer))
    published = published_edition(request.base)
    replaced = published.number if published else ""
    missing = _missing(composition, proofs, number, replaced)
    decided = decision_findings(composition.withholding, final=request.final)
    findings = (*blocking, *composition.findings, *decided, *_proof_findings(proofs))
    result = Publication(
        composition.title, number, request.final, text.name, proofs, findings, missing,
        *_counts(composition),
    )  # fmt: skip
    if not _may_write(result, request):
        return result
    if not request.final:
        banner = FORCED_BANNER if result.has_errors else BANNER
        files = public_files(composition, f"{banner} {number}", pdf=request.pdf)
    manifest = EditionManifest(
        number, request.final, digests(files), found.sha256,
        sha256("\n".join(text.lines).encode()).hexdigest(), f"{pack.id} {pack.version}",
        replaced if request.final and replaced != number else "",
    )  # fmt: skip
    written = write_edition(
        request.base, files, manifest, proofs,
        lambda every: _report(result, every, request.language), manifest.corrects,
    )  # fmt: skip
    observer.advance()
    return _with(result, written)


def _text_file(campaign: Campaign, pack: Pack, named: str) -> TextFile:
    """Return the text file that is used; ``XltoolError`` for a pack without publication."""
    return read_text_file(text_path(pack, disclosure_of(pack), campaign.folder, named))


def _may_write(result: Publication, request: PublicationRequest) -> bool:
    """Whether the edition is written: a final without anything missing, a draft without errors.

    With ``force`` a draft may have errors, but for one that shows what is withheld.
    """
    if request.final:
        return not result.has_errors and not result.missing
    if any(each.rule in LEAKS for each in result.findings):
        return False
    return request.force or not result.has_errors


def _missing(
    composition: Composition, proofs: Sequence[Proof], number: str, replaced: str
) -> tuple[Finding, ...]:
    """Return what keeps the edition from being final, besides errors."""
    disclosure, values = composition.source.disclosure, composition.source.department
    return (
        *sign_off_findings(sign_offs(disclosure, values), number),
        *correction_findings(disclosure, values, replaced, number),
        *(
            Finding(
                "XL-210", Severity.ERROR, "XL-210",
                params={"zh": PROOF_NAMES[proof.name].zh, "en": PROOF_NAMES[proof.name].en},
            )
            for proof in proofs
            if proof.state is ProofState.NOT_EVALUATED
        ),
    )  # fmt: skip


def _proof_findings(proofs: Sequence[Proof]) -> list[Finding]:
    return list(chain.from_iterable(proof.findings for proof in proofs))


def _counts(composition: Composition) -> tuple[int, int]:
    """Return how many projects are withheld, and how many cells of theirs."""
    withholding = composition.withholding
    rows = {decision.row for decision in withholding.rows.values()}
    return len(rows), sum(1 for _ in withholding.cells())


def _report(result: Publication, proofs: Sequence[Proof], language: str) -> str:
    """Return the review of an edition as a page."""
    from xltool.report.document_page import document_page  # noqa: PLC0415 - only what is written

    document = review_document(
        result.title, result.number, proofs, result.findings, result.missing, language
    )
    return document_page(document)


def _with(result: Publication, written: WrittenEdition) -> Publication:
    return replace(result, proofs=(*result.proofs, written.proof), written=written)
