"""Faults in procurement."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from tests.faults.draft import ERROR, INFO, WARNING, Draft, Expected, Fault, expect

BUY, GOALS, ROWS = "procurement", "performance", "indicators"
CENT = Decimal("0.01")


def whole_price(draft: Draft, row: str) -> bool:
    """Whether quantity and price are not the swapped ones."""
    return draft.get(BUY, row, "unit_price") != 1


def keys(draft: Draft, row: str, *columns: str) -> list[tuple[str, str, str, str]]:
    """Return cells of one row."""
    return [draft.key(BUY, row, column) for column in columns]


def product(draft: Draft) -> list[Expected] | None:
    """R21: quantity times price is no longer the amount."""
    row = draft.pick(row for row in draft.rows(BUY) if whole_price(draft, row))
    if row is None:
        return None
    draft.add(BUY, row, draft.random.choice(("quantity", "unit_price")), Decimal(2))
    return [
        expect(
            "R21", ERROR, *(draft.key(BUY, row, c) for c in ("amount", "quantity", "unit_price"))
        )
    ]


def swapped(draft: Draft) -> list[Expected] | None:
    """R26, mistake 10: quantity and price are swapped."""
    row = draft.pick(
        row for row in draft.rows(BUY)
        if whole_price(draft, row) and draft.bought(row) == int(draft.bought(row)) > 1
    )  # fmt: skip
    if row is None:
        return None
    draft.put(BUY, row, quantity=draft.bought(row), unit_price=1)
    return [
        expect(
            "R26", WARNING, *(draft.key(BUY, row, c) for c in ("unit_price", "quantity", "amount"))
        )
    ]


def half(draft: Draft) -> list[Expected] | None:
    """R26, mistake 10: half a piece; the price makes up for it, and the budget of the project."""
    row = draft.pick(
        row for row in draft.rows(BUY)
        if str(draft.get(BUY, row, "code")).startswith("A")
        and not str(draft.get(BUY, row, "code")).startswith("A0203")
        and not str(draft.get(BUY, row, "code")).endswith("99")
    )  # fmt: skip
    if row is None:
        return None
    price = 2 * (int(draft.bought(row)) // 5 + 1)
    amount = price * Decimal("2.5")
    for other in draft.purchases(of=str(draft.get(BUY, row, "project"))):
        draft.add(BUY, other, "budget", amount - draft.bought(row))
    draft.put(BUY, row, measure="台", quantity="2.5", unit_price=price, general=amount)
    draft.put(BUY, row, fund=None, soe=None, special=None, other=None)
    return [expect("R26", ERROR, *(draft.key(BUY, row, c) for c in ("quantity", "measure")))]


def budget_differs(draft: Draft) -> list[Expected] | None:
    """R24: one of the rows of a project has another budget."""
    project = draft.pick(name for name, rows in draft.projects().items() if len(rows) > 1)
    if project is None:
        return None
    rows = draft.purchases(of=project)
    odd = draft.random.choice(rows[1:])
    draft.add(BUY, odd, "budget", Decimal(draft.random.randint(1, 9999)) / 100)
    others = (draft.key(BUY, row, "budget") for row in rows)
    return [expect("R24", ERROR, draft.key(BUY, odd, "budget"), *others)]


def budget(more: Decimal, draft: Draft) -> list[Expected] | None:
    """R24: the rows of a project add up to more than its budget, or to less, where they fitted."""
    fits = {
        name: rows for name, rows in draft.projects().items()
        if more < 0 or sum(map(draft.bought, rows)) == draft.amount(BUY, rows[0], "budget")
    }  # fmt: skip
    project = draft.pick(fits)
    if project is None:
        return None
    rows = fits[project]
    for row in rows:
        draft.put(BUY, row, budget=sum(map(draft.bought, rows), Decimal(0)) + more)
    sides = (draft.key(BUY, row, column) for row in rows for column in ("amount", "budget"))
    severity = INFO if more > 0 else ERROR
    return [expect("R24", severity, draft.key(BUY, rows[0], "amount"), *sides)]


def variant(draft: Draft) -> list[Expected] | None:
    """R24, mistake 11: a second row of a project writes its name differently."""
    row = draft.pick(
        row for row in draft.rows(BUY)
        if len(draft.purchases(of=str(draft.get(BUY, row, "project")))) == 1
        and "*" not in str(draft.get(BUY, row, "project"))
        and not str(draft.get(BUY, row, "code")).endswith("99")
    )  # fmt: skip
    if row is None:
        return None
    last = str(int(draft.rows(BUY)[-1]) + 1)
    written = f"{draft.get(BUY, row, 'project')} YP".replace("f YP", " f")
    values = {
        key.column: value
        for key, value in draft.values.items()
        if (key.table, key.row) == (BUY, row)
    }
    draft.put(BUY, last, **{**values, "project": written, "budget": draft.bought(row)})
    names = draft.key(BUY, last, "project"), draft.key(BUY, row, "project")
    return [expect("R24", WARNING, *names)]


def named_otherwise(draft: Draft) -> list[Expected] | None:
    """R28, mistake 11: the project is named otherwise than on its card."""
    free = {
        name: rows for name, rows in draft.projects().items() if name.isalnum() and len(name) > 4
    }
    buying = {name for name in free if not speaks_of_purchases(draft, name)}
    cards = (str(draft.get(GOALS, card, "project")) for card in draft.rows(GOALS))
    if not all(name.strip("*") for name in cards):
        return None  # the name of a masked card may be the one
    project = draft.pick(sorted(buying))
    if project is None:
        return None
    for row in free[project]:
        draft.put(BUY, row, project=f"全新{project}")
    names = [draft.key(BUY, row, "project") for row in free[project]]
    return [expect("R28", WARNING, *names)]


def speaks_of_purchases(draft: Draft, project: str) -> bool:
    """Whether an indicator of a project's card would miss it in procurement."""
    words = ("政府采购率", "政府采购执行", "购置数量", "采购数量", "购置率", "采购率")
    cards = {row for row in draft.rows(GOALS) if project in str(draft.get(GOALS, row, "project"))}
    rows = (row for row in draft.rows(ROWS) if row.partition("/")[0] in cards)
    return any(word in str(draft.get(ROWS, row, "name")) for row in rows for word in words)


def misnamed(draft: Draft) -> list[Expected] | None:
    """R25, mistake 8: name and code come from different lines."""
    row = draft.pick(draft.rows(BUY))
    if row is None:
        return None
    names = {line.label for line in draft.pack.codes["catalogue"].lines}
    draft.put(BUY, row, item=draft.random.choice(sorted(names - {draft.get(BUY, row, "item")})))
    return [expect("R25", WARNING, *(draft.key(BUY, row, c) for c in ("code", "item")))]


def coarse(draft: Draft) -> list[Expected] | None:
    """R25, mistake 8: the code is not one of the lowest level."""
    lines = {line.code: line for line in draft.pack.codes["catalogue"].lines}
    row = draft.pick(
        row for row in draft.rows(BUY)
        if len(lines[str(draft.get(BUY, row, "code"))].parent) > 2
        and not str(draft.get(BUY, row, "code")).startswith("A0203")
    )  # fmt: skip
    if row is None:
        return None
    above = lines[lines[str(draft.get(BUY, row, "code"))].parent]
    draft.put(BUY, row, code=above.code, item=above.label)
    return [expect("R25", WARNING, draft.key(BUY, row, "code"))]


def catch_all(draft: Draft) -> list[Expected] | None:
    """R25: a large amount under a catch-all code; the project's budget grows with it."""
    row = draft.pick(
        row for row in draft.rows(BUY)
        if str(draft.get(BUY, row, "code")).endswith("99") and draft.bought(row) <= 100
        and not str(draft.get(BUY, row, "code")).startswith("A0203")
    )  # fmt: skip
    if row is None:
        return None
    amount = Decimal(draft.random.randint(10001, 12000)) / 100
    for other in draft.purchases(of=str(draft.get(BUY, row, "project"))):
        draft.add(BUY, other, "budget", amount - draft.bought(row))
    draft.put(
        BUY,
        row,
        quantity=1,
        unit_price=amount,
        general=amount,
        fund=None,
        soe=None,
        special=None,
        other=None,
    )
    return [expect("R25", WARNING, *(draft.key(BUY, row, c) for c in ("amount", "code")))]


def code_twice(draft: Draft) -> list[Expected] | None:
    """R25: the same code stands twice in a project."""

    def service(row: str) -> bool:
        return str(draft.get(BUY, row, "code")).startswith("C")

    pairs = {
        f"{one} {other}"
        for rows in draft.projects().values()
        for one in filter(service, rows)
        for other in filter(service, rows)
        if int(one) < int(other) and draft.bought(other) < 100
        and [draft.get(BUY, row, "code") for row in rows].count(draft.get(BUY, one, "code")) == 1
    }  # fmt: skip
    pair = draft.pick(sorted(pairs))
    if pair is None:
        return None
    one, other = pair.split()
    draft.put(
        BUY, other, code=str(draft.get(BUY, one, "code")), item=str(draft.get(BUY, one, "item"))
    )
    codes = (draft.key(BUY, row, "code") for row in (other, one))
    return [expect("R25", INFO, *codes)]


def measured_oddly(letter: str, measure: str, draft: Draft) -> list[Expected] | None:
    """R26: the unit of measure does not fit goods, works or services."""
    row = draft.pick(
        row for row in draft.rows(BUY) if str(draft.get(BUY, row, "code")).startswith(letter)
    )
    if row is None:
        return None
    draft.put(BUY, row, measure=measure)
    return [expect("R26", WARNING, *(draft.key(BUY, row, c) for c in ("measure", "code")))]


FAULTS = (
    Fault("product", "procurement", product),
    Fault("swapped", "procurement", swapped),
    Fault("half", "procurement", half),
    Fault("budget-differs", "procurement", budget_differs),
    Fault("budget-exceeded", "procurement", partial(budget, -CENT)),
    Fault("budget-left", "procurement", partial(budget, CENT)),
    Fault("variant", "procurement", variant),
    Fault("named-otherwise", "procurement", named_otherwise),
    Fault("misnamed", "procurement", misnamed),
    Fault("coarse", "procurement", coarse),
    Fault("catch-all", "procurement", catch_all),
    Fault("code-twice", "procurement", code_twice),
    Fault("goods-by-time", "procurement", partial(measured_oddly, "A", "次")),
    Fault("works-by-vehicle", "procurement", partial(measured_oddly, "B", "次")),
    Fault("services-by-vehicle", "procurement", partial(measured_oddly, "C", "平方米")),
)
