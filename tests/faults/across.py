"""Faults between the forms: what one of them has and another lacks."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from tests.faults.draft import ERROR, WARNING, Draft, Expected, Fault, Twin, expect
from tests.faults.reasons import WHY
from xltool.expressions.free_text import normalize_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.model.submission import Key

    Item = tuple[str, str, str, str, str]
    """What is bought: its code, name, measure, quantity and unit price."""

MONEY, PUBLIC, ASSETS, BUY, GOALS, ROWS = (
    "income_expenditure", "three_public", "fixed_assets", "procurement", "performance",
    "indicators",
)  # fmt: skip
CENT = Decimal("0.01")
ENDINGS = ("f kn", "yp", "f")
SERVICES = ("C050301", "C050302", "C15040201")
CONSUMABLES = ("A0703", "A0799", "A09", "A10", "A11")
NEW = ("new_housing", "new_vehicles", "new_equipment", "new_other")
SPEAKS = (
    "采购", "购置", "施工", "竣工",
    "工程量", "工程完工", "工程进度", "工程质量", "工程验收", "工程建设",
)  # fmt: skip
"""The words of indicators that speak of purchases or works, as the pack has them."""


def coded(draft: Draft, *starts: str, but: tuple[str, ...] = ()) -> list[str]:
    """Return the rows of procurement whose code begins with one of several, and not with others."""
    codes = {row: str(draft.get(BUY, row, "code")) for row in draft.rows(BUY)}
    return [r for r, code in codes.items() if code.startswith(starts) and not code.startswith(but)]


def amounts(draft: Draft, rows: list[str]) -> list[Key]:
    """Return the amounts of rows of procurement."""
    return [draft.key(BUY, row, "amount") for row in rows]


def total(draft: Draft, rows: list[str]) -> Decimal:
    """Return what rows of procurement come to."""
    return sum(map(draft.bought, rows), Decimal(0))


def to_be_added(draft: Draft) -> Decimal:
    """Return the value of the assets to be added."""
    return sum((draft.amount(ASSETS, line, "value") for line in NEW), Decimal(0))


def making_assets(draft: Draft) -> list[str]:
    """Return the rows of procurement that can be assets."""
    return coded(draft, "A", "B", but=CONSUMABLES)


def move(draft: Draft, line: str, other: str, more: Decimal) -> None:
    """Move money from one line to another, so that income and expenditure still balance."""
    draft.add(MONEY, line, "current", -more)
    draft.add(MONEY, other, "current", more)
    for each in (line, other):
        draft.put(MONEY, each, note=WHY)


def paid_by_itself(draft: Draft, row: str) -> None:
    """Pay a row of procurement from other income instead of the general budget."""
    price = draft.bought(row)
    draft.put(BUY, row, general=None, other=price)
    move(draft, "income_general", "income_other", price)


def assets_only(draft: Draft, **values: str) -> None:
    """State what is to be added, and nothing else; a line with a quantity has it, too."""
    for line in NEW:
        value = values.get(line)
        counted = value if line in {"new_housing", "new_vehicles"} else None
        draft.put(ASSETS, line, value=value, quantity=counted)


def buy_only(draft: Draft, *items: Item) -> None:
    """Leave one project that buys some items."""
    project = str(draft.get(BUY, "1", "project"))
    for row in draft.rows(BUY):
        draft.clear(BUY, row)
    prices = [Decimal(quantity) * Decimal(price) for *_, quantity, price in items]
    for number, ((code, item, measure, quantity, price), amount) in enumerate(
        zip(items, prices, strict=True), start=1
    ):
        draft.put(
            BUY, str(number), project=project, budget=sum(prices, Decimal(0)), code=code, item=item,
            measure=measure, quantity=quantity, unit_price=price, general=amount, disclosure="公开",
        )  # fmt: skip


def too_many_assets(draft: Draft) -> list[Expected] | None:
    """R33: more assets are to be added than are bought."""
    if "procurement" in draft.nil:
        return None
    draft.put(ASSETS, "new_other", value=total(draft, draft.rows(BUY)) + 1)
    both = draft.key(ASSETS, "new_total", "value"), draft.key(BUY, "total", "amount")
    return [expect("R33", ERROR, *both)]


def services_as_assets(draft: Draft) -> list[Expected] | None:
    """R33, mistake 13: services are counted as assets; not where they are already."""
    making, now = making_assets(draft), to_be_added(draft)
    most = total(draft, making)
    if not now <= most < total(draft, draft.rows(BUY)):
        return None
    draft.add(ASSETS, "new_other", "value", most - now + CENT)
    both = draft.key(ASSETS, "new_total", "value"), draft.key(BUY, "total", "amount")
    return [expect("R33", WARNING, *both, *amounts(draft, making))]


def all_that_makes_assets(draft: Draft) -> list[Expected] | None:
    """R33: all that can be an asset is to be added, to the cent."""
    more = total(draft, making_assets(draft)) - to_be_added(draft)
    if more <= 0 or not draft.amount(ASSETS, "new_other", "value"):
        return None
    draft.add(ASSETS, "new_other", "value", more)
    return []


def no_running_costs(draft: Draft) -> list[Expected] | None:
    """R15: vehicles without running costs."""
    if coded(draft, *SERVICES):
        return None
    draft.put(PUBLIC, "vehicle_running", current=0, reason=WHY)
    at = draft.key(PUBLIC, "vehicle_running", "current"), draft.key(ASSETS, "vehicles", "quantity")
    return [expect("R15", WARNING, *at)]


def no_vehicles(draft: Draft) -> list[Expected] | None:
    """R15: no running costs, and no vehicles either."""
    if coded(draft, *SERVICES):
        return None
    draft.put(PUBLIC, "vehicle_running", current=0, reason=WHY)
    draft.put(ASSETS, "vehicles", quantity=None, value=None)
    return []


def running_costs(vehicles: int, costs: str, draft: Draft) -> list[Expected] | None:
    """R15: the running costs of a vehicle are too low or too high."""
    if coded(draft, *SERVICES):
        return None
    draft.put(PUBLIC, "vehicle_running", current=costs, reason=WHY)
    draft.put(ASSETS, "vehicles", quantity=vehicles, value=10 * vehicles)
    at = draft.key(PUBLIC, "vehicle_running", "current"), draft.key(ASSETS, "vehicles", "quantity")
    return [expect("R15", WARNING, *at)]


def usual_costs(vehicles: int, costs: str, draft: Draft) -> list[Expected] | None:
    """R15: the running costs of a vehicle are as low or as high as they may be."""
    return None if running_costs(vehicles, costs, draft) is None else []


def cars(draft: Draft) -> list[Expected] | None:
    """R16, mistake 14: the purchase of cars stands in procurement and assets only, or differs."""
    rows = coded(draft, "A0203")
    if total(draft, rows) != draft.amount(PUBLIC, "vehicle_purchase", "current") or not rows:
        return None
    now = draft.random.choice((Decimal(0), total(draft, rows) - CENT))
    draft.put(PUBLIC, "vehicle_purchase", current=now, reason=WHY)
    purchase = draft.key(PUBLIC, "vehicle_purchase", "current")
    return [expect("R16", WARNING, purchase, *amounts(draft, rows))]


def cars_not_bought(draft: Draft) -> list[Expected] | None:
    """R16: what is bought is no vehicle, but 三公 and assets have one."""
    rows = coded(draft, "A0203")
    if total(draft, rows) != draft.amount(PUBLIC, "vehicle_purchase", "current") or not rows:
        return None
    for row in rows:
        draft.put(BUY, row, code="C030101", item="基础电信服务", measure="年")
    purchase = draft.key(PUBLIC, "vehicle_purchase", "current")
    return [expect("R16", WARNING, purchase)]


def cars_not_added(draft: Draft) -> list[Expected] | None:
    """R16: the cars are bought and paid from 三公, but no vehicle is to be added."""
    rows = coded(draft, "A0203")
    if total(draft, rows) != draft.amount(PUBLIC, "vehicle_purchase", "current") or not rows:
        return None
    draft.put(ASSETS, "new_vehicles", quantity=None, value=None)
    added = draft.key(ASSETS, "new_vehicles", "value")
    purchase = draft.key(PUBLIC, "vehicle_purchase", "current")
    return [expect("R16", WARNING, added, purchase, *amounts(draft, rows))]


def cars_of_its_own(draft: Draft) -> list[Expected] | None:
    """R16: cars that are not paid with fiscal money are none of 三公."""
    rows = coded(draft, "A0203")
    if total(draft, rows) != draft.amount(PUBLIC, "vehicle_purchase", "current") or not rows:
        return None
    for row in rows:
        paid_by_itself(draft, row)
    draft.put(PUBLIC, "vehicle_purchase", current=0, reason=WHY)
    return []


def trailers(draft: Draft) -> list[Expected] | None:
    """R16: what the pack excludes is added to the assets, and is none of 三公."""
    rows = coded(draft, "A0203")
    if total(draft, rows) != draft.amount(PUBLIC, "vehicle_purchase", "current") or not rows:
        return None
    for row in rows:
        draft.put(BUY, row, code="A020303", item="汽车挂车")
    draft.put(PUBLIC, "vehicle_purchase", current=0, reason=WHY)
    return []


def fuel(draft: Draft) -> list[Expected] | None:
    """R50: more fuel, repair and insurance is bought than 三公 has running costs."""
    rows = coded(draft, *SERVICES)
    if not rows:
        return None
    draft.put(PUBLIC, "vehicle_running", current=total(draft, rows) - CENT, reason=WHY)
    running = draft.key(PUBLIC, "vehicle_running", "current")
    return [expect("R50", WARNING, running, *amounts(draft, rows))]


def fuel_alone(draft: Draft) -> list[Expected] | None:
    """R50: fuel is bought, and there are no running costs at all; that is said once."""
    rows = coded(draft, *SERVICES)
    if not rows:
        return None
    draft.put(PUBLIC, "vehicle_running", current=0, reason=WHY)
    running = draft.key(PUBLIC, "vehicle_running", "current")
    return [expect("R50", WARNING, running, *amounts(draft, rows))]


def fuel_of_its_own(draft: Draft) -> list[Expected] | None:
    """R50: fuel that is not paid with fiscal money is none of 三公."""
    rows = coded(draft, *SERVICES)
    if not rows:
        return None
    paid_by_itself(draft, rows[0])
    draft.put(PUBLIC, "vehicle_running", current=total(draft, rows[1:]), reason=WHY)
    return []


def source(name: str, draft: Draft) -> list[Expected] | None:
    """R27: more is bought from a source than comes in from it."""
    rows = coded(draft, "A", "B", "C", but=("A0203", *SERVICES))
    row = draft.pick(row for row in rows if draft.amount(BUY, row, "general"))
    if row is None:
        return None
    amount = draft.amount(BUY, row, "general")
    draft.put(BUY, row, general=None, **{name: amount})
    at = draft.key(BUY, "total", name), draft.key(MONEY, f"income_{name}", "current")
    return [expect("R27", ERROR, *at)]


def general_source(less: Decimal, draft: Draft) -> list[Expected] | None:
    """R27: the same for the general budget; what it loses comes from elsewhere."""
    bought = total(draft, draft.rows(BUY))
    if not bought:
        return None
    general = draft.amount(MONEY, "income_general", "current")
    move(draft, "income_general", "income_other", general - bought + less)
    at = draft.key(BUY, "total", "general"), draft.key(MONEY, "income_general", "current")
    return [expect("R27", ERROR, *at)] if less else []


def beyond_projects(less: Decimal, draft: Draft) -> list[Expected] | None:
    """R27: more is bought than projects cost."""
    bought = total(draft, draft.rows(BUY))
    if not bought:
        return None
    project = draft.amount(MONEY, "project", "current")
    move(draft, "project", "personnel", project - bought + less)
    at = draft.key(BUY, "total", "amount"), draft.key(MONEY, "project", "current")
    every = draft.key(MONEY, "expenditure_total", "current")
    return [expect("R27", ERROR, *at, every)] if less else []


def everything(draft: Draft) -> list[Expected] | None:
    """R27: all that is spent is one purchase."""
    if "procurement" in draft.nil:
        return None
    for line in ("personnel", "public"):
        move(draft, line, "project", draft.amount(MONEY, line, "current"))
    whole = str(draft.amount(MONEY, "project", "current"))
    buy_only(draft, (*SERVER[:4], whole))
    return []


def beyond_everything(draft: Draft) -> list[Expected] | None:
    """R27: more is bought than is spent at all; so its source does not suffice, either."""
    row = draft.pick(
        row for row in draft.rows(BUY) if not str(draft.get(BUY, row, "code")).endswith("99")
    )
    if row is None:
        return None
    more = draft.amount(MONEY, "income_general", "current") // 2 + 1
    price = draft.bought(row) + more
    draft.put(BUY, row, quantity=2, unit_price=price, general=2 * price)
    project = str(draft.get(BUY, row, "project"))
    for other in draft.purchases(of=project):
        draft.add(BUY, other, "budget", 2 * price)
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


def budgets(draft: Draft) -> dict[str, tuple[str, Decimal]]:
    """Return the first row and the budget of each project that buys."""
    return {
        name: (rows[0], draft.amount(BUY, rows[0], "budget"))
        for name, rows in draft.projects().items()
    }


def budgets_beyond_projects(draft: Draft) -> list[Expected] | None:
    """R51: the budgets of the projects that buy are more than all projects cost."""
    found = budgets(draft)
    if not found:
        return None
    whole = sum((budget for _, budget in found.values()), Decimal(0))
    move(draft, "project", "personnel", draft.amount(MONEY, "project", "current") - whole + CENT)
    each = (draft.key(BUY, row, "budget") for row, _ in found.values())
    at = draft.key(MONEY, "project", "current"), draft.key(BUY, "total", "amount")
    return [expect("R51", WARNING, *at, *each)]


def budgets_of_all_projects(draft: Draft) -> list[Expected] | None:
    """R51: all projects buy; a budget that stands in several rows counts once."""
    found = budgets(draft)
    if all(len(rows) == 1 for rows in draft.projects().values()):
        return None
    whole = sum((budget for _, budget in found.values()), Decimal(0))
    move(draft, "project", "personnel", draft.amount(MONEY, "project", "current") - whole)
    return []


def source_enough(name: str, draft: Draft) -> list[Expected] | None:
    """R27: a source gives all that is bought from it."""
    rows = coded(draft, "A", "B", "C", but=("A0203", *SERVICES))
    row = draft.pick(row for row in rows if draft.amount(BUY, row, "general"))
    if row is None:
        return None
    amount = draft.amount(BUY, row, "general")
    draft.put(BUY, row, general=None, **{name: amount})
    move(draft, "income_general", f"income_{name}", amount)
    for year in ("current", "prior"):
        draft.add(MONEY, f"income_{name}", year, Decimal(0))
    return []


# Assets by line ---------------------------------------------------------------------------------

PC = ("A020101", "计算机设备", "台", "10", "0.5")
SERVER = ("A020101", "计算机设备", "台", "1", "45")
LOT = ("A020299", "其他办公设备", "批", "1", "15")
HOUSE = ("A0102", "建筑物", "平方米", "30", "3")
SOFTWARE = ("A0201080101", "操作系统", "套", "1", "45")
SERVICE = ("C0803", "审计服务", "次", "1", "15")
TRAILER = ("A020303", "汽车挂车", "辆", "1", "15")
HOUSING, VEHICLES, EQUIPMENT, OTHER, NONE = (
    "房屋", "车辆", "单价在20万元以上设备", "其他固定资产", "不形成固定资产",
)  # fmt: skip
"""What the rows of procurement may say that they add to."""


def bought_and_added(*items: Item, **values: str) -> Callable[[Draft], None]:
    """Return what makes a return with one project and assets; it has no vehicles."""

    def before(draft: Draft) -> None:
        if "procurement" not in draft.nil:
            buy_only(draft, *items)
            assets_only(draft, **values)
            draft.put(PUBLIC, "vehicle_purchase", current=0, reason=WHY)

    return before


def not_added(line: str, draft: Draft) -> list[Expected] | None:
    """R52: what is bought is not to be added."""
    if "procurement" in draft.nil:
        return None
    draft.put(ASSETS, line, value=None, quantity=None)
    return [expect("R52", WARNING, draft.key(ASSETS, line, "value"), draft.key(BUY, "1", "amount"))]


def lot_not_added(draft: Draft) -> list[Expected] | None:
    """R52: of a lot nobody knows which line it belongs to; it is in none of them."""
    if "procurement" in draft.nil:
        return None
    draft.put(ASSETS, "new_other", value=None)
    lines = (draft.key(ASSETS, line, "value") for line in ("new_equipment", "new_other"))
    return [expect("R52", WARNING, *lines, draft.key(BUY, "1", "amount"))]


def not_bought(lines: tuple[str, ...], draft: Draft) -> list[Expected] | None:
    """R52: what is to be added in the first line is not bought, though as much can be assets."""
    if "procurement" in draft.nil:
        return None
    line, *others = lines
    draft.put(ASSETS, line, value=2, quantity=2 if line == "new_housing" else None)
    sides = (draft.key(ASSETS, name, "value") for name in (line, "new_total", *others))
    return [expect("R52", WARNING, *sides, draft.key(BUY, "1", "amount"))]


def instead(item: Item, draft: Draft, **values: str) -> list[Expected] | None:
    """R52: an item is bought, and assets are to be added, that go together."""
    if "procurement" in draft.nil:
        return None
    buy_only(draft, item)
    assets_only(draft, **values)
    return []


def said(item: Item, line: str, draft: Draft, **values: str) -> list[Expected] | None:
    """R33, R52: an item is said to add to a line, and assets are to be added, that go together."""
    found = instead(item, draft, **values)
    if found is not None:
        draft.put(BUY, "1", asset=line)
    return found


def said_unlike_it(item: Item, line: str, draft: Draft, **values: str) -> list[Expected] | None:
    """R52: an item is said to add to a line that it cannot be of."""
    if said(item, line, draft, **values) is None:
        return None
    at = (draft.key(BUY, "1", column) for column in ("asset", "code", "unit_price", "measure"))
    return [expect("R52", WARNING, *at)]


def said_but_not_added(
    item: Item, name: str, line: str, draft: Draft, **values: str
) -> list[Expected] | None:
    """R52: what is said to add to a line is not to be added there, whatever its code tells."""
    if said(item, name, draft, **values) is None:
        return None
    return [expect("R52", WARNING, draft.key(ASSETS, line, "value"), draft.key(BUY, "1", "amount"))]


def said_to_be_none(draft: Draft) -> list[Expected] | None:
    """R33: what is said to be no asset is to be added."""
    if said(PC, NONE, draft, new_other="5") is None:
        return None
    both = draft.key(ASSETS, "new_total", "value"), draft.key(BUY, "total", "amount")
    return [expect("R33", WARNING, *both)]


# Forms without data -----------------------------------------------------------------------------


def nil_but_added(draft: Draft) -> list[Expected] | None:
    """R53: procurement is nil, but assets are to be added; no other rule says it again."""
    if "procurement" not in draft.nil:
        return None
    draft.put(ASSETS, "new_other", value=10)
    return [
        expect("R53", ERROR, draft.answer("procurement"), draft.key(ASSETS, "new_total", "value"))
    ]


def nil_and_none_added(draft: Draft) -> list[Expected] | None:
    """R53: procurement is nil, and what is to be added is zero."""
    if "procurement" not in draft.nil:
        return None
    draft.put(ASSETS, "new_other", value=0)
    return []


def nil_but_cars(draft: Draft) -> list[Expected] | None:
    """R53: procurement is nil, but 三公 buys a car."""
    if "procurement" not in draft.nil:
        return None
    draft.put(PUBLIC, "vehicle_purchase", current=18, reason=WHY)
    at = draft.key(PUBLIC, "vehicle_purchase", "current"), draft.key(ASSETS, "new_total", "value")
    return [expect("R53", WARNING, draft.answer("procurement"), *at)]


def nil_and_cars_before(draft: Draft) -> list[Expected] | None:
    """R53: procurement is nil, and the car was bought last year."""
    if "procurement" not in draft.nil:
        return None
    draft.put(PUBLIC, "vehicle_purchase", prior=18, reason=WHY)
    return []


def nil_named(name: str, draft: Draft) -> str | None:
    """Name an indicator of a return whose procurement is nil; return its row."""
    row = draft.pick(
        row for row in draft.indicators()
        if draft.get(ROWS, row, "level2") in {"质量指标", "时效指标"}
    )  # fmt: skip
    if row is None or "procurement" not in draft.nil:
        return None
    draft.put(ROWS, row, name=name, value="较好")
    return row


def nil_but_spoken_of(draft: Draft) -> list[Expected] | None:
    """R53: procurement is nil, but an indicator speaks of purchases; R28 does not say it again."""
    row = nil_named("办公设备政府采购执行程度", draft)
    if row is None:
        return None
    added = draft.key(ASSETS, "new_total", "value")
    purchase = draft.key(PUBLIC, "vehicle_purchase", "current")
    name = draft.key(ROWS, row, "name")
    return [expect("R53", WARNING, draft.answer("procurement"), name, added, purchase)]


def nil_and_other_works(draft: Draft) -> list[Expected] | None:
    """R53, R28: what is built is no works."""
    return None if nil_named("平安建设工作推进程度", draft) is None else []


def nil_assets(draft: Draft) -> list[Expected]:
    """R53: assets are nil, but official cars have running costs."""
    draft.state_nil("fixed_assets")
    sides = [draft.key(PUBLIC, f"vehicle_{line}", "current") for line in ("running", "purchase")]
    lasting = coded(draft, "A02", "A03", but=("A020108",))
    return [expect("R53", WARNING, draft.answer("fixed_assets"), *sides, *amounts(draft, lasting))]


def nil_assets_and_cars(draft: Draft) -> list[Expected] | None:
    """R53: assets are nil, and nothing is bought or driven."""
    if draft.rows(BUY):
        return None
    draft.state_nil("fixed_assets")
    draft.put(PUBLIC, "vehicle_running", current=0, reason=WHY)
    return []


def nil_goals(draft: Draft) -> list[Expected]:
    """R53: there are no goals, but projects; R28 does not say it again for each of them."""
    draft.state_nil("performance")
    sides = draft.key(BUY, "total", "amount"), draft.key(MONEY, "project", "current")
    return [expect("R53", WARNING, draft.answer("performance"), *sides)]


def nil_goals_and_projects(draft: Draft) -> list[Expected] | None:
    """R53: there are no goals, and no projects."""
    if draft.rows(BUY):
        return None
    draft.state_nil("performance")
    move(draft, "project", "personnel", draft.amount(MONEY, "project", "current"))
    return []


def named_otherwise(draft: Draft) -> list[Expected] | None:
    """R28, mistake 11: the project is named otherwise than on its card; so the card misses it."""
    cards = {str(draft.get(GOALS, card, "project")): card for card in draft.rows(GOALS)}
    if not all(name.strip("*") for name in cards):
        return None  # the name of a masked card may be the one
    project = draft.pick(sorted(name for name in draft.projects() if name in cards))
    if project is None:
        return None
    rows = draft.projects()[project]
    for row in rows:
        draft.put(BUY, row, project=f"全新{project}")
    found = [expect("R28", WARNING, *(draft.key(BUY, row, "project") for row in rows))]
    saying = [row for row in draft.rows(ROWS) if on(cards[project], row) and speaks(draft, row)]
    if saying:
        names = (draft.key(ROWS, row, "name") for row in saying)
        found.append(expect("R28", WARNING, draft.key(GOALS, cards[project], "project"), *names))
    return found


def named_as_the_system_does(draft: Draft) -> list[Expected] | None:
    """R28: a project is named as on its card, but for an ending."""
    free = {name: rows for name, rows in draft.projects().items() if name.isalnum()}
    project = draft.pick(sorted(name for name in free if not name.endswith(("f", "yp", "kn"))))
    if project is None:
        return None
    for row in free[project]:
        draft.put(BUY, row, project=f"{project} YP")
    return []


def silent_cards(draft: Draft) -> list[str]:
    """Return the cards of projects that buy nothing, and of which no indicator says so."""
    buying = {normalize_name(name, ENDINGS) for name in draft.projects()}
    said = {row.partition("/")[0] for row in draft.rows(ROWS) if speaks(draft, row)}
    hidden = set(draft.rows(GOALS)) - set(draft.cards())
    names = {card: str(draft.get(GOALS, card, "project")) for card in draft.rows(GOALS)}
    return [
        card
        for card, name in names.items()
        if normalize_name(name, ENDINGS) not in buying
        and card not in said | hidden
        and "**" not in name
        and len(draft.indicators(card)) == len([r for r in draft.rows(ROWS) if on(card, r)])
    ]


def on(card: str, row: str) -> bool:
    """Whether a row is on a card."""
    return row.partition("/")[0] == card


def speaks(draft: Draft, row: str) -> bool:
    """Whether an indicator speaks of purchases or works."""
    return any(word in str(draft.get(ROWS, row, "name")) for word in SPEAKS)


def rename(draft: Draft, *names: str) -> list[Key] | None:
    """Name indicators of one card anew; return the cell of its project and of their names."""
    card = draft.pick(silent_cards(draft)) if "procurement" not in draft.nil else None
    rows = [
        row for row in draft.indicators(card or "")
        if draft.get(ROWS, row, "level2") in {"质量指标", "时效指标"}
    ]  # fmt: skip
    if card is None or len(rows) < len(names):
        return None
    for row, name in zip(rows, names, strict=False):
        draft.put(ROWS, row, name=name, value="较好")
    named = (draft.key(ROWS, row, "name") for row in rows[: len(names)])
    return [draft.key(GOALS, card, "project"), *named]


def speaks_of_purchases(draft: Draft) -> list[Expected] | None:
    """R28: two indicators speak of purchases and works, but the project buys nothing: said once."""
    keys = rename(draft, "办公设备政府采购执行程度", "机房工程完工程度")
    return None if keys is None else [expect("R28", WARNING, *keys)]


def speaks_of_building(draft: Draft) -> list[Expected] | None:
    """R28: what is built, or served, is no works."""
    return None if rename(draft, "平安建设工作推进程度", "民生工程服务程度") is None else []


HOUSED = bought_and_added(HOUSE, new_housing="90")
SERVED = bought_and_added(SERVER, new_equipment="45")
COMPUTING = bought_and_added(PC, new_other="5")
FURNISHED = bought_and_added(LOT, new_other="15")
PARTLY_SERVED = bought_and_added(SERVER, new_equipment="40")
PARTLY_COMPUTING = bought_and_added(PC, new_other="3")
LINES = "assets procurement"
CARS = "public assets procurement"
BUDGET = "income public procurement"
SOURCES = ("fund", "soe", "special", "other")
FAULTS = (
    Fault("too-many-assets", LINES, too_many_assets),
    Fault("services-as-assets", LINES, services_as_assets),
    Fault("no-running-costs", CARS, no_running_costs),
    Fault("running-costs-low", CARS, partial(running_costs, 100, "29.99")),
    Fault("running-costs-high", CARS, partial(running_costs, 1, "6.01")),
    Fault("cars", CARS, cars),
    Fault("cars-not-bought", CARS, cars_not_bought),
    Fault("cars-not-added", CARS, cars_not_added),
    Fault("fuel", CARS, fuel),
    Fault("fuel-alone", CARS, fuel_alone),
    *(Fault(f"source-{name}", BUDGET, partial(source, name)) for name in SOURCES),
    Fault("source-general", BUDGET, partial(general_source, CENT)),
    Fault("beyond-projects", BUDGET, partial(beyond_projects, CENT)),
    Fault("beyond-everything", BUDGET, beyond_everything),
    Fault("budgets-beyond-projects", BUDGET, budgets_beyond_projects),
    Fault("housing-not-added", LINES, partial(not_added, "new_housing"), HOUSED),
    Fault("equipment-not-added", LINES, partial(not_added, "new_equipment"), SERVED),
    Fault("other-not-added", LINES, partial(not_added, "new_other"), COMPUTING),
    Fault("lot-not-added", LINES, lot_not_added, FURNISHED),
    Fault("housing-not-bought", LINES, partial(not_bought, ("new_housing",)), PARTLY_SERVED),
    Fault("equipment-not-bought", LINES, partial(not_bought, ("new_equipment", "new_other")),
          PARTLY_COMPUTING),
    Fault("other-not-bought", LINES, partial(not_bought, ("new_other", "new_equipment")),
          PARTLY_SERVED),
    Fault("said-unlike-housing", LINES, partial(said_unlike_it, PC, HOUSING, new_housing="5"),
          HOUSED),
    Fault("said-unlike-vehicles", LINES, partial(said_unlike_it, PC, VEHICLES, new_vehicles="5"),
          COMPUTING),
    Fault("said-unlike-equipment", LINES,
          partial(said_unlike_it, PC, EQUIPMENT, new_equipment="5"), COMPUTING),
    Fault("said-unlike-other", LINES, partial(said_unlike_it, SERVICE, OTHER, new_other="15"),
          FURNISHED),
    Fault("said-but-not-added", LINES,
          partial(said_but_not_added, SERVER, OTHER, "new_other", new_equipment="45"), SERVED),
    Fault("lot-said-but-not-added", LINES,
          partial(said_but_not_added, LOT, OTHER, "new_other"), FURNISHED),
    Fault("said-to-be-none", LINES, said_to_be_none, COMPUTING),
    Fault("named-otherwise", "procurement cards", named_otherwise),
    Fault("speaks-of-purchases", "procurement cards", speaks_of_purchases),
    Fault("nil-but-added", CARS, nil_but_added),
    Fault("nil-but-cars", CARS, nil_but_cars),
    Fault("nil-but-spoken-of", f"{CARS} cards", nil_but_spoken_of),
    Fault("nil-assets", CARS, nil_assets),
    Fault("nil-goals", f"{BUDGET} cards", nil_goals),
)  # fmt: skip
WORKS = ("B060199", "其他电子工程安装", "项", "2", "45")
TWINS = (
    Twin("too-many-assets", partial(instead, SERVER, new_equipment="45"), PARTLY_SERVED),
    Twin("services-as-assets", all_that_makes_assets),
    Twin("no-running-costs", no_vehicles),
    Twin("running-costs-low", partial(usual_costs, 100, "30")),
    Twin("running-costs-high", partial(usual_costs, 1, "6")),
    Twin("cars", trailers),
    Twin("cars", cars_of_its_own),
    Twin("cars-not-bought", trailers),
    Twin("cars-not-added", cars_of_its_own),
    Twin("fuel", fuel_of_its_own),
    Twin("fuel-alone", fuel_of_its_own),
    *(Twin(f"source-{name}", partial(source_enough, name)) for name in SOURCES),
    Twin("source-general", partial(general_source, Decimal(0))),
    Twin("beyond-projects", partial(beyond_projects, Decimal(0)), SERVED),
    Twin("beyond-everything", everything, SERVED),
    Twin("budgets-beyond-projects", budgets_of_all_projects),
    Twin("housing-not-added", partial(instead, WORKS), HOUSED),
    Twin("equipment-not-added", partial(instead, SOFTWARE), SERVED),
    Twin("other-not-added", partial(instead, (*PC[:4], "0.05")), COMPUTING),
    Twin("lot-not-added", partial(instead, SERVICE), FURNISHED),
    Twin("housing-not-bought", partial(instead, WORKS, new_housing="2"), PARTLY_SERVED),
    Twin("equipment-not-bought",
         partial(instead, (*LOT[:4], "25"), new_equipment="20"), PARTLY_COMPUTING),
    Twin("other-not-bought", partial(instead, LOT, new_other="2"), PARTLY_SERVED),
    Twin("said-unlike-housing", partial(said, WORKS, HOUSING, new_housing="90"), HOUSED),
    Twin("said-unlike-vehicles", partial(said, TRAILER, VEHICLES, new_vehicles="15"), COMPUTING),
    Twin("said-unlike-equipment", partial(said, LOT, EQUIPMENT, new_equipment="15"), COMPUTING),
    Twin("said-unlike-other", partial(said, TRAILER, OTHER, new_other="15"), FURNISHED),
    Twin("said-but-not-added", partial(said, SERVER, OTHER, new_other="45"), SERVED),
    Twin("lot-said-but-not-added", partial(said, LOT, NONE), FURNISHED),
    Twin("said-to-be-none", partial(said, PC, NONE), COMPUTING),
    Twin("other-not-bought", partial(said, SOFTWARE, OTHER, new_other="45"), PARTLY_SERVED),
    Twin("named-otherwise", named_as_the_system_does),
    Twin("speaks-of-purchases", speaks_of_building),
    Twin("nil-but-added", nil_and_none_added),
    Twin("nil-but-cars", nil_and_cars_before),
    Twin("nil-but-spoken-of", nil_and_other_works),
    Twin("nil-assets", nil_assets_and_cars),
    Twin("nil-goals", nil_goals_and_projects),
)  # fmt: skip
