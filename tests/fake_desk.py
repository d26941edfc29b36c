"""A desk without a server: Chromium's requests are answered by the page functions themselves."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from xltool.campaign.campaign_pack import load_pack_for
from xltool.campaign.folder import load_campaign
from xltool.desk.choose_page import choose_page
from xltool.desk.desk_view import DeskView
from xltool.desk.inbox_page import inbox_page
from xltool.desk.job import JobState, JobStatus
from xltool.desk.job_words import job_text
from xltool.desk.page_frame import desk_html, desk_script, desk_style
from xltool.desk.unit_page import unit_page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from playwright.sync_api import Route

    from xltool.desk.desk_view import DeskPage

HOST: Final = "http://127.0.0.1:9"
ROOT: Final = "/random/"
BASE: Final = "/random/1/"
IDLE: Final = JobState()
ACCEPTED, BUSY, GONE = 202, 409, 404


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def view_of(
    folder: Path,
    language: str = "zh",
    job: JobState = IDLE,
    query: Mapping[str, str] = MappingProxyType({}),
) -> DeskView:
    """Return what a page of the campaign in ``folder`` is made of."""
    campaign = load_campaign(folder)
    pack = load_pack_for(campaign)
    return DeskView(campaign, pack, language, job, base=BASE, root=ROOT, version="1", query=query)


def page_of(view: DeskView, route: str) -> DeskPage:
    """Return the page at a route: 收审, of a unit, or to choose a file."""
    if not route:
        return inbox_page(view)
    _, code, *rest = route.split("/")
    return choose_page(view, code) if rest else unit_page(view, code)


class FakeDesk:
    """Answers a browser; keeps what was asked of it.

    ``uploads`` are names and purposes, ``posts`` routes with their forms, ``polls`` how often the
    state was asked for, ``outside`` addresses of any other host. ``most`` files are taken;
    ``busy`` is said of another xltool that holds the lock.
    """

    def __init__(self, folder: Path, language: str = "zh") -> None:
        """Have no job yet."""
        self.view = view_of(folder, language)
        self.uploads: list[tuple[str, str]] = []
        self.posts: list[tuple[str, dict[str, str]]] = []
        self.outside: list[str] = []
        self.polls = 0
        self.is_gone = False
        self.most = 100
        self.busy = ""

    def change(self, job: JobState | None = None) -> None:
        """Change the version of everything and, if one is given, the job."""
        version = str(int(self.view.version) + 1)
        self.view = replace(self.view, version=version, job=job or self.view.job)

    def answer(self, route: Route) -> None:
        """Answer one request."""
        asked = urlsplit(route.request.url)
        if f"{asked.scheme}://{asked.netloc}" != HOST:
            self.outside.append(route.request.url)
            route.abort()
        elif self.is_gone:
            route.abort()
        elif route.request.method == "POST":
            self._take(route, asked.path)
        elif asked.path == f"{BASE}state":
            self.polls += 1
            route.fulfill(json=self._state())
        elif asked.path.startswith(BASE):
            query = dict(parse_qsl(asked.query))
            self._page(route, asked.path.removeprefix(BASE), query)
        else:
            route.fulfill(status=GONE)

    def _page(self, route: Route, name: str, query: dict[str, str]) -> None:
        view = replace(self.view, query=query)
        policy = (
            f"default-src 'none'; style-src 'sha256-{_hash(desk_style())}'; "
            f"script-src 'sha256-{_hash(desk_script())}'; connect-src 'self'; form-action 'self'; "
            "frame-ancestors 'none'; base-uri 'none'"
        )
        route.fulfill(
            body=desk_html(view, page_of(view, name)), content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": policy},
        )  # fmt: skip

    def _take(self, route: Route, path: str) -> None:
        headers = route.request.headers
        if path == f"{BASE}upload":
            self.uploads.append((unquote(headers["x-name"]), headers["x-purpose"]))
            is_full = len(self.uploads) > self.most
            route.fulfill(status=413 if is_full else 200, body="没有地方了" if is_full else "")
            return
        name = path.removeprefix(BASE).removeprefix(ROOT)
        self.posts.append((name, dict(parse_qsl(route.request.post_data or ""))))
        if self.view.job.status.is_busy and name not in {"stop", "end", "language"}:
            route.fulfill(status=BUSY)
            return
        if name == "stop":
            self.change(replace(self.view.job, status=JobStatus.STOPPED))
        elif name not in {"end", "language"}:
            number = self.view.job.number + 1
            self.change(JobState(name, JobStatus.RUNNING, "reading", 0, 40, number=number))
        route.fulfill(status=ACCEPTED)

    def _state(self) -> dict[str, Any]:
        job = self.view.job
        return {
            "version": self.view.version, "busy": self.busy, "staged": {},
            "job": {
                "kind": job.kind, "status": job.status.value, "stage": job.stage,
                "text": job_text(job, self.view.language), "done": job.done, "total": job.total,
                "notices": [], "result": {}, "error": job.error, "number": job.number,
            },
        }  # fmt: skip
