"""The example as it was published: asterisks where the bundled one holds invented names and texts.

People do return workbooks like this, copied from what was published. ``as_published`` puts every
text of the disclosure back into the example's submissions; the seven masked lines of procurement
keep our amounts, as an entity enters them, and its 公开情况 is 不公开.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from xltool.campaign.folder import examples

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.model.submission import Record, Submission

MASK: Final = "**"
"""What every text of the disclosure holds that hides something."""
SHORT: Final = {"公安局小计": "312002", "交警队小计": "312006"}

Texts = dict[tuple[str, str], dict[str, str]]
"""What was published, by table and row."""


def disclosure() -> dict[str, Any]:
    """Return what 平乡县公安局 published."""
    path = examples() / "pingxiang-2020" / "disclosure-2020.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def as_published(submission: Submission) -> Submission:
    """Return an entity's submission with the published texts in it, asterisks as they were."""
    texts = published_texts(submission.entity.code)
    tables = {
        table: tuple(_published(record, texts.get((table, record.row), {})) for record in records)
        for table, records in submission.tables.items()
    }
    return replace(submission, tables=tables)


def published_texts(entity: str) -> Texts:
    """Return the published texts of one entity's cards, and of its masked lines of procurement."""
    printed = disclosure()
    lines = [line for line in printed["procurement"] if SHORT.get(line.get("group")) == entity]
    texts: Texts = {
        ("procurement", str(number)): {"project": line["project"], "disclosure": "不公开"}
        for number, line in enumerate(lines, 1)
        if MASK in line["project"]
    }
    cards = [card for card in printed["indicators"] if (card["unit"][:6] or "312002") == entity]
    for number, card in enumerate(cards, 1):
        project = card["title"].removesuffix("绩效目标表")
        texts["performance", str(number)] = {"project": project, "goal": card["goal"]}
        texts |= {("indicators", f"{number}/{at}"): row for at, row in _rows(card)}
    return texts


def _rows(card: Mapping[str, Any]) -> Iterator[tuple[int, dict[str, str]]]:
    for place, row in enumerate(card["rows"], 1):
        yield place, {name: text for name, text in row.items() if name != "level1" and text}


def _published(record: Record, texts: Mapping[str, str]) -> Record:
    return replace(record, values={**record.values, **texts})
