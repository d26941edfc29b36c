"""Faults in the statements: income and expenditure, 三公, assets, and between the forms."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from tests.faults.draft import ERROR, WARNING, Draft, Expected, Fault, expect

if TYPE_CHECKING:
    from collections.abc import Iterable

MONEY, PUBLIC, ASSETS, BUY, PAID = (
    "income_expenditure", "three_public", "fixed_assets", "procurement", "transfers",
)  # fmt: skip
TEXT = {MONEY: "note", PUBLIC: "reason"}
INCOME = ("income_general", "income_fund", "income_special", "income_other")
SPENT = ("personnel", "public", "project")
LARGE = Decimal(6000)


def typed(draft: Draft, table: str, lines: Iterable[str]) -> list[str]:
    """Return the lines that have both years."""
    years = ("current", "prior")
    return [line for line in lines if all(draft.get(table, line, y) is not None for y in years)]


def balance(draft: Draft) -> list[Expected] | None:
    """R1: a line of one side grows, in one of the years."""
    lines = typed(draft, MONEY, (*INCOME, *SPENT))
    line = draft.pick(line for line in lines if draft.get(MONEY, line, "note") is None)
    if line is None:
        return None
    year = draft.random.choice(("current", "prior"))
    draft.add(MONEY, line, year, Decimal(draft.random.randint(1, 90000)) / 100)
    sides = (draft.key(MONEY, name, year) for name in ("expenditure_total", "income_total"))
    return [expect("R1", ERROR, *sides)]


def says(verb: str, table: str, lines: tuple[str, ...], draft: Draft) -> list[Expected] | None:
    """R17: the remark tells of a rise where there is none, or of a fall."""

    def fits(line: str) -> bool:
        change = draft.amount(table, line, "current") - draft.amount(table, line, "prior")
        return change <= 0 if verb == "增加" else change >= 0

    line = draft.pick(filter(fits, typed(draft, table, lines)))
    if line is None:
        return None
    draft.put(table, line, **{TEXT[table]: f"因任务变化而{verb}"})
    return [
        expect("R17", ERROR, draft.key(table, line, "change"), draft.key(table, line, TEXT[table]))
    ]


def quotes(table: str, lines: tuple[str, ...], draft: Draft) -> list[Expected] | None:
    """R17: the remark quotes an amount that is not the change."""

    def change(line: str) -> Decimal:
        return draft.amount(table, line, "current") - draft.amount(table, line, "prior")

    line = draft.pick(line for line in typed(draft, table, lines) if change(line))
    if line is None:
        return None
    verb = "增加" if change(line) > 0 else "减少"
    draft.put(table, line, **{TEXT[table]: f"比上年{verb}{abs(change(line)) + 1}万元"})
    return [
        expect(
            "R17", WARNING, draft.key(table, line, TEXT[table]), draft.key(table, line, "change")
        )
    ]


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
    if table == MONEY:
        draft.add(MONEY, "project", "current", current - draft.amount(table, line, "current"))
        draft.add(MONEY, "project", "prior", prior - draft.amount(table, line, "prior"))
        draft.put(MONEY, "project", note=None)
    draft.put(table, line, current=current, prior=prior, **{TEXT[table]: None})
    at = [draft.key(table, line, year) for year in ("current", "prior")]
    return [expect("R42", WARNING, *(at if large_in == "current" else reversed(at)))]


def nature(draft: Draft) -> list[Expected]:
    """R41: an administrative body has income or costs that it should not have."""
    line = draft.random.choice(("income_service", "income_business", "business"))
    more = Decimal(draft.random.randint(1, 5000)) / 100
    draft.put(MONEY, line, current=more, prior=0)
    other = ("income_other", "current") if line == "business" else ("personnel", "current")
    draft.add(MONEY, *other, more)
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


def too_many_assets(draft: Draft) -> list[Expected]:
    """R33: more assets are to be added than are bought."""
    total = sum((draft.bought(row) for row in draft.rows(BUY)), Decimal(0))
    draft.put(ASSETS, "new_other", value=total + 1)
    return [
        expect(
            "R33", ERROR, draft.key(ASSETS, "new_total", "value"), draft.key(BUY, "total", "amount")
        )
    ]


def services_as_assets(draft: Draft) -> list[Expected] | None:
    """R33, mistake 13: services are counted as assets; not where they are already."""
    rows = draft.rows(BUY)
    making = [
        row for row in rows
        if str(draft.get(BUY, row, "code")).startswith(("A", "B"))
        and not str(draft.get(BUY, row, "code")).startswith(("A0703", "A0799", "A09", "A10", "A11"))
    ]  # fmt: skip
    most, total = (sum(map(draft.bought, of), Decimal(0)) for of in (making, rows))
    lines = ("new_housing", "new_vehicles", "new_equipment", "new_other")
    now = sum((draft.amount(ASSETS, line, "value") for line in lines), Decimal(0))
    if not now <= most < total:
        return None
    draft.add(ASSETS, "new_other", "value", most - now + Decimal("0.01"))
    amounts = (draft.key(BUY, row, "amount") for row in making)
    both = draft.key(ASSETS, "new_total", "value"), draft.key(BUY, "total", "amount")
    return [expect("R33", WARNING, *both, *amounts)]


def no_running_costs(draft: Draft) -> list[Expected]:
    """R15: vehicles without running costs."""
    draft.put(PUBLIC, "vehicle_running", current=0, reason=None)
    at = draft.key(PUBLIC, "vehicle_running", "current"), draft.key(ASSETS, "vehicles", "quantity")
    return [expect("R15", WARNING, *at)]


def running_costs(vehicles: int, costs: str, draft: Draft) -> list[Expected]:
    """R15: the running costs of a vehicle are too low or too high."""
    draft.put(PUBLIC, "vehicle_running", current=costs, reason=None)
    draft.put(ASSETS, "vehicles", quantity=vehicles, value=10 * vehicles)
    at = draft.key(PUBLIC, "vehicle_running", "current"), draft.key(ASSETS, "vehicles", "quantity")
    return [expect("R15", WARNING, *at)]


def cars(draft: Draft) -> list[Expected]:
    """R16, mistake 14: the purchase of cars stands in one form only."""
    draft.add(PUBLIC, "vehicle_purchase", "current", Decimal(draft.random.randint(1, 2000)) / 100)
    draft.put(PUBLIC, "vehicle_purchase", reason=None)
    cars = [row for row in draft.rows(BUY) if str(draft.get(BUY, row, "code")).startswith("A0203")]
    official = [
        row for row in cars
        if str(draft.get(BUY, row, "code")).startswith(("A020305", "A020306", "A020307"))
    ]  # fmt: skip
    purchase = draft.key(PUBLIC, "vehicle_purchase", "current")
    lead = draft.key(BUY, official[0], "amount") if len(official) == 1 else purchase
    return [
        expect("R16", WARNING, lead, purchase, *(draft.key(BUY, row, "amount") for row in cars))
    ]


def source(name: str, draft: Draft) -> list[Expected] | None:
    """R27: more is bought from a source than comes in from it."""
    row = draft.pick(row for row in draft.rows(BUY) if draft.amount(BUY, row, "general"))
    if row is None:
        return None
    amount = draft.amount(BUY, row, "general")
    draft.put(BUY, row, general=None, **{name: amount})
    at = draft.key(BUY, "total", name), draft.key(MONEY, f"income_{name}", "current")
    return [expect("R27", ERROR, *at)]


def general_source(draft: Draft) -> list[Expected] | None:
    """R27: the same for the general budget; what it loses comes from elsewhere."""
    total = sum((draft.bought(row) for row in draft.rows(BUY)), Decimal(0))
    moved = draft.amount(MONEY, "income_general", "current") - total + Decimal("0.01")
    if not total:
        return None
    draft.add(MONEY, "income_general", "current", -moved)
    draft.add(MONEY, "income_other", "current", moved)
    for line in ("income_general", "income_other"):
        draft.put(MONEY, line, note=None)
    at = draft.key(BUY, "total", "general"), draft.key(MONEY, "income_general", "current")
    return [expect("R27", ERROR, *at)]


def beyond_projects(draft: Draft) -> list[Expected] | None:
    """R27: more is bought than projects cost."""
    total = sum((draft.bought(row) for row in draft.rows(BUY)), Decimal(0))
    moved = draft.amount(MONEY, "project", "current") - total + Decimal("0.01")
    if not total:
        return None
    draft.add(MONEY, "project", "current", -moved)
    draft.add(MONEY, "personnel", "current", moved)
    for line in ("project", "personnel"):
        draft.put(MONEY, line, note=None)
    at = draft.key(BUY, "total", "amount"), draft.key(MONEY, "project", "current")
    return [expect("R27", ERROR, *at, draft.key(MONEY, "expenditure_total", "current"))]


def beyond_everything(draft: Draft) -> list[Expected] | None:
    """R27: more is bought than is spent at all; so its source does not suffice, either."""
    row = draft.pick(
        row for row in draft.rows(BUY) if not str(draft.get(BUY, row, "code")).endswith("99")
    )
    if row is None:
        return None
    more = draft.amount(MONEY, "income_general", "current") + 1
    price = draft.bought(row) + more
    draft.put(BUY, row, quantity=1, unit_price=price, general=price)
    project = str(draft.get(BUY, row, "project"))
    for other in draft.purchases(of=project):
        draft.add(BUY, other, "budget", more)
    total = draft.key(BUY, "total", "amount")
    return [
        expect("R27", ERROR, total, draft.key(MONEY, "expenditure_total", "current")),
        expect(
            "R27",
            ERROR,
            draft.key(BUY, "total", "general"),
            draft.key(MONEY, "income_general", "current"),
        ),
    ]


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
    Fault("says-rise", "income", partial(says, "增加", MONEY, (*INCOME, *SPENT))),
    Fault("says-fall", "income", partial(says, "减少", MONEY, (*INCOME, *SPENT))),
    Fault("quotes", "income", partial(quotes, MONEY, (*INCOME, *SPENT))),
    Fault("forgotten", "income", partial(forgotten, MONEY, INCOME)),
    Fault("slip-now", "income", partial(slip, "current", MONEY, "income_other")),
    Fault("slip-before", "income", partial(slip, "prior", MONEY, "income_other")),
    Fault("nature", "income", nature),
    Fault("public-says-rise", "public", partial(says, "增加", PUBLIC, ("abroad", "reception"))),
    Fault("public-says-fall", "public", partial(says, "减少", PUBLIC, ("abroad", "reception"))),
    Fault("public-quotes", "public", partial(quotes, PUBLIC, ("vehicle_running", "reception"))),
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
    Fault("too-many-assets", "assets procurement", too_many_assets),
    Fault("services-as-assets", "assets procurement", services_as_assets),
    Fault("no-running-costs", "public assets", no_running_costs),
    Fault("running-costs-low", "public assets", partial(running_costs, 100, "29.99")),
    Fault("running-costs-high", "public assets", partial(running_costs, 1, "6.01")),
    Fault("cars", "public procurement", cars),
    *(
        Fault(f"source-{name}", "income procurement", partial(source, name))
        for name in ("fund", "soe", "special", "other")
    ),
    Fault("source-general", "income procurement", general_source),
    Fault("beyond-projects", "income procurement", beyond_projects),
    Fault("beyond-everything", "income procurement", beyond_everything),
    *(
        Fault(f"{column}-{year}", "income", partial(counterparty, f"{column}{end}", line, year))
        for column, line in TRANSFERS.items()
        for year, end in (("current", ""), ("prior", "_prior"))
    ),
)
