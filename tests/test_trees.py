"""Trees of entities, recalculated by a real LibreOffice: every total follows from the leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.trees import BUY, MONEY, TRANSFERS, adjusting, leaf, trees
from xltool.consolidation.consolidate import consolidate
from xltool.consolidation.eliminations import find_eliminations
from xltool.consolidation.workbook_plan import plan_workbook
from xltool.consolidation.workbook_scope import MOST_ENTITIES
from xltool.evaluation.submission_values import SubmissionValues
from xltool.facts.facts import facts
from xltool.model.forms import Entity
from xltool.model.submission import EntityRows, FormSize, Key, Record, Submission
from xltool.reading.read import read_return
from xltool.values.decimal_text import STORED_PLACES, half_up
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.office import Office
    from xltool.model.forms import Pack
    from xltool.model.submission import Value

    Place = tuple[str, str]
    from tests.conftest import Say

D = Decimal
PUBLIC = "three_public"
OURS = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[*HealthCheck],
)


def stored(path: Path) -> dict[Place, object]:
    """Return what the file shows without calculation."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def same(ours: object, theirs: float | str) -> bool:
    """Compare at the places that amounts are held with; blank is an empty text."""
    if isinstance(ours, (int, float)) and isinstance(theirs, float):
        one, other = (half_up(D(repr(float(x))), STORED_PLACES) for x in (ours, theirs))
        return one == other
    return (ours or "") == theirs


def differing(office: Office, path: Path) -> tuple[int, list[str]]:
    """Return how many formulas there are, and those whose result is not what we stored."""
    shown, found = stored(path), office.recalculate(path)
    return len(found), [
        f"{sheet}!{cell}: {shown.get((sheet, cell))!r}, LibreOffice {result}"
        for (sheet, cell), result in found.items()
        if result.error or not same(shown.get((sheet, cell)), result.value)
    ]


# --- What we store is what LibreOffice calculates -----------------------------------------------


@pytest.mark.libreoffice
def test_example_recalculates_alike(office: Office, department: Path, say: Say) -> None:
    """Every formula of the example's department workbook gives what we stored."""
    count, wrong = differing(office, department)
    assert wrong == []
    say(f"the example: {count} formulas, 0 differ")
    assert count > 1500


@pytest.mark.libreoffice
def test_random_trees_recalculate_alike(
    office: Office, pack: Pack, tmp_path: Path, say: Say
) -> None:
    """Trees of any depth, with transfers and adjustments: every formula gives what we stored."""
    counted: list[int] = []

    @OURS
    @given(trees(pack))
    def each(whole: Submission) -> None:
        path = tmp_path / "tree.xlsx"
        write_workbook(path, pack, whole)
        count, wrong = differing(office, path)
        assert wrong == []
        counted.append(count)

    each()
    say(f"{len(counted)} random trees: {sum(counted)} formulas, 0 differ")
    assert min(counted) > 200


@settings(OURS, max_examples=25)
@given(st.data())
def test_random_trees_read_back(
    pack: Pack, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Read again, a tree has the facts it was written with, at every level and in every cell."""
    whole = data.draw(trees(pack))
    path = tmp_path_factory.mktemp("tree") / "tree.xlsx"
    write_workbook(path, pack, whole)
    found = read_return(path, pack)
    assert {finding.rule for finding in found.findings} <= {"XL-115"}
    assert found.submission is not None
    assert found.submission.stored == {}
    for mine, theirs in zip(found.submission.parts(), whole.parts(), strict=True):
        assert mine.entity == theirs.entity
        plain = [replace(fact, source="", sheet="") for fact in facts(pack, mine)]
        assert plain == [replace(fact, source="", sheet="") for fact in facts(pack, theirs)]


@settings(OURS, max_examples=60)
@given(st.data())
def test_parent_is_its_children_less_eliminations_adjusted(pack: Pack, data: st.DataObject) -> None:
    """R39: at each level, figure = Σ children − what they pay each other + adjustments."""
    whole = data.draw(trees(pack))
    for part in whole.parts():
        if not part.children:
            continue
        gone = find_eliminations(pack, part.children).pairs_by_key(part.entity.code)
        book, below = (
            SubmissionValues(pack, part),
            [SubmissionValues(pack, child) for child in part.children],
        )
        moved = adjusted(pack, part)
        for line in ("income_superior", "subsidy", "income_general", "income_other"):
            key = Key(MONEY, part.entity.code, line, "current")
            values = [
                other.get(key._replace(entity=other.submission.entity.code)) for other in below
            ]
            if not any(isinstance(value, str) for value in values):
                expected = sum((v for v in values if isinstance(v, Decimal)), D(0))
                expected -= sum((pair.eliminated for pair in gone.get(key, ())), D(0))
                assert (book.get(key) or D(0)) == expected + moved.get(key, D(0))


def adjusted(pack: Pack, part: Submission) -> dict[Key, Decimal]:
    """Return what a parent's own register moves, read independently of how it is applied."""
    names = {
        f"{form.template.sheet}｜{band.heading.replace('　', '')}｜{form.table.line(code).label}": (
            form.id, code,
        )
        for form in pack.reported
        for band in form.template.bands
        for code in band.lines
        if code
    }  # fmt: skip
    found: dict[Key, Decimal] = {}
    for record in part.tables.get("adjustments", ()):
        name, _, column = str(record.values["item"]).rpartition("｜")
        amount = record.values["amount"]
        assert isinstance(amount, Decimal)
        if column == "本年预算数" and name in names:
            form, code = names[name]
            key = Key(form, part.entity.code, code, "current")
            found[key] = found.get(key, D(0)) + amount
    return found


# --- What depends on one cell -------------------------------------------------------------------


@dataclass(frozen=True)
class Two:
    """A county of two departments and four entities, which pay each other and adjust."""

    whole: Submission
    path: Path


@pytest.fixture(scope="module")
def county(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Two:
    """311 subsidises 312 within 31; 321 within 32 pays 311, in another department; 32 adjusts."""
    entities = {code: Entity(code, f"单位{code}", f"单{code}", code[:-1])
                for code in ("3", "31", "32", "311", "312", "321", "322")}  # fmt: skip

    def entity(code: str, lines: Mapping[str, Mapping[str, Decimal]], *rows: object) -> Submission:
        bought = {"project": "甲", "budget": D(9), "general": D("1.5")}
        tables = {MONEY: lines, TRANSFERS: list(rows), BUY: [bought]}
        return leaf(pack, entities[code], tables)  # type: ignore[arg-type]

    first = entity("311", {
        "income_general": {"current": D("100.5"), "prior": D(90)},
        "income_superior": {"current": D("7.5")}, "subsidy": {"current": D("12.34")},
    }, {"counterparty": "312", "subsidy": D("12.34")},
       {"counterparty": "321", "superior": D("7.5")})  # fmt: skip
    second = entity("312", {
        "income_general": {"current": D("50.25"), "prior": D(40)},
        "income_superior": {"current": D("12.34")},
    }, {"counterparty": "311", "superior": D("12.34")})  # fmt: skip
    third = entity("321", {
        "income_general": {"current": D(30), "prior": D(30)}, "subsidy": {"current": D("7.5")},
    }, {"counterparty": "311", "subsidy": D("7.5")})  # fmt: skip
    fourth = entity("322", {"income_general": {"current": D(20)}})
    item = "收支总表｜收入｜一般公共预算拨款收入｜本年预算数"
    row: dict[str, Value] = {"item": item, "amount": D("-0.75"), "reason": "重复申报"}
    own = adjusting(pack, entities["32"], [row])
    left = consolidate(pack, entities["31"], [first, second])
    right = consolidate(pack, entities["32"], [third, fourth], own)
    whole = consolidate(pack, entities["3"], [left, right])
    path = tmp_path_factory.mktemp("county") / "3.xlsx"
    write_workbook(path, pack, whole)
    return Two(whole, path)


def amount(pack: Pack, whole: Submission, code: str, line: str) -> object:
    """Return this year's figure of a line, of whichever entity of the tree."""
    part = next(part for part in whole.parts() if part.entity.code == code)
    return SubmissionValues(pack, part).get(Key(MONEY, code, line, "current"))


def test_transfer_is_eliminated_at_the_lowest_common_parent_once(pack: Pack, county: Two) -> None:
    """12.34 inside 31 is gone from 31 upwards; 7.5 between 31 and 32 stays there, and goes in 3."""
    found = {
        (code, line): amount(pack, county.whole, code, line)
        for code in ("31", "32", "3")
        for line in ("subsidy", "income_superior", "income_general")
    }
    assert found == {
        ("31", "subsidy"): D(0), ("31", "income_superior"): D("7.5"),
        ("31", "income_general"): D("150.75"), ("32", "subsidy"): D("7.5"),
        ("32", "income_superior"): None, ("32", "income_general"): D("49.25"),
        ("3", "subsidy"): D(0), ("3", "income_superior"): D(0), ("3", "income_general"): D(200),
    }  # fmt: skip
    registers = {part.entity.code: part.tables[TRANSFERS] for part in county.whole.parts()}
    assert [record.values for record in registers["31"]] == [
        {"counterparty": "321", "superior": D("7.5")}
    ]
    assert registers["3"] == ()


MUTATIONS = {
    "income": ("311 收支总表", "income_general", {
        ("31", "income_general"), ("31", "income_year"), ("31", "income_total"),
        ("3", "income_general"), ("3", "income_year"), ("3", "income_total"),
        ("311", "income_year"), ("311", "income_total"),
    }),
    "income-of-an-adjusting-department": ("322 收支总表", "income_general", {
        ("32", "income_general"), ("32", "income_year"), ("32", "income_total"),
        ("3", "income_general"), ("3", "income_year"), ("3", "income_total"),
        ("322", "income_year"), ("322", "income_total"),
    }),
    "expenditure-paid-inside": ("311 收支总表", "subsidy", {
        ("31", "subsidy"), ("31", "expenditure_year"), ("31", "expenditure_total"),
        ("3", "subsidy"), ("3", "expenditure_year"), ("3", "expenditure_total"),
        ("311", "expenditure_year"), ("311", "expenditure_total"),
    }),
}  # fmt: skip
"""The sheet and line of an input, and the figures of this year that rest on it."""


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", MUTATIONS)
def test_one_input_moves_exactly_the_totals_above(
    office: Office, pack: Pack, county: Two, tmp_path: Path, name: str
) -> None:
    """A changed input moves the totals above it by the same amount, and no other figure."""
    sheet, line, expected = MUTATIONS[name]
    whole = plan_workbook(pack, county.whole)
    slots = {
        (place.sheet, cell.address): key
        for part in whole.walk()
        for place in part.layouts.values()
        for key, cell in place.slots.items()
        if key.table == MONEY and key.column == "current"
    }
    start = next(at for at, key in slots.items() if at[0] == sheet and key.row == line)
    book = openpyxl.load_workbook(county.path)
    tab = book[start[0]]
    tab[start[1]].value = float(tab[start[1]].value) + 3.21
    book.save(tmp_path / "changed.xlsx")
    before, after = (office.recalculate(path) for path in (county.path, tmp_path / "changed.xlsx"))
    moved = {
        slots[at].entity + " " + slots[at].row: half_up(number(after[at]) - number(before[at]), 2)
        for at in before
        if at in slots and number(before[at]) != number(after[at])
    }
    assert moved == {f"{code} {row}": D("3.21") for code, row in expected}


def number(result: object) -> Decimal:
    """Return a recalculated result as a number; blank as zero."""
    value = getattr(result, "value", 0.0)
    return half_up(D(repr(value)), STORED_PLACES) if isinstance(value, float) else D(0)


# --- Many entities ------------------------------------------------------------------------------


def many(count: int) -> Submission:
    """A parent's children: so many entities, each with two amounts of two places."""
    children = tuple(
        Submission(
            entity,
            "2020",
            {
                PUBLIC: (
                    Record(
                        entity.code,
                        "abroad",
                        {"current": D(n * 7919 % 999983) / 100, "prior": D("0.01")},
                    ),
                )
            },
            {PUBLIC: FormSize(entity, "2020", (EntityRows(entity),))},
        )
        for n, entity in enumerate(
            Entity(f"9{n:04}", f"单位{n}", f"单位{n}", "9") for n in range(count)
        )
    )
    return Submission(Entity("9", "县", "县"), "2020", {}, {}, children=children)


def test_a_thousand_entities_add_exactly(pack: Pack, tmp_path: Path) -> None:
    """A thousand amounts add to the cent, in formulas that Excel takes, and read back so.

    So many have no sheets of their own: they stand side by side, and the parent holds values.
    """
    children = many(1000).children
    whole = consolidate(pack, Entity("9", "县", "县"), children)
    total = sum(D(n * 7919 % 999983) / 100 for n in range(1000))
    assert SubmissionValues(pack, whole).get(Key(PUBLIC, "9", "total", "current")) == total
    assert SubmissionValues(pack, whole).get(Key(PUBLIC, "9", "total", "prior")) == D(10)
    path = tmp_path / "many.xlsx"
    write_workbook(path, pack, whole)
    book = openpyxl.load_workbook(path, read_only=True)
    assert book.sheetnames == [
        "封面", "目录", "三公经费", "分单位对照", "校核", "来源", "图表", "_codes", "_meta",
    ]  # fmt: skip
    rows = [[cell.value for cell in row] for row in book["分单位对照"].iter_rows()]
    line = next(row for row in rows if row[0] == "一、因公出国（境）费")
    assert sum(D(str(value)) for value in line[1:1001]) == total
    assert line[1001] == (
        '=IF(1000-COUNT(B8:ALM8)-COUNTBLANK(B8:ALM8),"**",'
        'IF(COUNT(B8:ALM8),ROUND(SUM(B8:ALM8),6),""))'
    )
    found = read_return(path, pack)
    assert {finding.message for finding in found.findings} == {"R34.form"}
    assert found.submission is not None
    assert (
        SubmissionValues(pack, found.submission).get(Key(PUBLIC, "9", "total", "current")) == total
    )


def test_large_department_is_a_return_too(pack: Pack, tmp_path: Path) -> None:
    """With too many entities for sheets of their own, a workbook is read as what it says."""
    children = []
    for number in range(MOST_ENTITIES + 1):
        entity = Entity(f"31{number:03}", f"单位{number}", f"单{number}", "31")
        bought = {"project": "甲", "budget": D(9), "general": D("1.5")}
        paid = {"counterparty": "999", "subsidy": D(2)}
        tables = {
            MONEY: {"income_general": {"current": D(number)}, "subsidy": {"current": D(2)}},
            BUY: [bought], TRANSFERS: [paid],
        }  # fmt: skip
        children.append(leaf(pack, entity, tables))  # type: ignore[arg-type]
    department = consolidate(pack, Entity("31", "部门", "部门"), children)
    write_workbook(tmp_path / "31.xlsx", pack, department)
    sheets = openpyxl.load_workbook(tmp_path / "31.xlsx", read_only=True).sheetnames
    assert not [name for name in sheets if name.startswith("31")]
    found = read_return(tmp_path / "31.xlsx", pack)
    assert found.findings == ()
    assert found.submission is not None
    plain = [replace(fact, source="") for fact in facts(pack, found.submission)]
    assert plain == list(facts(pack, department))
    county = [
        consolidate(pack, Entity("3", "县", "县"), [below])
        for below in (department, found.submission)
    ]
    assert county[0].tables == county[1].tables
    for whole in county:
        assert SubmissionValues(pack, whole).get(Key(MONEY, "3", "subsidy", "current")) == 2 * len(
            children
        )


@pytest.mark.libreoffice
def test_three_hundred_entities_recalculate_alike(
    office: Office, pack: Pack, tmp_path: Path, say: Say
) -> None:
    """Beyond the 255 arguments of a function, the totals are formulas that LibreOffice adds."""
    whole = consolidate(pack, Entity("9", "县", "县"), many(300).children)
    path = tmp_path / "many.xlsx"
    write_workbook(path, pack, whole)
    count, wrong = differing(office, path)
    assert wrong == []
    say(f"300 entities: {count} formulas, 0 differ")
