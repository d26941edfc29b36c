"""Consolidate the returns of a campaign into one tree of submissions, level by level.

An entity that returned a workbook counts with what it reported, a department's workbook with all
entities in it. An entity that did not is consolidated from the entities below it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.batch.coverage import missing, twice
from xltool.consolidation.consolidate import consolidate, received
from xltool.messages.render import item_of
from xltool.model.coverage import Coverage
from xltool.model.findings import Return
from xltool.model.observer import SILENT, counted
from xltool.model.submission import SourceExplanation
from xltool.text import utf8

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from xltool.model.campaign import Campaign
    from xltool.model.findings import Finding
    from xltool.model.forms import Entity, Pack
    from xltool.model.observer import Observer
    from xltool.model.submission import Submission


@dataclass(frozen=True, slots=True)
class RolledUp:
    """The returns that were used, and the findings about entities that are missing or double."""

    used: list[Return] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Returns:
    """The returns that can be used, by entity code: its figures, and its adjustments as a parent.

    ``all`` are the returns that they were taken from.
    """

    reported: Mapping[str, Return]
    adjusting: Mapping[str, Return]
    all: Collection[Return] = ()


def sort_returns(pack: Pack, returns: Collection[Return], period: str) -> Returns:
    """Sort the returns of ``period`` by entity; the last one of an entity is kept."""
    reported, adjusting = dict[str, Return](), dict[str, Return]()
    for item in returns:
        if item.submission and item.submission.period == period:
            kind = adjusting if adjusts(pack, item.submission) else reported
            kind[item.submission.entity.code] = item
    return Returns(reported, adjusting, returns)


def adjusts(pack: Pack, submission: Submission) -> bool:
    """Whether a submission is a parent's own: it has only forms that parents fill in."""
    forms = [form for form in pack.forms if form.id in submission.extents]
    return bool(forms) and all(form.template.parent for form in forms)


class LevelRollUp:
    """Consolidates the returns of one campaign upwards; ``result`` grows while it does."""

    def __init__(
        self,
        pack: Pack,
        campaign: Campaign,
        returns: Returns,
        error_texts: Callable[[Return], tuple[str, ...]],
        observer: Observer = SILENT,
    ) -> None:
        """Keep the returns; ``error_texts`` gives the errors of one, which stay with its facts.

        Each entity is a step of the stage that was begun.
        """
        self._pack = pack
        self._campaign = campaign
        self._returns = returns
        self._error_texts = error_texts
        self._observer = observer
        self.result = RolledUp()

    def consolidated(self, entity: Entity) -> Submission | None:
        """Return the submission of ``entity`` made of those below it; None without any."""
        below = [
            self._submission(child)
            for child in counted(self._campaign.children(entity.code), self._observer)
        ]
        children = [child for child in below if child is not None]
        if not children:
            return None
        adjusting = self._returns.adjusting.get(entity.code)
        if adjusting:
            self.result.used.append(adjusting)
        own = adjusting.submission if adjusting else None
        parent = consolidate(self._pack, entity, children, own)
        return replace(parent, coverage=self._coverage(parent))

    def _coverage(self, parent: Submission) -> Coverage | None:
        """Return how many of those below a parent are in it; None when it is all of them."""
        reported = {part.entity.code for part in parent.parts()} - {parent.entity.code}
        missing_codes = self.below(parent.entity.code) - reported
        # of entities that the campaign does not list only their own department knows
        unlisted = sum(
            child.coverage.due - child.coverage.reported
            for child in parent.children
            if child.coverage and not self._campaign.children(child.entity.code)
        )
        absent = len(missing_codes) + unlisted
        return Coverage(len(reported), len(reported) + absent) if absent else None

    def below(self, code: str) -> set[str]:
        """Return the codes of all entities below one, at any depth."""
        codes = {child.code for child in self._campaign.children(code)}
        return codes.union(*map(self.below, codes))

    def _submission(self, entity: Entity) -> Submission | None:
        """Return what an entity reported, or else what those below it did; None without any."""
        item = self._returns.reported.get(entity.code)
        if item is None or item.submission is None:
            if self._campaign.children(entity.code):
                return self.consolidated(entity)
            self.result.findings.extend(missing([entity], self._returns.all))
            return None
        self.result.used.append(item)
        self.result.findings.extend(self._contradictions(item.submission))
        return received(
            self._pack,
            item.submission,
            when=_modified(item.path),
            forced=self._error_texts(item),
            explanations=tuple(_explanations(item)),
        )

    def _contradictions(self, submission: Submission) -> Iterable[Finding]:
        """Yield a finding for each entity in here that also reported a different file itself."""
        for part in submission.parts():
            other = self._returns.reported.get(part.entity.code)
            if part is submission or other is None or other.submission is None:
                continue
            origin = other.submission.origin
            if part.receipt and origin and part.receipt.sha256 != origin.sha256:
                yield twice(part.entity, (part.receipt.source, utf8(Path(other.path).name)))


def _explanations(item: Return) -> Iterator[SourceExplanation]:
    """Yield what was said of the warnings of a return, with the names that its forms print."""
    for finding in item.findings:
        if finding.explained:
            said, place = finding.explained, item_of(finding, "zh")
            words = said.reply.words if said.reply else ""
            yield SourceExplanation(
                finding.rule, finding.form, place, said.text, said.decision, words
            )


def _modified(path: str) -> str:
    """Return when a file was last written, in local time: ``2020-11-30 16:15``; or nothing."""
    try:
        seconds = Path(path).stat().st_mtime
    except OSError:
        return ""
    return datetime.fromtimestamp(seconds, tz=UTC).astimezone().strftime("%Y-%m-%d %H:%M")
