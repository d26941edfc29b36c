"""Returns → the tree of submissions below an entity, level by level, however deep.

An entity that handed in its own workbook stands as it reported, a department's workbook with all
that is in it. Of an entity that did not, those below are consolidated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.batch.coverage import missing, twice
from xltool.consolidation.consolidate import consolidate, received
from xltool.model.findings import Return

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from xltool.model.campaign import Campaign
    from xltool.model.findings import Finding
    from xltool.model.forms import Entity, Pack
    from xltool.model.submission import Submission


@dataclass(frozen=True, slots=True)
class RolledUp:
    """What became of the returns: which were used, and who is missing or came twice."""

    used: list[Return] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Returns:
    """The returns that can be used, by entity: what it reported, and what it adjusts."""

    reported: Mapping[str, Return]
    adjusting: Mapping[str, Return]
    all: Collection[Return] = ()


def sort_returns(pack: Pack, returns: Collection[Return], period: str) -> Returns:
    """Keep the last return of each entity for ``period``."""
    reported, adjusting = dict[str, Return](), dict[str, Return]()
    for item in returns:
        if item.submission and item.submission.period == period:
            kind = adjusting if adjusts(pack, item.submission) else reported
            kind[item.submission.entity.code] = item
    return Returns(reported, adjusting, returns)


def adjusts(pack: Pack, submission: Submission) -> bool:
    """Say whether a submission is a parent's own: nothing but the forms that only it fills in."""
    forms = [form for form in pack.forms if form.id in submission.extents]
    return bool(forms) and all(form.template.parent for form in forms)


class LevelRollUp:
    """Consolidates the returns of one campaign upwards."""

    def __init__(
        self,
        pack: Pack,
        campaign: Campaign,
        returns: Returns,
        told: Callable[[Return], tuple[str, ...]],
    ) -> None:
        """Keep the returns; ``told`` says what was overridden in one."""
        self._pack = pack
        self._campaign = campaign
        self._returns = returns
        self._told = told
        self.rolled = RolledUp()

    def up(self, entity: Entity) -> Submission | None:
        """Return the submission of ``entity`` made of those below it; None without any."""
        below = [self._handed_in(child) for child in self._campaign.children(entity.code)]
        children = [child for child in below if child is not None]
        if not children:
            return None
        own = self._returns.adjusting.get(entity.code)
        if own:
            self.rolled.used.append(own)
        return consolidate(self._pack, entity, children, own.submission if own else None)

    def _handed_in(self, entity: Entity) -> Submission | None:
        item = self._returns.reported.get(entity.code)
        if item is None or item.submission is None:
            if self._campaign.children(entity.code):
                return self.up(entity)
            self.rolled.findings.extend(missing([entity], self._returns.all))
            return None
        self.rolled.used.append(item)
        self.rolled.findings.extend(self._contradicting(item.submission))
        return received(self._pack, item.submission, when=_when(item.path), forced=self._told(item))

    def _contradicting(self, submission: Submission) -> Iterable[Finding]:
        """Find entities that also reported something else than what is in here."""
        for part in submission.parts():
            other = self._returns.reported.get(part.entity.code)
            if part is submission or other is None or other.submission is None:
                continue
            origin = other.submission.origin
            if part.receipt and origin and part.receipt.sha256 != origin.sha256:
                files = part.receipt.source, Path(other.path).name
                yield twice(part.entity, files)


def _when(path: str) -> str:
    """Return when the file was last written, by the clock of this place."""
    try:
        seconds = Path(path).stat().st_mtime
    except OSError:
        return ""
    return datetime.fromtimestamp(seconds, tz=UTC).astimezone().strftime("%Y-%m-%d %H:%M")
