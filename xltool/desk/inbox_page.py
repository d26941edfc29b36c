"""The page 收审: what to do next, where files are dropped, and how each unit stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.desk.desk_view import DeskPage
from xltool.desk.inbox_facts import inbox_facts
from xltool.desk.inbox_step import step_section
from xltool.desk.output_parts import time_text
from xltool.desk.page_words import PageWords
from xltool.desk.unit_actions import hidden, unit_actions
from xltool.desk.unit_states import NEEDS, STATE_WORDS, UnitState
from xltool.desk.words_returns import RETURNS
from xltool.messages.render import render
from xltool.report.html_elements import Markup, joined, tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xltool.desk.desk_view import DeskView
    from xltool.desk.inbox_facts import InboxFacts, InboxFile, StrayFile, UnitFacts
    from xltool.desk.uploads import StagedFile

MOST_ROWS: Final = 300
"""Units up to which all are listed at once; above, those that need the officer come first."""
MOST_TEXTS: Final = 3
"""Findings of a file of no unit that are told."""
MOST_NAMES: Final = 3
"""Files that wait which are named."""
PURPOSE: Final = "returns"
"""What files that are dropped here are for."""
STATE: Final = "state"
"""What the address says of the units that are listed: a tile, ``needs`` or ``all``."""
_ALL, _NEEDS = "all", "needs"
_TILES: Final[Mapping[str, frozenset[UnitState]]] = {
    "owes": frozenset({UnitState.OWES, UnitState.LATE}),
    "returned": frozenset({UnitState.RETURNED}),
    "errors": frozenset({UnitState.ERRORS, UnitState.EMPTY}),
    "answers": frozenset({UnitState.ANSWERS}),
    "several": frozenset({UnitState.SEVERAL}),
    "accepted": frozenset({UnitState.ACCEPTED}),
}
"""The six tiles, each with its states; a tile is called as the one it is named after."""


def inbox_page(view: DeskView) -> DeskPage:
    """Return the page; everything on it is read from the ledger and the folder now."""
    words = PageWords(RETURNS, view.language)
    facts = inbox_facts(view.campaign)
    listed = _listed(view, facts)
    main = joined(
        (
            step_section(view, facts),
            Markup() if facts.seal else _drop(view, words),
            _tiles(view, facts, listed, words),
            _unit_section(view, facts, listed, words),
            _other_section(view, facts, words),
        )
    )
    return DeskPage(words.say("page"), "", main)


def _listed(view: DeskView, facts: InboxFacts) -> str:
    """Return which units are listed: what the address asks for, else all, or those in need."""
    asked = view.query.get(STATE, "")
    if asked in {*_TILES, _ALL, _NEEDS}:
        return asked
    return _ALL if len(facts.units) <= MOST_ROWS else _NEEDS


def _drop(view: DeskView, words: PageWords) -> Markup:
    """Return the place for files; the script takes them wherever on the page they are dropped."""
    waiting = view.staged.get(PURPOSE, ())
    is_left = bool(waiting) and not view.job.status.is_busy  # of a check that did not end well
    beside = _left_files(view, waiting, words) if is_left else [
        tag("p", words.say("drop.hint"), class_="note")
    ]  # fmt: skip
    return tag(
        "div",
        tag("input", type="file", id=PURPOSE, multiple=True, class_="pick"),
        tag("label", words.say("drop"), for_=PURPOSE),
        *beside,
        class_="drop", data_purpose=PURPOSE,
    )  # fmt: skip


def _left_files(view: DeskView, waiting: Sequence[StagedFile], words: PageWords) -> list[Markup]:
    """Return the names of a few files that wait, and the button that leaves them out."""
    gap = ", " if words.language == "en" else "、"
    names = gap.join(file.name for file in waiting[:MOST_NAMES])
    text = words.say("waiting", len(waiting), names) + ("…" if len(waiting) > MOST_NAMES else "")
    button = tag("button", words.say("discard"), type="submit", id="returns-discard")
    form = tag(
        "form", hidden("purpose", PURPOSE), button, class_="control", method="post",
        action=view.link("discard"),
    )  # fmt: skip
    return [tag("p", text, class_="note"), form]


def _tiles(view: DeskView, facts: InboxFacts, listed: str, words: PageWords) -> Markup:
    """Return how many units are in each state; a tile lists just those."""
    tiles = []
    for name, states in _TILES.items():
        count = sum(facts.counts[state] for state in states)
        label = STATE_WORDS[UnitState(name)].in_language(view.language)
        is_current = name == listed
        address = view.link(f"?{STATE}={_ALL if is_current else name}")
        link = tag(
            "a", tag("span", label, class_="name"), tag("span", str(count), class_="count"),
            href=address, id=f"tile-{name}", aria_current="true" if is_current else None,
        )  # fmt: skip
        tiles.append(tag("li", link, class_=f"tile {name} {'some' if count else 'none'}"))
    return tag("nav", tag("ul", *tiles, class_="tiles"), aria_label=words.say("tiles"))


def _unit_section(view: DeskView, facts: InboxFacts, listed: str, words: PageWords) -> Markup:
    states = _TILES.get(listed, NEEDS if listed == _NEEDS else frozenset(UnitState))
    units = facts.of_state(*states)
    heading, choice = tag("h2", words.say("units"), id="units"), _choice(view, facts, listed, words)
    title = tag("div", heading, choice, class_="above")
    if not units:
        return tag("section", title, tag("p", words.say("no.rows"), class_="note"))
    return tag("section", title, _table(view, units, facts, words))


def _choice(view: DeskView, facts: InboxFacts, listed: str, words: PageWords) -> Markup:
    """Return the links to all units and to those that need the officer."""
    counts = {_ALL: len(facts.units), _NEEDS: len(facts.of_state(*NEEDS))}
    links = [
        tag("a", words.say(name, count), href=view.link(f"?{STATE}={name}"), id=f"list-{name}",
            aria_current="true" if name == listed else None)
        for name, count in counts.items()
    ]  # fmt: skip
    return tag("p", *_spaced(links), class_="note")


def _table(
    view: DeskView, units: Iterable[UnitFacts], facts: InboxFacts, words: PageWords
) -> Markup:
    keys = ("unit", "state", "errors", "warnings", "file", "received", "actions")
    classes = {"errors": "number", "warnings": "number", "actions": "actions"}
    heads = [tag("th", words.say(key), scope="col", class_=classes.get(key)) for key in keys]
    rows = (_row(view, unit, words, is_sealed=facts.seal is not None) for unit in units)
    whole = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *rows), class_="board")
    return tag("div", whole, class_="scroll", tabindex="0", role="region", aria_labelledby="units")


def _row(view: DeskView, unit: UnitFacts, words: PageWords, *, is_sealed: bool) -> Markup:
    entity, status = unit.entity, unit.status
    name = tag("a", f"{entity.code} {entity.short}", href=view.link(f"unit/{entity.code}"),
               id=f"unit-{entity.code}", lang="zh-CN")  # fmt: skip
    own = tag("span", words.say("own"), class_="file") if unit.is_parent else ""
    counts = {"errors": status.errors, "warnings": status.warnings}
    numbers = (
        tag("td", str(count) if status.at else "", data_label=words.say(key),
            class_=f"number {key[:-1]}" if count else "number")
        for key, count in counts.items()
    )  # fmt: skip
    actions = unit_actions(view, unit, words, is_sealed=is_sealed)
    return tag(
        "tr",
        tag("th", name, own, scope="row"),
        tag("td", *state_marks(unit, words), data_label=words.say("state")),
        *numbers,
        tag("td", file_names(view, unit.files), data_label=words.say("file")),
        tag("td", time_text(status.at), data_label=words.say("received"), class_="time"),
        tag("td", *actions, data_label=words.say("actions"), class_="actions"),
        data_state=unit.state.value,
    )


def state_marks(unit: UnitFacts, words: PageWords) -> Iterator[Markup]:
    """Yield the state of a unit and, if it is late, by how many days."""
    text = STATE_WORDS[unit.state].in_language(words.language)
    yield tag("span", text, class_=f"verdict {unit.state.value}")
    if unit.status.late:
        yield tag("span", words.say("late", unit.status.late), class_="file")


def file_links(view: DeskView, files: Sequence[InboxFile]) -> list[Markup]:
    """Return the names of files, each with the link to its content if that is there."""
    return [
        tag("a", file.name, href=view.file_link(file.path, _last(file.name)), download=True,
            lang="zh-CN")
        if file.path
        else tag("span", file.name, lang="zh-CN")
        for file in files
    ]  # fmt: skip


def file_names(view: DeskView, files: Sequence[InboxFile]) -> Markup:
    """Return the names of files, of several one below the other."""
    links = file_links(view, files)
    if len(links) < 2:  # noqa: PLR2004 - one needs no list
        return joined(links)
    return tag("ul", *(tag("li", link) for link in links), class_="names")


def _last(name: str) -> str:
    """Return the name to save a file by, of one that stands in a zip or mail as well."""
    return name.rpartition("/")[2]


def _other_section(view: DeskView, facts: InboxFacts, words: PageWords) -> Markup:
    """Return the files that count for no unit, and why; nothing when there are none."""
    items = [
        *(_stray(view, stray, words) for stray in facts.strays),
        *(_noted(view, file, words.say("unknown")) for file in facts.unknown),
    ]
    if left := facts.stray_count - len(facts.strays):
        items.append(tag("li", words.say("more.files", left), class_="note"))
    if not items:
        return Markup()
    return tag(
        "section", tag("h2", words.say("others"), id="others"),
        tag("p", words.say("others.note"), class_="note"), tag("ul", *items, class_="plain"),
        aria_labelledby="others",
    )  # fmt: skip


def _stray(view: DeskView, stray: StrayFile, words: PageWords) -> Markup:
    texts = [render(finding, view.language)[0] for finding in stray.findings]
    left = len(texts) - MOST_TEXTS
    more = [words.say("more", left)] if left > 0 else []
    return _noted(view, stray.file, *texts[:MOST_TEXTS], *more)


def _noted(view: DeskView, file: InboxFile, *texts: str) -> Markup:
    notes = (tag("p", text, class_="hint") for text in texts)
    return tag("li", *file_links(view, (file,)), *notes)


def _spaced(parts: Iterable[Markup]) -> Iterator[str]:
    """Yield parts with a blank between them, for screen readers and for paper."""
    for number, part in enumerate(parts):
        if number:
            yield "　"
        yield part
