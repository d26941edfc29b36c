"""The page 下发: the workbooks to send out, the lists they are made from, deadline, next year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.folder import CODES, ENTITIES, LINES, OUT, PROJECTS, ROWS
from xltool.campaign.ledger import open_ledger
from xltool.campaign.recipients import recipients
from xltool.desk.desk_view import DeskPage
from xltool.desk.handout_package import handout_paths, whole_package
from xltool.desk.output_parts import (
    TaskButton,
    download,
    drop_area,
    field,
    refusal_of,
    result_of,
    section,
    table,
    task_form,
    text_input,
    time_text,
)
from xltool.desk.page_words import PageWords
from xltool.desk.uploads import RETURNS
from xltool.desk.words_distribution import DISTRIBUTION
from xltool.desk.words_parts import PARTS
from xltool.lists.headed_list import find_list
from xltool.report.html_elements import Markup, joined, tag

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.desk.desk_view import DeskView
    from xltool.model.forms import Entity

YEAR = "[0-9]{4}"


def distribution_page(view: DeskView) -> DeskPage:
    """Return the page: what stands in ``out/`` is what was made."""
    words = PageWords({**PARTS, **DISTRIBUTION}, view.language)
    with open_ledger(view.campaign.folder) as ledger:
        made = {item.name: item.at for item in ledger.sent() if not item.of}
        is_sealed = ledger.seals.standing() is not None
    main = joined(
        (
            _generate_section(view, words, is_sealed=is_sealed),
            _workbook_section(view, made, words),
            _list_section(view, words, is_sealed=is_sealed),
            _deadline_section(view, words, is_sealed=is_sealed),
            _next_section(view, words),
        )
    )
    # a return that is dropped beside the places for lists and data is received, as on other pages
    whole = tag("div", main, data_purpose=RETURNS)
    return DeskPage(words.say("title"), "distribution", whole)


def _generate_section(view: DeskView, words: PageWords, *, is_sealed: bool) -> Markup:
    title = words.say("generate")
    if is_sealed:
        return section("generate", title, tag("p", words.say("sealed")))
    every = recipients(view.campaign, view.pack).values()
    paths = [handout_paths(view.campaign, entity)[0] for entity in every]
    count = sum(path.is_file() for path in paths)
    key = "none" if not count else "all" if count == len(paths) else "some"
    only = field(
        "only", words.say("only"), text_input("only", "only", size="40"), words.say("only.note")
    )
    again = [tag("p", words.say("again.note"), class_="note")] if count else []
    return section(
        "generate", title, tag("p", words.say(key, count=count, all=len(paths))),
        refusal_of(view, "generate"),
        drop_area(view, "data", "data", words.say("drop.data"), words.say("drop.data.note")),
        task_form(view, "generate", "generate-form", only, buttons=[
            TaskButton(words.say("again" if count else "go"), main=count < len(paths))]),
        *again,
    )  # fmt: skip


def _workbook_section(view: DeskView, made: Mapping[str, str], words: PageWords) -> Markup:
    """Return a row for each who fills in a workbook; nothing before any was made."""
    campaign = view.campaign
    every = recipients(campaign, view.pack).values()
    if not any(handout_paths(campaign, entity)[0].is_file() for entity in every):
        return Markup()
    rows = [_workbook_row(view, entity, made, words) for entity in every]
    head = tuple(words.say(key) for key in ("unit", "workbook", "zip", "made"))
    where = tag("p", words.say("folder"), tag("code", str(campaign.folder / OUT)), class_="note")
    how = tag("p", words.say("how"), class_="note")
    whole = whole_package(campaign, view.pack)
    link = [tag("p", download(view, whole, words.say("package")))] if whole else []
    return section(
        "workbooks", words.say("workbooks"), how, *link, table("workbooks", head, rows), where
    )


def _workbook_row(
    view: DeskView, entity: Entity, made: Mapping[str, str], words: PageWords
) -> tuple[str, ...]:
    workbook, package = handout_paths(view.campaign, entity)
    name = f"{entity.code} {entity.short}"
    if not workbook.is_file():
        key = "gone" if workbook.name in made else "not.made"
        return name, tag("span", words.say(key), class_="note"), "", ""
    if package is None:
        second: str = tag("span", words.say("own"), class_="note")
    else:
        second = download(view, package) if package.is_file() else ""
    return name, download(view, workbook), second, time_text(made.get(workbook.name, ""))


def _list_section(view: DeskView, words: PageWords, *, is_sealed: bool) -> Markup:
    """Return the lists of the campaign, and where a new list of projects is dropped."""
    campaign = view.campaign
    counts = {
        ENTITIES: len(campaign.entities),
        PROJECTS: sum(map(len, campaign.projects.values())),
        ROWS: len(campaign.rows),
        CODES: None,
        LINES: sum(map(len, campaign.lines.values())),
    }
    rows = []
    for name, count in counts.items():
        path = find_list(campaign.folder, name)
        if path.is_file():
            text = "" if count is None else words.say("content.rows", count=count)
            rows.append((words.say(f"list.{name}"), download(view, path), text))
    head = tuple(words.say(key) for key in ("list", "file", "content"))
    parts = [tag("p", words.say("lists.note"), class_="note"), table("lists", head, rows)]
    if not is_sealed:
        parts += [
            drop_area(view, PROJECTS, "projects", words.say("drop.list"),
                      words.say("drop.list.note")),
            refusal_of(view, "lists"),
        ]  # fmt: skip
        if view.staged.get(PROJECTS):
            parts.append(
                task_form(
                    view,
                    "lists",
                    "lists-form",
                    buttons=[TaskButton(words.say("list.go"), main=True)],
                )
            )
    return section("lists", words.say("lists"), *parts)


def _deadline_section(view: DeskView, words: PageWords, *, is_sealed: bool) -> Markup:
    day = view.campaign.deadline
    now = words.say("deadline.set", day=day) if day else words.say("deadline.none")
    parts = [tag("p", now)]
    if not is_sealed:
        control = text_input("deadline", "deadline", day, kind="date")
        shown = field("deadline", words.say("deadline.day"), control, words.say("deadline.note"))
        buttons = [TaskButton(words.say("deadline.go"))]
        parts.append(task_form(view, "deadline", "deadline-form", shown, buttons=buttons))
    return section("due", words.say("deadline"), *parts)


def _next_section(view: DeskView, words: PageWords) -> Markup:
    """Return the form that starts next year's campaign from this one."""
    year = str(int(view.campaign.period) + 1)
    fields = (
        field("next-period", words.say("period"), text_input(
            "next-period", "period", year, inputmode="numeric", pattern=YEAR, size="6",
            required=True)),
        field("next-deadline", words.say("deadline"),
              text_input("next-deadline", "deadline", kind="date")),
        field("next-name", words.say("name"), text_input("next-name", "name", year)),
    )  # fmt: skip
    parts = [tag("p", words.say("next.note"), class_="note")]
    name = result_of(view, "next-year").get("folder")
    if name:
        link = tag("a", words.say("created.link"), href=view.root, id="created")
        parts.append(tag("p", words.say("created", name=name), link, class_="good"))
    return section(
        "next-year", words.say("next"), *parts, refusal_of(view, "next-year"),
        drop_area(view, "entities", "list", words.say("next.drop"), words.say("next.drop.note")),
        task_form(view, "next-year", "next-form", tag("div", *fields, class_="fields"),
                  buttons=[TaskButton(words.say("next.go"))]),
    )  # fmt: skip
