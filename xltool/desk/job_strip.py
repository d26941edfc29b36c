"""The line of the job, below the tabs of every page: how far it is, and how the last one ended.

Its height is reserved, so that nothing moves when a job begins or ends.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltool.desk.desk_view import DeskView
from xltool.desk.job import JobStatus
from xltool.desk.job_words import error_lines, job_text
from xltool.desk.page_words import PageWords
from xltool.desk.words import FRAME
from xltool.report.html_elements import Markup, tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.desk.desk_view import HomeView

_FAULTS = frozenset({JobStatus.FAILED, JobStatus.DIED})


def job_strip(view: DeskView | HomeView) -> Markup:
    """Return the line about the job that runs or ran last."""
    job, words = view.job, PageWords(FRAME, view.language)
    return tag(
        "section",
        tag("p", "", class_="spoken", id="spoken", role="status"),
        tag("p", job_text(job, view.language), id="job-text", class_="what"),
        *_beside(view, words),
        *_below(view, words),
        id="job",
        class_=f"job {_mood(job.status)}",
        aria_label=words.say("work"),
        data_status=job.status.value,
        data_number=str(job.number),
    )


def _mood(status: JobStatus) -> str:
    if status in _FAULTS:
        return "fault"
    return "busy" if status.is_busy else "still" if status is JobStatus.IDLE else "ended"


def _beside(view: DeskView | HomeView, words: PageWords) -> Iterator[Markup]:
    """Yield what stands beside the text: the bar with its button, or what can be done next."""
    job = view.job
    if job.status.is_busy:
        is_counted = job.status is JobStatus.RUNNING and job.total > 0
        yield tag(
            "progress", id="job-bar", aria_labelledby="job-text",
            max=str(job.total) if is_counted else None,
            value=str(job.done) if is_counted else None,
        )  # fmt: skip
        stop = tag("button", words.say("stop"), type="submit", id="stop")
        yield tag("form", stop, class_="control", method="post", action=f"{view.root}stop")
    elif job.status is JobStatus.DIED and job.kind == "check":
        again = tag("button", words.say("again"), type="submit", id="again")
        yield tag("form", again, class_="task", method="post", action=view.link("check"))
    elif job.status is JobStatus.DONE and "file" in job.result and isinstance(view, DeskView):
        path = Path(job.result["file"])
        if path.is_file():
            address = view.file_link(path, path.name)
            yield tag("a", path.name, href=address, id="job-file", download=True, class_="take")


def _below(view: DeskView | HomeView, words: PageWords) -> Iterator[Markup]:
    """Yield what the job told beside its work, folded; and why it failed."""
    lines = error_lines(view.job, view.language)
    if len(lines) > 1:
        yield _folded("job-error", words.say("details"), lines)
    if view.job.notices and not view.job.status.is_busy:
        count = words.say("notices", len(view.job.notices) + view.job.unlisted)
        yield _folded("job-notices", count, view.job.notices)


def _folded(name: str, title: str, lines: Iterable[str]) -> Markup:
    items = (tag("li", line) for line in lines)
    return tag("details", tag("summary", title), tag("ul", *items), id=name)
