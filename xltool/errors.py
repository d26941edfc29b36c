"""What stops xltool; everything else is a finding.

::

    XltoolError                 cannot proceed
    ├── PackError               a pack does not load: file, key and reason
    ├── CampaignError           a campaign folder or facts file cannot be used
    ├── NoSlotError             a fact has no place in the layout
    └── RefusedError            a file from outside is not read; carries the finding's id
"""

from __future__ import annotations

import errno

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


class XltoolError(Exception):
    """Base of all: the message is for the person at the keyboard."""


class PackError(XltoolError):
    """A pack does not load."""


class CampaignError(XltoolError):
    """A campaign folder, its entity list or a facts file cannot be used."""


class NoSlotError(XltoolError):
    """A fact has no place in the layout."""


class RefusedError(XltoolError):
    """A returned file is refused before anything was read from it.

    ``rule`` is the finding's id (``XL-1xx``); ``params`` fill its message.
    """

    def __init__(self, rule: str, **params: str) -> None:
        """Keep the finding's id and the blanks of its message."""
        super().__init__(rule)
        self.rule = rule
        self.params = params

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with the blanks, so that a reading child can hand it over."""
        return _refused, (self.rule, self.params)


def _refused(rule: str, params: dict[str, str]) -> RefusedError:
    return RefusedError(rule, **params)


def reason(error: OSError) -> str:
    """Return one message for an operating system's error: the file, and what is wrong with it."""
    name = f"{error.filename}: " if error.filename else ""
    if error.errno in _FULL:
        return (
            f"{name}磁盘已满，这个文件没有写入；请清理空间后再运行一次 · "
            "the disk is full, this file was not written: make room and run again"
        )
    return f"{name}{error.strerror or error}"
