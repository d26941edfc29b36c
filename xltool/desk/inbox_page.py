"""The first page of a campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.desk.desk_view import DeskPage
from xltool.report.html_elements import tag

if TYPE_CHECKING:
    from xltool.desk.desk_view import DeskView


def inbox_page(view: DeskView) -> DeskPage:
    """Return the page."""
    return DeskPage(view.campaign.title, "", tag("h1", view.campaign.title))
