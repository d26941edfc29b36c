"""The errors that stop a command; whatever is wrong in a returned file is a finding instead.

::

    XltoolError                 cannot proceed
    ├── PackError               a pack does not load: file, key and reason
    ├── CampaignError           a campaign folder or facts file cannot be used
    ├── NoSlotError             a fact has no place in the layout
    └── RefusedError            a returned file is not read; it becomes a finding
"""

from __future__ import annotations

import errno

_DISK_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


class XltoolError(Exception):
    """Base of all; the message is for the user, in Chinese and English."""


class PackError(XltoolError):
    """A pack does not load."""


class CampaignError(XltoolError):
    """A campaign folder, its entity list or a facts file cannot be used."""


class NoSlotError(XltoolError):
    """A fact has no place in the layout."""


class RefusedError(XltoolError):
    """A returned file is refused before anything was read from it.

    ``rule`` is the id of the finding (``XL-104``); ``params`` fill the blanks of its text.
    """

    def __init__(self, rule: str, **params: str) -> None:
        """Keep both for the finding."""
        super().__init__(rule)
        self.rule = rule
        self.params = params


def reason(error: OSError) -> str:
    """Return the message for an error of the system: the file, and what is wrong with it."""
    name = f"{error.filename}: " if error.filename else ""
    if error.errno in _DISK_FULL:
        return (
            f"{name}磁盘已满，这个文件没有写入；请清理空间后再运行一次 · "
            "the disk is full, this file was not written: make room and run again"
        )
    return f"{name}{error.strerror or error}"
