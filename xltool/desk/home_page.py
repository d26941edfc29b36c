"""The page that lists the campaigns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.desk.desk_view import DeskPage
from xltool.report.html_elements import joined, tag

if TYPE_CHECKING:
    from xltool.desk.desk_view import HomeView


def home_page(view: HomeView) -> DeskPage:
    """Return the page."""
    links = (
        tag("p", tag("a", each.title, href=view.link(f"{each.number}/"))) for each in view.campaigns
    )
    return DeskPage("xltool", "", joined(links))
