"""The deadline of a campaign, changed in its ``campaign.toml``: nothing else there is touched."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Final

from xltool.campaign.folder import SETTINGS
from xltool.campaign.session import at_work
from xltool.campaign.settings_file import require_day
from xltool.errors import CampaignError
from xltool.files import replacing
from xltool.lists.stored_rows import decoded_text

if TYPE_CHECKING:
    from xltool.model.campaign import Campaign
    from xltool.model.observer import Observer

_LINE: Final = re.compile(r"^[ \t]*deadline[ \t]*=[^\n]*$", re.MULTILINE)
_PROPOSED: Final = re.compile(r"^[ \t]*#[ \t]*deadline[ \t]*=[^\n]*$", re.MULTILINE)
"""The line that a new campaign has, which proposes one."""
_KEY: Final = "deadline"


def set_deadline(campaign: Campaign, day: str, observer: Observer) -> None:
    """Let returns be due by a day, as ``2020-11-30``; by none when it is empty.

    Raises ``CampaignError`` for what is no day, and when the file is written in a way that this
    cannot change: then it is as it was.
    """
    due = require_day(SETTINGS, day) if day else ""
    path = campaign.folder / SETTINGS
    with at_work(campaign, "deadline", observer):
        old = decoded_text(path, path.read_bytes()).replace("\r\n", "\n")
        new = _with_deadline(old, due)
        if not _differs_only_there(old, new, due):
            msg = (
                f"{path}: 这个文件改过写法，请在里面自己改 {_KEY} · "
                f"cannot be changed here: change {_KEY} in it yourself"
            )
            raise CampaignError(msg)
        with replacing(path) as file:
            file.write(new.encode())


def _with_deadline(text: str, due: str) -> str:
    line = f"{_KEY} = {due}" if due else ""
    if _LINE.search(text):
        return (
            _LINE.sub(line, text, count=1)
            if due
            else re.sub(rf"{_LINE.pattern}\n?", "", text, count=1, flags=re.MULTILINE)
        )
    if not due:
        return text
    if _PROPOSED.search(text):
        return _PROPOSED.sub(line, text, count=1)
    gap = "" if text.endswith("\n") or not text else "\n"
    return f"{text}{gap}{line}\n"


def _differs_only_there(old: str, new: str, due: str) -> bool:
    """Whether the new text says the same as the old one, but for the deadline."""
    try:
        before, after = tomllib.loads(old), tomllib.loads(new)
    except tomllib.TOMLDecodeError:
        return False
    before.pop(_KEY, None)
    return str(after.pop(_KEY, "")) == due and before == after
