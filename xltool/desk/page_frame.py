"""The whole page around what a page function returns: header, tabs, the line of the job, script.

Nothing is inline but our own style and script, which the desk's policy names by their hashes.
``main`` carries the version of what it shows; the script compares it with that of the state.
"""

from __future__ import annotations

from datetime import date, datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from xltool.desk.desk_view import DeskView, HomeView
from xltool.desk.job_strip import job_strip
from xltool.desk.page_words import PageWords
from xltool.desk.words import FRAME, OTHER_LANGUAGE, SCRIPT, TABS
from xltool.report.html_elements import Markup, raw, tag
from xltool.report.html_frame import LANGUAGES, asset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.desk.desk_view import DeskPage

LARGEST_MB: Final = 64
"""Megabytes of one file that the desk takes; the script looks at it before it sends the file."""
MOST_FILES: Final = 2000
"""Files that are taken at a time."""


def desk_asset(name: str) -> str:
    """Return a style or script of the desk."""
    return (files("xltool.desk") / "web" / name).read_text(encoding="utf-8")


def desk_style() -> str:
    """Return the one style of every page: that of the report, then the desk's own.

    Its hash stands in the policy of the pages. Indents and comments stay at home.
    """
    return _dense(asset("base.css"), asset("findings.css"), desk_asset("desk.css"))


def desk_script() -> str:
    """Return the one script of every page: that of the report, then the desk's own.

    Its hash stands in the policy of the pages.
    """
    return _dense(asset("report.js"), desk_asset("desk.js"))


def _dense(*texts: str) -> str:
    """Return texts without indents, empty lines, and lines that are comments."""
    lines = (line.strip() for text in texts for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def desk_html(view: DeskView | HomeView, page: DeskPage) -> str:
    """Return the whole HTML of a page."""
    words = PageWords(FRAME, view.language)
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{page.title} · {_campaign_title(view)}"),
        raw("style", desk_style()),
    )
    body = tag(
        "body",
        tag("a", words.say("skip"), class_="skip", href="#main"),
        _header(view, words),
        _tabs(view, page.tab, words),
        job_strip(view),
        tag("noscript", tag("p", words.say("no.script"), class_="note")),
        tag(
            "main", page.main, id="main", tabindex="-1",
            data_version=view.version, data_page=page.tab,
        ),
        tag("footer", tag("p", words.say("foot")), id="foot"),
        _script_words(view),
        raw("script", desk_script()),
        class_="desk",
    )  # fmt: skip
    document = tag("html", head, body, lang=LANGUAGES[view.language])
    return f"<!doctype html>\n{document}\n"


def due_text(deadline: str, language: str, today: date | None = None) -> str:
    """Return how many days are left until ``deadline``, or how many it is past."""
    words = PageWords(FRAME, language)
    today = today or datetime.now().astimezone().date()
    days = (date.fromisoformat(deadline) - today).days
    if not days:
        return words.say("today")
    number = "day" if abs(days) == 1 else "days"
    return words.say(f"{number}.{'left' if days > 0 else 'over'}", abs(days))


def _campaign_title(view: DeskView | HomeView) -> str:
    return view.campaign.title if isinstance(view, DeskView) else "xltool"


def _header(view: DeskView | HomeView, words: PageWords) -> Markup:
    """Return the header: whose campaign, until when, and what concerns the desk itself."""
    other, name = OTHER_LANGUAGE[view.language]
    language = tag(
        "form", tag("input", type="hidden", name="lang", value=other),
        tag("button", name, type="submit", id="language", lang=LANGUAGES[other]),
        class_="control reload", method="post", action=f"{view.root}language",
    )  # fmt: skip
    end = tag(
        "form", tag("button", words.say("end"), type="submit", id="end",
                    title=words.say("end.title")),
        class_="control ends", method="post", action=f"{view.root}end",
    )  # fmt: skip
    return tag(
        "header", tag("div", *_whose(view, words), class_="whose"),
        tag("div", language, end, class_="tools"), id="top", class_="top",
    )  # fmt: skip


def _whose(view: DeskView | HomeView, words: PageWords) -> Iterator[Markup]:
    if isinstance(view, HomeView):
        yield tag("h1", words.say("home"))
        return
    yield tag("p", tag("a", words.say("home"), href=view.root, id="home"), class_="kicker")
    yield tag("h1", view.campaign.title, lang="zh-CN")
    about = words.say("year", view.campaign.period)
    deadline = view.campaign.deadline
    if not deadline:
        yield tag("p", about, class_="about")
        return
    left = due_text(deadline, view.language)
    is_over = date.fromisoformat(deadline) < datetime.now().astimezone().date()
    yield tag(
        "p", about, tag("span", words.say("due", deadline), class_="due"),
        tag("span", left, class_="due late" if is_over else "due"), class_="about",
    )  # fmt: skip


def _tabs(view: DeskView | HomeView, current: str, words: PageWords) -> Markup:
    """Return the links to the pages of a campaign; the page of all campaigns has none."""
    if isinstance(view, HomeView):
        return Markup()
    links = (
        tag("li", tag(
            "a", text.in_language(view.language), id=f"tab-{route or 'returns'}",
            href=view.link(route), aria_current="page" if route == current else None,
        ))
        for route, text in TABS.items()
    )  # fmt: skip
    return tag("nav", tag("ul", *links), class_="tabs", id="tabs", aria_label=words.say("tabs"))


def _script_words(view: DeskView | HomeView) -> Markup:
    """Return what the script needs to know: addresses, limits, and its words."""
    texts = {
        f"data_say_{key.replace('-', '_')}": text.in_language(view.language)
        for key, text in SCRIPT.items()
    }
    return tag(
        "div", id="desk", hidden=True, data_state=view.link("state"),
        data_upload=view.link("upload"), data_check=view.link("check"),
        data_largest=str(LARGEST_MB), data_most=str(MOST_FILES), **texts,
    )  # fmt: skip
