"""The frame of every page of the desk: its head, its one style and its one script."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from xltool.report.html_elements import raw, tag
from xltool.report.html_frame import LANGUAGES

if TYPE_CHECKING:
    from xltool.desk.desk_view import DeskPage, DeskView, HomeView


def desk_asset(name: str) -> str:
    """Return a style or script of the desk."""
    return (files("xltool.desk") / "web" / name).read_text(encoding="utf-8")


def desk_style() -> str:
    """Return the one style of every page; the policy of the pages names its hash."""
    return desk_asset("desk.css")


def desk_script() -> str:
    """Return the one script of every page; the policy of the pages names its hash."""
    return desk_asset("desk.js")


def desk_html(view: DeskView | HomeView, page: DeskPage) -> str:
    """Return a page of the desk as a whole HTML document."""
    head = tag(
        "head", tag("meta", charset="utf-8"), tag("title", page.title), raw("style", desk_style()),
    )  # fmt: skip
    main = tag("main", page.main, id="main", data_version=view.version)
    body = tag("body", main, raw("script", desk_script()))
    return f"<!doctype html>\n{tag('html', head, body, lang=LANGUAGES[view.language])}\n"
