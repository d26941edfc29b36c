"""The page that says why there is no other one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.desk.desk_view import DeskPage
from xltool.report.html_elements import joined, tag
from xltool.text import Bilingual, in_one_language

if TYPE_CHECKING:
    from xltool.desk.desk_view import HomeView

_MISSING: Final = Bilingual("没有这一页", "There is no such page")
_FAILED: Final = Bilingual("这一页打不开", "This page cannot be opened")
_BACK: Final = Bilingual("返回全部任务", "All campaigns")


def error_page(view: HomeView, error: str = "") -> DeskPage:
    """Return a page with an error in both languages; without one, that there is no such page."""
    title = (_FAILED if error else _MISSING).in_language(view.language)
    lines = in_one_language(error, view.language).splitlines()
    back = tag("a", _BACK.in_language(view.language), href=view.root)
    main = joined((tag("h2", title), *(tag("p", line) for line in lines), tag("p", back)))
    return DeskPage(title, "", main)
