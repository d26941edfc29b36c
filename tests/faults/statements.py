"""Faults in the statements: income and expenditure, 三公, assets, and between the forms."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from tests.faults.draft import ERROR, WARNING, Draft, Expected, Fault, Twin, expect
from tests.faults.reasons import (
    CENT,
    INCOME,
    LARGE,
    MONEY,
    PUBLIC,
    SPENT,
    TEXT,
    WHY,
    typed,
)

ASSETS, BUY, PAID = "fixed_assets", "procurement", "transfers"


def balance(draft: Draft) -> list[Expected] | None:
    """R1: a line of one side grows, in one of the years."""
    lines = typed(draft, MONEY, (*INCOME, *SPENT))
    line = draft.pick(line for line in lines if draft.get(MONEY, line, "note") is None)
    if line is None:
        return None
    year = draft.random.choice(("current", "prior"))
    draft.add(MONEY, line, year, Decimal(draft.random.randint(1, 90000)) / 100)
    draft.put(MONEY, line, note=WHY)
    sides = (draft.key(MONEY, name, year) for name in ("expenditure_total", "income_total"))
    return [expect("R1", ERROR, *sides)]


def grown_alike(draft: Draft) -> list[Expected]:
    """R1: both sides grow by the same."""
    for line in ("income_general", "personnel"):
        draft.add(MONEY, line, "current", Decimal("12.34"))
    return []


def forgotten(table: str, lines: tuple[str, ...], draft: Draft) -> list[Expected] | None:
    """R18: last year is left blank where it was zero."""
    line = draft.pick(line for line in lines if draft.get(table, line, "prior") == 0)
    if line is None or draft.get(table, line, "current") is None:
        return None
    draft.put(table, line, prior=None)
    return [
        expect("R18", WARNING, draft.key(table, line, "prior"), draft.key(table, line, "current"))
    ]


def slip(large_in: str, table: str, line: str, draft: Draft) -> list[Expected] | None:
    """R42: one year stands in yuan; in the first form another line makes up for it."""
    large, small = LARGE + draft.random.randint(0, 999), Decimal("0.01")
    current, prior = (large, small) if large_in == "current" else (small, large)
    balanced_slip(current, prior, table, line, draft)
    at = [draft.key(table, line, year) for year in ("current", "prior")]
    return [expect("R42", WARNING, *(at if large_in == "current" else reversed(at)))]


def balanced_slip(
    current: Decimal, prior: Decimal, table: str, line: str, draft: Draft
) -> list[Expected]:
    """Enter both years of a line; in the first form projects make up for it."""
    if table == MONEY:
        draft.add(MONEY, "project", "current", current - draft.amount(table, line, "current"))
        draft.add(MONEY, "project", "prior", prior - draft.amount(table, line, "prior"))
        draft.put(MONEY, "project", note=WHY)
    draft.put(table, line, current=current, prior=prior, **{TEXT[table]: WHY})
    return []


def remembered(table: str, lines: tuple[str, ...], draft: Draft) -> list[Expected] | None:
    """R18: neither year has a figure."""
    line = draft.pick(
        line
        for line in lines
        if draft.get(table, line, "prior") == 0 == draft.get(table, line, "current")
    )
    if line is None:
        return None
    draft.put(table, line, prior=None, current=None, **{TEXT[table]: None})
    return []


def other_income(draft: Draft) -> list[Expected]:
    """R41: an administrative body has other income."""
    draft.add(MONEY, "income_other", "current", Decimal(5))
    draft.add(MONEY, "personnel", "current", Decimal(5))
    draft.put(MONEY, "income_other", note=WHY)
    return []


def nature(draft: Draft) -> list[Expected]:
    """R41: an administrative body has income or costs that it should not have."""
    line = draft.random.choice(("income_service", "income_business", "business"))
    more = Decimal(draft.random.randint(1, 5000)) / 100
    draft.put(MONEY, line, current=more, prior=0, note=WHY)
    other = "income_other" if line == "business" else "personnel"
    draft.add(MONEY, other, "current", more)
    draft.put(MONEY, other, note=WHY)
    return [expect("R41", WARNING, draft.key(MONEY, line, "current"))]


def offices(draft: Draft) -> list[Expected]:
    """R29, mistake 13: offices exceed the housing that they are a part of."""
    column = draft.random.choice(("quantity", "value"))
    draft.put(
        ASSETS, "office", **{column: draft.amount(ASSETS, "housing", column) + Decimal("0.01")}
    )
    return [
        expect("R29", ERROR, *(draft.key(ASSETS, line, column) for line in ("office", "housing")))
    ]


def worthless(draft: Draft) -> list[Expected]:
    """R32: vehicles without a value."""
    draft.put(ASSETS, "vehicles", value=draft.random.choice((None, 0)))
    return [
        expect("R32", WARNING, *(draft.key(ASSETS, "vehicles", c) for c in ("value", "quantity")))
    ]


def numberless(draft: Draft) -> list[Expected]:
    """R32: a value without vehicles."""
    draft.put(ASSETS, "vehicles", quantity=draft.random.choice((None, 0)))
    return [
        expect("R32", WARNING, *(draft.key(ASSETS, "vehicles", c) for c in ("quantity", "value")))
    ]


def worth(line: str, each: str, draft: Draft) -> list[Expected]:
    """R32: a square metre or a vehicle is worth too little or too much."""
    value = Decimal(each) * draft.amount(ASSETS, line, "quantity")
    draft.put(ASSETS, line, value=round(value, 2))
    return [expect("R32", WARNING, *(draft.key(ASSETS, line, c) for c in ("value", "quantity")))]


def some_offices(draft: Draft) -> None:
    """Clear what the example has: all its housing is offices."""
    draft.put(ASSETS, "office", quantity=draft.amount(ASSETS, "housing", "quantity") - 1)


def all_offices(draft: Draft) -> list[Expected]:
    """R32: all housing is offices."""
    draft.put(ASSETS, "office", quantity=draft.amount(ASSETS, "housing", "quantity"))
    sides = (draft.key(ASSETS, line, "quantity") for line in ("office", "housing"))
    return [expect("R32", WARNING, *sides)]


def counterparty(column: str, line: str, year: str, draft: Draft) -> list[Expected]:
    """R38, mistake 12: a payment stands in the register only."""
    draft.put(PAID, "1", counterparty="312", name="公安局", **{column: "5.5"})
    at = draft.key(PAID, "total", column), draft.key(MONEY, line, year)
    return [expect("R38", ERROR, *at)]


TRANSFERS = {
    "superior": "income_superior", "affiliate": "income_affiliate",
    "remittance": "remittance", "subsidy": "subsidy",
}  # fmt: skip
FAULTS = (
    Fault("balance", "income", balance),
    Fault("forgotten", "income", partial(forgotten, MONEY, INCOME)),
    Fault("slip-now", "income", partial(slip, "current", MONEY, "income_other")),
    Fault("slip-before", "income", partial(slip, "prior", MONEY, "income_other")),
    Fault("nature", "income", nature),
    Fault("public-forgotten", "public", partial(forgotten, PUBLIC, ("abroad", "vehicle_purchase"))),
    Fault("public-slip-now", "public", partial(slip, "current", PUBLIC, "reception")),
    Fault("public-slip-before", "public", partial(slip, "prior", PUBLIC, "reception")),
    Fault("offices", "assets", offices),
    Fault("all-offices", "assets", all_offices, some_offices),
    Fault("worthless", "assets", worthless),
    Fault("numberless", "assets", numberless),
    Fault("housing-cheap", "assets", partial(worth, "office", "0.0099")),
    Fault("housing-dear", "assets", partial(worth, "housing", "3.01")),
    Fault("vehicles-cheap", "assets", partial(worth, "vehicles", "0.99")),
    Fault("vehicles-dear", "assets", partial(worth, "vehicles", "100.01")),
    *(
        Fault(f"{column}-{year}", "income", partial(counterparty, f"{column}{end}", line, year))
        for column, line in TRANSFERS.items()
        for year, end in (("current", ""), ("prior", "_prior"))
    ),
)

TWINS = (
    Twin("balance", grown_alike),
    Twin("forgotten", partial(remembered, MONEY, INCOME)),
    Twin("public-forgotten", partial(remembered, PUBLIC, ("abroad",))),
    *(
        Twin(f"{name}slip-{year}", partial(balanced_slip, *amounts, table, line))
        for name, table, line in (("", MONEY, "income_other"), ("public-", PUBLIC, "reception"))
        for year, amounts in (("now", (Decimal(20), CENT)), ("before", (CENT, Decimal(20))))
    ),
    Twin("nature", other_income),
)
