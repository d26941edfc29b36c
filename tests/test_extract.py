"""What is read: every figure exactly, with the cell that holds it."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import openpyxl
import pytest

from tests.masked_example import MASK, as_published, disclosure
from xltool.consolidation.consolidate import consolidate
from xltool.facts.facts import NIL_FACT, Fact, facts, write_facts
from xltool.identity import NO_DATA
from xltool.reading.read import read_return
from xltool.values.decimal_text import exact_decimal
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

HEADER: Final = "entity,period,form,table,row,label,column,value,sheet,cell,source,edition"
MONEY, PUBLIC, BUY, ASSETS = "income_expenditure", "three_public", "procurement", "fixed_assets"
DEPARTMENT, BUREAU, TRAFFIC = "312", "312002", "312006"
SHORT: Final = {"公安局小计": BUREAU, "交警队小计": TRAFFIC}
SOURCES: Final = ("general", "fund", "soe", "special", "other")

Found = dict[tuple[str, str, str, str], str]
"""Values by entity, table, row and column."""


class Figure(NamedTuple):
    """One published figure: what it is, what was printed, what came back ("" when blank)."""

    what: str
    printed: str
    read: str


@pytest.fixture(scope="module")
def read(pack: Pack, department: Path) -> Submission:
    """The department's submission, as its workbook holds it."""
    return read_back(department, pack)


def read_back(path: Path, pack: Pack) -> Submission:
    """Return what a workbook holds; nothing is found while it is read."""
    found = read_return(path, pack)
    assert found.findings == ()
    assert found.submission is not None
    return found.submission


@pytest.fixture(scope="module")
def as_printed(
    pack: Pack,
    campaign: Campaign,
    submissions: Mapping[str, Submission],
    tmp_path_factory: pytest.TempPathFactory,
) -> Submission:
    """The submission of a department whose entities entered what was published, as masked."""
    path = tmp_path_factory.mktemp("masked") / "department.xlsx"
    masked = [as_published(submission) for submission in submissions.values()]
    write_workbook(path, pack, consolidate(pack, campaign.entity(DEPARTMENT), masked))
    return read_back(path, pack)


@pytest.fixture(scope="module")
def extracted(pack: Pack, read: Submission) -> list[Fact]:
    """All facts of the department workbook."""
    return list(facts(pack, read))


@pytest.fixture(scope="module")
def values(extracted: Sequence[Fact]) -> Found:
    """The department's values by identity."""
    return by_identity(extracted)


def by_identity(found: Iterable[Fact]) -> Found:
    """Return values by entity, table, row and column."""
    return {(fact.entity, fact.table, fact.row, fact.column): fact.value for fact in found}


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    """What 平乡县公安局 published."""
    return disclosure()


# --- The published figures ----------------------------------------------------------------------

NARRATIVE: Final = {
    "income_total": (MONEY, "income_total", "current"),
    "income_general": (MONEY, "income_general", "current"),
    "income_fund": (MONEY, "income_fund", "current"),
    "income_special": (MONEY, "income_special", "current"),
    "income_other": (MONEY, "income_other", "current"),
    "expenditure_total": (MONEY, "expenditure_total", "current"),
    "basic": (MONEY, "basic", "current"),
    "personnel": (MONEY, "personnel", "current"),
    "public": (MONEY, "public", "current"),
    "project": (MONEY, "project", "current"),
    "agency_running": (MONEY, "public", "current"),
    "yoy_basic": (MONEY, "basic", "change"),
    "tp_total": (PUBLIC, "total", "current"),
    "tp_abroad": (PUBLIC, "abroad", "current"),
    "tp_vehicle": (PUBLIC, "vehicle", "current"),
    "tp_running": (PUBLIC, "vehicle_running", "current"),
    "tp_purchase": (PUBLIC, "vehicle_purchase", "current"),
    "tp_reception": (PUBLIC, "reception", "current"),
    "tp_yoy": (PUBLIC, "total", "change"),
    "proc_total": (BUY, "total", "amount"),
    "asset_total": (ASSETS, "total", "value"),
}
FELL: Final = {
    "yoy_total": [(MONEY, "income_total", "change"), (MONEY, "expenditure_total", "change")],
    "yoy_project": [(MONEY, "project", "change")],
}
"""Published as 减少: the change is the figure with its sign turned."""
SUBTOTALS: Final = {"proc_bureau": BUREAU, "proc_traffic": TRAFFIC}
MASKED_TEXTS: Final = 232
"""How many texts were published as asterisks: names of projects, goals, cells of cards."""
MISPRINTED: Final = "asset_new"
"""Printed as 1794.5: the traffic brigade's 516.5 was counted twice (README of the example)."""


def narrative(printed: Mapping[str, str], values: Found) -> Iterator[Figure]:
    """Pair the figures of the narrative with the department's lines."""
    for key, place in NARRATIVE.items():
        yield Figure(key, printed[key], values.get((DEPARTMENT, *place), ""))
    for key, places in FELL.items():
        for place in places:
            yield Figure(key, f"-{printed[key]}", values.get((DEPARTMENT, *place), ""))
    for key, entity in SUBTOTALS.items():
        yield Figure(key, printed[key], values.get((entity, BUY, "total", "amount"), ""))


def new_assets(printed: Mapping[str, str], read: Submission, pack: Pack) -> Iterator[Figure]:
    """Pair 拟新增固定资产 with the entities' own sheets in the department workbook."""
    own = {
        fact.entity: fact.value
        for child in read.children
        for fact in facts(pack, child)
        if (fact.table, fact.row, fact.column) == (ASSETS, "new_total", "value")
    }
    yield Figure("asset_new_bureau", printed["asset_new_bureau"], own[BUREAU])
    yield Figure("asset_new_traffic", printed["asset_new_traffic"], own[TRAFFIC])
    right = Decimal(printed[MISPRINTED]) - Decimal(printed["asset_new_traffic"])
    (total,) = (
        fact.value
        for fact in facts(pack, read)
        if (fact.table, fact.row) == (ASSETS, "new_total") and fact.column == "value"
    )
    yield Figure("asset_new, corrected", str(right), total)


def purchases(printed: Sequence[Mapping[str, str]], values: Found, mark: str) -> Iterator[Figure]:
    """Pair 政府采购: total, subtotals and lines. Where a line is masked, ours says ``mark``."""
    number = 0
    for line in printed:
        if line["kind"] != "line":
            owner = SHORT.get(line["label"], DEPARTMENT)
            for column in ("amount", "general"):
                read = values.get((owner, BUY, "total", column), "")
                yield Figure(f"{line['label']} {column}", line[column], read)
            continue
        number += 1
        key = SHORT[line["group"]], BUY, str(number)
        yield from purchase(f"procurement {number}", line, values, key, mark)


def purchase(
    what: str, line: Mapping[str, str], values: Found, key: tuple[str, str, str], mark: str
) -> Iterator[Figure]:
    """Pair one line; masked amounts cannot be compared, but its mark can."""
    masked = any(line[name].startswith("**") for name in ("budget", "price", "amount", "general"))
    expected = mark if masked else "公开"
    yield Figure(f"{what} disclosure", expected, values.get((*key, "disclosure"), ""))
    names = {"qty": "quantity", "price": "unit_price"}
    amounts = ("budget", "qty", "price", "amount", *SOURCES)
    for name in ("project", "item", "code", "measure", *amounts):
        if name not in amounts or not line[name].startswith("**"):
            read = values.get((*key, names.get(name, name)), "")
            yield Figure(f"{what} {name}", line[name], read)


def assets(printed: Sequence[Mapping[str, str]], values: Found) -> Iterator[Figure]:
    """Pair the six lines of 固定资产; ``——`` holds no figure."""
    lines = ("total", "housing", "office", "vehicles", "equipment", "other")
    for code, row in zip(lines, printed, strict=True):
        for column in ("quantity", "value"):
            read = values.get((DEPARTMENT, ASSETS, code, column), "")
            yield Figure(f"{row['line']} {column}", row[column].replace("——", ""), read)


def cards(printed: Sequence[Mapping[str, Any]], values: Found) -> Iterator[Figure]:
    """Pair the 36 cards and their 324 rows, text for text, by owner and place."""
    for number, card in ((str(place), card) for place, card in enumerate(printed, start=1)):
        owner = card["unit"][:6] or BUREAU
        title = card["title"].removesuffix("绩效目标表")
        project = values.get((owner, "performance", number, "project"), "")
        yield Figure(f"card {card['no']} title", title, project)
        goal = values.get((owner, "performance", number, "goal"), "")
        yield Figure(f"card {card['no']} goal", card["goal"], goal)
        for place, row in enumerate(card["rows"], start=1):
            key = owner, "indicators", f"{number}/{place}"
            for column, text in row.items():
                what = f"card {card['no']} row {place} {column}"
                yield Figure(what, text, values.get((*key, column), ""))


def institutions(printed: Sequence[Mapping[str, str]], read: Submission) -> Iterator[Figure]:
    """Pair 机构设置 with what the workbook says of its entities."""
    known = {child.entity.name: child.entity for child in read.children}
    for row in printed:
        for name, text in row.items():
            yield Figure(f"{row['name']} {name}", text, getattr(known[row["name"]], name))


def same(figure: Figure) -> bool:
    """Compare numbers as decimals, 79.50 is 79.5, and texts character for character."""
    if figure.printed == "" or re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", figure.printed) is None:
        return figure.read == figure.printed
    return figure.read != "" and Decimal(figure.read) == Decimal(figure.printed)


def figures_of(
    published: Mapping[str, Any], read: Submission, pack: Pack, mark: str
) -> list[Figure]:
    """Pair all that was published with what a department's workbook holds."""
    values = by_identity(facts(pack, read))
    return [
        *narrative(published["narrative"], values),
        *new_assets(published["narrative"], read, pack),
        *purchases(published["procurement"], values, mark),
        *assets(published["assets"], values),
        *cards(published["indicators"], values),
        *institutions(published["institutions"], read),
    ]


def test_every_published_figure_comes_back(
    pack: Pack,
    published: dict[str, Any],
    as_printed: Submission,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """All that was published and a form carries comes out, to the cent and to the asterisk."""
    figures = figures_of(published, as_printed, pack, "不公开")
    right = sum(map(same, figures))
    with capsys.disabled():
        sys.stdout.write(f"\npublished figures read back: {right} of {len(figures)}\n")
    assert [figure for figure in figures if not same(figure)] == []
    assert len(figures) == 2509


def test_the_example_holds_a_text_of_ours_where_asterisks_were_published(
    pack: Pack, published: dict[str, Any], read: Submission
) -> None:
    """All other figures and texts of the example are the published ones."""
    figures = figures_of(published, read, pack, "隐名公开")
    masked = [figure for figure in figures if MASK in figure.printed]
    assert [figure for figure in figures if figure not in masked and not same(figure)] == []
    assert [figure for figure in masked if not figure.read or MASK in figure.read] == []
    assert len(figures) == 2509
    assert len(masked) == MASKED_TEXTS


def test_no_published_figure_is_left_out(published: dict[str, Any]) -> None:
    """The comparison above goes over all keys, lines and cards of the disclosure."""
    known = {*NARRATIVE, *FELL, *SUBTOTALS, MISPRINTED, "asset_new_bureau", "asset_new_traffic"}
    assert published["narrative"].keys() == known
    kinds = Counter(line["kind"] for line in published["procurement"])
    assert kinds == {"total": 1, "subtotal": 2, "line": 33}
    masked = [line for line in published["procurement"] if line["amount"].startswith("**")]
    assert (len(masked), len(published["assets"])) == (7, 6)
    rows = [row for card in published["indicators"] for row in card["rows"]]
    assert (len(published["indicators"]), len(rows)) == (36, 324)
    texts = {"level1", "level2", "name", "description", "value", "basis"}
    assert all(row.keys() == texts for row in rows)


def test_masked_lines_leave_the_subtotals_exact(values: Found) -> None:
    """What is not published is entered all the same, so that subtotals are sums of their lines."""
    for entity, printed in ((BUREAU, "761.5"), (TRAFFIC, "859.5")):
        amounts = [
            Decimal(value)
            for (owner, table, row, column), value in values.items()
            if (owner, table, column) == (entity, BUY, "amount") and row != "total"
        ]
        assert sum(amounts) == Decimal(printed) == Decimal(values[entity, BUY, "total", "amount"])


def test_zero_is_kept_apart_from_blank(values: Found) -> None:
    """A published 0 comes back as 0; what nobody entered has no fact."""
    assert values[DEPARTMENT, MONEY, "income_fund", "current"] == "0"
    assert values[DEPARTMENT, PUBLIC, "abroad", "change"] == "0"
    assert (DEPARTMENT, MONEY, "carryover", "current") not in values
    assert (DEPARTMENT, BUY, "total", "fund") not in values


# --- The shape of what is written ---------------------------------------------------------------


def test_csv_begins_with_the_documented_header(extracted: list[Fact]) -> None:
    """Programs rely on these columns, in this order."""
    lines = write_facts(extracted, "csv").splitlines()
    assert lines[0] == HEADER
    assert write_facts([], "csv") == HEADER + "\n"


def test_csv_and_json_say_the_same(extracted: list[Fact]) -> None:
    """Both formats hold the same facts in the same order, every value as text."""
    table = list(csv.DictReader(io.StringIO(write_facts(extracted, "csv"), newline="")))
    assert table == json.loads(write_facts(extracted, "json"))
    assert len(table) == len(extracted)


def test_fact_is_identified_once(extracted: list[Fact]) -> None:
    """No two facts of a workbook share entity, table, row and column, nor sheet and cell."""
    keys = Counter((fact.entity, fact.table, fact.row, fact.column) for fact in extracted)
    assert max(keys.values()) == 1
    cells = Counter((f.sheet, f.cell) for f in extracted if f.column != "level1")
    assert max(cells.values()) == 1


def test_labels_are_those_of_the_form(extracted: list[Fact]) -> None:
    """A line carries its label, a subtotal the label printed beside it; rows have none."""
    labels = {(fact.entity, fact.table, fact.row): fact.label for fact in extracted}
    assert labels[DEPARTMENT, PUBLIC, "vehicle_running"] == "公务用车运行维护费"
    assert labels[DEPARTMENT, PUBLIC, "total"] == "合计"
    assert labels[DEPARTMENT, ASSETS, "total"] == "资产总额"
    assert labels[DEPARTMENT, BUY, "total"] == "合　计"
    assert labels[BUREAU, BUY, "total"] == "公安局小计"
    assert labels[TRAFFIC, BUY, "total"] == "交警队小计"
    assert labels[BUREAU, BUY, "1"] == labels[BUREAU, "indicators", "1/1"] == ""


def test_values_are_canonical(extracted: list[Fact]) -> None:
    """Numbers are written without trailing zeros, exponents or signs of zero."""
    numeric = [f.value for f in extracted if f.table in {MONEY, PUBLIC, ASSETS}]
    plain = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")
    amounts = [value for value in numeric if re.fullmatch(r"[-0-9.]+", value)]
    assert [value for value in amounts if not plain.fullmatch(value) or value == "-0"] == []
    assert len(amounts) > 70


@pytest.mark.parametrize("code", ["312", "312002", "312005", "312006"])
def test_cell_holds_the_value(
    pack: Pack, department: Path, returned: Mapping[str, Path], code: str
) -> None:
    """Sheet and cell of every fact point at the cell where Excel shows just that value.

    That a form has no data stands on the entity's cover; a parent's sheet says it in its own words.
    """
    path = department if code == DEPARTMENT else returned[code]
    submission = read_return(path, pack).submission
    assert submission is not None
    book = openpyxl.load_workbook(path, data_only=True)
    found = list(facts(pack, submission))
    stated = [fact for fact in found if fact.row == NIL_FACT[0]]
    assert [bool(fact.cell) for fact in stated] == [code != DEPARTMENT] * len(stated)
    assert {book[fact.sheet][fact.cell].value for fact in stated if fact.cell} <= {NO_DATA}
    wrong = [
        fact
        for fact in found
        if fact not in stated and shown(book[fact.sheet][fact.cell].value) != fact.value
    ]
    assert wrong == []
    assert {fact.source for fact in found} == {str(path)}
    assert {fact.period for fact in found} == {"2020"}


def shown(value: object) -> str:
    """Return what stands in a cell as facts write it."""
    return f"{exact_decimal(value):f}" if isinstance(value, int | float) else str(value)
