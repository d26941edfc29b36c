"""The lists with which workbooks are generated, as the ledger keeps them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from xltool.campaign.added_codes import added_codes_lines
from xltool.campaign.folder import CODES, LINES, ROWS
from xltool.campaign.ledger_lists import ListInForce
from xltool.campaign.project_list import least_rows_lines, used_lines_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack


def lists_in_force(campaign: Campaign, pack: Pack, at: str) -> Iterator[ListInForce]:
    """Yield the added codes, least rows and lines of trees of a campaign; empty where none are.

    Lists and forms are named as people call them.
    """
    sheets = {form.id: form.template.sheet for form in pack.forms}
    rows = [(code, sheets.get(form, form), n) for (code, form), n in campaign.rows.items()]
    used = [
        (code, sheets.get(form, form), line)
        for (code, form), lines in campaign.lines.items()
        for line in lines
    ]
    contents = {
        CODES: added_codes_lines(pack) if pack.added else (),
        ROWS: least_rows_lines(rows) if rows else (),
        LINES: used_lines_lines(used) if used else (),
    }
    for name, lines in contents.items():
        content = "".join(lines)
        yield ListInForce(at, name, sha256(content.encode()).hexdigest(), content)
