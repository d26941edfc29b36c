"""The page on which the officer says which of a unit's files counts: side by side, what differs."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from xltool.campaign.changes import changes
from xltool.campaign.kept_returns import kept_return
from xltool.campaign.ledger import open_ledger
from xltool.desk.desk_view import DeskPage
from xltool.desk.inbox_facts import inbox_facts
from xltool.desk.inbox_page import file_links, file_names
from xltool.desk.output_parts import time_text
from xltool.desk.page_words import PageWords
from xltool.desk.unit_actions import hidden, task_button
from xltool.desk.unit_page import unit_of
from xltool.desk.words_returns import CHOOSE, RETURNS, UNIT
from xltool.kinds import VERDICT_WORDS, Verdict
from xltool.report.html_elements import Markup, joined, tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.campaign.changes import CellChange
    from xltool.desk.desk_view import DeskView
    from xltool.desk.inbox_facts import InboxFile, UnitFacts
    from xltool.model.findings import Return

MOST_CHANGES: Final = 200
"""Cells that differ which are listed."""


def choose_page(view: DeskView, code: str) -> DeskPage:
    """Return the page; raise ``PageNotFoundError`` when no unit of this code reports."""
    words = PageWords({**RETURNS, **UNIT, **CHOOSE}, view.language)
    facts = inbox_facts(view.campaign)
    unit = unit_of(facts, code)
    files = _in_order(unit)
    with open_ledger(view.campaign.folder) as ledger:
        returns = {file.sha256: kept_return(ledger, file.sha256) for file in files}
    name = f"{unit.entity.code} {unit.entity.name}"
    back = tag("a", name, href=view.link(f"unit/{code}"), lang="zh-CN", id="back")
    head = joined((tag("h2", words.say("title"), id="choose"), tag("p", back)))
    if len(files) < 2:  # noqa: PLR2004 - two are a choice
        main = joined((head, tag("p", words.say("settled"), file_names(view, unit.files))))
    else:
        can_take = facts.seal is None
        cards = (
            _card(view, number, file, words, can_take=can_take) for number, file in enumerate(files)
        )
        differing = (_differences(view, files[0], other, returns, words) for other in files[1:])
        main = joined(
            (head, tag("p", words.say("note"), class_="note"), tag("div", *cards, class_="cards"),
             *differing)
        )  # fmt: skip
    return DeskPage(f"{words.say('title')} {name}", "", main)


def _in_order(unit: UnitFacts) -> list[InboxFile]:
    """Return the checked files, each content once: the better ones first, then the later ones."""
    contents = {file.sha256: file for file in unit.files if file.entry}
    later_first = sorted(contents.values(), key=_received, reverse=True)
    return sorted(later_first, key=_faults)


def _received(file: InboxFile) -> str:
    return file.entry.at if file.entry else ""


def _faults(file: InboxFile) -> tuple[bool, int]:
    """Return whether a file cannot count, and how many errors it has."""
    entry = file.entry
    return (entry.verdict is not Verdict.ACCEPTED, entry.errors) if entry else (True, 0)


def _card(
    view: DeskView, number: int, file: InboxFile, words: PageWords, *, can_take: bool
) -> Markup:
    """Return one file with its verdict, and the button by which it counts."""
    entry = file.entry
    if entry is None:
        return Markup()
    verdict = VERDICT_WORDS[entry.verdict].in_language(view.language)
    counts = {"errors": entry.errors, "warnings": entry.open_warnings}
    facts = (
        tag("dt", words.say("handed")), tag("dd", time_text(entry.at)),
        tag("dt", words.say("found")), tag("dd", words.say("counts", **counts)),
    )  # fmt: skip
    return tag(
        "article",
        tag("h3", *file_links(view, (file,))),
        tag("p", tag("span", verdict, class_=f"verdict {entry.verdict.value}")),
        tag("dl", *facts, class_="known"),
        _take(view, number, file, words, can_take=can_take),
        class_="card",
    )


def _take(
    view: DeskView, number: int, file: InboxFile, words: PageWords, *, can_take: bool
) -> Markup:
    if file.entry is None or file.entry.verdict is not Verdict.ACCEPTED:
        return tag("p", words.say("faulty"), class_="hint")
    if not can_take:
        return Markup()
    button = task_button(
        view, "accept", f"take-{number}", words.say("take"), hidden("content", file.sha256),
        is_main=not number,
    )  # fmt: skip
    return tag("div", button, class_="bar")


def _differences(
    view: DeskView,
    first: InboxFile,
    other: InboxFile,
    returns: Mapping[str, Return | None],
    words: PageWords,
) -> Markup:
    """Return the cells in which a file differs from the first one."""
    name = f"differ-{other.sha256[:8]}"
    title = tag("h2", words.say("different"), id=name)
    before, after = returns[other.sha256], returns[first.sha256]
    if not (before and before.submission and after and after.submission):
        return tag("section", title, tag("p", words.say("not.kept"), class_="note"))
    every = changes(view.pack, before.submission, after.submission)
    found = list(islice(every, MOST_CHANGES))
    if not found:
        return tag("section", title, tag("p", words.say("same"), class_="note"))
    count = len(found) + sum(1 for _ in every)
    key = "count" if count == len(found) else "most"
    heads = (words.say("line"), words.say("cell"), first.name, other.name)
    return tag(
        "section", title, tag("p", words.say(key, count, len(found)), class_="note"),
        _table(name, heads, found, words),
    )  # fmt: skip


def _table(
    name: str, heads: Sequence[str], found: Sequence[CellChange], words: PageWords
) -> Markup:
    head = tag("tr", *(tag("th", text, scope="col") for text in heads))
    rows = (tag("tr", *_cells(each, heads, words)) for each in found)
    whole = tag("table", tag("thead", head), tag("tbody", *rows), class_="board differs")
    return tag("div", whole, class_="scroll", tabindex="0", role="region", aria_labelledby=name)


def _cells(change: CellChange, heads: Sequence[str], words: PageWords) -> Iterator[Markup]:
    line = f"{change.label.in_language(words.language)} {change.column}".strip()
    yield tag("th", line, scope="row", lang="zh-CN")
    yield tag("td", tag("code", f"{change.sheet}!{change.cell}"), data_label=heads[1], lang="zh-CN")
    for head, text in ((heads[2], change.after), (heads[3], change.before)):
        shown = text or tag("span", words.say("blank"), class_="gone")
        yield tag("td", shown, data_label=head, lang="zh-CN" if text else None)
