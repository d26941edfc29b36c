"""The page that a browser without the cookie gets, and the token that lets it in once.

The token stands in the fragment of the opened address, which browsers send to nobody; the page's
script posts it. So whoever only fetches the address, to look into the link, does not use it up.
"""

from __future__ import annotations

import hmac
import secrets
from threading import Lock
from typing import Final

from xltool.desk.page_frame import desk_asset
from xltool.report.html_elements import raw, tag
from xltool.text import Bilingual

_BYTES: Final = 32
_TITLE: Final = "xltool"
_WITHOUT_SCRIPT: Final = Bilingual(
    "这一页要运行脚本，请换一个新一些的浏览器打开",
    "This page runs a script: open it in a newer browser",
)
_USED: Final = Bilingual(
    "这个地址已经用过，请重新打开 开始.cmd",
    "This address has been used. Please start xltool desk again",
)


def random_word() -> str:
    """Return a word that nobody guesses."""
    return secrets.token_urlsafe(_BYTES)


class EntryToken:
    """A word that is exchanged for the cookie once, by whoever comes first."""

    def __init__(self) -> None:
        """Make up a new word."""
        self.text = random_word()
        self._lock, self._is_used = Lock(), False

    def use(self, text: bytes) -> bool:
        """Return whether ``text`` is the token, and was not used before."""
        with self._lock:
            is_right = not self._is_used and hmac.compare_digest(text, self.text.encode())
            self._is_used = self._is_used or is_right
            return is_right


def entry_style() -> str:
    """Return the style of the page."""
    return desk_asset("enter.css")


def entry_script() -> str:
    """Return the script of the page."""
    return desk_asset("enter.js")


def entry_html() -> str:
    """Return the page: it holds nothing but two sentences, one of which its script shows."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", _TITLE),
        raw("style", entry_style()),
    )
    main = tag(
        "main",
        tag("h1", _TITLE),
        tag("noscript", *_both(_WITHOUT_SCRIPT)),
        tag("div", *_both(_USED), id="used", hidden=True),
    )
    body = tag("body", main, raw("script", entry_script()))
    return f"<!doctype html>\n{tag('html', head, body, lang='zh-CN')}\n"


def _both(text: Bilingual) -> tuple[str, str]:
    return tag("p", text.zh), tag("p", text.en, lang="en")
