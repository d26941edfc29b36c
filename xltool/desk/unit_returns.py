"""A file that came back, as the pages show it: what the ledger has of it, and no file is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.model.findings import Return

if TYPE_CHECKING:
    from xltool.campaign.ledger import Ledger
    from xltool.desk.inbox_facts import InboxFile


def shown_return(ledger: Ledger, file: InboxFile) -> Return | None:
    """Return a checked file with its findings; None when it was not checked.

    Its figures are those that were kept when it was checked; where there are none, the findings
    come without the cells around theirs.
    """
    entry = ledger.received_file(file.sha256)
    if entry is None:
        return None
    return Return(file.name, None, entry.findings, forms=entry.forms, sha256=entry.sha256)
