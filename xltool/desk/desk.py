"""The desk behind the server: its campaigns, the files that wait, its job, and what it answers."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, replace
from http import HTTPStatus
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, NamedTuple

from xltool.campaign.lock import lock_holder
from xltool.desk.desk_view import DeskView, HomeView, PageNotFoundError, PrintPage
from xltool.desk.downloads import Downloads, attachment
from xltool.desk.entry_page import EntryToken, entry_html, entry_script, entry_style
from xltool.desk.error_page import error_page
from xltool.desk.folder_version import folder_version
from xltool.desk.job import JobState, JobStatus
from xltool.desk.job_process import TaskInput, find_task
from xltool.desk.job_runner import JobRunner
from xltool.desk.job_words import job_text
from xltool.desk.open_campaigns import OpenCampaigns
from xltool.desk.page_frame import desk_html, desk_script, desk_style
from xltool.desk.response_headers import page_policy, printed_policy
from xltool.desk.routes import HOME_TASKS, TASKS, campaign_page, home_page, load_page
from xltool.desk.state_words import busy_text
from xltool.desk.uploads import PURPOSES, Refused, Uploads, label_of
from xltool.desk.web_request import HTML, JSON, WebRequest, WebResponse
from xltool.model.faults import failure_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xltool.desk.desk_view import DeskPage
    from xltool.desk.job_process import FindTask
    from xltool.desk.request_body import RequestBody
    from xltool.desk.request_head import RequestHead

_DIGITS: Final = 6
LANGUAGES: Final = ("zh", "en")
OK, ACCEPTED, NO_CONTENT = HTTPStatus.OK, HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT


class _Place(NamedTuple):
    """Where a route leads: the number of a campaign, 0 for the desk itself, and the rest of it."""

    number: int
    rest: str


class Desk:
    """Answers whoever was let in. It works on one campaign at a time, by one job."""

    def __init__(
        self, home: Path, folder: Path, language: str, root: str, find: FindTask = find_task
    ) -> None:
        """Serve the campaigns in ``home`` at the address ``root``.

        ``folder`` is a private one for what waits; ``language`` is ``zh`` or ``en``,
        ``find`` tells by the kind of a job what it does.
        """
        self.token, self.ended = EntryToken(), Event()
        self.language, self._root = language, root
        self._campaigns, self.downloads = OpenCampaigns(home), Downloads()
        self.uploads = Uploads(folder)
        self.jobs = JobRunner(folder, self._job_ended, find)
        self._first = ""
        self.asked = 0

    def open_at(self, folder: Path | None) -> None:
        """Let the first page be that of a campaign: of ``folder``, or else of the only one."""
        entries = self._campaigns.entries()
        number = self._campaigns.number(folder) if folder else 0
        if not number and len(entries) == 1:
            number = entries[0].number
        self._first = f"{number}/" if number else ""
        if number:  # what the first page needs is loaded while the browser opens
            Thread(target=self._prepare, args=(number,), daemon=True).start()

    def _prepare(self, number: int) -> None:
        with suppress(Exception):  # the page says what is wrong
            self._campaigns.load(number)
            load_page("")

    # --- what the server calls ----------------------------------------------------------------

    def enter(self, token: bytes) -> bool:
        """Return whether this is the token of the opened address, shown for the first time."""
        return self.token.use(token)

    def entry_page(self) -> WebResponse:
        """Answer a browser that has not entered."""
        policy = page_policy(entry_style(), entry_script())
        return WebResponse(OK, entry_html().encode(), HTML, policy=policy)

    def answer(self, request: WebRequest) -> WebResponse:
        """Answer a request for a page, or with a form."""
        self.asked += 1
        place = _place(request.route)
        if place.number and self._campaigns.folder(place.number) is None:
            return self._error(HTTPStatus.NOT_FOUND)
        try:
            if request.method == "POST":
                return self._act(place, request)
            return self._show(place, request)
        except PageNotFoundError:
            return self._error(HTTPStatus.NOT_FOUND)
        except Exception as error:  # noqa: BLE001 - whose fault it is must be said
            return self._error(HTTPStatus.INTERNAL_SERVER_ERROR, failure_text(error))

    def take_upload(self, route: str, head: RequestHead, body: RequestBody) -> WebResponse | None:
        """Take a file; None when the route is no upload's."""
        place = _place(route)
        if place.rest != "upload":
            return None
        self.asked += 1
        purposes, names = head.all("x-purpose"), head.all("x-name")
        is_known = not place.number or self._campaigns.folder(place.number)
        if not is_known or len(names) != 1 or purposes not in [[each] for each in PURPOSES]:
            return WebResponse(HTTPStatus.BAD_REQUEST)
        taken = self.uploads.take((place.number, purposes[0]), label_of(names[0]), body)
        if isinstance(taken, Refused):
            return WebResponse(taken.status, taken.text.in_language(self.language).encode())
        return WebResponse(OK if taken else HTTPStatus.BAD_REQUEST)

    # --- pages --------------------------------------------------------------------------------

    def _show(self, place: _Place, request: WebRequest) -> WebResponse:
        number, rest = place
        if rest == "state":
            return WebResponse(OK, json.dumps(self._state(number)).encode(), JSON)
        if not number:
            if rest:
                raise PageNotFoundError
            if self._first:
                first, self._first = self._first, ""
                return WebResponse(HTTPStatus.SEE_OTHER, headers={"Location": self._root + first})
            home = self._home_view(request.query)
            return self._page(home, home_page(home))
        if rest.startswith("file/"):
            return self._file(rest)
        view = self._view(number, request.query)
        return self._page(view, campaign_page(view, rest))

    def _page(self, view: DeskView | HomeView, page: DeskPage | PrintPage) -> WebResponse:
        if isinstance(page, PrintPage):
            return WebResponse(OK, page.html.encode(), HTML, policy=printed_policy(page.html))
        policy = page_policy(desk_style(), desk_script())
        return WebResponse(OK, desk_html(view, page).encode(), HTML, policy=policy)

    def _error(self, status: HTTPStatus, text: str = "") -> WebResponse:
        """Return a page that says why there is no other one."""
        view = self._home_view({})
        answer = self._page(view, error_page(view, text))
        return replace(answer, status=status)

    def _file(self, rest: str) -> WebResponse:
        found = self.downloads.find(rest.split("/")[1])
        if found is None:
            raise PageNotFoundError
        path, name = found
        return attachment(path, name)

    # --- what pages are made of ---------------------------------------------------------------

    def _view(self, number: int, query: Mapping[str, str]) -> DeskView:
        version = self._version(number)  # before anything that the page shows is read
        campaign, pack = self._campaigns.load(number)
        return DeskView(
            campaign, pack, self.language, self._job_for(number), self.uploads.waiting(number),
            f"{self._root}{number}/", self._root, version, number, query, self.downloads,
        )  # fmt: skip

    def _home_view(self, query: Mapping[str, str]) -> HomeView:
        version = self._version(0)
        return HomeView(
            self._campaigns.home, self._campaigns.entries(), self.language, self._job_for(0),
            self.uploads.waiting(0), self._root, version, query,
        )  # fmt: skip

    def _job_for(self, number: int) -> JobState:
        """Return the job as a page shows it: that of another campaign only while it goes on."""
        job = self.jobs.state(self.language)
        return job if job.campaign == number or job.status.is_busy else JobState()

    def _version(self, number: int) -> str:
        """Return what tells whether a page is still as it was made.

        While a job works, what it writes is not looked at: the page follows when it has ended.
        """
        job = self._job_for(number)
        changes = f"{job.number}-{job.status}-{self.uploads.changes}-{self.language}"
        if job.status.is_busy:
            return changes
        folder = self._campaigns.folder(number) if number else None
        return f"{changes}-{folder_version(folder) if folder else self._campaigns.version()}"

    def _state(self, number: int) -> dict[str, object]:
        """Return what the script of a page asks for again and again."""
        job, folder = self._job_for(number), self._campaigns.folder(number) if number else None
        is_ours = job.status is JobStatus.RUNNING and job.campaign == number
        holder = lock_holder(folder) if folder and not is_ours else None
        waiting = self.uploads.waiting(number)
        text = job_text(job, self.language)
        return {
            "version": self._version(number),
            "job": asdict(job) | {"text": text},
            "staged": {
                purpose: [each.name for each in files] for purpose, files in waiting.items()
            },
            "busy": busy_text(holder, self.language) if holder else "",
        }

    # --- what forms do ------------------------------------------------------------------------

    def _act(self, place: _Place, request: WebRequest) -> WebResponse:
        number, kind = place
        done = WebResponse(NO_CONTENT)
        match kind:
            case "stop":
                self.jobs.stop()
            case "end":
                self.ended.set()  # whoever serves it ends the job, too
            case "language":
                if request.form.get("lang") in LANGUAGES:
                    self.language = request.form["lang"]
            case "discard" if self.jobs.is_busy:  # it may be reading just these
                done = WebResponse(HTTPStatus.CONFLICT)
            case "discard":
                purpose = request.form.get("purpose", "")
                self.uploads.discard(number, self.uploads.waiting(number).get(purpose, ()))
            case _:
                done = self._start(number, kind, request.form)
        if request.back and done.status < HTTPStatus.BAD_REQUEST:
            return WebResponse(HTTPStatus.SEE_OTHER, headers={"Location": request.back})
        return done

    def _start(self, number: int, kind: str, form: Mapping[str, str]) -> WebResponse:
        """Start a job: 202, or 409 while another one goes on."""
        if kind not in (TASKS if number else HOME_TASKS):
            raise PageNotFoundError
        home, folder = self._campaigns.home, self._campaigns.folder(number) if number else None
        task = TaskInput(home, folder, form, self.uploads.waiting(number), self.language, home)
        is_started = self.jobs.start(kind, number, task)
        return WebResponse(ACCEPTED if is_started else HTTPStatus.CONFLICT)

    def _job_ended(self, status: JobStatus, campaign: int, task: TaskInput) -> None:
        """Forget the files that a job was given: all when it is done, else those it has taken."""
        for files in task.staged.values():
            gone = [each for each in files if status is JobStatus.DONE or not each.path.exists()]
            self.uploads.discard(campaign, gone)


def _place(route: str) -> _Place:
    """Return where a route leads: ``2/unit/312001`` is of the second campaign."""
    first, mark, rest = route.partition("/")
    is_number = first.isascii() and first.isdecimal() and len(first) < _DIGITS
    if mark and is_number and int(first):
        return _Place(int(first), rest)
    return _Place(0, route)
