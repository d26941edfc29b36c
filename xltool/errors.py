"""The errors that stop a command; whatever is wrong in a returned file is a finding instead.

::

    XltoolError                 cannot proceed
    ├── PackError               a pack does not load: file, key and reason
    │   └── RuleError           a rule of a pack fails at work
    ├── ListError               a list, of entities or codes or facts, cannot be used
    ├── CampaignError           a campaign folder or facts file cannot be used
    │   └── NeedsCommandError   … before a command was run, or unless with an option
    ├── DocumentError           a document cannot be read or written: what it is, and what to do
    ├── NoSlotError             a fact has no place in the layout
    └── RefusedError            a returned file is not read; it becomes a finding
"""

from __future__ import annotations

import errno
import os

FAILED = 3
"""Exit code when the program or a pack failed, at all or at a file."""
_DISK_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


class XltoolError(Exception):
    """Base of all; the message is for the user, in Chinese and English."""


class PackError(XltoolError):
    """A pack does not load, or fails at work."""


class RuleError(PackError):
    """A rule of a pack fails where it is evaluated or drawn.

    ``form`` and ``rule`` are its ids, no form for a rule between forms; ``place`` is file and id,
    ``what`` the exception, on one line.
    """

    def __init__(self, form: str, rule: str, place: str, what: str) -> None:
        """Keep them for whoever tries the pack out."""
        super().__init__(faulty_pack(place, what))
        self.form, self.rule = form, rule
        self.place, self.what = place, what


class ListError(XltoolError):
    """A list that people keep in a table cannot be used: file, row, value and what to do."""


class CampaignError(XltoolError):
    """A campaign folder or a facts file cannot be used."""


class NeedsCommandError(CampaignError):
    """A campaign cannot be used so: the message names the command or option that helps.

    ``on_page`` says the same to somebody who has a page before them: no command, no path.
    """

    def __init__(self, message: str, on_page: str) -> None:
        """Keep both, in Chinese and English."""
        super().__init__(message)
        self.on_page = on_page


class DocumentError(XltoolError):
    """A document cannot be read or written: which file, why, and what to do about it."""


class NoSlotError(XltoolError):
    """A fact has no place in the layout."""


class RefusedError(XltoolError):
    """A returned file is refused before anything was read from it.

    ``rule`` is the id of the finding (``XL-104``), ``message`` the key of its text, where that is
    another one (``XL-103.label``); ``params`` fill the blanks of its text. ``sha256`` is that of
    the bytes that were read; empty when none were.
    """

    sha256: str = ""

    def __init__(self, rule: str, message: str = "", **params: str) -> None:
        """Keep them for the finding."""
        super().__init__(rule)
        self.rule, self.message = rule, message or rule
        self.params = params


def reason(error: OSError) -> str:
    """Return the message for an error of the system: the file, and what is wrong with it."""
    name = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
    if error.errno in _DISK_FULL:
        return (
            f"{name}磁盘已满，这个文件没有写入；请清理空间后再运行一次 · "
            "the disk is full, this file was not written: make room and run again"
        )
    return f"{name}{_REASONS.get(error.errno or 0) or _other(error)}"


def faulty_pack(place: str, what: str, at: str = "") -> str:
    """Return the message that a pack is faulty: at which place of it, and at which file.

    In Chinese no colon is followed by a blank: that ends the place which a message begins with.
    """
    zh = "：".join(f"{place}: {what}".split(": "))
    zh_at, en_at = (f"（审核 {at} 时）", f" (at {at})") if at else ("", "")
    return f"报表包有误：{zh}{zh_at} · the pack is faulty: {place}: {what}{en_at}"


def _other(error: OSError) -> str:
    """Return the message for an error that has no words of ours, by its number."""
    number = getattr(error, "winerror", None) or error.errno or type(error).__name__
    return (
        f"系统无法读写（错误 {number}），请检查磁盘、网络或文件名 · "
        f"the system cannot read or write it (error {number}): check disk, network and name"
    )


_FORBIDDEN = "没有权限读写，请核对权限或换一个位置 · no permission: check it, or go elsewhere"
_REASONS = {
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: "所在磁盘只读，请换一个位置 · the disk is read-only: take another place",
    errno.ENOENT: "没有这个文件或文件夹 · no such file or folder",
    errno.ENOTDIR: "路径中有一段不是文件夹 · a part of the path is no folder",
    errno.EISDIR: "是文件夹，应为文件 · is a folder, not a file",
    errno.ENAMETOOLONG: "名称过长，请改短 · the name is too long: make it shorter",
    errno.ELOOP: "是指向自身的链接，请给出真实的文件 · a link to itself: give the real file",
    errno.EIO: "读写出错，请检查磁盘或网络后再运行 · read or write error: check the disk",
    errno.EBUSY: "正被别的程序使用，请关闭后再运行 · used by another program: close it, run again",
}
"""What is wrong, by the number of the system's error, with what to do about it."""
