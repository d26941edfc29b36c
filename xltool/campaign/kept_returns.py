"""A return as it was judged last, from the ledger alone: no file is opened, no child started."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.batch.packed_figures import unpack_figures
from xltool.model.findings import Return

if TYPE_CHECKING:
    from xltool.campaign.ledger import Ledger


def kept_return(ledger: Ledger, sha256: str) -> Return | None:
    """Return the return of this content, with its findings and figures; None when there is none.

    Its path is the name under which it first came. It is without figures when it could not be read,
    was checked before figures were kept, or what was kept is damaged.
    """
    item = ledger.received_file(sha256)
    if item is None:
        return None
    return Return(
        item.name,
        unpack_figures(ledger.figures.figures(sha256)),
        item.findings,
        forms=item.forms,
        sha256=item.sha256,
        content=item.content,
    )
