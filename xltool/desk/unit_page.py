"""The page of one unit: its state, what can be done, what was found, and what it explains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.checking import Checked
from xltool.campaign.kept_returns import kept_return
from xltool.campaign.ledger import open_ledger
from xltool.campaign.receipts import history
from xltool.desk.answer_forms import answers_section
from xltool.desk.desk_view import DeskPage, PageNotFoundError
from xltool.desk.inbox_facts import inbox_facts
from xltool.desk.inbox_page import file_names, state_marks
from xltool.desk.output_parts import document_table, download, time_text
from xltool.desk.page_words import PageWords
from xltool.desk.unit_actions import unit_actions
from xltool.desk.words_returns import RETURNS, UNIT
from xltool.report.history_document import history_document
from xltool.report.html_elements import Markup, joined, tag
from xltool.report.html_findings import findings_section
from xltool.report.html_words import page_words

if TYPE_CHECKING:
    from xltool.campaign.receipts import LedgerEvent
    from xltool.desk.desk_view import DeskView
    from xltool.desk.inbox_facts import InboxFacts, UnitFacts
    from xltool.model.findings import Return


def unit_page(view: DeskView, code: str) -> DeskPage:
    """Return the page of the unit with this code.

    Raises ``PageNotFoundError`` when no unit of this code reports.
    """
    words = PageWords({**RETURNS, **UNIT}, view.language)
    facts = inbox_facts(view.campaign)
    unit = unit_of(facts, code)
    with open_ledger(view.campaign.folder) as ledger:
        contents = dict.fromkeys(file.sha256 for file in unit.files)
        returns = [item for each in contents if (item := kept_return(ledger, each))]
        events = history(ledger, code)
    main = joined(
        (
            _head(view, facts, unit, words),
            _about(view, unit, words),
            answers_section(view, unit, returns, words, is_sealed=facts.seal is not None),
            _findings(view, unit, returns, words),
            _history(view, unit, events, words),
        )
    )
    return DeskPage(f"{unit.entity.code} {unit.entity.short}", "", main)


def unit_of(facts: InboxFacts, code: str) -> UnitFacts:
    """Return the unit with a code; raise ``PageNotFoundError`` when none of it reports."""
    for unit in facts.units:
        if unit.entity.code == code:
            return unit
    raise PageNotFoundError(code)


def _head(view: DeskView, facts: InboxFacts, unit: UnitFacts, words: PageWords) -> Markup:
    entity = unit.entity
    title = tag("h2", f"{entity.code} {entity.name}", id="unit", lang="zh-CN")
    actions = list(unit_actions(view, unit, words, is_sealed=facts.seal is not None, here=True))
    bar = tag("div", *actions, class_="bar") if actions else ""
    return joined((tag("div", title, *state_marks(unit, words), class_="unit-head"), bar))


def _about(view: DeskView, unit: UnitFacts, words: PageWords) -> Markup:
    """Return what came from the unit, when, and what was written for it."""
    if not unit.files:
        return tag("p", words.say("nothing"))
    pairs: list[tuple[str, str]] = [(words.say("files"), file_names(view, unit.files))]
    if unit.status.at:
        counts = {"errors": unit.status.errors, "warnings": unit.status.warnings}
        pairs.append((words.say("handed"), time_text(unit.status.at)))
        pairs.append((words.say("found"), words.say("counts", **counts)))
    if unit.correction:
        link = download(view, unit.correction)
        pairs.append((words.say("back"), joined((link, "　", time_text(unit.corrected)))))
    shown = (part for name, text in pairs for part in (tag("dt", name), tag("dd", text)))
    return tag("dl", *shown, class_="known")


def _findings(view: DeskView, unit: UnitFacts, returns: list[Return], words: PageWords) -> Markup:
    """Return the findings as the report shows them, with their filters and cells."""
    if not returns:
        text = words.say("unchecked") if unit.files else ""
        return tag("p", text, class_="note") if text else Markup()
    checked = Checked(returns, (), view.pack, view.campaign)
    return findings_section(checked, view.language, page_words(view.language))


def _history(
    view: DeskView, unit: UnitFacts, events: list[LedgerEvent], words: PageWords
) -> Markup:
    """Return what was sent to the unit, received from it and decided."""
    document = history_document(view.campaign, unit.entity, events, view.language)
    tables = [document_table("history", each) for each in document.pages[0].tables]
    if not tables:
        return Markup()
    return tag("section", tag("h2", words.say("history"), id="history"), *tables)
