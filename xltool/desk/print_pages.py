"""Pages to print: receipts for what came in, and letters to those who have something to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.inbox import glance_into
from xltool.campaign.ledger import open_ledger
from xltool.campaign.receipts import receipts
from xltool.campaign.reminders import reminders
from xltool.campaign.status_board import status_board
from xltool.desk.desk_view import PageNotFoundError, PrintPage
from xltool.publication.standing_edition import standing_edition
from xltool.report.document_page import document_page
from xltool.report.receipt_document import receipt_document
from xltool.report.reminder_document import reminder_document

FINAL = "final"
_REVIEWS = ("draft", FINAL)

if TYPE_CHECKING:
    from xltool.desk.desk_view import DeskView


def receipt_page(view: DeskView, code: str = "") -> PrintPage:
    """Return the receipts for what came in, a page for each unit; of one unit by its code."""
    _require_unit(view, code)
    with open_ledger(view.campaign.folder) as ledger:
        found = list(receipts(view.campaign, ledger, code))
    return PrintPage(document_page(receipt_document(view.campaign, found, view.language)))


def reminder_page(view: DeskView, code: str = "") -> PrintPage:
    """Return a letter to each unit that has something to do; to one unit by its code.

    Raises ``PageNotFoundError`` when nobody has to be reminded.
    """
    _require_unit(view, code)
    campaign = view.campaign
    with open_ledger(campaign.folder) as ledger:
        board = status_board(campaign, ledger, glance_into(campaign, ledger, opens=False))
        found = [item for item in reminders(board, ledger) if code in {"", item.status.entity.code}]
    if not found:
        raise PageNotFoundError(code)
    document = reminder_document(board, found, campaign.entity(campaign.root), view.language)
    return PrintPage(document_page(document))


def review_page(view: DeskView, which: str) -> PrintPage:
    """Return the review of the ``draft`` or the ``final`` that stands in 公开."""
    if which not in _REVIEWS:
        raise PageNotFoundError(which)
    found = standing_edition(view.campaign.folder, final=which == FINAL)
    if found is None or found.review is None:
        raise PageNotFoundError(which)
    return PrintPage(found.review.read_text(encoding="utf-8", errors="replace"))


def _require_unit(view: DeskView, code: str) -> None:
    """Raise ``PageNotFoundError`` for a code that is not registered."""
    if code and all(entity.code != code for entity in view.campaign.entities):
        raise PageNotFoundError(code)
