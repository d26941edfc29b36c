"""The page 记录: receipts, the versions of each unit, and what was decided when."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from xltool.campaign.inbox import KEPT
from xltool.campaign.ledger import open_ledger
from xltool.campaign.receipts import history, receipts
from xltool.campaign.reminders import needs_reminder
from xltool.desk.campaign_facts import campaign_facts
from xltool.desk.desk_view import DeskPage, PageNotFoundError
from xltool.desk.output_parts import document_table, download, section, table, time_text
from xltool.desk.page_words import PageWords
from xltool.desk.recorded_acts import recorded_acts
from xltool.desk.words_parts import PARTS
from xltool.desk.words_records import RECORDS
from xltool.kinds import VERDICT_WORDS, Verdict
from xltool.report.history_document import history_document
from xltool.report.html_elements import Markup, joined, tag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from xltool.campaign.ledger import Ledger
    from xltool.campaign.receipts import ReceiptLine
    from xltool.desk.desk_view import DeskView
    from xltool.desk.recorded_acts import RecordedAct
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity

MOST_ROWS_SHOWN: Final = 200
_SHORT: Final = 12
UNIT: Final = "unit"
"""What the address says of the unit whose versions are shown."""


def records_page(view: DeskView) -> DeskPage:
    """Return the page; of one unit's versions when its code stands in the address."""
    words = PageWords({**PARTS, **RECORDS}, view.language)
    code = view.query.get(UNIT, "")
    board = campaign_facts(view.campaign).board
    reminded = {each.entity.code for each in board.standings if needs_reminder(each)}
    with open_ledger(view.campaign.folder) as ledger:
        if code:
            main = _history_section(
                view, ledger, _known(view.campaign, code), words, is_reminded=code in reminded
            )
        else:
            main = joined(
                (
                    _receipt_section(view, list(receipts(view.campaign, ledger)), words),
                    _act_section(view, recorded_acts(view.campaign, ledger, words), words),
                    _unit_section(view, ledger, words, is_anybody_reminded=bool(reminded)),
                )
            )
    return DeskPage(words.say("title"), "records", main)


def _known(campaign: Campaign, code: str) -> Entity:
    """Return the entity of a code; raise ``PageNotFoundError`` for no such one."""
    for entity in campaign.entities:
        if entity.code == code:
            return entity
    raise PageNotFoundError(code)


def _receipt_section(view: DeskView, found: Sequence[ReceiptLine], words: PageWords) -> Markup:
    """Return what was received, the last first, and the receipts to print."""
    title = words.say("receipts")
    if not found:
        return section("receipts", title, tag("p", words.say("receipts.none"), class_="note"))
    shown = found[: -MOST_ROWS_SHOWN - 1 : -1]
    link = tag("a", words.say("receipts.print"), href=view.link("print/receipt"), target="_blank")
    parts = [tag("p", link)]
    if len(shown) < len(found):
        text = words.say("receipts.most", count=len(shown), all=len(found))
        parts.append(tag("p", text, class_="note"))
    head = tuple(
        words.say(key) for key in ("file", "time", "unit", "verdict", "errors", "fingerprint")
    )
    folder = view.campaign.folder / KEPT
    kept = {path.stem: path for path in folder.iterdir()} if folder.is_dir() else {}
    rows = (_receipt_row(view, each, kept, words) for each in shown)
    return section("receipts", title, *parts, table("receipts", head, rows))


def _receipt_row(
    view: DeskView, item: ReceiptLine, kept: Mapping[str, Path], words: PageWords
) -> tuple[str, ...]:
    verdict = Verdict(item.verdict)
    text = VERDICT_WORDS[verdict].in_language(view.language)
    path = kept.get(item.sha256)
    name = PurePosixPath(item.file).name
    return (
        download(view, path, item.file, name) if path else item.file,
        time_text(item.at), _unit_link(view, item.entity, words),
        tag("span", text, class_=f"verdict {verdict.value}"), str(item.errors or ""),
        tag("code", item.sha256[:_SHORT]),
    )  # fmt: skip


def _unit_link(view: DeskView, code: str, words: PageWords) -> str:
    """Return the name of an entity, with the link to its page if it is registered."""
    if not code:
        return words.say("nobody")
    for entity in view.campaign.units(code):
        if entity.code == code:
            name = f"{code} {entity.short}"
            return tag("a", name, href=view.link(f"records?{UNIT}={code}"))
    return code


def _act_section(view: DeskView, acts: Sequence[RecordedAct], words: PageWords) -> Markup:
    title = words.say("decisions")
    if not acts:
        return section("decisions", title, tag("p", words.say("decisions.none"), class_="note"))
    head = tuple(words.say(key) for key in ("time", "event", "unit", "what"))
    rows = (
        (time_text(act.at), act.what, _unit_link(view, act.entity, words), act.text)
        for act in acts[:MOST_ROWS_SHOWN]
    )
    return section("decisions", title, table("decisions", head, rows))


def _unit_section(
    view: DeskView, ledger: Ledger, words: PageWords, *, is_anybody_reminded: bool
) -> Markup:
    """Return the units with a link to the versions of each, and what can be printed."""
    counts = Counter(item.entity for item in ledger.sent())
    counts.update(receipt.entity for receipt in receipts(view.campaign, ledger))
    names = [
        (
            entity,
            words.say("count", name=f"{entity.code} {entity.short}", count=counts[entity.code]),
        )
        for entity in view.campaign.entities
        if counts[entity.code]
    ]
    links = (
        tag("li", tag("a", text, href=view.link(f"records?{UNIT}={entity.code}")))
        for entity, text in names
    )
    left = len(view.campaign.entities) - len(names)
    parts = [
        tag("p", words.say("units.note"), class_="note"),
        *(
            [tag("p", tag("a", words.say("reminders"), href=view.link("print/reminders"),
                          target="_blank"))]
            if is_anybody_reminded
            else []
        ),
        tag("ul", *links, class_="units"),
    ]  # fmt: skip
    if left:
        parts.append(tag("p", words.say("unlisted", count=left), class_="note"))
    return section("units", words.say("units"), *parts)


def _history_section(
    view: DeskView, ledger: Ledger, entity: Entity, words: PageWords, *, is_reminded: bool
) -> Markup:
    """Return what a unit was sent, what came back and what was decided."""
    document = history_document(view.campaign, entity, history(ledger, entity.code), view.language)
    tables = [document_table("history", each) for each in document.pages[0].tables]
    routes = [
        ("back", "records", None),
        ("print", f"print/receipt/{entity.code}", "_blank"),
        *([("remind", f"print/reminder/{entity.code}", "_blank")] if is_reminded else []),
    ]
    links = [
        tag("a", words.say(key), href=view.link(route), target=target)
        for key, route, target in routes
    ]
    lines = joined(part for link in links for part in (link, " "))
    return section(
        "history", f"{entity.code} {entity.name}", tag("p", lines, class_="links"),
        *(tables or [tag("p", words.say("unit.none"), class_="note")]),
    )  # fmt: skip
