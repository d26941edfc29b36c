"""One command's work in a campaign: its lock, its ledger, and the files that count."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.batch.compact_returns import part_returns
from xltool.batch.found_files import files_of
from xltool.campaign.corrected_returns import set_aside
from xltool.campaign.folder import IN, OUT
from xltool.campaign.inbox import (
    KEPT,
    digests_inside,
    earlier_returns,
    look_into,
    record_returns,
    resent,
)
from xltool.campaign.ledger import Sent, now, open_ledger
from xltool.campaign.lists_in_force import lists_in_force
from xltool.campaign.lock import locked
from xltool.campaign.standing_seal import require_unsealed
from xltool.errors import CampaignError
from xltool.model.notices import Notice
from xltool.spreadsheets.stored_files import digest, name_of
from xltool.text import utf8

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from xltool.batch.batch import ReadOptions
    from xltool.campaign.ledger import Ledger
    from xltool.campaign.ledger_files import Members
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Pack
    from xltool.model.observer import Observer


class Session:
    """A locked campaign with its open ledger; made by ``at_work``."""

    def __init__(self, campaign: Campaign, ledger: Ledger, observer: Observer) -> None:
        """Keep all three; the observer is told of each file that does not count."""
        self.campaign = campaign
        self.ledger = ledger
        self._observer = observer
        self._before: dict[Path, str] = {}
        self._is_inbox = False
        self._corrected: Collection[Return] = ()
        self._opened: Mapping[str, Members] = {}

    def files(self, paths: Sequence[Path] = ()) -> list[Path]:
        """Return the files that ``paths`` name, without any those in ``in/`` that count.

        Reports files that are skipped, set aside or were sent before. Raises ``XltoolError`` when
        there is no file.
        """
        if not paths:
            return self._some(self._counting_files())
        files = files_of(paths, self._observer)
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
        inbox = look_into(self.campaign, self.ledger, self._observer)
        self._before, self._is_inbox = dict(inbox.files), True
        self._opened = inbox.opened
        names = {item.sha256: item.name for item in self.ledger.summaries()}
        for path, chosen in inbox.aside.items():
            key = "corrected" if path in inbox.corrected else "aside"
            self._observer.notify(Notice(key, path, {"name": names.get(chosen, chosen)}))
        for path, before in resent(inbox, self.ledger):
            words = {"name": before.name, "at": before.at}
            key = "resent.before" if before.at else "resent"
            self._observer.notify(Notice(key, path, words))
        return inbox.counting

    def with_earlier(self, options: ReadOptions) -> ReadOptions:
        """Return how to check, with what is known of earlier returns.

        Of files in ``in/`` those are left out that one of the others corrects, as the next look
        would: before it is checked, nobody knows what a file corrects.
        """
        earlier = earlier_returns(self.ledger)
        if not self._is_inbox:
            return replace(options, earlier=earlier)
        return replace(
            options, earlier=earlier, keep=lambda coming: self._counting(options.keep(coming))
        )

    def _counting(self, returns: Collection[Return]) -> Collection[Return]:
        """Return the returns without those that one of the others corrects; these are told."""
        corrected = set_aside(self.ledger, set(self._before.values()), returns).corrected
        if not corrected:
            return returns
        counting, self._corrected = part_returns(returns, lambda item: item.sha256 in corrected)
        names = {item.sha256: name_of(Path(item.path)) for item in counting}
        for item in self._corrected:
            words = {"name": names.get(corrected[item.sha256], corrected[item.sha256])}
            self._observer.notify(Notice("corrected", Path(item.path), words))
        return counting

    def record_returns(self, returns: Collection[Return]) -> None:
        """Enter the checked files that stand in ``in/``, once ``files`` has told which they are."""
        if self._opened:
            self.ledger.files.record_containers(self._opened)
        for each in (self._corrected, returns):
            record_returns(self.campaign, self.ledger, each, self._before, self._observer)

    def name_of_output(self, path: Path) -> str:
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
def looking(campaign: Campaign, observer: Observer) -> Iterator[Session]:
    """Open the ledger of a campaign in which nothing is entered, and do not lock it."""
    with open_ledger(campaign.folder) as ledger:
        yield Session(campaign, ledger, observer)


@contextmanager
def at_work(
    campaign: Campaign,
    command: str,
    observer: Observer,
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
            observer.notify(Notice("unfinished", params={"last": str(last)}))
        if not reopens:
            require_unsealed(ledger, campaign.folder)
        yield Session(campaign, ledger, observer)
