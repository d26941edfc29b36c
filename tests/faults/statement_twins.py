"""Twins of faults in the structure of the statements: what looks like one of them and is none."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from tests.faults.draft import Draft, Expected, Twin
from tests.faults.reasons import MONEY
from tests.faults.statements import ASSETS, PAID, TRANSFERS, some_offices

if TYPE_CHECKING:
    from collections.abc import Callable

CENT = Decimal("0.01")


def both_sides(draft: Draft) -> list[Expected]:
    """R1: income grows by what is carried over, expenditure by what is carried forward."""
    for line in ("carryover", "carryforward"):
        draft.put(MONEY, line, current="12.34", prior="12.34")
    return []


def nil_line(draft: Draft) -> list[Expected]:
    """R41: an administrative body states that it has none of a line."""
    draft.put(MONEY, "income_business", current=0, prior=0)
    return []


def equal_offices(draft: Draft) -> list[Expected]:
    """R29: the offices are worth as much as the housing that they are a part of."""
    draft.put(ASSETS, "office", value=draft.amount(ASSETS, "housing", "value"))
    return []


def nearly_all_offices(draft: Draft) -> list[Expected]:
    """R32: all housing but a trifle is offices."""
    draft.put(ASSETS, "office", quantity=draft.amount(ASSETS, "housing", "quantity") - CENT)
    return []


def no_new_housing(draft: Draft) -> list[Expected]:
    """R32: neither quantity nor value, and both are stated."""
    draft.put(ASSETS, "new_housing", quantity=0, value=0)
    return []


def equipment(draft: Draft) -> list[Expected]:
    """R32: equipment has a value, and nobody counts it."""
    draft.put(ASSETS, "equipment", quantity=None)
    draft.add(ASSETS, "equipment", "value", CENT)
    return []


def worth(line: str, each: str, draft: Draft) -> list[Expected]:
    """R32: a square metre or a vehicle is worth as little or as much as may be."""
    value = Decimal(each) * draft.amount(ASSETS, line, "quantity")
    draft.put(ASSETS, line, value=round(value, 2))
    return []


def nothing_paid(column: str, draft: Draft) -> list[Expected]:
    """R38: the register names a counterparty with whom nothing is exchanged."""
    draft.put(PAID, "1", counterparty="312", name="公安局", **{column: "0"})
    return []


def quoted_assets(draft: Draft) -> list[Expected] | None:
    """R31: the goals quote the total assets that the form gives."""
    card = draft.pick(draft.cards())
    if card is None:
        return None
    lines = ("housing", "vehicles", "equipment", "other")
    total = sum((draft.amount(ASSETS, line, "value") for line in lines), Decimal(0))
    goal = draft.get("performance", card, "goal")
    draft.put("performance", card, goal=f"{goal}\n固定资产总额{total}万元。")
    return []


PLAIN: dict[str, Callable[[Draft], list[Expected]]] = {
    "balance": both_sides, "nature": nil_line, "offices": equal_offices,
    "worthless": no_new_housing, "numberless": equipment,
    "housing-cheap": partial(worth, "office", "0.0101"),
    "housing-dear": partial(worth, "housing", "3"),
    "vehicles-cheap": partial(worth, "vehicles", "1"),
    "vehicles-dear": partial(worth, "vehicles", "100"),
}  # fmt: skip
TWINS = (
    *(Twin(name, put) for name, put in PLAIN.items()),
    Twin("other-assets", quoted_assets),
    Twin("all-offices", nearly_all_offices, some_offices),
    *(
        Twin(f"{column}-{year}", partial(nothing_paid, f"{column}{end}"))
        for column in TRANSFERS
        for year, end in (("current", ""), ("prior", "_prior"))
    ),
)
