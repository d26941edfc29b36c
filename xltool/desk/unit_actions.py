"""What can be done with a unit in its state: links and buttons, in its row and on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.desk.output_parts import is_busy
from xltool.desk.unit_states import UnitState
from xltool.report.html_elements import Markup, tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.desk.desk_view import DeskView
    from xltool.desk.inbox_facts import UnitFacts
    from xltool.desk.page_words import PageWords


def unit_actions(
    view: DeskView, unit: UnitFacts, words: PageWords, *, is_sealed: bool, here: bool = False
) -> Iterator[Markup]:
    """Yield what can be done; the words are those of ``RETURNS``.

    ``here`` is whether the page is that of the unit, to which no link need lead.
    """
    route = f"unit/{unit.entity.code}"
    match unit.state:
        case UnitState.OWES | UnitState.LATE:
            address = view.link(f"print/reminder/{unit.entity.code}")
            yield _link(unit, words, "remind", address, target="_blank")
        case UnitState.RETURNED if not is_sealed:
            yield task_button(view, "check", f"check-{unit.entity.code}", words.say("check"))
        case UnitState.ERRORS | UnitState.EMPTY:
            if not here:
                yield _link(unit, words, "see", view.link(route))
            yield from _correction(view, unit, words, is_sealed=is_sealed)
        case UnitState.ANSWERS if not here:
            text = words.say("reply", unit.unreplied)
            yield _link(unit, words, "reply", f"{view.link(route)}#answers", text)
        case UnitState.SEVERAL:
            yield _link(unit, words, "choose", view.link(f"{route}/choose"))
        case _ if not here:
            yield _link(unit, words, "result", view.link(route))


def task_button(
    view: DeskView, task: str, name: str, text: str, *fields: str, is_main: bool = False
) -> Markup:
    """Return a form of one button, with the id ``name``, that starts a task.

    What corrections come to is taken at once, where they were asked for.
    """
    button = tag(
        "button", text, type="submit", id=name, disabled=is_busy(view),
        class_="main" if is_main else None,
    )  # fmt: skip
    return tag(
        "form", *fields, button, class_="task", method="post", action=view.link(task),
        data_take=task == "reissue",
    )  # fmt: skip


def hidden(name: str, value: str) -> Markup:
    """Return a field of a form that is sent and not shown."""
    return tag("input", type="hidden", name=name, value=value)


def _link(
    unit: UnitFacts,
    words: PageWords,
    key: str,
    address: str,
    text: str = "",
    target: str | None = None,
) -> Markup:
    """Return a link that says aloud which unit it is of, for there are many of its kind."""
    shown = text or words.say(key)
    spoken = words.say("of", unit.entity.short, shown)
    return tag(
        "a", shown, href=address, id=f"{key}-{unit.entity.code}", aria_label=spoken, target=target
    )


def _correction(
    view: DeskView, unit: UnitFacts, words: PageWords, *, is_sealed: bool
) -> Iterator[Markup]:
    """Yield the workbook to send back, or the button that writes it first."""
    text, name = words.say("correction"), f"correction-{unit.entity.code}"
    if unit.correction:
        address = view.file_link(unit.correction, unit.correction.name)
        spoken = words.say("of", unit.entity.short, text)
        yield tag("a", text, href=address, id=name, aria_label=spoken, download=True)
    elif not is_sealed:
        yield task_button(view, "reissue", name, text, hidden("entity", unit.entity.code))
