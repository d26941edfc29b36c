"""Which address is which page, and which forms start which job.

A page's file is imported when it is asked for first, so that the desk is there at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from xltool.desk.desk_view import PageNotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.desk.desk_view import DeskPage, DeskView, HomeView, PrintPage

    PageFunction = Callable[..., DeskPage | PrintPage]

ANY: Final = "*"
"""Stands for one part of an address, which the page function is given."""
HOME: Final = "home_page.home_page"
PAGES: Final = {
    "": "inbox_page.inbox_page",
    "unit/*": "unit_page.unit_page",
    "unit/*/choose": "choose_page.choose_page",
    "distribution": "distribution_page.distribution_page",
    "consolidation": "consolidation_page.consolidation_page",
    "publication": "edition_page.edition_page",
    "records": "records_page.records_page",
    "print/receipt": "print_pages.receipt_page",
    "print/receipt/*": "print_pages.receipt_page",
    "print/review/*": "print_pages.review_page",
    "print/reminders": "print_pages.reminder_page",
    "print/reminder/*": "print_pages.reminder_page",
}
"""The pages of a campaign: file and function."""
TASKS: Final = frozenset({
    "check", "accept", "answer", "reissue", "generate", "lists", "deadline", "next-year",
    "consolidate", "seal", "reopen", "publish",
})  # fmt: skip
"""The jobs that a form of a campaign's page starts."""
HOME_TASKS: Final = frozenset({"new"})
"""The jobs that a form of the page of all campaigns starts."""


def campaign_page(view: DeskView, route: str) -> DeskPage | PrintPage:
    """Return the page of a campaign at a route; raise ``PageNotFoundError`` when there is none."""
    parts = route.split("/")
    for pattern, function in PAGES.items():
        wanted = pattern.split("/")
        if len(wanted) == len(parts) and all(map(_matches, wanted, parts)):
            given = [unquote(part) for part, want in zip(parts, wanted, strict=True) if want == ANY]
            return _page_function(function)(view, *given)
    raise PageNotFoundError


def home_page(view: HomeView) -> DeskPage | PrintPage:
    """Return the page of all campaigns."""
    return _page_function(HOME)(view)


def load_page(pattern: str) -> None:
    """Load the file of a page before it is asked for."""
    _page_function(PAGES[pattern])


def _matches(wanted: str, part: str) -> bool:
    return bool(part) if wanted == ANY else part == wanted


def _page_function(name: str) -> PageFunction:
    module, _, function = name.partition(".")
    found: PageFunction = getattr(import_module(f"xltool.desk.{module}"), function)
    return found
