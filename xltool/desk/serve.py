"""Starts the desk, opens the browser, and ends when it is told to or nobody asks any more."""

from __future__ import annotations

import time
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Final

from xltool.campaign.folder import SETTINGS
from xltool.desk.desk import Desk
from xltool.desk.entry_page import random_word
from xltool.desk.http_server import DeskServer
from xltool.desk.job_process import find_task
from xltool.desk.open_browser import open_browser
from xltool.desk.staging_folder import staging_folder
from xltool.errors import CampaignError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xltool.desk.job_process import FindTask

TICK: Final = 1.0
IDLE_TICKS: Final = 15 * 60
"""Seconds that run by without a question from any page, after which the desk ends.

They are counted as they run: a computer that sleeps runs none, and a page that nobody looks at
still asks once a minute.
"""
LAST_ANSWER: Final = 0.3
"""Seconds that an answer on its way has."""
HOME: Final = "xltool"
"""The folder below the user's own that a desk is about which was not told of another one."""


def find_home(named: Path | None) -> tuple[Path, Path | None]:
    """Return the folder whose campaigns the desk lists, and the campaign that it opens at, if any.

    ``named`` is what the user said: a campaign, or a folder of campaigns. Raises ``CampaignError``
    when there is no such folder.
    """
    here = (named or Path()).resolve()
    if not here.is_dir():
        msg = f"{named}: 没有这个文件夹 · there is no such folder"
        raise CampaignError(msg)
    if (here / SETTINGS).is_file():
        return here.parent, here
    if named or any(here.glob(f"*/{SETTINGS}")):
        return here, None
    return Path.home() / HOME, None


@contextmanager
def open_desk(
    named: Path | None, language: str, find: FindTask = find_task
) -> Iterator[tuple[Desk, DeskServer, Path]]:
    """Yield a desk that answers, its server, and its private folder; end all in the end.

    ``find`` tells by the kind of a job what it does.
    """
    home, folder = find_home(named)
    with staging_folder() as private:
        server = DeskServer(f"/{random_word()}/", random_word())
        desk = Desk(home, private, language, server.desk.root, find)
        desk.open_at(folder)
        server.site = desk
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield desk, server, private
        finally:
            desk.jobs.stop()
            server.shutdown()
            server.server_close()


def address_of(desk: Desk, server: DeskServer) -> str:
    """Return the address that lets one browser in."""
    return f"{server.desk.origin}{server.desk.root}#{desk.token.text}"


def serve(
    named: Path | None,
    language: str,
    started: Callable[[str], None],
    *,
    opens: bool,
    find: FindTask = find_task,
) -> None:
    """Serve until the desk is ended; ``started`` is called with the address to open."""
    with open_desk(named, language, find) as (desk, server, private):
        address = address_of(desk, server)
        started(address)
        if opens:
            # some browsers keep who opens them waiting
            Thread(target=open_browser, args=(address, private), daemon=True).start()
        wait_until_idle(desk)


def wait_until_idle(desk: Desk, wait: Callable[[float], bool] | None = None) -> None:
    """Return when the desk is ended, or was not asked for ``IDLE_TICKS`` while no job ran.

    ``wait`` waits for a tick and returns whether the desk was ended meanwhile.
    """
    wait = wait or desk.ended.wait
    idle, asked = 0, desk.asked
    while not wait(TICK):
        is_idle = desk.asked == asked and not desk.jobs.is_busy
        idle, asked = idle + 1 if is_idle else 0, desk.asked
        if idle >= IDLE_TICKS:
            return
    time.sleep(LAST_ANSWER)
