"""Opens the browser at an address with a secret in it, which no other user of the computer sees.

On POSIX anybody can read the command lines of all processes, so the browser is given a file that
only its user can read, and goes on from there. On Windows it is given the address itself.
"""

from __future__ import annotations

import os
import webbrowser
from contextlib import suppress
from typing import TYPE_CHECKING

from xltool.report.html_elements import tag

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_FILE = "open.html"


def open_browser(
    address: str, folder: Path, opens: Callable[[str], bool] = webbrowser.open
) -> bool:
    """Open the browser of the system at an address; return whether there is one.

    ``folder`` is a private one.
    """
    with suppress(OSError, webbrowser.Error):
        return opens(address if os.name == "nt" else _redirect(address, folder).as_uri())
    return False


def _redirect(address: str, folder: Path) -> Path:
    """Return a page in ``folder`` that leads to the address, and that nobody else can read."""
    path = folder / _FILE
    head = tag(
        "head", tag("meta", charset="utf-8"), tag("title", "xltool"),
        tag("meta", http_equiv="refresh", content=f"0;url={address}"),
    )  # fmt: skip
    body = tag("body", tag("p", tag("a", "xltool", href=address)))
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"<!doctype html>\n{tag('html', head, body)}\n")
    return path
