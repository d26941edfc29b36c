"""The page of all campaigns: those in the desk's folder, and forms to start another one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from xltool.campaign.folder import SETTINGS, examples
from xltool.campaign.settings_file import read_settings
from xltool.desk.desk_view import DeskPage
from xltool.desk.output_parts import (
    TaskButton,
    choice,
    drop_area,
    field,
    refusal_of,
    result_of,
    section,
    table,
    task_form,
    text_input,
)
from xltool.desk.page_words import PageWords
from xltool.desk.words_home import HOME
from xltool.desk.words_parts import PARTS
from xltool.errors import XltoolError
from xltool.pack.shipped_packs import DEFAULT, shipped_titles
from xltool.report.html_elements import Markup, joined, tag
from xltool.text import in_one_language

if TYPE_CHECKING:
    from xltool.desk.desk_view import CampaignEntry, HomeView

YEAR = "[0-9]{4}"


def home_page(view: HomeView) -> DeskPage:
    """Return the page; a list of units that cannot be used is told by row."""
    words = PageWords({**PARTS, **HOME}, view.language)
    main = joined(
        (_created(view, words), _campaigns(view, words), _new(view, words), _example(view, words))
    )
    return DeskPage(words.say("title"), "", main)


def _created(view: HomeView, words: PageWords) -> Markup:
    """Return the link to the campaign that was started last, if that was the last job."""
    name = result_of(view, "new").get("folder", "")
    for entry in view.campaigns:
        if name and entry.folder.name == name:
            link = tag("a", entry.title or name, href=view.link(f"{entry.number}/"), id="created")
            return tag("p", words.say("created"), link, class_="good")
    return Markup()


def _campaigns(view: HomeView, words: PageWords) -> Markup:
    title = words.say("campaigns")
    where = tag("p", words.say("home"), tag("code", str(view.home)), class_="note")
    if not view.campaigns:
        empty = tag("p", words.say("campaigns.none"))
        return section("campaigns", title, empty, where)
    head = (words.say("campaign"), words.say("state"))
    rows = (_entry(view, entry, words) for entry in view.campaigns)
    return section("campaigns", title, table("campaigns", head, rows), where)


def _entry(view: HomeView, entry: CampaignEntry, words: PageWords) -> tuple[str, str]:
    if entry.error:
        error = in_one_language(entry.error.replace(f"{view.home}/", ""), view.language)
        text = tag("span", words.say("broken", error=error), class_="error")
        return entry.folder.name, text
    link = tag(
        "a", entry.title, href=view.link(f"{entry.number}/"), id=f"campaign-{entry.number}",
        lang="zh-CN",
    )  # fmt: skip
    return link, entry.folder.name


def _new(view: HomeView, words: PageWords) -> Markup:
    """Return the form that starts a campaign from a list, with what is wrong in the list."""
    year = str(datetime.now().astimezone().year + 1)
    packs = [
        (name, words.say("pack.name", title=title, name=name))
        for name, title in shipped_titles().items()
    ]
    fields = (
        field("period", words.say("period"), text_input(
            "period", "period", year, inputmode="numeric", pattern=YEAR, required=True, size="6")),
        field("deadline", words.say("deadline"), text_input("deadline", "deadline", kind="date"),
              words.say("deadline.note")),
        field("pack", words.say("pack"), choice("pack", "pack", packs)),
        field("name", words.say("name"), text_input("name", "name"), words.say("name.note")),
    )  # fmt: skip
    is_there = bool(view.staged.get("entities"))
    missing = [] if is_there else [tag("p", words.say("list.missing"), class_="note")]
    return section(
        "new", words.say("new"), tag("p", words.say("new.note"), class_="note"),
        refusal_of(view, "new"),
        drop_area(view, "entities", "list", words.say("drop"), words.say("drop.note")),
        task_form(view, "new", "new-form", tag("div", *fields, class_="fields"), *missing,
                  buttons=[TaskButton(words.say("new.go"), main=is_there)]),
    )  # fmt: skip


def _example(view: HomeView, words: PageWords) -> Markup:
    fields = (
        field(
            "example-name",
            words.say("example.which"),
            choice("example-name", "example", _examples()),
        ),
        field("example-folder", words.say("name"), text_input("example-folder", "name")),
    )
    return section(
        "example", words.say("example"), tag("p", words.say("example.note"), class_="note"),
        task_form(view, "new", "example-form", tag("div", *fields, class_="fields"),
                  buttons=[TaskButton(words.say("example.go"))]),
    )  # fmt: skip


def _examples() -> list[tuple[str, str]]:
    """Return name and title of each example that ships with xltool, of the default pack first."""
    found = []
    for folder in sorted(examples().iterdir()):
        try:
            settings = read_settings(folder / SETTINGS)
        except XltoolError:  # something else that stands there
            continue
        found.append((settings["pack"] != DEFAULT, folder.name, settings["title"]))
    return [(name, title) for _, name, title in sorted(found)]
