"""What a unit says of its warnings, and the officer's reply to each."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from xltool.desk.output_parts import is_busy
from xltool.desk.unit_actions import hidden
from xltool.kinds import ReplyKind
from xltool.messages.render import render
from xltool.model.explanations import LONGEST_EXPLANATION
from xltool.report.html_elements import Markup, tag
from xltool.report.html_words import page_words, rule_mark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.desk.desk_view import DeskView
    from xltool.desk.inbox_facts import UnitFacts
    from xltool.desk.page_words import PageWords
    from xltool.model.explanations import Explained
    from xltool.model.findings import Finding, Return


def answers_section(
    view: DeskView,
    unit: UnitFacts,
    returns: Iterable[Return],
    words: PageWords,
    *,
    is_sealed: bool,
) -> Markup:
    """Return the explanations, those without a reply first; nothing when nothing is explained.

    One reply is for all that stands at a place, as on the command line.
    """
    places: dict[str, list[Finding]] = {}
    for item in returns:
        for finding in item.findings:
            if finding.explained:
                places.setdefault(finding.location or finding.rule, []).append(finding)
    if not places:
        return Markup()
    ordered = sorted(places.items(), key=lambda each: _is_replied(each[1]))
    items = [
        _item(view, unit, place, found, words, is_sealed=is_sealed) for place, found in ordered
    ]
    return tag(
        "section", tag("h2", words.say("answers"), id="answers", tabindex="-1"),
        tag("p", words.say("answers.note"), class_="note"), tag("ul", *items, class_="answers"),
        aria_labelledby="answers",
    )  # fmt: skip


def _is_replied(found: Iterable[Finding]) -> bool:
    return all(finding.explained and finding.explained.reply for finding in found)


def _item(
    view: DeskView,
    unit: UnitFacts,
    place: str,
    found: list[Finding],
    words: PageWords,
    *,
    is_sealed: bool,
) -> Markup:
    """Return what is said at a place, of the findings there, and the form to reply with."""
    name = f"answer-{sha256(place.encode()).hexdigest()[:8]}"  # the same wherever it stands
    marks = page_words(view.language)
    told = [
        tag("p", rule_mark(finding, marks), " ", render(finding, view.language)[0])
        for finding in found
    ]
    said = dict.fromkeys(finding.explained for finding in found if finding.explained)
    quotes = [_quote(each, words) for each in said]
    reply = Markup() if is_sealed else _form(view, unit, name, place, words)
    if reply and _is_replied(found):
        reply = tag("details", tag("summary", words.say("again")), reply, id=f"{name}-again")
    return tag(
        "li", tag("p", tag("code", place, lang="zh-CN"), id=f"{name}-place"), *told, *quotes,
        reply,
    )  # fmt: skip


def _quote(said: Explained, words: PageWords) -> Markup:
    """Return what was said and, where there is a reply, that."""
    text = tag("blockquote", said.text, lang="zh-CN")
    if not said.reply:
        return text
    word = words.say(said.reply.kind.value)
    colon = ": " if words.language == "en" else "："
    reply = f"{word}{colon}{said.reply.words}" if said.reply.words else word
    mood = "warning" if said.is_declined else "good"
    return tag("div", text, tag("p", reply, class_=mood))


def _form(view: DeskView, unit: UnitFacts, name: str, place: str, words: PageWords) -> Markup:
    buttons = (
        tag(
            "button", words.say(key), type="submit", name="reply", value=kind.value,
            id=f"{name}-{key}", disabled=is_busy(view), aria_describedby=f"{name}-place",
        )
        for key, kind in (("accept", ReplyKind.ACCEPTED), ("decline", ReplyKind.DECLINED))
    )  # fmt: skip
    return tag(
        "form", hidden("entity", unit.entity.code), hidden("place", place),
        tag("label", words.say("words"), for_=f"{name}-words"),
        tag("textarea", "", id=f"{name}-words", name="words", rows="1",
            maxlength=str(LONGEST_EXPLANATION)),
        *buttons, class_="task", method="post", action=view.link("answer"), id=name,
    )  # fmt: skip
