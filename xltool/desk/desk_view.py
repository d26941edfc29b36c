"""What a page of the desk is made of, and what it is: no page knows of requests or processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from xltool.desk.downloads import Downloads
from xltool.desk.job import JobState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xltool.desk.uploads import StagedFile
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.report.html_elements import Markup


class PageNotFoundError(Exception):
    """There is no such page, of a unit that is not registered perhaps."""


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page without its frame; ``tab`` is the route of the tab that it belongs to."""

    title: str
    tab: str
    main: Markup


@dataclass(frozen=True, slots=True)
class PrintPage:
    """A whole HTML document of its own, with one style and no script, to be printed."""

    html: str


@dataclass(frozen=True, slots=True)
class CampaignEntry:
    """A campaign in the folder of the desk: its title, or why it cannot be opened."""

    number: int
    folder: Path
    title: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class DeskView:
    """One campaign as a page sees it.

    ``staged`` are the files that wait, by purpose. ``base`` is the address of this campaign,
    ``root`` that of the desk; both end in a slash. ``version`` changes with whatever a page shows;
    it is taken before the page is made. ``query`` is what stands behind the question mark.
    """

    campaign: Campaign
    pack: Pack
    language: str
    job: JobState = field(default_factory=JobState)
    staged: Mapping[str, tuple[StagedFile, ...]] = field(default_factory=dict)
    base: str = "/r/1/"
    root: str = "/r/"
    version: str = ""
    number: int = 1
    query: Mapping[str, str] = field(default_factory=dict)
    downloads: Downloads = field(default_factory=Downloads)

    def link(self, route: str) -> str:
        """Return the address of a page of this campaign: ``unit/312001``."""
        return self.base + quote(route, safe="/?=&")

    def file_link(self, path: Path, name: str = "") -> str:
        """Return the address by which this desk hands out a file, from now on."""
        number = self.downloads.offer(path, name)
        return f"{self.base}file/{number}/{quote(name or path.name, safe='', errors='replace')}"


@dataclass(frozen=True, slots=True)
class HomeView:
    """The folder of the desk with its campaigns, as the page sees it that lists them."""

    home: Path
    campaigns: tuple[CampaignEntry, ...]
    language: str
    job: JobState = field(default_factory=JobState)
    staged: Mapping[str, tuple[StagedFile, ...]] = field(default_factory=dict)
    root: str = "/r/"
    version: str = ""
    query: Mapping[str, str] = field(default_factory=dict)

    def link(self, route: str) -> str:
        """Return the address of a page of the desk: ``1/`` is the first campaign."""
        return self.root + quote(route, safe="/?=&")
