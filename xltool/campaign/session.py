"""A campaign at work: its lock, its ledger, and the files that count, for one command."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from xltool.batch.batch import files_of, some
from xltool.campaign.folder import OUT
from xltool.campaign.inbox import KEPT, digest, enter, look_into, resent
from xltool.campaign.ledger import Sent, now, open_ledger, utf8
from xltool.campaign.lock import locked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from xltool.batch.batch import Tell
    from xltool.campaign.department import DepartmentWorkbook
    from xltool.campaign.ledger import Ledger
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return


class Session:
    """One command's work in a campaign; made by ``at_work``."""

    def __init__(self, campaign: Campaign, ledger: Ledger, tell: Tell) -> None:
        """Keep the campaign, its open ledger, and whom to tell of what is passed by."""
        self.campaign = campaign
        self.ledger = ledger
        self._tell = tell

    def files(self, paths: Sequence[Path] = ()) -> list[Path]:
        """Return the files that ``paths`` name, without any those in ``in/`` that count.

        Tells of files passed by, set aside or sent before. Raises ``XltoolError`` without a file.
        """
        return files_of(paths, self._tell) if paths else some(self._counting())

    def _counting(self) -> list[Path]:
        tray = look_into(
            self.campaign, self.ledger, lambda text: self._tell(f"跳过 · skipped {text}")
        )
        names = {item.sha256: item.name for item in self.ledger.received()}
        for path, chosen in tray.aside.items():
            self._tell(f"不采用 · set aside {path}: 已接受 · accepted {names.get(chosen, chosen)}")
        for path, before in resent(tray, self.ledger):
            at = f"（{before.at}）" if before.at else ""
            self._tell(f"内容未变 · unchanged {path}: 同 · same as {before.name}{at}")
        return tray.counting

    def received(self, returns: Iterable[Return]) -> None:
        """Enter the checked files that stand in ``in/``."""
        enter(self.campaign, self.ledger, returns)

    def built(self, built: DepartmentWorkbook) -> None:
        """Enter what was consolidated: the returns, and the workbook if there is one."""
        self.received(built.returns)
        if built.path:
            self.sent(built.path, self.campaign.root, built.serial)

    def sent(self, path: Path, entity: str, serial: str, of: str = "") -> None:
        """Enter a workbook that was written; ``of`` is the hash of the return it goes back for."""
        period = self.campaign.period
        sent = Sent(utf8(path.name), digest(path), now(), entity, period, serial, of)
        self.ledger.record_sent(sent)


@contextmanager
def at_work(
    campaign: Campaign, command: str, tell: Tell, also: Path | None = None
) -> Iterator[Session]:
    """Hold the campaign for ``command``: nobody else works in it meanwhile.

    What a killed run left half written is removed, ``also`` in a folder besides its own. Raises
    ``CampaignError`` when somebody does, or the ledger cannot be used.
    """
    with (
        locked(campaign.folder, command, (OUT, KEPT, *([also.resolve()] if also else ()))) as last,
        open_ledger(campaign.folder) as book,
    ):
        if last:
            tell(f"上次运行没有完成，现在重做 · the last run did not finish, going on: {last}")
        yield Session(campaign, book, tell)
