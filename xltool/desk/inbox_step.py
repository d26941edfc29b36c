"""What to do next with the returns of a campaign: one sentence, one button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.next_step import NextStepKind
from xltool.desk.page_words import PageWords
from xltool.desk.unit_actions import task_button
from xltool.desk.unit_states import UnitState
from xltool.desk.words_returns import STEPS
from xltool.report.html_elements import Markup, tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.desk.desk_view import DeskView
    from xltool.desk.inbox_facts import InboxFacts, UnitFacts


def step_section(view: DeskView, facts: InboxFacts) -> Markup:
    """Return the section with the first step that is due."""
    words = PageWords(STEPS, view.language)
    sentence, button = _step(view, facts, words)
    told = tag("div", tag("h2", words.say("title"), id="next"), tag("p", sentence), class_="told")
    return tag("section", told, button, class_="next", aria_labelledby="next")


def _step(view: DeskView, facts: InboxFacts, words: PageWords) -> tuple[str, Markup]:
    """Return the sentence and the button of the step that is due, as commands tell it."""
    kind = facts.step.kind
    if kind is NextStepKind.STAY_CLOSED:
        return words.say("sealed"), _link(words, "sealed", view.link("consolidation"))
    waiting = facts.unchecked + len(view.staged.get("returns", ()))
    if waiting:
        button = task_button(view, "check", "next-go", words.say("check.go"), is_main=True)
        return words.say("check", waiting), button
    return _waiting_step(view, facts, words)


def _waiting_step(view: DeskView, facts: InboxFacts, words: PageWords) -> tuple[str, Markup]:
    """Return the step once every file is checked."""
    kind = facts.step.kind
    if kind is NextStepKind.DECIDE:
        (unit, *_) = facts.of_state(UnitState.SEVERAL)
        address = view.link(f"unit/{unit.entity.code}/choose")
        return words.say("several", unit.entity.short), _link(words, "several", address)
    if answers := facts.of_state(UnitState.ANSWERS):  # what is declined goes into corrections
        address = f"{view.link(f'unit/{answers[0].entity.code}')}#answers"
        return words.say("answers", named(answers, words)), _link(words, "answers", address)
    if kind is NextStepKind.REISSUE:
        return _reissue_step(view, facts, words)
    if kind is NextStepKind.REMIND:
        return _remind_step(view, facts, words)
    return words.say("done"), _link(words, "done", view.link("consolidation"))


def _reissue_step(view: DeskView, facts: InboxFacts, words: PageWords) -> tuple[str, Markup]:
    """Return the step where units have to correct theirs: the workbooks for them, then waiting."""
    faulty = facts.of_state(UnitState.ERRORS, UnitState.EMPTY)
    unwritten = [unit for unit in faulty if not unit.correction]
    if not unwritten:
        return words.say("back"), Markup()
    button = task_button(view, "reissue", "next-go", words.say("errors.go"), is_main=True)
    return words.say("errors", named(unwritten, words)), button


def _remind_step(view: DeskView, facts: InboxFacts, words: PageWords) -> tuple[str, Markup]:
    """Return the step where returns are missing: all of them, or those of some."""
    owing = facts.of_state(UnitState.LATE, UnitState.OWES)
    if len(owing) < len(facts.units):
        address = view.link("print/reminders")
        return words.say("owes", named(owing, words)), _link(words, "owes", address, "_blank")
    if facts.has_sent:
        return words.say("none"), Markup()
    return words.say("new"), _link(words, "new", view.link("distribution"))


def named(units: Sequence[UnitFacts], words: PageWords) -> str:
    """Return the names of a few units; of many the first ones, and how many there are."""
    most = 3
    gap = ", " if words.language == "en" else "、"
    names = gap.join(unit.entity.short for unit in units[:most])
    return names if len(units) <= most else words.say("units", names, len(units))


def _link(words: PageWords, key: str, address: str, target: str | None = None) -> Markup:
    return tag(
        "a", words.say(f"{key}.go"), href=address, id="next-go", class_="button main", target=target
    )
