"""The report of a check as one HTML file that needs no network, for screen and paper.

The content security policy in its head allows exactly its own style and script, by their hashes,
and texts from cells are escaped everywhere: a returned file cannot bring a script into the page.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from xltool.report.html_board import board_section
from xltool.report.html_charts import chart_section
from xltool.report.html_elements import Markup, joined, tag
from xltool.report.html_explained import answered_section, resubmissions_section
from xltool.report.html_findings import findings_section
from xltool.report.html_frame import asset, html_frame
from xltool.report.html_words import page_words
from xltool.report.summary import counts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from xltool.campaign.checking import Checked
    from xltool.kinds import Category

STYLES = ("base.css", "findings.css", "report.css")
"""Its styles; the desk has the first two as well."""


def as_page(checked: Checked, language: str, categories: Collection[Category] = ()) -> str:
    """Return the report of a check as one HTML document.

    Only findings of ``categories`` are listed, if any are named.
    """
    words = page_words(language)
    title = f"{_title(checked)} · {words['report']}"
    body = _body(checked, language, categories, words)
    style = "".join(map(asset, STYLES))
    return html_frame(title, language, style, body, asset("report.js"))


def _title(checked: Checked) -> str:
    return checked.campaign.title if checked.campaign else checked.pack.title


def _body(
    checked: Checked,
    language: str,
    categories: Collection[Category],
    words: Mapping[str, str],
) -> Markup:
    return joined(
        (
            tag("a", words["skip"], class_="skip", href="#findings"),
            _header(checked, words),
            tag(
                "main",
                _overview(checked, words),
                board_section(checked, language, words),
                chart_section(checked, words),
                resubmissions_section(checked, language, words),
                findings_section(checked, language, words, categories),
                answered_section(checked, language, words),
            ),
            tag("footer", tag("p", words["foot"])),
        )
    )


def _header(checked: Checked, words: Mapping[str, str]) -> Markup:
    made = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %z")
    about = f"{words['made']} {made}　{words['pack']} {checked.pack.id} {checked.pack.version}"
    return tag(
        "header", tag("p", words["report"], class_="kicker"), tag("h1", _title(checked)),
        tag("p", about, class_="about"), tag("p", id="only", lang="zh-CN"),
    )  # fmt: skip


def _overview(checked: Checked, words: Mapping[str, str]) -> Markup:
    totals = counts(checked.returns, checked.between)
    totals["unjudged"] = sum(item.undecided for item in checked.returns)
    shown = ((name, count) for name, count in totals.items() if count or name != "answered")
    tiles = [_tile(name, count, words[name]) for name, count in shown]
    return tag(
        "section", tag("h2", words["overview"], id="overview"), tag("dl", *tiles, class_="tiles"),
        aria_labelledby="overview",
    )  # fmt: skip


def _tile(name: str, count: int, label: str) -> Markup:
    state = "some" if count else "none"
    return tag("div", tag("dt", label), tag("dd", str(count)), class_=f"tile {name} {state}")
