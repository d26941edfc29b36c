"""Pieces of pages that several pages have: sections, forms of a task, tables, files to download."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from xltool.desk.desk_view import DeskView, HomeView
from xltool.desk.job import JobStatus
from xltool.desk.page_words import PageWords
from xltool.desk.words_parts import PARTS
from xltool.documents.content_text import content_text, local_time
from xltool.documents.document import ContentKind
from xltool.documents.styled_text import StyledText
from xltool.report.html_elements import Markup, joined, tag
from xltool.text import in_one_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from xltool.desk.job import JobState
    from xltool.documents.document import Content, DocumentTable

AnyView: TypeAlias = DeskView | HomeView
_KILO = 1024
MOST_LINES = 20
"""Lines of a message that a page shows; all of them stand with the job above it."""
_PLACE_END = ": "


@dataclass(frozen=True, slots=True)
class TaskButton:
    """A button that starts the task of its form: the ``main`` one of the page stands out.

    What it is pressed for is sent as ``key``, if a form has several.
    """

    text: str
    key: str = ""
    main: bool = False


def is_busy(view: AnyView) -> bool:
    """Whether a job runs or waits, so that no other can be started."""
    return view.job.status.is_busy


def ended_job(view: AnyView, *tasks: str) -> JobState | None:
    """Return the last job if it has ended, was one of ``tasks``, and worked on what is shown."""
    number = view.number if isinstance(view, DeskView) else 0
    job = view.job
    is_ours = job.kind in tasks and job.campaign == number and not job.status.is_busy
    return job if is_ours else None


def result_of(view: AnyView, task: str) -> dict[str, str]:
    """Return what the last job came to if it was this task and is done; else nothing."""
    job = ended_job(view, task)
    return dict(job.result) if job and job.status is JobStatus.DONE else {}


def section(name: str, title: str, *children: str) -> Markup:
    """Return a part of a page with its heading, which has the id ``name``."""
    heading = tag("h2", title, id=name, tabindex="-1")
    return tag("section", heading, *children, aria_labelledby=name)


def task_form(
    view: AnyView, task: str, name: str, *fields: str, buttons: Iterable[TaskButton]
) -> Markup:
    """Return a form that starts a task; ``name`` is its id, and how the ids of its buttons begin.

    While a job runs or waits its buttons are off.
    """
    off = is_busy(view)
    shown = (
        tag(
            "button", each.text, type="submit", id=f"{name}-{each.key or 'go'}",
            name=each.key or None, value="1" if each.key else None,
            class_="main" if each.main else None, disabled=off,
        )
        for each in buttons
    )  # fmt: skip
    row = tag("p", *shown, class_="bar")
    action = view.link(task)
    return tag("form", *fields, row, class_="task", method="post", action=action, id=name)


def field(name: str, label: str, control: Markup, hint: str = "") -> Markup:
    """Return a control, which has the id ``name``, with its label and a hint."""
    shown = [tag("span", hint, class_="note", id=f"{name}-hint")] if hint else []
    return tag("p", tag("label", label, for_=name), control, *shown, class_="field")


def text_input(
    name: str, key: str, value: str = "", kind: str = "text", **more: str | bool | None
) -> Markup:
    """Return an input with the id ``name`` that is sent as ``key``."""
    return tag("input", id=name, name=key, type=kind, value=value or None, **more)


def choice(name: str, key: str, options: Iterable[tuple[str, str]], chosen: str = "") -> Markup:
    """Return a list to choose from, of values and what is shown for them."""
    shown = (
        tag("option", text, value=value, selected=bool(chosen) and value == chosen)
        for value, text in options
    )
    return tag("select", *shown, id=name, name=key)


def drop_area(view: AnyView, purpose: str, name: str, label: str, hint: str = "") -> Markup:
    """Return a place to drop files of one purpose on, with those that wait there already."""
    note = [tag("span", hint, class_="note")] if hint else []
    control = tag("input", type="file", id=name, multiple=True, class_="pick")
    waiting = [_waiting(view, purpose, name)] if view.staged.get(purpose) else []
    return tag(
        "div", tag("label", label, for_=name), control, *note, *waiting,
        class_="drop small", data_purpose=purpose,
    )  # fmt: skip


def _waiting(view: AnyView, purpose: str, name: str) -> Markup:
    """Return the files that wait for a purpose, and the button that leaves them out."""
    words = PageWords(PARTS, view.language)
    files = tag(
        "ul", *(tag("li", file.name) for file in view.staged[purpose]),
        aria_label=words.say("waiting"),
    )  # fmt: skip
    button = tag("button", words.say("discard"), type="submit", id=f"{name}-discard")
    form = tag(
        "form", tag("input", type="hidden", name="purpose", value=purpose), button,
        class_="control", method="post", action=view.link("discard"),
    )  # fmt: skip
    return tag("div", files, form, class_="waiting")


def table(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    """Return a table; the first cell of each row is its heading, ``name`` that of the table."""
    heads = tag("tr", *(tag("th", text, scope="col") for text in head))
    body = (_row(head, cells) for cells in rows)
    whole = tag("table", tag("thead", heads), tag("tbody", *body), class_="board")
    return tag("div", whole, class_="scroll", tabindex="0", role="group", aria_labelledby=name)


def _row(head: Sequence[str], cells: Sequence[str]) -> Markup:
    first, *others = cells
    shown = (
        tag("td", cell, data_label=title) for title, cell in zip(head[1:], others, strict=True)
    )
    return tag("tr", tag("th", first, scope="row"), *shown)


def download(view: DeskView, path: Path, shown: str = "", save_as: str = "") -> Markup:
    """Return the link to a file that is there, with its size."""
    address = view.file_link(path, save_as or path.name)
    size = tag("span", size_text(path.stat().st_size), class_="size")
    return joined((tag("a", shown or path.name, href=address, download=True), " ", size))


def file_list(view: DeskView, paths: Iterable[Path]) -> Markup:
    """Return files to download, one below the other."""
    return tag("ul", *(tag("li", download(view, path)) for path in paths), class_="files")


def size_text(size: int) -> str:
    """Return the size of a file: ``12 KB``, ``1.4 MB``."""
    if size < _KILO * _KILO:
        return f"{max(1, round(size / _KILO))} KB"
    return f"{size / _KILO / _KILO:.1f} MB"


def time_text(at: str) -> str:
    """Return a time of the ledger in the zone of this machine: ``2020-11-30 16:15``."""
    return content_text(local_time(at), ContentKind.TIME)


def refusal_of(view: AnyView, *tasks: str) -> Markup:
    """Return why the last job stopped, if it was one of ``tasks``: lines, or a table of rows."""
    job = ended_job(view, *tasks)
    if job is None or job.status is not JobStatus.FAILED:
        return Markup()
    words = PageWords(PARTS, view.language)
    text = in_one_language(job.error, view.language)
    lines = [_placed(line, words) for line in text.split("\n")]
    if not any(place for place, _ in lines):
        shown = (tag("li", line) for _, line in lines[:MOST_LINES])
        return tag("div", tag("ul", *shown, class_="plain"), class_="refusal")
    title = tag("p", words.say("rows"), id="refusal-title")
    rows = [(place or "–", text) for place, text in lines]
    head = (words.say("place"), words.say("problem"))
    return tag("div", title, table("refusal-title", head, rows), class_="refusal")


def _placed(line: str, words: PageWords) -> tuple[str, str]:
    """Return where a row stands, ``名录.xlsx:3``, and what is wrong with it; no place for none."""
    place, mark, text = line.partition(_PLACE_END)
    file, colon, number = place.rpartition(":")
    if mark and colon and number.isdecimal():
        return words.say("row", file=file, row=number), text
    return "", line


def document_table(name: str, of: DocumentTable) -> Markup:
    """Return the table of a document as a page shows it; ``name`` is the id of its title."""
    rows = (
        [_content(cell, column.kind) for cell, column in zip(row, of.columns, strict=True)]
        for row in of.rows
    )
    return table(name, [column.title for column in of.columns], rows)


def _content(content: Content, kind: ContentKind) -> str:
    """Return what a cell of a document shows, with what it is."""
    if isinstance(content, StyledText):
        return tag("span", content.text, class_=content.style.name.lower())
    return content_text(content, kind)
