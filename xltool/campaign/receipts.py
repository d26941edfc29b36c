"""Listings from the ledger: receipts for what came in, and the history of one entity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.campaign.corrected_returns import corrections, not_counting
from xltool.campaign.ledger import open_ledger

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from xltool.campaign.ledger import Ledger
    from xltool.model.campaign import Campaign


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """The receipt for one file name: when it was received (UTC), from whom, and its SHA-256.

    ``entity`` and ``name`` are empty when the file could not be read.
    """

    at: str
    entity: str
    name: str
    file: str
    sha256: str
    verdict: str
    errors: int


@dataclass(frozen=True, slots=True)
class LedgerEvent:
    """One step in an entity's history.

    ``what`` is sent, received, reissued, corrected, decided, sealed, reopened or listed. Corrected
    is a file that counts in the place of those that it corrects; ``file`` of sealed
    and reopened says who did it, and why it was reopened, ``sha256`` is their hash over all that
    was sealed. ``listed`` is a list that workbooks were generated with from then on: ``file`` is
    its name, ``lines`` its content.
    ``counts`` is False for a received file that a decision set aside.
    """

    at: str
    what: str
    file: str
    sha256: str
    serial: str = ""
    verdict: str = ""
    errors: int = 0
    counts: bool = True
    lines: tuple[str, ...] = ()


def campaign_receipts(campaign: Campaign, code: str = "") -> list[ReceiptLine]:
    """Return the ``receipts`` of a campaign."""
    with open_ledger(campaign.folder) as ledger:
        return list(receipts(campaign, ledger, code))


def entity_history(campaign: Campaign, code: str) -> list[LedgerEvent]:
    """Return the ``history`` of an entity of a campaign."""
    with open_ledger(campaign.folder) as ledger:
        return history(ledger, code)


def receipts(campaign: Campaign, ledger: Ledger, code: str = "") -> Iterator[ReceiptLine]:
    """Yield a receipt for each arrival, oldest first; of entity ``code`` alone when given."""
    entries = {item.sha256: item for item in ledger.summaries()}
    names = {entity.code: entity.name for entity in campaign.entities}
    for arrival in ledger.arrivals():
        item = entries[arrival.sha256]
        if code in {"", item.entity}:
            yield ReceiptLine(
                arrival.at, item.entity, names.get(item.entity, ""), arrival.name, item.sha256,
                item.verdict.value, item.errors,
            )  # fmt: skip


def history(ledger: Ledger, code: str) -> list[LedgerEvent]:
    """Return what was sent to entity ``code``, received from it and decided, oldest first.

    Its lists, and when it was closed and opened again, concern every entity.
    """
    decision, aside = ledger.decisions().get(code), not_counting(ledger, code)
    events = [  # before what was sent with them in the same second
        LedgerEvent(item.at, "listed", item.name, item.sha256, lines=item.lines())
        for item in ledger.lists.lists()
    ]
    events += [
        LedgerEvent(item.at, "reissued" if item.of else "sent", item.name, item.sha256, item.serial)
        for item in ledger.sent()
        if item.entity == code
    ]
    events += [
        LedgerEvent(
            item.at, "received", item.name, item.sha256, item.serial, item.verdict.value,
            item.errors, item.sha256 not in aside,
        )
        for item in ledger.summaries()
        if item.entity == code
    ]  # fmt: skip
    events += _corrected(ledger, aside, events)
    if decision:
        file = next((e.file for e in events if e.sha256 == decision.sha256), "")
        events.append(LedgerEvent(decision.at, "decided", file, decision.sha256))
    for seal in ledger.seals.seals():
        events.append(LedgerEvent(seal.at, "sealed", seal.who, seal.digest))
        if seal.reopened:
            said = f"{seal.reopener} {seal.reason}"
            events.append(LedgerEvent(seal.reopened, "reopened", said, seal.digest))
    return sorted(events, key=lambda event: event.at)


def _corrected(
    ledger: Ledger, aside: Collection[str], events: Sequence[LedgerEvent]
) -> Iterator[LedgerEvent]:
    """Yield that a file counts in the place of one that it corrects, when it came."""
    counting = {
        each for old, newer in corrections(ledger).items() if old in aside for each in newer
    }
    for event in events:
        if event.what == "received" and event.sha256 in counting:
            yield LedgerEvent(event.at, "corrected", event.file, event.sha256)
