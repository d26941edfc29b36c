"""Build the example: the returns of three entities out of one published disclosure.

``disclosure-2020.json`` is what 平乡县公安局 published for the department as a whole.
``split.csv`` says how we divide its totals among the three entities. What the disclosure prints as
asterisks is ours: names and goals of projects in ``withheld.csv``, the cells of their cards in
``contents.csv``, amounts in ``masked.csv``. What the department itself fills in comes from
``department.py``. Out of these come ``entities.csv``, ``projects.csv`` and ``facts/<entity>.csv``.
They are read again at the end, and every published figure must add up.
"""

from __future__ import annotations

import csv
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypedDict, cast

import department

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

HERE = Path(__file__).resolve().parent
PERIOD = "2020"
DEPARTMENT = ("312", "平乡县公安局（部门）", "公安局", "部门", "", "", "")
NAMES = {"312002": "平乡县公安局", "312005": "平乡县看守所", "312006": "平乡县公安局交通警察大队"}
SHORT = {"312002": "公安局", "312005": "看守所", "312006": "交警队"}
ENTITY = ("code", "name", "short", "nature", "parent", "rank", "funding")
SOURCES = ("general", "fund", "soe", "special", "other")
INDICATOR = ("level2", "name", "description", "value", "basis")
MASK = "**"
"""What every published text holds that hides something; ``157*7000元`` hides nothing."""
WITHHELD = "隐名公开"
"""公开情况 of a line that was published without name and amounts."""

Row = dict[str, str]


class Card(TypedDict):
    """One 项目绩效目标表."""

    title: str
    unit: str
    goal: str
    rows: list[Row]


class Disclosure(TypedDict):
    """The published figures and texts, all as text."""

    institutions: list[Row]
    narrative: Row
    indicators: list[Card]
    procurement: list[Row]
    assets: list[Row]


class Fact(NamedTuple):
    """One entered value; sheet, cell and source stay empty, for nobody has typed it yet."""

    entity: str
    period: str
    form: str
    table: str
    row: str
    label: str
    column: str
    value: str
    sheet: str = ""
    cell: str = ""
    source: str = ""


def published() -> Disclosure:
    """Read what was published."""
    return cast("Disclosure", json.loads((HERE / "disclosure-2020.json").read_text("utf-8")))


def read(name: str) -> list[Row]:
    """Read one CSV table beside this file."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write one CSV table beside this file, with the same line ends on every system."""
    path = HERE / name
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header)
        table.writerows(rows)


def canonical(number: str) -> str:
    """Write a number without trailing zeros or exponent: ``79.50`` is ``79.5``."""
    text = f"{Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- What is built ------------------------------------------------------------------------------


def entities(disclosure: Disclosure) -> Iterator[Sequence[str]]:
    """List the department and its three entities, by code."""
    yield DEPARTMENT
    by_name = {row["name"]: row for row in disclosure["institutions"]}
    for code, name in NAMES.items():
        row = by_name[name]
        yield code, name, SHORT[code], row["nature"], DEPARTMENT[0], row["rank"], row["funding"]


def cards(disclosure: Disclosure) -> Iterator[tuple[str, Card]]:
    """Pair every card with its entity; a card that names none is the bureau's."""
    for card in disclosure["indicators"]:
        yield card["unit"][:6] or "312002", card


def project(card: Card) -> str:
    """Name the project of a card as it was published."""
    return card["title"].removesuffix("绩效目标表")


def withheld(entity: str, published_name: str) -> Row | None:
    """Return what we wrote for a project that is published under this name, or nothing."""
    return next(
        (
            row
            for row in read("withheld.csv")
            if row["entity"] == entity and published_name in {row["card"], row["bought"]}
        ),
        None,
    )


def true_name(entity: str, published_name: str) -> str:
    """Return the name of a project; ours, if the published one hides it."""
    ours = withheld(entity, published_name)
    return ours["name"] if ours else published_name


def uncovered(entity: str, card: Card) -> Card:
    """Put our texts where a published card prints asterisks; all others stay as they are."""
    ours = withheld(entity, project(card))
    if ours is None:
        return card
    contents = {row["row"]: row for row in read("contents.csv") if row["project"] == ours["name"]}
    rows = [
        {
            column: contents[str(place)][column] if MASK in text else text
            for column, text in row.items()
        }
        for place, row in enumerate(card["rows"], 1)
    ]
    goal = ours["goal"] if MASK in card["goal"] else card["goal"]
    return {"title": ours["name"], "unit": card["unit"], "goal": goal, "rows": rows}


def statement(form: str, entity: str) -> Iterator[Fact]:
    """Take one entity's lines of a statement from our split."""
    for row in read("split.csv"):
        if row["form"] == form and row[entity]:
            line, label, column = row["line"], row["label"], row["column"]
            yield Fact(entity, PERIOD, form, form, line, label, column, row[entity])


def purchases(disclosure: Disclosure, entity: str) -> Iterator[tuple[str, Row]]:
    """Give one entity's published procurement lines, numbered."""
    group = f"{SHORT[entity]}小计"
    lines = (line for line in disclosure["procurement"] if line.get("group") == group)
    for number, line in enumerate(lines, 1):
        yield str(number), line


def unmasked(entity: str, line: Row, ours: Row | None) -> Row:
    """Put our name and figures where the published line prints asterisks."""
    if ours is None:
        return {**line, "disclosure": "公开"}
    product = str(Decimal(line["qty"]) * Decimal(ours["unit_price"]))
    figures = {"budget": ours["budget"], "price": ours["unit_price"], "general": product}
    return {
        **line, **figures,
        "project": true_name(entity, line["project"]), "disclosure": WITHHELD,
    }  # fmt: skip


def record(line: Row) -> Iterator[tuple[str, str]]:
    """Give the entered columns of one procurement line, in the order of the form."""
    yield "project", line["project"]
    yield "budget", canonical(line["budget"])
    yield from ((column, line[column]) for column in ("item", "code", "measure"))
    yield "quantity", canonical(line["qty"])
    yield "unit_price", canonical(line["price"])
    for source in SOURCES:
        yield source, line[source] and canonical(line[source])
    yield "disclosure", line["disclosure"]


def procurement(disclosure: Disclosure, entity: str) -> Iterator[Fact]:
    """Build one entity's procurement register; who buys nothing states that it is nil."""
    form = "procurement"
    if not any(purchases(disclosure, entity)):
        yield Fact(entity, PERIOD, form, form, "form", "", "state", "nil")
    ours = {row["row"]: row for row in read("masked.csv") if row["entity"] == entity}
    for number, line in purchases(disclosure, entity):
        for column, value in record(unmasked(entity, line, ours.get(number))):
            yield Fact(entity, PERIOD, form, form, number, "", column, value)


def performance(disclosure: Disclosure, entity: str) -> Iterator[Fact]:
    """Build one entity's performance cards, and the indicators on them."""
    form = "performance"
    own = [uncovered(owner, card) for owner, card in cards(disclosure) if owner == entity]
    for number, card in enumerate(own, 1):
        yield Fact(entity, PERIOD, form, form, str(number), "", "project", project(card))
        yield Fact(entity, PERIOD, form, form, str(number), "", "goal", card["goal"])
        for place, row in enumerate(card["rows"], 1):
            for column in INDICATOR:
                key = f"{number}/{place}"
                yield Fact(entity, PERIOD, form, "indicators", key, "", column, row[column])


def facts(disclosure: Disclosure, entity: str) -> Iterator[Fact]:
    """Build everything one entity enters; what is blank is left out."""
    yield from statement("income_expenditure", entity)
    yield from statement("three_public", entity)
    yield from (fact for fact in procurement(disclosure, entity) if fact.value)
    yield from statement("fixed_assets", entity)
    yield from (fact for fact in performance(disclosure, entity) if fact.value)


def own_facts() -> Iterator[Fact]:
    """Build what the department itself enters; what is blank is left out."""
    for form, table, row, label, column, value in department.facts():
        if value:
            yield Fact(DEPARTMENT[0], PERIOD, form, table, row, label, column, value)


# --- What must add up ---------------------------------------------------------------------------

CARDS = {"312002": 28, "312005": 2, "312006": 6}
LEVELS = ["产出指标"] * 4 + ["效果指标"] * 3 + ["满意度指标"] * 2
INCOME = ("income_general", "income_fund", "income_special", "income_other")
BASIC = ("personnel", "public")
VEHICLE = ("vehicle_purchase", "vehicle_running")
THREE = ("abroad", *VEHICLE, "reception")
STOCK = ("housing", "vehicles", "equipment", "other")
NEW = ("new_housing", "new_vehicles", "new_equipment", "new_other")
TEXTS = {"note", "reason"}

MONEY = "income_expenditure"
THIS_YEAR = {  # key in the narrative: the form and lines that make it
    "income_total": (MONEY, INCOME),
    "income_general": (MONEY, ("income_general",)),
    "income_fund": (MONEY, ("income_fund",)),
    "income_special": (MONEY, ("income_special",)),
    "income_other": (MONEY, ("income_other",)),
    "expenditure_total": (MONEY, (*BASIC, "project")),
    "basic": (MONEY, BASIC),
    "personnel": (MONEY, ("personnel",)),
    "public": (MONEY, ("public",)),
    "agency_running": (MONEY, ("public",)),
    "project": (MONEY, ("project",)),
    "tp_total": ("three_public", THREE),
    "tp_abroad": ("three_public", ("abroad",)),
    "tp_vehicle": ("three_public", VEHICLE),
    "tp_purchase": ("three_public", ("vehicle_purchase",)),
    "tp_running": ("three_public", ("vehicle_running",)),
    "tp_reception": ("three_public", ("reception",)),
}
LAST_YEAR = {  # this year's key: the key of the published change, and its sign
    "income_total": ("yoy_total", -1),
    "expenditure_total": ("yoy_total", -1),
    "basic": ("yoy_basic", 1),
    "project": ("yoy_project", -1),
    "tp_total": ("tp_yoy", 1),
}

Check = tuple[str, object, object]
"""What is checked, what we have, what it must be."""


class Returns:
    """The facts files as they stand on disk."""

    def __init__(self) -> None:
        """Read them."""
        self.values: dict[tuple[str, str, str], Row] = {}
        files = (DEPARTMENT[0], *NAMES)
        for row in (row for entity in files for row in read(f"facts/{entity}.csv")):
            key = row["entity"], row["table"], row["row"]
            self.values.setdefault(key, {})[row["column"]] = row["value"]

    def records(self, entity: str, table: str) -> list[Row]:
        """List the records of one entity, without the statement that there are none."""
        return [
            row
            for key, row in self.values.items()
            if key[:2] == (entity, table) and key[2] != "form"
        ]

    def cell(self, entity: str, table: str, line: str, column: str) -> Decimal:
        """Give one figure; blank adds as nothing."""
        return Decimal(self.values.get((entity, table, line), {}).get(column, "0"))

    def total(
        self, table: str, lines: Sequence[str], column: str, entities: Iterable[str] = NAMES
    ) -> Decimal:
        """Add one column of some lines, over all entities unless told which."""
        cells = (self.cell(code, table, line, column) for code in entities for line in lines)
        return sum(cells, Decimal(0))

    def bought(self, entity: str) -> Decimal:
        """Add one entity's procurement."""
        lines = self.records(entity, "procurement")
        return sum((amount(line) for line in lines), Decimal(0))


def amount(line: Row) -> Decimal:
    """Add the five sources of one procurement line."""
    return sum((Decimal(line.get(source, "0")) for source in SOURCES), Decimal(0))


def narrative_checks(narrative: Row, returns: Returns) -> Iterator[Check]:
    """Hold the department's sums, of this year and the last, against the narrative."""
    for key, (table, lines) in THIS_YEAR.items():
        yield key, returns.total(table, lines, "current"), Decimal(narrative[key])
    for key, (change, sign) in LAST_YEAR.items():
        table, lines = THIS_YEAR[key]
        expected = Decimal(narrative[key]) - sign * Decimal(narrative[change])
        yield f"last year's {key}", returns.total(table, lines, "prior"), expected


def balance_checks(returns: Returns) -> Iterator[Check]:
    """Hold each entity's income against its expenditure, in both years."""
    for entity in NAMES:
        for column in ("current", "prior"):
            income = returns.total(MONEY, INCOME, column, [entity])
            spent = returns.total(MONEY, (*BASIC, "project"), column, [entity])
            yield f"{entity} income and expenditure, {column}", income, spent


def procurement_checks(disclosure: Disclosure, returns: Returns) -> Iterator[Check]:
    """Hold procurement against its subtotals, in the narrative and in the table."""
    narrative = disclosure["narrative"]
    printed = {row["label"]: row["amount"] for row in disclosure["procurement"] if "label" in row}
    bureau, traffic = returns.bought("312002"), returns.bought("312006")
    yield "proc_bureau", bureau, Decimal(narrative["proc_bureau"])
    yield "proc_traffic", traffic, Decimal(narrative["proc_traffic"])
    yield "proc_total", bureau + traffic, Decimal(narrative["proc_total"])
    yield "公安局小计", bureau, Decimal(printed["公安局小计"])
    yield "交警队小计", traffic, Decimal(printed["交警队小计"])
    yield "合　计", bureau + traffic, Decimal(printed["合\u3000计"])
    yield "procurement of 312005", returns.records("312005", "procurement"), []
    stated = returns.values.get(("312005", "procurement", "form"))
    yield "procurement of 312005 is stated to be nil", stated, {"state": "nil"}


def line_checks(disclosure: Disclosure, returns: Returns) -> Iterator[Check]:
    """Hold every procurement line against itself, and against the one published."""
    for entity in NAMES:
        lines = list(purchases(disclosure, entity))
        for (number, seen), line in zip(lines, returns.records(entity, "procurement"), strict=True):
            name = f"{entity} procurement {number}"
            product = Decimal(line["quantity"]) * Decimal(line["unit_price"])
            yield f"{name}: quantity × price", product, amount(line)
            yield f"{name}: amount is positive", amount(line) > 0, True
            if seen["amount"].startswith("*"):
                yield f"{name}: disclosure", line["disclosure"], WITHHELD
            else:
                yield f"{name}: published amount", amount(line), Decimal(seen["amount"])


def masked_checks(disclosure: Disclosure) -> Iterator[Check]:
    """See that our masked figures stand on exactly the lines that print asterisks."""
    masked = [
        (entity, number, line["project"], line["item"])
        for entity in NAMES
        for number, line in purchases(disclosure, entity)
        if line["amount"].startswith("*")
    ]
    ours = [(row["entity"], row["row"], row["project"], row["item"]) for row in read("masked.csv")]
    yield "lines of masked.csv", ours, masked


def covering_checks(disclosure: Disclosure) -> Iterator[Check]:
    """See that we wrote exactly what was published as asterisks, and that it can be masked back."""
    ours, contents = read("withheld.csv"), read("contents.csv")
    masked = [(owner, card) for owner, card in cards(disclosure) if MASK in project(card)]
    hidden = [(owner, project(card), MASK in card["goal"]) for owner, card in masked]
    yield "rows of withheld.csv", [(r["entity"], r["card"], bool(r["goal"])) for r in ours], hidden
    bought = {
        (entity, line["project"])
        for entity in NAMES
        for _, line in purchases(disclosure, entity)
        if MASK in line["project"]
    }
    yield "bought", {(r["entity"], r["bought"]) for r in ours if r["bought"]}, bought
    yield "masked cells", cells_of(contents), masked_cells(disclosure)
    for row in ours:
        shown, name = re.split(r"(\*+)", row["card"]), row["name"]
        pattern = "".join("(.+)" if MASK in part else re.escape(part) for part in shown)
        found = re.fullmatch(pattern, name)
        yield f"{name}: published as {row['card']}", found is None, False
        stars = [len(part) for part in shown if MASK in part]
        same = found is not None and stars == [len(part) for part in found.groups()]
        yield f"{name}: as many asterisks as characters", same, False
        seen = [part for part in re.split(r"\*+", row["bought"]) if part not in name]
        yield f"{name}: visible in {row['bought']}", seen, []


def cells_of(contents: Iterable[Row]) -> list[tuple[str, str, str]]:
    """List the cells that we wrote: project, row and column."""
    return [
        (row["project"], row["row"], column)
        for row in contents
        for column in INDICATOR[1:]
        if row[column]
    ]


def masked_cells(disclosure: Disclosure) -> list[tuple[str, str, str]]:
    """List the cells of cards that were published as asterisks, under the true names."""
    return [
        (true_name(owner, project(card)), str(place), column)
        for owner, card in cards(disclosure)
        for place, row in enumerate(card["rows"], 1)
        for column in INDICATOR[1:]
        if MASK in row[column]
    ]


def mask_checks(returns: Returns) -> Iterator[Check]:
    """See that no asterisks are left in what is entered, but in the names decided upon."""
    for key, row in returns.values.items():
        left = [column for column, text in row.items() if MASK in text and column != "shown"]
        yield f"{key}: masked", left, []


def budget_checks(returns: Returns) -> Iterator[Check]:
    """Hold lines against their project's budget, and budgets against project spending."""
    for entity in NAMES:
        lines = returns.records(entity, "procurement")
        budgets = {line["project"]: Decimal(line["budget"]) for line in lines}
        for name, budget in budgets.items():
            own = [line for line in lines if line["project"] == name]
            same = {Decimal(line["budget"]) for line in own}
            yield f"{entity} {name}: one budget", same, {budget}
            yield f"{entity} {name}: budget covers lines", budget >= sum(map(amount, own)), True
        spending = returns.cell(entity, MONEY, "project", "current")
        yield f"{entity} 项目支出 covers budgets", spending >= sum(budgets.values()), True


def asset_checks(disclosure: Disclosure, returns: Returns) -> Iterator[Check]:
    """Hold the stock of assets against the published table."""
    table, narrative = "fixed_assets", Decimal(disclosure["narrative"]["asset_total"])
    whole, *rows = disclosure["assets"]
    yield "asset_total", returns.total(table, STOCK, "value"), narrative
    yield "资产总额", returns.total(table, STOCK, "value"), Decimal(whole["value"])
    for line, row in zip(("housing", "office", *STOCK[1:]), rows, strict=True):
        yield row["line"], returns.total(table, [line], "value"), Decimal(row["value"])
        quantity = Decimal(row["quantity"].replace("——", "0"))
        yield f"{row['line']}, quantity", returns.total(table, [line], "quantity"), quantity


def new_asset_checks(narrative: Row, returns: Returns) -> Iterator[Check]:
    """Hold new assets against their published parts; the published sum has the brigade twice."""
    table = "fixed_assets"
    bureau = returns.total(table, NEW, "value", ["312002"])
    traffic = returns.total(table, NEW, "value", ["312006"])
    yield "asset_new_bureau", bureau, Decimal(narrative["asset_new_bureau"])
    yield "asset_new_traffic", traffic, Decimal(narrative["asset_new_traffic"])
    yield "new assets", returns.total(table, NEW, "value"), bureau + traffic
    yield "asset_new, as misprinted", bureau + traffic + traffic, Decimal(narrative["asset_new"])
    for entity in NAMES:
        for line in ("housing", "office", "vehicles", "new_vehicles"):
            quantity = returns.cell(entity, table, line, "quantity") > 0
            value = returns.cell(entity, table, line, "value") > 0
            yield f"{entity} {line}: quantity and value together", quantity, value


def card_checks(disclosure: Disclosure) -> Iterator[Check]:
    """See that the cards are whole: 28, 2 and 6 of them, each 4 + 3 + 2 rows, no name twice."""
    pairs = [(entity, project(card)) for entity, card in cards(disclosure)]
    owners = [entity for entity, count in CARDS.items() for _ in range(count)]
    yield "owners of cards", [entity for entity, _ in pairs], owners
    yield "distinct projects", len(set(pairs)), len(pairs)
    for entity, card in cards(disclosure):
        name = f"{entity} {project(card)}"
        yield f"{name}: 一级指标", [row["level1"] for row in card["rows"]], LEVELS
        yield f"{name}: title", card["title"], f"{project(card)}绩效目标表"
        yield f"{name}: unit", card["unit"] in {"", f"{entity}{SHORT[entity]}"}, True


def number_checks() -> Iterator[Check]:
    """See that our own tables write numbers as the facts do."""
    for row in read("split.csv"):
        for entity in NAMES if row["column"] not in TEXTS else ():
            if row[entity]:
                yield f"{row['line']} of {entity}", row[entity], canonical(row[entity])
    for row in read("masked.csv"):
        for column in ("budget", "unit_price"):
            yield f"{row['project']} {column}", row[column], canonical(row[column])


def require(checks: Iterable[Check]) -> None:
    """Stop with a list of everything that is not what it must be."""
    wrong = [f"{name}: {have}, must be {must}" for name, have, must in checks if have != must]
    if wrong:
        raise SystemExit("\n".join(("The example does not add up:", *wrong)))


def all_checks(disclosure: Disclosure) -> list[Check]:
    """Gather what must hold of the files as written."""
    returns, narrative = Returns(), disclosure["narrative"]
    return [
        *narrative_checks(narrative, returns),
        *balance_checks(returns),
        *procurement_checks(disclosure, returns),
        *line_checks(disclosure, returns),
        *budget_checks(returns),
        *asset_checks(disclosure, returns),
        *new_asset_checks(narrative, returns),
        *card_checks(disclosure),
        *number_checks(),
        *mask_checks(returns),
    ]


def main() -> None:
    """Write all files, then check them."""
    disclosure = published()
    require([*masked_checks(disclosure), *covering_checks(disclosure)])
    write("entities.csv", ENTITY, entities(disclosure))
    projects = [(owner, true_name(owner, project(card))) for owner, card in cards(disclosure)]
    require(department.checks([name for _, name in projects]))
    write("projects.csv", ("entity", "project"), projects)
    write(f"facts/{DEPARTMENT[0]}.csv", Fact._fields, own_facts())
    for entity in NAMES:
        write(f"facts/{entity}.csv", Fact._fields, facts(disclosure, entity))
    require(all_checks(disclosure))


if __name__ == "__main__":
    main()
