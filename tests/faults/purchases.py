"""Faults in procurement."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from tests.faults.draft import ERROR, WARNING, Draft, Expected, Fault, Twin, expect

if TYPE_CHECKING:
    from xltool.kinds import Severity
    from xltool.model.submission import Key

BUY, GOALS, ROWS = "procurement", "performance", "indicators"
CENT = Decimal("0.01")
OF_VEHICLES = ("A0203", "C050301", "C050302", "C15040201")
"""The codes of vehicles, and of their repair, fuel and insurance."""


def whole_price(draft: Draft, row: str) -> bool:
    """Whether quantity and price are not the swapped ones."""
    return draft.get(BUY, row, "unit_price") != 1


def keys(draft: Draft, row: str, *columns: str) -> list[Key]:
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


def spend(draft: Draft, row: str, *, quantity: str, price: str) -> None:
    """Enter quantity and price of a row; its source and the project's budget follow."""
    amount = Decimal(quantity) * Decimal(price)
    for other in draft.purchases(of=str(draft.get(BUY, row, "project"))):
        draft.add(BUY, other, "budget", amount - draft.bought(row))
    draft.put(BUY, row, quantity=quantity, unit_price=price, general=amount)
    draft.put(BUY, row, fund=None, soe=None, special=None, other=None)


def plain(draft: Draft, letters: str) -> list[str]:
    """Return the rows of goods, works or services that 三公 knows nothing of, and no catch-all."""
    codes = {row: str(draft.get(BUY, row, "code")) for row in draft.rows(BUY)}
    return [
        row
        for row, code in codes.items()
        if code[0] in letters and not code.startswith(OF_VEHICLES) and not code.endswith("99")
    ]


def changeable(draft: Draft, letters: str) -> list[str]:
    """Return such rows where their amount may change: not where all that is bought is assets."""
    return plain(draft, letters) if share(draft) > 50 else []


def single_price(draft: Draft) -> list[Expected] | None:
    """R26: a price of 1 and a quantity of 1."""
    row = draft.pick(changeable(draft, "AC"))
    if row is None:
        return None
    spend(draft, row, quantity="1", price="1")
    return []


def counted(
    measure: str, quantity: str, price: str, severity: Severity | None, draft: Draft
) -> list[Expected] | None:
    """R26, mistake 10: a quantity that is no whole number, or an incredible one; twins are not."""
    row = draft.pick(changeable(draft, "A"))
    if row is None:
        return None
    spend(draft, row, quantity=quantity, price=price)
    draft.put(BUY, row, measure=measure)
    columns = ("quantity", "measure", "unit_price")
    if Decimal(quantity) > 100:
        columns = ("unit_price", "measure", "quantity")
    return [expect("R26", severity, *keys(draft, row, *columns))] if severity else []


def lump(
    letters: str, measure: str, quantity: str, price: str, draft: Draft
) -> list[Expected] | None:
    """R44, mistake 10: a lump sum, quantity 1; twins cost little, or are several."""
    row = draft.pick(changeable(draft, letters))
    if row is None:
        return None
    spend(draft, row, quantity=quantity, price=price)
    draft.put(BUY, row, measure=measure)
    large = Decimal(price) > (100 if letters == "C" else 50) and quantity == "1"
    columns = ("unit_price", "quantity", "measure", "code")
    return [expect("R44", WARNING, *keys(draft, row, *columns))] if large else []


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


def budget_alike(draft: Draft) -> list[Expected] | None:
    """R24: all rows of a project have another budget, which is not used up."""
    project = draft.pick(name for name, rows in draft.projects().items() if len(rows) > 1)
    if project is None:
        return None
    for row in draft.purchases(of=project):
        draft.add(BUY, row, "budget", CENT)
    return []


def budget_exceeded(draft: Draft) -> list[Expected] | None:
    """R24: the rows of a project add up to more than its budget."""
    project = draft.pick(draft.projects())
    if project is None:
        return None
    rows = draft.projects()[project]
    for row in rows:
        draft.put(BUY, row, budget=sum(map(draft.bought, rows), Decimal(0)) - CENT)
    sides = (draft.key(BUY, row, column) for row in rows for column in ("amount", "budget"))
    return [expect("R24", ERROR, draft.key(BUY, rows[0], "amount"), *sides)]


def budget_used(draft: Draft) -> list[Expected] | None:
    """R24: the rows of a project add up to its budget."""
    project = draft.pick(draft.projects())
    if project is None:
        return None
    rows = draft.projects()[project]
    for row in rows:
        draft.put(BUY, row, budget=sum(map(draft.bought, rows), Decimal(0)))
    return []


def variant(draft: Draft) -> list[Expected] | None:
    """R24, mistake 11: a second row of a project writes its name differently."""
    row = draft.pick(
        row for row in draft.rows(BUY)
        if len(draft.purchases(of=str(draft.get(BUY, row, "project")))) == 1
        and str(draft.get(BUY, row, "code")).startswith("C")  # a service: no asset follows from it
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


def variant_of_most(draft: Draft) -> list[Expected] | None:
    """R24, mistake 11: the first row of a project writes its name otherwise than most."""
    project = draft.pick(
        name for name, rows in draft.projects().items() if len(rows) > 2 and name.endswith("f kn")
    )
    if project is None:
        return None
    first, *others = draft.purchases(of=project)
    draft.put(BUY, first, project=project.removesuffix("f kn"))
    names = (draft.key(BUY, row, "project") for row in (first, *others))
    return [expect("R24", WARNING, *names)]


def written_alike(draft: Draft) -> list[Expected] | None:
    """R24: a project has another ending of the system on all its rows, as on its card."""
    project = draft.pick(
        name for name in draft.projects() if name.isalnum() and name[-1] not in "fp"
    )
    if project is None:
        return None
    for row in draft.purchases(of=project):
        draft.put(BUY, row, project=f"{project} YP")
    return []


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
        and draft.bought(row) <= 100  # a large one may be known for its amount
    )  # fmt: skip
    if row is None:
        return None
    above = lines[lines[str(draft.get(BUY, row, "code"))].parent]
    draft.put(BUY, row, code=above.code, item=above.label)
    return [expect("R25", WARNING, draft.key(BUY, row, "code"))]


def recoded(draft: Draft) -> list[Expected] | None:
    """R25: name and code are both those of another line of the lowest level."""
    row = draft.pick(plain(draft, "C"))
    if row is None:
        return None
    draft.put(BUY, row, code="C0803", item="审计服务")
    return []


def under_catch_all(draft: Draft) -> list[str]:
    """Return the rows under catch-all codes."""
    return [row for row in draft.rows(BUY) if str(draft.get(BUY, row, "code")).endswith("99")]


def share(draft: Draft) -> Decimal:
    """Return the share of catch-all codes in per cent; 0 when nothing is bought."""
    total = sum(map(draft.bought, draft.rows(BUY)), Decimal(0))
    part = sum(map(draft.bought, under_catch_all(draft)), Decimal(0))
    return 100 * part / total if total else Decimal(0)


def catch_all(amount: str, draft: Draft) -> list[Expected] | None:
    """R25: a large amount under a catch-all code; the project's budget grows with it."""
    row = draft.pick(
        row for row in under_catch_all(draft)
        if draft.bought(row) <= 100 and not str(draft.get(BUY, row, "code")).startswith("A0203")
    )  # fmt: skip
    if row is None or share(draft) <= 50:
        return None
    spend(draft, row, quantity="2", price=amount)
    large = 2 * Decimal(amount) > 100
    return [expect("R25", WARNING, *keys(draft, row, "amount", "code"))] if large else []


def mostly_catch_all(code: str, draft: Draft) -> list[Expected] | None:
    """R25: catch-all codes make up more than half of all that is bought; less in the twin."""
    row = draft.pick(r for r in plain(draft, "A") if draft.get(BUY, r, "measure") == "套")
    if row is None or not 0 < share(draft) <= 50:
        return None
    names = {line.code: line.label for line in draft.pack.codes["catalogue"].lines}
    spend(draft, row, quantity="2", price="48")
    draft.put(BUY, row, code=code, item=names[code])
    amounts = (draft.key(BUY, row, "amount") for row in (*under_catch_all(draft), "total"))
    return [expect("R25", WARNING, *amounts)] if share(draft) > 50 else []


def item_twice(price: str, draft: Draft) -> list[Expected] | None:
    """R25: one item at one price stands on two rows of a project; at two prices it may."""
    pairs = [
        (one, other)
        for rows in draft.projects().values()
        for one in rows
        for other in rows
        if int(one) < int(other) and {one, other} <= set(plain(draft, "C"))
    ]
    if not pairs:
        return None
    one, other = draft.random.choice(pairs)
    same = {c: draft.get(BUY, one, c) for c in ("code", "item", "measure")}
    spend(draft, other, quantity="3", price=price or str(draft.get(BUY, one, "unit_price")))
    draft.put(BUY, other, **same)
    codes = (draft.key(BUY, row, "code") for row in (other, one))
    return [] if price else [expect("R25", WARNING, *codes)]


def measured_oddly(letter: str, measure: str, draft: Draft) -> list[Expected] | None:
    """R26: the unit of measure does not fit goods, works or services."""
    row = draft.pick(
        row for row in draft.rows(BUY) if str(draft.get(BUY, row, "code")).startswith(letter)
    )
    if row is None:
        return None
    draft.put(BUY, row, measure=measure)
    odd = measure in {"次", "平方米"}
    return [expect("R26", WARNING, *keys(draft, row, "measure", "code"))] if odd else []


FAULTS = (
    Fault("product", "procurement", product),
    Fault("swapped", "procurement", swapped),
    Fault("half", "procurement", partial(counted, "台", "2.5", "8.4", ERROR)),
    Fault("half-swapped", "procurement", partial(counted, "台", "2.5", "8", ERROR)),
    Fault("sets-swapped", "procurement", partial(counted, "套", "2.5", "8", WARNING)),
    Fault("next-to-nothing", "procurement", partial(counted, "台", "900", "0.01", WARNING)),
    Fault("lump-of-goods", "procurement", partial(lump, "A", "套", "1", "60.5")),
    Fault("lump-of-services", "procurement", partial(lump, "C", "年", "1", "100.5")),
    Fault("budget-differs", "procurement", budget_differs),
    Fault("budget-exceeded", "procurement", budget_exceeded),
    Fault("variant", "procurement", variant),
    Fault("variant-of-most", "procurement", variant_of_most),
    Fault("misnamed", "procurement", misnamed),
    Fault("coarse", "procurement", coarse),
    Fault("catch-all", "procurement", partial(catch_all, "50.5")),
    Fault("mostly-catch-all", "procurement", partial(mostly_catch_all, "A020199")),
    Fault("item-twice", "procurement", partial(item_twice, "")),
    Fault("goods-by-time", "procurement", partial(measured_oddly, "A", "次")),
    Fault("works-by-vehicle", "procurement", partial(measured_oddly, "B", "次")),
    Fault("services-by-vehicle", "procurement", partial(measured_oddly, "C", "平方米")),
)
TWINS = (
    Twin("product", partial(counted, "台", "3", "26.55", None)),
    Twin("swapped", single_price),
    Twin("half", partial(counted, "件", "2", "8.4", None)),
    Twin("half-swapped", partial(counted, "台", "3", "8", None)),
    Twin("sets-swapped", partial(counted, "套", "2.5", "8.4", None)),
    Twin("sets-swapped", partial(counted, "套", "3", "8", None)),
    Twin("next-to-nothing", partial(counted, "台", "900", "0.02", None)),
    Twin("next-to-nothing", partial(counted, "件", "900", "0.01", None)),
    Twin("lump-of-goods", partial(lump, "A", "套", "1", "50")),
    Twin("lump-of-goods", partial(lump, "A", "套", "2", "60.5")),
    Twin("lump-of-services", partial(lump, "C", "年", "1", "99")),
    Twin("budget-differs", budget_alike),
    Twin("budget-exceeded", budget_used),
    *(Twin(name, written_alike) for name in ("variant", "variant-of-most")),
    *(Twin(name, recoded) for name in ("misnamed", "coarse")),
    Twin("catch-all", partial(catch_all, "50")),
    Twin("mostly-catch-all", partial(mostly_catch_all, "A032511")),
    Twin("item-twice", partial(item_twice, "1.23")),
    Twin("goods-by-time", partial(measured_oddly, "A", "批")),
    Twin("works-by-vehicle", partial(measured_oddly, "B", "项")),
    Twin("services-by-vehicle", partial(measured_oddly, "C", "月")),
)
