"""An HTML page that needs no network: its head, which allows its own style and script only.

The content security policy names both by their hashes, so that no text from a cell can add one.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from xltool.report.html_elements import Markup, raw, tag

LANGUAGES = {"zh": "zh-CN", "en": "en"}


def html_frame(title: str, language: str, style: str, body: Markup, script: str = "") -> str:
    """Return a whole HTML document with ``body`` and, behind it, the script, if there is one."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        raw("style", style),
    )
    scripts = [raw("script", script)] if script else []
    page = tag("html", head, tag("body", body, *scripts), lang=LANGUAGES[language])
    return f"<!doctype html>\n{page}\n"


def asset(name: str) -> str:
    """Return a style or script that comes with xltool."""
    return (files("xltool.report") / "web" / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Allow this style and script and nothing else: no requests, frames, forms or plugins.

    Each is named by the Base64 of its SHA-256, a hash-source of Content Security Policy Level 3.
    """
    scripts = f"script-src '{_digest(script)}'; " if script else ""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; {scripts}"
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
