"""What is shown of a closed campaign: who sealed it and when, and what was changed since."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from xltool.documents.styled_text import StyledText, TextStyle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.campaign.seal import SealStatus
    from xltool.report.text_table import Block


def seal_page(seal: SealStatus, language: str) -> Iterator[Block]:
    """Yield a line about the seal, and one for each file that is not what was sealed."""
    english = language == "en"
    at = datetime.fromisoformat(seal.at).astimezone().strftime("%Y-%m-%d %H:%M")
    text = "Sealed: {at}, {who}, {hash}" if english else "已封存：{at}，{who}，校验码 {hash}"
    yield StyledText(text.format(at=at, who=seal.who, hash=seal.digest), TextStyle.GOOD)
    for name in seal.changed:
        changed = "Changed since it was sealed: " if english else "封存后有变动："
        yield StyledText(changed + name, TextStyle.ERROR)
