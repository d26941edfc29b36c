"""One command's work in a campaign: its lock, its ledger, and the files that count."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.batch.batch import files_of, skipped_line
from xltool.campaign.folder import IN, OUT
from xltool.campaign.inbox import (
    KEPT,
    digests_inside,
    earlier_returns,
    look_into,
    name_inside,
    record_returns,
    resent,
)
from xltool.campaign.ledger import Sent, now, open_ledger
from xltool.campaign.ledger_seals import Consolidated
from xltool.campaign.lists_in_force import lists_in_force
from xltool.campaign.lock import locked
from xltool.campaign.seal import require_unsealed
from xltool.errors import CampaignError
from xltool.kinds import Severity, Verdict
from xltool.spreadsheets.stored_files import digest
from xltool.text import utf8

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.batch.batch import ReadOptions, Tell
    from xltool.campaign.department import DepartmentWorkbook
    from xltool.campaign.ledger import Ledger
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Pack


class Session:
    """A locked campaign with its open ledger; made by ``at_work``."""

    def __init__(self, campaign: Campaign, ledger: Ledger, tell: Tell) -> None:
        """Keep all three; ``tell`` is called with a line for each file that does not count."""
        self.campaign = campaign
        self.ledger = ledger
        self._tell = tell
        self._before: dict[Path, str] = {}

    def files(self, paths: Sequence[Path] = ()) -> list[Path]:
        """Return the files that ``paths`` name, without any those in ``in/`` that count.

        Reports files that are skipped, set aside or were sent before. Raises ``XltoolError`` when
        there is no file.
        """
        if not paths:
            return self._some(self._counting_files())
        files = files_of(paths, self._tell)
        self._before = digests_inside(self.campaign, files)
        return files

    def _some(self, files: list[Path]) -> list[Path]:
        """Return the files; raise ``CampaignError`` that says what to do when there are none."""
        if not files:
            folder = self.campaign.folder / IN
            msg = (
                f"{folder}: 还没有可以审核的文件，请把报回的工作簿放进这个文件夹，再运行一次 · "
                "nothing to check yet: put what comes back into this folder, then run again"
            )
            raise CampaignError(msg)
        return files

    def _counting_files(self) -> list[Path]:
        inbox = look_into(self.campaign, self.ledger, lambda text: self._tell(skipped_line(text)))
        self._before = dict(inbox.files)
        names = {item.sha256: item.name for item in self.ledger.summaries()}
        for path, chosen in inbox.aside.items():
            name = names.get(chosen, chosen)
            self._tell(f"{path}: 不采用，已定下采用 {name} · set aside, for {name} was accepted")
        for path, before in resent(inbox, self.ledger):
            at = f" ({before.at})" if before.at else ""
            self._tell(
                f"{path}: 内容与 {before.name}{at} 相同 · the same content as {before.name}{at}"
            )
        return inbox.counting

    def with_earlier(self, way: ReadOptions) -> ReadOptions:
        """Return how to check, with what is known of earlier returns."""
        return replace(way, earlier=earlier_returns(self.ledger))

    def record_returns(self, returns: Iterable[Return]) -> None:
        """Enter the checked files that stand in ``in/``, once ``files`` has told which they are."""
        record_returns(self.campaign, self.ledger, returns, self._before, self._tell)

    def built(self, built: DepartmentWorkbook) -> None:
        """Enter what was consolidated: the returns, and the workbook if one was written."""
        self.record_returns(built.returns)
        if built.path:
            self.record_sent(built.path, self.campaign.root, built.serial)
            self.ledger.seals.record_consolidated(self._consolidated(built, built.path))

    def _consolidated(self, built: DepartmentWorkbook, path: Path) -> Consolidated:
        names = {item.path: name_inside(self.campaign, Path(item.path)) for item in built.returns}
        files = {
            f"{IN}/{names[item.path]}" if names[item.path] else item.path: item.sha256
            for item in built.returns
        }
        detail = sorted(built.detail.rglob("*")) if built.detail else []
        return Consolidated(
            now(),
            self.campaign.root,
            self._name(path),
            digest(path),
            files,
            forced=any(item.verdict is not Verdict.ACCEPTED for item in built.returns)
            or any(finding.severity is Severity.ERROR for finding in built.between),
            detail={self._name(each): digest(each) for each in detail if each.is_file()},
        )

    def _name(self, path: Path) -> str:
        """Return a path as the ledger names it: relative to the campaign's folder if in there."""
        real, folder = (Path(os.path.realpath(each)) for each in (path, self.campaign.folder))
        return (real.relative_to(folder) if real.is_relative_to(folder) else real).as_posix()

    def record_lists(self, pack: Pack) -> None:
        """Enter the added codes and least rows that workbooks are generated with from now on."""
        for item in lists_in_force(self.campaign, pack, now()):
            self.ledger.lists.record_list(item)

    def record_sent(self, path: Path, entity: str, serial: str, of: str = "") -> None:
        """Enter a written workbook; ``of`` is the SHA-256 of the return that it corrects."""
        period = self.campaign.period
        sent = Sent(utf8(path.name), digest(path), now(), entity, period, serial, of)
        self.ledger.record_sent(sent)


@contextmanager
def looking(campaign: Campaign, tell: Tell) -> Iterator[Session]:
    """Open the ledger of a campaign in which nothing is entered, and do not lock it."""
    with open_ledger(campaign.folder) as ledger:
        yield Session(campaign, ledger, tell)


@contextmanager
def at_work(
    campaign: Campaign,
    command: str,
    tell: Tell,
    also: Path | None = None,
    *,
    reopens: bool = False,
) -> Iterator[Session]:
    """Lock the campaign for ``command`` and open its ledger.

    Temporary files that a killed run left in the campaign's folders and in ``also`` are deleted.
    Raises ``CampaignError`` when another run holds the lock, the ledger cannot be used, or the
    campaign is closed, unless the command ``reopens`` it.
    """
    with (
        locked(campaign.folder, command, (OUT, KEPT, *([also.absolute()] if also else ()))) as last,
        open_ledger(campaign.folder) as ledger,
    ):
        if last:
            tell(
                f"上次运行没有完成，现在重做：{last} · "
                f"the last run did not finish, it is done again: {last}"
            )
        if not reopens:
            require_unsealed(ledger, campaign.folder)
        yield Session(campaign, ledger, tell)
