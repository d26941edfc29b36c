"""Findings → one HTML file: offline, without anything from outside, for screen and paper.

The policy in the page's head allows exactly its own style and script, by their hashes. What comes
from a cell is text everywhere.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING

from xltool.report.html_board import board_section
from xltool.report.html_charts import chart_section
from xltool.report.html_elements import Markup, joined, raw, tag
from xltool.report.html_findings import findings_section
from xltool.report.html_words import page_words
from xltool.report.summary import counts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.campaign.checking import Checked

LANGUAGES = {"zh": "zh-CN", "en": "en"}


def as_page(checked: Checked, language: str) -> str:
    """Return the report of a check as one HTML document."""
    said = page_words(language)
    style, script = _asset("report.css"), _asset("report.js")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", _title(checked, said)),
        raw("style", style),
    )
    body = tag("body", _body(checked, language, said), raw("script", script))
    return f"<!doctype html>\n{tag('html', head, body, lang=LANGUAGES[language])}\n"


def _asset(name: str) -> str:
    return (files("xltool.report") / "web" / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Allow this style and this script, and nothing else: no requests, frames, forms or plugins."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _title(checked: Checked, said: Mapping[str, str]) -> str:
    title = checked.campaign.title if checked.campaign else checked.pack.title
    return f"{title} · {said['report']}"


def _body(checked: Checked, language: str, said: Mapping[str, str]) -> Markup:
    return joined(
        (
            tag("a", said["skip"], class_="skip", href="#findings"),
            _header(checked, said),
            tag(
                "main",
                _overview(checked, said),
                board_section(checked, said),
                chart_section(checked, said),
                findings_section(checked, language, said),
            ),
            tag("footer", tag("p", said["foot"])),
        )
    )


def _header(checked: Checked, said: Mapping[str, str]) -> Markup:
    made = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %z")
    about = f"{said['made']} {made}　{said['pack']} {checked.pack.id} {checked.pack.version}"
    title = checked.campaign.title if checked.campaign else checked.pack.title
    return tag(
        "header", tag("p", said["report"], class_="kicker"), tag("h1", title),
        tag("p", about, class_="about"),
    )  # fmt: skip


def _overview(checked: Checked, said: Mapping[str, str]) -> Markup:
    found = counts(checked.returns, checked.between)
    tiles = [_tile(said[name], count, name) for name, count in found.items()]
    return tag(
        "section", tag("h2", said["overview"], id="overview"), tag("dl", *tiles, class_="tiles"),
        aria_labelledby="overview",
    )  # fmt: skip


def _tile(name: str, count: int, kind: str) -> Markup:
    state = "some" if count else "none"
    return tag("div", tag("dt", name), tag("dd", str(count)), class_=f"tile {kind} {state}")
