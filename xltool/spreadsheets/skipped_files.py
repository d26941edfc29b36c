"""Which files in a folder are no returns, by their names: they are not even opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.spreadsheets.stored_files import special_kind

if TYPE_CHECKING:
    from pathlib import Path

_LEFTOVERS = frozenset({".tmp", ".crdownload", ".part", ".partial", ".download", ".bak"})
_UNRELATED = frozenset(
    {
        ".doc", ".docx", ".wps", ".txt", ".pdf", ".ofd", ".ppt", ".pptx", ".html", ".htm", ".mht",
        ".json", ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".lnk", ".url", ".ini",
        ".db", ".log", ".md", ".exe", ".msg",
    }
)  # fmt: skip
"""Suffixes of what people put beside their returns; anything else is read, whatever it is."""
_OF_SYSTEMS = frozenset({"desktop.ini", "thumbs.db"})
_ZONE = ":Zone.Identifier"  # what Windows remembers of a download, on other systems a file


def skip_reason(path: Path) -> str | None:
    """Return why a file in a folder is no return and not read, or None.

    One of lock (``~$…``, ``.~…`` of LibreOffice and WPS), macos (``._…``), hidden (``.DS_Store``),
    leftover (``….tmp``), unrelated (neither a workbook nor a parcel, by its suffix), symlink,
    directory, special (pipe, socket, device).
    """
    for prefix, reason in (("~$", "lock"), (".~", "lock"), ("._", "macos"), (".", "hidden")):
        if path.name.startswith(prefix):
            return reason
    suffix = path.suffix.lower()
    if suffix in _LEFTOVERS:
        return "leftover"
    if suffix in _UNRELATED or path.name.lower() in _OF_SYSTEMS or path.name.endswith(_ZONE):
        return "unrelated"
    try:
        return special_kind(path.lstat().st_mode)
    except (OSError, ValueError):
        return None
