"""Cards of performance goals in a draft: their rows, and rows that nothing is wrong with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.expressions.free_text import normalize_name

if TYPE_CHECKING:
    from tests.faults.draft import Draft
    from xltool.model.submission import Key

GOALS, ROWS, BUY = "performance", "indicators", "procurement"
ENDINGS = ("f kn", "yp", "f")
CLEAN = {
    "name": "夜间巡逻到岗频度",
    "description": "夜间到岗次数占应到次数的比率，按月完成统计",
    "value": "≥90%",
    "basis": "勤务考核办法",
}
"""An output that no rule has anything against, but that it stands among those of quantity."""


def keys(draft: Draft, row: str, *columns: str) -> list[Key]:
    """Return cells of one row of a card."""
    return [draft.key(ROWS, row, column) for column in columns]


def outputs(draft: Draft, *, kind: str = "") -> list[str]:
    """Return the outputs of one kind; without it, those of quality and time."""
    wanted = {kind} if kind else {"质量指标", "时效指标"}
    return [row for row in draft.indicators() if draft.get(ROWS, row, "level2") in wanted]


def kinds_on(draft: Draft, card: str) -> list[object]:
    """Return the kinds of indicators on a card, row by row."""
    return [draft.get(ROWS, row, "level2") for row in on_card(draft, card)]


def is_full(draft: Draft, card: str) -> bool:
    """Whether a card lacks nothing: nine indicators of all kinds, cost if the project buys."""
    kinds, wanted = kinds_on(draft, card), {"数量指标", "质量指标", "时效指标"}
    wanted |= {"成本指标"} if first_bought(draft, f"{card}/1") else set()
    return len(kinds) == 9 and wanted <= set(kinds)


def on_card(draft: Draft, card: str) -> list[str]:
    """Return the rows on a card."""
    return [row for row in draft.rows(ROWS) if row.partition("/")[0] == card]


def first_bought(draft: Draft, row: str) -> list[str]:
    """Return the first row that a project buys; none for a project that buys nothing."""
    wanted = project(draft, row)
    rows = (
        each
        for each in draft.rows(BUY)
        if normalize_name(str(draft.get(BUY, each, "project")), ENDINGS) == wanted
    )
    return list(rows)[:1]


def project(draft: Draft, row: str) -> str:
    """Return the project of a row, as names are compared."""
    name = draft.get(GOALS, row.partition("/")[0], "project")
    return normalize_name(str(name), ENDINGS)


def as_on_card(draft: Draft, row: str, value: str) -> str:
    """Return a value with per cent written as elsewhere on the card."""
    values = [str(draft.get(ROWS, each, "value")) for each in on_card(draft, row.partition("/")[0])]
    return value.replace("%", "百分比") if any("百分比" in each for each in values) else value
